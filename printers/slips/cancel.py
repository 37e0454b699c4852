"""退菜单: stop making it. Never mixed with new dishes, and black on top so that it is not missed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.errors import name_in
from printers.layout import flow, paragraph
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
from printers.slips.words import SlipForm, _m, masked, quantity_text
from printers.ticket import BOLD, Element, Rule, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelSlip(Sheet):
    """What is taken back: of each line its `quantity`. `first_number`, `first_at`: the slip that ordered it.

    `cooked`: staff say it was made already, so there is nothing to stop.
    """

    lines: Sequence[KitchenLine]
    reason: str = ""
    first_number: int = 0
    first_at: str = ""
    approved_by: str = ""
    cooked: bool = False


def cancel_ticket(slip: CancelSlip, form: SlipForm) -> Ticket:
    return sheet_ticket(slip, form, _elements(slip, form))


def _elements(slip: CancelSlip, form: SlipForm) -> Iterator[Element]:
    yield from title_bar(form.say(_m("Cancelled · made") if slip.cooked else _m("Cancelled · stop")), form)
    yield from table_head(slip, form, name_in(slip.station, form.language))
    yield Rule()
    for line in slip.lines:
        yield from dish(line, form)
        back = form.say(_m("Take back {portions}"), portions=quantity_text(line.quantity))
        yield from inverted(back, form, INDENT)
        yield Rule(dashed=True)
    if slip.reason:
        yield from paragraph(form.say(_m("Reason {reason}"), reason=masked(slip.reason)), form.width, BOLD)
    if slip.first_number:
        first = form.say(
            _m("First slip No.{number:04d}  {time}"), number=slip.first_number, time=slip.first_at
        )
        yield from paragraph(first, form.width)
    yield from people([(_m("Approved {name}"), slip.approved_by), (_m("By {name}"), slip.by)], form)
    yield Rule()
    yield from foot(slip, slip.lines, form)
    yield from flow([order_line(slip, form)], form.width)
    yield from code(slip, form)
