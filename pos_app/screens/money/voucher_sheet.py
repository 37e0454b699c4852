"""团购券 by its code: money off, or a set that pays for named dishes; with its three sums."""

from collections.abc import Iterable
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from domain.money.payments import Payment
from domain.money.vouchers import CASH, LONGEST_CODE, LONGEST_NAME, SET, Voucher
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.money.entry import MoneyEntry
from pos_app.screens.money.reasoned_sheet import ReasonedSheet, columns
from pos_app.screens.money.tender_pad import amount_pad
from pos_app.widgets.buttons import Button
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import amount, label, retone, short, wrapped
from pos_app.widgets.pad_sheet import PadSheet
from pos_app.widgets.scrolling import scrolled
from pos_app.widgets.stepper import Stepper
from pos_app.widgets.text_field import text_field
from pos_app.workflows.approving import Approver
from pos_app.workflows.views import LineView, OpeningView
from pos_app.workflows.vouchers import Offer

FACE, SOLD, SETTLEMENT = "face", "sold", "settlement"


class VoucherSheet(PadSheet):
    """`entered(done)` when it is on the bill. A scanner types the code, and an offer of lately the sums."""

    entered = Signal(object)

    def __init__(self, desk: Desk, window: QWidget, opening: OpeningView, prints: bool) -> None:
        super().__init__(desk.theme, window, QSize(900, 0))
        self._desk, self._opening, self._prints = desk, opening, prints
        self._payment, self._busy = desk.till.new_id(), False
        self._lines: dict[str, int] = {}
        self._sums = {name: MoneyEntry(desk.view.store.currency) for name in (FACE, SOLD, SETTLEMENT)}
        self.say(
            _("Group voucher"),
            _("Recorded here, not verified with the platform: verify it there as well."),
        )
        start, end = columns(self.body)
        self._code = self._field(_("Code"), LONGEST_CODE)
        self._name = self._field(_("Platform or offer"), LONGEST_NAME)
        self._kind = ChoiceGrid(desk.theme, 2, 1, 1)
        self._kind.add(CASH, _("Money off"))
        self._kind.add(SET, _("Set of dishes"))
        self._kind.choose(CASH)
        self._kind.changed.connect(self._tell)
        self._offers: dict[str, Offer] = {}
        self._known = ChoiceGrid(desk.theme, 1, 0, 1)
        self._known.changed.connect(self._take_offer)
        self._steppers: dict[str, Stepper] = {}
        self._below = QStackedWidget()
        self._below.addWidget(self._lately())
        self._below.addWidget(self._dishes())
        for each in (self._code, self._name, self._kind):
            start.addWidget(each)
        start.addWidget(self._below, 1)
        self._which = ChoiceGrid(desk.theme, 1, 1, 1)
        for name, words in self._words().items():
            self._which.add(name, words)
        self._which.choose(FACE)
        self._which.changed.connect(self._sum_chosen)
        self._pad = amount_pad(desk.theme, desk.view.store.currency)
        self._pad.pressed.connect(self.press)
        end.addWidget(self._which)
        end.addWidget(self._pad)
        self._no = wrapped(tone="danger")
        self._no.hide()
        self.body.addWidget(self._no)
        self._note = wrapped(size=14)
        self.foot.addWidget(self._note, 1)
        self._go = Button(desk.theme, "primary", "tag", "Enter", 56)
        self._go.clicked.connect(self.go)
        self.foot.addWidget(self._go)
        self.begins_at = self._code
        self._code.returnPressed.connect(self.setFocus)  # scanned or typed: the next digits are a sum
        self._tell()
        desk.ask(desk.till.money.voucher_offers(desk.by), self._offer)

    def _lately(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        self._lately_word = label("", 14, tone="ink2")
        column.addWidget(self._lately_word)
        column.addWidget(self._known)
        column.addStretch(1)
        return page

    def _offer(self, offers: Iterable[Offer]) -> None:
        """What is taken day after day: one tap tells all three sums."""
        wording = self._desk.wording
        for place, offer in enumerate(offers):
            key, what = str(place), offer.name
            if not what:
                what = _("Set of dishes") if offer.kind == SET else _("Money off")
            face = f" {wording.money(offer.face, True)}" if offer.face else ""
            sold = _("paid {amount}").format(amount=wording.money(offer.sold, True))
            self._offers[key] = offer
            self._known.add(key, what + face, sold)
        self._lately_word.setText(_("As lately") if self._offers else "")

    def _take_offer(self) -> None:
        offer = self._offers.get(next(iter(self._known.chosen()), ""))
        if offer is None:
            return
        for name, value in ((FACE, offer.face), (SOLD, offer.sold), (SETTLEMENT, offer.settlement)):
            self._sums[name].suggest(value)
        self._name.setText(offer.name)
        if offer.kind == SET:
            self._kind.clear(CASH)
            self._kind.choose(SET)
            self._pick(dict(offer.dishes))
        self._tell()
        (self if self._code.text() else self._code).setFocus()  # its code comes next, unless it is there

    def _pick(self, dishes: dict[str, int]) -> None:
        """The dishes of a set, as far as they stand on this bill."""
        for line in self._opening.bill_lines:
            taken = min(dishes.get(line.line.dish, 0), line.line.quantity)
            dishes[line.line.dish] = dishes.get(line.line.dish, 0) - taken
            self._lines[line.id] = taken
            self._steppers[line.id].tell(self._desk.wording.times(taken))

    def _field(self, words: str, longest: int) -> QLineEdit:
        field = text_field(words, longest)
        field.textChanged.connect(self._tell)
        return field

    def _dishes(self) -> QWidget:
        scroll, column = scrolled()
        for line in self._opening.bill_lines:
            column.addWidget(self._row(line))
        column.addStretch(1)
        return scroll

    def _row(self, line: LineView) -> QWidget:
        row, wording = QWidget(), self._desk.wording
        row.setProperty("ground", "none")
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(short(f"{wording.name(line.line.names)} ×{wording.times(line.line.quantity)}"), 1)
        sum_, stepper = amount(), Stepper(self.theme, typed=False)
        self._steppers[line.id] = stepper
        sum_.setText(wording.figure(line.charged))
        stepper.tell("0")
        stepper.stepped.connect(lambda by: self._step(line, by, stepper))
        across.addWidget(sum_)
        across.addWidget(stepper)
        return row

    def _step(self, line: LineView, by: int, stepper: Stepper) -> None:
        wanted = self._lines.get(line.id, 0) + by * line.at_once
        self._lines[line.id] = min(line.line.quantity, max(0, wanted))
        stepper.tell(self._desk.wording.times(self._lines[line.id]))
        self._tell()

    def typed(self) -> bool:
        return bool(self._code.text())

    def _is_set(self) -> bool:
        return SET in self._kind.chosen()

    def _face(self) -> int:
        if not self._is_set():
            return self._sums[FACE].amount
        lines = {line.id: line for line in self._opening.bill_lines}
        return sum(
            lines[id].charged * quantity // lines[id].line.quantity for id, quantity in self._lines.items()
        )

    def _words(self) -> dict[str, str]:
        money = self._desk.wording.money
        return {
            FACE: _("Takes off the bill: {amount}").format(amount=money(self._face_or_none())),
            SOLD: _("The guest paid there: {amount}").format(amount=money(self._sums[SOLD].amount)),
            SETTLEMENT: _("The house gets: {amount}").format(amount=money(self._sums[SETTLEMENT].amount)),
        }

    def _sum_chosen(self) -> None:
        """Digits that follow are this sum, and not more of the code."""
        self._tell()
        self.setFocus()

    def _face_or_none(self) -> int:
        return self._face() if hasattr(self, "_which") else 0

    def press(self, key: str) -> None:
        chosen = next(iter(self._which.chosen()), FACE)
        if not (chosen == FACE and self._is_set()):
            self._sums[chosen].press(key)
        self._tell()

    def _tell(self) -> None:
        if not hasattr(self, "_go"):
            return
        for name, words in self._words().items():
            self._which.tiles[name].setText(words)
        self._below.setCurrentIndex(int(self._is_set()))
        face, settled = min(self._face(), self._opening.due), self._sums[SETTLEMENT].amount
        off = self._desk.wording.money(face)
        self._go.setText(_("Take the voucher, {amount} off").format(amount=off))
        self._go.setEnabled(bool(self._code.text().strip()) and face > 0 and not self._busy)
        never = self._desk.wording.money(max(0, face - settled))
        nothing = _("The house gets nothing of it: all {amount} are a reduction.")
        words = _("{amount} of it is a reduction, no takings") if settled or not face else nothing
        self._note.setText(words.format(amount=never))
        retone(self._note, "ink2" if settled or not face else "on-warn-soft")
        if missing := self._missing(face):
            self._note.setText(missing)
            retone(self._note, "ink2")

    def _missing(self, face: int) -> str:
        """What has to be typed yet, the first of it."""
        if not self._code.text().strip():
            return _("Still missing: the voucher's code.")
        return "" if face > 0 else _("Still missing: what the voucher pays.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go from sum to sum: digits are typed into the chosen one."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if not step:
            super().keyPressEvent(event)
            return
        names, chosen = list(self._sums), self._which.chosen()[0]
        self._which.clear(chosen)
        self._which.choose(names[(names.index(chosen) + step) % len(names)])
        event.accept()

    def go(self) -> None:
        """Take it, once it is whole."""
        if not self._go.isEnabled():
            return
        self._busy = True
        self._tell()
        desk, opening = self._desk, self._opening
        voucher = Voucher(
            self._code.text(),
            SET if self._is_set() else CASH,
            self._name.text().strip(),
            self._sums[FACE].amount,
            self._sums[SOLD].amount,
            self._sums[SETTLEMENT].amount,
            {id: quantity for id, quantity in self._lines.items() if quantity} if self._is_set() else {},
        )
        future = desk.till.money.enter_voucher(
            opening.opening.id,
            voucher,
            opening.version,
            self._prints,
            desk.by,
            self._payment,
            opening.agreed.id,
        )
        desk.ask(future, self._end, self._refuse)

    def _end(self, done: object) -> None:
        self.finish()
        self.entered.emit(done)

    def _refuse(self, words: str) -> None:
        self._busy = False
        self._no.setText(words)
        self._no.show()
        self._tell()


class VoidVoucherSheet(ReasonedSheet):
    """Which code was entered by mistake, and why."""

    def __init__(self, desk: Desk, window: QWidget, vouchers: tuple[Payment, ...]) -> None:
        super().__init__(desk, window, "tender_change", QSize(620, 0))
        self.say(_("Take a voucher off the bill"), _("Its code may then be used again."))
        self._grid = ChoiceGrid(desk.theme, 1, 1, 1)
        for one in vouchers:
            self._grid.add(one.id, f"{one.voucher} · {desk.wording.money(one.amount)}")
        self._grid.choose(vouchers[-1].id)
        column: QVBoxLayout = self.form
        column.addWidget(self._grid)
        self.add_reasons(column)
        self.tell()

    def words(self) -> str:
        return _("Take it off")

    def run(self, reason: str, approver: Approver | None) -> Future[Any]:
        verb = self.desk.till.money.void_voucher
        return verb(self._grid.chosen()[0], reason, self.desk.by, self.act, approver)
