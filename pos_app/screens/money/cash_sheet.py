"""Money in, out or into the safe: how much, and why."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit, QWidget

from domain.money.shifts import DROP, IN, OPENED, OUT
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.money.entry import MoneyEntry
from pos_app.screens.money.tender_pad import AmountBox, amount_pad
from pos_app.screens.sheet_foot import cancel_button
from pos_app.widgets.buttons import Button
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import wrapped
from pos_app.widgets.pad_sheet import PadSheet


def move_word(kind: str) -> str:
    """What is done to the drawer."""
    return {
        IN: _("Paid in"),
        OUT: _("Paid out"),
        DROP: _("Dropped into the safe"),
        OPENED: _("Opened without a sale"),
    }.get(kind, kind)


def reasons_for(kind: str) -> tuple[str, ...]:
    """The usual reasons, as tiles."""
    return {
        IN: (_("Change from the bank"), _("Float made up"), _("Money found")),
        OUT: (_("Ice, vegetables, goods"), _("Delivery and carriage"), _("Paid back to a guest")),
        DROP: (_("Too many large notes"),),
    }[kind]


class CashSheet(PadSheet):
    """One act at the drawer; `kind` in | out | drop."""

    def __init__(self, desk: Desk, window: QWidget, kind: str) -> None:
        super().__init__(desk.theme, window, QSize(620, 0))
        self._desk, self._kind, self._key_made = desk, kind, desk.till.new_id()
        self._entry = MoneyEntry(desk.view.store.currency)
        self._box = AmountBox(desk.theme)
        self._pad = amount_pad(desk.theme, desk.view.store.currency)
        self._pad.pressed.connect(self.press)
        self._reasons = ChoiceGrid(desk.theme, 3, 0, 1)
        for words in reasons_for(kind):
            self._reasons.add(words, words)
        self._reasons.changed.connect(self._show)
        self._other = QLineEdit()
        self._other.setPlaceholderText(_("or in your own words"))
        self._other.setMaxLength(80)
        self._other.textChanged.connect(self._show)
        self._said = wrapped(size=14, tone="danger")
        self._said.hide()
        self._note = wrapped(size=14, tone="ink2")
        for each in (self._box, self._pad, self._reasons, self._other, self._note, self._said):
            self.body.addWidget(each)
        self.foot.addStretch(1)
        self.foot.addWidget(cancel_button(self))
        self._take = Button(desk.theme, "primary", "tick", "Enter", 56)
        self._take.clicked.connect(self._done)
        self.foot.addWidget(self._take)
        self.say(move_word(kind), _("The drawer opens. It is noted with your name."))
        self._show()

    def typed(self) -> bool:
        return self._entry.typed or bool(self._other.text())

    @property
    def reason(self) -> str:
        return self._other.text().strip() or next(iter(self._reasons.chosen()), "")

    def go(self) -> None:
        if self._take.isEnabled():
            self._done()

    def press(self, key: str) -> None:
        """A key of the pad."""
        self._entry.press(key)
        self._show()

    def _show(self) -> None:
        amount = self._desk.wording.money(self._entry.amount)
        self._box.tell(move_word(self._kind), amount)
        self._take.setText(f"{move_word(self._kind)} {amount}")
        enough = bool(self.reason) or self._kind == DROP
        much = "" if self._entry.amount else _("Still missing: how much.")
        self._note.setText(much or ("" if enough else _("Choose a reason")))
        self._take.setEnabled(enough and self._entry.amount > 0)

    def _done(self) -> None:
        desk, verbs = self._desk, self._desk.till.shifts
        future = verbs.move_cash(self._key_made, self._kind, self._entry.amount, self.reason, desk.by)
        desk.ask(future, lambda _done: self.finish(), self._refuse)

    def _refuse(self, words: str) -> None:
        self._said.setText(words)
        self._said.show()
