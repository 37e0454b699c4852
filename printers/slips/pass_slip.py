"""总单: the whole order at the pass, all stations, each dish with where it comes from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.errors import name_in
from printers.layout import bar, flow
from printers.slips.sheet import (
    KitchenLine,
    Sheet,
    code,
    dishes,
    foot,
    order_line,
    remark,
    sheet_ticket,
    station_bar,
    table_head,
)
from printers.slips.words import Names, SlipForm, _m
from printers.ticket import TALL, Element, Line, Rule, Span, Ticket


@dataclass(frozen=True, slots=True)
class FromStation:
    """What one station sends to the pass."""

    station: Names
    lines: Sequence[KitchenLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class PassSlip(Sheet):
    """Facts of one slip; a dish of two stations stands at each of them."""

    shares: Sequence[FromStation]
    addition: bool = False
    remarks: Sequence[Names] = ()

    @property
    def lines(self) -> list[KitchenLine]:
        return [line for share in self.shares for line in share.lines]


def pass_ticket(slip: PassSlip, form: SlipForm) -> Ticket:
    return sheet_ticket(slip, form, _elements(slip, form))


def _elements(slip: PassSlip, form: SlipForm) -> Iterator[Element]:
    kind = _m("Add-on, all dishes") if slip.addition else _m("All dishes")
    yield from station_bar(slip, form.say(kind), form)
    yield from table_head(slip, form, slip.by if form.shows("author") else "")
    for share in slip.shares:
        yield from _station(share, form)
        yield from dishes(share.lines, form)
    for text in slip.remarks:
        yield from remark(text, form, indent=0)
    yield Rule()
    yield from foot(slip, slip.lines, form)
    yield from flow([order_line(slip, form)], form.width)
    yield from code(slip, form)


def _station(share: FromStation, form: SlipForm) -> tuple[Line, ...]:
    """A bar, so that the pass sees whom to call."""
    count = form.say(_m("Lines {lines}"), lines=len(share.lines))
    return bar([Span(name_in(share.station, form.language), TALL)], form.width, [Span(count, TALL)])
