"""An order at the counter by the cashier's hand, and what the guests read meanwhile."""

from dataclasses import replace

from PySide6.QtCore import Qt

from pos_app.models.todo import todos
from pos_app.screens.floor.call_window import CallWindow
from pos_app.screens.floor.code_sheet import CodeSheet
from pos_app.screens.floor.counter_board import CounterBoard
from pos_app.screens.floor.phones_sheet import PhonesSheet
from pos_app.screens.floor.screen import FloorScreen
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand


def numbers(hand: Hand) -> tuple[str, ...]:
    hand.work._calls.draw()
    return hand.work._calls.shown().ready


def cards(hand: Hand) -> list[str]:
    return [todo.title for todo in hand.values(hand.only(CounterBoard).list)]


def act(hand: Hand, title: str, words: str) -> None:
    hand.act(hand.only(CounterBoard).list, words, lambda todo: todo.title == title)


def test_a_takeaway_from_the_first_tap_to_the_guest_s_hand(hand: Hand, evening: Evening) -> None:
    floor = hand.only(FloorScreen)
    floor.show_counter()
    assert hand.reads("No order waits at the counter.")
    hand.press("New takeaway")
    hand.wait_to_read("Takeaway 001")
    hand.dish("Mapo tofu")
    assert ("new", "Mapo tofu") in hand.lines()
    hand.key(Qt.Key.Key_F9)
    hand.wait(lambda: ("line", "Mapo tofu") in hand.lines())
    hand.key(Qt.Key.Key_F12)
    hand.wait_to_read("Payment · Takeaway 001")
    hand.key(Qt.Key.Key_Return)
    hand.wait_to_read("Takeaway 001 paid ¥28.00")
    hand.press("To the counter")
    hand.wait(lambda: cards(hand) == ["Takeaway 001"])
    assert floor.at_counter() and not numbers(hand)
    assert not floor._side.count(), "it is on the counter's list, and no bill that corrects one"
    assert hand.reads("1 dish to be made")
    act(hand, "Takeaway 001", "Ready, call")
    hand.wait(lambda: numbers(hand) == ("001",))
    assert not hand.reads("1 dish to be made")
    act(hand, "Takeaway 001", "Handed over")
    hand.wait(lambda: not cards(hand))
    assert not numbers(hand)


def test_a_takeaway_that_was_handed_over_is_corrected_and_somebody_is_told(
    hand: Hand, evening: Evening
) -> None:
    till = evening.till
    opening = till.counter.open(True, "zhou").result()
    till.send_to_kitchen(opening, (dish("mapo-tofu"),), "", "zhou", till.new_id()).result()
    evening.settle()
    version = till.view.openings[opening].version
    till.take_payment(opening, "cash", 2_800, version, False, "zhou", till.new_id()).result()
    till.counter.hand_over(opening, "zhou").result()
    till.money.reverse(opening, False, False, "mistake", "wang", till.new_id()).result()
    floor = hand.only(FloorScreen)
    hand.wait(lambda: floor._side.count() == 1)
    desk = hand.window.desk
    (told,) = todos(desk.view, desk.now, desk.wording)
    assert told.note == "Corrects a bill · ¥28.00 to pay"


def test_a_house_of_drinks_counts_cups_and_says_how_long_they_take(hand: Hand, evening: Evening) -> None:
    till = evening.till
    manager = next(one.id for one in till.view.staff if one.role == "manager")
    till.store_code.save(replace(till.view.store_code, cups=True), manager).result()

    def ordered(quantity: int) -> str:
        opening = till.counter.open(True, "zhou").result()
        cart = [dish("cola", quantity)]
        till.send_to_kitchen(opening, cart, "", "zhou", till.new_id()).result()
        return opening

    for _ in range(3):
        one = ordered(8)
        evening.time += 7 * 60_000
        till.counter.call(one, "zhou").result()
    ordered(40)
    evening.settle()
    hand.only(FloorScreen).show_counter()
    hand.wait_to_read("40 cups to be made · about 35 minutes")


