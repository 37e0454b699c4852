"""A till whose disk gives nothing says so where the answer would stand, and asks once more when told to."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from pos_app.database.session import StorageError
from pos_app.screens.people.staff_screen import StaffScreen
from pos_app.workflows.book import Book
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand
from tests.pos_app.screens.test_loading import Disk, waiting

SAID = "The disk does not give this now."


class Reads:
    """The store's file gives nothing between ``fail`` and ``work``; what is written is written."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch, self._read, self._look = monkeypatch, Book.read, Book.look

    def fail(self) -> None:
        def nothing(*_: object) -> None:
            raise StorageError("disk I/O error")

        self._patch.setattr(Book, "read", nothing)
        self._patch.setattr(Book, "look", nothing)

    def work(self) -> None:
        self._patch.setattr(Book, "read", self._read)
        self._patch.setattr(Book, "look", self._look)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Reads:
    return Reads(monkeypatch)


@pytest.fixture
def disk(evening: Evening) -> Iterator[Disk]:
    disk = Disk(evening)
    yield disk
    disk.wakes()


@pytest.fixture
def paid(evening: Evening) -> Evening:
    evening.open("A6", 2)
    evening.order("A6", dish("mapo-tofu"))
    evening.pay("A6", "cash", 5_000)
    return evening


def test_a_manager_whose_figures_come_slowly_is_not_told_that_they_are_not_for_her(
    hand: Hand, evening: Evening, disk: Disk
) -> None:
    hand.window.go("day", "")  # Zhou, who may not see them
    hand.wait_to_read("The day's figures are for who may see reports.")
    hand.window.go("floor", "")
    disk.sleeps()
    hand.sign("wang")
    hand.press("Day")
    hand.wait(lambda: len(waiting(hand)) == 1)
    assert not hand.reads("The day's figures are for who may see reports.")
    disk.wakes()
    hand.wait_to_read("Close the day, print Z 0001")
    assert not waiting(hand)


@pytest.mark.parametrize("again", ["finger", "key"])
def test_figures_that_cannot_be_read_are_asked_for_once_more(
    hand: Hand, paid: Evening, reads: Reads, again: str
) -> None:
    reads.fail()
    hand.sign("wang")
    hand.press("Day")
    hand.wait_to_read(SAID)
    reads.work()
    if again == "finger":
        hand.press("Try again")
    else:
        hand.button("Try again").setFocus()
        hand.key(Qt.Key.Key_Space)
    hand.wait_to_read("Close the day, print Z 0001")
    assert not hand.reads(SAID)


def test_paid_bills_that_cannot_be_read_leave_no_bill_to_act_on_and_come_when_asked_again(
    hand: Hand, paid: Evening, reads: Reads
) -> None:
    reads.fail()
    hand.press("Bills")
    hand.wait_to_read(SAID)
    hand.press("Try again")
    hand.wait_to_read(SAID)  # still
    reads.work()
    hand.press("Try again")
    hand.wait_to_read("No. 1 · A6")
    assert not hand.reads(SAID)


def test_enter_asks_again_where_the_keys_were_in_what_could_not_be_read(
    hand: Hand, paid: Evening, reads: Reads
) -> None:
    reads.fail()
    hand.window.go("bills", "")
    hand.wait_to_read(SAID)
    reads.work()
    hand.key(Qt.Key.Key_Return)
    hand.wait_to_read("No. 1 · A6")


def test_a_list_of_accounts_that_cannot_be_read_is_not_shown_as_empty(
    hand: Hand, evening: Evening, reads: Reads
) -> None:
    hand.press("Drawer")
    reads.fail()
    hand.press("Accounts")
    hand.wait_to_read(SAID)
    assert not hand.reads("Nobody may pay later yet.")
    reads.work()
    hand.press("Try again")
    hand.wait_to_read("Nobody may pay later yet.")


def test_days_and_deeds_of_before_say_why_they_are_not_there(
    hand: Hand, evening: Evening, reads: Reads
) -> None:
    hand.sign("wang")
    hand.press("Day")
    hand.wait_to_read("Close the day")
    reads.fail()
    hand.press("Earlier days")
    hand.wait_to_read(SAID)
    reads.work()
    hand.press("Try again")
    hand.wait_to_read("No day has been closed yet.")
    sheet = hand.sheet()
    assert sheet is not None
    sheet.cancel()
    hand.wait(lambda: hand.sheet() is None)
    hand.window.go("staff", "")
    reads.fail()
    hand.only(StaffScreen)._tabs.choose(2)
    hand.wait_to_read(SAID)
    reads.work()
    hand.press("Try again")
    hand.wait(lambda: not hand.reads(SAID))
