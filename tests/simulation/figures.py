"""What must be true of drawers, closed days and moved dishes, once all machines have come to rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from domain.floor.openings import Opening
from domain.money.days import DayEnd
from domain.money.payments import Settlement
from domain.money.shifts import Shift
from domain.money.takings import drawer_of
from domain.record.envelope import decode
from domain.record.plain import to_plain
from domain.record.tables import Tables
from domain.selling.banquets import TableChange
from domain.selling.orders import OrderLine
from sync_server.database.projections import SqlTables
from tests.simulation.till_node import TillNode
from tests.simulation.world import Store, Violation, World


def check_figures(world: World, store: Store, till: TillNode) -> None:
    """Raises Violation for the first that does not hold."""
    bodies = [decode(fact).body for fact in till.raws() if b'"day.closed"' in fact]
    till.book.read(lambda tables: _holds(store, till.name, tables, bodies))
    drawers = till.book.read(_drawers)
    for server in world.keepers:
        with server.connection.begin():
            tables = SqlTables(server.connection, store.id)
            _holds(store, server.name, tables, bodies)
            if _drawers(tables) != drawers:
                raise Violation("3 drawers agree", f"{till.name} and {server.name}")


def _drawers(tables: Tables) -> dict[str, object]:
    """What should lie in the drawer of each shift, whatever the order in which its facts came."""
    return {shift.id: drawer_of(tables, shift) for shift in tables.where(Shift)}


def _holds(store: Store, who: str, tables: Tables, closed: list[Mapping[str, Any]]) -> None:
    _days_stand(store, who, tables, closed)
    _hand_overs_add_up(store, who, tables)
    _no_dish_is_lost(store, who, tables)


def _days_stand(store: Store, who: str, tables: Tables, closed: list[Mapping[str, Any]]) -> None:
    """6: a closed day is what its fact says, under its Z, which no other day has."""
    days = {day.id: day for day in tables.where(DayEnd)}
    for body in closed:
        day = days.get(str(body["day"]))
        if day is None or (day.z, day.date, to_plain(day.report)) != (
            body["z"],
            body["date"],
            body["report"],
        ):
            raise Violation("6 a closed day never changes", f"{who} Z {body['z']}")
    twice = [z for z, times in Counter(day.z for day in days.values()).items() if times > 1]
    if twice and not store.concurrent:
        raise Violation("11 Z numbers are unique", f"{who} {twice}")


def _hand_overs_add_up(store: Store, who: str, tables: Tables) -> None:
    """3: what a hand-over froze is what its facts come to."""
    for shift in tables.where(Shift):
        expected = drawer_of(tables, shift).expected
        if shift.report and shift.report["expected"] != expected and not store.concurrent:
            raise Violation("3 drawers agree", f"{who} {shift.report['expected']} is {expected}")


def _no_dish_is_lost(store: Store, who: str, tables: Tables) -> None:
    """12: whatever was moved, joined, parted or taken off: each dish stands on a bill, or is off it."""
    left: Counter[str] = Counter()
    for change in tables.where(TableChange):  # of a banquet, whose dishes follow
        for id, more in change.lines.items():
            line = tables.get(OrderLine, id)
            left[line.ticket_key if line else ""] -= more
    for row in tables.where(OrderLine):
        left[row.ticket_key] += row.quantity + row.voided + row.returned
        opening = tables.get(Opening, row.opening)
        paid = tables.get(Settlement, row.bill)  # what was paid before tables were joined stays where it was
        stays = paid is not None and paid.opening == row.opening
        if opening is None or (opening.into and row.quantity and not stays and not store.concurrent):
            raise Violation("12 no dish is lost", f"{who} {row.id[-8:]} is on no bill")
    for row in tables.where(OrderLine):
        ordered = store.ordered.get(row.ticket_key)
        if ordered is not None and left[row.ticket_key] != ordered and not store.concurrent:
            raise Violation("12 no dish is lost", f"{who} {row.ticket_key[-8:]}: {left[row.ticket_key]}")
