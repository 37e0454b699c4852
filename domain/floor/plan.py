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
    ``keep_minutes``: so long before a booking its table is kept 预订; ``stay_minutes``: how long guests stay,
    for warnings. ``pay_first`` 先付: the kitchen gets a phone's order once it is paid, for which it is kept
    ``pay_minutes``. ``gone``: what tables that were removed were called, ``gone_from``: the areas where they
    stood, for paper of their past.
    """

    version: int = 0
    areas: tuple[Area, ...] = ()
    tables: tuple[Table, ...] = ()
    marks: tuple[Mark, ...] = field(default=())
    open_by_scan: bool = False
    admit_phones: bool = False
    wait_minutes: int = 20
    clean_after: bool = False
    keep_minutes: int = 30
    stay_minutes: int = 120
    gone: Mapping[str, Names] = field(default_factory=dict)
    gone_from: Mapping[str, Names] = field(default_factory=dict)
    pay_first: bool = False
    pay_minutes: int = 10

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

    def label_of(self, table_id: str, party: int = 0) -> Names:
        """What a table is called, one that was removed too; of a shared table 拼桌 with the party's number.

        {} for a table that nobody knows.
        """
        known = self.by_id.get(table_id)
        label = known.label if known else self.gone.get(table_id, {})
        return {tag: f"{text}-{party}" for tag, text in label.items()} if party else label

    def area_of(self, table_id: str) -> Names:
        """What the area of a table is called, of one that was removed too; {} where nobody knows."""
        known = self.by_id.get(table_id)
        return self.area(known.area).names if known else self.gone_from.get(table_id, {})

    def area(self, area_id: str) -> Area:
        for area in self.areas:
            if area.id == area_id:
                return area
        return Area(area_id, {"en": area_id})
