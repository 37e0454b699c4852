"""A strip of paper as it left the printer: cells, sizes, inversion, pictures and codes, torn edges."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from pos_app.widgets.qr import matrix
from printers.charset import cells
from printers.paper import FeedRow, ImageRow, Paper, QrRow, Run, TextRow

PAPER = QColor("#FDFCFA")
INK = QColor("#20201E")
MARGIN = 32  # dots beside the printing
TEETH = 8  # dots
BASELINE = 20.2  # dots from the top of a 24-dot line
_CELL, _LINE = 12, 24
_RULES = "─━－"
_MONO = (
    "Noto Sans Mono CJK SC",
    "Sarasa Mono SC",
    "NSimSun",
    "WenQuanYi Zen Hei Mono",
    "WenQuanYi Micro Hei Mono",
)


@lru_cache(maxsize=2)
def _face(bold: bool) -> QFont:
    made = QFont([*_MONO, "Microsoft YaHei UI", "PingFang SC", "Noto Sans CJK SC"])
    made.setPixelSize(_LINE - 2)
    made.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    for feature in ("pwid", "palt"):  # the screen's font may ask for narrow letters; paper has cells
        made.setFeature(QFont.Tag(feature), 0)
    return made


@lru_cache(maxsize=2)
def _metrics(bold: bool) -> QFontMetricsF:
    return QFontMetricsF(_face(bold))


def paper_height(paper: Paper) -> int:
    """How long the strip is, in dots."""
    return sum(_row_height(row) for row in paper.rows) + 2 * MARGIN


def _row_height(row: object) -> int:
    match row:
        case TextRow() | ImageRow() | FeedRow():
            return row.dots
        case QrRow():
            return (len(matrix(row.data.decode(errors="replace"))) + 2) * row.module
        case _:
            return 0


def draw_paper(paper: Paper, scale: float, ratio: float = 1.0) -> QPixmap:
    """The strip as a picture of `scale` pixels a dot."""
    width, height = paper.width_dots + 2 * MARGIN, paper_height(paper)
    pixmap = QPixmap(round(width * scale * ratio), round(height * scale * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.scale(scale * ratio, scale * ratio)
    painter.fillPath(_torn(width, height), PAPER)
    painter.translate(MARGIN, MARGIN)
    top = 0
    for row in paper.rows:
        _draw_row(painter, row, top, paper.width_dots)
        top += _row_height(row)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _draw_row(painter: QPainter, row: object, top: int, width: int) -> None:
    match row:
        case TextRow():
            foot = top + max((run.look.height for run in row.runs), default=1) * _LINE
            for run in row.runs:
                _draw_run(painter, run, foot)
        case ImageRow():
            _draw_image(painter, row, top)
        case QrRow():
            _draw_code(painter, row, top, width)


def _draw_run(painter: QPainter, run: Run, foot: int) -> None:
    look, high = run.look, run.look.height * _LINE
    if look.inverted:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(QRect(run.x, foot - high, run.dots, high), INK)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(PAPER if look.inverted else INK)
    painter.setFont(_face(look.bold))
    ink = PAPER if look.inverted else INK
    x = run.x
    for character in run.text:
        wide = cells(character) * _CELL
        if character in _RULES:
            painter.fillRect(QRectF(x, foot - high / 2 - 1.5, wide * look.width + 0.5, 3), ink)
        elif not character.isspace():
            painter.save()
            painter.translate(x, foot - high)
            painter.scale(look.width, look.height)
            shift = (wide - _metrics(look.bold).horizontalAdvance(character)) / 2
            painter.drawText(QPointF(shift, BASELINE), character)
            painter.restore()
        x += wide * look.width
    if look.underlined:
        painter.fillRect(QRect(run.x, foot, run.dots, 2), INK)


def _draw_image(painter: QPainter, row: ImageRow, top: int) -> None:
    across = len(row.rows[0]) if row.rows else 0
    if not across:
        return
    data = b"".join(row.rows)
    picture = QImage(data, across * 8, len(row.rows), across, QImage.Format.Format_Mono)
    picture.setColorTable([PAPER.rgb(), INK.rgb()])
    painter.drawImage(row.x, top, picture)


def _draw_code(painter: QPainter, row: QrRow, top: int, width: int) -> None:
    squares = matrix(row.data.decode(errors="replace"))
    left = (width - len(squares) * row.module) * row.align // 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for down, line in enumerate(squares):
        for across, dark in enumerate(line):
            if dark:
                x, y = left + across * row.module, top + (down + 1) * row.module
                painter.fillRect(x, y, row.module, row.module, INK)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _torn(width: int, height: int) -> QPainterPath:
    """The outline: straight sides, a row of small teeth above and below."""
    path = QPainterPath(QPointF(0, TEETH / 2))
    step = width / max(1, round(width / (2 * TEETH)))
    x = 0.0
    while x < width - 0.01:
        path.lineTo(x + step / 2, 0)
        path.lineTo(x + step, TEETH / 2)
        x += step
    path.lineTo(width, height - TEETH / 2)
    while x > 0.01:
        path.lineTo(x - step / 2, height)
        path.lineTo(x - step, height - TEETH / 2)
        x -= step
    path.closeSubpath()
    return path


class PaperView(QWidget):
    """One strip; drawn once, then only shown."""

    def __init__(self, paper: Paper, scale: float = 0.5, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paper, self._scale = paper, scale
        self._picture: QPixmap | None = None
        self.setAccessibleName(paper.text)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        width = self._paper.width_dots + 2 * MARGIN
        return QSize(round(width * self._scale), round(paper_height(self._paper) * self._scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            self._picture = draw_paper(self._paper, self._scale, self.devicePixelRatioF())
        QPainter(self).drawPixmap(0, 0, self._picture)
