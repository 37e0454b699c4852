"""The price of the day 时价: of a dish that has none in the menu, until the business day ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from domain.record.envelope import Event
from domain.record.tables import Tables
from domain.selling.menu import Menu


@dataclass(frozen=True, slots=True)
class DayPrice:
    """A dish's ``price`` on one business day, minor units for a portion or a unit of weight; 0: taken back.

    ``name``: of whoever tells two, the greatest stands, in whatever order they come.
    """

    dish: str
    price: int
    date: str
    name: str


def price_set(event: Event, tables: Tables) -> None:
    for dish, price in event.body["items"].items():
        row = tables.get(DayPrice, dish)
        if row is None or row.name < event.body["name"]:
            tables.put(DayPrice(dish, price or 0, event.body["date"], event.body["name"]))


def prices_of(tables: Tables, date: str) -> Mapping[str, int]:
    """By dish, the prices of a business day."""
    return {row.dish: row.price for row in tables.where(DayPrice, date=date) if row.price}


def priced(menu: Menu, prices: Mapping[str, int]) -> Menu:
    """The menu as it is sold today."""
    if not prices:
        return menu
    dishes = tuple(
        replace(dish, specs=tuple(replace(spec, price=prices[dish.id]) for spec in dish.specs))
        if dish.by_day and dish.id in prices
        else dish
        for dish in menu.dishes
    )
    return replace(menu, dishes=dishes)


def priced_plain(menu: Mapping[str, Any], prices: Mapping[str, int]) -> Mapping[str, Any]:
    """The same of a menu's plain form, with whatever a newer program wrote there."""
    if not prices:
        return menu
    dishes = [
        {**dish, "specs": [{**spec, "price": prices[dish["id"]]} for spec in dish["specs"]]}
        if dish.get("by_day") and dish["id"] in prices
        else dish
        for dish in menu["dishes"]
    ]
    return {**menu, "dishes": dishes}


APPLIES = {"price.set": price_set}
