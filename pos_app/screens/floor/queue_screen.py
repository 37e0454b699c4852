"""排队: a number by one tap on how many they are; whose turn it is is called, seated, or passed over."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from domain.floor.queue import QueueNumber
from domain.selling.request import MOST_GUESTS
from pos_app.language import _, ngettext, pgettext
from pos_app.models.queue import class_words, fitting, in_queue, next_up, queue_cards
from pos_app.models.todo import Todo, todo_model
from pos_app.screens.acts_sheet import ActLine, ActsSheet
from pos_app.screens.desk import Desk
from pos_app.screens.floor.guest_count import GuestCount
from pos_app.screens.floor.move_sheets import PickTableSheet, free_tables
from pos_app.screens.floor.queue_sheet import QueueSetupSheet
from pos_app.screens.floor.todo_list import TodoList
from pos_app.screens.screen import Screen
from pos_app.widgets.buttons import Button, icon_button
from pos_app.widgets.empty import EmptyState
from pos_app.widgets.labels import ground, label, rule, wrapped
from pos_app.widgets.segments import SegmentedControl
from pos_app.widgets.sheet import Sheet

USUAL = 2  # guests


class QueueScreen(Screen):
    """Emits `went("floor", "")` and `went("calls", "")` for the guests' call screen."""

    keys = "queue"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        ground(self, "canvas")
        theme = desk.theme
        self._giving = ""  # the id of the number that is on its way
        self._groups: list[str] = []
        self._model = todo_model(self)
        self._back = Button(theme, "quiet", "back")
        self._back.clicked.connect(lambda: self.went.emit("floor", ""))
        self._title, self._sum = label(size=22, bold=True), label(tone="ink2")
        for each in (self._back, self._title, self._sum):
            self.lead_row.addWidget(each)
        self.lead_row.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._giver = self._giving_side()
        row.addLayout(self._line_side(), 1)
        row.addWidget(rule(down=True))
        row.addWidget(self._giver)
        self.sides, self.mirrored = (row,), (self._list,)
        self.acts = {
            "back": lambda: self.went.emit("floor", ""),
            "give": self.give,
            "call": self.call_next,
            "calls": lambda: self.went.emit("calls", ""),
        }
        self.start()

    def _giving_side(self) -> QWidget:
        theme, side = self.desk.theme, ground(QWidget(), "surface")
        column = QVBoxLayout(side)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        self._how_many = label(size=18, bold=True)
        self._guests = GuestCount(theme, 3, MOST_GUESTS)
        self._guests.setProperty("ground", "none")
        self._guests.preset(USUAL)
        self._guests.changed.connect(self.draw)
        self._told = wrapped(size=16, tone="ink2")
        self._give = Button(theme, "primary", "printer", "Enter", 64)
        self._give.clicked.connect(self.give)
        for each in (self._how_many, self._guests, self._told, self._give):
            column.addWidget(each)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        self._setup = icon_button(theme, "gear", "", "secondary", 56)
        self._setup.clicked.connect(self._change_setup)
        self._screen = Button(theme, "secondary", "device", "", 56)
        self._screen.clicked.connect(lambda: self.went.emit("calls", ""))
        foot.addWidget(self._setup)
        foot.addWidget(self._screen, 1)
        column.addLayout(foot)
        return side

    def _line_side(self) -> QVBoxLayout:
        theme, column, head = self.desk.theme, QVBoxLayout(), QHBoxLayout()
        column.setContentsMargins(16, 14, 4, 14)
        column.setSpacing(14)
        self._classes = SegmentedControl(theme)
        self._classes.chosen.connect(lambda _index: self.draw())
        self._call = Button(theme, "secondary", "bell", "", 56)
        self._call.clicked.connect(self.call_next)
        head.addWidget(self._classes)
        head.addStretch(1)
        head.addWidget(self._call)
        head.addSpacing(12)
        self._list = TodoList(theme, self._model, 4, wide=True)
        self._list.acted.connect(self._act)
        self._empty = EmptyState(theme, "members")
        self._pages = QStackedWidget()
        self._pages.addWidget(self._list)
        self._pages.addWidget(self._empty)
        column.addLayout(head)
        column.addWidget(self._pages, 1)
        return column

    # ---------------------------------------------------------------- words and view

    def say(self) -> None:
        self._back.setText(_("Tables"))
        self._title.setText(_("Queue"))
        self._how_many.setText(_("How many guests?"))
        self._screen.setText(_("Call screen"))
        self._setup.setAccessibleName(_("How the house queues"))
        self._setup.setToolTip(_("How the house queues"))
        self._empty.tell(_("Nobody waits for a table."))
        self.draw()

    def draw(self) -> None:
        desk, view, now = self.desk, self.desk.view, self.desk.now
        line, setup = in_queue(view, now), view.queue.setup
        self._groups = [one.id for one in setup.groups]
        self._groups += sorted({one.group for one in line} - set(self._groups))
        counts = {group: sum(one.group == group for one in line) for group in self._groups}
        self._classes.set_items(
            [(_("All {n}").format(n=len(line)), ""), *((f"{id} {n}", "") for id, n in counts.items())]
        )
        self._model.tell(queue_cards(view, now, desk.wording, self._group()))
        self._pages.setCurrentIndex(0 if self._model.rowCount() else 1)
        guests = sum(one.guests for one in line)
        parties = ngettext("{n} party", "{n} parties", len(line)).format(n=len(line))
        self._sum.setText(f"{parties} · {desk.wording.guests(guests)}" if line else "")
        mine = setup.group_of(max(1, self._guests.count)).id
        said = _("{group} is for {guests} guests. {n} before them.")
        told = said.format(group=mine, guests=class_words(setup, mine), n=counts[mine])
        self._told.setText(desk.barred("serve") or told)
        self._give.setText(_("Give a number {group}").format(group=mine))
        self._give.setEnabled(bool(self._guests.count) and not self._giving and desk.may("serve"))
        first = next_up(view, now, self._group())
        words = _("Call {number}").format(number=first.text) if first else pgettext("queue", "Call the next")
        self._call.setText(words)
        self._call.setEnabled(first is not None)
        self._setup.setVisible(desk.may("settings"))

    def _group(self) -> str:
        """The class that is shown, "" for all."""
        return ["", *self._groups][self._classes.index()] if self._groups else ""

    def enter(self, place: str) -> None:
        self._fit()
        self.draw()
        self.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._giver.setFixedWidth(296 if self.window().width() < 1200 else 384)

    # ---------------------------------------------------------------- acts

    def give(self) -> None:
        """A number for so many; a second tap while the first is on its way gives none."""
        desk = self.desk
        if self._giving or not self._guests.count:
            return
        self._giving = desk.till.new_id()
        desk.ask(
            desk.till.queue.join(self._giving, self._guests.count, desk.by), lambda _: self._given(), self._no
        )
        self.draw()

    def _given(self) -> None:
        self._giving = ""
        self._guests.preset(USUAL)
        self.draw()

    def _no(self, words: str) -> None:
        self._giving = ""
        self.draw()
        self.desk.refused.emit(words)

    def call_next(self) -> None:
        """Whose turn it is, of the class that is shown."""
        first = next_up(self.desk.view, self.desk.now, self._group())
        if first is not None:
            self.desk.ask(self.desk.till.queue.call(first.id, self.desk.by))

    def _party(self, id: str) -> QueueNumber | None:
        return next((one for one in in_queue(self.desk.view, self.desk.now) if one.id == id), None)

    def _act(self, todo: Todo, act: str) -> None:
        party = self._party(todo.request)
        if party is None:
            return
        if act:
            self._do(party, act)
            return
        acts: list[ActLine] = [
            ("call", "bell", _("Call again") if party.calls else _("Call")),
            ("seat", "table", _("Seat")),
            ("pass", "clock", _("Passed over")),
            ("leave", "close", _("They do not wait any longer")),
        ]
        sheet = ActsSheet(self.desk.theme, self.window(), todo.title, acts, todo.note)
        sheet.picked.connect(lambda picked: self._do(party, picked))
        self._show(sheet)

    def _do(self, party: QueueNumber, act: str) -> None:
        desk, queue = self.desk, self.desk.till.queue
        if act == "seat":
            self._choose_table(party)
        elif act == "call":
            desk.ask(queue.call(party.id, desk.by))
        elif act == "pass":
            desk.ask(queue.pass_over(party.id, desk.by))
        elif act == "leave":
            desk.ask(queue.leave(party.id, desk.by))

    def _choose_table(self, party: QueueNumber) -> None:
        """One tap on a table opens it for all of them."""
        desk = self.desk
        title = _("Where does {number} sit?").format(number=party.text)
        detail = desk.wording.guests(party.guests)
        sheet = PickTableSheet(desk, self.window(), title, detail, fitting(free_tables(desk), party.guests))
        sheet.picked.connect(lambda table: desk.ask(desk.till.queue.seat(party.id, table, desk.by)))
        self._show(sheet)

    def _change_setup(self) -> None:
        self._show(QueueSetupSheet(self.desk, self.window()))

    def _show(self, sheet: Sheet) -> None:
        """When it has gone, keys mean the queue again."""
        sheet.closed.connect(self.setFocus)
        sheet.open()

    def press(self, event: QKeyEvent) -> bool:
        if event.text().isdigit() and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._guests.type(event.text())
            return True
        return super().press(event)
