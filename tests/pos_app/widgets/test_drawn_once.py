"""What a list draws once: of too many pictures the one longest not seen goes, and no tap draws all anew."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pos_app.widgets.drawn_once import DrawnOnce


def test_rows_in_view_stay_drawn_however_many_come_and_go(qtbot: QtBot) -> None:
    view = QWidget()
    qtbot.addWidget(view)
    pictures, drawn = DrawnOnce(view, most=3), list[str]()

    def see(*rows: str) -> None:
        for row in rows:

            def draw(painter: QPainter, box: QRect, row: str = row) -> None:
                drawn.append(row)

            pictures.picture(row, QSize(4, 4), draw)

    see("soup", "rice")
    for new in ("duck", "tofu", "beer", "fish"):  # each pushes out the one before it, which nobody sees
        see("soup", "rice", new)
    assert drawn == ["soup", "rice", "duck", "tofu", "beer", "fish"]
    see("duck")
    assert drawn[-1] == "duck", "what nobody has seen for long is not kept"
