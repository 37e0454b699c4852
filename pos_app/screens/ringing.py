"""Sounds for what comes in: a phone's order, a call, a number called; and for trouble, until it is seen."""

from PySide6.QtCore import QObject, QTimer

from pos_app.models.print_rows import doubtful, in_trouble
from pos_app.screens.desk import Desk
from pos_app.workflows.views import TillView

AGAIN = 30_000  # milliseconds


class Ringing(QObject):
    """Compares each view with the one before; each sound has its visible twin on floor or banner."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._news = set(desk.view.news)
        self._held = {one.request for one in desk.view.held}
        self._called = _called(desk.view)
        self._trouble = 0
        self._timer = QTimer(self)
        self._timer.setInterval(AGAIN)
        self._timer.timeout.connect(lambda: desk.sounds.play("problem"))
        desk.viewed.connect(self._hear)

    def _hear(self) -> None:
        view, sounds = self._desk.view, self._desk.sounds
        fresh = [one for one in view.news if one not in self._news]
        held = {one.request for one in view.held}
        if any(one.kind == "call" for one in fresh):
            sounds.play("call")
        elif fresh or held - self._held:
            sounds.play("phone_order")
        self._news, self._held = set(view.news), held
        called = _called(view)
        if called > self._called:
            sounds.play("number")
        self._called = called
        self._hear_trouble(sum(map(in_trouble, view.printers)) + doubtful(view))

    def _hear_trouble(self, count: int) -> None:
        if count > self._trouble:
            self._desk.sounds.play("problem")
            self._timer.start()
        elif not count:
            self._timer.stop()
        self._trouble = count

    def seen(self) -> None:
        """Somebody looks at the printers."""
        self._timer.stop()


def _called(view: TillView) -> int:
    """When a number was last called, at the counter or in the queue."""
    counter = (one.opening.called_out_at for one in view.openings.values())
    return max((*counter, *(one.called_at for one in view.queue.numbers)), default=0)
