"""What the menu does not say: a dish that is on none 临时菜, and a price that is asked for 时价."""

from concurrent.futures import Future

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from domain.selling.order import LONGEST_NAME, CartLine, OpenDish
from pos_app.language import _
from pos_app.models.limit_words import asked_later, why_not_alone
from pos_app.models.wording import unit_word
from pos_app.screens.desk import Desk
from pos_app.screens.money.entry import MoneyEntry
from pos_app.screens.money.tender_pad import AmountBox, point_key
from pos_app.screens.selling.supply_sheets import NumberSheet
from pos_app.screens.sheet_foot import cancel_button
from pos_app.widgets.buttons import Button
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import label, wrapped
from pos_app.widgets.pad_sheet import PadSheet
from pos_app.widgets.pads import BACK, NumberPad
from pos_app.workflows.demands import TYPED, to_sell

NOWHERE = ""  # no station has to make it


def agreed_by(desk: Desk, typed: int) -> str:
    """Who has to agree if so much is typed in a round, minor units, and why; "": nobody."""
    demand = to_sell((TYPED,), desk.person, typed)
    if desk.meets(demand):
        return ""
    limit = why_not_alone(demand, desk.person, desk.view.taken_off, desk.wording)
    return " ".join(filter(None, (limit, asked_later(desk.agreeing(demand), desk.wording))))


class OpenDishSheet(PadSheet):
    """Name, price, station and class of tax. `chosen(CartLine)`. ``before``: what was typed in the same round
    already, minor units."""

    chosen = Signal(object)

    def __init__(self, desk: Desk, window: QWidget, before: int = 0) -> None:
        super().__init__(desk.theme, window, QSize(860, 0))
        self._desk, self._before = desk, before
        self._entry = MoneyEntry(desk.view.store.currency)
        self.say(_("A dish that is not on the menu"))
        row = QHBoxLayout()
        row.setSpacing(20)
        side, end = QVBoxLayout(), QVBoxLayout()
        for column in (side, end):
            column.setSpacing(10)
            row.addLayout(column, 1)
        self.body.addLayout(row)
        side.addWidget(label(_("What is it called?"), 18, True))
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setMinimumHeight(48)
        self.name.setAccessibleName(_("Name of the dish"))
        self.name.textChanged.connect(self._tell)
        side.addWidget(self.name)
        side.addWidget(label(_("Who makes it?"), 18, True))
        self._stations = ChoiceGrid(desk.theme, 2, 1, 1)
        for station in desk.view.menu.stations:
            self._stations.add(station.id, desk.wording.name(station.names))
        self._stations.add(NOWHERE, _("Nobody, no slip"))
        self._stations.changed.connect(self._tell)
        side.addWidget(self._stations)
        self._taxes: ChoiceGrid | None = None
        if desk.view.rules.tax_classes:
            self._add_taxes(side)
        side.addStretch(1)
        self._box = AmountBox(desk.theme)
        end.addWidget(self._box)
        self._pad = NumberPad(desk.theme, (point_key(desk.view.store.currency), "0", BACK), 10)
        self._pad.setFixedHeight(300)
        self._pad.pressed.connect(self.press)
        end.addWidget(self._pad)
        self._go = Button(desk.theme, "primary", "", "Enter", 56)
        self._go.clicked.connect(self.go)
        self._note = wrapped(size=14, tone="ink2")
        self.foot.addWidget(self._note, 1)
        self.foot.addWidget(cancel_button(self))
        self.foot.addWidget(self._go)
        self.begins_at = self.name
        self._tell()

    def _add_taxes(self, side: QVBoxLayout) -> None:
        side.addWidget(label(_("How is it taxed?"), 18, True))
        self._taxes = ChoiceGrid(self._desk.theme, 2, 0, 1)
        for one in self._desk.view.rules.tax_classes:
            self._taxes.add(one.id, self._desk.wording.name(one.names))
        side.addWidget(self._taxes)

    def typed(self) -> bool:
        return bool(self.name.text().strip()) or self._entry.typed

    def press(self, key: str) -> None:
        """A key of the pad."""
        self._entry.press(key)
        self._tell()

    def _tell(self) -> None:
        amount = self._desk.wording.money(self._entry.amount)
        self._box.tell(_("A portion"), amount)
        self._go.setText(_("Add {amount}").format(amount=amount))
        missing = self._missing()
        self._note.setText(missing or agreed_by(self._desk, self._before + self._entry.amount))
        self._go.setEnabled(not missing)

    def _missing(self) -> str:
        """What has to be said yet, the first of it."""
        if not self.name.text().strip():
            return _("Still missing: the dish's name.")
        if not self._stations.enough():
            return _("Still missing: who makes it.")
        return "" if self._entry.amount > 0 else _("Still missing: its price.")

    def go(self) -> None:
        if self._go.isEnabled():
            tax = next(iter(self._taxes.chosen()), "") if self._taxes else ""
            station = next(iter(self._stations.chosen()), NOWHERE)
            dish = OpenDish(" ".join(self.name.text().split()), self._entry.amount, station, tax)
            self.chosen.emit(CartLine("", "", open=dish))
            self.finish()


class AskPriceSheet(NumberSheet):
    """What a dish costs that is priced by the day, for this order alone. `priced(minor units)`. ``before``:
    what was typed in the same round already."""

    priced = Signal(int)

    def __init__(self, desk: Desk, window: QWidget, name: str, unit: str, before: int = 0) -> None:
        self._entry, self._unit = MoneyEntry(desk.view.store.currency), unit
        self._name, self._before = name, before
        super().__init__(desk, window, name, "", (point_key(desk.view.store.currency), "0", BACK))
        self.tell()

    def typed(self) -> bool:
        return self._entry.typed

    def pressed(self, key: str) -> None:
        self._entry.press(key)

    def tell(self) -> None:
        amount = self.desk.wording.money(self._entry.amount)
        agree = agreed_by(self.desk, self._before + self._entry.amount)
        self.say(self._name, " ".join(filter(None, (_("Priced by the day: for this order alone."), agree))))
        words = _("Per {unit}").format(unit=unit_word(self._unit)) if self._unit else _("A portion")
        self.box.tell(words, amount)
        self.button.setText(_("For {amount}").format(amount=amount))
        self.button.setEnabled(self._entry.amount > 0)

    def run(self) -> Future[None]:
        answered: Future[None] = Future()
        answered.set_result(None)
        self.priced.emit(self._entry.amount)
        return answered
