"""The parts of a bill agree with the whole to the last unit, whatever the house charges beside the dishes."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from domain.money.discounts import Discount
from domain.money.fees import TaxClass
from domain.money.splitting import parts_of
from domain.selling.price import Rules, Threshold, bill_facts, price_order


@dataclass(frozen=True)
class Dish:
    amount: int
    reduction: int = 0
    full_price: bool = False
    boxes: int = 0
    tax_class: str = ""
    limited: tuple[int, ...] = ()


dishes = st.builds(
    lambda amount, part, full, boxes, tax: Dish(amount, amount * part // 4, full, boxes, tax),
    st.integers(0, 30_000),
    st.integers(0, 4),
    st.booleans(),
    st.integers(0, 2),
    st.sampled_from(["", "drinks"]),
)
rules = st.builds(
    Rules,
    cover=st.integers(0, 300),
    promotions=st.just((Threshold("p", {"en": "off"}, 10_000, 1_999),)),
    service=st.integers(0, 1_500),
    tax=st.integers(0, 2_000),
    tax_inclusive=st.booleans(),
    packing=st.integers(0, 150),
    minimum=st.integers(0, 20_000),
    rounding=st.sampled_from([0, 10, 100]),
    region=st.sampled_from(["CN", "DE"]),
    tax_classes=st.just((TaxClass("drinks", {"en": "Drinks"}, 700),)),
)


@given(
    st.lists(st.tuples(st.lists(dishes, max_size=4), st.integers(0, 4)), min_size=2, max_size=4),
    rules,
    st.builds(Discount, rate=st.integers(0, 9_000)),
)
def test_the_parts_of_a_bill_add_up_to_the_whole(
    parts: list[tuple[list[Dish], int]], house: Rules, discount: Discount
) -> None:
    lines, guests = [one for one, _ in parts], [count for _, count in parts]
    whole = price_order([line for some in lines for line in some], sum(guests), house, discount)
    found = parts_of(whole, lines, guests, house.tax_inclusive)
    for name in ("subtotal", "cover", "service", "packing", "minimum", "given", "by_hand", "rounding"):
        assert sum(getattr(part, name) for part in found) == getattr(whole, name), name
    for name in ("tax", "total", "guests"):
        assert sum(getattr(part, name) for part in found) == getattr(whole, name), name
    assert sum(bill_facts(part)["total"] for part in found) == whole.total
    assert [line for part in found for line in part.lines] == list(whole.lines)


@given(
    st.lists(st.lists(dishes, min_size=1, max_size=4), min_size=2, max_size=4),
    rules,
    st.builds(Discount, rate=st.integers(0, 9_000)),
    st.one_of(
        st.builds(Discount, off=st.integers(0, 50_000)), st.builds(Discount, rate=st.integers(0, 10_000))
    ),
    st.integers(0, 2),
)
def test_what_the_unpaid_parts_share_is_the_discount_to_the_last_unit_and_the_paid_ones_bear_none_of_it(
    parts: list[list[Dish]], house: Rules, before: Discount, late: Discount, paid: int
) -> None:
    paid = min(paid, len(parts) - 1)
    every = [line for some in parts for line in some]
    first = sum(len(some) for some in parts[:paid])
    places = list(range(first, len(every)))
    guests = [1] * len(parts)
    whole = price_order(every, sum(guests), house, before, [(late, places)])
    none = price_order(every, sum(guests), house, before, [(Discount(), places)])
    found = parts_of(whole, parts, guests, house.tax_inclusive)
    pairs = zip(every, none.lines, strict=True)
    left = [0 if line.full_price else share.gross - share.reduction for line, share in pairs]
    assert sum(part.by_hand for part in found[paid:]) == late.of(sum(left[first:]))
    assert sum(part.by_hand for part in found[:paid]) == sum(one.by_hand for one in none.lines[:first])
    assert sum(part.total for part in found) == whole.total
    assert all(share.reduction <= share.gross for share in whole.lines)
