"""One table as pictured: fill, icon and word by its state, seats as small marks around it."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from pos_app.models.tables import TableTile
from pos_app.screens.floor.party_painter import border_of, paint_parties
from pos_app.widgets.painting import CENTRE, END, START, hatch, mirrored, panel, pressed, text
from pos_app.widgets.theme import Theme

SEAT = (26, 6)


def paint_table(
    painter: QPainter, theme: Theme, box: QRect, tile: TableTile, down: bool, focused: bool, on: QWidget
) -> None:
    """Paint inside `box`; the marks of seats stand outside, within 12 px."""
    colours = theme.table(tile.look)
    round_ = tile.shape == "round"
    radius = min(box.height() / 2, 46.0) if round_ else 14.0
    paint_seats(painter, theme, box, tile.seats, tile.taken)
    if tile.parties:
        paint_parties(painter, theme, box, tile, down, on)
    else:
        panel(painter, box, radius, pressed(colours.fill, down), *border_of(theme, tile))
        if colours.hatch is not None:
            hatch(painter, box, radius, colours.hatch)
        _paint_words(painter, theme, box, tile, colours.ink, on)
    if focused:
        panel(painter, box.adjusted(-5, -5, 5, 5), radius + 5, None, theme.colour("accent"), 3)


def paint_mark(painter: QPainter, theme: Theme, box: QRect, kind: str, name: str) -> None:
    """A landmark: a door is a line under its name, anything else a pale block."""
    if kind == "door":
        painter.fillRect(QRect(box.left(), box.bottom() - 3, box.width(), 4), theme.colour("edge"))
        box = box.adjusted(0, 0, 0, -4)
    else:
        panel(painter, box, 12, None, theme.colour("line"))
    text(painter, box, name, theme.font(16), theme.colour("ink3"), CENTRE)


def paint_seats(painter: QPainter, theme: Theme, box: QRect, seats: int, taken: int) -> None:
    """Half of the seats above, half below; those taken are dark."""
    above = (seats + 1) // 2
    for place in range(seats):
        row, count = (0, above) if place < above else (1, seats - above)
        at = place if row == 0 else place - above
        middle = box.left() + round((at + 0.5) * box.width() / count)
        top = box.top() - 4 - SEAT[1] + 1 if row == 0 else box.bottom() + 4
        width = min(SEAT[0], box.width() // count - 6)
        mark = QRect(middle - width // 2, top, width, SEAT[1])
        panel(painter, mark, 3, theme.colour("chair-taken" if place < taken else "chair-empty"))


def _paint_words(
    painter: QPainter, theme: Theme, box: QRect, tile: TableTile, ink: QColor, on: QWidget
) -> None:
    side = 23 if tile.shape == "round" else 12
    inner = box.adjusted(side, 8, -side, -8)
    strong = theme.colour("ink") if tile.look == "free" else ink
    icon = mirrored(painter, box, QRect(inner.right() - 21, inner.top() + 2, 22, 22))
    painter.drawPixmap(icon.topLeft(), theme.icon(tile.icon, strong, 22, on))
    head = mirrored(painter, box, QRect(inner.left(), inner.top(), inner.width() - 28, 28))
    pixels = theme.fitting(tile.label, head.width(), (22, 18, 16), bold=True)
    text(painter, head, tile.label, theme.font(pixels, True), strong, START, theme.metrics(pixels, True))
    word = mirrored(painter, box, QRect(inner.left(), inner.top() + 28, inner.width(), 24))
    pixels = theme.fitting(tile.word, word.width(), (16, 14), bold=True)
    text(painter, word, tile.word, theme.font(pixels, True), ink, START, theme.metrics(pixels, True))
    _paint_foot(painter, theme, box, inner, tile, ink)


def _paint_foot(
    painter: QPainter, theme: Theme, box: QRect, inner: QRect, tile: TableTile, ink: QColor
) -> None:
    foot = QRect(inner.left(), inner.bottom() - 21, inner.width(), 22)
    room = foot.width()
    if tile.amount:
        bold = theme.metrics(14, True)
        text(painter, mirrored(painter, box, foot), tile.amount, theme.font(14, True), ink, END, bold)
        room -= bold.horizontalAdvance(tile.amount) + 8
    metrics = theme.metrics(14)
    notes = (tile.note, tile.short_note, tile.tiny_note)
    note = next((one for one in notes if metrics.horizontalAdvance(one) <= room), "")
    place = mirrored(painter, box, QRect(foot.left(), foot.top(), room, foot.height()))
    text(painter, place, note, theme.font(14), ink, START, metrics)
