"""What was sold of each dish on a business day 菜品销量: the dishes behind the figures of an X or a Z.

A dish counts on the day its bill is settled, and what a bill was that is reversed goes off on the day of
that: so the amounts of all dishes are the subtotals of the day's bills less those of the bills reversed on
it, and what was paid is what these bills came to without cover charge and minimum spend. Money that goes back
by refund is in no dish's amount; how much of a dish it was for stands beside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from domain.money.adjustments import VOIDED, Adjustment
from domain.money.billing import lines_on
from domain.money.borne import borne_on
from domain.money.refund_rows import Refund
from domain.money.reversal_rows import Reversal
from domain.money.settled import Settlement
from domain.record.tables import Tables
from domain.selling.menu import Menu
from domain.selling.order import Line
from domain.selling.order_rows import OrderLine

Names = Mapping[str, str]
Key = tuple[str, str, tuple[tuple[str, str], ...]]
COUNTED = ("quantity", "given", "voided", "refunded", "weight", "amount", "paid")


@dataclass(frozen=True, slots=True)
class DishSum:
    """A dish in one size. ``quantity``: thousandths sold, of which ``given`` were a gift; ``voided`` ones
    were taken off bills 退菜 on the day, ``refunded`` ones were paid back. ``weight``: thousandths of its
    ``unit``, if it is weighed. ``amount``: minor units before anything was taken off; ``paid``: what guests
    paid of it, with its share of service, packing, added tax, discounts and rounding. ``category``: its first
    on the menu, {} if none.
    """

    dish: str
    names: Names
    spec: str = ""
    spec_names: Names = field(default_factory=dict)
    category: Names = field(default_factory=dict)
    quantity: int = 0
    amount: int = 0
    paid: int = 0
    given: int = 0
    voided: int = 0
    refunded: int = 0
    weight: int = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class CategorySum:
    """The dishes of a category, those that brought most first."""

    names: Names
    dishes: Sequence[DishSum]

    @property
    def quantity(self) -> int:
        """Thousandths."""
        return sum(one.quantity for one in self.dishes)

    @property
    def amount(self) -> int:
        """Minor units before anything was taken off."""
        return sum(one.amount for one in self.dishes)

    @property
    def paid(self) -> int:
        """Minor units."""
        return sum(one.paid for one in self.dishes)


def by_category(dishes: Iterable[DishSum]) -> tuple[CategorySum, ...]:
    """In the order of ``dishes_of``."""
    return tuple(CategorySum(names, tuple(of)) for names, of in groupby(dishes, key=lambda one: one.category))


def dishes_of(tables: Tables, date: str, menu: Menu) -> tuple[DishSum, ...]:
    """All dishes of a business day, by the order of the menu's categories, what stands in none last."""
    sums: dict[Key, Counter[str]] = {}
    last: dict[Key, Line] = {}
    for row, told in _moves(tables, date):
        off_menu = row.dish not in menu.by_id
        key = row.dish, row.line.spec, tuple(sorted(row.line.names.items())) if off_menu else ()
        sums.setdefault(key, Counter()).update(told)
        last[key] = row.line
    place = {one.id: place for place, one in enumerate(menu.categories)}
    found = []
    for key, counted in sums.items():
        if not any(counted.values()):
            continue
        dish = menu.by_id.get(key[0])
        category = next((id for id in dish.categories if id in place), "") if dish else ""
        found.append((place.get(category, len(place)), _sum(last[key], counted, menu, category)))
    found.sort(key=lambda one: (one[0], -one[1].amount, one[1].dish, one[1].spec))
    return tuple(one for _place, one in found)


def _sum(line: Line, counted: Mapping[str, int], menu: Menu, category: str) -> DishSum:
    names = next((one.names for one in menu.categories if one.id == category), {})
    figures = {name: counted.get(name, 0) for name in COUNTED}
    unit = line.unit if figures["weight"] else ""
    return DishSum(line.dish, line.names, line.spec, line.spec_names, names, unit=unit, **figures)


def _moves(tables: Tables, date: str) -> Iterator[tuple[OrderLine, Mapping[str, int]]]:
    """Lines, and what to add for them."""
    for settled in tables.where(Settlement, date=date):
        yield from _of_bill(tables, settled, 1)
    for reversal in tables.where(Reversal, date=date):
        gone = tables.get(Settlement, reversal.bill)
        if gone is not None:
            yield from _of_bill(tables, gone, -1)
    for change in tables.where(Adjustment, date=date):
        row = tables.get(OrderLine, change.line) if change.kind == VOIDED else None
        if row is not None:
            yield row, {"voided": 1_000 if row.line.weight else change.quantity}
    for refund in tables.where(Refund, date=date):
        for id, quantity in refund.lines.items():
            row = tables.get(OrderLine, id)
            if row is not None:
                yield row, {"refunded": quantity}


def _of_bill(tables: Tables, settled: Settlement, sign: int) -> Iterator[tuple[OrderLine, Mapping[str, int]]]:
    rows, borne = lines_on(tables, settled.id), borne_on(tables, settled)
    for row in rows:
        told = {
            "quantity": row.quantity,
            "given": min(row.given, row.quantity),
            "weight": row.line.weight,
            "amount": row.amount,
            "paid": row.charged if borne is None else borne.get(row.id, 0),
        }
        yield row, {name: sign * figure for name, figure in told.items() if figure}
