"""What is sold by weight, as a guest reads it: the price of a unit, and what the dish weighed."""

from __future__ import annotations

from domain.errors import _m
from domain.selling.menu import Dish
from domain.selling.order import Line
from domain.selling.weights import UNIT_WORDS, weight_text
from sync_server.diner.language import Language
from sync_server.diner.money import Currency

PER_UNIT = _m("{price} per {unit}")
TO_WEIGH = _m("to be weighed, {price}")
WEIGHED = _m("{weight} {unit}, {price}")


def unit_price(price: int, unit: str, language: Language, money: Currency) -> str:
    """Minor units for one unit of weight: "¥68 per jin"."""
    said = language.translate(PER_UNIT)
    return said.format(
        price=language.apart(money.short(price)), unit=language.translate(UNIT_WORDS.get(unit, unit))
    )


def price_text(price: int, dish: Dish, language: Language, money: Currency) -> str:
    """The price of a portion, or of a unit of weight."""
    return unit_price(price, dish.unit, language, money) if dish.unit else money.short(price)


def weighed(line: Line, language: Language, money: Currency) -> list[str]:
    """What a line weighs, or that it is still to be weighed; nothing of what is sold by the portion."""
    if not line.unit:
        return []
    price = unit_price(line.price, line.unit, language, money)
    if not line.weight:
        return [language.translate(TO_WEIGH).format(price=price)]
    unit = language.translate(UNIT_WORDS.get(line.unit, line.unit))
    said = language.translate(WEIGHED)
    return [said.format(weight=weight_text(line.weight), unit=unit, price=price)]
