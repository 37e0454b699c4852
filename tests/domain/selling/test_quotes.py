"""What a guest was shown is what the guest pays, or the till asks again."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.record.canonical import canonical, parse
from domain.record.plain import to_plain
from domain.selling.menu import Menu
from domain.selling.order import CartLine, take_cart
from domain.selling.price import Rules, price_order
from domain.selling.request import (
    QUOTE_HOLDS,
    OrderRequest,
    Quote,
    agreed,
    digest,
    is_fresh,
    line_amounts,
    quote_cart,
    read_request,
)
from domain.supply.stock import Stock
from tests.carts import NOON, carts, demo_menu, demo_rules, odd_carts

AT = 1_790_000_000_000
MENU, RULES = demo_menu(), demo_rules()


def quoted(cart: tuple[CartLine, ...], stock: Stock | None = None) -> Quote:
    return quote_cart(MENU, RULES, stock or Stock(), cart, (), 2, NOON, AT).quote


@given(carts(MENU), carts(MENU), st.integers(1, 9))
def test_a_quote_is_the_bill_that_the_till_will_make(
    before: tuple[CartLine, ...], cart: tuple[CartLine, ...], guests: int
) -> None:
    ordered, _ = take_cart(MENU, Stock(), before, NOON)
    quote = quote_cart(MENU, RULES, Stock(), cart, ordered, guests, NOON, AT)
    lines, _ = take_cart(MENU, Stock(), cart, NOON)
    assert quote.bill == price_order([*ordered, *lines], guests, RULES)
    assert quote.quote.total == quote.bill.total
    assert quote.quote.amounts == tuple(line.amount for line in lines)


@given(odd_carts(MENU))
def test_refused_lines_are_marked_in_their_place(cart: tuple[CartLine, ...]) -> None:
    quote = quote_cart(MENU, RULES, Stock(), cart, (), 2, NOON, AT)
    out = {line.index for line in quote.refused}
    assert len(quote.quote.amounts) == len(cart)
    assert {place for place, amount in enumerate(quote.quote.amounts) if amount == -1} == out
    assert sum(amount for amount in quote.quote.amounts if amount >= 0) == quote.bill.subtotal


@pytest.mark.parametrize(
    ("menu", "rules", "later", "fresh"),
    [
        (1, 1, 0, True),
        (1, 1, QUOTE_HOLDS, True),
        (1, 1, QUOTE_HOLDS + 1, False),
        (1, 1, -QUOTE_HOLDS - 1, False),
        (2, 1, 0, False),
        (1, 2, 0, False),
    ],
)
def test_a_quote_holds_five_minutes_while_menu_and_rules_stand(
    menu: int, rules: int, later: int, fresh: bool
) -> None:
    quote = Quote(1, 1, NOON, AT, (1_000,), 1_000)
    now_menu = Menu(menu, (), (), ())
    assert is_fresh(quote, now_menu, Rules(version=rules), AT + later) is fresh


@pytest.mark.parametrize(
    ("shown", "now", "fine"),
    [
        ((1_000, 500), (1_000, 500), True),
        ((1_000, 500), (1_000, -1), True),  # sold out meanwhile: refused by name
        ((1_000, 500), (-1, -1), True),
        ((1_000, 500), (1_000, 501), False),
        ((1_000, 500), (1_000, 499), False),
        ((1_000, -1), (1_000, 500), False),  # was refused, so its price was never shown
        ((1_000, -1), (1_000, -1), True),
        ((1_000,), (1_000, 500), False),
        ((1_000, 500), (1_000,), False),
    ],
)
def test_each_line_costs_what_the_guest_was_shown(
    shown: tuple[int, ...], now: tuple[int, ...], fine: bool
) -> None:
    assert agreed(Quote(1, 1, NOON, AT, shown, 0), now) is fine


@given(carts(MENU))
def test_dishes_that_others_add_do_not_spoil_a_quote(cart: tuple[CartLine, ...]) -> None:
    quote = quoted(cart)
    lines, refused = take_cart(MENU, Stock(), cart, NOON)
    assert agreed(quote, line_amounts(len(cart), lines, refused))


# ------------------------------------------------------------------ requests

ID = "0190" + "0" * 28
CART = (CartLine("mapo-tofu", "one"), CartLine("steamed-rice", "one", 2_000))
REQUEST = OrderRequest(ID, "A1", "phone-of-guest", CART, Quote(1, 1, NOON, AT, (3_200, 600), 4_200))


@pytest.mark.parametrize(
    "other",
    [
        replace(REQUEST, lines=CART[:1]),
        replace(REQUEST, lines=CART[::-1]),
        replace(REQUEST, table="A2"),
        replace(REQUEST, phone="phone-of-another"),
        replace(REQUEST, guests=5),
        replace(REQUEST, remark="faster"),
        replace(REQUEST, opening="o", secret="s"),
        replace(REQUEST, quote=replace(REQUEST.quote, amounts=(3_200, 700))),
        replace(REQUEST, quote=replace(REQUEST.quote, menu=2)),
    ],
)
def test_what_the_guest_decided_makes_a_request_another_one(other: OrderRequest) -> None:
    assert digest(other) != digest(REQUEST)


@given(st.integers(), st.integers())
def test_a_fresher_quote_of_the_same_is_the_same_request(at: int, minute: int) -> None:
    assert digest(replace(REQUEST, quote=replace(REQUEST.quote, at=at, minute=minute))) == digest(REQUEST)


def test_a_request_comes_over_the_wire_whole() -> None:
    assert read_request(parse(canonical(to_plain(REQUEST)))) == REQUEST


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": "x"}, "unreadable"),
        ({"id": "A" * 32}, "unreadable"),
        ({"phone": "short"}, "unreadable"),
        ({"phone": "x" * 65}, "unreadable"),
        ({"lines": "mapo-tofu"}, "unreadable"),
        ({"lines": [{"dish": "mapo-tofu"}]}, "unreadable"),
        ({"quote": None}, "unreadable"),
        ({"remark": "\ud800"}, "unreadable"),
        ({"remark": "x" * 201}, "remark_too_long"),
        ({"guests": -1}, "bad_guests"),
        ({"guests": 100}, "bad_guests"),
    ],
    ids=repr,
)
def test_a_request_out_of_shape_is_refused(change: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused, match=code):
        read_request({**to_plain(REQUEST), **change})
