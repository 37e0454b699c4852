"""暂结 by finger: a regular goes, his table is free; his bill is found again and paid."""

from pos_app.models.todo import todos
from pos_app.screens.floor.later_sheets import LaterSheet
from pos_app.screens.pick_sheet import PickSheet
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand

NAME = "张总 138 0000 0000"


def at_order(hand: Hand, evening: Evening) -> str:
    """A6 with two portions of tofu; the hand is there."""
    opening = evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu", 2))
    evening.settle()
    hand.order_at("A6")
    return opening


def leave(hand: Hand, evening: Evening, name: str = NAME) -> str:
    """The guests of A6 go, and pay another time."""
    opening = at_order(hand, evening)
    hand.press("More")
    hand.press("Guests pay later")
    sheet = hand.only(LaterSheet)
    assert not hand.button("Free the table").isEnabled(), "nobody knows yet who pays"
    sheet.name.setText(name)
    hand.press("Free the table")
    hand.wait(lambda: not evening.till.view.tables["A6"].opening)
    hand.wait(lambda: hand.work._place[0] == "floor")
    return opening


def test_a_regular_goes_and_pays_another_day(hand: Hand, evening: Evening) -> None:
    hand.sign("wang")
    opening = leave(hand, evening)
    desk = hand.window.desk
    (card,) = [one for one in todos(desk.view, desk.now, desk.wording) if one.key == "later"]
    assert card.title == "1 bill is paid later" and NAME in card.note
    evening.open("A6", 2)  # others sit there
    floor = hand.work._screens["floor"]
    floor._act(card, "later")  # type: ignore[attr-defined]
    assert hand.only(PickSheet).isVisible()
    hand.press(NAME)
    hand.wait(lambda: hand.work._place == ("payment", opening))
    assert hand.reads(NAME)
    hand.press("Cash")
    hand.press("Exact")
    hand.press("Take")
    hand.wait(lambda: opening not in evening.till.view.openings)
    assert not any(one.key == "later" for one in todos(evening.till.view, desk.now, desk.wording))


def test_a_waiter_has_somebody_agree(hand: Hand, evening: Evening) -> None:
    hand.sign("chen")
    opening = at_order(hand, evening)
    hand.press("More")
    hand.press("Guests pay later")
    hand.only(LaterSheet).name.setText(NAME)
    hand.press("Free the table")
    hand.wait_to_read("Who agrees?")
    hand.pin("8888")
    hand.wait(lambda: opening in evening.till.view.later)


def test_back_at_a_table_it_is_a_bill_as_others(hand: Hand, evening: Evening) -> None:
    hand.sign("wang")
    opening = leave(hand, evening)
    hand.window.go("order", opening)
    hand.press("More")
    assert not hand.reads("Another party sits here") and not hand.reads("Guests pay later")
    hand.press("Change to another table")
    hand.press("A8")
    hand.wait(lambda: evening.till.view.tables["A8"].opening == opening)
    assert not evening.till.view.later
