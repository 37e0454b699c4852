"""A number for a dish: how many are left today, what it costs today; one keypad, one button that says it."""

from concurrent.futures import Future

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from pos_app.language import _
from pos_app.models.wording import unit_word
from pos_app.screens.desk import Desk
from pos_app.screens.money.entry import MoneyEntry
from pos_app.screens.money.reasoned_sheet import ReasonedSheet
from pos_app.screens.money.tender_pad import AmountBox, point_key
from pos_app.screens.sheet_foot import cancel_button
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import wrapped
from pos_app.widgets.pad_sheet import PadSheet
from pos_app.widgets.pads import BACK, CLEAR, NumberPad
from pos_app.workflows.approving import Approver, Demand
from pos_app.workflows.demands import TYPED, to_price_the_day

MOST_DIGITS = 3


class NumberSheet(PadSheet):
    """`pressed`, `words` and `run` say what the number is."""

    def __init__(
        self, desk: Desk, window: QWidget, title: str, note: str, bottom: tuple[str, str, str]
    ) -> None:
        super().__init__(desk.theme, window, QSize(440, 0))
        self.desk = desk
        self.say(title, note)
        self.box = AmountBox(desk.theme)
        self.body.addWidget(self.box)
        self.pad = NumberPad(desk.theme, bottom, 10)
        self.pad.setFixedHeight(300)
        self.pad.pressed.connect(self.press)
        self.body.addWidget(self.pad)
        self._no = wrapped(tone="danger")
        self._no.hide()
        self.body.addWidget(self._no)
        self.button = Button(desk.theme, "primary", "tick", "Enter", 56)
        self.button.clicked.connect(self.go)
        self.foot.addWidget(cancel_button(self))
        self.foot.addWidget(self.button, 1)

    def pressed(self, key: str) -> None:
        """A key of the pad."""
        raise NotImplementedError

    def tell(self) -> None:
        """What the box and the button say."""
        raise NotImplementedError

    def run(self) -> Future[None]:
        """The verb."""
        raise NotImplementedError

    def press(self, key: str) -> None:
        self.pressed(key)
        self.tell()

    def go(self) -> None:
        if self.button.isEnabled():
            self.button.setEnabled(False)
            self.desk.ask(self.run(), lambda _done: self.finish(), self._refused)

    def _refused(self, words: str) -> None:
        self._no.setText(words)
        self._no.show()
        self.tell()


class CountLeftSheet(NumberSheet):
    """How many portions are left today; none is sold out."""

    def __init__(self, desk: Desk, window: QWidget, item: str, name: str) -> None:
        self._item, self._digits = item, ""
        left = desk.view.stock.left(item)
        note = _("{n} left today").format(n=desk.wording.times(left)) if left is not None else ""
        super().__init__(desk, window, name, note, (CLEAR, "0", BACK))
        self.pad.keys[CLEAR].setText(_("Clear"))
        self.tell()

    def typed(self) -> bool:
        return bool(self._digits)

    def pressed(self, key: str) -> None:
        if key == CLEAR:
            self._digits = ""
        elif key == BACK:
            self._digits = self._digits[:-1]
        elif key.isdigit():
            self._digits = (self._digits + key)[:MOST_DIGITS].lstrip("0") or "0"

    def tell(self) -> None:
        self.box.tell(_("How many are left?"), self._digits or "–")
        none = self._digits == "0"
        self.button.setText(
            _("Sold out today") if none else _("{n} left today").format(n=self._digits or "–")
        )
        self.button.setEnabled(bool(self._digits))

    def run(self) -> Future[None]:
        return self.desk.till.supply.count(self._item, int(self._digits) * 1000, self.desk.by)


class DayPriceSheet(ReasonedSheet):
    """时价: what it costs today, on the till and on phones; who may not say so has somebody agree by PIN."""

    def __init__(self, desk: Desk, window: QWidget, item: str, name: str) -> None:
        self._item = item
        self._entry = MoneyEntry(desk.view.store.currency)
        self._entry.suggest(desk.view.prices.get(item, 0))
        dish = desk.view.menu.by_id.get(item)
        self._unit = dish.unit if dish else ""
        super().__init__(desk, window, TYPED, QSize(560, 0))
        self.say(name, _("For today, here and on phones."))
        self._box = AmountBox(desk.theme)
        self.form.addWidget(self._box)
        self._pad = NumberPad(desk.theme, (point_key(desk.view.store.currency), "0", BACK), 10)
        self._pad.setFixedHeight(300)
        self._pad.pressed.connect(self.pressed)
        self.form.addWidget(self._pad)
        self.add_reasons(self.form)
        self.tell()

    def needs_reason(self) -> bool:
        return False

    def typed(self) -> bool:
        return self._entry.typed

    def demand(self) -> Demand:
        return to_price_the_day(self._entry.amount)

    def pressed(self, key: str) -> None:
        self._entry.press(key)
        self.tell()

    def tell(self) -> None:
        words = _("Per {unit}").format(unit=unit_word(self._unit)) if self._unit else _("A portion")
        self._box.tell(words, self.desk.wording.money(self._entry.amount))
        super().tell()

    def words(self) -> str:
        amount = self.desk.wording.money(self._entry.amount)
        return _("{price} today").format(price=amount) if self._entry.amount else _("No price today")

    def run(self, reason: str, approver: Approver | None) -> Future[None]:
        return self.desk.till.supply.price(self._item, self._entry.amount, self.desk.by, approver)
