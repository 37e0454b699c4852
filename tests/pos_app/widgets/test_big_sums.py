"""Sums of eight digits on the keys of the pad: the amount that a key gives is never cut."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from domain.money.currency import NOTES
from pos_app.models.wording import Wording
from pos_app.screens.money.note_count import NoteRow
from pos_app.widgets import pads
from pos_app.widgets.labels import sum_label
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


@pytest.mark.parametrize("words", ["¥0.00", "¥258.00", "¥2,336,000.00", "IDR 38,279,720.50"])
def test_change_and_totals_grow_smaller_and_are_never_cut(words: str, theme: Theme, qtbot: QtBot) -> None:
    made = sum_label(56, 40, 28, 22)
    qtbot.addWidget(made)
    made.setText(words)
    made.resize(204, 60)  # the change, beside the keys on 1024×768
    font = made.drawn()
    assert QFontMetrics(font).horizontalAdvance(words) <= made.width()
    assert (font.pixelSize() == 56) == (words in ("¥0.00", "¥258.00")), "as large as can be"
    assert made.minimumSizeHint().width() <= made.width()


@pytest.mark.parametrize("currency", ["JPY", "TWD", "IDR", "KRW", "EUR", "VND"])
def test_a_drawer_s_notes_say_what_they_are_in_two_columns(currency: str, theme: Theme, qtbot: QtBot) -> None:
    """¥10,000, ¥5,000 and ¥1,000 are told from each other, whatever was counted of them."""
    wording, bold, plain = Wording("en", currency, "UTC"), theme.metrics(16, True), theme.metrics(16)
    for value in NOTES[currency]:
        row = NoteRow(theme)
        qtbot.addWidget(row)
        row.resize(205, 44)  # of a sheet on 1024×768
        for pieces in (0, 28, 9_999):
            row.tell(wording.money(value, True), pieces, wording.figure(value * pieces, True))
            end = 0
            for box, words, strong, _side in row.parts():
                wide = (bold if strong else plain).horizontalAdvance(words)
                assert wide <= box.width() and end <= box.left() and box.right() < row.width(), words
                end = box.right()
