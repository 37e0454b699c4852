"""What a bill comes to: the lines that stand on it, the guests whom it charges for, and its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.floor.openings import Opening
from domain.money.bills import FOLLOWS, Bill, family_of, standing_bills
from domain.money.borne import borne_on, told_borne
from domain.money.discounts import Discount
from domain.money.fees import Taxed
from domain.money.payments import Settlement
from domain.money.settled import charges_for, tellings
from domain.money.shares import share
from domain.money.splitting import parts_of
from domain.record.plain import from_plain
from domain.record.tables import Tables
from domain.selling.orders import OrderLine, on_bill
from domain.selling.price import SHARES, BillFigures, Priced, Rules, price_order, rounded_as


def lines_on(tables: Tables, bill: str) -> list[OrderLine]:
    """The lines on a bill of which there is something left."""
    return on_bill(tables.where(OrderLine, bill=bill))


def guests_to_charge(tables: Tables, opening: Opening) -> int:
    """The guests of an opening whom no settled bill, and no part of a split one, charges a cover for."""
    return max(0, opening.guests - charged_before(tables, opening))


def charged_before(tables: Tables, opening: Opening, bill: str = "") -> int:
    """The guests whom other bills of an opening charge for: the settled ones, and parts of a split one."""
    return sum(_own_guests(tables, one) for one in standing_bills(tables, opening.id) if one.id != bill)


def _own_guests(tables: Tables, bill: Bill) -> int:
    settled = tables.get(Settlement, bill.id)
    if settled:
        return int(settled.bill.get("guests", 0))
    return 0 if charges_for(tables, bill) else max(0, bill.guests)


def guests_on(tables: Tables, opening: Opening, bill: Bill) -> int:
    """The guests whom a bill charges for."""
    if bill.guests == FOLLOWS and tables.get(Settlement, bill.id) is None:
        return guests_to_charge(tables, opening)
    return _own_guests(tables, bill)


def rules_for(opening: Opening, rules: Rules) -> Rules:
    """The store's rules for an opening: who fetches the dishes at the counter pays no service charge."""
    return replace(rules, service=0) if opening.pickup else rules


def figures_of(
    tables: Tables, opening: Opening, bill: Bill, rules: Rules, discount: Discount | None = None
) -> BillFigures:
    """A bill now, by the one price rule; or with another ``discount`` on the whole, of a split one on all
    that is not paid of it.

    What was settled stands in its settlement: of that this gives the shares of the lines. A bill that was
    split bears its share of the whole, unless nothing is charged for it.
    """
    family = family_of(tables, bill)
    place = family.index(bill)
    lines = [lines_on(tables, one.id) for one in family]
    guests = [guests_on(tables, opening, one) for one in family]
    if discount is not None:
        family = [with_discount(tables, one, discount, len(family)) for one in family]
    rules = rules_for(opening, rules)
    figures = figures_among(family, lines, guests, place, rules)
    if family[place].part_is_free:
        return figures
    settled = tables.get(Settlement, bill.id)
    if settled is None:
        return figures
    return _as_settled(
        tables, rounded_as(figures, settled.bill.get("rounding", 0), rules), settled, lines[place]
    )


def figures_among(
    family: Sequence[Bill],
    lines: Sequence[Sequence[Priced]],
    guests: Sequence[int],
    place: int,
    rules: Rules,
) -> BillFigures:
    """One of the bills that are priced together: each with its lines, and the guests whom it charges for."""
    if family[place].part_is_free:  # the other parts stay as they are
        return price_order(lines[place], guests[place], rules, family[place].late)
    every = [line for some in lines for line in some]
    figures = price_order(every, sum(guests), rules, family[0].discount, late_discounts(family, lines))
    return parts_of(figures, lines, guests, rules.tax_inclusive)[place] if len(family) > 1 else figures


def with_discount(tables: Tables, bill: Bill, discount: Discount, parts: int) -> Bill:
    """A bill, one of so many that were split, as if this were agreed on all of them that is not paid."""
    if parts == 1:
        return replace(bill, discount=discount, shared="")
    if tables.get(Settlement, bill.id) is not None:
        return bill
    return replace(bill, late=discount, shared="this")


def late_discounts(
    family: Sequence[Bill], lines: Sequence[Sequence[Priced]]
) -> list[tuple[Discount, list[int]]]:
    """The discounts that parts of a split bill share, with the places of their lines among all."""
    found: dict[str, tuple[Discount, list[int]]] = {}
    first = 0
    for bill, mine in zip(family, lines, strict=True):
        if bill.shared and not bill.part_is_free:
            found.setdefault(bill.shared, (bill.late, []))[1].extend(range(first, first + len(mine)))
        first += len(mine)
    return list(found.values())


FROZEN = ("guests", "subtotal", "cover", "service", "packing", "minimum", "reduction", "given", "by_hand")


def _as_settled(
    tables: Tables, figures: BillFigures, settled: Settlement, lines: Sequence[OrderLine]
) -> BillFigures:
    """What was paid stays so when the house's rules have changed since: its sums are those of its settlement,
    and so is what each line bears of them.

    Facts of release 0.1.0 do not tell that: those lines bear what they would by the present rules, in
    proportion.
    """
    said, told = settled.bill, _borne(tables, settled, lines)
    kept = said.get(SHARES) if told is None else [told.get(line.id, 0) for line in lines]
    if kept is not None:
        kept = kept or [line.charged for line in lines]
    if kept is not None and len(kept) == len(lines) and sum(kept) <= settled.total:
        totals = (*kept, settled.total - sum(kept))
    elif figures.total == settled.total and all(
        getattr(figures, name) == said.get(name, 0) for name in FROZEN
    ):
        return figures
    else:
        totals = share(settled.total, [part.total for part in (*figures.lines, figures.fees)])
    parts = (*figures.lines, figures.fees)
    borne = [replace(part, total=total) for part, total in zip(parts, totals, strict=True)]
    return replace(
        figures,
        **{name: said.get(name, 0) for name in (*FROZEN, "rounding", "tax", "tax_rate")},
        promotion_names=said.get("promotion", {}),
        taxes=from_plain(tuple[Taxed, ...], said.get("taxes", ())),
        lines=tuple(borne[:-1]),
        fees=borne[-1],
        total=settled.total,
    )


def _borne(tables: Tables, settled: Settlement, lines: Sequence[OrderLine]) -> Mapping[str, int] | None:
    """What each line bears, as it was told; few bills have been divided or paid by two histories."""
    several = len(tellings(settled)) > 1 or any(line.pieces or line.piece_of for line in lines)
    return borne_on(tables, settled) if several else told_borne(settled.bill)


def opening_total(tables: Tables, opening: Opening, rules: Rules) -> int:
    """What all bills of an opening come to, settled and open ones, in minor units; no reversed one."""
    total = 0
    for bill in standing_bills(tables, opening.id):
        settled = tables.get(Settlement, bill.id)
        total += settled.total if settled else figures_of(tables, opening, bill, rules).total
    return total
