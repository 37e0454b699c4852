"""The tables' states at a moment, from the openings that are live; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.floor.booking import next_at
from domain.floor.openings import RUSH, by_party, table_state
from domain.floor.plan import Table
from domain.selling.menu import Names
from pos_app.workflows.views import OpeningView, TableView, TillView

URGENCY = {"bill": 0, "waiting": 1, "settling": 2, "seated": 3, "ordered": 4, "served": 5, "paid": 6}


def at_a_glance(view: TillView, now: int) -> TillView:
    """The tables' states at a moment; asked again each minute, because waiting is a matter of time."""
    by_table: dict[str, list[OpeningView]] = {}
    for one in view.openings.values():
        by_table.setdefault(one.opening.table, []).append(one)
    glance = {table.id: _table(view, table, by_table.get(table.id, ()), now) for table in view.floor.tables}
    return replace(view, tables=glance, at=now)


def _table(view: TillView, table: Table, here: Sequence[OpeningView], now: int) -> TableView:
    if not here:
        since, rows = view.uncleaned.get(table.id, 0), (one.booking for one in view.bookings)
        kept = next_at(rows, table.id, now, view.floor.keep_minutes)
        state = table_state(None, now, 0, unclean=bool(since), kept=kept is not None)
        return TableView(
            table,
            state=state,
            since=since,
            booking=kept.id if kept else "",
            booked_at=kept.at if kept else 0,
        )
    by_id = {one.opening.id: one for one in here}
    inside = by_party([one.opening for one in here])
    found = [_party(view, table, replace(by_id[one.id], opening=one), now) for one in inside]
    parties = tuple({one.opening: one for one in reversed(found)}.values())[::-1]  # joined ones once
    if len(parties) == 1:
        return parties[0]
    worst = min(parties, key=lambda one: (URGENCY.get(one.state, len(URGENCY)), one.since))
    return replace(
        worst,
        total=sum(one.total for one in parties),
        guests=sum(one.guests for one in parties),
        party=0,
        parties=parties,
        called_at=max(one.called_at for one in parties),
        rushed=max(parties, key=lambda one: one.called_at).rushed,
    )


def _party(view: TillView, table: Table, here: OpeningView, now: int) -> TableView:
    one = view.openings.get(here.opening.into, here)
    opening, joined = one.opening, one is not here
    held = len(one.held)
    return TableView(
        table,
        opening=opening.id,
        state=table_state(
            opening, now, view.floor.wait_minutes, bool(one.payments), holds=held > 0 or bool(one.unpaid)
        ),
        total=0 if joined else one.bill.total,
        guests=0 if joined else opening.guests,
        since=opening.paid_at or opening.started_at,
        waiting_since=opening.waiting_since,
        called_at=opening.called_at if not joined else 0,
        rushed=_rushed(one) if not joined else {},
        with_table=opening.table if joined else "",
        held=0 if joined else held,
        party=here.opening.party,
    )


def _rushed(one: OpeningView) -> Names:
    """The dish that guests ask after."""
    dish = one.opening.called.removeprefix(RUSH)
    if dish == one.opening.called:
        return {}
    return next((each.line.names for each in one.bill_lines if each.line.dish == dish), {})


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
