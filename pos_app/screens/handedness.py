"""For the left hand: order and pads change sides. Kept by this till."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QWidget

from pos_app.screens.desk import Desk

SETTING = "left_handed"


def left_handed(desk: Desk) -> bool:
    """Whether whoever works here taps with the left hand."""
    return bool(desk.till.device.get(SETTING, False))


def lay_out(row: QBoxLayout, desk: Desk) -> None:
    """What stands at the start of reading stands at its end for the left hand."""
    sides = QBoxLayout.Direction
    row.setDirection(sides.RightToLeft if left_handed(desk) else sides.LeftToRight)


def mirror(rows: QWidget, around: QWidget, desk: Desk) -> None:
    """Rows that bear buttons at their end bear them at their start for the left hand."""
    directions = Qt.LayoutDirection
    right = (around.layoutDirection() == directions.RightToLeft) != left_handed(desk)
    rows.setLayoutDirection(directions.RightToLeft if right else directions.LeftToRight)
