"""One table as pictured: fill, icon and word by its state, seats as small marks around it."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from pos_app.models.tables import FIRST_ROUND, TableTile
from pos_app.screens.floor.party_painter import border_of, paint_parties
from pos_app.widgets.painting import CENTRE, END, START, hatch, mirrored, panel, pressed, text
from pos_app.widgets.theme import Theme

SEAT = (26, 6)
WIDE, HIGH = 92, 90  # below these a table's words move closer together
PHONE = 18  # beside the note, where a phone is being ordered with
SIZES = (22, 18, 16, 14)  # of its name


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
    """Name, icon, word, how long and how much; a long name has its line alone, and a long word its own."""
    narrow, low = box.width() < WIDE, box.height() < HIGH
    side = (14 if narrow else 23) if tile.shape == "round" else 8 if narrow else 12
    top, name_high, word_high = (4, 24, 22) if low else (8, 28, 24)
    inner = box.adjusted(side, top, -side, -top)
    strong = theme.colour("ink") if tile.look == "free" else ink
    size = 18 if narrow or low else 22
    room = inner.width() - size - 4
    beside = theme.metrics(SIZES[-1], True).horizontalAdvance(tile.label) <= room
    head = QRect(inner.left(), inner.top(), room if beside else inner.width(), name_high)
    under = QRect(inner.left(), head.bottom() + 1, inner.width(), word_high)
    icon = QRect(inner.right() - size + 1, (head if beside else under).top() + 2, size, size)
    if beside or theme.metrics(14, True).horizontalAdvance(tile.word) <= room:
        painter.drawPixmap(mirrored(painter, box, icon).topLeft(), theme.icon(tile.icon, strong, size, on))
        under.setWidth(inner.width() if beside else room)
    _write(painter, theme, mirrored(painter, box, head), tile.label, SIZES, strong)
    _write(painter, theme, mirrored(painter, box, under), tile.word, (14,) if low else (16, 14), ink)
    _paint_foot(painter, theme, box, inner, tile, ink, on)


def _write(
    painter: QPainter, theme: Theme, box: QRect, words: str, sizes: tuple[int, ...], ink: QColor
) -> None:
    """Bold, in the largest of these sizes that fits."""
    pixels = theme.fitting(words, box.width(), sizes, bold=True)
    text(painter, box, words, theme.font(pixels, True), ink, START, theme.metrics(pixels, True))


def _paint_foot(
    painter: QPainter, theme: Theme, box: QRect, inner: QRect, tile: TableTile, ink: QColor, on: QWidget
) -> None:
    foot = QRect(inner.left(), inner.bottom() - 21, inner.width(), 22)
    metrics = theme.metrics(14)
    in_words = tile.state in FIRST_ROUND and metrics.horizontalAdvance(tile.note) <= foot.width()
    if tile.phone and not in_words:
        at = mirrored(painter, box, QRect(foot.left() - 2, foot.top() + 2, PHONE, PHONE))
        painter.drawPixmap(at.topLeft(), theme.icon("phone", ink, PHONE, on))
        foot.setLeft(foot.left() + PHONE)
    room = foot.width()
    if tile.amount:
        bold = theme.metrics(14, True)
        text(painter, mirrored(painter, box, foot), tile.amount, theme.font(14, True), ink, END, bold)
        room -= bold.horizontalAdvance(tile.amount) + 8
    notes = (tile.note, tile.short_note, tile.tiny_note)
    note = next((one for one in notes if metrics.horizontalAdvance(one) <= room), "")
    place = mirrored(painter, box, QRect(foot.left(), foot.top(), room, foot.height()))
    text(painter, place, note, theme.font(14), ink, START, metrics)
