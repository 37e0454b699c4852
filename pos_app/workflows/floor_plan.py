"""The floor as its owner edits it: a new version of the whole plan, for which no table changes its code."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict, replace

from domain.errors import Refused
from domain.floor.cleaning import Uncleaned
from domain.floor.editing import check_floor
from domain.floor.openings import Opening
from domain.floor.plan import Floor, Table
from domain.money.house_rules import CHANGED
from domain.record.rows import Document
from domain.record.tables import Tables
from domain.selling.menu import Names
from domain.selling.orders import Held
from pos_app.workflows.book import Clock, Entry


def save_floor(entry: Entry, floor: Floor, by: str) -> None:
    """Publish an edited floor; ``floor.version`` is the one that was edited. Raises Refused."""
    before = entry.document(Floor, "floor")
    if floor.version != before.version:
        raise Refused("plan_old")
    check_floor(before, floor, busy_tables(entry.tables))
    row = entry.tables.get(Document, "floor")
    said = dict(row.body) if row else {}
    tables = [_coded(before, table, entry.clock) for table in floor.tables]
    changed = {
        "version": before.version + 1,
        "areas": _merged(said.get("areas", ()), [asdict(area) for area in floor.areas]),
        "tables": _merged(said.get("tables", ()), [asdict(table) for table in tables]),
        "clean_after": floor.clean_after,
        "gone": _gone(before.gone, {table.id: table.label for table in before.tables}, floor),
        "gone_from": _gone(
            before.gone_from, {table.id: before.area_of(table.id) for table in before.tables}, floor
        ),
        CHANGED: {},
    }
    entry.record("floor.published", {**said, **changed}, by)


def busy_tables(tables: Tables) -> set[str]:
    """Ids of tables where guests sit, orders of phones wait, or cleaning is still to be done."""
    seated = {opening.table for opening in tables.where(Opening, live=1)}
    held = {one.table for one in tables.where(Held)}
    return seated | held | {one.table for one in tables.where(Uncleaned)}


def _gone(before: Mapping[str, Names], last: Mapping[str, Names], now: Floor) -> dict[str, Names]:
    """The names of all tables that are no longer there, as they were ``last``, else ``before``."""
    return {id: dict(names) for id, names in {**before, **last}.items() if id not in now.by_id}


def _merged(said: list[dict[str, object]], now: list[dict[str, object]]) -> list[dict[str, object]]:
    """What the document says of a thing and we do not know stays."""
    before = {one["id"]: one for one in said}
    return [{**before.get(one["id"], {}), **one} for one in now]


def _coded(before: Floor, table: Table, clock: Clock) -> Table:
    """A known table keeps its printed code; a new one gets one, opaque and for ever."""
    known = before.by_id.get(table.id)
    return replace(table, code=known.code if known else new_code(clock))


def new_code(clock: Clock) -> str:
    """A printed code nobody can guess."""
    return base64.urlsafe_b64encode(clock.randomness(16)).decode().rstrip("=")
