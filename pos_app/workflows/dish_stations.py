"""Which stations work on a dish, and how many labels 杯贴 its portions get: the owner says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.errors import Refused
from domain.record.rows import Document
from domain.selling.menu import Menu
from domain.selling.print_setup import MOST_CUPS, PrintSetup
from pos_app.workflows.book import Entry


def set_stations(entry: Entry, stations: Mapping[str, Sequence[str]], by: str) -> None:
    """``stations`` by dish: its own first, then those that work on it too. Orders from now on go there.

    Raises Refused("unknown_dish", "unreadable" for a station that is not there). What else stands in the
    menu stays, also what only a newer program knows; what changes nothing is no fact.
    """
    menu = entry.document(Menu, "menu")
    known = {station.id for station in menu.stations}
    for dish, named in stations.items():
        menu.dish(dish)
        if not named or not known.issuperset(named) or len(set(named)) != len(named):
            raise Refused("unreadable")
    row = entry.tables.get(Document, "menu")
    assert row is not None
    dishes = [_with_stations(dish, stations.get(dish["id"])) for dish in row.body["dishes"]]
    if dishes != list(row.body["dishes"]):
        entry.record("menu.published", {**row.body, "dishes": dishes, "version": menu.version + 1}, by)


def with_cups(setup: PrintSetup, cups: Mapping[str, int]) -> PrintSetup:
    """The next set-up with so many labels a portion, by id of a dish or of a category for all of its dishes.

    Raises Refused("unreadable") for a number that no portion has.
    """
    if not all(0 <= each <= MOST_CUPS for each in cups.values()):
        raise Refused("unreadable")
    return replace(setup, version=setup.version + 1, cups={**setup.cups, **cups})


def _with_stations(dish: Mapping[str, Any], stations: Sequence[str] | None) -> Mapping[str, Any]:
    if not stations or tuple(stations) == (dish["station"], *dish.get("also", ())):
        return dish
    return {**dish, "station": stations[0], "also": list(stations[1:])}
