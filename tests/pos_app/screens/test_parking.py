"""挂单: an unsent round is put aside under a name; it comes back once, also after a killed till."""

from PySide6.QtCore import Qt

from pos_app.models.parking import ParkedRounds
from pos_app.screens.floor.counter_board import CounterBoard
from pos_app.screens.floor.screen import FloorScreen
from pos_app.screens.selling.parking_acts import ParkedSheet, ParkSheet
from pos_app.workflows.drafts import NAME
from tests.pos_app.evening import Evening
from tests.pos_app.hand import Hand, reopened


def at_table(hand: Hand, evening: Evening, table: str) -> str:
    opening = evening.open(table, 2)
    hand.order_at(table)
    return opening


def park(hand: Hand, name: str) -> None:
    hand.press("More")
    hand.press("Park what is not sent")
    hand.only(ParkSheet).line.setText(name)
    hand.press("Park")


def saved(evening: Evening) -> str:
    """What the file holds once the writer has done all that waited."""
    return str(evening.parts.writer.submit(lambda: evening.parts.book.local(NAME)).result())


def names(parked: ParkedRounds) -> list[str]:
    return [draft.name for draft in parked.rounds().values()]


def test_a_guest_who_went_for_her_purse_loses_nothing(hand: Hand, evening: Evening) -> None:
    desk, opening = hand.window.desk, at_table(hand, evening, "A6")
    hand.dish("Mapo tofu")
    hand.dish("Mapo tofu")
    request = desk.cart(opening).request
    park(hand, "  red   coat ")
    assert names(desk.parked) == ["red coat"] and not hand.lines()
    hand.wait(lambda: "red coat" in saved(evening))
    again = reopened(evening, hand.window)
    assert names(again.parked) == ["red coat"]  # as a till that was killed just now finds it
    assert not len(again.cart(opening))
    again.close()
    other = at_table(hand, evening, "A8")
    hand.press("More")
    hand.press("Take up a parked order (1)")
    assert hand.reads("red coat") and hand.reads("Zhou · 2 dishes · Mapo tofu")
    hand.press("Take up")
    (entry,) = desk.cart(other)
    assert (entry.line.dish, entry.line.quantity) == ("mapo-tofu", 2000)
    assert desk.cart(other).request == request  # were it sent twice, it is cooked once
    assert not len(desk.parked)
    assert not desk.parked.take_up("parked.whatever", desk.cart(other))
    assert desk.cart(other).count("mapo-tofu") == 2000
    hand.wait(lambda: "red coat" not in saved(evening))
    again = reopened(evening, hand.window)
    assert not len(again.parked) and again.cart(other).count("mapo-tofu") == 2000
    again.close()


def test_deleting_asks_and_the_counter_takes_up_what_was_to_go(hand: Hand, evening: Evening) -> None:
    desk = hand.window.desk
    hand.only(FloorScreen).show_counter()
    for name in ("first", "second"):
        hand.press("New takeaway")
        hand.wait_to_read("Takeaway 00")
        hand.dish("Mapo tofu")
        park(hand, name)
        hand.wait(lambda: hand.sheet() is None)
        hand.work._screens["order"]._back.click()  # type: ignore[attr-defined]  # the rail goes to the tables
        hand.wait(lambda: hand.reads("Parked ") and hand.only(CounterBoard).count() == 0)
    hand.press("Parked 2")
    sheet = hand.only(ParkedSheet)
    hand.press("Delete")
    hand.wait_to_read("Delete for good")
    assert len(desk.parked) == 2
    hand.press("Keep")
    hand.wait(lambda: not hand.reads("Delete for good") and hand.reads("Delete"))
    hand.press("Delete")
    hand.wait_to_read("Delete for good")
    hand.press("Delete for good")
    assert names(desk.parked) == ["second"] and sheet.isVisible()
    hand.wait(lambda: "first" not in saved(evening))  # nor does it come back after a kill
    assert "second" in saved(evening)
    hand.wait_to_read("Take up")
    hand.press("Take up")
    hand.wait_to_read("Takeaway 003")
    assert ("new", "Mapo tofu") in hand.lines()
    assert not len(desk.parked)


def test_enter_takes_up_what_was_parked(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 2)
    hand.order_at("A6")
    hand.dish("Mapo tofu")
    park(hand, "purse")
    hand.wait(lambda: not hand.lines())
    hand.press("More")
    hand.press("Take up a parked order")
    hand.wait_to_read("purse")
    hand.key(Qt.Key.Key_Return)
    hand.wait(lambda: ("new", "Mapo tofu") in hand.lines())
