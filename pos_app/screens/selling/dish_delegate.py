"""A dish's tile: name on top, price at the foot, plate at the end, quantity in the corner; drawn once."""

from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from pos_app.models.dishes import DishTile
from pos_app.models.rows import VALUE, Index
from pos_app.widgets.drawn_once import DrawnOnce
from pos_app.widgets.focus import keyed
from pos_app.widgets.painting import CENTRE, START, panel, split_line, text
from pos_app.widgets.theme import Theme

AROUND = 5  # pixels that a tile keeps free at each side: room for the ring, also in a corner of the grid
GAP = 2 * AROUND
PLATE, SMALL_PLATE = 60, 52
NAME_SIZES = (18, 16, 14)  # pixels
MOST_PICTURES = 200


class DishDelegate(QStyledItemDelegate):
    """Paints one tile: name on top, price at the foot, plate at the end, quantity in the corner."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view
        self.down = -1  # the row under a finger
        self._drawn = DrawnOnce(view, MOST_PICTURES)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self._view.gridSize()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tile = index.data(VALUE)
        if not isinstance(tile, DishTile):
            return
        whole = option.rect
        corner, size = whole.topLeft() + QPoint(AROUND, AROUND), whole.size() - QSize(GAP, GAP)
        down = index.row() == self.down
        draw = partial(self._draw, tile=tile, down=down)
        painter.drawPixmap(corner, self._drawn.picture((tile, down), size, draw))
        if keyed(self._view) and index.row() == self._view.currentIndex().row():
            box = QRect(corner, size).adjusted(-4, -4, 4, 4)
            panel(painter, box, 15, None, self._theme.colour("accent"), 3)

    def forget(self) -> None:
        """Colours or words turned: tiles are drawn anew."""
        self._drawn.forget()

    def _draw(self, painter: QPainter, box: QRect, tile: DishTile, down: bool) -> None:
        theme, off = self._theme, bool(tile.off)
        fill = theme.colour("sunk" if off or down else "surface")
        panel(painter, box, 12, fill, theme.colour("accent" if tile.count else "line"))
        self._paint_plate(painter, box, tile)
        self._paint_name(painter, box, tile)
        self._paint_foot(painter, box, tile)
        if tile.count:
            self._paint_count(painter, box, tile.count)

    def _paint_plate(self, painter: QPainter, box: QRect, tile: DishTile) -> None:
        size = self._plate_size(box, tile)
        place = self._turned(box, QRect(box.right() - size - 11, box.bottom() - size - 11, size, size))
        if tile.off:
            painter.setOpacity(0.35)
        painter.drawPixmap(place.topLeft(), self._theme.plate(tile.plate, size, self._view))
        painter.setOpacity(1.0)

    def _plate_size(self, box: QRect, tile: DishTile) -> int:
        return PLATE if self._one_line(box, tile) else SMALL_PLATE

    def _one_line(self, box: QRect, tile: DishTile) -> bool:
        return self._theme.metrics(18, True).horizontalAdvance(tile.name) <= name_room(box, tile)

    def _paint_name(self, painter: QPainter, box: QRect, tile: DishTile) -> None:
        room = name_room(box, tile)
        place = self._turned(box, QRect(box.left() + 13, box.top() + 10, room, 27))
        ink = self._theme.colour("ink3" if tile.off else "ink")
        pixels, first, rest = self._lines(box, tile)
        font, metrics = self._theme.font(pixels, True), self._theme.metrics(pixels, True)
        text(painter, place, first, font, ink, START, metrics)
        if rest:
            second = QRect(box.left() + 13, box.top() + 36, box.width() - 26, 26)
            text(painter, self._turned(box, second), rest, font, ink, START, metrics)

    def _lines(self, box: QRect, tile: DishTile) -> tuple[int, str, str]:
        """How large the name is and how it is broken: smaller only where it would be cut."""
        pixels, first, rest = NAME_SIZES[0], tile.name, ""
        if self._one_line(box, tile):
            return pixels, first, rest
        for pixels in NAME_SIZES:
            metrics = self._theme.metrics(pixels, True)
            first, rest = split_line(tile.name, metrics, name_room(box, tile))
            if metrics.horizontalAdvance(rest) <= box.width() - 26:
                break
        return pixels, first, rest

    def _paint_foot(self, painter: QPainter, box: QRect, tile: DishTile) -> None:
        theme = self._theme
        room = box.width() - self._plate_size(box, tile) - 28
        price = self._turned(box, QRect(box.left() + 13, box.bottom() - 33, room, 24))
        ink = theme.colour("ink3" if tile.off else "ink2")
        pixels = theme.fitting(tile.price, room, (16, 14))
        fits = theme.metrics(pixels).horizontalAdvance(tile.price) <= room
        pixels = pixels if fits else theme.fitting(tile.bare, room, (16, 14))
        said = tile.price if fits else tile.bare
        text(painter, price, said, theme.font(pixels), ink, START, theme.metrics(pixels))
        line = QRect(box.left() + 13, box.bottom() - 57, room, 22)
        if tile.off:
            icon = "clock" if tile.off == "hours" else "sold-out"
            spot = self._turned(box, QRect(line.left(), line.top() + 2, 18, 18))
            painter.drawPixmap(spot.topLeft(), theme.icon(icon, "ink2", 18, self._view))
            words = self._turned(box, line.adjusted(22, 0, box.width() - room - 30, 0))
            text(painter, words, tile.off_word, theme.font(14, True), theme.colour("ink2"), START)
        elif tile.left:
            width = min(room, theme.metrics(14).horizontalAdvance(tile.left) + 12)
            pill = self._turned(box, QRect(line.left() - 1, line.top() + 1, width, 22))
            panel(painter, pill, 6, theme.colour("warn-soft"))
            text(painter, pill, tile.left, theme.font(14), theme.colour("on-warn-soft"), CENTRE)

    def _paint_count(self, painter: QPainter, box: QRect, count: str) -> None:
        theme = self._theme
        width = max(35, theme.metrics(16, True).horizontalAdvance(count) + 20)
        tab = self._turned(box, QRect(box.right() - width + 1, box.top(), width, 31))
        path = QPainterPath()
        path.addRoundedRect(tab, 11, 11)
        square = self._turned(box, QRect(box.right() - width + 1, box.top(), 12, 12))
        path.addRect(square)
        foot = self._turned(box, QRect(box.right() - 11, box.top() + 19, 12, 12))
        path.addRect(foot)
        path.setFillRule(Qt.FillRule.WindingFill)
        painter.setPen(QPen(Qt.PenStyle.NoPen))
        painter.setBrush(theme.colour("accent"))
        painter.drawPath(path)
        text(painter, tab, count, theme.font(16, True), QColor(theme.colour("on-accent")), CENTRE)

    def _turned(self, bounds: QRect, box: QRect) -> QRect:
        return QStyle.visualRect(self._view.layoutDirection(), bounds, box)


def name_room(box: QRect, tile: DishTile) -> int:
    """How wide the first line of a name may be: the quantity's tab takes its corner."""
    return box.width() - 26 - (30 if tile.count else 0)
