"""催菜单 and 起菜单: dishes that the kitchen has already on a slip, to be made faster or to be begun now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.errors import name_in
from printers.layout import centered, flow
from printers.slips.sheet import (
    INDENT,
    KitchenLine,
    Sheet,
    code,
    dish,
    foot,
    inverted,
    order_line,
    people,
    sheet_ticket,
    table_head,
    title_bar,
)
from printers.slips.words import Names, SlipForm, _m
from printers.ticket import DOUBLE, Element, Rule, Ticket


@dataclass(frozen=True, slots=True)
class LateLine:
    """A dish with the minutes since it was ordered."""

    dish: KitchenLine
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RushSlip(Sheet):
    """What guests wait for. `times`: how often it was asked, this one included."""

    late: Sequence[LateLine]
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FireSlip(Sheet):
    """What was held back and is to be begun now: a `course`, these lines, or all that waits."""

    lines: Sequence[KitchenLine] = ()
    course: Names | None = None


def rush_ticket(slip: RushSlip, form: SlipForm) -> Ticket:
    return sheet_ticket(slip, form, _rush(slip, form))


def _rush(slip: RushSlip, form: SlipForm) -> Iterator[Element]:
    title = _m("Hurry") if slip.times < 2 else _m("Hurry · time {times}")
    yield from title_bar(form.say(title, times=slip.times), form)
    yield from table_head(slip, form, name_in(slip.station, form.language))
    yield Rule()
    for number, one in enumerate(slip.late):
        if number:
            yield Rule(dashed=True)
        yield from dish(one.dish, form)
        yield from inverted(form.say(_m("Waits {minutes} min"), minutes=one.minutes), form, INDENT)
    yield from _end(slip, [one.dish for one in slip.late], form)


def fire_ticket(slip: FireSlip, form: SlipForm) -> Ticket:
    return sheet_ticket(slip, form, _fire(slip, form))


def _fire(slip: FireSlip, form: SlipForm) -> Iterator[Element]:
    yield from title_bar(form.say(_m("Start now")), form)
    yield from table_head(slip, form, name_in(slip.station, form.language))
    yield Rule()
    if slip.course:
        yield from centered(name_in(slip.course, form.language), form.width, DOUBLE)
    if not slip.lines:
        yield from centered(form.say(_m("All that waits")), form.width, DOUBLE)
    for number, line in enumerate(slip.lines):
        if number:
            yield Rule(dashed=True)
        yield from dish(line, form)
    yield from _end(slip, slip.lines, form)


def _end(slip: Sheet, lines: Sequence[KitchenLine], form: SlipForm) -> Iterator[Element]:
    yield Rule()
    yield from people([(_m("By {name}"), slip.by)], form)
    yield from foot(slip, lines, form)
    yield from flow([order_line(slip, form)], form.width)
    yield from code(slip, form)
