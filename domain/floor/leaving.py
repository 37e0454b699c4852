"""Guests leave: their opening is over, unless another history had put dishes on it that nobody has paid."""

from __future__ import annotations

from domain.floor.cleaning import left_behind
from domain.floor.openings import Opening, joined_to
from domain.money.further import put_right
from domain.record.envelope import Event
from domain.record.tables import Tables

TABLES = "tables"  # in a fact by which some are to be cleaned: the table that each of the openings left


def opening_cleared(event: Event, tables: Tables) -> None:
    """The guests have left, from all tables that were joined then. Of two such facts the first stands."""
    head = tables.get(Opening, event.body["opening"])
    if head is None:
        return
    told = event.body.get("joined")  # facts of release 0.1.0 tell none
    joined = joined_to(tables, head.id) if told is None else [tables.get(Opening, one) for one in told]
    gone = [one for one in (head, *joined) if one is not None]
    for one in gone:
        tables.put(one.left(event.at))
    put_right(tables, *(one.id for one in gone))
    at = {one.id: one.table for one in gone}
    left_behind(event, tables, *((table, id) for id, table in event.body.get(TABLES, at).items()))


APPLIES = {"opening.cleared": opening_cleared}
