"""One area of the plan under the hand: tables are dragged, or stepped by keys, onto whole grid units."""

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from domain.floor.plan import Table
from pos_app.language import _
from pos_app.models.floor_draft import FloorDraft
from pos_app.models.tables import TableTile
from pos_app.models.wording import Wording
from pos_app.screens.floor.plan_layout import PlanLayout, grid_steps, lay_out
from pos_app.screens.floor.table_painter import paint_mark, paint_table
from pos_app.widgets.painting import START, panel, text
from pos_app.widgets.theme import Theme

STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


def plan_tile(table: Table, wording: Wording) -> TableTile:
    """A table as the plan is edited: its name and how many sit there."""
    seats = _("{n} seats").format(n=table.seats)
    place = (table.x, table.y, table.w, table.h)
    name = wording.name(table.label)
    return TableTile(
        table.id, name, table.area, table.shape, place, table.seats, 0, "free", "free", "table",
        seats, "", "", "", "", False, "",
    )  # fmt: skip


class EditCanvas(QWidget):
    """Answers `picked(table)`, `dropped(table, x, y)` in grid units, and `no_room`."""

    picked = Signal(str)
    dropped = Signal(str, int, int)
    no_room = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._draft: FloorDraft | None = None
        self._wording: Wording | None = None
        self._area, self._chosen = "", ""
        self._layout = PlanLayout()
        self._down: QPoint | None = None
        self._at: tuple[int, int] | None = None  # where the table in the hand would stand
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("own_focus", True)
        theme.changed.connect(self.update)

    def show_plan(self, draft: FloorDraft, area: str, chosen: str, wording: Wording) -> None:
        """The draft as it is now."""
        self._draft, self._area, self._chosen, self._wording = draft, area, chosen, wording
        self._lay_out()

    def box(self, table: str) -> QRect:
        """Where a table stands, in the canvas's pixels."""
        return self._turned(self._layout.tables.get(table, QRect()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, draft, wording = QPainter(self), self._theme, self._draft, self._wording
        if draft is None or wording is None:
            return
        painter.setLayoutDirection(self.layoutDirection())
        for area, box in self._layout.panels.items():
            box = self._turned(box)
            panel(painter, box, 14, theme.colour("floor"))
            head = QRect(box.left() + 16, box.top() + 10, box.width() - 32, 24)
            text(painter, head, wording.name(draft.floor.area(area).names), theme.font(16, True),
                 theme.colour("ink2"), START)  # fmt: skip
        for mark, box in self._layout.marks:
            paint_mark(painter, theme, self._turned(box), mark.kind, wording.name(mark.names))
        for table in sorted(self._tables(), key=lambda one: one.id == self._chosen):
            self._paint_table(painter, table, draft, wording)

    def _paint_table(self, painter: QPainter, table: Table, draft: FloorDraft, wording: Wording) -> None:
        theme, box, held = self._theme, self.box(table.id), table.id == self._chosen
        if held and self._at is not None:
            across, down = self._steps()
            box.translate(
                self._sign() * round((self._at[0] - table.x) * across), round((self._at[1] - table.y) * down)
            )
        paint_table(painter, theme, box, plan_tile(table, wording), False, held, self)
        if held and self._at is not None and not draft.free_at(table.id, *self._at):
            panel(painter, box.adjusted(-5, -5, 5, 5), 16, None, theme.colour("danger"), 3)

    # ---------------------------------------------------------------- hand and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._down = event.position().toPoint()
        hit = next((one.id for one in self._tables() if self.box(one.id).contains(self._down)), "")
        self._chosen, self._at = hit, None
        self.picked.emit(hit)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        table = self._held()
        if self._down is None or table is None:
            return
        away, (across, down) = event.position().toPoint() - self._down, self._steps()
        by = (self._sign() * round(away.x() / across), round(away.y() / down))
        if self._at is not None or by != (0, 0):
            self._at = (table.x + by[0], table.y + by[1])
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at, self._down, self._at = self._at, None, None
        if at is not None:
            self._drop(*at)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, table = Qt.Key(event.key()), self._held()
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._pick_next(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in STEPS and table is not None:
            across, down = STEPS[key]
            self._drop(table.x + self._sign() * across, table.y + down)
        else:
            super().keyPressEvent(event)

    def _drop(self, x: int, y: int) -> None:
        table = self._held()
        if table is None or self._draft is None or (x, y) == (table.x, table.y):
            return
        if self._draft.free_at(table.id, x, y):
            self.dropped.emit(table.id, x, y)
        else:
            self.no_room.emit()

    def _pick_next(self, by: int) -> None:
        ids = [table.id for table in self._tables()]
        if ids:
            here = ids.index(self._chosen) if self._chosen in ids else -1
            self.picked.emit(ids[(here + by) % len(ids)])

    # ---------------------------------------------------------------- geometry

    def _tables(self) -> list[Table]:
        floor = self._draft.floor if self._draft else None
        return [one for one in floor.tables if one.area == self._area] if floor else []

    def _held(self) -> Table | None:
        return next((one for one in self._tables() if one.id == self._chosen), None)

    def _steps(self) -> tuple[float, float]:
        assert self._draft is not None
        return grid_steps(self._layout, self._draft.floor.area(self._area))

    def _sign(self) -> int:
        return -1 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 1

    def _turned(self, box: QRect) -> QRect:
        turned = QRect(box)
        if self._sign() < 0:
            turned.moveLeft(self.width() - box.right() - 1)
        return turned

    def _lay_out(self) -> None:
        if self._draft is None:
            return
        floor, width = self._draft.floor, self.width()
        self.setMinimumHeight(lay_out(floor, self._area, width, 0).height)
        self._layout = lay_out(floor, self._area, width, self.height())
        self.update()
