"""Banquets 宴席: one order over n tables, with a price for each table and some tables in reserve 备桌.

A banquet is an ordinary order on one bill: its first lines are what a table is charged, the others the dishes
of the table, each with the quantity of all tables. Beside it stands only how many tables there are, how many
are in reserve, and how much of each line belongs to one. So discounts, splits, taxes and slips need no second
rule, and a phone at any joined table sees the same one bill. A table more or less changes those lines
together, once, and the kitchen gets the difference on one slip. A table in reserve costs nothing until it is
opened. What the house charges by head stays by head.

Two histories of one evening both count: a change says by how much, not to how many.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from domain.floor.openings import Opening, joined_to
from domain.money import adjustments
from domain.money.further import put_right_if_odd
from domain.money.payments import is_paid
from domain.record.envelope import Event
from domain.record.latest import standing, stands
from domain.record.rows import last_number
from domain.record.tables import Tables
from domain.selling import request
from domain.selling.calls import start_slips
from domain.selling.courses import STANDARD, Course
from domain.selling.menu import Dish, Menu, Names
from domain.selling.order import Line, counted_items
from domain.selling.order_rows import (
    Order,
    OrderLine,
    changed_by,
    lines_of_order,
    place_of,
    said_of,
    served_by,
    times_taken_back,
    wait_for_dishes,
)
from domain.selling.printing import (
    TO_COOK,
    PrintJob,
    keys_of,
    keys_on,
    queue_slips,
    setup_of,
)
from domain.selling.stock_once import put_line
from domain.selling.ticket_numbers import was_queued
from domain.supply.counted import reduce

SLIP = "banquet_tables"  # the kind of the slip that tells a station of tables more or less
MOST_TABLES = 200
MOST_GUESTS = 2_000  # of a booking or at all tables of a banquet
ADDED, OPENED, DROPPED = "added", "opened", "dropped"


@dataclass(frozen=True, slots=True)
class Banquet:
    """``id``: that of its order. ``tables`` are cooked and charged, ``spare`` 备桌 are in reserve.

    ``per_table``: thousandths of each line of the order at one table, by place. ``opened``: how many of the
    tables were in reserve before; ``names``: of the set. ``spare`` is below zero if two histories opened more
    than there were; ``reserve`` never is.
    """

    id: str
    opening: str
    tables: int
    spare: int
    per_table: tuple[int, ...]
    names: Names = field(default_factory=dict)
    opened: int = 0

    @property
    def reserve(self) -> int:
        """Tables that can still be opened."""
        return max(0, self.spare)


@dataclass(frozen=True, slots=True)
class TableChange:
    """So many ``tables`` more, or fewer (below zero); kind: added | opened (from the reserve) | dropped.

    ``now``: tables after it; ``lines``: thousandths that each line got or lost.
    """

    id: str
    banquet: str
    opening: str
    kind: str
    tables: int
    now: int
    at: int
    by: str
    lines: Mapping[str, int] = field(default_factory=dict)


def banquet_of(tables: Tables, opening: str) -> Banquet | None:
    """The banquet on an opening's bill; None for ordinary guests."""
    for one in (opening, *(other.id for other in joined_to(tables, opening))):
        for banquet in tables.where(Banquet, opening=one):
            return banquet
    return None


def most_guests(tables: Tables, opening: str) -> int:
    """How many guests an opening may have."""
    return MOST_GUESTS if banquet_of(tables, opening) else request.MOST_GUESTS


def banquet_begun(event: Event, tables: Tables) -> None:
    """An order is that of a banquet."""
    body = event.body
    if tables.get(Banquet, body["banquet"]) is None:
        tables.put(
            Banquet(
                id=body["banquet"],
                opening=body["opening"],
                tables=body["tables"],
                spare=body["spare"],
                per_table=tuple(body["per_table"]),
                names=body.get("names", {}),
            )
        )
        _changed(tables, body["opening"])


