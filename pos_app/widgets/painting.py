"""Shared strokes of every painter: panels, hatching, keycaps, aligned and shortened text, mirrored boxes."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle

from pos_app.widgets.theme import Theme

START, END, CENTRE = "start", "end", "centre"
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip
_LEFT = int((_MIDDLE | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute).value)
_RIGHT = int((_MIDDLE | Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute).value)
# Worked out once: flags are slow to combine, and a screen draws hundreds of words.
_FLAGS = {
    (START, False): _LEFT,
    (START, True): _RIGHT,
    (END, False): _RIGHT,
    (END, True): _LEFT,
    (CENTRE, False): int((_MIDDLE | Qt.AlignmentFlag.AlignHCenter).value),
    (CENTRE, True): int((_MIDDLE | Qt.AlignmentFlag.AlignHCenter).value),
}
_RTL = Qt.LayoutDirection.RightToLeft
KEYCAP_HEIGHT = 22
OPENING = tuple("（「『【〈《(")
CLOSING = tuple("）」』】〉》，。、；：？！)")


def panel(
    painter: QPainter,
    box: QRect | QRectF,
    radius: float,
    fill: QColor | None,
    border: QColor | None = None,
    width: float = 1.0,
    dashed: bool = False,
) -> None:
    """A rounded box whose border lies wholly inside `box`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inset = width / 2 if border is not None else 0.0
    shape = QRectF(box).adjusted(inset, inset, -inset, -inset)
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        pen = QPen(border, width)
        if dashed:
            pen.setDashPattern([3.2, 2.2])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    corner = max(0.0, radius - inset)
    painter.drawRoundedRect(shape, corner, corner)


def hatch(painter: QPainter, box: QRect, radius: float, colour: QColor, stripe: float = 10.0) -> None:
    """Diagonal stripes inside a rounded box, for what waits to be cleaned."""
    painter.save()
    clip = QPainterPath()
    clip.addRoundedRect(QRectF(box), radius, radius)
    painter.setClipPath(clip, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(colour, stripe))
    step = stripe * 2 * 1.4142
    offset = float(box.left() - box.height())
    while offset < box.right() + step:
        painter.drawLine(
            QPointF(offset, box.bottom() + stripe),
            QPointF(offset + box.height() + 2 * stripe, box.top() - stripe),
        )
        offset += step
    painter.restore()


def text(
    painter: QPainter,
    box: QRect,
    words: str,
    font: QFont,
    colour: QColor,
    align: str = START,
    metrics: QFontMetrics | None = None,
) -> int:
    """One line of text, shortened with an ellipsis when the box is too narrow; answers its width."""
    measure = metrics or QFontMetrics(font)
    width = measure.horizontalAdvance(words)
    if width > box.width():
        words = measure.elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        width = box.width()
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(box, _FLAGS[align, painter.layoutDirection() == _RTL], words)
    return width


def split_line(words: str, metrics: QFontMetrics, room: int) -> tuple[str, str]:
    """Words broken into two lines: after a space or hyphen where there is one, else anywhere."""
    at = len(words)
    while at > 1 and metrics.horizontalAdvance(words[:at]) > room:
        at -= 1
    if words[at - 1 : at + 1].isascii():
        breaks = max(words.rfind(" ", 0, at + 1), words.rfind("-", 0, at) + 1)
        at = breaks if breaks > 0 else at
    elif words[at : at + 1] in CLOSING and at > 1:
        at -= 1
    while at > 1 and at < len(words) and words[at - 1] in OPENING:  # none stands alone at the end of a line
        at -= 1
    return words[:at].rstrip(), words[at:].lstrip()


def mirrored(painter: QPainter, bounds: QRect, box: QRect) -> QRect:
    """The box where it belongs in the painter's direction of reading."""
    return QStyle.visualRect(_RTL, bounds, box) if painter.layoutDirection() == _RTL else box


def keycap_width(theme: Theme, key: str) -> int:
    """How much room a keycap takes, 0 for none."""
    return theme.metrics(14).horizontalAdvance(key) + 14 if key else 0


def keycap(painter: QPainter, theme: Theme, box: QRect, key: str, colour: QColor) -> None:
    """A key's name in a thin frame, as on main buttons."""
    frame = QRect(box.left(), box.center().y() - KEYCAP_HEIGHT // 2 + 1, box.width(), KEYCAP_HEIGHT)
    edge = QColor(colour)
    edge.setAlphaF(0.7)
    panel(painter, frame, 5, None, edge)
    text(painter, frame, key, theme.font(14), colour, CENTRE, theme.metrics(14))


def pressed(colour: QColor, down: bool) -> QColor:
    """The colour of a fill under the finger: a step darker or lighter, within one frame."""
    if not down:
        return colour
    return colour.darker(112) if colour.lightness() > 60 else colour.lighter(135)
