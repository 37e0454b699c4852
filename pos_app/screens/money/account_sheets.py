"""Accounts 挂账: who owes how much, and one account's statement."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from domain.money.accounts import BACK, CHARGED, AccountEntry
from pos_app.language import _
from pos_app.models.tender_words import tender_names
from pos_app.screens.desk import Desk
from pos_app.screens.find_row import LEAST, MOST, FindRow
from pos_app.widgets.buttons import Button
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.empty import EmptyState
from pos_app.widgets.labels import amount, label, short, wrapped
from pos_app.widgets.scrolling import UpTo, scrolled
from pos_app.widgets.sheet import Sheet
from pos_app.workflows.accounts import AccountView
from pos_app.workflows.report_slips import Around


def account_words(view: AccountView, desk: Desk) -> str:
    """An account in one line: who, and how much they owe."""
    words = desk.wording.money(view.balance)
    closed = _("closed") if view.account.closed else ""
    return " · ".join(filter(None, (view.account.name, _("owes {amount}").format(amount=words), closed)))


class AccountsSheet(Sheet):
    """All accounts; `picked(account)`, or `added` for a new one."""

    picked = Signal(str)
    added = Signal()

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk.theme, window, QSize(620, 0))
        self._desk = desk
        self.say(_("Accounts"), _("Who may pay later, and what they owe"))
        self._empty = EmptyState(desk.theme, "notebook")
        self._empty.tell(_("Nobody may pay later yet."), "")
        self._grid = ChoiceGrid(desk.theme, 1)
        self._grid.changed.connect(lambda: self._leave(self._grid.chosen()[0]))
        held = QWidget()
        held.setProperty("ground", "none")
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(self._grid)
        column.addStretch(1)
        self._scroll = UpTo(held, MOST)
        self._scroll.setMinimumHeight(LEAST)
        self.finder = FindRow(desk, _("Name, pinyin initials or number"), self._scroll)
        self.finder.found.connect(self._grid.show_only)
        self.finder.passed.connect(self._grid.only)
        self._empty.setFixedHeight(MOST)
        for each in (self.finder, self._empty, self._scroll):
            self.body.addWidget(each)
        self.body.addStretch(1)
        self._empty.hide()
        why = desk.barred("settings")
        self.foot.addWidget(wrapped(why, 14, tone="ink2"), 1)
        new = Button(desk.theme, "primary", "plus", "", 56)
        new.setText(_("New account"))
        new.setEnabled(desk.may("settings"))
        new.clicked.connect(lambda: self._leave(""))
        self.foot.addWidget(new)
        desk.read(lambda: desk.till.accounts.all(desk.by), self._show, self._scroll)

    def _show(self, accounts: tuple[AccountView, ...]) -> None:
        self._empty.setVisible(not accounts)
        self._scroll.setVisible(bool(accounts))
        for view in accounts:
            self._grid.add(view.account.id, account_words(view, self._desk))
        if self.finder.among({one.account.id: (one.account.name, one.account.contact) for one in accounts}):
            self.finder.search.line.setFocus()

    def _leave(self, account: str) -> None:
        self.finish()
        if account:
            self.picked.emit(account)
        else:
            self.added.emit()


class StatementSheet(Sheet):
    """One account; `paying` and `editing` go on to the next sheet with it."""

    paying = Signal(object)
    editing = Signal(object)

    def __init__(self, desk: Desk, window: QWidget, view: AccountView) -> None:
        super().__init__(desk.theme, window, QSize(620, 0))
        self._desk, self._view = desk, view
        account, wording = view.account, desk.wording
        limit = _("Limit {amount}").format(amount=wording.money(account.limit))
        self.say(account.name, " · ".join(filter(None, (account.contact, limit))))
        scroll, lines = scrolled()
        scroll.setFixedHeight(320)
        for entry, receipt in reversed(list(zip(view.entries, view.receipts, strict=True))):
            lines.addWidget(self._line(entry, receipt))
        if not view.entries:
            lines.addWidget(label(_("Nothing was charged yet."), tone="ink2"))
        lines.addStretch(1)
        self.body.addWidget(scroll)
        whole = QHBoxLayout()
        whole.addWidget(label(_("Owed now"), 18, True), 1)
        whole.addWidget(amount(wording.money(view.balance), 28, True))
        self.body.addLayout(whole)
        for words, icon, act, good in (
            (_("Print"), "printer", self._print, True),
            (_("Edit the account"), "pencil", self._edit, desk.may("settings")),
        ):
            button = Button(desk.theme, "secondary", icon, "", 56)
            button.setText(words)
            button.setEnabled(good)
            button.clicked.connect(act)
            self.foot.addWidget(button)
        self.foot.addWidget(wrapped(self._why_not(), 14, tone="ink2"), 1)
        pay = Button(desk.theme, "primary", "cash", "", 56)
        pay.setText(_("Take money for it"))
        pay.setEnabled(view.balance > 0)
        pay.clicked.connect(self._pay)
        self.foot.addWidget(pay)

    def _why_not(self) -> str:
        """Why a button is dead."""
        if self._view.balance <= 0:
            return _("Nothing is owed.")
        return "" if self._desk.may("settings") else _("Your role may not edit it.")

    def _line(self, entry: AccountEntry, receipt: int) -> QWidget:
        wording, row = self._desk.wording, QWidget()
        row.setProperty("ground", "none")
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        if entry.kind in (CHARGED, BACK):
            words = _("Bill No. {number}") if entry.kind == CHARGED else _("Back of bill No. {number}")
            what = words.format(number=receipt) if receipt else _("Bill that is still open")
        else:
            names = tender_names(self._desk.view, wording)
            way = f"{names.get(entry.of, entry.of)} {entry.reference}".strip()
            what = _("Paid, {tender}").format(tender=way)
        across.addWidget(short(what), 1)
        across.addWidget(label(wording.when(entry.at).strftime("%m-%d %H:%M"), 14, tone="ink2"))
        sum_ = amount(wording.figure(entry.amount))
        sum_.setMinimumWidth(110)
        across.addWidget(sum_)
        return row

    def _print(self) -> None:
        desk = self._desk
        known = Around(desk.view.store, desk.view.people)
        desk.ask(
            desk.till.accounts.print_statement(self._view, known, desk.now, desk.by),
            lambda _done: desk.told.emit(_("The statement is being printed.")),
        )

    def _pay(self) -> None:
        self.finish()
        self.paying.emit(self._view)

    def _edit(self) -> None:
        self.finish()
        self.editing.emit(self._view.account)
