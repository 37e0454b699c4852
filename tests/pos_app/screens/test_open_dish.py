"""What the menu does not say, at the real widgets: an open dish, an asked price, tea by head waived."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from domain.errors import Refused
from domain.money.fees import PerHead
from domain.record.plain import to_plain
from domain.selling.order import CartLine, OpenDish
from pos_app.screens.selling.open_dish import OpenDishSheet
from pos_app.screens.selling.round_sheet import AskedRoundSheet
from pos_app.workflows.book import Entry
from tests.pos_app.evening import Evening
from tests.pos_app.hand import Hand
from tests.pos_app.seafood import CRAB, offer


def test_a_dish_on_no_menu_goes_to_the_kitchen_under_its_own_name(hand: Hand, evening: Evening) -> None:
    opening = evening.open("A6", 2)
    hand.order_at("A6")
    hand.press("Open dish")
    sheet = hand.only(OpenDishSheet)
    assert not hand.button("Add ¥0.00").isEnabled()
    sheet.name.setText("Congee for the child")
    for key in "18":
        hand.button(key).click()
    assert not hand.button("Add ¥18.00").isEnabled()  # who makes it?
    hand.press("Kitchen")
    hand.press("Add ¥18.00")
    hand.wait(lambda: ("new", "Congee for the child") in hand.lines())
    hand.key(Qt.Key.Key_F9)
    hand.wait(lambda: ("line", "Congee for the child") in hand.lines())
    (line,) = evening.till.view.openings[opening].bill_lines
    assert (line.amount, line.line.station, line.line.typed) == (1_800, "kitchen", True)
    assert any("Congee for the child" in text for text in papers(evening))


def type_a_dish(hand: Hand, name: str, *keys: str) -> None:
    hand.press("Open dish")
    sheet = hand.only(OpenDishSheet)
    sheet.name.setText(name)
    for key in keys:
        hand.button(key).click()
    hand.press("Kitchen")


def test_a_waiter_s_open_dish_is_sold_once_a_manager_agrees_by_pin(hand: Hand, evening: Evening) -> None:
    opening = evening.open("A6", 2)
    hand.order_at("A6")
    hand.sign("chen")
    type_a_dish(hand, "Congee for the child", "1", "8")
    hand.wait_to_read("A manager agrees by PIN")
    hand.press("Add ¥18.00")
    hand.dish("Steamed rice")
    hand.wait(lambda: ("new", "Steamed rice") in hand.lines())
    with pytest.raises(Refused, match="not_allowed"):  # nor does a till send it that asks nobody
        evening.order("A6", CartLine("", "", open=OpenDish("Congee", 1_800, "kitchen")), by="chen")
    hand.press("Send")
    hand.wait(lambda: isinstance(hand.sheet(), AskedRoundSheet))
    assert hand.reads("Typed by hand: 1 dish") and hand.reads("On no menu")
    hand.press("Sell all the same")
    hand.pin("1111")
    hand.wait_to_read("Wrong PIN")
    assert not evening.till.view.openings[opening].orders
    hand.pin("8888")
    hand.wait(lambda: hand.sheet() is None and ("line", "Congee for the child") in hand.lines())
    (order,) = evening.till.view.openings[opening].orders
    assert [line.line.dish for line in order.lines].count("steamed-rice") == 1
    page = evening.till.people.audit("ordered", "", 0, "wang").result()
    (event,) = page.events
    assert event.body["approved"] == "wang" and event.by == "chen"


def limited(evening: Evening, most: int) -> None:
    """The owner lets cashiers type so much a round alone."""
    roles = evening.till.view.people.roles
    changed = [
        replace(one, limits={**one.limits, "open_price": most}) if one.id == "cashier" else one
        for one in roles
    ]
    evening.till.people.save_roles(changed, "wang").result()
    evening.settle()


def test_a_cashier_types_up_to_her_limit_alone_and_more_with_a_manager(hand: Hand, evening: Evening) -> None:
    """Two dishes of ¥180 are one round of ¥360: the limit is not walked around dish by dish."""
    limited(evening, 20_000)
    opening = evening.open("A6", 2)
    hand.order_at("A6")
    type_a_dish(hand, "Lobster for a friend", "1", "8", "0")
    assert not hand.reads("Alone up to ¥200.00 at a time")
    hand.press("Add ¥180.00")
    hand.press("Send")
    hand.wait(lambda: len(evening.till.view.openings[opening].orders) == 1)
    for dish_, last in (("Congee", False), ("Crab", True)):
        type_a_dish(hand, dish_, "1", "8", "0")
        assert hand.reads("Alone up to ¥200.00 at a time") == last
        hand.press("Add ¥180.00")
        hand.wait(lambda dish_=dish_: ("new", dish_) in hand.lines())  # type: ignore[misc]
    cart = tuple(CartLine("", "", open=OpenDish(name, 18_000, "kitchen")) for name in ("Congee", "Crab"))
    with pytest.raises(Refused, match="approval_needed"):  # nor does a till send it that asks nobody
        evening.order("A6", *cart)
    hand.press("Send")
    hand.wait(lambda: isinstance(hand.sheet(), AskedRoundSheet))
    assert hand.reads("What was typed comes to ¥360.00.") and hand.reads("Alone up to ¥200.00 at a time")
    hand.press("Sell all the same")
    hand.pin("8888")
    hand.wait(lambda: hand.sheet() is None and len(evening.till.view.openings[opening].orders) == 2)
    (event,) = evening.till.people.audit("ordered", "", 0, "wang").result().events[:1]
    assert (event.by, event.body["approved"]) == ("zhou", "wang")


def test_a_price_for_the_day_keeps_to_the_limit_too(hand: Hand, evening: Evening) -> None:
    offer(evening, CRAB)
    limited(evening, 5_000)
    with pytest.raises(Refused, match="approval_needed"):
        evening.till.supply.price(CRAB.id, 5_001, "zhou").result()
    evening.till.supply.price(CRAB.id, 5_000, "zhou").result()
    evening.till.supply.price(CRAB.id, 9_800, "wang").result()
    evening.settle()
    assert evening.till.view.prices[CRAB.id] == 9_800


def test_what_the_manager_does_not_want_is_dropped_and_the_rest_is_sent(hand: Hand, evening: Evening) -> None:
    opening = evening.open("A6", 2)
    hand.order_at("A6")
    hand.sign("chen")
    type_a_dish(hand, "Lobster for a friend", "1")
    hand.press("Add ¥1.00")
    hand.dish("Steamed rice")
    hand.press("Send")
    hand.press("Drop them, send the rest")
    hand.wait(lambda: hand.sheet() is None and ("line", "Steamed rice") in hand.lines())
    (order,) = evening.till.view.openings[opening].orders
    assert [line.line.dish for line in order.lines] == ["steamed-rice"]


def test_a_waiter_asks_the_price_of_crab_and_the_manager_agrees(hand: Hand, evening: Evening) -> None:
    offer(evening, CRAB)
    opening = evening.open("A6", 2)
    hand.order_at("A6")
    hand.sign("chen")
    hand.dish("Hairy crab")
    hand.wait_to_read("A manager agrees by PIN")
    for key in "98":
        hand.button(key).click()
    hand.press("For ¥98.00")
    hand.press("Send")
    hand.wait(lambda: isinstance(hand.sheet(), AskedRoundSheet))
    assert hand.reads("Price typed")
    hand.press("Sell all the same")
    hand.pin("8888")
    hand.wait(lambda: hand.sheet() is None and bool(evening.till.view.openings[opening].orders))


def papers(evening: Evening) -> list[str]:
    return [str(paper) for _station, paper in evening.papers()]


def test_the_price_of_crab_is_asked_and_it_is_ordered_by_the_piece(hand: Hand, evening: Evening) -> None:
    offer(evening, CRAB)
    evening.open("A6", 2)
    hand.order_at("A6")
    hand.dish("Hairy crab")
    hand.wait(lambda: hand.sheet() is not None)
    for key in "98":
        hand.button(key).click()
    hand.press("For ¥98.00")
    hand.wait(lambda: ("new", "Hairy crab") in hand.lines())
    (row,) = [row for row in hand.values(hand.order_list()) if row.kind == "new"]
    assert row.note == "to be weighed, ¥98 per jin"


def test_tea_by_head_is_on_the_bill_and_waived_with_a_reason(hand: Hand, evening: Evening) -> None:
    tea = PerHead("tea", {"zh-Hans": "茶位", "en": "Tea"}, 300)
    body = to_plain(evening.till.view.rules) | {"heads": to_plain((tea,))}

    def work(entry: Entry) -> None:
        entry.record("rules.published", body | {"version": body["version"] + 1})

    evening.write(work)
    opening = evening.open("A6", 4)
    hand.order_at("A6")
    hand.wait(lambda: evening.till.view.openings[opening].bill.subtotal == 1_200)
    hand.press("More")
    hand.press("Waive what is charged by head")
    assert not hand.button("Waive ¥12.00").isEnabled()
    assert not hand.reads("Guest changed their mind")
    hand.press("Brought their own")
    hand.press("Waive ¥12.00")
    hand.wait(lambda: evening.till.view.openings[opening].bill.subtotal == 0)
