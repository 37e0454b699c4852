"""The frame of a window that stands alone before the till is there: one card in the middle."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_app.widgets.labels import Card, ground, label
from pos_app.widgets.rail import Seal
from pos_app.widgets.theme import Theme


def lone_card(window: QWidget, gap: int, width: int = 720, margin: int = 40) -> Card:
    """The window's card; ``gap`` between its rows, ``width`` and ``margin`` in pixels."""
    ground(window, "canvas")
    window.resize(1024, 768)
    around = QVBoxLayout(window)
    around.setContentsMargins(24, 24, 24, 24)
    around.addStretch(1)
    card = Card(margin=margin, gap=gap)
    card.setFixedWidth(width)
    row = QHBoxLayout()  # aligned in the column, it would not be asked how high its words are when they wrap
    row.addStretch(1)
    row.addWidget(card)
    row.addStretch(1)
    around.addLayout(row)
    around.addStretch(1)
    return card


def headed_card(window: QWidget, theme: Theme, title: str) -> Card:
    """The window's card, with the house's seal and a ``title`` at its head."""
    card = lone_card(window, 16)
    head = QHBoxLayout()
    head.setSpacing(16)
    head.addWidget(Seal(theme, 56))
    head.addWidget(label(title, 22, bold=True), 1)
    card.body.addLayout(head)
    card.body.addSpacing(8)
    return card
