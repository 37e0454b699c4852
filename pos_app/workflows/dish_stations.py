"""Which stations work on a dish, and how many labels 杯贴 its portions get: the owner says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from domain.errors import Refused
from domain.money.house_rules import CHANGED
from domain.record.plain import to_plain
from domain.record.rows import Document
from domain.selling.menu import Menu
from domain.selling.print_setup import DOCUMENT, EMPTY, MOST_CUPS, PrintSetup
from pos_app.database.state import SqlTables
from pos_app.workflows.book import Entry
from pos_app.workflows.reading import document


@dataclass(frozen=True, slots=True)
class DishWish:
    """``stations`` by dish: its own first, then those that work on it too. ``cups``: labels of a portion, by
    id of a dish or of a category for all of its dishes. ``seen_stations``, ``seen_cups``: what stood there
    when that was chosen; what is not named may have been anything.
    """

    stations: Mapping[str, Sequence[str]] = field(default_factory=dict)
    cups: Mapping[str, int] = field(default_factory=dict)
    seen_stations: Mapping[str, Sequence[str]] = field(default_factory=dict)
    seen_cups: Mapping[str, int] = field(default_factory=dict)


def set_dishes(entry: Entry, wish: DishWish, by: str) -> None:
    """Orders from now on go there and have these labels. All or nothing; what changes nothing is no fact.

    Raises Refused: dishes_changed if somebody else was faster at one of them, unknown_dish, unreadable for a
    station that is not there or a number that no portion has.
    """
    menu, setup = entry.document(Menu, "menu"), setup_of(entry.tables)
    _check(menu, wish)
    if any(list(_stations(menu, dish)) != list(seen) for dish, seen in wish.seen_stations.items()):
        raise Refused("dishes_changed")
    if any(cups_now(setup, menu, id) != seen for id, seen in wish.seen_cups.items()):
        raise Refused("dishes_changed")
    _set_stations(entry, menu, wish.stations, by)
    cups = {**setup.cups, **wish.cups}
    if cups != setup.cups:
        after = replace(setup, version=setup.version + 1, cups=cups)
        entry.record("printers.published", to_plain(after), by)


def cups_now(setup: PrintSetup, menu: Menu, id: str) -> int:
    """How many labels a portion of a dish gets; of a category: of its dishes."""
    dish = menu.by_id.get(id)
    return setup.cups_of(id, dish.categories if dish else ())


def _check(menu: Menu, wish: DishWish) -> None:
    known = {station.id for station in menu.stations}
    for dish, named in wish.stations.items():
        menu.dish(dish)
        if not named or not known.issuperset(named) or len(set(named)) != len(named):
            raise Refused("unreadable")
    if not all(0 <= each <= MOST_CUPS for each in wish.cups.values()):
        raise Refused("unreadable")


def _stations(menu: Menu, dish: str) -> tuple[str, ...]:
    known = menu.dish(dish)
    return (known.station, *known.others)


def _set_stations(entry: Entry, menu: Menu, stations: Mapping[str, Sequence[str]], by: str) -> None:
    """What else stands in the menu stays, also what only a newer program knows."""
    row = entry.tables.get(Document, "menu")
    assert row is not None
    dishes = [_with_stations(dish, stations.get(dish["id"])) for dish in row.body["dishes"]]
    if dishes != list(row.body["dishes"]):
        told = {"dishes": dishes, CHANGED: {"stations": []}, "version": menu.version + 1}
        entry.record("menu.published", {**row.body, **told}, by)


def _with_stations(dish: Mapping[str, Any], stations: Sequence[str] | None) -> Mapping[str, Any]:
    if not stations or tuple(stations) == (dish["station"], *dish.get("also", ())):
        return dish
    return {**dish, "station": stations[0], "also": list(stations[1:])}


def setup_of(tables: SqlTables) -> PrintSetup:
    """The store's printers as published."""
    return document(tables, PrintSetup, DOCUMENT, EMPTY)
