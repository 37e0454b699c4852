"""A floor plan while it is edited: each change can be taken back; nothing counts before it is saved."""

import re
from collections.abc import Callable, Container
from dataclasses import replace

from domain.floor.editing import MOST_SEATS, fits, overlap
from domain.floor.plan import Area, Floor, Table
from domain.selling.menu import Names
from pos_app.models.wording import renamed

NEW_AREA = (8, 4)  # grid units across and down: two rows of four tables


class FloorDraft:
    """``busy``: ids of tables that cannot go. An impossible change answers False and changes nothing."""

    def __init__(self, floor: Floor, busy: Container[str], new_id: Callable[[], str]) -> None:
        self.floor, self._busy, self._new_id = floor, busy, new_id
        self._before: list[Floor] = []

    @property
    def changed(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._before)

    def undo(self) -> None:
        """Take the last change back."""
        if self._before:
            self.floor = self._before.pop()

    def clean_after(self, on: bool) -> bool:
        """Whether tables wait to be cleaned after paying."""
        return self._become(replace(self.floor, clean_after=on))

    # ---------------------------------------------------------------- tables

    def move(self, id: str, x: int, y: int) -> bool:
        """To another place of its area, if it is free."""
        return self._put(replace(self.floor.by_id[id], x=x, y=y))

    def free_at(self, id: str, x: int, y: int) -> bool:
        """Whether a table would fit there."""
        return fits(self.floor, replace(self.floor.by_id[id], x=x, y=y))

    def shape(self, id: str, shape: str) -> bool:
        """A long table is twice as wide as others."""
        table = self.floor.by_id[id]
        wide = 4 if shape == "long" else 2 if table.shape == "long" else table.w
        return self._put(replace(table, shape=shape, w=wide))

    def seats(self, id: str, by: int) -> bool:
        """More or fewer chairs."""
        table = self.floor.by_id[id]
        count = max(1, min(MOST_SEATS, table.seats + by))
        return self._change(replace(table, seats=count))

    def name_table(self, id: str, tag: str, words: str) -> bool:
        """Another name; the id and the printed code stay."""
        table = self.floor.by_id[id]
        return bool(words) and self._change(replace(table, label=renamed(table.label, tag, words)))

    def add_table(self, area: str) -> str:
        """A square table at the first free place, in a new row if there is none; answers its id."""
        last = [table for table in self.floor.tables if table.area == area]
        label = _next_label(last[-1].label if last else {"und": "0"}, self.floor)
        made = Table(self._new_id(), label, area, w=2, h=2)
        floor, made = _placed(self.floor, made)
        self._become(replace(floor, tables=(*floor.tables, made)))
        return made.id

    def to_area(self, id: str, area: str) -> bool:
        """To the first free place of another area, in a new row if there is none; guests may sit there."""
        table = self.floor.by_id[id]
        if table.area == area or all(one.id != area for one in self.floor.areas):
            return False
        floor, moved = _placed(self.floor, replace(table, area=area))
        tables = tuple(moved if one.id == id else one for one in floor.tables)
        return fits(replace(floor, tables=tables), moved) and self._become(replace(floor, tables=tables))

    def remove_table(self, id: str) -> bool:
        """Not one that guests, orders or a cleaning still need."""
        left = tuple(table for table in self.floor.tables if table.id != id)
        return id not in self._busy and self._become(replace(self.floor, tables=left))

    # ---------------------------------------------------------------- areas

    def name_area(self, id: str, tag: str, words: str) -> bool:
        """Another name in one language."""
        area = self.floor.area(id)
        return bool(words) and self._area(replace(area, names=renamed(area.names, tag, words)))

    def add_area(self, tag: str, words: str) -> str:
        """A new area below all others; answers its id."""
        areas = self.floor.areas
        across = max([NEW_AREA[0], *(area.x + area.w for area in areas)])
        below = max([0, *(area.y + area.h for area in areas)])
        made = Area(self._new_id(), {tag: words}, 0, below, across, NEW_AREA[1])
        self._become(replace(self.floor, areas=(*areas, made)))
        return made.id

    def grow_area(self, id: str) -> bool:
        """Room for one more row of tables."""
        return self._become(_taller(self.floor, id))

    def remove_area(self, id: str) -> bool:
        """Only one without tables, and never the last."""
        left = tuple(area for area in self.floor.areas if area.id != id)
        if not left or any(table.area == id for table in self.floor.tables):
            return False
        marks = tuple(mark for mark in self.floor.marks if mark.area != id)
        return self._become(replace(self.floor, areas=left, marks=marks))

    def _put(self, table: Table) -> bool:
        return fits(self.floor, table) and self._change(table)

    def _change(self, table: Table) -> bool:
        tables = tuple(table if one.id == table.id else one for one in self.floor.tables)
        return self._become(replace(self.floor, tables=tables))

    def _area(self, area: Area) -> bool:
        return self._become(
            replace(self.floor, areas=tuple(area if one.id == area.id else one for one in self.floor.areas))
        )

    def _become(self, floor: Floor) -> bool:
        if floor != self.floor:
            self._before.append(self.floor)
            self.floor = floor
        return True


def _next_label(label: Names, floor: Floor) -> Names:
    """The label with the lowest number that no table has."""
    taken = {text for table in floor.tables for text in table.label.values()}
    found = re.match(r"\D*(?=\d)", next(iter(label.values()), ""))
    start = found.group() if found else ""
    number = next(n for n in range(1, len(taken) + 2) if f"{start}{n}" not in taken)
    return dict.fromkeys(label or ["und"], f"{start}{number}")


def _placed(floor: Floor, table: Table) -> tuple[Floor, Table]:
    """A table at the first free place of its area; the area gets a row more if it has none."""
    place = _free_place(floor, table)
    if place is None:
        floor = _taller(floor, table.area)
        place = _free_place(floor, table) or (0, 0)
    return floor, replace(table, x=place[0], y=place[1])


def _free_place(floor: Floor, table: Table) -> tuple[int, int] | None:
    area = floor.area(table.area)
    places = ((x, y) for y in range(0, area.h, 2) for x in range(0, area.w, 2))
    return next((at for at in places if fits(floor, replace(table, x=at[0], y=at[1]))), None)


def _taller(floor: Floor, id: str) -> Floor:
    """Two grid units more; what lies below gives way if it must."""
    area = floor.area(id)
    grown = replace(area, h=area.h + 2)
    areas = [grown if one.id == id else one for one in floor.areas]
    if any(one.id != id and overlap(one, grown) for one in areas):
        bottom = area.y + area.h
        areas = [replace(one, y=one.y + 2) if one.y >= bottom and one.id != id else one for one in areas]
    return replace(floor, areas=tuple(areas))
