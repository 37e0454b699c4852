"""Sums of eight digits on the keys of the pad: the amount that a key gives is never cut."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pos_app.widgets import pads
from pos_app.widgets.pads import PadKey
from pos_app.widgets.theme import Theme

KEY = 86  # pixels of a key on 1024×768
SUMS = ("正好 ¥1,290,236.32", "Exact ¥38,279,720.50", "¥38,279,750", "IDR 38,279,720.50")


@pytest.mark.parametrize(
    "words", ["正好 ¥1,290,236.32", "Exact ¥38,279,720.50", "¥38,279,750", "IDR 38,279,720.50"]
)
def test_a_key_with_a_large_sum_shows_all_its_digits(
    words: str, theme: Theme, window: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def text(painter: QPainter, box: QRect, said: str, font: QFont, *_: object) -> int:
        wide = QFontMetrics(font).horizontalAdvance(said)
        assert wide <= box.width(), f"{said} is cut: {wide} of {box.width()}"
        drawn.append(said)
        return wide

    monkeypatch.setattr(pads, "text", text)
    key = PadKey(theme, words, "chosen")
    qtbot.addWidget(key)
    key.resize(KEY, 76)
    key.grab()
    assert " ".join(drawn) == words
