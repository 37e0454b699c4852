"""Menus for certain hours 时段菜单, such as lunch 午市 from Monday to Friday: which dishes, at which prices.

A dish that stands on such a menu is sold while one of its menus is on, and not else. A price that a menu has
for a dish counts while the menu is on; of several menus the first one's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from domain.errors import Refused, _m
from domain.money.currency import MOST_PRICE

if TYPE_CHECKING:
    from domain.selling.menu import Menu

Spans = tuple[tuple[int, ...], ...]
DAY, WEEK = 24 * 60, 7 * 24 * 60  # minutes
LONGEST_NAME, MOST_MENUS = 40, 20


@dataclass(frozen=True, slots=True)
class TimeMenu:
    """``days``: 0 for Monday to 6, () for each; ``hours``: (from, to) minutes of the day, () for all of it.
    What runs over midnight belongs to the day on which it began.

    ``dishes`` and ``categories`` (ids) are sold only while a menu that names them is on. ``prices``: minor
    units while it is on, by "dish" for each of its portions or "dish/portion".
    """

    id: str
    names: Mapping[str, str]
    days: tuple[int, ...] = ()
    hours: Spans = ()
    dishes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    prices: Mapping[str, int] = field(default_factory=dict)

    def on_at(self, minute: int) -> bool:
        """Whether it is on at a minute of the week, which begins with Monday's midnight."""
        return any(
            (minute - day * DAY - start) % WEEK < (end - start) % DAY
            for day in self.days or range(7)
            for start, end in self.hours
        ) or (not self.hours and (not self.days or minute // DAY % 7 in self.days))

    def price(self, dish: str, spec: str) -> int | None:
        """Of a portion while it is on; None: as ever."""
        return self.prices.get(f"{dish}/{spec}", self.prices.get(dish))


def check_time_menus(menus: Sequence[TimeMenu], menu: Menu) -> None:
    """Raise Refused unless each has a name, hours that are some, and names what is on the menu.

    ``field`` of the refusal says which: "times.0.hours".
    """
    if len(menus) > MOST_MENUS or len({one.id for one in menus}) != len(menus):
        raise Refused("unreadable")
    known = {*menu.by_id, *(f"{dish.id}/{spec.id}" for dish in menu.dishes for spec in dish.specs)}
    categories = {one.id for one in menu.categories}
    for place, one in enumerate(menus):
        names = [name.strip() for name in one.names.values()]
        if not any(names) or max(map(len, names)) > LONGEST_NAME:
            raise Refused("rule_nameless", field=f"times.{place}.names")
        spans = all(len(span) == 2 and span[0] != span[1] for span in one.hours)
        minutes = all(0 <= minute < DAY for span in one.hours for minute in span)
        if not (spans and minutes and all(day in range(7) for day in one.days)):
            raise Refused("bad_hours", field=f"times.{place}.hours")
        if not {*one.dishes, *one.prices} <= known or not set(one.categories) <= categories:
            raise Refused("unknown_dish")
        if not all(0 < price <= MOST_PRICE for price in one.prices.values()):
            raise Refused("bad_price")
        if not (one.dishes or one.categories or one.prices):
            raise Refused("time_menu_empty", field=f"times.{place}.names")


DAYS = (_m("Mon"), _m("Tue"), _m("Wed"), _m("Thu"), _m("Fri"), _m("Sat"), _m("Sun"))


def when_words(menu: TimeMenu, translate: Callable[[str], str]) -> str:
    """When it is on, for people: "Mon–Fri 11:00–14:00"; "" for always."""
    hours = ", ".join(f"{clock(start)}–{clock(end)}" for start, end in menu.hours)
    return " ".join(filter(None, (_days(menu.days, translate), hours)))


def _days(days: tuple[int, ...], translate: Callable[[str], str]) -> str:
    """Days that follow each other as from and to."""
    if len(set(days)) in (0, len(DAYS)):
        return ""
    found: list[list[int]] = []
    for day in sorted(set(days)):
        if found and found[-1][-1] == day - 1:
            found[-1].append(day)
        else:
            found.append([day])
    said = [translate(DAYS[one[0]]) + (f"–{translate(DAYS[one[-1]])}" if one[1:] else "") for one in found]
    return ", ".join(said)


def clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"
