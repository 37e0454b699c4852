"""Scenes of the screenshots: what is done to money that was taken."""

from typing import Any

from pos_app.screens.money.reverse_sheet import ReverseSheet
from pos_app.screens.money.settled_sheet import SettledSheet
from pos_app.widgets.sheet import Sheet
from tests.pos_app.evening import Evening


def put_right(camera: Any, evening: Evening) -> None:
    """A paid bill is found and reversed."""
    till, window = evening.till, camera.window
    window.go("drawer", "")
    SettledSheet(window.desk, window).open()
    _rest(camera, "paid-bills")
    bills = till.money.settled("zhou").result().bills
    ReverseSheet(window.desk, window, till.money.settled_bill(bills[0].id, "zhou").result()).open()
    _rest(camera, "reverse")


def _rest(camera: Any, name: str) -> None:
    """Take the picture once the answers are there, and close what is open."""
    camera.rest(300)
    camera.shoot(name)
    for sheet in camera.window.findChildren(Sheet):
        sheet.cancel()
