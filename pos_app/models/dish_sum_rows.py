"""What was sold of each dish, as rows to read: each category with its sums, then its dishes."""

from dataclasses import dataclass

from domain.money.day_figures import DayFigures
from domain.money.dish_sums import by_category
from pos_app.language import _
from pos_app.models.wording import Wording
from pos_app.workflows.dish_words import beside, category_name, dish_name
from printers.slips.words import quantity_text


@dataclass(frozen=True, slots=True)
class DishSumRow:
    """A category (``head``) or a dish of it; texts ready to draw."""

    key: str
    head: bool
    name: str
    note: str
    quantity: str
    amount: str
    paid: str


def dish_sum_rows(figures: DayFigures, wording: Wording) -> tuple[DishSumRow, ...]:
    """In the order of the menu's categories, those that brought most first."""
    rows = []
    for place, of in enumerate(by_category(figures.dishes)):
        name = category_name(of, wording.language, _)
        sums = (quantity_text(of.quantity), wording.figure(of.amount), wording.figure(of.paid))
        rows.append(DishSumRow(f"category.{place}", True, name, "", *sums))
        for each, one in enumerate(of.dishes):
            sums = (quantity_text(one.quantity), wording.figure(one.amount), wording.figure(one.paid))
            name, note = dish_name(one, wording.language), " · ".join(beside(one, _))
            rows.append(DishSumRow(f"{place}.{each}", False, name, note, *sums))
    return tuple(rows)
