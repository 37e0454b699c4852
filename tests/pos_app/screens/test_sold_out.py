"""The fish runs out on Saturday night, told at the sold-out list and the dish grid."""

from PySide6.QtWidgets import QListView

from domain.record.plain import to_plain
from domain.selling.order import CartLine
from pos_app.models.dishes import DishTile
from pos_app.models.supply_rows import SupplyRow
from pos_app.screens.selling.dish_grid import DishGrid
from pos_app.screens.selling.sold_out import SoldOutScreen
from tests.pos_app.evening import Evening
from tests.pos_app.hand import Hand
from tests.pos_app.seafood import CRAB, offer


def screen(hand: Hand) -> SoldOutScreen:
    hand.window.go("sold_out", "")
    return hand.only(SoldOutScreen)


def row(hand: Hand, name: str) -> SupplyRow | None:
    shown: QListView = hand.only(SoldOutScreen).list
    found: list[SupplyRow] = [one for one in hand.values(shown) if one.name == name]
    return found[0] if found else None


def do(hand: Hand, name: str, act: str) -> None:
    hand.act(hand.only(SoldOutScreen).list, act, lambda one: one.name == name)


def tile(hand: Hand, name: str) -> DishTile:
    found: list[DishTile] = [one for one in hand.values(hand.only(DishGrid)) if one.name == name]
    return found[0]


def test_a_dish_runs_out_is_counted_and_sold_again(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 2)
    shown = screen(hand)
    assert row(hand, "Mapo tofu") is None
    shown.search.line.setText("mapo")
    do(hand, "Mapo tofu", "Sold out")
    hand.wait(lambda: (one := row(hand, "Mapo tofu")) is not None and one.state == "Sold out today")
    hand.order_at("A6")
    assert tile(hand, "Mapo tofu").off == "sold_out"
    screen(hand)
    do(hand, "Mapo tofu", "Count")
    hand.wait(lambda: hand.sheet() is not None)
    assert not hand.button("– left today").isEnabled()
    hand.button("3").click()
    hand.press("3 left today")
    hand.wait(lambda: hand.sheet() is None)
    hand.wait(lambda: (one := row(hand, "Mapo tofu")) is not None and one.state == "3 left today")
    hand.order_at("A6")
    assert tile(hand, "Mapo tofu").left == "3 left"
    screen(hand)
    do(hand, "Mapo tofu", "Sell again")
    hand.wait(lambda: row(hand, "Mapo tofu") is None)


def test_off_sale_is_another_word_than_sold_out(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 2)
    screen(hand).search.line.setText("mapo")
    do(hand, "Mapo tofu", "Off sale")
    hand.wait(lambda: (one := row(hand, "Mapo tofu")) is not None and one.state == "Off sale until changed")
    hand.order_at("A6")
    assert tile(hand, "Mapo tofu").off_word == "Off sale"


def test_the_days_price_is_set_once_and_both_till_and_phones_have_it(hand: Hand, evening: Evening) -> None:
    offer(evening, CRAB)
    hand.wait(lambda: "crab" in hand.window.desk.view.menu.by_id)
    screen(hand)
    assert (one := row(hand, "Hairy crab")) is not None and one.state == "no price of the day yet"
    do(hand, "Hairy crab", "Price of the day")
    hand.wait(lambda: hand.sheet() is not None)
    for key in "98":
        hand.button(key).click()
    hand.press("¥98.00 today")
    hand.wait(lambda: hand.sheet() is None)
    hand.wait(lambda: (one := row(hand, "Hairy crab")) is not None and one.state == "¥98 per jin today")
    evening.open("A6", 2)
    hand.order_at("A6")
    assert tile(hand, "Hairy crab").price == "¥98/jin"


def test_a_waiter_names_the_days_price_once_the_manager_agrees_at_this_till(
    hand: Hand, evening: Evening
) -> None:
    """The cashier is at the tanks, the internet is gone: a wrong PIN first, then the right one."""
    evening.plug_in(online=False)
    offer(evening, CRAB)
    hand.wait(lambda: "crab" in hand.window.desk.view.menu.by_id)
    hand.window.desk.sign(next(one for one in evening.till.view.staff if one.role == "waiter"))
    screen(hand)
    assert (one := row(hand, "Hairy crab")) is not None
    assert [key for key, _words, _kind in one.acts] == ["price"], "what is left is not hers to say"
    do(hand, "Hairy crab", "Price of the day")
    hand.wait(lambda: hand.sheet() is not None)
    for key in "98":
        hand.button(key).click()
    assert hand.reads("Ms Wang")
    hand.press("¥98.00 today")
    hand.press("Ms Wang")
    hand.pin("0000")
    hand.wait(lambda: hand.reads("Wrong PIN"))
    assert evening.till.view.prices == {}
    hand.pin("8888")
    hand.wait(lambda: hand.sheet() is None)
    hand.wait(lambda: evening.till.view.prices == {"crab": 9_800})
    said = evening.till.people.audit("supply", "", 0, "wang").result().events
    (event,) = (one for one in said if one.kind == "price.set")
    assert (event.by, event.body["approved"]) == ("chen", "wang")


def test_a_waiter_reads_why_the_list_is_not_hers(hand: Hand, evening: Evening) -> None:
    menu = to_plain(evening.till.view.menu)
    fixed = [one for one in menu["dishes"] if not one.get("by_day")]  # whose price nobody has to say
    told = {**menu, "version": menu["version"] + 1, "dishes": fixed}
    evening.write(lambda entry: entry.record("menu.published", told))
    hand.window.desk.sign(next(one for one in evening.till.view.staff if one.role == "waiter"))
    screen(hand)
    hand.wait_to_read("Your role may not do this")


def test_the_next_business_day_begins_and_the_grid_sells_again(hand: Hand, evening: Evening) -> None:
    evening.till.supply.count("mapo-tofu", 0, "zhou").result()
    evening.open("A6", 2)
    hand.order_at("A6")
    hand.wait(lambda: tile(hand, "Mapo tofu").off == "sold_out")
    evening.time += 24 * 60 * 60_000
    hand.window.desk._timer.timeout.emit()
    hand.wait(lambda: tile(hand, "Mapo tofu").off == "")
    evening.order("A6", CartLine("mapo-tofu", "one"))
