"""后厨制作单: what one station is to cook now, readable at arm's length. Add-on orders use the same slip."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.errors import name_in
from printers.layout import flow
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
from printers.slips.words import Names, SlipForm, _m, listed
from printers.ticket import Element, Line, Rule, Span, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class KitchenSlip(Sheet):
    """Facts of one slip. `elsewhere` names other stations' slips of the same order with how many."""

    lines: Sequence[KitchenLine]
    addition: bool = False
    remarks: Sequence[Names] = ()
    elsewhere: Sequence[tuple[Names, int]] = ()


def kitchen_ticket(slip: KitchenSlip, form: SlipForm) -> Ticket:
    return sheet_ticket(slip, form, _elements(slip, form))


def _elements(slip: KitchenSlip, form: SlipForm) -> Iterator[Element]:
    kind = _m("Add-on") if slip.addition else _m("To cook")
    yield from station_bar(slip, form.say(kind), form)
    yield from table_head(slip, form, slip.by if form.shows("author") else "")
    yield Rule()
    yield from dishes(slip.lines, form)
    for text in slip.remarks:
        yield from remark(text, form, indent=0)
    yield Rule()
    yield from foot(slip, slip.lines, form)
    yield from _order(slip, form)
    yield from code(slip, form)


def _order(slip: KitchenSlip, form: SlipForm) -> Iterator[Line]:
    """The order and, on the same line if they fit, the stations that have slips of it too."""
    order, others = order_line(slip, form), _elsewhere(slip, form)
    together = Line((order, Span("  "), *others))
    if together.cells <= form.width:
        yield together if others else Line((order,))
    else:
        yield from (*flow([order], form.width), *flow(others, form.width))


def _elsewhere(slip: KitchenSlip, form: SlipForm) -> list[Span]:
    if not slip.elsewhere or not form.shows("elsewhere"):
        return []
    sheets = _m("{station} ×{sheets}")
    stations = [(name_in(names, form.language), count) for names, count in slip.elsewhere]
    places = listed(form.say(sheets, station=station, sheets=count) for station, count in stations)
    return [Span(form.say(_m("Same order: {places}"), places=places))]
