"""Several orders that are paid first 先付, in one payment: which, and what they come to so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.floor.openings import Opening
from domain.money.billing import figures_among, guests_on, lines_on, rules_for
from domain.money.bills import FOLLOWS, Bill, family_of
from domain.money.payments import begun, open_bills
from domain.money.seen_money import SeenMoney, dishes_seen
from domain.record.plain import from_plain
from domain.record.rows import Document
from domain.record.tables import Tables
from domain.selling.price import Rules
from domain.selling.unpaid import unpaid_bills


def see_together(tables: Tables, opening: Opening) -> SeenMoney | None:
    """All of an opening's unpaid orders for which nobody pays yet, as if they stood on the first one's bill,
    which is also what one payment makes of them; None for less than two."""
    alone = unpaid_bills(tables)
    bills = [bill for bill in open_bills(tables, opening.id) if bill.id in alone and _plain(tables, bill)]
    return money_together(tables, opening, bills) if len(bills) > 1 else None


def money_together(tables: Tables, opening: Opening, bills: Sequence[Bill]) -> SeenMoney:
    """What bills come to on the first of them."""
    document = tables.get(Document, "rules")
    rules = from_plain(Rules, document.body) if document else Rules()
    target, *others = bills
    rows = sorted((row for bill in bills for row in lines_on(tables, bill.id)), key=lambda row: row.id)
    guests = guests_on(tables, opening, target)
    if target.guests != FOLLOWS:
        guests += sum(max(0, bill.guests) for bill in others)
    figures = figures_among([target], [rows], [guests], 0, rules_for(opening, rules))
    return SeenMoney(
        target.id,
        figures.total,
        dishes=dishes_seen(rows, figures),
        also=tuple(bill.id for bill in others),
    )


def _plain(tables: Tables, bill: Bill) -> bool:
    """Whether it can stand with others: nothing is agreed about it, and nobody pays it."""
    agreed = replace(bill, guests=FOLLOWS, shown=0, shown_at=0, times_shown=0) != Bill(bill.id, bill.opening)
    waits = any(row.line.awaits_weight for row in lines_on(tables, bill.id))
    return not (agreed or waits or begun(tables, bill.opening, bill.id)) and len(family_of(tables, bill)) == 1
