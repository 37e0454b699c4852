"""转台, 并台, 转菜: what the kitchen is making goes to another table than its slip says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from domain.errors import name_in
from printers.layout import bar, centered, flow, row
from printers.slips.sheet import (
    KitchenLine,
    Sheet,
    code,
    dishes,
    foot,
    order_line,
    people,
    place_words,
    sheet_ticket,
    title_bar,
)
from printers.slips.words import SlipForm, _m
from printers.ticket import BOLD, DOUBLE, TRIPLE, Element, Line, Rule, Span, Ticket


class Move(Enum):
    """What has moved, as the slip's title says it."""

    TABLE = _m("Table changed")
    JOINED = _m("Tables joined")
    DISH = _m("Dish moved")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSlip(Sheet):
    """From one or more tables to `table`. `lines`: what is still to come, or the one dish that moved."""

    move: Move
    tables_from: Sequence[str]
    lines: Sequence[KitchenLine] = ()


def notice_ticket(slip: NoticeSlip, form: SlipForm) -> Ticket:
    return sheet_ticket(slip, form, _elements(slip, form))


def _elements(slip: NoticeSlip, form: SlipForm) -> Iterator[Element]:
    yield from title_bar(form.say(slip.move.value), form)
    yield from _way(slip, form)
    number = Span(f"No.{slip.number:04d}  {slip.at}", BOLD)
    station = name_in(slip.station, form.language)
    yield from row([number], [Span(station, BOLD)], form.width)
    if place := place_words(slip, form):
        yield from flow([Span(place, BOLD)], form.width)
    yield Rule()
    if slip.lines:
        title = _m("Send this to the new table") if slip.move is Move.DISH else _m("Still to come, new table")
        yield from bar([Span(form.say(title), BOLD)], form.width)
        yield from dishes(slip.lines, form)
    else:
        yield from centered(form.say(_m("Nothing is waiting")), form.width, BOLD)
    yield Rule()
    yield from people([(_m("By {name}"), slip.by)], form)
    yield from foot(slip, slip.lines, form)
    yield from flow([order_line(slip, form)], form.width)
    yield from code(slip, form)


def _way(slip: NoticeSlip, form: SlipForm) -> tuple[Line, ...]:
    """`A6 → B3`, the new table largest; over two lines the arrow stands before it."""
    before = Span(" ".join(slip.tables_from), DOUBLE)
    arrow, after = Span(" → ", DOUBLE), Span(slip.table, TRIPLE)
    if before.cells + arrow.cells + after.cells <= form.width:
        return flow([before, arrow, after], form.width)
    arrow = Span("→ ", DOUBLE)
    if arrow.cells + after.cells > form.width:
        after = Span(slip.table, DOUBLE)
    return (*flow([before], form.width), *flow([arrow, after], form.width))
