"""转台, 并台, 转菜 by finger: guests change tables, two tables pay one bill, dishes go next door."""

from PySide6.QtCore import Qt

from pos_app.models.joined import tables_of_bill
from pos_app.screens.floor.move_sheets import MoveDishSheet
from pos_app.widgets.letter_pad import AWAY
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand


def at_order(hand: Hand, evening: Evening) -> tuple[str, str]:
    """A6 with three portions of tofu and a cola, A7 with another cola; the hand is at A6."""
    opening, other = evening.open("A6", 4), evening.open("A7", 2)
    evening.order("A6", dish("mapo-tofu", 3), dish("cola"))
    evening.order("A7", dish("cola"))
    evening.settle()
    hand.order_at("A6")
    hand.press("More")
    return opening, other


def dishes(evening: Evening, opening: str) -> dict[str, int]:
    """Thousandths on the bill, by dish."""
    found: dict[str, int] = {}
    for line in evening.till.view.openings[opening].bill_lines:
        found[line.line.dish] = found.get(line.line.dish, 0) + line.line.quantity
    return found


def test_guests_change_to_a_free_table_with_all_they_ordered(hand: Hand, evening: Evening) -> None:
    opening, _ = at_order(hand, evening)
    before = dishes(evening, opening)
    hand.press("Change to another table")
    hand.wait_to_read("A6 changes to")
    hand.press("A8")
    hand.wait(lambda: evening.till.view.openings[opening].opening.table == "A8")
    assert dishes(evening, opening) == before
    assert not evening.till.view.tables["A6"].opening


def test_two_tables_have_one_bill_and_part_again(hand: Hand, evening: Evening) -> None:
    opening, other = at_order(hand, evening)
    hand.press("Join with another table")
    hand.wait_to_read("Join A6 with")
    hand.press("A7")
    hand.wait(lambda: dishes(evening, opening) == {"mapo-tofu": 3000, "cola": 2000})
    hand.wait(lambda: hand.window.desk.view.openings[other].opening.into == opening)
    hand.press("More")
    hand.press("Part A7 again")
    hand.wait(lambda: dishes(evening, opening) == {"mapo-tofu": 3000, "cola": 1000})
    assert dishes(evening, other) == {"cola": 1000}


def test_two_of_three_portions_go_to_the_neighbours(hand: Hand, evening: Evening) -> None:
    opening, other = at_order(hand, evening)
    hand.press("Move dishes to another table")
    hand.wait_to_read("Move dishes from A6")
    assert not hand.button("Move 0").isEnabled()
    hand.press("One more Mapo tofu")
    hand.press("One more Mapo tofu")
    hand.press("A7")
    hand.press("Move 2 dishes to A7")
    hand.wait(lambda: dishes(evening, other) == {"mapo-tofu": 2000, "cola": 1000})
    assert dishes(evening, opening) == {"mapo-tofu": 1000, "cola": 1000}


def test_among_many_taken_tables_the_neighbours_are_found_by_two_letters(
    hand: Hand, evening: Evening
) -> None:
    opening, other = at_order(hand, evening)
    for table in ("A1", "A2", "A3", "A4", "A5", "A8", "A9", "A10", "B1", "B2", "B3", "B4", "B5"):
        evening.open(table, 2)
    evening.settle()
    hand.wait(lambda: len(hand.window.desk.view.openings) == 15)
    hand.press("Move dishes to another table")
    hand.wait(lambda: isinstance(hand.sheet(), MoveDishSheet))
    sheet = hand.only(MoveDishSheet)
    hand.window.resize(1024, 768)
    sheet.finder.search.touched.emit()  # a finger: the letters come, and all stays on the screen
    hand.wait(lambda: sheet.finder.letters.isVisible() and sheet.panel.height() <= 768)
    for key in "A7":
        sheet.finder.letters.keys[key].click()
    tiles = sheet.tiles.tiles
    hand.wait(lambda: [key for key, tile in tiles.items() if tile.isVisible()] == [other])
    tiles[other].click()
    sheet.finder.letters.keys[AWAY].click()
    hand.press("One more Cola")
    hand.press("Move 1 dish to A7")
    hand.wait(lambda: dishes(evening, other) == {"cola": 2000})
    assert dishes(evening, opening) == {"mapo-tofu": 3000}


