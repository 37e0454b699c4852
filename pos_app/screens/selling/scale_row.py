"""What the till's scale says while it is seen, with its keys; hidden where a till has no scale."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from domain.selling.weights import weight_text
from pos_app.language import _
from pos_app.scale.reading import MOVING, OVER, SILENT, STABLE, UNDER, UNIT, UNPLUGGED, UNREADY, Reading
from pos_app.screens.desk import Desk
from pos_app.widgets.buttons import Button
from pos_app.widgets.chips import Chip
from pos_app.widgets.labels import wrapped

NOTHING = "–"
HELP = 40  # pixels: two lines, kept free so that nothing jumps
TONES = {
    STABLE: ("good", "tick"),
    MOVING: ("warn", "hourglass"),
    OVER: ("bad", "warning"),
    UNDER: ("bad", "warning"),
    UNREADY: ("warn", "hourglass"),
    UNIT: ("bad", "warning"),
    SILENT: ("warn", "warning"),
    UNPLUGGED: ("warn", "warning"),
}


def state_words(state: str) -> str:
    """A state in a word or two."""
    return {
        STABLE: _("Stable"),
        MOVING: _("Not stable yet"),
        OVER: _("Too heavy for the scale"),
        UNDER: _("Below zero"),
        UNREADY: _("Not ready"),
        UNIT: _("Not in kg or g"),
        SILENT: _("The scale does not answer"),
        UNPLUGGED: _("No scale at its port"),
    }[state]


def state_help(state: str) -> str:
    """What to do about it; nothing for a scale that weighs."""
    return {
        OVER: _("Take something off; it cannot be sold by this weight."),
        UNDER: _("Empty the plate and set it to zero."),
        UNREADY: _("Wait, or switch it off and on."),
        UNIT: _("Set the scale to kg. Until then type the weight."),
        SILENT: _("Is it switched on? Until it answers type the weight."),
        UNPLUGGED: _("Is the cable plugged in? Until it answers type the weight."),
    }.get(state, "")


def shown_weight(reading: Reading) -> str:
    """What lies on it, as its display has it."""
    return f"{weight_text(reading.grams)} kg" if reading.state in (STABLE, MOVING) else NOTHING


class ScaleRow(QWidget):
    """`heard(Reading)` on the UI thread; `tared` and `asked` (to be used again) by its keys."""

    heard = Signal(object)
    tared = Signal()
    asked = Signal()
    _told = Signal(object)

    def __init__(self, desk: Desk, keys: bool = True) -> None:
        """``keys``: with one that takes what lies there for the tare, and all by keyboard."""
        super().__init__()
        self._desk = desk
        self._stop: Callable[[], None] = lambda: None
        self.reading: Reading | None = None
        self._by_hand = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._chip = Chip(desk.theme)
        self._again = Button(desk.theme, "secondary", "refresh", "S", 48)
        self._again.setText(_("Use the scale"))
        self._again.clicked.connect(self.asked)
        self._zero = Button(desk.theme, "secondary", "", "Z" if keys else "", 48)
        self._zero.setText(_("Zero"))
        self._zero.clicked.connect(desk.till.scale.zero)
        self._tare = Button(desk.theme, "secondary", "", "T", 48)
        self._tare.setText(_("Set tare"))
        self._tare.clicked.connect(self.tared)
        row.addWidget(self._chip)
        row.addStretch(1)
        for each in (self._again, self._zero, self._tare):
            row.addWidget(each)
        self._help = wrapped(size=14, tone="ink2")
        self._help.setMinimumHeight(HELP)
        self._help.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        column.addWidget(self._help)
        self._tare.setVisible(keys)
        self._told.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        if not desk.till.scale.there:
            self.hide()
        self.tell(False)

    def start(self) -> None:
        """Look at the scale that is set up now."""
        self.stop()
        self.reading = None
        self._stop = self._desk.till.scale.watch(self._told.emit)
        self.tell(self._by_hand)

    def stop(self) -> None:
        """Look away: nothing is heard any more."""
        self._stop()
        self._stop = lambda: None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.stop()

    def command(self, key: int) -> bool:
        """A key of the keyboard: whether it is one of these, and does something now."""
        keys = {Qt.Key.Key_Z: self._zero, Qt.Key.Key_T: self._tare, Qt.Key.Key_S: self._again}
        for own, button in keys.items():
            if key == own and button.isVisible() and button.isEnabled():
                button.click()
                return True
        return False

    def tell(self, by_hand: bool) -> None:
        """Draw it; ``by_hand``: the weight is being typed."""
        self._by_hand = by_hand
        scale, now = self._desk.till.scale, self.reading
        alive = now is not None and now.alive
        if now is None:
            self._chip.show_state("calm", "hourglass", _("Asking the scale"))
        elif by_hand and alive:
            self._chip.show_state("calm", "pencil", _("Typed"))
        else:
            self._chip.show_state(*TONES[now.state], state_words(now.state))
        self._help.setText("" if now is None or (by_hand and alive) else state_help(now.state))
        self._again.setVisible(by_hand and alive)
        self._zero.setVisible(scale.can_zero and not by_hand)
        self._zero.setEnabled(alive)
        self._tare.setEnabled(
            now is not None and now.state == STABLE and now.grams > 0 and not now.net and not by_hand
        )

    def _hear(self, reading: Reading) -> None:
        self.reading = reading
        self.tell(self._by_hand)
        self.heard.emit(reading)
