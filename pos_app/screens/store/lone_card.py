"""The frame of a window that stands alone before the till is there: one card in the middle."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_app.widgets.labels import Card, ground


def lone_card(window: QWidget, gap: int, width: int = 720) -> Card:
    """The window's card; ``gap`` between its rows and ``width`` in pixels."""
    ground(window, "canvas")
    window.resize(1024, 768)
    around = QVBoxLayout(window)
    around.setContentsMargins(24, 24, 24, 24)
    around.addStretch(1)
    card = Card(margin=40, gap=gap)
    card.setFixedWidth(width)
    around.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
    around.addStretch(1)
    return card
