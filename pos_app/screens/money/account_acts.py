"""The way through the sheets of accounts: the list, one statement, money for it, an account changed."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from domain.money.accounts import Account
from pos_app.screens.desk import Desk
from pos_app.screens.money.account_forms import DebtSheet, EditAccountSheet
from pos_app.screens.money.account_sheets import AccountsSheet, StatementSheet
from pos_app.workflows.accounts import AccountView


class AccountActs(QObject):
    """One sheet after the other, never one over another."""

    def __init__(self, desk: Desk, screen: QWidget) -> None:
        super().__init__(screen)
        self._desk, self._screen = desk, screen

    def show(self) -> None:
        """All accounts."""
        sheet = AccountsSheet(self._desk, self._screen.window())
        sheet.picked.connect(self._ask)
        sheet.added.connect(lambda: self._edit(None))
        sheet.open()

    def _ask(self, account: str) -> None:
        desk = self._desk
        desk.ask(desk.till.accounts.statement(account, desk.by), self._statement, desk.refused.emit)

    def _statement(self, view: AccountView) -> None:
        sheet = StatementSheet(self._desk, self._screen.window(), view)
        sheet.paying.connect(self._pay)
        sheet.editing.connect(self._edit)
        sheet.open()

    def _pay(self, view: AccountView) -> None:
        sheet = DebtSheet(self._desk, self._screen.window(), view)
        sheet.done.connect(lambda: self._ask(view.account.id))
        sheet.open()

    def _edit(self, account: Account | None) -> None:
        sheet = EditAccountSheet(self._desk, self._screen.window(), account)
        sheet.saved.connect(self.show)
        sheet.open()
