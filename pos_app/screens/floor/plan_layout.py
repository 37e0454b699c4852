"""Where areas, tables and marks stand on the floor's picture: grid units to pixels, pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QRect

from domain.floor.plan import Area, Floor, Mark, Table

PANEL_GAP = 12
SIDE = 16  # from a panel's edge to its tables
HEAD = 48  # from a panel's top to its first table
FOOT = 20
GAP_ACROSS = 16
ROOMY = 44  # between two rows of tables
TIGHT = 26
USUAL_HEIGHT = 92
TALLEST = 124
LEAST_WIDE = 60  # of a table; areas whose tables would be narrower stand below each other
LEAST_STEP = 104  # two grid units; below this the floor scrolls


@dataclass(frozen=True)
class PlanLayout:
    """Boxes by id, in the canvas's pixels; `size` is how much room all of it takes."""

    panels: Mapping[str, QRect] = field(default_factory=dict)
    tables: Mapping[str, QRect] = field(default_factory=dict)
    marks: Sequence[tuple[Mark, QRect]] = ()
    height: int = 0


def lay_out(floor: Floor, area: str, width: int, height: int) -> PlanLayout:
    """Place everything in a canvas of this size; `area` "" shows all areas, else one alone."""
    areas = [one for one in floor.areas if area in ("", one.id)]
    if not areas or width < 100:
        return PlanLayout()
    if area or _narrowest(floor, areas, width) < LEAST_WIDE:
        areas = _stacked(areas)
    panels, total = _panels(areas, width, height)
    unit = min(_step(panels[one.id].height(), one.h) for one in areas) / 2
    tables: dict[str, QRect] = {}
    for table in floor.tables:
        if table.area in panels:
            tables[table.id] = _box(table, panels[table.area], floor.area(table.area), unit)
    marks = [
        (mark, _box(mark, panels[mark.area], floor.area(mark.area), unit))
        for mark in floor.marks
        if mark.area in panels
    ]
    return PlanLayout(panels, tables, tuple(marks), total)


def grid_steps(layout: PlanLayout, area: Area) -> tuple[float, float]:
    """Pixels of one grid unit across and down, where this area is shown alone."""
    box = layout.panels[area.id]
    return (box.width() - 2 * SIDE + GAP_ACROSS) / area.w, _step(box.height(), area.h) / 2


def _narrowest(floor: Floor, areas: Sequence[Area], width: int) -> float:
    """Pixels across of the narrowest table with the areas where they are."""
    unit = width / max(area.x + area.w for area in areas)
    return min((table.w * unit for table in floor.tables), default=LEAST_WIDE) - GAP_ACROSS


def _stacked(areas: Sequence[Area]) -> list[Area]:
    """Below each other, each as wide as the widest: it gets the whole width."""
    found, down = list[Area](), 0
    for area in sorted(areas, key=lambda one: (one.y, one.x)):
        found.append(replace(area, x=0, y=down, w=max(one.w for one in areas)))
        down += area.h
    return found


def _panels(areas: Sequence[Area], width: int, height: int) -> tuple[dict[str, QRect], int]:
    across = max(area.x + area.w for area in areas)
    down = max(area.y + area.h for area in areas)
    tall = max(height, _least_height(areas, down))
    wide_unit = (width + PANEL_GAP) / across
    high_unit = (tall + PANEL_GAP) / down
    panels = {}
    for area in areas:
        left, top = round(area.x * wide_unit), round(area.y * high_unit)
        right = round((area.x + area.w) * wide_unit) - PANEL_GAP
        bottom = round((area.y + area.h) * high_unit) - PANEL_GAP
        panels[area.id] = QRect(left, top, right - left, bottom - top)
    return panels, tall


def _least_height(areas: Sequence[Area], down: int) -> int:
    """So much that two units never come below LEAST_STEP in any area."""
    need = max((HEAD + FOOT - TIGHT + area.h * LEAST_STEP / 2 + PANEL_GAP) / area.h for area in areas)
    return round(need * down) - PANEL_GAP


def _step(height: int, down: int) -> float:
    """Two grid units in pixels, so that the last row of tables ends above the panel's foot."""
    rows, room = max(1.0, down / 2), height - HEAD - FOOT
    roomy = (room + ROOMY) / rows
    if roomy - ROOMY >= USUAL_HEIGHT:
        return roomy
    usual = (room - USUAL_HEIGHT) / (rows - 1) if rows > 1 else roomy
    return max(LEAST_STEP, usual if usual - TIGHT >= USUAL_HEIGHT else (room + TIGHT) / rows)


def _box(thing: Table | Mark, panel: QRect, area: Area, unit: float) -> QRect:
    wide = (panel.width() - 2 * SIDE + GAP_ACROSS) / area.w
    step = 2 * unit
    gap = ROOMY if step >= USUAL_HEIGHT + ROOMY else max(TIGHT, step - USUAL_HEIGHT)
    left = panel.left() + SIDE + round(thing.x * wide)
    top = panel.top() + HEAD + round(thing.y * unit)
    high = min(TALLEST * thing.h / 2, thing.h * unit - gap) if thing.h > 1 else min(64.0, unit)
    if isinstance(thing, Mark):
        top += 20
    return QRect(left, top, round(thing.w * wide) - GAP_ACROSS, round(high))
