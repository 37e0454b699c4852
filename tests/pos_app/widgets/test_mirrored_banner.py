"""Read from the right, a banner's words begin beside its icon and not under it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pos_app.widgets.banner import Banner, Notice
from pos_app.widgets.theme import Theme

ICON = 44  # pixels from the edge at which reading begins to the far side of the icon


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_words_stand_beside_the_icon_wherever_reading_begins(
    qtbot: QtBot, direction: Qt.LayoutDirection
) -> None:
    banner = Banner(Theme())
    qtbot.addWidget(banner)
    banner.setLayoutDirection(direction)
    banner.resize(900, 64)
    banner.tell(Notice("warn", "warning", "No backups yet", "It takes two minutes.", (("make", "Make it"),)))
    banner.show()
    for words in banner.findChildren(QLabel):
        box = words.geometry()
        from_start = box.left() if direction == Qt.LayoutDirection.LeftToRight else 899 - box.right()
        assert from_start >= ICON, words.text()
