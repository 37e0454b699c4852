"""What an edit of the floor plan 桌台图 may change. Ids and printed codes of tables never turn."""

from __future__ import annotations

from collections.abc import Container

from domain.errors import Refused
from domain.floor.plan import Area, Floor, Mark, Table
from domain.selling.menu import Names

SHAPES = ("square", "round", "long")
MOST_SEATS = 99


def check_floor(before: Floor, after: Floor, busy: Container[str]) -> None:
    """Raise Refused unless ``after`` may follow ``before``.

    ``busy``: ids of tables that guests, waiting orders or a cleaning still need; these cannot go.
    """
    kept = after.by_id
    for table in before.tables:
        if table.id in busy and table.id not in kept:
            raise Refused("table_in_use", table=table.label)
    areas = {area.id: area for area in after.areas}
    unique = len(areas) == len(after.areas) and len(kept) == len(after.tables)
    if not (unique and all(named(area.names) for area in after.areas)):
        raise Refused("plan_unfit", most=MOST_SEATS)
    for table in after.tables:
        area = areas.get(table.area)
        if area is None or not _well_formed(table):
            raise Refused("plan_unfit", most=MOST_SEATS)
        if table != before.by_id.get(table.id) and not fits(after, table):
            raise Refused("plan_unfit", most=MOST_SEATS)


def named(names: Names) -> bool:
    """Whether a thing has a name in some language."""
    return any(text.strip() for text in names.values())


def fits(floor: Floor, table: Table) -> bool:
    """Whether a table stands inside its area, on no other table and on no landmark."""
    area = floor.area(table.area)
    inside = table.x >= 0 and table.x + table.w <= area.w and table.y >= 0 and table.y + table.h <= area.h
    others: list[Table | Mark] = [one for one in floor.tables if one.id != table.id]
    others += floor.marks
    return inside and not any(one.area == table.area and overlap(one, table) for one in others)


def overlap(one: Table | Mark | Area, other: Table | Mark | Area) -> bool:
    """Whether two boxes of grid units share any."""
    across = one.x < other.x + other.w and other.x < one.x + one.w
    return across and one.y < other.y + other.h and other.y < one.y + one.h


def _well_formed(table: Table) -> bool:
    seats, size = 1 <= table.seats <= MOST_SEATS, min(table.w, table.h) > 0
    return bool(table.id) and named(table.label) and seats and size and table.shape in SHAPES
