"""What the page's script knows of the menu: ids, names in one language, prices as text to show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from domain.errors import name_in
from domain.selling.dish_words import ALLERGENS
from domain.selling.menu import Dish, Menu, Part
from domain.selling.pictures import is_picture_id
from domain.selling.time_menus import TimeMenu, when_words
from domain.words.pinyin import spell
from sync_server.diner.language import Language
from sync_server.diner.money import Currency
from sync_server.diner.weighing import price_text

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"  # as JavaScript reads them with a base of 36

MANY_PICTURES = 60  # a page with more of them does not name them
ELSEWHERE = "+"


def menu_facts(
    menu: Menu, reader: Language, home: str, currency: Currency, shown: Mapping[str, str]
) -> dict[str, Any]:
    """Dishes, groups, remarks and allergens for the script. ``home`` is the language the kitchen reads;
    ``shown``: the dishes in the order in which the page lists them, each with its picture, else its plate.

    What nearly every dish has stands in columns, in that order, with spaces between: in a long menu the ids
    would come once more. ``a``: its allergens, a digit each; ``m``: minutes to cook; ``p``: its picture, or
    the number of its plate among ``drawn``. Where there are many pictures it says only that there is one
    (``ELSEWHERE``): their names are no words that could be packed, and the phone asks for them by itself.
    """
    language, translate = reader.tag, reader.translate
    allergens = sorted({one for dish in menu.dishes for one in dish.allergens if one in ALLERGENS})
    dishes = {dish.id: _dish(dish, menu, reader, currency) for dish in menu.dishes}
    listed = [menu.by_id[dish] for dish in shown]
    drawn = sorted({look for look in shown.values() if not is_picture_id(look)})
    named = ELSEWHERE if sum(look not in drawn for look in shown.values()) > MANY_PICTURES else ""
    return {
        "a": " ".join(_digits(dish, allergens) for dish in listed),
        "m": " ".join(str(dish.minutes or "") for dish in listed),
        "p": " ".join(str(drawn.index(look)) if look in drawn else named or look for look in shown.values()),
        "drawn": drawn,
        "dishes": {dish: facts for dish, facts in dishes.items() if facts},
        "groups": {
            group.id: {
                "name": name_in(group.names, language),
                "min": group.min,
                "max": group.max,
                "options": [
                    [option.id, name_in(option.names, language), f"+{currency.short(option.price)}"]
                    if option.price
                    else [option.id, name_in(option.names, language)]
                    for option in group.options
                ],
            }
            for group in menu.groups
        },
        "remarks": [[name_in(one.names, home), name_in(one.names, language)] for one in menu.remarks],
        "allergens": [translate(ALLERGENS[one]) for one in allergens],
    }


def _digits(dish: Dish, allergens: Sequence[str]) -> str:
    return "".join(DIGITS[allergens.index(one)] for one in dish.allergens if one in allergens)


def _dish(dish: Dish, menu: Menu, reader: Language, currency: Currency) -> dict[str, Any]:
    """Only what neither the row in the page nor a column says.

    h: hours, s: specs, g: groups, p: parts, d: its price of the
    day is not known, r: numbers of its remarks, where they are not all.
    """
    language = reader.tag
    specs = [
        [spec.id, name_in(spec.names, language), price_text(spec.price, dish, reader, currency)]
        for spec in dish.specs
    ]
    remarks = [menu.remarks.index(one) for one in menu.remarks_of(dish)]
    facts: dict[str, Any] = {
        "h": hours_of(dish, menu, reader),
        "s": specs if len(specs) > 1 or specs[0][0] != "one" else [],
        "g": list(dish.groups),
        "d": int(dish.by_day and not min(spec.price for spec in dish.specs)),
        "r": (remarks or [-1]) if len(remarks) != len(menu.remarks) else [],
        "p": [_part(part, language, currency) for part in dish.parts],
    }
    return {key: value for key, value in facts.items() if value}


def _part(part: Part, language: str, currency: Currency) -> list[Any]:
    """With what choices cost more, where any does."""
    more = {dish: f"+{currency.short(price)}" for dish, price in part.extra.items() if price}
    return [part.id, name_in(part.names, language), part.count, list(part.choices), *([more] if more else [])]


def search_words(menu: Menu) -> dict[str, str]:
    """By what a guest may look for each dish: its names in every language, their pinyin and its initials."""
    spell(_chinese(dish) for dish in menu.dishes)  # together, for new names load a dictionary
    return {dish.id: _words(dish) for dish in menu.dishes}


def _words(dish: Dish) -> str:
    syllables = spelling(_chinese(dish)).split()
    said = (*dish.names.values(), "".join(syllables), "".join(one[0] for one in syllables), dish.code)
    return "|".join("".join(one.lower().split()) for one in dict.fromkeys(said) if one)


def hours_of(dish: Dish, menu: Menu, reader: Language) -> str:
    """When a dish is served, by the store's clock: "11:00–14:00", "Mon–Fri 11:00–14:00"; "" for always."""
    spans = [TimeMenu("", {}, hours=dish.hours)] if dish.hours else menu.by_time.get(dish.id, ())
    return ", ".join(filter(None, (when_words(one, reader.translate) for one in spans)))


def _chinese(dish: Dish) -> str:
    return name_in(dish.names, "zh-Hans")


def spelling(name: str) -> str:
    """A Chinese name's syllables, by which a guest may look for it: "shui zhu yu"."""
    return " ".join(part for part in spell([name])[name].syllables if re.fullmatch("[a-z]+", part))