def test_what_has_a_gift_goes_as_a_whole(hand: Hand, evening: Evening) -> None:
    opening, other = at_order(hand, evening)
    hand.key(Qt.Key.Key_Escape)
    line = next(one for one in evening.till.view.openings[opening].bill_lines if one.line.dish == "mapo-tofu")
    evening.till.bills.give_line(line.id, 1000, "birthday", "wang", evening.till.new_id()).result()
    evening.settle()
    hand.wait(lambda: any(one.given for one in hand.window.desk.view.openings[opening].bill_lines))
    hand.press("More")
    hand.press("Move dishes to another table")
    hand.press("One more Mapo tofu")
    hand.press("A7")
    hand.press("Move 3 dishes to A7")
    hand.wait(lambda: dishes(evening, other) == {"mapo-tofu": 3000, "cola": 1000})
    assert dishes(evening, opening) == {"cola": 1000}


def joined(hand: Hand, evening: Evening) -> tuple[str, str]:
    """A6 and A7 have one bill, on A6; the hand is at the floor."""
    opening, other = evening.open("A6", 4), evening.open("A7", 2)
    evening.order("A6", dish("mapo-tofu"))
    evening.till.tables.join(opening, other, "zhou").result()
    evening.settle()
    hand.wait(lambda: [one.id for one in tables_of_bill(hand.window.desk.view, opening)] == [opening, other])
    return opening, other


def ordered(evening: Evening, opening: str) -> dict[str, str]:
    """By dish the table to which it was ordered, "" for that of the bill."""
    orders = evening.till.view.openings[opening].orders
    return {line.line.dish: order.table.get("en", "") for order in orders for line in order.lines}


def test_dishes_go_to_the_joined_table_that_was_tapped(hand: Hand, evening: Evening) -> None:
    opening, _ = joined(hand, evening)
    hand.table("A7")
    assert hand.reads("New dishes go to A7")
    hand.dish("Cola")
    hand.press("Send")
    hand.wait(lambda: ordered(evening, opening) == {"mapo-tofu": "", "cola": "A7"})
    hand.window.go("floor", "")
    hand.table("A6")
    assert hand.reads("New dishes go to A6")
    hand.dish("Kung pao chicken")
    hand.press("Send")
    hand.wait(lambda: ordered(evening, opening).get("kung-pao-chicken") == "")


def test_each_joined_table_keeps_its_unsent_round_and_none_is_forgotten_at_the_payment(
    hand: Hand, evening: Evening
) -> None:
    opening, _ = joined(hand, evening)
    hand.table("A7")
    hand.dish("Cola")
    hand.press("New dishes go to A7")
    assert hand.reads("New dishes go to A6") and not any(kind == "new" for kind, _ in hand.lines())
    hand.dish("Kung pao chicken")
    hand.press("Pay")
    hand.press("Send 1 dish, then pay")
    hand.wait_to_read("1 dish not sent yet")
    assert hand.reads("New dishes go to A7")
    hand.press("Send 1 dish, then pay")
    hand.wait(lambda: hand.work._place[0] == "payment")
    hand.wait(lambda: ordered(evening, opening) == {"mapo-tofu": "", "kung-pao-chicken": "", "cola": "A7"})
    assert hand.window.desk.unsent(opening) == []


def test_an_unsent_round_stays_with_its_table_when_that_is_joined_and_parted(
    hand: Hand, evening: Evening
) -> None:
    opening, other = evening.open("A6", 4), evening.open("A7", 2)
    evening.order("A6", dish("mapo-tofu"))
    hand.order_at("A7")
    hand.dish("Cola")
    evening.till.tables.join(opening, other, "zhou").result()
    evening.settle()
    hand.wait_to_read("New dishes go to A7")  # the screen follows, and the dish is still there
    assert ("new", "Cola") in hand.lines()
    evening.till.tables.part(other, "zhou").result()
    evening.settle()
    hand.wait(lambda: hand.window.desk.view.openings[other].opening.into == "")
    hand.order_at("A7")
    assert ("new", "Cola") in hand.lines() and not hand.reads("New dishes go to")
