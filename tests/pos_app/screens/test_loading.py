"""A till whose disk is slow says that it reads, only if it takes long, and where the answer will be."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget

from pos_app.screens.money.bills import BillsScreen
from pos_app.widgets.skeleton import Skeleton
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand


class Disk:
    """Nothing is read or written between ``sleeps`` and ``wakes``."""

    def __init__(self, evening: Evening) -> None:
        self._evening, self._wakes = evening, threading.Event()

    def sleeps(self) -> None:
        self._evening.parts.writer.submit(self._wakes.wait)

    def wakes(self) -> None:
        self._wakes.set()


@pytest.fixture
def disk(evening: Evening) -> Iterator[Disk]:
    disk = Disk(evening)
    yield disk
    disk.wakes()


def waiting(hand: Hand) -> list[QWidget]:
    return [one for one in hand.window.findChildren(Skeleton) if one.isVisible()]


def test_paid_bills_that_are_read_slowly_are_lines_in_grey_until_they_are_there(
    hand: Hand, evening: Evening, disk: Disk
) -> None:
    evening.open("A6", 2)
    evening.order("A6", dish("mapo-tofu"))
    evening.pay("A6", "cash", 5_000)
    disk.sleeps()
    hand.press("Bills")
    hand.wait(lambda: len(waiting(hand)) == 1)
    (grey,) = waiting(hand)
    assert hand.only(BillsScreen).isAncestorOf(grey)
    disk.wakes()
    hand.wait_to_read("No. 1 · A6")
    assert not waiting(hand)


def test_a_sheet_that_is_left_while_it_reads_takes_its_grey_lines_along(
    hand: Hand, evening: Evening, disk: Disk
) -> None:
    disk.sleeps()
    hand.press("Drawer")
    hand.press("Accounts")
    hand.wait(lambda: len(waiting(hand)) == 1)
    sheet = hand.sheet()
    assert sheet is not None
    sheet.cancel()
    disk.wakes()
    hand.wait(lambda: hand.sheet() is None and not waiting(hand))
    assert not hand.work._hint.words()
