"""A word that is longer than a line is broken on the screen, and is the same word to everybody else."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pos_app.widgets.labels import breakable, label, wrapped
from pos_app.widgets.theme import Theme

LONG = "Donaudampfschifffahrtsgesellschaftskapitaenswitwe"


@pytest.mark.parametrize(
    "words", [LONG, f"Tisch {LONG}", "https://huajiao.example/t/0123456789abcdef0123456789"]
)
def test_a_very_long_word_takes_more_lines_and_is_not_cut(
    words: str, theme: Theme, window: QWidget, qtbot: QtBot
) -> None:
    made = wrapped(words)
    qtbot.addWidget(made)
    made.resize(200, 200)
    one_line = label("Tisch").sizeHint().height()
    box = made.fontMetrics().boundingRect(0, 0, 200, 1000, Qt.TextFlag.TextWordWrap, breakable(words))
    assert box.width() <= 200, "nothing of it stands beyond the edge"
    assert made.heightForWidth(200) > one_line
    assert made.text() == words, "who reads it, copies it or looks for it finds the word itself"


@pytest.mark.parametrize("words", ["Twice-cooked pork", "回锅肉" * 9, "IDR 38,279,720.50"])
def test_words_as_they_are_are_left_alone(words: str) -> None:
    assert breakable(words) == words
