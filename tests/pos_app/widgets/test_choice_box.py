"""A list of a hundred and fifty currencies opens a few rows high, and is drawn along by finger."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_app.widgets.choice_box import ROWS, ChoiceBox
from pos_app.widgets.theme import Theme


@pytest.mark.qt_log_ignore("This plugin does not support")  # a screen of which nothing is seen
def test_a_long_list_opens_below_and_a_finger_that_draws_it_along_chooses_nothing(
    qtbot: QtBot, qapp: QApplication
) -> None:
    theme = Theme()
    theme.apply()
    box = ChoiceBox(theme)
    qtbot.addWidget(box)
    box.addItems([f"Currency {number}" for number in range(150)])
    box.resize(200, 48)
    box.show()
    box.showPopup()
    view = box.view()
    popup, row = view.window(), view.sizeHintForRow(0)
    assert row >= 44 and popup.height() <= (ROWS + 1) * row
    assert popup.y() >= box.mapToGlobal(QPoint(0, 0)).y()
    bar, glass, left = view.verticalScrollBar(), popup.windowHandle(), Qt.MouseButton.LeftButton
    at, none = view.viewport().mapTo(popup, QPoint(60, 300)), Qt.KeyboardModifier.NoModifier
    QTest.mousePress(glass, left, none, at)
    for step in range(1, 12):
        qtbot.wait(16)
        QTest.mouseMove(glass, at - QPoint(0, 20 * step))
    qtbot.wait(120)
    QTest.mouseRelease(glass, left, none, at - QPoint(0, 220))
    qtbot.waitUntil(lambda: bar.value() > 0, timeout=5_000)
    assert view.indexAt(QPoint(60, 5)).row() <= ROWS, "it follows the finger and does not leap"
    assert box.currentIndex() == 0 and popup.isVisible()
    box.hidePopup()
    qapp.setStyleSheet("")
