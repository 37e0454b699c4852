"""拼桌 by finger: another party sits down, each is found again, a phone is given to the right one."""

from PySide6.QtWidgets import QAbstractButton

from pos_app.screens.floor.party_sheet import PartyButton, PartySheet
from pos_app.screens.floor.plan_view import PlanView
from pos_app.screens.floor.side import FloorSide
from pos_app.screens.floor.todo_list import TodoList
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand


def party(hand: Hand, label: str) -> QAbstractButton:
    """The tile of a party on the open sheet."""
    sheet = hand.only(PartySheet)
    found = [one for one in sheet.findChildren(PartyButton) if one.isVisible()]
    return next(one for one in found if one.text().startswith(label))


def test_another_party_sits_at_a_taken_table_and_each_is_found_again(hand: Hand, evening: Evening) -> None:
    first = evening.open("A6", 2)
    evening.order("A6", dish("mapo-tofu"))
    hand.order_at("A6")
    hand.press("More")
    hand.press("Another party sits here")
    hand.wait_to_read("Another party at A6")
    hand.press("3")
    hand.wait_to_read("A6-2")  # its order, still empty
    second = next(id for id in evening.till.view.openings if id != first)
    hand.window.go("floor", "")
    hand.wait(lambda: len(hand.window.desk.view.tables["A6"].parties) == 2)
    tile = next(one for one in hand.values(hand.only(PlanView)) if one.id == "A6")
    assert [(one.label, one.taken) for one in tile.parties] == [("A6-1", 2), ("A6-2", 3)]
    hand.table("A6")
    party(hand, "A6-1").click()
    hand.wait(lambda: hand.work._screens["order"].opening == first)  # type: ignore[attr-defined]
    hand.window.go("floor", "")
    hand.table("A6")
    party(hand, "A6-2").click()
    hand.wait(lambda: hand.work._screens["order"].opening == second)  # type: ignore[attr-defined]
    hand.window.go("floor", "")
    floor = hand.work._screens["floor"]
    floor._shape.choose(1)  # type: ignore[attr-defined]  # as a list each party is a row of its own
    rows = floor._rows  # type: ignore[attr-defined]
    assert [one.label for one in hand.values(rows) if one.id == "A6"] == ["A6-1", "A6-2"]
    hand.tap_row(rows, lambda one: one.label == "A6-1")
    hand.wait(lambda: hand.work._screens["order"].opening == first)  # type: ignore[attr-defined]


def test_the_dishes_of_a_party_go_to_its_neighbours_bill(hand: Hand, evening: Evening) -> None:
    first = evening.open("A6", 2)
    second = evening.till.tables.sit_beside("A6", 2, "zhou").result()
    evening.settle()
    evening.till.send_to_kitchen(first, [dish("cola")], "", "zhou", evening.till.new_id()).result()
    evening.settle()
    hand.wait(lambda: bool(hand.window.desk.view.tables["A6"].total))
    hand.window.go("order", first)
    hand.press("More")
    hand.press("Move dishes to another table")
    hand.press("One more Cola")
    hand.press("A6-2")
    hand.press("Move 1 dish to A6-2")
    hand.wait(lambda: bool(evening.till.view.openings[second].bill_lines))
    assert not evening.till.view.openings[first].bill_lines


def test_whoever_accepts_a_phone_at_a_shared_table_says_whose_it_is(hand: Hand, evening: Evening) -> None:
    first = evening.open("A6", 2)
    second = evening.till.tables.sit_beside("A6", 2, "zhou").result()
    evening.settle()
    evening.phone_of_nobody("A6", dish("cola"), party=2)
    hand.wait(lambda: bool(hand.window.desk.view.held))
    lists = hand.only(FloorSide).findChildren(TodoList)
    phones = next(one for one in lists if any(todo.request for todo in hand.values(one)))
    hand.act(phones, "Accept", lambda todo: bool(todo.request))
    assert "says the guest" in party(hand, "A6-2").text()
    party(hand, "A6-2").click()
    hand.wait(lambda: bool(evening.till.view.openings[second].orders))
    assert not evening.till.view.openings[first].orders and not evening.till.view.held
