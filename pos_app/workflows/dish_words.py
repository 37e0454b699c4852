"""What was sold of each dish on a day, as words for paper, screen and PDF alike."""

from __future__ import annotations

from collections.abc import Callable

from domain.errors import name_in
from domain.money.day_figures import DayFigures
from domain.money.dish_sums import CategorySum, DishSum, by_category
from domain.selling.weights import UNIT_WORDS, weight_text
from printers.slips.figures import Figure
from printers.slips.words import SlipForm, _m, quantity_text, with_spec

Say = Callable[[str], str]
NO_CATEGORY = _m("Not on the menu")
PAID_BACK = _m("{n} paid back")
BESIDE = (("given", _m("{n} given")), ("voided", _m("{n} off the bill")), ("refunded", PAID_BACK))


def dish_name(one: DishSum, language: str) -> str:
    """With its size, if it has one."""
    spec = name_in(one.spec_names, language) if one.spec_names else ""
    return with_spec(name_in(one.names, language), spec)


def beside(one: DishSum, say: Say) -> list[str]:
    """What is true of it beside how much was sold: its weight, and what was given, taken off or paid back."""
    weight = f"{weight_text(one.weight)} {say(UNIT_WORDS.get(one.unit, one.unit))}" if one.weight else ""
    counts = ((getattr(one, name), words) for name, words in BESIDE)
    told = [say(words).format(n=quantity_text(count)) for count, words in counts if count]
    return [weight, *told] if weight else told


def category_name(one: CategorySum, language: str, say: Say) -> str:
    return name_in(one.names, language) if one.names else say(NO_CATEGORY)


def category_figures(figures: DayFigures, form: SlipForm) -> list[Figure]:
    """A line for each category: how many portions, and what they came to before anything was taken off."""
    return [
        Figure(category_name(one, form.language, form.translate), one.amount, quantity_text(one.quantity))
        for one in by_category(figures.dishes)
    ]


def dish_figures(of: CategorySum, form: SlipForm) -> list[Figure]:
    """A line for each dish of a category."""
    return [
        Figure(
            dish_name(one, form.language),
            one.amount,
            quantity_text(one.quantity),
            " · ".join(beside(one, form.translate)),
        )
        for one in of.dishes
    ]
