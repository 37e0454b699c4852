"""For the left hand: order and pads change sides. Kept by this till."""

from PySide6.QtWidgets import QBoxLayout

from pos_app.screens.desk import Desk

SETTING = "left_handed"


def left_handed(desk: Desk) -> bool:
    """Whether whoever works here taps with the left hand."""
    return bool(desk.till.device.get(SETTING, False))


def lay_out(row: QBoxLayout, desk: Desk) -> None:
    """What stands at the start of reading stands at its end for the left hand."""
    sides = QBoxLayout.Direction
    row.setDirection(sides.RightToLeft if left_handed(desk) else sides.LeftToRight)
