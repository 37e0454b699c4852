"""Dishes that have reached the table 划菜. What a banquet gets more of after that is awaited again.

Two histories may say the one and the other. So what was served tells of how many tables more it knew, as
``tables``; a dish is served when somebody has said so who knew of all that are there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from domain.floor.openings import Opening
from domain.record.envelope import Event
from domain.record.rows import last_number, take_number
from domain.record.tables import Tables
from domain.selling.banquets import Banquet, TableChange, tables_more
from domain.selling.order_rows import OrderLine, earlier, served_by, wait_for_dishes

KNEW = "tables"  # in a fact of dishes of a banquet: tables more of which its maker knew


def lines_served(event: Event, tables: Tables) -> None:
    opening = tables.get(Opening, event.body["opening"])
    if opening is None:
        return
    touched = {opening.id: opening}
    for key in event.body["lines"]:
        row = tables.get(OrderLine, key)
        if row:
            _serve(event, tables, row)
            if row.opening not in touched and (there := tables.get(Opening, row.opening)):
                touched[there.id] = there  # joined meanwhile by another branch of the history
    for one in touched.values():
        wait_for_dishes(tables, one)


def _serve(event: Event, tables: Tables, row: OrderLine) -> None:
    if KNEW in event.body:
        take_number(tables, served_by(row.id), event.body[KNEW])
        if last_number(tables, served_by(row.id)) < tables_more(tables, row):
            return
    tables.put(replace(row, served_at=earlier(row.served_at, event.at)))


def what_was_known(tables: Tables, rows: Iterable[OrderLine]) -> dict[str, Any]:
    """What a fact tells that these dishes are served: nothing but of a banquet."""
    feasts = {row.order for row in rows if tables.get(Banquet, row.order)}
    changes = [one for id in feasts for one in tables.where(TableChange, banquet=id)]
    return {KNEW: sum(max(0, one.tables) for one in changes)} if feasts else {}


APPLIES = {"lines.served": lines_served}
