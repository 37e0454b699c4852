"""The one bill: each figure on it is the sum of its shares, whatever the rules of the house."""

from dataclasses import dataclass, replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from domain.money.discounts import NO_DISCOUNT, Discount
from domain.money.fees import TaxClass, told
from domain.money.shares import share
from domain.selling.order import CartLine, take_cart
from domain.selling.price import (
    BillFigures,
    Rules,
    Threshold,
    best_promotion,
    bill_facts,
    bill_to_pay,
    next_promotion,
    price_order,
)
from domain.supply.stock import Stock
from tests.carts import NOON, carts, demo_menu, demo_rules


@dataclass(frozen=True)
class Dish:
    amount: int
    reduction: int = 0
    full_price: bool = False
    boxes: int = 0
    tax_class: str = ""
    limited: tuple[int, ...] = ()


def dish(amount: int, given: int, full_price: bool, boxes: int, tax_class: str) -> Dish:
    """Of its amount so many hundredths are given away."""
    return Dish(amount, amount * given // 100, full_price, boxes, tax_class)


classes = st.sampled_from(("", "wine", "books"))
some_given = st.just(0) | st.integers(0, 100)
dishes = st.lists(
    st.builds(dish, st.integers(0, 100_000), some_given, st.booleans(), st.integers(0, 3), classes),
    max_size=20,
)
discounts = st.one_of(
    st.just(NO_DISCOUNT),
    st.builds(Discount, rate=st.integers(0, 10_000)),
    st.builds(Discount, off=st.integers(0, 500_000)),
    st.just(Discount(free=True)),
)
promotions = st.lists(
    st.builds(Threshold, st.uuids().map(str), st.just({}), st.integers(0, 60_000), st.integers(0, 40_000)),
    max_size=4,
).map(tuple)
rules = st.builds(
    Rules,
    version=st.just(1),
    cover=st.integers(0, 2_000),
    promotions=promotions,
    service=st.integers(0, 3_000),
    tax=st.integers(0, 2_500),
    tax_inclusive=st.booleans(),
    region=st.sampled_from(("CN", "HK")),
    packing=st.integers(0, 300),
    minimum=st.integers(0, 10_000),
    rounding=st.sampled_from((0, 5, 10, 100)),
    rounding_cash=st.booleans(),
    tax_classes=st.lists(
        st.builds(TaxClass, st.just("wine"), st.just({}), st.integers(0, 2_500)), max_size=1
    ).map(tuple),
)
guests = st.integers(1, 99)


@given(dishes, guests, rules, discounts)
def test_each_figure_is_the_sum_of_its_shares(
    lines: list[Dish], people: int, house: Rules, agreed: Discount
) -> None:
    bill = price_order(lines, people, house, agreed)
    parts = [*bill.lines, bill.fees]
    assert len(bill.lines) == len(lines)
    assert [part.gross for part in bill.lines] == [line.amount for line in lines]
    assert sum(part.gross for part in bill.lines) == bill.subtotal
    assert sum(part.reduction for part in parts) == bill.reduction - max(0, -bill.rounding)
    assert sum(part.packing for part in parts) == bill.packing
    assert sum(part.rounding for part in parts) == bill.rounding
    assert sum(one.amount for one in bill.taxes) == bill.tax
    assert sum(part.service for part in parts) == bill.service
    assert sum(part.tax for part in parts) == bill.tax
    assert sum(part.total for part in parts) == bill.total
    assert bill.receivable - bill.reduction == bill.total


@given(dishes, guests, rules, discounts)
def test_a_bill_is_its_own_arithmetic(lines: list[Dish], people: int, house: Rules, agreed: Discount) -> None:
    """Written out once more, without sharing anything."""
    bill = price_order(lines, people, house, agreed)
    subtotal, own = sum(line.amount for line in lines), sum(line.reduction for line in lines)
    rest = sum(line.amount - line.reduction for line in lines if not line.full_price)
    promoted = max((p.off for p in house.promotions if p.reach <= rest and p.off <= rest), default=0)
    by_hand = min(
        rest - promoted, agreed.off + round_half_up(Fraction((rest - promoted) * agreed.rate, 10_000))
    )
    off = subtotal if agreed.free else own + promoted + by_hand
    service = round_half_up(Fraction((subtotal - off) * house.service, 10_000))
    charged = bool(lines) and not agreed.free
    cover = people * house.cover if charged else 0
    packing = sum(line.boxes for line in lines) * house.packing if charged else 0
    lacking = max(0, house.minimum * people - (subtotal - off)) if charged else 0
    minimum = 0 if house.region == "CN" else lacking
    assert (bill.given, bill.promoted) == (own, 0 if agreed.free else promoted)
    assert (bill.subtotal, bill.service, bill.cover) == (subtotal, service, cover)
    assert (bill.packing, bill.minimum) == (packing, minimum)
    assert bill.reduction == off + max(0, -bill.rounding)
    before = subtotal - off + service + cover + packing + minimum
    exact = before if house.tax_inclusive else before + bill.tax
    assert bill.total == exact + bill.rounding
    for one in bill.taxes:
        rate = Fraction(one.rate, 10_000)
        assert one.amount == round_half_up(
            one.base * rate / (1 + rate) if house.tax_inclusive else one.base * rate
        )
    if not house.rounding or house.rounding_cash:
        assert bill.rounding == 0
    else:
        assert bill.total % house.rounding == 0
        assert -house.rounding < bill.rounding <= (0 if house.region == "CN" else house.rounding // 2)


@given(dishes, guests, rules, discounts)
def test_what_is_told_between_dishes_and_total_adds_up(
    lines: list[Dish], people: int, house: Rules, agreed: Discount
) -> None:
    """So that till, phone, paper and the owner's page leave nothing unsaid."""
    bill = price_order(lines, people, house, agreed)
    added = 0 if house.tax_inclusive else bill.tax
    assert bill.subtotal + sum(one.amount for one in told(bill_facts(bill))) + added == bill.total


@given(dishes, guests, rules, st.integers(0, 50_000))
def test_cash_rounds_what_is_left_and_no_other_money_does(
    lines: list[Dish], people: int, house: Rules, part: int
) -> None:
    bill = price_order(lines, people, house)
    paid = min(part, bill.total)
    assert bill_to_pay(bill, paid, False, house) == bill
    cash = bill_to_pay(bill, paid, True, house)
    due = cash.total - paid
    assert sum(part.total for part in (*cash.lines, cash.fees)) == cash.total
    if house.rounding and house.rounding_cash and due != bill.total - paid:
        assert due % house.rounding == 0 and due > 0
        assert cash.rounding == cash.total - bill.total


def test_wine_is_taxed_at_its_own_rate() -> None:
    house = Rules(tax=600, tax_inclusive=False, tax_classes=(TaxClass("wine", {}, 1_300),))
    bill = price_order([Dish(10_000), Dish(10_000, tax_class="wine")], 2, house)
    assert [part.tax for part in bill.lines] == [600, 1_300]
    assert bill_facts(bill)["taxes"] == [
        {"rate": 1_300, "base": 10_000, "amount": 1_300},
        {"rate": 600, "base": 10_000, "amount": 600},
    ]


def test_no_guest_in_mainland_china_is_made_to_spend_a_minimum() -> None:
    abroad = price_order([Dish(3_000)], 2, Rules(minimum=5_000, region="HK"))
    assert (abroad.minimum, abroad.total) == (7_000, 10_000)
    assert price_order([Dish(3_000)], 2, Rules(minimum=5_000)).total == 3_000


def test_mainland_china_rounds_down_and_others_to_the_nearest() -> None:
    assert price_order([Dish(10_098)], 1, Rules(rounding=10)).total == 10_090
    assert price_order([Dish(10_098)], 1, Rules(rounding=10, region="HK")).total == 10_100
    assert price_order([Dish(10_093)], 1, Rules(rounding=10, region="HK")).reduction == 3


@given(dishes, guests, rules, discounts)
def test_no_dish_bears_less_than_nothing(
    lines: list[Dish], people: int, house: Rules, agreed: Discount
) -> None:
    bill = price_order(lines, people, house, agreed)
    for part in (*bill.lines, bill.fees):
        assert min(part.reduction, part.service, part.packing, part.tax, part.total) >= 0


@given(dishes, guests, rules, st.data())
def test_a_split_bill_adds_up_to_the_whole(
    lines: list[Dish], people: int, house: Rules, data: st.DataObject
) -> None:
    """Guests who each pay for some dishes and an equal part of the cover pay the bill together."""
    bill = price_order(lines, people, house)
    payers = data.draw(st.integers(1, 6))
    owners = [data.draw(st.integers(0, payers - 1)) for _ in lines]
    fees = share(bill.fees.total, [1] * payers)
    sums = [
        fee + sum(part.total for part, owner in zip(bill.lines, owners, strict=True) if owner == payer)
        for payer, fee in enumerate(fees)
    ]
    assert sum(sums) == bill.total


@given(st.integers(0, 60_000), rules)
def test_the_best_promotion_is_the_one_that_takes_most_off(subtotal: int, house: Rules) -> None:
    reached = [p.off for p in house.promotions if p.reach <= subtotal and 0 < p.off <= subtotal]
    best = best_promotion(house, subtotal)
    assert (best.off if best else None) == (max(reached) if reached else None)


@given(st.integers(0, 60_000), rules)
def test_the_next_promotion_is_the_nearest_that_gives_more(subtotal: int, house: Rules) -> None:
    present = best_promotion(house, subtotal)
    ahead = next_promotion(house, subtotal)
    better = [p for p in house.promotions if p.reach > subtotal and p.off > (present.off if present else 0)]
    assert (ahead.reach if ahead else None) == min((p.reach for p in better), default=None)
    assert ahead is None or ahead in better


def test_two_hundred_yuan_take_twenty_off_from_the_last_fen_on() -> None:
    house = demo_rules()
    assert price_order([Dish(19_999)], 2, house).total == 19_999 + 400
    assert price_order([Dish(20_000)], 2, house).total == 18_000 + 400


def test_a_table_without_dishes_owes_nothing() -> None:
    bill = price_order([], 8, replace(demo_rules(), service=1_000, tax_inclusive=False))
    assert bill.total == bill.cover == bill.tax == 0


def test_tax_added_on_top_is_part_of_the_total() -> None:
    bill = price_order([Dish(10_000)], 1, Rules(cover=100, service=1_000, tax=825, tax_inclusive=False))
    assert (bill.service, bill.cover, bill.tax, bill.total) == (1_000, 100, 916, 12_016)


def test_tax_within_the_price_changes_nothing_that_is_paid() -> None:
    bill = price_order([Dish(10_600)], 1, Rules(tax=600))
    assert (bill.tax, bill.total) == (600, 10_600)


@given(carts(demo_menu()), guests)
def test_the_frozen_figures_are_those_of_the_bill(cart: tuple[CartLine, ...], people: int) -> None:
    lines, _ = take_cart(demo_menu(), Stock(), cart, NOON)
    bill = price_order(lines, people, demo_rules())
    facts = bill_facts(bill)
    assert {name: facts[name] for name in ("subtotal", "cover", "service", "reduction", "tax", "total")} == {
        "subtotal": bill.subtotal,
        "cover": people * 200,
        "service": 0,
        "reduction": 2_000 if bill.subtotal >= 20_000 else 0,
        "tax": bill.tax,
        "total": bill.total,
    }
    assert isinstance(bill, BillFigures)


def round_half_up(exact: Fraction) -> int:
    return int((2 * exact + 1) // 2)