def banquet_tables(event: Event, tables: Tables) -> None:
    """Tables are added, opened from the reserve or dropped: each dish of the banquet follows, once."""
    body = event.body
    banquet, opening = tables.get(Banquet, body["banquet"]), tables.get(Opening, body["opening"])
    if banquet is None or opening is None or tables.get(TableChange, body["act"]) is not None:
        return
    more, spare = body["tables"], body.get("from_spare", 0)
    pairs = _told(tables, body["dishes"]) if "dishes" in body else lines_with_tables(tables, banquet, more)
    dishes = body.get("dishes", {})
    if "given" in body:  # else an older program made it, and what was less had cut the gift
        said = standing(event, tables, [_gift(line) for line in body["given"]])
        pairs = [(before, _with_gift(before, now, body["given"], said)) for before, now in pairs]
    for before, now in pairs:
        put_line(tables, before, now)
        if not body.get("cooked", False):
            quantity = dishes.get(now.id, now.quantity - before.quantity)
            more_of_it = replace(now.line, quantity=quantity)
            for item, _, quantity in counted_items(more_of_it):
                reduce(event, tables, item, quantity)
    now_tables = banquet.tables + more if "now" in body else max(0, banquet.tables + more)
    opened = banquet.opened + spare
    tables.put(replace(banquet, tables=now_tables, spare=banquet.spare - spare, opened=opened))
    change = TableChange(
        id=body["act"],
        banquet=banquet.id,
        opening=banquet.opening,
        kind=DROPPED if more < 0 else OPENED if spare else ADDED,
        tables=more,
        now=body.get("now", now_tables),
        at=event.at,
        by=event.by,
        lines=body.get("dishes") or {now.id: now.quantity - before.quantity for before, now in pairs},
    )
    tables.put(change)
    for _, now in pairs if more > 0 else ():
        known = last_number(tables, served_by(now.id, times_taken_back(tables, now.id)))
        if known < tables_more(tables, now) and any(keys_of(now)):
            tables.put(replace(now, served_at=0))
    for id in dict.fromkeys((opening.id, *(now.opening for _, now in pairs))):
        if there := tables.get(Opening, id):
            wait_for_dishes(tables, there)
    put_right_if_odd(tables, [now for _, now in pairs])
    _changed(tables, opening.id)
    taken_off = body.get("less", sum(before.charged - now.charged for before, now in pairs))
    adjustments.keep(event, tables, abs(more) * 1000, taken_off)
    _tell_kitchen(event, tables, banquet, [now for _, now in pairs])


def banquet_spare(event: Event, tables: Tables) -> None:
    """So many tables are in reserve now, beside those that were ``opened`` by then."""
    banquet = tables.get(Banquet, event.body["banquet"])
    if banquet is None:
        return
    if stands(event, tables, f"spare:{banquet.id}"):
        since = banquet.opened - event.body.get("opened", banquet.opened)
        tables.put(replace(banquet, spare=event.body["spare"] - since))
    _changed(tables, event.body["opening"])


def lines_with_tables(tables: Tables, banquet: Banquet, more: int) -> list[tuple[OrderLine, OrderLine]]:
    """Each of its lines that would change, as it is and as it would be with so many tables more."""
    pairs = [(row, _with_tables(row, more, _per_table(banquet, row))) for row in _rows(tables, banquet)]
    return [(row, now) for row, now in pairs if now != row]


def what_changes(tables: Tables, banquet: Banquet, more: int) -> dict[str, Any]:
    """What a fact tells of so many tables more: the ``dishes`` that get more or less, by line in thousandths,
    how many tables there are ``now``, how much ``less`` the guest pays by it, and what is ``given`` of a dish
    of which there had been less than was given. So it changes the same wherever it is heard."""
    pairs = lines_with_tables(tables, banquet, more)
    dishes = {row.id: now.quantity - row.quantity for row, now in pairs}
    return {
        "dishes": dishes,
        "now": banquet.tables + more,
        "less": sum(row.charged - now.charged for row, now in pairs),
        "given": {row.id: row.quantity for row, _ in pairs if more > 0 and row.given > row.quantity},
    }


def _told(tables: Tables, dishes: Mapping[str, int]) -> list[tuple[OrderLine, OrderLine]]:
    """Each line that a fact names, as it is and as it is to be, whatever another history did to it."""
    found = [(row, more) for line, more in dishes.items() if (row := tables.get(OrderLine, line))]
    return [(row, _with(row, more)) for row, more in found]


def _with(row: OrderLine, more: int) -> OrderLine:
    """A line of so much more or less; what is given of it is no more than there was."""
    now = changed_by(row, more)
    return replace(now, given=min(row.given, row.quantity)) if more > 0 else now


def _with_gift(
    before: OrderLine, now: OrderLine, given: Mapping[str, int], said: Collection[str]
) -> OrderLine:
    """The line with what is given of it as before, unless the fact has said so anew."""
    return replace(now, given=given[now.id] if _gift(now.id) in said else before.given)


