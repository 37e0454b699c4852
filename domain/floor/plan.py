"""The floor: areas and tables with their printed codes, as one numbered version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from domain.errors import Refused
from domain.selling.menu import Names


@dataclass(frozen=True, slots=True)
class Area:
    """A room or zone, placed on the common plan in grid units."""

    id: str
    names: Names
    x: int = 0
    y: int = 0
    w: int = 1
    h: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``code`` is the opaque printed code that never turns; position is within its area."""

    id: str
    label: Names
    area: str
    seats: int = 4
    shape: str = "square"
    x: int = 0
    y: int = 0
    w: int = 1
    h: int = 1
    code: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A landmark on the plan, such as the till or a door."""

    names: Names
    area: str
    kind: str = "block"
    x: int = 0
    y: int = 0
    w: int = 1
    h: int = 1


@dataclass(frozen=True)
class Floor:
    """One version of the floor. ``wait_minutes``: when an ordered table counts as waiting.

    ``clean_after``: a table that guests have left waits to be cleaned 待清 before it counts as free.
    """

    version: int = 0
    areas: tuple[Area, ...] = ()
    tables: tuple[Table, ...] = ()
    marks: tuple[Mark, ...] = field(default=())
    open_by_scan: bool = False
    admit_phones: bool = False
    wait_minutes: int = 20
    clean_after: bool = False

    @cached_property
    def by_id(self) -> Mapping[str, Table]:
        return {table.id: table for table in self.tables}

    @cached_property
    def by_code(self) -> Mapping[str, Table]:
        return {table.code: table for table in self.tables if table.code}

    def table(self, table_id: str) -> Table:
        found = self.by_id.get(table_id)
        if found is None:
            raise Refused("table_unknown")
        return found

    def area(self, area_id: str) -> Area:
        for area in self.areas:
            if area.id == area_id:
                return area
        return Area(area_id, {"en": area_id})
