"""What is done to an order at the counter beside ordering: called, handed over, given up."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from domain.floor.pickup import label_of
from pos_app.language import _
from pos_app.screens.acts_sheet import ActLine, ActsSheet
from pos_app.screens.desk import Desk
from pos_app.workflows.views import OpeningView


class CounterActs(QObject):
    """`gone` when the order is not open any more; `others(act, opening)` for what is not ours."""

    gone = Signal()
    others = Signal(str, object)

    def __init__(self, desk: Desk, screen: QWidget) -> None:
        super().__init__(screen)
        self._desk, self._screen = desk, screen

    def show_more(self, opening: OpeningView, more: list[ActLine]) -> None:
        """The acts that are possible now, and ``more`` of somebody else's."""
        acts: list[ActLine] = []
        if opening.orders:
            again = bool(opening.opening.ready_at)
            acts.append(("call", "bell", _("Call again") if again else _("Ready, call")))
            acts.append(("hand_over", "tick", _("Handed over")))
        else:
            acts.append(("drop", "trash", _("Close this order")))
        acts += more
        title = self._desk.wording.name(label_of(self._desk.view.floor, opening.opening))
        sheet = ActsSheet(self._desk.theme, self._screen.window(), title, acts)
        sheet.picked.connect(lambda act: self._do(act, opening))
        sheet.open()

    def hand_over(self, opening: str) -> None:
        """The guest has it."""
        self._desk.ask(self._desk.till.counter.hand_over(opening, self._desk.by), lambda _: self.gone.emit())

    def _do(self, act: str, opening: OpeningView) -> None:
        desk, key = self._desk, opening.opening.id
        if act == "call":
            desk.ask(desk.till.counter.call(key, desk.by))
        elif act == "hand_over":
            self.hand_over(key)
        elif act == "drop":
            desk.drop_cart(key)
            desk.ask(desk.till.clear_table(key, desk.by), lambda _: self.gone.emit())
        else:
            self.others.emit(act, opening)
