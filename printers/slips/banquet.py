"""宴席加桌、减桌单: so many tables more or fewer, of dishes that a station has on a slip."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.errors import name_in
from printers.layout import centered, flow
from printers.slips.sheet import (
    KitchenLine,
    Sheet,
    code,
    dishes,
    foot,
    order_line,
    people,
    sheet_ticket,
    table_head,
    title_bar,
)
from printers.slips.words import SlipForm, _m
from printers.ticket import BOLD, Element, Rule, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class BanquetSlip(Sheet):
    """`more`: tables more, fewer below zero; `now`: tables in all; `lines`: for the former alone."""

    more: int
    now: int
    lines: Sequence[KitchenLine]
    from_reserve: bool = False


def banquet_ticket(slip: BanquetSlip, form: SlipForm) -> Ticket:
    return sheet_ticket(slip, form, _elements(slip, form))


def _elements(slip: BanquetSlip, form: SlipForm) -> Iterator[Element]:
    words = _m("Tables +{tables}") if slip.more > 0 else _m("Tables −{tables}")
    yield from title_bar(form.say(words, tables=abs(slip.more)), form)
    yield from table_head(slip, form, name_in(slip.station, form.language))
    what = (
        _m("Do not cook these")
        if slip.more < 0
        else _m("A table in reserve is opened: cook these too")
        if slip.from_reserve
        else _m("Cook these too")
    )
    yield from centered(form.say(what), form.width, BOLD)
    yield from centered(form.say(_m("Tables in all now: {tables}"), tables=slip.now), form.width, BOLD)
    yield Rule()
    yield from dishes(slip.lines, form)
    yield Rule()
    yield from people([(_m("By {name}"), slip.by)], form)
    yield from foot(slip, slip.lines, form)
    yield from flow([order_line(slip, form)], form.width)
    yield from code(slip, form)
