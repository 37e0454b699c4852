"""传菜单: goes with the plates; the table is read on the tray, the dishes are checked off by the code."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.errors import name_in
from printers.layout import centered, row
from printers.slips.sheet import (
    KitchenLine,
    Sheet,
    code,
    dishes,
    order_line,
    place_words,
    sheet_ticket,
    title_bar,
)
from printers.slips.words import SlipForm, _m, masked
from printers.ticket import BOLD, DOUBLE, TRIPLE, Element, Rule, Span, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class RunnerSlip(Sheet):
    """What is on the tray. `left`: dishes of the table that are still to come; None if nobody knows."""

    lines: Sequence[KitchenLine]
    left: int | None = None


def runner_ticket(slip: RunnerSlip, form: SlipForm) -> Ticket:
    return sheet_ticket(slip, form, _elements(slip, form))


def _elements(slip: RunnerSlip, form: SlipForm) -> Iterator[Element]:
    yield from title_bar(form.say(_m("To the table")), form)
    table = Span(slip.table, form.style("table", TRIPLE))
    yield from centered(slip.table, form.width, table.style if table.cells <= form.width else DOUBLE)
    if place := place_words(slip, form):
        yield from centered(place, form.width, BOLD)
    station = name_in(slip.station, form.language)
    yield from row([Span(f"No.{slip.number:04d}  {slip.at}", BOLD)], [Span(station, BOLD)], form.width)
    yield Rule()
    yield from dishes(slip.lines, form)
    yield Rule()
    if slip.left is not None:
        left = _m("Still to come: {left}") if slip.left else _m("All dishes are out")
        yield from centered(form.say(left, left=slip.left), form.width, BOLD)
    by = [Span(masked(slip.by))] if slip.by and form.shows("author") else []
    yield from row([order_line(slip, form)], by, form.width)
    yield from code(slip, form)
