"""The floor: every table at a glance; what needs a person stands at the side, not over the hand."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from domain.money.carried import PARKED
from pos_app.language import _
from pos_app.models.joined import opening_at
from pos_app.models.rows import VALUE
from pos_app.models.tables import LOOKS, TableTile, each_party, table_tiles, tables_model
from pos_app.models.todo import Todo, unweighed
from pos_app.screens.acts_sheet import ActsSheet
from pos_app.screens.desk import Desk
from pos_app.screens.floor.chat_sheet import ChatSheet
from pos_app.screens.floor.clearing import clear_table
from pos_app.screens.floor.counter_board import CounterBoard
from pos_app.screens.floor.feedback_sheet import FeedbackSheet
from pos_app.screens.floor.later_sheets import pick_later
from pos_app.screens.floor.move_sheets import PickTableSheet, each_table
from pos_app.screens.floor.open_sheet import OpenSheet
from pos_app.screens.floor.party_sheet import PartySheet
from pos_app.screens.floor.plan_view import PlanView
from pos_app.screens.floor.side import FloorSide
from pos_app.screens.floor.table_list import TableRowDelegate
from pos_app.screens.handedness import left_handed
from pos_app.screens.places import COUNTER, TABLES
from pos_app.screens.screen import Screen
from pos_app.screens.selling.weighing import weigh
from pos_app.widgets.act_list import ActList
from pos_app.widgets.buttons import Button
from pos_app.widgets.chips import LegendChip
from pos_app.widgets.labels import ground
from pos_app.widgets.segments import SegmentedControl
from pos_app.workflows.views import TableView

SPARED = ("reserved", "clean", "paid", "bill", "seated", "waiting", "ordered", "free")  # first to last
LEGEND = ("free", "reserved", "seated", "ordered", "waiting", "bill", "paid", "clean")
SIDE = 306
EDGE, LEGEND_GAP = 16, 8
NARROW = 1200  # below this the side becomes a drawer


class FloorScreen(Screen):
    """Emits `went("order" | "payment", opening)` and `went("calls", "")`; the counter is after the areas."""

    keys = "floor"
    drawer_moved = Signal(bool)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        ground(self, "canvas")
        theme = desk.theme
        self._model, self._list = tables_model(self), tables_model(self)
        self._legend: dict[str, LegendChip] = {}
        self._look = ""
        self._areas = SegmentedControl(theme, shrinks=True)
        self._areas.chosen.connect(self._area_chosen)
        self._shape = SegmentedControl(theme)
        self._shape.set_items([("", "grid"), ("", "list")])
        self._shape.chosen.connect(self._reshape)
        self._drawer = Button(theme, "quiet", "bell")
        self._drawer.clicked.connect(self._toggle_drawer)
        self._drawer.hide()
        for each in (self._areas, self._shape, self._drawer):
            self.lead_row.addWidget(each)
        self.lead_row.addStretch(1)
        self._left_handed = False
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._main_side())
        self._side = FloorSide(desk, self)
        self._side.acted.connect(self._act)
        self._side.open_asked.connect(lambda: self._open(""))
        self._side.bookings_asked.connect(lambda: self.went.emit("bookings", ""))
        self._side.queue_asked.connect(lambda: self.went.emit("queue", ""))
        self._side.edit_asked.connect(lambda: self.went.emit("plan", ""))
        self.acts = self._keyed()
        self.start()

    def _main_side(self) -> QWidget:
        theme = self.desk.theme
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(EDGE, 12, EDGE, 14)
        column.setSpacing(20)
        self._plan = PlanView(theme, self._model)
        self._plan.opened.connect(self.open_table)
        self._rows = ActList(theme, VALUE)
        self._rows.setItemDelegate(TableRowDelegate(theme, self._rows))
        self._rows.setUniformItemSizes(True)
        self._rows.setModel(self._list)
        self._rows.acted.connect(self._row_tapped)
        self._left = ""  # the opening that was gone to last
        self.went.connect(self._note_where)
        self._views = QStackedWidget()
        self._views.addWidget(self._plan)
        self._views.addWidget(self._rows)
        self._counter = CounterBoard(self.desk)
        self._counter.went.connect(self.went)
        self._counter.screen_asked.connect(lambda: self.went.emit("calls", ""))
        self._views.addWidget(self._counter)
        column.addWidget(self._views, 1)
        legend = QHBoxLayout()
        legend.setSpacing(LEGEND_GAP)
        for state in LEGEND:
            chip = LegendChip(theme, LOOKS[state][0], LOOKS[state][1])
            chip.tapped.connect(lambda state=state: self._filter(state))
            self._legend[state] = chip
            legend.addWidget(chip)
        legend.addStretch(1)
        column.addLayout(legend)
        return side

    # ---------------------------------------------------------------- words and view

    def say(self) -> None:
        self._side.say()
        self._counter.say()
        self._shape.setAccessibleName(_("Plan or list"))
        self.draw()

    def draw(self) -> None:
        desk, view, wording = self.desk, self.desk.view, self.desk.wording
        tiles = table_tiles(
            view, desk.now, wording, {key: len(one.lines) for key, one in desk.rounds().items()}
        )
        areas = [area.id for area in view.floor.areas]
        items = [(_("All {n}").format(n=len(tiles)), "")]
        for area in view.floor.areas:
            count = sum(tile.area == area.id for tile in tiles)
            name = wording.name(area.names)
            items.append((name if self.window().width() < NARROW else f"{name} {count}", ""))
        items.append((_("Counter {n}").format(n=self._counter.count()), ""))
        self._areas.set_items(items)
        self._counter.draw()
        shown = ["", *areas][self._areas.index()] if self._areas.index() <= len(areas) else ""
        here = [tile for tile in tiles if shown in ("", tile.area)]
        self._model.tell(here)
        self._list.tell(each_party(here))
        self._plan.show_floor(view.floor, shown, wording)
        self._tell_legend(tiles)
        self._side.draw()
        self._drawer.setText(str(self._side.count()))  # its room belongs to the areas
        self._drawer.setAccessibleName(_("To do {n}").format(n=self._side.count()))
        self._drawer.setToolTip(self._drawer.accessibleName())

    def _tell_legend(self, tiles: tuple[TableTile, ...]) -> None:
        words = {
            "free": _("Free"),
            "reserved": _("Reserved"),
            "seated": _("To order"),
            "ordered": _("Ordered"),
            "waiting": _("Waiting"),
            "bill": _("Bill, please"),
            "paid": _("Paid"),
            "clean": _("To clean"),
        }
        for state, chip in self._legend.items():
            count = sum(tile.look == state for tile in tiles)
            chip.tell(words[state], count, state == self._look)
        self._fit_legend()

    def _fit_legend(self) -> None:
        """Where the room is too small, states that no table has stay away, then words; at the counter all."""
        chips = self._legend
        shown = {state: chip.width_of(False) + LEGEND_GAP for state, chip in chips.items()}
        room = self.width() - (0 if self.window().width() < NARROW else SIDE) - 2 * EDGE
        for state in SPARED:
            if sum(shown.values()) > room and not chips[state].count:
                del shown[state]
        for state, chip in chips.items():
            chip.setVisible(state in shown and not self.at_counter())
            chip.shorten(sum(shown.values()) > room)

    def enter(self, place: str) -> None:
        self._fit()
        self.draw()
        if (left := self.desk.view.openings.get(self._left)) is not None:
            self._plan.stand_at(left.opening.table)
        if place == COUNTER:
            self.show_counter()
        elif place == TABLES and self.at_counter():
            self._areas.choose(0)
        self._tell_where()
        views: tuple[QWidget, ...] = (self._plan, self._rows, self._counter.takeaway)
        views[self._views.currentIndex()].setFocus()
        if place == PARKED:
            self._counter.show_parked()

    def _note_where(self, screen: str, opening: str) -> None:
        if screen in ("order", "payment"):
            self._left = opening

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def change_sides(self) -> None:
        super().change_sides()
        if left_handed(self.desk) != self._left_handed:
            self._fit()

    def _fit(self) -> None:
        """The side takes its room, or on a small screen lies over the plan when it is drawn out."""
        narrow = self.window().width() < NARROW
        if narrow != self._drawer.isVisibleTo(self.lead):
            self._drawer.setVisible(narrow)
            self._side.setVisible(not narrow)
        self._left_handed = left_handed(self.desk)
        right = (self.layoutDirection() == self.layoutDirection().RightToLeft) != self._left_handed
        room = 0 if narrow else SIDE
        self._row.setContentsMargins(room if right else 0, 0, 0 if right else room, 0)
        self._side.lie_at(right)
        self._side.setGeometry(0 if right else self.width() - SIDE, 0, SIDE, self.height())
        self._side.raise_()
        self._fit_legend()

    # ---------------------------------------------------------------- acts

    def open_table(self, table: str) -> None:
        """A tap on a table: seat guests, or see its order."""
        view = self.desk.view.tables.get(table)
        if view is None:
            return
        if view.state == "clean":
            self._clean(table)
        elif view.state == "reserved":
            self._booked(view)
        elif not view.opening:
            self._open(table)
        elif view.parties:
            self._choose_party(view)
        else:
            self._enter(view)

    def _booked(self, table: TableView) -> None:
        """A kept table: its guests are here, or others sit down all the same."""
        desk, name = self.desk, self.desk.wording.name(table.label)
        acts = [
            ("arrive", "tick", _("They are here")),
            ("others", "plus", _("Seat other guests")),
            ("bookings", "calendar", _("Look at the bookings")),
        ]
        words = _("{table} is kept for {time}").format(table=name, time=desk.wording.clock(table.booked_at))
        sheet = ActsSheet(desk.theme, self.window(), words, acts)
        sheet.picked.connect(lambda act: self._act_on_booked(table, act))
        sheet.open()

    def _act_on_booked(self, table: TableView, act: str) -> None:
        desk = self.desk
        if act == "arrive":
            arrived = desk.till.bookings.arrive(table.booking, table.table.id, desk.by)
            desk.ask(arrived, lambda opening: self.went.emit("order", opening))
        elif act == "others":
            self._open(table.table.id)
        else:
            self.went.emit("bookings", "")

    def _choose_party(self, table: TableView) -> None:
        sheet = PartySheet(self.desk, self.window(), table)
        sheet.offer_another()
        sheet.picked.connect(self._enter_party)
        sheet.another.connect(lambda: self._open(table.table.id, beside=True))
        sheet.open()

    def _enter_party(self, opening: str) -> None:
        tables = self.desk.view.tables.values()
        found = [one for table in tables for one in table.each if one.opening == opening]
        if found:
            self._enter(found[0])

    def _enter(self, view: TableView) -> None:
        self.desk.aim(opening_at(self.desk.view, view))
        if view.state == "bill" and self.desk.may("settle"):
            self.went.emit("payment", view.opening)
        else:
            self.went.emit("order", view.opening)

    def _clean(self, table: str) -> None:
        self.desk.ask(self.desk.till.tables.clean(table, self.desk.by))

    def _open(self, table: str, beside: bool = False) -> None:
        if why := self.desk.barred("serve") if table else self._side.why_not_open():
            self.desk.refused.emit(why)
            return
        sheet = OpenSheet(self.desk, self.window(), table, beside=beside)
        sheet.done.connect(lambda opening: self.went.emit("order", opening))
        sheet.open()

    def _act(self, todo: Todo, act: str) -> None:
        desk, till = self.desk, self.desk.till
        if act == "pay":
            self.went.emit("payment", todo.opening)
        elif act == "later":
            sheet = pick_later(desk, self.window())
            sheet.picked.connect(lambda opening: self.went.emit("payment", opening))
            sheet.open()
        elif act == "answer":
            desk.ask(till.answer_call(todo.opening, desk.by))
        elif act == "clear":
            clear_table(desk, self.window(), todo.opening)
        elif act == "clean":
            self._clean(todo.table)
        elif act == "weigh":
            weigh(desk, self.window(), todo.opening, lambda one: unweighed(one.lines))
        elif act == "admit":
            self._admit(todo)
        elif act == "chat":
            ChatSheet(desk, self.window(), todo.request).open()
        elif act == "read":
            self._read(todo)
        elif act == "refuse":
            desk.ask(till.turn_away(todo.request, desk.by))
        elif act == "release":
            desk.ask(till.unpaid.release(todo.request, desk.by))
        elif todo.opening in desk.view.openings:
            self.went.emit("order", todo.opening)

    def _read(self, todo: Todo) -> None:
        said = next((one for one in self.desk.view.feedback if one.id == todo.request), None)
        if said is not None:
            FeedbackSheet(self.desk, self.window(), said).open()

    def _admit(self, todo: Todo) -> None:
        """Let a phone in; at a shared table whose it is says who looks."""
        desk = self.desk
        held = next((one for one in desk.view.held if one.request == todo.request), None)
        table = desk.view.tables.get(todo.table)
        if held is None or held.opening or table is None or not table.parties:
            desk.ask(desk.till.admit(todo.request, desk.by))
            return
        sheet = PartySheet(desk, self.window(), table, held.party)
        sheet.picked.connect(lambda party: desk.ask(desk.till.admit(todo.request, desk.by, party)))
        sheet.open()

    def _row_tapped(self, tile: TableTile, _act: str) -> None:
        table = self.desk.view.tables.get(tile.id)
        if table is not None and table.parties:
            self._enter_party(tile.opening)  # its row says whose it is
        else:
            self.open_table(tile.id)

    def _filter(self, state: str) -> None:
        self._look = "" if self._look == state else state
        self._plan.highlight(self._look)
        self.draw()

    def at_counter(self) -> bool:
        """Whether the counter is shown in place of tables."""
        return self._areas.index() == len(self.desk.view.floor.areas) + 1

    def show_counter(self) -> None:
        """As a tap on its segment would."""
        self._areas.choose(len(self.desk.view.floor.areas) + 1)

    def _area_chosen(self) -> None:
        counter = self.at_counter()
        self._shape.setVisible(not counter)
        self._views.setCurrentIndex(2 if counter else self._shape.index())
        self._tell_where()
        self.draw()

    def _tell_where(self) -> None:
        self.stood.emit(COUNTER if self.at_counter() else "floor")

    def _reshape(self, index: int) -> None:
        self._views.setCurrentIndex(index)
        self._rows.setCurrentIndex(QModelIndex())

    def _toggle_drawer(self) -> None:
        if self.window().width() >= NARROW:
            return
        self._side.setVisible(not self._side.isVisible())

    def _find(self) -> None:
        """Any table or party by its name, for hands that stay on the keys."""
        desk = self.desk
        sheet = PickTableSheet(desk, self.window(), _("Find a table"), "", each_table(desk), more_than=0)
        sheet.picked.connect(self._found)
        sheet.open()

    def _found(self, key: str) -> None:
        if key in self.desk.view.tables:
            self.open_table(key)
        else:
            self._enter_party(key)

    def _edit(self) -> None:
        if self.desk.permits("settings"):
            self.went.emit("plan", "")

    def _keyed(self) -> dict[str, Callable[[], object]]:
        """What the keys of shortcuts.py do here."""
        return {
            "open": lambda: self._open(""),
            "takeaway": lambda: self._counter.open(True),
            "here": lambda: self._counter.open(False),
            "area": lambda: self._areas.choose((self._areas.index() + 1) % self._areas.count()),
            "shape": lambda: self._shape.choose(1 - self._shape.index()),
            "calls": lambda: self.went.emit("calls", ""),
            "queue": lambda: self.went.emit("queue", ""),
            "todo": self._side.act_first,
            "drawer": self._toggle_drawer,
            "bookings": lambda: self.went.emit("bookings", ""),
            "edit": self._edit,
            "find": self._find,
        }
