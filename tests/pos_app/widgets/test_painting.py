"""Words in two lines break where a reader expects it."""

import pytest
from pytestqt.qtbot import QtBot

from pos_app.widgets.painting import split_line
from pos_app.widgets.theme import Theme


@pytest.mark.parametrize(
    ("words", "most", "lines"),
    [
        ("酸梅汤（扎）", "酸梅汤（扎", ("酸梅汤", "（扎）")),  # no bracket stands alone at the end of a line
        ("酸梅汤（扎）大", "酸梅汤（扎", ("酸梅汤", "（扎）大")),
        ("夫妻肺片、大份", "夫妻肺片", ("夫妻肺", "片、大份")),  # nor a comma at the beginning
        ("Boiled fish in chilli oil", "Boiled fish in c", ("Boiled fish in", "chilli oil")),
    ],
)
def test_a_name_breaks_before_its_bracket_and_not_after_it(
    qtbot: QtBot, words: str, most: str, lines: tuple[str, str]
) -> None:
    metrics = Theme().metrics(18, True)
    assert split_line(words, metrics, metrics.horizontalAdvance(most)) == lines
