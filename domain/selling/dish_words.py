"""What the owner's page says of a dish beside name and price: picture, badges, allergens, spice, servings,
and whether discounts leave it alone.

The menu is the store's: the page asks its till, which takes a wish only if what it changes is still what the
owner looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from domain.errors import Refused, _m
from domain.record.plain import to_plain
from domain.selling.menu import Dish
from domain.selling.pictures import is_picture_id

BADGES: Mapping[str, str] = {"new": _m("New"), "signature": _m("Signature"), "chef": _m("Chef's")}
ALLERGENS: Mapping[str, str] = {
    "fish": _m("Contains fish"),
    "shellfish": _m("Contains shellfish"),
    "peanut": _m("Contains peanut"),
    "nut": _m("Contains nuts"),
    "gluten": _m("Contains gluten"),
    "egg": _m("Contains egg"),
    "milk": _m("Contains milk"),
    "soy": _m("Contains soy"),
    "sesame": _m("Contains sesame"),
}
HOTTEST = 3
MOST_SERVED = 20  # guests
PORTIONS: Mapping[str, str] = {"g": _m("about {n} g"), "ml": _m("{n} ml"), "pc": _m("{n} pieces")}
UNITS: Mapping[str, str] = {"g": _m("g"), "ml": _m("ml"), "pc": _m("pieces")}
_PORTION = re.compile(rf"[1-9][0-9]{{0,4}} (?:{'|'.join(PORTIONS)})")


@dataclass(frozen=True, slots=True)
class DishWords:
    """``serves``: (from, to) guests who share a portion beside other dishes, or nothing. ``portion``: how
    much is on the plate, a number and a key of PORTIONS, such as "650 g"; "" if nobody has said.
    ``full_price``: see ``menu.Dish``; guests read nothing of it."""

    picture: str = ""
    badges: tuple[str, ...] = ()
    allergens: tuple[str, ...] = ()
    spice: int = 0
    serves: tuple[int, ...] = ()
    portion: str = ""
    full_price: bool = False


@dataclass(frozen=True, slots=True)
class DishWish:
    """``seen``: what was said of the dish when the owner looked."""

    id: str
    dish: str
    words: DishWords
    seen: DishWords


def words_of(dish: Dish) -> DishWords:
    """What is said of a dish now."""
    return DishWords(**{field.name: getattr(dish, field.name) for field in fields(DishWords)})


def check_words(words: DishWords) -> None:
    """Raises Refused("dish_words")."""
    if words.picture and not is_picture_id(words.picture):
        raise Refused("dish_words")
    if not (BADGES.keys() >= set(words.badges) and ALLERGENS.keys() >= set(words.allergens)):
        raise Refused("dish_words")
    if not 0 <= words.spice <= HOTTEST:
        raise Refused("dish_words")
    least, most = words.serves if len(words.serves) == 2 else (0, 0)
    if words.portion and not _PORTION.fullmatch(words.portion):
        raise Refused("dish_words")
    if words.serves and not 1 <= least <= most <= MOST_SERVED:
        raise Refused("dish_words")


def portion_words(portion: str, translate: Callable[[str], str]) -> str:
    """How much is on the plate, as guests read it; "" for what no page can say."""
    number, _, unit = portion.partition(" ")
    return translate(PORTIONS[unit]).format(n=number) if _PORTION.fullmatch(portion) else ""


def with_words(body: Mapping[str, Any], dish: Dish, wish: DishWish) -> dict[str, Any] | None:
    """A menu's document in which this is said of the dish; None if it is said already.

    What else stands there stays, also what only a newer program knows. Raises Refused: dish_words,
    dishes_changed if somebody has said other things since the owner looked.
    """
    check_words(wish.words)
    if words_of(dish) == wish.words:
        return None
    if words_of(dish) != wish.seen:
        raise Refused("dishes_changed")
    said = {field.name: to_plain(getattr(wish.words, field.name)) for field in fields(DishWords)}
    dishes = [{**one, **said} if one["id"] == wish.dish else one for one in body["dishes"]]
    return {**body, "dishes": dishes, "version": int(body.get("version", 1)) + 1}