def _gift(line: str) -> str:
    return said_of(adjustments.GIVEN, line)


def tables_more(tables: Tables, row: OrderLine) -> int:
    """For how many tables more, of all that were added, there is something of a dish."""
    changes = tables.where(TableChange, banquet=row.order)
    return sum(one.tables for one in changes if one.lines.get(row.id, 0) > 0)


def _rows(tables: Tables, banquet: Banquet) -> list[OrderLine]:
    """Its lines that nobody has paid yet; what was wholly taken off, or went elsewhere, stays so."""
    rows = lines_of_order(tables, banquet.id)
    return [row for row in rows if row.quantity and not is_paid(tables, row)]


def _per_table(banquet: Banquet, row: OrderLine) -> int:
    place = place_of(row)
    return banquet.per_table[place] if place < len(banquet.per_table) else 0


def _with_tables(row: OrderLine, more: int, per_table: int) -> OrderLine:
    """A line of so many tables more."""
    return _with(row, max(more * per_table, -row.quantity))


def _changed(tables: Tables, opening: str) -> None:
    """Whoever shows the bill shows it anew, and no payment counts on the one before."""
    row = tables.get(Opening, opening)
    if row is not None:
        tables.put(replace(row, version=row.version + 1))


def _tell_kitchen(event: Event, tables: Tables, banquet: Banquet, rows: Sequence[OrderLine]) -> None:
    """One slip of the difference wherever a ticket with some of it may be out already.

    A ticket that still waits comes with the new number of tables, so nothing is told twice.
    """
    order, act, setup = tables.get(Order, banquet.id), event.body["act"], setup_of(event, tables)
    placed_at = order.opening if order else banquet.opening
    jobs = [job for job in tables.where(PrintJob, opening=placed_at) if job.order == banquet.id]
    jobs += [job for row in rows for job in start_slips(tables, row)]
    jobs = [job for job in jobs if job.kind in TO_COOK or job.order != banquet.id]
    for station in dict.fromkeys(job.station for job in jobs):
        slip, mine = f"{act}.{station}", [job for job in jobs if job.station == station]
        told = [job for job in mine if job.may_be_out] or (mine if was_queued(event, slip, False) else [])
        changed = rows or lines_of_order(tables, banquet.id)  # another history had the bill paid already
        keys = tuple(key for row in changed for job in told for key in keys_on(job, row))
        if keys:
            sheets = [tuple(dict.fromkeys(keys))]
            queue_slips(event, tables, slip, station, SLIP, placed_at, act, "", sheets, setup)


# ---------------------------------------------------------------- what a table is


def lines_for_tables(
    menu: Menu, courses: Sequence[Course], lines: Sequence[Line], tables: int
) -> tuple[Line, ...]:
    """The lines of so many tables from those of one; a set's dishes become lines of their own, at no price.

    So each dish can be begun with its course, served, changed and counted by itself. Its course is the one
    that is called like its part of the set or like a category of the dish, unless the set says one.
    """
    heads = [replace(line, parts=(), station="", also=()) if line.parts else line for line in lines]
    found = [*heads, *(dish for line in lines for dish in _dishes_of(menu, courses or STANDARD, line))]
    return tuple(replace(line, quantity=line.quantity * tables) for line in found)


def _dishes_of(menu: Menu, courses: Sequence[Course], line: Line) -> list[Line]:
    of_set = menu.by_id.get(line.dish)
    return [
        Line(
            dish=part.dish,
            spec="",
            names=part.names,
            price=0,
            station=part.station,
            quantity=part.count * line.quantity,
            remark=line.remark,
            also=part.also,
            full_price=True,
            tax_class=line.tax_class,
            course=line.course or (_course_of(menu, courses, of_set, part.dish) if of_set else 0),
            held=line.held,
        )
        for part in line.parts
    ]


def _course_of(menu: Menu, courses: Sequence[Course], of_set: Dish, dish: str) -> int:
    parts = [part.names for part in of_set.parts if dish in part.choices]
    categories = menu.by_id[dish].categories if dish in menu.by_id else ()
    called = [*parts, *(one.names for one in menu.categories if one.id in categories)]
    words = {word for names in called for word in names.values()}
    return next((one.number for one in courses if words & set(one.names.values())), 0)


APPLIES = {
    "banquet.begun": banquet_begun,
    "banquet.tables": banquet_tables,
    "banquet.spare": banquet_spare,
}
