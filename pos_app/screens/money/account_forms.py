"""Accounts 挂账: one is set up or changed, and money comes in for what it owes."""

from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from domain.money.accounts import COMPANY, GUEST, Account
from pos_app.language import _, pgettext
from pos_app.screens.desk import Desk
from pos_app.screens.money.entry import MoneyEntry
from pos_app.screens.money.reasoned_sheet import columns
from pos_app.screens.money.tender_amount_sheet import TenderAmountSheet
from pos_app.screens.money.tender_pad import AmountBox, amount_pad
from pos_app.widgets.buttons import Button
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import wrapped
from pos_app.widgets.pad_sheet import PadSheet
from pos_app.widgets.text_field import text_field
from pos_app.workflows.accounts import AccountView


class EditAccountSheet(PadSheet):
    """A new account, or one changed; `saved` when it is."""

    saved = Signal()

    def __init__(self, desk: Desk, window: QWidget, account: Account | None = None) -> None:
        super().__init__(desk.theme, window, QSize(880, 0))
        self._desk = desk
        self._before = account or Account(desk.till.new_id(), "")
        self._entry = MoneyEntry(desk.view.store.currency)
        self._entry.suggest(self._before.limit)
        self.say(_("Account"), _("The contact is hidden on paper."))
        self._kind = ChoiceGrid(desk.theme, 2, 1, 1)
        self._kind.add(COMPANY, _("Company"))
        self._kind.add(GUEST, _("Guest"))
        self._kind.choose(self._before.kind)
        self._name, self._contact = text_field(pgettext("account", "Name")), text_field(_("Contact, phone"))
        self._name.setText(self._before.name)
        self._contact.setText(self._before.contact)
        self._box = AmountBox(desk.theme)
        self._pad = amount_pad(desk.theme, desk.view.store.currency)
        self._pad.pressed.connect(self.press)
        self._no = wrapped(tone="danger")
        self._no.hide()
        start, end = columns(self.body)
        for each in (self._kind, self._name, self._contact, self._no):
            start.addWidget(each)
        start.addStretch(1)
        end.addWidget(self._box)
        end.addWidget(self._pad)
        self._closed = Button(desk.theme, "secondary", "lock", "", 56)
        self._closed.setText(_("Open again") if self._before.closed else _("Close the account"))
        self._closed.setVisible(account is not None)
        self._closed.clicked.connect(lambda: self._save(not self._before.closed))
        self.foot.addWidget(self._closed)
        self.foot.addWidget(self.missing, 1)
        self._go = Button(desk.theme, "primary", "tick", "", 56)
        self._go.setText(_("Save"))
        self._go.clicked.connect(self.go)
        self.foot.addWidget(self._go)
        self.begins_at = self._name
        self._name.textChanged.connect(self._tell)
        self._tell()

    def typed(self) -> bool:
        return self._entry.typed or self._name.text() != self._before.name

    def press(self, key: str) -> None:
        self._entry.press(key)
        self._tell()

    def _tell(self) -> None:
        self._box.tell(_("May owe up to"), self._desk.wording.money(self._entry.amount))
        named = bool(self._name.text().strip())
        self._go.setEnabled(named)
        no_room = "" if self._entry.amount else _("With a limit of 0 nothing can be charged to it yet.")
        self.missing.setText(no_room if named else _("Still missing: the name of the account."))

    def go(self) -> None:
        """Save it, open or closed as it was."""
        if self._go.isEnabled():
            self._save(self._before.closed)

    def _save(self, closed: bool) -> None:
        desk = self._desk
        account = Account(
            self._before.id,
            self._name.text(),
            self._kind.chosen()[0],
            self._entry.amount,
            self._contact.text(),
            closed,
        )
        desk.ask(desk.till.accounts.save(account, desk.by), self._end, self._refuse)

    def _end(self, _done: object) -> None:
        self.finish()
        self.saved.emit()

    def _refuse(self, words: str) -> None:
        self._no.setText(words)
        self._no.show()


class DebtSheet(TenderAmountSheet):
    """Money for a debt: how much, and how it is paid."""

    done = Signal()

    def __init__(self, desk: Desk, window: QWidget, view: AccountView) -> None:
        super().__init__(desk, window, _("Taken"), view.balance)
        self._view = view
        owes = _("owes {amount}").format(amount=desk.wording.money(view.balance))
        self.say(view.account.name, f"{owes} · " + _("No sale: the debt gets smaller"))

    def run(self, tender: str, amount: int, reference: str) -> Future[Any]:
        desk, account = self.desk, self._view.account.id
        return desk.till.accounts.collect(account, tender, amount, True, desk.by, self.act, reference)

    def ended(self) -> None:
        self.done.emit()
