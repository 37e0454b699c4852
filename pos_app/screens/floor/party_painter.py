"""Parties 拼桌 as painted: below each other on their table, each in its state; or one in a row of a list."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from pos_app.models.tables import TableTile
from pos_app.widgets.chips import paint_state_square
from pos_app.widgets.painting import CENTRE, END, START, hatch, mirrored, panel, pressed, text
from pos_app.widgets.theme import Theme

GAP = 3
MOST = 3  # rows; of more parties the last one says how many
ROOMY = 40  # from this height a row says its state's word and its amount, too


def paint_parties(
    painter: QPainter, theme: Theme, box: QRect, tile: TableTile, down: bool, on: QWidget
) -> None:
    """Fill a table's box with a row for each party."""
    shown = tile.parties if len(tile.parties) <= MOST else tile.parties[: MOST - 1]
    rows = len(shown) + (len(tile.parties) > len(shown))
    height = (box.height() - GAP * (rows - 1)) // rows
    for place in range(rows):
        row = QRect(box.left(), box.top() + place * (height + GAP), box.width(), height)
        if place < len(shown):
            _paint_party(painter, theme, row, shown[place], down, on)
        else:
            panel(painter, row, 10, theme.colour("sunk"))
            words = f"+{len(tile.parties) - len(shown)}"
            text(painter, row, words, theme.font(16, True), theme.colour("ink"), CENTRE)


def _paint_party(
    painter: QPainter, theme: Theme, box: QRect, tile: TableTile, down: bool, on: QWidget
) -> None:
    colours = theme.table(tile.look)
    panel(painter, box, 10, pressed(colours.fill, down), *border_of(theme, tile))
    if colours.hatch is not None:
        hatch(painter, box, 10, colours.hatch)
    inner, ink, roomy = box.adjusted(9, 2, -9, -2), colours.ink, box.height() >= ROOMY
    head = QRect(inner.left(), inner.top(), inner.width(), inner.height() // 2 if roomy else inner.height())
    icon = QRect(head.right() - 17, head.center().y() - 8, 18, 18)
    painter.drawPixmap(mirrored(painter, box, icon).topLeft(), theme.icon(tile.icon, ink, 18, on))
    if tile.phone:
        at = mirrored(painter, box, icon.translated(-20, 0))
        painter.drawPixmap(at, theme.icon("phone", ink, 18, on))
        head.setRight(head.right() - 20)
    bold, small = theme.metrics(16, True), theme.metrics(14, True)
    label = mirrored(painter, box, head.adjusted(0, 0, -22, 0))
    taken = text(painter, label, tile.label, theme.font(16, True), ink, START, bold)
    if roomy:
        foot = QRect(inner.left(), head.bottom() + 1, inner.width(), inner.height() - head.height())
        taken = small.horizontalAdvance(tile.amount)
        text(painter, mirrored(painter, box, foot), tile.amount, theme.font(14, True), ink, END, small)
        word = mirrored(painter, box, foot.adjusted(0, 0, -taken - 6 if taken else 0, 0))
    else:
        word = mirrored(painter, box, head.adjusted(taken + 6, 0, -22, 0))
        if small.horizontalAdvance(tile.word) > word.width():
            return
    text(painter, word, tile.word, theme.font(14, True), ink, START, small)


def border_of(theme: Theme, tile: TableTile) -> tuple[QColor | None, float, bool]:
    """A border that tells a state besides its colour."""
    if tile.called:
        return theme.colour("danger"), 3, False
    if tile.look == "reserved":
        return theme.table("reserved").ink, 2, True
    if tile.look == "free":
        return theme.colour("edge"), 1, False
    if tile.look == "paid":
        return theme.colour("ink2"), 3, False
    return None, 0, False


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
