"""The floor's right side: what needs a person now, the phones' latest orders, the button to open a table."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_app.language import _
from pos_app.models.chats import unread_chats
from pos_app.models.queue import in_queue
from pos_app.models.todo import hurry, phone_cards, todo_model, todos
from pos_app.screens.desk import Desk
from pos_app.screens.floor.todo_list import TodoList
from pos_app.widgets.buttons import Button, icon_button
from pos_app.widgets.chips import CountBadge
from pos_app.widgets.labels import label, short


class FloorSide(QWidget):
    """Answers `acted(Todo, act)`; `open_asked`, `bookings_asked`, `queue_asked`, `edit_asked` for buttons."""

    acted = Signal(object, str)
    open_asked = Signal()
    edit_asked = Signal()
    bookings_asked = Signal()
    queue_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._at_left = False
        self._desk, theme = desk, desk.theme
        self._todos, self._phones = todo_model(self), todo_model(self)
        column = QVBoxLayout(self)
        self._column = column
        self._mirror()
        column.setSpacing(0)
        self._title, self._inside = label(size=18, bold=True), label(size=14, tone="ink2")
        self._badge = CountBadge(theme)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self._badge)
        head.addStretch(1)
        head.addWidget(self._inside)
        head.addSpacing(12)
        column.addLayout(head)
        column.addSpacing(12)
        self._list = TodoList(theme, self._todos, 4)
        column.addWidget(self._list, 100)
        self._calm = label(size=14, tone="ink2")
        column.addWidget(self._calm)
        column.addSpacing(8)
        phones = QHBoxLayout()
        self._phones_title, self._admits = short(size=18, bold=True), label(size=14, tone="ink2")
        phones.addWidget(self._phones_title, 1)
        phones.addWidget(self._admits)
        phones.addSpacing(12)
        column.addLayout(phones)
        column.addSpacing(8)
        self._news = TodoList(theme, self._phones, 1)
        column.addWidget(self._news, 1)
        self._quiet = label(size=14, tone="ink2")
        column.addWidget(self._quiet)
        column.addStretch(0)
        column.addSpacing(8)
        self.open = Button(theme, "primary", "plus", "", 56)
        self.open.clicked.connect(self.open_asked)
        foot = QHBoxLayout()
        self.edit = icon_button(theme, "pencil", "", "secondary", 56)
        self.edit.clicked.connect(self.edit_asked)
        foot.setSpacing(10)
        self.bookings = icon_button(theme, "calendar", "", "secondary", 56)
        self.bookings.clicked.connect(self.bookings_asked)
        self.queue = Button(theme, "secondary", "members", "", 56)
        self.queue.clicked.connect(self.queue_asked)
        foot.addWidget(self.edit)
        foot.addWidget(self.bookings)
        foot.addWidget(self.queue, 1)
        foot.addSpacing(12)
        column.addLayout(foot)
        column.addSpacing(10)
        last = QHBoxLayout()
        last.addWidget(self.open)
        last.addSpacing(12)
        column.addLayout(last)
        self._list.acted.connect(self.acted)
        self._news.acted.connect(self.acted)
        theme.changed.connect(self.update)

    def _mirror(self) -> None:
        """The wider edge is where the floor is."""
        right = self.layoutDirection() == self.layoutDirection().RightToLeft
        self._column.setContentsMargins(2 if right else 15, 12, 15 if right else 2, 14)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._mirror()

    def say(self) -> None:
        """Fixed words."""
        self._title.setText(_("To do"))
        self._phones_title.setText(_("New from phones"))
        self._calm.setText(_("Nothing waits. Well done."))
        self._quiet.setText(_("Nothing new from phones."))
        self.open.setText(_("Open a table"))
        self.bookings.setAccessibleName(_("Bookings"))
        self.bookings.setToolTip(_("Bookings"))
        self.edit.setAccessibleName(_("Change the floor plan"))
        self.edit.setToolTip(_("Change the floor plan"))

    def act_first(self) -> None:
        """Do what the first card offers; where it offers two things, see it."""
        first = next(iter(self._todos.rows()), None)
        if first is not None:
            self.acted.emit(first, first.acts[0][0] if len(first.acts) == 1 else "")

    def draw(self) -> None:
        """The present view."""
        desk, view, wording = self._desk, self._desk.view, self._desk.wording
        now = desk.now
        self._todos.tell(todos(view, now, wording))
        self._phones.tell(phone_cards(view, now, wording))
        count = self._todos.rowCount()
        self._badge.set_count(hurry(self._todos.rows()) + len(view.held) + unread_chats(view))
        guests = sum(table.guests for table in view.tables.values() if table.opening)
        self._inside.setText(_("{n} guests inside").format(n=guests))
        at_once = _("Taken at once") if view.floor.admit_phones else _("First asks you")
        self._admits.setText(_("Paid before cooked") if view.floor.pay_first else at_once)
        self._calm.setVisible(not count)
        self._list.setVisible(bool(count))
        self._quiet.setVisible(not self._phones.rowCount())
        self._news.setVisible(bool(self._phones.rowCount()))
        self.edit.setVisible(desk.may("settings"))
        self.queue.setText(_("Queue {n}").format(n=len(in_queue(view, now))))
        self.open.bar(self.why_not_open())

    def why_not_open(self) -> str:
        """Why no table can be opened from here now; "": one can."""
        free = any(not table.opening for table in self._desk.view.tables.values())
        full = _("Every table is taken. Tap one to seat another party there, or use the queue.")
        return self._desk.barred("serve") or ("" if free else full)

    def lie_at(self, left: bool) -> None:
        """At the left or the right edge of the screen."""
        self._at_left = left
        self.update()

    def count(self) -> int:
        """How many cards wait."""
        view = self._desk.view
        return self._todos.rowCount() + len(view.held) + unread_chats(view)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._desk.theme
        painter.fillRect(self.rect(), theme.colour("canvas"))
        painter.fillRect(self.width() - 1 if self._at_left else 0, 0, 1, self.height(), theme.colour("line"))
