"""The way between screens in languages with longer words than ours."""

import pytest
from pytestqt.qtbot import QtBot

from pos_app.widgets.rail import Rail
from pos_app.widgets.theme import Theme

PLACES = [("floor", "table"), ("sold_out", "sold-out"), ("settings", "gear")]
WORDS = {"floor": "Tische", "sold_out": "Nicht mehr da", "settings": "Einstellungen", "lock": "Sperren"}


@pytest.mark.parametrize("narrow", [False, True])
def test_no_word_is_cut(qtbot: QtBot, theme: Theme, narrow: bool) -> None:
    rail = Rail(theme, PLACES)
    qtbot.addWidget(rail)
    rail.narrow(narrow)
    rail.tell(WORDS)
    rail.resize(rail.width(), 600)
    rail.show()
    metrics = theme.metrics(14, True)
    for key, item in rail.items.items():
        lines = item.lines()
        assert " ".join(lines) == WORDS[key]
        assert all(metrics.horizontalAdvance(line) <= item.width() - 4 for line in lines), key
    assert len(rail.items["sold_out"].lines()) == 2
    rail.tell(dict.fromkeys(WORDS, "Ok"))
    assert rail.width() == (68 if narrow else 84), "as wide as the words need"
