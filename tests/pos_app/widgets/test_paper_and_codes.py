"""Paper and codes as they would look."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from pos_app.widgets.paper_view import INK, MARGIN, PAPER, PaperView, draw_paper, paper_height
from pos_app.widgets.qr import QUIET, matrix, paint_qr
from pos_app.widgets.theme import Theme
from printers.paper import FeedRow, ImageRow, Look, Paper, QrRow, Run, TextRow


def test_a_code_is_painted_square_by_square(qtbot: QtBot) -> None:
    rows = matrix("https://huajiao.example/t/abc")
    count = len(rows) + 2 * QUIET
    image = QImage(count * 3, count * 3, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    paint_qr(painter, QRect(0, 0, count * 3, count * 3), "https://huajiao.example/t/abc")
    painter.end()
    for down, row in enumerate(rows):
        for across, dark in enumerate(row):
            shade = image.pixelColor((across + QUIET) * 3 + 1, (down + QUIET) * 3 + 1)
            assert (shade.lightness() < 128) == dark
    assert image.pixelColor(1, 1).lightness() == 255


def test_an_inverted_run_is_white_on_black(theme: Theme) -> None:
    run = Run("厨房  ", Look(2, 2, True, True), 0, 144)
    image = draw_paper(Paper(384, (TextRow((run,), 48),)), 1.0).toImage()
    shades = [image.pixelColor(MARGIN + 140, MARGIN + y) for y in range(4, 44)]
    assert all(shade == INK for shade in shades)
    assert image.pixelColor(MARGIN + 200, MARGIN + 20) == PAPER


def test_a_picture_prints_its_dots(theme: Theme) -> None:
    paper = Paper(384, (ImageRow((b"\x80\x01",) * 4, 16, 16),))
    image = draw_paper(paper, 1.0).toImage()
    assert image.pixelColor(MARGIN + 16, MARGIN + 1) == INK
    assert image.pixelColor(MARGIN + 31, MARGIN + 1) == INK
    assert image.pixelColor(MARGIN + 24, MARGIN + 1) == PAPER


def test_paper_is_as_long_as_its_rows(theme: Theme, qtbot: QtBot) -> None:
    code = QrRow(b"https://huajiao.example", 5, "M", 1)
    paper = Paper(576, (TextRow((), 34), FeedRow(68), code))
    size = (len(matrix("https://huajiao.example")) + 2) * 5
    assert paper_height(paper) == 34 + 68 + size + 2 * MARGIN
    view = PaperView(paper, 0.5)
    qtbot.addWidget(view)
    view.show()
    assert view.height() == round(paper_height(paper) / 2)
    assert not view.grab().isNull()
