"""The tables' states at a moment, from the openings that are live; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from domain.floor.openings import table_state
from domain.floor.plan import Table
from pos_app.workflows.views import OpeningView, TableView, TillView


def at_a_glance(view: TillView, now: int) -> TillView:
    """The tables' states at a moment; asked again each minute, because waiting is a matter of time."""
    by_table = {one.opening.table: one for one in view.openings.values()}
    glance = {table.id: _table(view, table, by_table.get(table.id), now) for table in view.floor.tables}
    return replace(view, tables=glance, at=now)


def _table(view: TillView, table: Table, here: OpeningView | None, now: int) -> TableView:
    if here is None:
        since = view.uncleaned.get(table.id, 0)
        return TableView(table, state=table_state(None, now, 0, unclean=bool(since)), since=since)
    one = view.openings.get(here.opening.into, here)
    opening, joined = one.opening, one is not here
    held = len(one.held)
    return TableView(
        table,
        opening=opening.id,
        state=table_state(opening, now, view.floor.wait_minutes, bool(one.payments), holds=held > 0),
        total=0 if joined else one.bill.total,
        guests=0 if joined else opening.guests,
        since=opening.paid_at or opening.started_at,
        waiting_since=opening.waiting_since,
        called_at=opening.called_at if not joined else 0,
        with_table=opening.table if joined else "",
        held=0 if joined else held,
    )


def shown_on(live: Mapping[str, OpeningView], order: str) -> set[str]:
    """The openings on whose bill some of an order stands."""
    return {one.opening.id for one in live.values() if any(each.id == order for each in one.orders)}


def tables_of(live: Mapping[str, OpeningView]) -> Mapping[str, set[str]]:
    """By opening, the tables whose codes lead to it: its own and those that are joined."""
    found: dict[str, set[str]] = {}
    for one in live.values():
        found.setdefault(one.opening.id, set()).add(one.opening.table)
        if one.opening.into:
            found.setdefault(one.opening.into, set()).add(one.opening.table)
    return found
