"""Parties 拼桌 as painted: side by side on their table, each in its own state; or one in a row of a list."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from pos_app.models.tables import TableTile
from pos_app.widgets.chips import paint_state_square
from pos_app.widgets.painting import CENTRE, END, START, hatch, mirrored, panel, pressed, text
from pos_app.widgets.theme import Theme

GAP = 4
MOST = 3  # columns; of more parties the last column says how many


def paint_parties(
    painter: QPainter, theme: Theme, box: QRect, tile: TableTile, down: bool, on: QWidget
) -> None:
    """Fill a table's box with a column for each party."""
    shown = tile.parties if len(tile.parties) <= MOST else tile.parties[: MOST - 1]
    columns = len(shown) + (len(tile.parties) > len(shown))
    width = (box.width() - GAP * (columns - 1)) // columns
    for place in range(columns):
        column = QRect(box.left() + place * (width + GAP), box.top(), width, box.height())
        column = mirrored(painter, box, column)
        if place < len(shown):
            _paint_column(painter, theme, column, shown[place], down, on)
        else:
            panel(painter, column, 12, theme.colour("sunk"))
            words = f"+{len(tile.parties) - len(shown)}"
            text(painter, column, words, theme.font(18, True), theme.colour("ink"), CENTRE)


def _paint_column(
    painter: QPainter, theme: Theme, box: QRect, tile: TableTile, down: bool, on: QWidget
) -> None:
    colours = theme.table(tile.look)
    panel(painter, box, 12, pressed(colours.fill, down), *border_of(theme, tile))
    if colours.hatch is not None:
        hatch(painter, box, 12, colours.hatch)
    inner, ink = box.adjusted(8, 6, -8, -6), colours.ink
    lines = (
        (QRect(inner.left(), inner.top(), inner.width(), 24), tile.label, (18, 16, 14)),
        (QRect(inner.left(), inner.top() + 24, inner.width(), 22), tile.word, (14,)),
    )
    for line, words, sizes in lines:
        pixels = theme.fitting(words, line.width(), sizes, bold=True)
        place = mirrored(painter, box, line)
        text(painter, place, words, theme.font(pixels, True), ink, START, theme.metrics(pixels, True))
    icon = mirrored(painter, box, QRect(inner.left(), inner.bottom() - 19, 18, 18))
    painter.drawPixmap(icon.topLeft(), theme.icon(tile.icon, ink, 18, on))
    foot = mirrored(painter, box, QRect(inner.left() + 22, inner.bottom() - 20, inner.width() - 22, 20))
    text(painter, foot, tile.amount, theme.font(14, True), ink, END, theme.metrics(14, True))


def border_of(theme: Theme, tile: TableTile) -> tuple[QColor | None, float]:
    """A border that tells a state besides its colour."""
    if tile.called:
        return theme.colour("danger"), 3
    if tile.look == "free":
        return theme.colour("edge"), 1
    if tile.look == "paid":
        return theme.colour("ink2"), 3
    return None, 0


def paint_party_row(
    painter: QPainter, theme: Theme, box: QRect, tile: TableTile, mark: str, down: bool
) -> None:
    """A party in a list: state, label and word, guests and time, amount; ``mark`` is said beside it."""
    fill, edge = theme.colour("accent-soft" if mark else "surface"), "accent" if mark else "edge"
    panel(painter, box, 12, pressed(fill, down), theme.colour(edge), 2 if mark else 1)
    ink, quiet = theme.colour("ink"), theme.colour("ink2")
    paint_state_square(
        painter,
        theme,
        mirrored(painter, box, QRect(box.left() + 12, box.top() + 12, 48, box.height() - 24)),
        tile.look,
        tile.icon,
        24,
    )
    left, room = box.left() + 76, box.width() - 76 - 130
    first = mirrored(painter, box, QRect(left, box.top() + 10, room, 28))
    text(painter, first, f"{tile.label} · {tile.word}", theme.font(18, True), ink, START)
    second = mirrored(painter, box, QRect(left, box.top() + 38, room, 22))
    text(painter, second, " · ".join(filter(None, (tile.note, mark))), theme.font(16), quiet, START)
    end = mirrored(painter, box, QRect(box.right() - 130, box.top(), 116, box.height()))
    text(painter, end, tile.amount, theme.font(18, True), ink, END)
