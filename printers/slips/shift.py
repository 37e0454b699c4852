"""交班单: what the drawer should hold, what was counted, and who hands it to whom; every figure comes in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.errors import name_in
from domain.money.currency import amount_text, figure
from printers.layout import centered, paragraph
from printers.slips.figures import (
    HANDS_OVER,
    TAKES_OVER,
    Figure,
    figures,
    pair,
    signature,
    title,
    unconfirmed,
)
from printers.slips.sheet import again_banner, slip_ticket
from printers.slips.words import Names, SlipForm, _m, masked
from printers.ticket import BOLD, DOUBLE, Element, Rule, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftSlip:
    """Facts of a shift handed over; amounts in minor units, times ready to print.

    `expected` = start + cash taken + paid in − paid out − dropped. `counted` None: nobody counted. `pieces`:
    (value in minor units, how many). `unconfirmed`: of the money, what nobody has seen arrive. `over` is
    counted − expected. `openings`: of the drawer without a sale. `closed_why`: why it was not the cashier who
    handed over, and `approved_by` who agreed to it.
    """

    store: Names
    number: int
    cashier: str
    opened_at: str
    closed_at: str
    start: int
    cash: int
    paid_in: int
    paid_out: int
    dropped: int
    expected: int
    counted: int | None = None
    over: int | None = None
    pieces: Sequence[tuple[int, int]] = ()
    tenders: Sequence[Figure] = ()
    unconfirmed: Sequence[Figure] = ()
    counts: Sequence[tuple[str, int]] = ()
    openings: int = 0
    reason: str = ""
    closed_by: str = ""
    closed_why: str = ""
    approved_by: str = ""
    printed_at: str = ""
    currency: str = "CNY"
    again: str = ""


def shift_ticket(slip: ShiftSlip, form: SlipForm) -> Ticket:
    return slip_ticket(form, _elements(slip, form), again_banner(slip.again, form) if slip.again else ())


def _elements(slip: ShiftSlip, form: SlipForm) -> Iterator[Element]:
    currency = slip.currency
    yield from centered(name_in(slip.store, form.language), form.width, BOLD)
    yield from centered(form.say(_m("Shift hand-over")), form.width, DOUBLE)
    yield from pair(form.say(_m("Shift {number}"), number=slip.number), slip.cashier, form, BOLD)
    yield from pair(form.say(_m("From")), slip.opened_at, form)
    yield from pair(form.say(_m("Until")), slip.closed_at, form)
    if slip.closed_by and slip.closed_by != slip.cashier:
        yield from pair(form.say(_m("Closed by")), slip.closed_by, form, BOLD)
        if slip.approved_by:
            yield from pair(form.say(_m("Approved {name}"), name=slip.approved_by), "", form)
        if slip.closed_why:
            yield from paragraph(form.say(_m("Reason {reason}"), reason=masked(slip.closed_why)), form.width)
    yield Rule()
    if slip.tenders:
        yield from title(form.say(_m("Money taken")), form)
        yield from figures(slip.tenders, form, currency)
    yield from unconfirmed(slip.unconfirmed, form, currency)
    yield from title(form.say(_m("Drawer")), form)
    yield from figures(_drawer(slip, form), form, currency)
    yield Rule(dashed=True)
    yield from _result(slip, form)
    if form.shows("counts"):
        for label, count in (*slip.counts, (form.say(_m("Opened without a sale")), slip.openings)):
            yield from pair(label, str(count), form)
    yield from signature((HANDS_OVER, TAKES_OVER), form)
    yield from pair("", form.say(_m("Printed {time}"), time=slip.printed_at), form)


def _drawer(slip: ShiftSlip, form: SlipForm) -> list[Figure]:
    moves = (
        (_m("Float"), slip.start),
        (_m("Cash taken"), slip.cash),
        (_m("Paid in"), slip.paid_in),
        (_m("Paid out"), -slip.paid_out),
        (_m("Dropped into the safe"), -slip.dropped),
    )
    return [Figure(form.say(label), amount) for label, amount in moves]


def _result(slip: ShiftSlip, form: SlipForm) -> Iterator[Element]:
    """Should be, was counted, over or short; in words, never by a sign alone."""

    def money(amount: int) -> str:
        return amount_text(amount, slip.currency)

    yield from pair(form.say(_m("Should be")), money(slip.expected), form, BOLD)
    if slip.counted is None:
        yield from pair(form.say(_m("Not counted")), "", form, BOLD)
    else:
        yield from pair(form.say(_m("Counted")), money(slip.counted), form, BOLD)
    if form.shows("denominations"):
        for value, pieces in slip.pieces:
            each = figure(value, slip.currency, short=True)
            yield from pair(f"  {each} × {pieces}", figure(value * pieces, slip.currency), form)
    if slip.over is not None:
        word = _m("Over") if slip.over > 0 else _m("Short") if slip.over < 0 else _m("It agrees")
        yield from pair(form.say(word), money(abs(slip.over)) if slip.over else "", form, DOUBLE)
    if slip.reason:
        yield from paragraph(form.say(_m("Reason {reason}"), reason=masked(slip.reason)), form.width, BOLD)
    yield Rule()
