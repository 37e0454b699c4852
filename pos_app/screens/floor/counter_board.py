"""The counter 快餐外带: new orders by one tap, the open ones with their numbers as cards."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_app.language import _
from pos_app.models.counter import at_counter, counter_cards, line_words
from pos_app.models.store_code import standing_words
from pos_app.models.todo import Todo, todo_model
from pos_app.screens.desk import Desk
from pos_app.screens.floor.phones_sheet import PhonesSheet
from pos_app.screens.floor.todo_list import TodoList
from pos_app.screens.selling.parking_acts import ParkedSheet
from pos_app.widgets.buttons import Button
from pos_app.widgets.empty import EmptyState
from pos_app.widgets.labels import label


class CounterBoard(QWidget):
    """Answers `went("order" | "payment", opening)`; `screen_asked` for the guests' call screen."""

    went = Signal(str, str)
    screen_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, theme = desk, desk.theme
        self._busy, self._wanted = False, ""
        self._model = todo_model(self)
        self.takeaway = Button(theme, "primary", "takeaway", "", 64)
        self.here = Button(theme, "secondary", "fast-food", "", 64)
        self.parked = Button(theme, "quiet", "notebook", "", 64)
        self.parked.clicked.connect(self.show_parked)
        self.calls = Button(theme, "quiet", "device", "", 64)
        self.phones = Button(theme, "quiet", "phone", "", 64)
        self.phones.clicked.connect(lambda: PhonesSheet(desk, self.window()).open())
        self.takeaway.clicked.connect(lambda: self.open(True))
        self.here.clicked.connect(lambda: self.open(False))
        self.calls.clicked.connect(self.screen_asked)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.takeaway, 2)
        head.addWidget(self.here, 2)
        head.addWidget(self.parked, 1)
        head.addWidget(self.phones, 1)
        head.addWidget(self.calls, 1)
        self.list = TodoList(theme, self._model, 4, wide=True)
        self.list.acted.connect(self._act)
        self._empty = EmptyState(theme, "takeaway")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addLayout(head)
        self.line = label(size=18, bold=True)
        column.addWidget(self.line)
        column.addWidget(self._pages, 1)

    def say(self) -> None:
        """Fixed words."""
        self.takeaway.setText(_("New takeaway"))
        self.here.setText(_("New, eats here"))
        self.calls.setText(_("Call screen"))
        self._empty.tell(_("No order waits at the counter."))

    def draw(self) -> None:
        """The present view."""
        desk = self._desk
        self._model.tell(counter_cards(desk.view, desk.now, desk.wording))
        self._pages.setCurrentIndex(0 if self.count() else 1)
        self.line.setText(line_words(desk.view, desk.now))
        self.line.setVisible(bool(self.line.text()))
        self.phones.setText(standing_words(desk.view, desk.now, desk.wording))
        self.parked.setText(_("Parked {n}").format(n=len(desk.parked)))
        self.parked.setVisible(bool(len(desk.parked)))

    def count(self) -> int:
        """How many orders are open."""
        return len(at_counter(self._desk.view))

    def open(self, to_go: bool) -> None:
        """Begin an order; a second tap while the first is on its way begins none."""
        if not self._busy:
            self._busy = True
            self._desk.ask(self._desk.till.counter.open(to_go, self._desk.by), self._opened, self._refused)

    def show_parked(self) -> None:
        """What is parked; one that is taken up becomes an order of its own."""
        sheet = ParkedSheet(self._desk, self.window())
        sheet.picked.connect(self._take_up)
        sheet.closed.connect(self.draw)
        sheet.open()

    def _take_up(self, key: str) -> None:
        """A parked round becomes an order of its own."""
        draft = self._desk.parked.find(key)
        if draft is not None:
            self._wanted = key
            self.open(draft.to_go)

    def _opened(self, opening: str) -> None:
        self._busy = False
        if self._wanted:
            self._desk.parked.take_up(self._wanted, self._desk.cart(opening))
            self._wanted = ""
        self.went.emit("order", opening)

    def _refused(self, words: str) -> None:
        self._busy, self._wanted = False, ""
        self._desk.refused.emit(words)

    def _act(self, todo: Todo, act: str) -> None:
        desk, counter = self._desk, self._desk.till.counter
        if act == "call":
            desk.ask(counter.call(todo.opening, desk.by))
        elif act == "hand_over":
            desk.ask(counter.hand_over(todo.opening, desk.by))
        elif todo.opening in desk.view.openings:
            self.went.emit("payment" if act == "pay" else "order", todo.opening)
