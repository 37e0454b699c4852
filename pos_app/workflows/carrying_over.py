"""Nothing half-open is forgotten at a day's end: all that is open now, with its sum, where it stands.

What is unsent or parked is no fact: the screen tells those rounds, which lie on this till alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from domain.errors import Refused
from domain.floor.later import place_of_guests
from domain.floor.openings import Opening
from domain.floor.pickup import label_of
from domain.floor.plan import Floor
from domain.money.billing import opening_total
from domain.money.carried import (
    ASIDE,
    BACK,
    CHARGE,
    CONFIRM,
    FOUND,
    HELD,
    JOB,
    LATE,
    MISSING,
    OVER,
    PARKED,
    SHIFT,
    STUCK,
    TABLE,
    TWICE,
    UNCLAIMED,
    UNSENT,
    WEIGH,
    Carried,
    Names,
    marked,
)
from domain.money.days import last_closed
from domain.money.gateway_refunds import ON_WAY, TO_DO, GatewayRefund
from domain.money.grants import DUE_BACK, ENDED, OPEN, SET_ASIDE, Grant
from domain.money.payments import paid_on
from domain.money.shifts import live_shift
from domain.money.tenders import Tender, tenders_of
from domain.money.to_confirm import DENIED, ToConfirm
from domain.money.to_give_back import all_owing
from domain.money.unconfirmed import waiting
from domain.selling.menu import EMPTY_MENU, Menu
from domain.selling.order import take_line
from domain.selling.orders import Held, OrderLine
from domain.selling.price import Rules
from domain.selling.printing import PrintJob
from domain.supply.day_prices import priced, prices_of
from domain.supply.stock import Stock
from pos_app.database.state import SqlTables
from pos_app.workflows.drafts import PARKED as PARKED_KEY
from pos_app.workflows.drafts import Draft
from pos_app.workflows.found_refunds import found_in
from pos_app.workflows.reading import document
from pos_app.workflows.unclaimed import unclaimed_in
from pos_app.workflows.views import FoundBack, Unclaimed

Rounds = Mapping[str, Draft]
"""Rounds that nobody has sent, by opening, and those that are parked, by key."""
ANY_HOUR = 0


@dataclass(frozen=True, slots=True)
class _Around:
    """What things are called with."""

    tables: SqlTables
    floor: Floor
    rules: Rules
    menu: Menu
    tenders: Mapping[str, Tender]

    def at(self, kind: str, of: str, opening: Opening | None) -> Carried:
        """Something at a table or at the counter."""
        if opening is None:
            return Carried(kind, of)
        label = label_of(self.floor, opening) or {"und": opening.table or opening.number}
        if not (opening.table or opening.pickup):  # paid later: no name stands in the day's fact
            table = place_of_guests(self.tables, self.floor, opening)
            label = {tag: f"{text} · {opening.number}" for tag, text in table.items()} or label
        return Carried(kind, of, label, counter=int(not opening.table))

    def money(self, kind: str, row: Grant | GatewayRefund | ToConfirm) -> Carried:
        """A sum that came by a tender, or may have."""
        names: Names = self.tenders[row.tender].names if row.tender in self.tenders else {"und": row.tender}
        place = self.at(kind, row.id, self.tables.get(Opening, row.opening))
        return replace(place, amount=row.amount, tender=names)

    def charged(self, kind: str, of: str, one: Unclaimed | FoundBack) -> Carried:
        """A sum that the home knows of, and no fact."""
        tender = next((t for t in self.tenders.values() if t.charged_by == one.channel), None)
        place = self.at(kind, of, self.tables.get(Opening, one.opening))
        return replace(place, amount=one.amount, tender=tender.names if tender else {})


def carried_over(tables: SqlTables, date: str, rounds: Rounds) -> tuple[Carried, ...]:
    """What is open now: first money that nobody may overlook for all the tables of a full evening. ``date``:
    the business day whose prices unsent dishes have."""
    menu = document(tables, Menu, "menu", EMPTY_MENU)
    around = _Around(
        tables,
        document(tables, Floor, "floor", Floor()),
        document(tables, Rules, "rules", Rules()),
        priced(menu, prices_of(tables, date)),
        tenders_of(tables),
    )
    by_code = tuple(_by_code(around))
    found = (
        *_charges(around),
        *_unclaimed(around),
        *_found(around),
        *_to_give_back(around),
        *_refunds(around),
        *(one for one in by_code if one.kind == MISSING),
        *_at_tables(around, rounds),
        *_parked(around, rounds),
        *(one for one in by_code if one.kind != MISSING),
        *_others(around),
    )
    return marked(found, last_closed(tables))


def _at_tables(around: _Around, rounds: Rounds) -> Iterator[Carried]:
    tables = around.tables
    for opening in sorted(tables.where(Opening, live=1), key=lambda one: (one.started_at, one.id)):
        if not opening.paid_at:
            due = opening_total(tables, opening, around.rules) - paid_on(tables, opening.id)
            yield replace(around.at(TABLE, opening.id, opening), amount=due)
        if draft := rounds.get(opening.id):
            yield _round(around, around.at(UNSENT, opening.id, opening), draft)
        waits = sum(row.line.awaits_weight for row in tables.where(OrderLine, opening=opening.id))
        if waits:
            yield replace(around.at(WEIGH, opening.id, opening), count=waits)


def _parked(around: _Around, rounds: Rounds) -> Iterator[Carried]:
    parked = [(key, draft) for key, draft in rounds.items() if key.startswith(PARKED_KEY)]
    for key, draft in sorted(parked, key=lambda pair: (pair[1].at, pair[0])):
        yield _round(around, Carried(PARKED, key, {"und": draft.name}), draft)


def _round(around: _Around, one: Carried, draft: Draft) -> Carried:
    return replace(one, count=len(draft.lines), amount=worth(around.menu, draft))


def worth(menu: Menu, draft: Draft) -> int:
    """Minor units of the dishes of an unsent round at the menu's prices, whatever the hour; those that the
    menu has no more, and those that are to be weighed, are worth nothing yet."""
    wanted = {line.dish for line in draft.lines}
    dishes = tuple(replace(dish, hours=()) for dish in menu.dishes if dish.id in wanted)
    always, total = replace(menu, dishes=dishes, times=()), 0
    for line in draft.lines:
        try:
            total += take_line(always, Stock(), line, ANY_HOUR).amount
        except Refused:
            continue
    return total


def _charges(around: _Around) -> Iterator[Carried]:
    tables = around.tables
    found = [(CHARGE, one) for one in tables.where(Grant, state=OPEN)]
    found += [(ASIDE, one) for one in tables.where(Grant, state=ENDED, why=SET_ASIDE)]
    found += [(LATE, one) for one in tables.where(Grant, state=DUE_BACK)]
    for kind, one in sorted(found, key=lambda pair: (pair[1].at, pair[1].id)):
        yield around.money(kind, one)


def _unclaimed(around: _Around) -> Iterator[Carried]:
    tables = around.tables
    for one in unclaimed_in(tables):
        yield around.charged(UNCLAIMED, one.payment, one)


def _found(around: _Around) -> Iterator[Carried]:
    for one in found_in(around.tables):
        yield around.charged(FOUND, one.refund, one)


def _to_give_back(around: _Around) -> Iterator[Carried]:
    """Bills of whatever day: what was paid beyond them, and by whoever paid two histories of one till."""
    for one in all_owing(around.tables):
        for kind, amount in ((OVER, one.over), (TWICE, one.twice)):
            place = around.at(kind, one.bill.id, around.tables.get(Opening, one.bill.opening))
            if amount:
                yield replace(place, amount=amount)


def _refunds(around: _Around) -> Iterator[Carried]:
    rows = [row for state in (ON_WAY, *TO_DO) for row in around.tables.where(GatewayRefund, state=state)]
    for row in sorted(rows, key=lambda row: (row.state == ON_WAY, row.at, row.id)):
        yield around.money(BACK if row.state == ON_WAY else STUCK, row)


def _by_code(around: _Around) -> Iterator[Carried]:
    for row in waiting(around.tables):
        yield around.money(MISSING if row.state == DENIED else CONFIRM, row)


def _others(around: _Around) -> Iterator[Carried]:
    tables = around.tables
    stations = {station.id: station.names for station in around.menu.stations}
    for job in sorted(tables.where(PrintJob, open=1), key=lambda job: (job.queued_at, job.id)):
        yield Carried(JOB, job.id, stations.get(job.station, {"und": job.station}), count=job.number)
    labels = {table.id: table.label for table in around.floor.tables}
    for held in sorted(tables.where(Held), key=lambda held: (held.at, held.id)):
        yield Carried(HELD, held.id, labels.get(held.table, {"und": held.table}))
    shift = live_shift(tables)
    if shift:
        yield Carried(SHIFT, shift.id, {"und": shift.by}, count=shift.number)
