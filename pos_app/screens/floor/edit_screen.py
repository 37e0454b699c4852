"""The floor plan editor: the plan to drag on, and beside it what the chosen table and its area are."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from pos_app.language import _
from pos_app.models.floor_draft import FloorDraft
from pos_app.screens.desk import Desk
from pos_app.screens.floor.edit_canvas import EditCanvas
from pos_app.screens.floor.edit_side import EditSide
from pos_app.screens.pick_sheet import PickSheet
from pos_app.screens.screen import Screen
from pos_app.widgets.buttons import icon_button
from pos_app.widgets.labels import ground, label
from pos_app.widgets.scrolling import Scroll
from pos_app.widgets.segments import SegmentedControl

SIDE = 306


class EditFloorScreen(Screen):
    """Emits `went("floor", "")`. An edit that was left unsaved waits here."""

    keys = "plan"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        ground(self, "canvas")
        self._draft = self._begun()
        self._area, self._table = "", ""
        self._back = icon_button(desk.theme, "back", "←", "plain")
        self._back.clicked.connect(lambda: self.went.emit("floor", ""))
        self._title = label(size=22, bold=True)
        self._areas = SegmentedControl(desk.theme)
        self._areas.chosen.connect(self._area_chosen)
        for each in (self._back, self._title, self._areas):
            self.lead_row.addWidget(each)
        self.lead_row.addStretch(1)
        self.canvas = EditCanvas(desk.theme)
        self.canvas.picked.connect(self._pick)
        self.canvas.dropped.connect(lambda table, x, y: self._did(self._draft.move(table, x, y)))
        self.canvas.no_room.connect(self._no_room)
        scroll = Scroll()
        scroll.setWidget(self.canvas)
        self.side = EditSide(desk.theme)
        self.side.setFixedWidth(SIDE)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 14)
        row.setSpacing(16)
        left: QVBoxLayout = QVBoxLayout()
        left.addWidget(scroll, 1)
        row.addLayout(left, 1)
        row.addWidget(self.side)
        self.sides = (row,)
        self._connect(self.side)
        self.acts = {"undo": self._undo, "remove": self._remove_chosen}
        self.start()

    def _connect(self, side: EditSide) -> None:
        side.table_named.connect(lambda text: self._on_table(self._draft.name_table, self._tag(), text))
        side.seated.connect(lambda by: self._on_table(self._draft.seats, by))
        side.shaped.connect(lambda shape: self._on_table(self._draft.shape, shape))
        side.table_removed.connect(self._remove_table)
        side.table_added.connect(self._add_table)
        side.area_wanted.connect(self._ask_area)
        side.area_named.connect(lambda text: self._did(self._draft.name_area(self._area, self._tag(), text)))
        side.area_added.connect(self._add_area)
        side.area_grown.connect(lambda: self._did(self._draft.grow_area(self._area)))
        side.area_removed.connect(self._remove_area)
        side.cleaning.connect(lambda on: self._did(self._draft.clean_after(on)))
        side.undone.connect(self._undo)
        side.discarded.connect(self._discard)
        side.saved.connect(self._save)

    # ---------------------------------------------------------------- words and view

    def say(self) -> None:
        self._title.setText(_("Floor plan"))
        self._back.setAccessibleName(_("Back to the tables"))
        self.canvas.setAccessibleName(_("Floor plan"))
        self.side.say()
        self.draw_draft()

    def enter(self, place: str) -> None:
        if not self._draft.changed:
            self._draft = self._begun()
        self.draw_draft()
        self.canvas.setFocus()

    def draw_draft(self) -> None:
        """The draft as it is now."""
        floor, wording = self._draft.floor, self.desk.wording
        ids = [area.id for area in floor.areas]
        if self._area not in ids:
            self._area = ids[0] if ids else ""
        if self._table not in floor.by_id or floor.by_id[self._table].area != self._area:
            self._table = ""
        self._areas.set_items([(wording.name(area.names), "") for area in floor.areas])
        self._areas.blockSignals(True)
        self._areas.choose(ids.index(self._area) if self._area else 0)
        self._areas.blockSignals(False)
        self.canvas.show_plan(self._draft, self._area, self._table, wording)
        self.side.show_draft(
            floor.by_id.get(self._table),
            floor.area(self._area),
            len(floor.areas),
            floor.clean_after,
            self._draft.changed,
            wording,
        )

    # ---------------------------------------------------------------- acts

    def _remove_chosen(self) -> None:
        if self._table:
            self._remove_table()

    def _begun(self) -> FloorDraft:
        view = self.desk.view
        busy = {id for id, table in view.tables.items() if table.state != "free"}
        return FloorDraft(view.floor, busy, self.desk.till.new_id)

    def _tag(self) -> str:
        return self.desk.language.tag

    def _area_chosen(self, place: int) -> None:
        self._area, self._table = self._draft.floor.areas[place].id, ""
        self.draw_draft()

    def _pick(self, table: str) -> None:
        self._table = table
        self.draw_draft()

    def _on_table(self, change: object, *values: object) -> None:
        if self._table:
            self._did(change(self._table, *values))  # type: ignore[operator]

    def _did(self, done: bool) -> None:
        if not done:
            self._no_room()
        self.draw_draft()

    def _no_room(self) -> None:
        self.desk.refused.emit(_("There is no room for it there. Nothing was changed."))

    def _add_table(self) -> None:
        self._table = self._draft.add_table(self._area)
        self.draw_draft()

    def _remove_table(self) -> None:
        if self._table and not self._draft.remove_table(self._table):
            name = self.desk.wording.name(self._draft.floor.by_id[self._table].label)
            self.desk.refused.emit(_("{table} is in use. Free it first, then remove it.").format(table=name))
        self.draw_draft()

    def _ask_area(self) -> None:
        wording, floor = self.desk.wording, self._draft.floor
        others = [(one.id, wording.name(one.names)) for one in floor.areas if one.id != self._area]
        name = wording.name(floor.by_id[self._table].label)
        title = _("{table}: to which area?").format(table=name)
        sheet = PickSheet(self.desk, self.window(), title, others, "")
        sheet.picked.connect(self._to_area)
        sheet.open()

    def _to_area(self, area: str) -> None:
        """The eye goes along, and the table stays chosen."""
        if self._draft.to_area(self._table, area):
            self._area = area
        self.draw_draft()

    def _add_area(self) -> None:
        self._area = self._draft.add_area(self._tag(), _("New area"))
        self.draw_draft()

    def _remove_area(self) -> None:
        if not self._draft.remove_area(self._area):
            self.desk.refused.emit(_("Only an area without tables can go, and one area stays."))
        self.draw_draft()

    def _undo(self) -> None:
        self._draft.undo()
        self.draw_draft()

    def _discard(self) -> None:
        self._draft = self._begun()
        self.draw_draft()

    def _save(self) -> None:
        desk = self.desk
        desk.ask(desk.till.tables.save_floor(self._draft.floor, desk.by), lambda _done: self._saved())

    def _saved(self) -> None:
        self._discard()
        self.desk.told.emit(_("The floor plan is saved."))
        self.went.emit("floor", "")
