"""菜品销量: what was sold of each dish on a business day, by category."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.errors import name_in
from domain.money.currency import amount_text
from printers.layout import centered
from printers.slips.figures import Figure, figures, pair, title
from printers.slips.sheet import slip_ticket
from printers.slips.words import Names, SlipForm, _m
from printers.ticket import BOLD, DOUBLE, Element, Rule, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class DishSumsSlip:
    """Dishes of a day by category, each with how much of it; `z` 0: the day is not closed.

    `amount` is before anything was taken off, `paid` what guests paid of it; minor units.
    """

    store: Names
    date: str
    z: int
    by: str
    printed_at: str
    categories: Sequence[tuple[str, Sequence[Figure]]]
    amount: int
    paid: int
    currency: str = "CNY"


def dish_sums_ticket(slip: DishSumsSlip, form: SlipForm) -> Ticket:
    return slip_ticket(form, _elements(slip, form))


def _elements(slip: DishSumsSlip, form: SlipForm) -> Iterator[Element]:
    yield from centered(name_in(slip.store, form.language), form.width, BOLD)
    yield from centered(form.say(_m("What was sold")), form.width, DOUBLE)
    number = form.say(_m("Z number {z}"), z=f"{slip.z:04d}") if slip.z else form.say(_m("X, not closed"))
    yield from pair(slip.date, number, form, BOLD)
    yield Rule()
    for heading, dishes in slip.categories:
        yield from title(heading, form)
        yield from figures(dishes, form, slip.currency)
    yield Rule()
    yield from pair(form.say(_m("Total")), amount_text(slip.amount, slip.currency), form, BOLD)
    yield from pair(form.say(_m("Paid by guests")), amount_text(slip.paid, slip.currency), form, BOLD)
    yield from pair(slip.by, form.say(_m("Printed {time}"), time=slip.printed_at), form)
