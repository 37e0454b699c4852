"""退款单: what of a bill the guest got back, how, and who agreed; both sides sign it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.errors import name_in
from domain.money.currency import amount_text
from printers.layout import centered, paragraph
from printers.slips.figures import Figure, figures, pair, signature
from printers.slips.sheet import again_banner, slip_ticket
from printers.slips.words import Names, SlipForm, _m, masked, quantity_text
from printers.ticket import BOLD, DOUBLE, Element, Feed, Rule, Ticket

GUEST, CASHIER = _m("Guest"), _m("Cashier")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundSlip:
    """Facts of a refund; amounts in minor units, times ready to print. `dishes`: names and thousandths that
    were taken back. `tenders`: how the money went back. `reversal`: the whole bill is reversed; `carried`:
    its money went to the one in its place."""

    store: Names
    table: str
    order_no: str
    receipt: int
    at: str
    by: str
    amount: int
    tenders: Sequence[Figure]
    dishes: Sequence[tuple[Names, int]] = ()
    reason: str = ""
    approved_by: str = ""
    currency: str = "CNY"
    again: str = ""
    reversal: bool = False
    carried: bool = False


def refund_ticket(slip: RefundSlip, form: SlipForm) -> Ticket:
    return slip_ticket(form, _elements(slip, form), again_banner(slip.again, form) if slip.again else ())


def _elements(slip: RefundSlip, form: SlipForm) -> Iterator[Element]:
    yield from centered(name_in(slip.store, form.language), form.width, BOLD)
    yield from pair(
        slip.table, form.say(_m("Reversed bill") if slip.reversal else _m("Refund")), form, DOUBLE
    )
    yield from pair(form.say(_m("Bill {order}"), order=slip.order_no), slip.by, form)
    yield from pair(form.say(_m("Receipt {number}"), number=slip.receipt), slip.at, form)
    yield Rule(dashed=True)
    for names, quantity in slip.dishes:
        yield from pair(name_in(names, form.language), f"×{quantity_text(quantity)}", form)
    if slip.dishes:
        yield Rule(dashed=True)
    total = amount_text(slip.amount, slip.currency)
    word = _m("Carried over") if slip.carried else _m("Given back")
    yield from pair(form.say(word), total, form, DOUBLE)
    if slip.carried:
        yield from paragraph(form.say(_m("To the bill in its place")), form.width)
    yield from figures(slip.tenders, form, slip.currency)
    yield Rule(dashed=True)
    if slip.reason:
        yield from paragraph(form.say(_m("Reason {reason}"), reason=masked(slip.reason)), form.width, BOLD)
    if slip.approved_by:
        yield from pair(form.say(_m("Approved {name}"), name=slip.approved_by), "", form)
    yield from signature((GUEST, CASHIER), form)
    yield Feed()
