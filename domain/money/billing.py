"""What a bill comes to: the lines that stand on it, the guests whom it charges for, and its figures."""

from __future__ import annotations

from domain.floor.openings import Opening
from domain.money.bills import Bill, bills_on
from domain.money.discounts import Discount
from domain.money.payments import Settlement
from domain.record.tables import Tables
from domain.selling.orders import OrderLine, on_bill
from domain.selling.price import BillFigures, Rules, price_order, rounded_as


def lines_on(tables: Tables, bill: str) -> list[OrderLine]:
    """The lines on a bill of which there is something left."""
    return on_bill(tables.where(OrderLine, bill=bill))


def guests_to_charge(tables: Tables, opening: Opening) -> int:
    """The guests of an opening whom no settled bill has charged a cover for."""
    return max(0, opening.guests - charged_before(tables, opening))


def charged_before(tables: Tables, opening: Opening, bill: str = "") -> int:
    """The guests whom settled bills of an opening, all but this one, have charged a cover for."""
    others = [one.id for one in bills_on(tables, opening.id) if one.id != bill]
    settled = [tables.get(Settlement, id) for id in others]
    return sum(one.bill.get("guests", 0) for one in settled if one)


def figures_of(
    tables: Tables, opening: Opening, bill: Bill, rules: Rules, discount: Discount | None = None
) -> BillFigures:
    """A bill now, by the one price rule; or with another ``discount`` on the whole.

    What was settled stands in its settlement: of that this gives the shares of the lines.
    """
    settled = tables.get(Settlement, bill.id)
    guests = settled.bill.get("guests", 0) if settled else guests_to_charge(tables, opening)
    agreed = bill.discount if discount is None else discount
    figures = price_order(lines_on(tables, bill.id), guests, rules, agreed)
    return rounded_as(figures, settled.bill.get("rounding", 0) if settled else 0, rules)


def opening_total(tables: Tables, opening: Opening, rules: Rules) -> int:
    """What all bills of an opening come to, settled and open ones, in minor units."""
    total = 0
    for bill in bills_on(tables, opening.id):
        settled = tables.get(Settlement, bill.id)
        total += settled.total if settled else figures_of(tables, opening, bill, rules).total
    return total
