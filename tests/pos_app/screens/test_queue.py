"""A full Saturday at the host's desk, by her hand: numbers, calls, the guests' screen, a table in one tap."""

from PySide6.QtCore import Qt

from pos_app.screens.floor.queue_screen import QueueScreen
from tests.pos_app.evening import Evening
from tests.pos_app.hand import Hand


def at_the_door(hand: Hand) -> QueueScreen:
    hand.key(Qt.Key.Key_F8)
    return hand.only(QueueScreen)


def cards(hand: Hand) -> list[str]:
    return [todo.title.partition(" ")[0] for todo in hand.values(hand.only(QueueScreen)._list)]


def act(hand: Hand, number: str, words: str) -> None:
    hand.act(hand.only(QueueScreen)._list, words, lambda todo: todo.title.startswith(number))


def called(hand: Hand) -> tuple[str, ...]:
    hand.work._calls.draw()
    return hand.work._calls.shown().called


def give(hand: Hand, *parties: int) -> None:
    for guests in parties:
        hand.key(Qt.Key.Key_0, str(guests))
        hand.key(Qt.Key.Key_Return)
        hand.wait(lambda: hand.button("Give a number").isEnabled())


def test_from_the_number_to_the_table_in_a_few_taps(hand: Hand, evening: Evening) -> None:
    at_the_door(hand)
    assert hand.reads("Nobody waits for a table.")
    give(hand, 2, 4)
    hand.wait(lambda: cards(hand) == ["A001", "B001"])
    assert hand.reads("2 parties · 6 guests")
    hand.press("Call A001")
    hand.wait(lambda: called(hand) == ("A001",))
    assert hand.work._calls.shown().queue == ("B001",)
    act(hand, "A001", "Seat")
    hand.wait_to_read("Where does A001 sit?")
    hand.press("A1")
    hand.wait(lambda: cards(hand) == ["B001"])
    (opening,) = [one.opening for one in evening.till.view.openings.values()]
    assert (opening.table, opening.guests) == ("A1", 2)
    assert not called(hand)
    hand.key(Qt.Key.Key_Escape)
    hand.wait_to_read("Queue 1")


def test_nobody_comes_and_the_next_is_called_meanwhile(hand: Hand, evening: Evening) -> None:
    at_the_door(hand)
    give(hand, 2, 2, 2, 2, 2)
    hand.press("Call A001")
    hand.wait(lambda: called(hand) == ("A001",))
    act(hand, "A001", "Passed over")
    hand.wait(lambda: cards(hand) == ["A002", "A003", "A004", "A001", "A005"])
    hand.tap_row(hand.only(QueueScreen)._list, lambda todo: todo.title.startswith("A002"))
    hand.press("They do not wait any longer")
    hand.wait(lambda: cards(hand) == ["A003", "A004", "A001", "A005"])
    hand.key(Qt.Key.Key_F9)
    hand.wait(lambda: called(hand) == ("A003",))


def test_the_owner_makes_the_tables_for_two_tables_for_three(hand: Hand, evening: Evening) -> None:
    assert not at_the_door(hand)._setup.isVisible()
    hand.window.desk.sign(next(one for one in evening.till.view.staff if one.role == "manager"))
    hand.key(Qt.Key.Key_F8)
    hand.press("How the house queues")
    hand.wait_to_read("1–2 guests")
    sheet = hand.sheet()
    assert sheet is not None
    sheet._rows[1][2].more.click()  # type: ignore[attr-defined]
    hand.wait_to_read("1–3 guests")
    hand.press("Save")
    hand.wait(lambda: hand.sheet() is None)
    hand.wait(lambda: hand.window.desk.view.queue.setup.version == 1)
    give(hand, 3)
    hand.wait(lambda: cards(hand) == ["A001"])