def test_what_nobody_ordered_is_gone_and_what_nobody_paid_is_not(hand: Hand, evening: Evening) -> None:
    hand.only(FloorScreen).show_counter()
    hand.press("New, eats here")
    hand.wait_to_read("Counter 001")
    hand.key(Qt.Key.Key_Escape)
    hand.wait(
        lambda: (
            not evening.till.view.openings
            or not any(one.opening.pickup for one in evening.till.view.openings.values())
        )
    )
    hand.press("New, eats here")
    hand.wait_to_read("Counter 002")
    hand.dish("Mapo tofu")
    hand.key(Qt.Key.Key_F9)
    hand.wait(lambda: ("line", "Mapo tofu") in hand.lines())
    hand.press("More")
    hand.press("Handed over")
    hand.wait(lambda: "Number 002 is not paid yet" in hand.work._hint.words())
    hand.key(Qt.Key.Key_Escape)
    hand.wait(lambda: cards(hand) == ["Counter 002"])
    act(hand, "Counter 002", "Pay")
    hand.wait_to_read("Payment · Counter 002")


def test_the_call_screen_shows_the_latest_call_first(hand: Hand, evening: Evening) -> None:
    window = hand.work._calls
    assert isinstance(window, CallWindow)
    till = evening.till
    keys = [till.counter.open(True, "zhou").result() for _ in range(3)]
    for key in keys:
        till.send_to_kitchen(key, [dish("mapo-tofu")], "", "zhou", till.new_id()).result()
    for place, key in enumerate((keys[0], keys[2], keys[0])):
        evening.at(f"18:0{place}")
        till.counter.call(key, "zhou").result()
    hand.wait(lambda: numbers(hand) == ("001", "003"))
    assert window.shown().fresh == {"001"}  # 003 was called a minute ago
    assert window.shown().making == ("002",)


def test_forty_numbers_are_all_seen_in_turn_and_the_one_just_called_stays(
    hand: Hand, evening: Evening
) -> None:
    """As many as fit; nobody who waits for number 001 misses it because forty others are ready."""
    window, till = hand.work._calls, evening.till
    assert isinstance(window, CallWindow)
    window.resize(1024, 600)
    window.show()
    keys = [till.counter.open(True, "zhou").result() for _ in range(40)]
    for key in keys:
        till.send_to_kitchen(key, [dish("mapo-tofu")], "", "zhou", till.new_id()).result()
    for key in keys[:-1]:
        till.counter.call(key, "zhou").result()
    evening.at("18:05")
    till.counter.call(keys[-1], "zhou").result()
    hand.wait(lambda: len(window.shown().called) == 40)
    everybody = set(window.shown().called)
    assert window.shown().fresh == {"040"}
    hand.wait(window._timer.isActive)
    seen, pages = set[str](), 0
    while seen != everybody and pages < 10:
        here = window.page()
        assert here[0] == "040" and 6 < len(here) < 40 and len(set(here)) == len(here)
        seen, pages = seen | set(here), pages + 1
        window.turn()
    assert seen == everybody
    window.resize(1920, 1080)
    hand.wait(lambda: set(window.page()) == everybody and not window._timer.isActive())


def test_while_the_server_of_a_code_is_away_the_till_does_not_say_that_phones_may_order(
    hand: Hand, evening: Evening
) -> None:
    desk, window = hand.window.desk, hand.window
    evening.plug_in(online=False, since=evening.time)
    hand.wait(lambda: not desk.view.links[0].online)
    phones = PhonesSheet(desk, window)
    phones.open()
    hand.wait_to_read("Phones cannot order now")
    assert hand.reads("phones that scan this code cannot order now. Take orders by hand.")
    evening.plug_in()
    hand.wait_to_read("Phones may order")
    phones.finish()
    code = CodeSheet(desk, window, "A6")
    code.open()
    assert hand.reads("Works on any network.")
    code.finish()
    evening.plug_in(online=False, since=evening.time)
    hand.wait(lambda: not desk.view.links[0].online)
    code = CodeSheet(desk, window, "A6")
    code.open()
    assert hand.reads("huajiao.example is not reached since") and not hand.reads("Works on any network.")
    code.finish()
