"""Gross, tare and net of what lies on a scale, typed in the unit that its display shows."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from domain.selling.weights import GRAMS, thousandths, weight_text
from pos_app.language import _
from pos_app.models.weight_entry import WeightEntry
from pos_app.models.wording import unit_word
from pos_app.screens.money.tender_pad import AmountBox
from pos_app.widgets.labels import label
from pos_app.widgets.pads import BACK, NumberPad
from pos_app.widgets.segments import SegmentedControl
from pos_app.widgets.theme import Theme


class WeightPane(QWidget):
    """`changed` with each key; `weight` and `tare` in thousandths of the dish's unit."""

    changed = Signal()

    def __init__(self, theme: Theme, unit: str) -> None:
        super().__init__()
        self._unit = unit
        self._units = tuple(GRAMS)
        self._gross, self._tare = WeightEntry(unit), WeightEntry(unit)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        side = QVBoxLayout()
        side.setSpacing(10)
        side.addWidget(label(_("What does the scale show?"), 18, True))
        self._in = SegmentedControl(theme)
        self._in.set_items([(unit_word(one), "") for one in self._units])
        self._in.choose(self._units.index(unit))
        self._in.chosen.connect(self._measure)
        side.addWidget(self._in)
        self._which = SegmentedControl(theme)
        self._which.set_items([(_("Gross"), ""), (_("Tare"), "")])
        self._which.chosen.connect(lambda _index: self.tell())
        side.addWidget(self._which)
        self._box = AmountBox(theme)
        side.addWidget(self._box)
        self._other = label(tone="ink2")
        self._net = label(size=22, bold=True)
        side.addWidget(self._other)
        side.addWidget(self._net)
        side.addStretch(1)
        row.addLayout(side, 1)
        self._pad = NumberPad(theme, (".", "0", BACK), 10)
        self._pad.pressed.connect(self.press)
        self._pad.setFixedHeight(300)
        row.addWidget(self._pad, 1)
        self.tell()

    @property
    def weight(self) -> int:
        """Net."""
        return max(0, thousandths(self._gross.grams, self._unit) - self.tare)

    @property
    def tare(self) -> int:
        return thousandths(self._tare.grams, self._unit)

    def typed(self) -> bool:
        """Whether anything would be lost."""
        return bool(self._gross.words or self._tare.words)

    def press(self, key: str) -> None:
        """A key of the pad, tapped or typed."""
        (self._tare if self._which.index() else self._gross).press(key)
        self.tell()
        self.changed.emit()

    def tell(self) -> None:
        """What is typed, and what it comes to."""
        on_tare = bool(self._which.index())
        here, there = (self._tare, self._gross) if on_tare else (self._gross, self._tare)
        unit = unit_word(here.unit)
        self._box.tell(_("Tare") if on_tare else _("Gross"), f"{here.words or '0'} {unit}")
        other = _("Gross {weight}") if on_tare else _("Tare {weight}")
        self._other.setText(other.format(weight=f"{there.words or '0'} {unit}"))
        net = f"{weight_text(self.weight)} {unit_word(self._unit)}"
        self._net.setText(_("Net {weight}").format(weight=net))

    def _measure(self, place: int) -> None:
        for entry in (self._gross, self._tare):
            entry.measure(self._units[place])
        self.tell()
        self.changed.emit()
