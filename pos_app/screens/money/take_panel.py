"""What was taken so far, what this payment makes of the rest, and the one button that takes it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from domain.errors import Refused
from domain.money.grants import PLAY_MONEY
from domain.money.payments import Payment
from domain.money.tenders import Taken, Tender, take_money
from pos_app.language import _
from pos_app.models.tender_words import tender_names
from pos_app.models.wording import Wording
from pos_app.screens.desk import Desk
from pos_app.screens.money.charges import ChargeCards
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import Card, FittingLabel, ground, label, retone, rule, short, sum_label, wrapped
from pos_app.widgets.scrolling import Yielding
from pos_app.widgets.stepper import Stepper
from pos_app.widgets.theme import Theme
from pos_app.widgets.toggle import Toggle
from pos_app.workflows.views import OpeningView

LEAST = 88  # pixels of what is taken so far: two payments and a half, so that one sees there are more


class TakePanel(QWidget):
    """Answers `take_asked`, `code_asked` (the guest scans one here), and `shares_stepped(+1 or -1)`."""

    take_asked = Signal()
    code_asked = Signal()
    shares_stepped = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._ready, self.surplus = desk, False, False
        self._shown: tuple[tuple[str, ...], ...] = ()
        ground(self, "surface")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 16)
        column.setSpacing(10)
        self._word = label(size=18, bold=True)
        column.addWidget(self._word)
        self._paid = QVBoxLayout()
        self._paid.setSpacing(8)
        self.charges = ChargeCards(desk)
        so_far = QWidget()
        so_far.setProperty("ground", "none")
        held = QVBoxLayout(so_far)
        held.setContentsMargins(0, 0, 0, 0)
        held.setSpacing(8)
        held.addLayout(self._paid)
        held.addLayout(self.charges)
        self._so_far = Yielding(so_far, LEAST)
        column.addWidget(self._so_far)
        column.addLayout(self._rows())
        column.addWidget(rule())
        self._what, self._big = label(tone="ink2"), FittingLabel((56, 40, 28, 22), tone="accent")
        column.addWidget(self._what)
        column.addWidget(self._big)
        column.addStretch(1)
        self._evenly = QWidget()
        evenly = QHBoxLayout(self._evenly)
        evenly.setContentsMargins(0, 0, 0, 0)
        self._shares_word, self._shares = wrapped(), Stepper(desk.theme, typed=False)
        self._shares.stepped.connect(self.shares_stepped)
        evenly.addWidget(self._shares_word, 1)
        evenly.addWidget(self._shares)
        column.addWidget(self._evenly)
        line = QHBoxLayout()
        self._print_word = wrapped()
        self._print = Toggle(desk.theme)
        self._print.setChecked(True)
        line.addWidget(self._print_word, 1)
        line.addWidget(self._print)
        column.addLayout(line)
        self._code = Button(desk.theme, "secondary", "", "", 48)
        self._code.clicked.connect(self.code_asked)
        column.addWidget(self._code)
        self._take = Button(desk.theme, "primary", "", "Enter", 72)
        self._take.clicked.connect(self.take_asked)
        column.addWidget(self._take)
        self._after = wrapped(size=14, tone="ink2")
        self._after.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._after)

    def _rows(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        self._lines: list[tuple[QLabel, QLabel]] = []
        for place in range(4):
            bold = place == 2
            pair = (label(tone="ink2"), sum_label(18, 16, 14, bold=bold))
            grid.addWidget(pair[0], place, 0)
            grid.addWidget(pair[1], place, 1)
            self._lines.append(pair)
        return grid

    def say(self) -> None:
        """Fixed words."""
        self._word.setText(_("Take payment"))
        self._shares_word.setText(_("Equal shares"))
        for button, words in ((self._shares.less, _("One less")), (self._shares.more, _("One more"))):
            button.setAccessibleName(f"{words} {self._shares_word.text()}")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Enter takes the money
        self._code.setText(_("Show the guest a code"))
        self._print_word.setText(_("Print the receipt"))
        self._print.setAccessibleName(_("Print the receipt"))

    def ready(self) -> bool:
        """Whether the button would take money now."""
        return self._ready

    def prints(self) -> bool:
        """Whether paper is wanted."""
        return self._print.isChecked()

    def show_shares(self, count: int) -> None:
        """In how many equal parts the rest is paid; 1: as a whole."""
        waits = bool(self.charges.count())
        for each in (self._evenly, *(one for pair in self._lines for one in pair)):
            each.setVisible(not waits)  # the charges need the room
        self._shares.tell(str(count))
        self._shares.less.setEnabled(count > 1)

    def show_payment(
        self, opening: OpeningView, tender: Tender, tendered: int, table: str, busy: bool
    ) -> None:
        """The sums now."""
        wording = self._desk.wording
        self._show_paid(opening.payments, wording)
        self._so_far.setVisible(bool(opening.payments or self.charges.count()))
        rows = (
            (_("To pay"), opening.bill.total),
            (_("Taken"), opening.paid),
            (_("Still due"), opening.due),
            (wording.name(tender.names), tendered),
        )
        for (words, figure), (name, value) in zip(self._lines, rows, strict=True):
            words.setText(name)
            figure.setText(wording.money(value))
        taken, no = _try(tender, opening.due, tendered)
        nothing = opening.due <= 0 and opening.settlement is None
        self.surplus = is_surplus(tender, opening.due, tendered)
        self._ready = (taken is not None or nothing or self.surplus) and not busy
        self._take.setEnabled(self._ready)
        waits = bool(self.charges.count())
        self._code.setVisible(bool(tender.charged_by) and not waits and 0 < tendered <= opening.due)
        if nothing:
            self._show_nothing(table, -opening.due)
            return
        sum_words = wording.money(taken.amount if taken else min(tendered, opening.due))
        take = _("Take {amount}").format(amount=sum_words)
        if self.surplus:
            take = _("Tip {amount}?").format(amount=wording.money(tendered - opening.due))
        self._take.setText(_("Saving") if busy else take)
        self._show_big(opening.due, tendered, taken, tender, wording)
        self._say_after(taken, no, opening, tender, table)

    def wait_for_weights(self) -> None:
        """Nobody knows yet what is to be paid."""
        self._ready = False
        self._take.setEnabled(False)
        self._after.setText(_("Weigh first, then take the payment"))

    def wait_for_charge(self) -> None:
        """All that is due is being charged by a code."""
        self._ready = False
        self._take.setEnabled(False)
        self._take.setText(_("Wait"))
        for each in (self._what, self._big):
            each.hide()
        self._after.setText(_("Wait for the answer, or give it up"))

    def _show_nothing(self, table: str, owed: int) -> None:
        """All of it was given or discounted; ``owed``: what was carried over beyond it."""
        self._take.setText(_("Close the bill"))
        self._what.setText(_("To give back") if owed else _("Nothing to pay"))
        self._big.setText(self._desk.wording.money(owed))
        self._big.setVisible(bool(owed))
        retone(self._big, "warn")
        words = _("Then give it back under Bills") if owed else _("{table} is then paid")
        self._after.setText(words.format(table=table))

    def _show_big(
        self, due: int, tendered: int, taken: Taken | None, tender: Tender, wording: Wording
    ) -> None:
        rest = due - (taken.amount if taken else min(tendered, due))
        self._what.show()
        self._what.setText(_("Change") if tender.change and not rest else _("Still due after this"))
        self._big.show()
        self._big.setText(wording.money(taken.change if taken and not rest else rest))
        retone(self._big, "accent" if not rest else "warn")

    def _say_after(
        self, taken: Taken | None, no: Refused | None, opening: OpeningView, tender: Tender, table: str
    ) -> None:
        others = any(one.agreed.id != opening.agreed.id for one in opening.open_bills)
        if no is not None:
            self._after.setText(self._desk.sentence(no))
        elif taken is not None and taken.amount < opening.due:
            self._after.setText(_("A part payment; the table stays open"))
        elif tender.charged_by:
            self._after.setText(_("Scan or show a code; or record what came by the printed one"))
        elif others and tender.drawer:
            self._after.setText(_("Opens the drawer; then the next bill of {table}").format(table=table))
        elif others:
            self._after.setText(_("Then the next bill of {table}").format(table=table))
        elif tender.drawer:
            self._after.setText(_("Opens the drawer; {table} is then paid").format(table=table))
        else:
            self._after.setText(_("{table} is then paid").format(table=table))

    def _show_paid(self, payments: tuple[Payment, ...], wording: Wording) -> None:
        names = tender_names(self._desk.view, wording)
        play = {one for one, charge in self._desk.view.charges.items() if charge.provider == "demo"}
        lines = tuple(
            (
                names.get(one.tender, one.tender),
                wording.money(one.amount),
                wording.clock(one.at),
                one.reference,
                _(PLAY_MONEY) if one.id in play else "",
            )
            for one in payments
        )
        if lines == self._shown:
            return
        self._shown = lines
        while (item := self._paid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for name, amount, time, *more in lines:
            notes = " · ".join(filter(None, (_("{time} recorded").format(time=time), *more)))
            if len(lines) == 1:
                self._paid.addWidget(PaidCard(self._desk.theme, f"{name} {amount}", notes))
            else:  # several cards of two lines would leave no room for the sums below
                self._paid.addWidget(PaidLine(name, amount, notes))


class PaidCard(Card):
    """A payment that is recorded."""

    def __init__(self, theme: Theme, words: str, note: str) -> None:
        super().__init__("soft", 12, 0)
        self._theme, self._tick = theme, QLabel()
        row, lines = QHBoxLayout(), QVBoxLayout()
        row.setSpacing(12)
        lines.setSpacing(0)
        lines.addWidget(wrapped(words, bold=True, tone="on-accent-soft"))
        lines.addWidget(label(note, 14, tone="on-accent-soft"))
        row.addWidget(self._tick)
        row.addLayout(lines, 1)
        self.body.addLayout(row)
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self._tick.setPixmap(self._theme.icon("tick-circle", "on-accent-soft", 22, self))


class PaidLine(Card):
    """One of several payments, in one line: its name may be shortened, its sum never is."""

    def __init__(self, name: str, amount: str, note: str) -> None:
        super().__init__("soft", 6, 0)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(short(name, 14, tone="on-accent-soft"), 1)
        row.addWidget(label(amount, 14, bold=True, tone="on-accent-soft"))
        self.body.addLayout(row)
        self.setToolTip(f"{name} · {note}")
        self.setAccessibleName(f"{name} {amount} · {note}")


def is_surplus(tender: Tender, due: int, tendered: int) -> bool:
    """Whether more was charged than is due, and nothing comes back."""
    return tender.leaves_tips and 0 < due < tendered


def _try(tender: Tender, due: int, tendered: int) -> tuple[Taken | None, Refused | None]:
    """What the till's own rule makes of it."""
    try:
        return take_money(tender, due, tendered), None
    except Refused as no:
        return None, no
