"""What is done to one line that is ordered: taken off, given away, priced anew."""

from concurrent.futures import Future
from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_app.language import _
from pos_app.models.order_rows import line_title
from pos_app.models.wording import unit_word
from pos_app.screens.desk import Desk
from pos_app.screens.money.entry import MoneyEntry
from pos_app.screens.money.reasoned_sheet import ReasonedSheet, columns
from pos_app.screens.money.tender_pad import AmountBox, point_key
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import label
from pos_app.widgets.pads import BACK, NumberPad
from pos_app.widgets.stepper import Stepper
from pos_app.workflows.approving import Approver, Demand
from pos_app.workflows.demands import to_give, to_reprice, to_void, void_off
from pos_app.workflows.views import LineView, OpeningView

PORTION = 1000  # thousandths


class _LineSheet(ReasonedSheet):
    """How much of which line."""

    def __init__(
        self, desk: Desk, window: QWidget, right: str, title: str, opening: OpeningView, line: LineView
    ) -> None:
        super().__init__(desk, window, right, QSize(760, 0))
        self.line = line
        self._stepper: Stepper | None = None
        wording = desk.wording
        order = next((one for one in opening.orders if line in one.lines), None)
        self.minutes = wording.minutes(order.at, desk.now) if order else ""
        name = f"{line_title(line.line, wording)} ×{wording.times(line.line.quantity)}"
        since = _("sent {minutes} ago").format(minutes=self.minutes)
        shown = opening.on(line.bill).agreed.shown_at
        seen = _("the guests have a pre-bill") if shown else ""
        self.say(title.format(dish=name), " · ".join(filter(None, (wording.money(line.amount), since, seen))))
        self.quantity, self._typed = line.line.quantity, ""

    def add_quantity(self, words: str) -> None:
        """A stepper, where there is more than one portion."""
        if self.line.line.quantity <= PORTION or self.line.line.weight:
            return  # what is weighed goes as a whole
        self._stepper = Stepper(self.theme, 56, 22)
        self._stepper.stepped.connect(self._step)
        self._stepper.tell(self.desk.wording.times(self.quantity))
        row = QHBoxLayout()
        row.addWidget(label(words, 18, True), 1)
        row.addWidget(self._stepper)
        self.form.addLayout(row)

    def _step(self, by: int) -> None:
        self._typed = ""
        most = self.line.line.quantity
        self.quantity = min(most, max(min(PORTION, most), self.quantity + by * PORTION))
        if self._stepper is not None:
            self._stepper.tell(self.desk.wording.times(self.quantity))
        self.tell()

    def pressed(self, key: str) -> None:
        """So many portions; digits typed in a row make one number while there are as many."""
        most = 0 if self.line.line.weight else self.line.line.quantity  # what is weighed goes as a whole
        for typed in (self._typed + key, key):
            if typed.isdigit() and 0 < int(typed) * PORTION <= most:
                self.quantity = int(typed) * PORTION
                self._step(0)
                self._typed = typed
                return


class VoidSheet(_LineSheet):
    """退菜: how many, whether cooked, why."""

    def __init__(self, desk: Desk, window: QWidget, opening: OpeningView, line: LineView) -> None:
        super().__init__(desk, window, "void", _("Void {dish}"), opening, line)
        self.add_quantity(_("How many come off?"))
        asks = label(_("Was it cooked?"), 18, True)
        self.form.addWidget(asks)
        self.cooked = ChoiceGrid(desk.theme, 2, 1, 1)
        self.cooked.add("no", _("Not cooked"), _("back to stock"))
        self.cooked.add("yes", _("Cooked"), _("it is waste"))
        if line.state == "served":
            self.cooked.choose("yes")
        if line.held:  # nobody has begun it
            self.cooked.choose("no")
            for widget in (asks, self.cooked):
                widget.hide()
        self.cooked.changed.connect(self.tell)
        self.form.addWidget(self.cooked)
        self.add_reasons(self.form)
        self.tell()

    def demand(self) -> Demand:
        return to_void(self._off())

    def ready(self) -> bool:
        return self.cooked.enough()

    def words(self) -> str:
        many = self.desk.wording.times(self.quantity)
        return _("Void {n}, {amount} less").format(n=many, amount=self.desk.wording.money(self._off()))

    def run(self, reason: str, approver: Approver | None) -> Future[None]:
        cooked = self.cooked.chosen() == ("yes",)
        return self.desk.till.bills.void_line(
            self.line.id, self.quantity, cooked, reason, self.desk.by, self.act, approver
        )

    def _off(self) -> int:
        """What comes off the bill; the till works it out again."""
        return void_off(self.line, self.quantity)


class GiftSheet(_LineSheet):
    """赠菜: how many are with the compliments of the house; once given, it can be charged again."""

    def __init__(self, desk: Desk, window: QWidget, opening: OpeningView, line: LineView) -> None:
        self.back = bool(line.given)
        title = _("Charge {dish} again") if self.back else _("Give {dish}")
        super().__init__(desk, window, "gift", title, opening, line)
        if not self.back and not line.line.unit:
            self.add_quantity(_("How many are a gift?"))
        self.add_reasons(self.form)
        self.tell()

    def demand(self) -> Demand:
        return to_give(self.line, 0 if self.back else self.quantity)

    def words(self) -> str:
        wording = self.desk.wording
        if self.back:
            return _("Charge {amount} again").format(amount=wording.money(self.line.reduction))
        off = wording.money(replace(self.line.line, quantity=self.quantity).amount)
        return _("Give {n}, {amount} less").format(n=wording.times(self.quantity), amount=off)

    def run(self, reason: str, approver: Approver | None) -> Future[None]:
        given = 0 if self.back else self.quantity
        return self.desk.till.bills.give_line(self.line.id, given, reason, self.desk.by, self.act, approver)


class PriceSheet(_LineSheet):
    """改价: what a portion costs on this bill."""

    def __init__(self, desk: Desk, window: QWidget, opening: OpeningView, line: LineView) -> None:
        super().__init__(desk, window, "reprice", _("Price of {dish}"), opening, line)
        self._entry = MoneyEntry(desk.view.store.currency)
        self._entry.suggest(line.line.price)
        start, end = columns(self.form)
        self.add_reasons(start, 1)
        start.addStretch(1)
        self._box = AmountBox(desk.theme)
        end.addWidget(self._box)
        self._pad = NumberPad(desk.theme, (point_key(desk.view.store.currency), "0", BACK), 10)
        self._pad.pressed.connect(self.pressed)
        self._pad.setFixedHeight(300)
        end.addWidget(self._pad)
        self.tell()

    def tell(self) -> None:
        unit = self.line.line.unit
        words = _("Per {unit}").format(unit=unit_word(unit)) if unit else _("A portion")
        self._box.tell(words, self.desk.wording.money(self._entry.amount))
        super().tell()

    def pressed(self, key: str) -> None:
        self._entry.press(key)
        self.tell()

    def demand(self) -> Demand:
        return to_reprice(self.line, self._entry.amount)

    def ready(self) -> bool:
        return self._entry.amount != self.line.line.price

    def words(self) -> str:
        total = replace(self.line.line, price=self._entry.amount).amount
        return _("Charge {amount}").format(amount=self.desk.wording.money(total))

    def run(self, reason: str, approver: Approver | None) -> Future[None]:
        return self.desk.till.bills.reprice_line(
            self.line.id, self._entry.amount, reason, self.desk.by, self.act, approver
        )
