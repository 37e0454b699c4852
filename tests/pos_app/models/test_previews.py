"""What the order pane shows before a round is sent is what the bill is once it is."""

import pytest

from domain.money.discounts import Discount
from domain.selling.order import CartLine
from pos_app.models.cart import Cart
from pos_app.models.open_order import open_order
from tests.pos_app.shop import BEER, FISH, RICE, TOFU, Shop

NOON = 12 * 60
PROMOTION = {"id": "p", "names": {"en": "Less 7"}, "reach": 10_000, "off": 700}
HOUSES = (
    {"promotions": [], "cover": 200},
    {"promotions": [PROMOTION], "cover": 333, "service": 1_000},
    {"promotions": [PROMOTION], "cover": 100, "tax": 825, "tax_inclusive": False, "region": "SG"},
)


def split(shop: Shop, dish: str, guests: int) -> None:
    to, now = shop.time.new_id(), shop.opening("A1")
    (line,) = [one.id for one in now.lines if one.line.dish == dish]
    shop.till.bills.split(now.opening.id, "", {line: 1_000}, guests, "zhou", to).result()


def preview(shop: Shop, *lines: CartLine) -> int:
    cart = Cart(shop.time.new_id)
    for line in lines:
        cart.add(line)
    return open_order(shop.till.view, shop.opening("A1"), cart, NOON).bill.total


@pytest.mark.parametrize("house", HOUSES)
@pytest.mark.parametrize("then", ["", "one pays", "one pays and is reversed", "less", "free", "all pay"])
def test_the_preview_of_a_round_on_a_split_bill_is_exact(
    shop: Shop, house: dict[str, object], then: str
) -> None:
    shop.publish("rules", **house)
    shop.open("A1", 4)
    shop.send("A1", FISH, TOFU, RICE, BEER)
    split(shop, "mapo-tofu", 1)
    split(shop, "lager", 1)
    opening = shop.opening("A1").opening.id
    if then.startswith("one pays"):
        shop.pay("A1")
    if then.endswith("reversed"):
        shop.till.money.reverse(opening, False, False, "wrong", "wang", shop.time.new_id()).result()
    if then == "less":
        act = shop.time.new_id()
        shop.till.bills.discount_bill(opening, Discount(rate=1_111), "agreed", "wang", act).result()
    if then == "free":
        shop.till.bills.free_bill(opening, "comp", "house", "wang", shop.time.new_id()).result()
    if then == "all pay":
        for _guest in range(3):
            shop.pay("A1")
    expected = preview(shop, TOFU, RICE, BEER)
    shop.send("A1", TOFU, RICE, BEER)
    now = shop.opening("A1")
    on = next(line.bill for order in now.orders for line in order.lines if order.id == now.orders[-1].id)
    assert now.on(on).bill.total == expected
    assert then == "free" or expected > 0
