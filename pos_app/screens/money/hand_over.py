"""Hand-over 交班: the blind count, then what it comes to, why, and what stays in the drawer."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from domain.money.currency import decimals
from domain.money.shifts import Shift
from domain.money.unconfirmed import by_state
from pos_app.language import _
from pos_app.models.day_words import unconfirmed_words
from pos_app.models.typed_numbers import from_typed, plain
from pos_app.screens.desk import Desk
from pos_app.screens.money.count_sheet import CountSheet
from pos_app.screens.money.entry import MOST_DIGITS, MoneyEntry
from pos_app.widgets.buttons import Button
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import Card, amount, label, wrapped
from pos_app.widgets.sheet import Sheet
from pos_app.widgets.toggle import Toggle
from pos_app.workflows.shifts import Counted


def over_word(over: int) -> str:
    """长款, 短款, or neither."""
    return _("Over") if over > 0 else _("Short") if over < 0 else _("It agrees")


class BlindCount(CountSheet):
    """What should be there is told by nobody before "counted" is tapped."""

    def __init__(self, desk: Desk, window: QWidget, shift: Shift) -> None:
        super().__init__(desk, window)
        self._shift = shift
        name = desk.wording.name(next((one.name for one in desk.view.staff if one.id == shift.by), {}))
        self.say(
            _("Count the drawer of {name}").format(name=name),
            _("Blind: what should be there is shown after you have counted."),
        )
        self._skip = Button(desk.theme, "secondary", "", "", 56)
        self._skip.setText(_("Hand over uncounted"))
        self._skip.clicked.connect(lambda: self._go_on(None))
        self.foot.insertWidget(0, self._skip)

    def _tell(self) -> None:
        self._take.setText(_("Counted {amount}").format(amount=self._desk.wording.money(self.total)))

    def _done(self) -> None:
        desk = self._desk
        self._take.setEnabled(False)
        future = desk.till.shifts.count(self._shift.id, self.total, self.notes, desk.by)
        desk.ask(future, self._go_on, self._refuse)

    def _go_on(self, counted: Counted | None) -> None:
        window = self._window
        self.finish()
        HandOver(self._desk, window, self._shift, counted).open()


class HandOver(Sheet):
    """Never refused: a wrong count is noted with its reason, of which one is that nobody knows, and an
    uncounted drawer as uncounted."""

    def __init__(self, desk: Desk, window: QWidget, shift: Shift, counted: Counted | None) -> None:
        super().__init__(desk.theme, window, QSize(620, 0))
        self._desk, self._shift, self._counted = desk, shift, counted
        self._left = MoneyEntry(desk.view.store.currency)
        self._left.suggest(min(shift.start, counted.sum) if counted else shift.start)
        self.body.addWidget(self._result())
        self._why = label(_("Why?"), bold=True)
        self._reasons = ChoiceGrid(desk.theme, 2, 0, 1)
        for words in (
            _("Wrong change given"),
            _("Counted wrong at the start"),
            _("Paid out and not noted"),
            _("Nobody knows"),
        ):
            self._reasons.add(words, words)
        self._other = QLineEdit()
        self._other.setPlaceholderText(_("or in your own words"))
        self._other.setMaxLength(80)
        differs = counted is None or counted.over != 0
        for each in (self._why, self._reasons, self._other):
            self.body.addWidget(each)
            each.setVisible(differs)
        self.body.addLayout(self._stays())
        self.body.addLayout(self._paper())
        self._missing = wrapped(size=14, tone="ink2")
        self.body.addWidget(self._missing)
        self._said = wrapped(size=14, tone="danger")
        self._said.hide()
        self.body.addWidget(self._said)
        self._again = Button(desk.theme, "secondary", "undo", "", 56)
        self._again.setText(_("Count again"))
        self._again.clicked.connect(self._count_again)
        self.foot.addWidget(self._again)
        self.foot.addStretch(1)
        self._take = Button(desk.theme, "primary", "transfer", "", 56)
        self._take.setText(_("Hand over"))
        self._take.clicked.connect(self._done)
        self.foot.addWidget(self._take)
        self._reasons.changed.connect(self._tell)
        self._other.textChanged.connect(lambda _: self._tell())
        self._stays_amount.textChanged.connect(lambda _: self._tell())
        self._tell()
        forced = _("Not your own shift: it is noted that you ended it.") if shift.by != desk.by else ""
        self.say(_("Hand over the drawer"), forced)

    def typed(self) -> bool:
        return bool(self._other.text())

    def _tell(self) -> None:
        """A drawer that is over or short is not handed over in passing, nor with a float nobody meant."""
        why = self._why_not()
        self._missing.setText(why)  # seen or not, it keeps its place
        self._take.setEnabled(not why)

    def _why_not(self) -> str:
        counted, left = self._counted, self.left
        if counted is not None and counted.over and not self.reason:
            return _("Choose a reason")
        if left is None:
            example = self._desk.wording.figure(self._left.amount)
            return _("Type what stays in the drawer, as {amount}").format(amount=example)
        if counted is not None and left > counted.sum:
            return _("Only {amount} was counted").format(amount=self._desk.wording.money(counted.sum))
        return ""

    @property
    def reason(self) -> str:
        return self._other.text().strip() or next(iter(self._reasons.chosen()), "")

    def _result(self) -> QWidget:
        wording, counted = self._desk.wording, self._counted
        over = counted.over if counted else 0
        card = Card("soft-warn" if counted is None or over else "soft", 16, 6)
        if counted is None:
            card.body.addWidget(label(_("Nobody has counted this drawer."), bold=True))
            self._tell_unconfirmed(card)
            return card
        for words, value in ((_("Counted"), counted.sum), (_("Should be"), counted.expected)):
            card.body.addLayout(_line(words, wording.money(value)))
        figure = wording.money(abs(over)) if over else ""
        card.body.addLayout(_line(over_word(over), figure, 22))
        self._tell_unconfirmed(card)
        return card

    def _tell_unconfirmed(self, card: Card) -> None:
        """Money of this shift that is in no drawer and that nobody has seen arrive."""
        rows = [one for one in self._desk.view.drawer.to_confirm if one.shift == self._shift.id]
        for one in by_state(rows):
            card.body.addWidget(wrapped(unconfirmed_words(one, self._desk.wording), 14, tone="warn"))

    def _stays(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self._stays_words = label(_("Stays in the drawer"))
        self._stays_amount = QLineEdit(self._desk.wording.figure(self._left.amount))
        self._stays_amount.setFixedWidth(180)
        row.addWidget(self._stays_words, 1)
        row.addWidget(self._stays_amount)
        return row

    def _paper(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._print = Toggle(self._desk.theme, _("Print the slip"))
        self._print.setChecked(True)
        row.addWidget(label(_("Print the slip")), 1)
        row.addWidget(self._print)
        return row

    @property
    def left(self) -> int | None:
        """What stays as the next float, minor units; None if it cannot be read. Empty: nothing stays."""
        unit = 10 ** decimals(self._desk.view.store.currency)
        try:
            left = from_typed(plain(self._stays_amount.text()), unit)
        except ValueError:
            return None
        return left if left < unit * 10**MOST_DIGITS else None

    def _count_again(self) -> None:
        window = self._window
        self.finish()
        BlindCount(self._desk, window, self._shift).open()

    def _done(self) -> None:
        desk, left = self._desk, self.left
        if left is None:  # the button says so
            return
        future = desk.till.shifts.hand_over(
            self._shift.id, self.reason, left, self._print.isChecked(), desk.by
        )
        desk.ask(future, lambda _done: self.finish(), self._refuse)

    def _refuse(self, words: str) -> None:
        self._said.setText(words)
        self._said.show()


def _line(words: str, figure: str, size: int = 16) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(label(words, size, size > 16), 1)
    row.addWidget(amount(figure, size, True))
    return row
