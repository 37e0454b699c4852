"""A dish that the owner keeps out of discounts 不参与优惠: cashier and guest read why it is not cheaper."""

from dataclasses import replace

from domain.record.plain import to_plain
from domain.selling.dish_words import DishWish, words_of
from pos_app.screens.money.discount_sheet import DiscountSheet
from pos_app.workflows.dish_wishes import hear_wish
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand

FISH = "pickled-cabbage-fish"  # ¥78
SPICE = ("spice-none",)


def keep_out(evening: Evening, *dishes: str) -> None:
    """As the owner's page asks for it."""
    for one in dishes:
        before = words_of(evening.till.view.menu.dish(one))
        wish = DishWish(evening.till.new_id(), one, replace(before, full_price=True), before)
        evening.write(lambda entry, wish=wish: hear_wish(entry, to_plain(wish)))


def to_payment(hand: Hand, evening: Evening) -> str:
    """Fish and tofu at A6, no promotion and no cover charge."""
    rules = {"cover": 0, "promotions": [], "heads": [], "version": evening.till.view.rules.version + 1}
    evening.write(lambda entry: entry.record("rules.published", rules))
    opening = evening.open("A6", 2)
    evening.order("A6", dish(FISH, options=SPICE), dish("mapo-tofu"))
    desk = hand.window.desk
    hand.wait(lambda: opening in desk.view.openings and desk.view.openings[opening].bill.total == 10_600)
    hand.window.go("payment", opening)
    return opening


def printed(evening: Evening, kind: str) -> str:
    return "\n".join(str(paper) for station, paper in evening.papers() if station == kind)


def test_a_discount_leaves_the_fish_alone_and_says_so(hand: Hand, evening: Evening) -> None:
    keep_out(evening, FISH)
    opening = to_payment(hand, evening)
    hand.press("Discount")
    sheet = hand.only(DiscountSheet)
    assert sheet.subtitle.text() == "of ¥28.00\nNever reduced: Fish with pickled mustard ¥78.00"
    hand.press("Less 10%")
    hand.press("Regular guest")
    hand.press("Take off ¥2.80")
    hand.wait(lambda: hand.sheet() is None and evening.till.view.openings[opening].bill.total == 10_320)
    rows = hand.work._screens["payment"]._lines._rows.rows()  # type: ignore[attr-defined]
    assert [row.note for row in rows] == ["never reduced · Not spicy", ""]
    hand.press("Pre-bill")
    evening.settle()
    assert printed(evening, "counter").count("不参与优惠") == 1
    hand.order_at("A6")
    notes = {row.title: row.note for row in hand.values(hand.order_list())}
    assert "never reduced" in notes["Fish with pickled mustard"] and not notes["Mapo tofu"]


def test_where_nothing_is_off_nobody_reads_of_it(hand: Hand, evening: Evening) -> None:
    keep_out(evening, FISH)
    to_payment(hand, evening)
    hand.press("Pre-bill")
    evening.settle()
    assert "不参与优惠" not in printed(evening, "counter")
    hand.order_at("A6")
    assert not any("never reduced" in row.note for row in hand.values(hand.order_list()))


def test_a_bill_of_such_dishes_alone_has_nothing_to_take_off(hand: Hand, evening: Evening) -> None:
    keep_out(evening, FISH, "mapo-tofu")
    opening = to_payment(hand, evening)
    hand.press("Discount")
    hand.press("Less 10%")
    hand.press("Regular guest")
    assert not hand.button("Take off ¥0.00").isEnabled()
    hand.press("Cancel")
    assert evening.till.view.openings[opening].bill.total == 10_600
