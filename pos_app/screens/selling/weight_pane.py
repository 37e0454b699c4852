"""Gross, tare and net of what lies on a scale: read from it, else typed in the unit of its display."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from domain.selling.weights import GRAMS, thousandths, weight_text
from pos_app.language import _
from pos_app.models.weight_entry import WeightEntry
from pos_app.models.wording import unit_word
from pos_app.scale.reading import STABLE, Reading
from pos_app.screens.desk import Desk
from pos_app.screens.money.tender_pad import AmountBox
from pos_app.screens.selling.scale_row import ScaleRow
from pos_app.widgets.labels import label
from pos_app.widgets.pads import BACK, NumberPad
from pos_app.widgets.segments import SegmentedControl


class WeightPane(QWidget):
    """`changed` with each key and reading; `weight` and `tare` in thousandths of the dish's unit.

    What stands still on the till's scale is the gross weight by itself, until somebody types.
    """

    changed = Signal()

    def __init__(self, desk: Desk, unit: str) -> None:
        super().__init__()
        theme = desk.theme
        self._unit = unit
        self._by_hand = False
        self._units = tuple(GRAMS)
        self._gross, self._tare = WeightEntry(unit), WeightEntry(unit)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        side = QVBoxLayout()
        side.setSpacing(10)
        self._scale = ScaleRow(desk)
        self._scale.heard.connect(self._read)
        self._scale.tared.connect(self._take_tare)
        self._scale.asked.connect(self._use_scale)
        if not desk.till.scale.there:
            side.addWidget(label(_("What does the scale show?"), 18, True))
        side.addWidget(self._scale)
        self._in = SegmentedControl(theme)
        self._in.set_items([(unit_word(one), "") for one in self._units])
        self._in.choose(self._units.index(unit))
        self._in.chosen.connect(self._measure)
        bars = QHBoxLayout()
        bars.setSpacing(8)
        bars.addWidget(self._in)
        self._which = SegmentedControl(theme)
        self._which.set_items([(_("Gross"), ""), (_("Tare"), "")])
        self._which.chosen.connect(lambda _index: self.tell())
        bars.addWidget(self._which)
        bars.addStretch(1)
        side.addLayout(bars)
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

    def command(self, key: int) -> bool:
        """A key of the scale's, typed: whether it did something."""
        return self._scale.command(key)

    @property
    def weight(self) -> int:
        """Net."""
        return max(0, thousandths(self._gross.grams, self._unit) - self.tare)

    @property
    def tare(self) -> int:
        return thousandths(self._tare.grams, self._unit)

    def typed(self) -> bool:
        """Whether anything would be lost."""
        return bool(self._tare.words or (self._gross.words and self._by_hand))

    def press(self, key: str) -> None:
        """A key of the pad, tapped or typed."""
        on_tare = bool(self._which.index())
        if not on_tare and not self._by_hand:
            self._by_hand = True
            self._gross.take(0)
            self._scale.tell(True)
        (self._tare if on_tare else self._gross).press(key)
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

    def _read(self, reading: Reading) -> None:
        """What lies there, less nothing: a tare that the scale took off itself is told beside it, or not."""
        if self._by_hand:
            return
        stands = reading.state == STABLE
        self._gross.take(reading.grams + reading.tare if stands else 0)
        if reading.net:
            self._tare.take(reading.tare)
        self.tell()
        self.changed.emit()

    def _take_tare(self) -> None:
        """The bowl stands on the scale: what comes into it is weighed."""
        if self._scale.reading is not None:
            self._tare.take(self._scale.reading.grams)
            self.tell()
            self.changed.emit()

    def _use_scale(self) -> None:
        self._by_hand = False
        self._scale.tell(False)
        if self._scale.reading is not None:
            self._read(self._scale.reading)

    def _measure(self, place: int) -> None:
        for entry in (self._gross, self._tare):
            entry.measure(self._units[place])
        self.tell()
        self.changed.emit()
