"""Sounds for what comes in: a phone's order, a call, a number called; and for trouble, until it is seen."""

from PySide6.QtCore import QObject, QTimer

from pos_app.models.ears import Ears, quiet_again
from pos_app.screens.desk import Desk
from pos_app.screens.speaking import number_called

AGAIN = 30_000  # milliseconds


class Ringing(QObject):
    """Each sound has its visible twin on floor or banner."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._ears = Ears(desk.view)
        self._timer = QTimer(self)
        self._timer.setInterval(AGAIN)
        self._timer.timeout.connect(lambda: desk.sounds.play("problem"))
        desk.viewed.connect(self._hear)

    def _hear(self) -> None:
        view = self._desk.view
        for sound in self._ears.hear(view):
            self._desk.sounds.play(sound)
            if sound == "number":
                number_called(self._desk)
            if sound == "problem":
                self._timer.start()
        if quiet_again(view):
            self._timer.stop()

    def seen(self) -> None:
        """Somebody looks at the printers."""
        self._timer.stop()
