"""What each act on a bill asks of whoever does it: the right, and how much of which limit.

The till and its sheets ask the same. What is said of a dish takes the place of what was said before, so that
a gift or a lower price is held against its limit as a whole, however many steps it came in. Taking back asks
for no limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from domain.money.discounts import Discount
from domain.money.shares import times
from domain.money.shifts import OPENED, CashMove
from domain.people.staff import Staff, role_of, within
from domain.selling.menu import Menu
from domain.selling.order import CartLine, Line
from domain.selling.price import BillFigures
from pos_app.workflows.approving import Demand

TYPED, LATE = "open_price", "off_hours"  # rights
UNKNOWN = 10**12  # minor units: what nobody knows before it is weighed is beyond any limit


class Dish(Protocol):
    """A line on a bill; ``given`` in thousandths, ``charged`` in minor units, ``listed``: the price by the
    menu, 0 if that is charged."""

    @property
    def line(self) -> Line: ...

    @property
    def given(self) -> int: ...

    @property
    def listed(self) -> int: ...

    @property
    def discount(self) -> Discount: ...

    @property
    def charged(self) -> int: ...


def to_settle_later() -> Demand:
    """That guests go and pay later is the house's risk, as an account is."""
    return Demand("account")


def charged_as(line: Line, given: int, discount: Discount) -> int:
    """What is charged for a dish of which so many thousandths are a gift, minor units."""
    gift = line.amount if given >= line.quantity else times(line.price, given)
    return line.amount - gift - discount.of(line.amount - gift)


def void_off(dish: Dish, quantity: int) -> int:
    """What so many thousandths fewer take off, minor units."""
    left = replace(dish.line, quantity=max(0, dish.line.quantity - quantity))
    return dish.charged - charged_as(left, dish.given, dish.discount)


def rights_to_sell(cart: Iterable[CartLine], menu: Menu, minute: int) -> tuple[str, ...]:
    """What a round asks for beyond selling: for prices and dishes that were typed, and for dishes that are
    sold though it is not their hour at this minute of the week."""
    typed, late = False, False
    for line in cart:
        typed = typed or bool(line.open or line.price)
        known = menu.by_id.get(line.dish)
        late = late or bool(line.off_hours and known and not menu.serves(known, minute))
    return (*((TYPED,) if typed else ()), *((LATE,) if late else ()))


def typed_sum(cart: Iterable[CartLine]) -> int:
    """What the dishes of a round come to whose price was typed, minor units: what is weighed later counts as
    one unit a piece."""
    prices = ((line, line.open.price if line.open else line.price) for line in cart)
    return sum(times(price, line.weight or line.quantity) for line, price in prices)


def to_sell(rights: Sequence[str], person: Staff | None, typed: int = 0) -> Demand:
    """Whoever sells needs these ``rights``, and those to type prices up to a limit; another one has to agree
    only to what this person may not. ``typed``: what the typed ones come to, minor units."""
    lacks = [right for right in rights if person is None or not _may_sell(person, right, typed)]
    if not lacks:
        return Demand("sell")
    bounded = TYPED in lacks
    return Demand(lacks[0], TYPED if bounded else "", typed if bounded else 0, also=tuple(lacks[1:]))


def _may_sell(person: Staff, right: str, typed: int) -> bool:
    return role_of(person).carries(right) and (right != TYPED or within(person, TYPED, typed))


def to_price_the_day(price: int) -> Demand:
    """A dish that is priced by the day costs so much of today, minor units; 0: nobody knows."""
    return Demand(TYPED, TYPED, price)


def to_void(off: int) -> Demand:
    """Dishes that come to so much go off the bill."""
    return Demand("void", "void", off, off)


def to_have_fewer(by_head: Sequence[Dish], cover: int, fewer: int) -> Demand:
    """So many guests fewer are charged: what stands ``by_head`` (in the order in which it came) for them, and
    the cover charge of each. Where nothing comes off whoever serves may say so."""
    off = cover * fewer
    for rule in {one.line.by_head for one in by_head}:
        quantity = fewer * 1000
        for one in reversed([each for each in by_head if each.line.by_head == rule]):
            part = min(quantity, one.line.quantity)
            off, quantity = off + void_off(one, part), quantity - part
    return to_void(off) if off > 0 else Demand("serve")


def to_refund(asked: int, over: int) -> Demand:
    """So much goes back, of which ``over`` had been paid beyond the bill: that was taken off before."""
    return Demand("refund", "refund", asked, max(0, asked - over))


def to_give(dish: Dish, given: int) -> Demand:
    """So many thousandths are a gift now."""
    if dish.line.awaits_weight and given:
        return Demand("gift", "gift", UNKNOWN, UNKNOWN)
    now = charged_as(dish.line, given, dish.discount)
    off, whole = dish.charged - now, charged_as(dish.line, 0, dish.discount) - now
    return Demand("gift", "gift", whole if off > 0 else 0, off)


def to_reprice(dish: Dish, price: int) -> Demand:
    """A portion, or a unit of what is weighed, costs so much now."""
    by_menu = dish.listed or dish.line.price
    if dish.line.awaits_weight and price < min(by_menu, dish.line.price):
        return Demand("reprice", "reprice", UNKNOWN, UNKNOWN)
    menu, now = (
        charged_as(replace(dish.line, price=one), dish.given, dish.discount) for one in (by_menu, price)
    )
    off = dish.charged - now
    return Demand("reprice", "reprice", max(0, menu - now) if off > 0 else 0, off)


def to_weigh(dish: Dish, weight: int) -> Demand:
    """Whoever serves weighs a dish; what has a weight already is as good as another price."""
    if dish.line.awaits_weight:
        return Demand("serve")
    off = dish.charged - charged_as(replace(dish.line, weight=weight), dish.given, dish.discount)
    return Demand("reprice", "reprice", max(0, off), off)


def to_discount(dish: Dish, discount: Discount, share: int) -> Demand:
    """A dish has this discount now, ``share`` basis points of it, or together with others of its bill."""
    off = dish.charged - charged_as(dish.line, dish.given, discount)
    return Demand("discount", "discount", share, off)


def to_discount_bill(parts: Sequence[BillFigures], off: int, share: int) -> Demand:
    """So much is off these bills together now, ``share`` basis points of them."""
    return Demand("discount", "discount", share, off - sum(one.by_hand for one in parts))


def to_free(parts: Sequence[BillFigures], free_as: str) -> Demand:
    """Nothing is charged for these bills."""
    return Demand(free_as, off=sum(one.subtotal - one.given - one.by_hand for one in parts))


def to_open_drawer(before: Iterable[CashMove], by: str, date: str) -> Demand:
    """The drawer without a sale once more than somebody has opened it so since it was handed over."""
    mine = [move for move in before if move.kind == OPENED and move.by == by and move.date == date]
    return Demand("drawer", "drawer", len(mine) + 1)
