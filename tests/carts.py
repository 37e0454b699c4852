"""Random carts of any menu: a hypothesis strategy and a plain seeded generator that make the same carts.

``carts(menu)`` and ``random_cart(menu, chance)`` give carts that a kitchen can take at ``NOON`` with nothing
sold out. ``odd_carts(menu)`` mixes in lines that must be refused.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from domain.record.plain import from_plain
from domain.selling.menu import Dish, Menu
from domain.selling.order import CartLine, Choice
from domain.selling.price import Rules

DEMO = Path(__file__).parent.parent / "resources" / "demo"
NOON = 12 * 60
REMARKS = ("", "", "不要香菜", "less salt, please", "快一点！", "sans piment — merci", "🌶️🌶️")
Below = Callable[[int], int]  # a number from 0 to under the given one


def demo_document(name: str) -> Any:
    """A document of the demo restaurant, as its file has it."""
    return json.loads((DEMO / f"{name}.json").read_text(encoding="utf-8"))


@cache
def demo_menu() -> Menu:
    return from_plain(Menu, demo_document("menu"))


@cache
def demo_rules() -> Rules:
    return from_plain(Rules, demo_document("rules"))


def random_cart(menu: Menu, chance: random.Random, minute: int = NOON, most: int = 8) -> tuple[CartLine, ...]:
    """One cart of 1 to ``most`` lines; the same seed gives the same carts."""
    return tuple(make_line(menu, chance.randrange, minute) for _ in range(1 + chance.randrange(most)))


def carts(menu: Menu, minute: int = NOON, most: int = 8) -> st.SearchStrategy[tuple[CartLine, ...]]:
    """Carts of 1 to ``most`` lines that can be served."""
    return st.lists(_lines(menu, minute), min_size=1, max_size=most).map(tuple)


def odd_carts(menu: Menu, minute: int = NOON, most: int = 8) -> st.SearchStrategy[tuple[CartLine, ...]]:
    """Carts in which some lines must be refused: unknown ids, wrong options, impossible quantities."""
    line = _lines(menu, minute)
    odd = st.one_of(line, st.tuples(line, st.sampled_from(SPOILT)).map(lambda pair: pair[1](pair[0])))
    return st.lists(odd, min_size=1, max_size=most).map(tuple)


SPOILT: tuple[Callable[[CartLine], CartLine], ...] = (
    lambda line: replace(line, dish="no-such-dish"),
    lambda line: replace(line, spec="no-such-portion"),
    lambda line: replace(line, options=(*line.options, "no-such-option")),
    lambda line: replace(line, options=(*line.options, "no-such-option", "no-such-option")),
    lambda line: replace(line, choices=(*line.choices, Choice("no-such-part", "mapo-tofu"))),
    lambda line: replace(line, quantity=0),
    lambda line: replace(line, quantity=-1000),
    lambda line: replace(line, quantity=500),
    lambda line: replace(line, quantity=1_000_000),
    lambda line: replace(line, remark="长" * 201),
)


def make_line(menu: Menu, below: Below, minute: int = NOON) -> CartLine:
    """A line that can be served at a minute of the day, by a source of chance."""
    served = [dish for dish in menu.dishes if dish.served_at(minute) and not dish.unit]  # nobody weighs
    dish = served[below(len(served))]
    return CartLine(
        dish=dish.id,
        spec=dish.specs[below(len(dish.specs))].id,
        quantity=1000 * (1 + below(4)),
        options=_options(menu, dish, below),
        choices=_choices(dish, below),
        remark=REMARKS[below(len(REMARKS))],
    )


def _options(menu: Menu, dish: Dish, below: Below) -> tuple[str, ...]:
    picked: list[str] = []
    for group in menu.groups_of(dish):
        free = [option.id for option in group.options]
        most = min(group.max, len(free))
        for _ in range(group.min + below(most - group.min + 1)):
            picked.append(free.pop(below(len(free))))
    return tuple(picked)


def _choices(dish: Dish, below: Below) -> tuple[Choice, ...]:
    return tuple(
        Choice(part.id, part.choices[below(len(part.choices))])
        for part in dish.parts
        for _ in range(part.count)
    )


@st.composite
def _lines(draw: st.DrawFn, menu: Menu, minute: int) -> CartLine:
    return make_line(menu, lambda most: draw(st.integers(0, most - 1)), minute)
