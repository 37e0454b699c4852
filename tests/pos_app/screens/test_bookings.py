"""预订 by finger: booked, seen on the floor, seated, with a deposit that pays on the bill."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from pos_app.screens.floor.booking_sheet import BookingSheet
from pos_app.screens.floor.plan_view import PlanView
from pos_app.widgets.act_list import ActList
from pos_app.workflows.booking import Wanted
from pos_app.workflows.sealing import Contact
from tests.pos_app.evening import ZONE, Evening, dish
from tests.pos_app.hand import Hand


def write(hand: Hand, field: str, words: str) -> None:
    lines = hand.only(BookingSheet).findChildren(QLineEdit)
    next(one for one in lines if one.accessibleName() == field).setText(words)


def book(hand: Hand) -> None:
    """Li books A6 for four at 18:30."""
    hand.press("Bookings")
    hand.wait_to_read("Nobody has booked")
    hand.press("New booking")
    assert not hand.button("Book, ").isEnabled()
    write(hand, "Name", "Li Na")
    write(hand, "Phone", "13900001234")
    write(hand, "Time, as 18:30", "18:30")
    hand.press("A6")
    hand.press("Book, 4 guests at 18:30")
    hand.wait(lambda: bool(rows(hand)) and rows(hand)[0].title == "Li Na" and "4" in rows(hand)[0].guests)


def rows(hand: Hand) -> list[Any]:
    return hand.values(hand.only(ActList))


def test_a_booked_table_says_so_and_its_guests_sit_down_there(hand: Hand, evening: Evening) -> None:
    evening.at("18:10")
    book(hand)
    (row,) = rows(hand)
    assert "****1234" in row.note and "13900001234" not in row.note
    hand.window.go("floor", "")
    hand.wait(lambda: evening.till.view.tables["A6"].state == "reserved")
    hand.wait(lambda: hand.window.desk.view.tables["A6"].state == "reserved")
    tile = next(one for one in hand.values(hand.only(PlanView)) if one.id == "A6")
    assert (tile.word, tile.note) == ("Reserved", "18:30")
    hand.table("A6")
    hand.press("They are here")
    hand.wait_to_read("A6")
    hand.wait(lambda: evening.till.view.tables["A6"].guests == 4)


def squeezed(sheet: BookingSheet) -> bool:
    """Whether something in it has less room than it needs, as on a small screen."""
    return any(
        one.isVisible() and one.height() < one.minimumSizeHint().height()
        for one in (sheet.panel, sheet.when, sheet.finder, sheet.finder.letters)
    )


def test_two_of_twenty_tables_are_booked_by_typing_their_names(hand: Hand, evening: Evening) -> None:
    evening.at("17:00")
    hand.press("Bookings")
    hand.wait_to_read("Nobody has booked")
    hand.press("New booking")
    sheet = hand.only(BookingSheet)
    write(hand, "Name", "Li Na")
    hand.window.resize(1024, 768)
    sheet._tables.choose("A1")
    hand.press("+")
    hand.press("+")
    hand.wait_to_read("Only 4 seats there")
    hand.wait(lambda: not squeezed(sheet))
    sheet._tables.clear("A1")
    sheet.finder.search.touched.emit()  # a finger: the letters come, and nothing is pushed into another
    hand.wait(lambda: sheet.finder.letters.isVisible() and not squeezed(sheet))
    line = sheet.finder.search.line
    for table in ("C1", "C2"):
        line.setText(table)
        hand.wait(lambda: hand.button("C1").isVisible())
        assert not sheet._tables.tiles["A6"].isVisible()
        sheet.finder.search.passed.emit(Qt.Key.Key_Return)
        hand.wait(lambda: line.text() == "" and sheet._tables.tiles["A6"].isVisible())
    assert sheet._tables.chosen() == ("C1", "C2"), "the first stays chosen while the second is looked for"
    hand.press("Book, 6 guests")
    hand.wait(lambda: bool(rows(hand)))
    (booked,) = hand.window.desk.view.bookings
    assert booked.booking.tables == ("C1", "C2")


def test_the_second_booking_of_a_table_is_warned_of(hand: Hand, evening: Evening) -> None:
    evening.at("17:00")
    book(hand)
    hand.press("New booking")
    write(hand, "Name", "Wu")
    write(hand, "Time, as 18:30", "19:30")
    hand.press("A6")
    hand.wait_to_read("A6 is booked at 18:30 already.")
    write(hand, "Time, as 18:30", "21:30")
    hand.wait(lambda: not hand.reads("is booked at"))
    write(hand, "Time, as 18:30", "halb")
    hand.wait_to_read("The day or the time cannot be read.")
    assert not hand.button("Book, ").isEnabled()


def test_a_deposit_is_taken_and_pays_on_the_bill_of_its_guests(hand: Hand, evening: Evening) -> None:
    evening.at("18:10")
    book(hand)
    hand.act(hand.only(ActList), "Deposit", lambda row: True)
    hand.press("5")
    hand.press("00")
    hand.press("Take ¥500.00")
    hand.wait(lambda: bool(rows(hand)) and "¥500" in rows(hand)[0].note)
    hand.act(hand.only(ActList), "They are here", lambda row: True)
    hand.wait(lambda: bool(evening.till.view.tables["A6"].opening))
    evening.order("A6", dish("mapo-tofu", 3))
    due = evening.till.view.openings[evening.opening("A6")].due
    hand.wait(lambda: hand.window.desk.view.tables["A6"].total == due)
    hand.order_at("A6")
    hand.press("More")
    hand.press("Deposit ¥500.00 pays on the bill")
    hand.wait(lambda: evening.till.view.openings[evening.opening("A6")].settlement is not None)
    (left,) = evening.till.view.bookings
    assert left.deposit == 50_000 - due


def test_a_booking_is_changed_by_one_of_two_who_have_it_open(hand: Hand, evening: Evening) -> None:
    evening.at("17:00")
    book(hand)
    (before,) = evening.till.view.bookings

    def change(clock: str) -> None:
        hand.act(hand.only(ActList), "More", lambda row: True)
        hand.press("Change the booking")
        write(hand, "Time, as 18:30", clock)

    change("19:00")
    hand.press("Book, 4 guests at 19:00")
    hand.wait(lambda: bool(rows(hand)) and "19:00" in rows(hand)[0].time)
    change("20:00")
    (now,) = evening.till.view.bookings
    kept = now.booking
    other = Wanted(kept.at, 8, kept.tables, Contact("Li Na", "13900001234"), kept.sealed)
    evening.till.bookings.book(kept.id, other, "chen").result()  # at the other desk
    hand.press("Book, 4 guests at 20:00")
    hand.wait_to_read("Somebody else has changed this booking.")
    (left,) = evening.till.view.bookings
    assert (left.booking.at, left.booking.guests) == (before.booking.at + 30 * 60_000, 8)


def test_a_wedding_is_booked_for_a_day_of_next_year_and_stays_there(hand: Hand, evening: Evening) -> None:
    """Of eight days that were tapped the last was its day, once anything of it was changed."""
    hand.press("Bookings")
    hand.press("New booking")
    write(hand, "Name", "Li Na")
    write(hand, "Day, as 12/24", "2/6")
    hand.press("Book, 4 guests at 2/6 18:30")
    hand.wait(lambda: bool(rows(hand)) and "Li Na" in rows(hand)[0].title)
    at = evening.till.view.bookings[0].booking.at
    assert at == round(datetime(2027, 2, 6, 18, 30, tzinfo=ZONE).timestamp() * 1000)
    hand.act(hand.only(ActList), "More", lambda row: True)
    hand.press("Change the booking")
    sheet = hand.only(BookingSheet)
    stepper = sheet._guests
    stepper.more.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(stepper.more, "120")
    hand.press("Book, 120 guests at 2/6 18:30")
    hand.wait(lambda: evening.till.view.bookings[0].booking.guests == 120)
    assert evening.till.view.bookings[0].booking.at == at
    hand.act(hand.only(ActList), "More", lambda row: True)
    hand.press("Change the booking")
    hand.press("Tomorrow")
    hand.press("Book, 120 guests at 11/22 18:30")
    hand.wait(lambda: evening.till.view.bookings[0].booking.at < at)


def test_late_at_night_a_booking_is_for_tomorrow(hand: Hand, evening: Evening) -> None:
    evening.at("23:40")
    hand.press("Bookings")
    hand.press("New booking")
    write(hand, "Name", "Li Na")
    assert hand.button("Book, 4 guests at 11/22 18:30").isEnabled()
    assert not hand.reads("That time has passed.")
