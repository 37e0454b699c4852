"""预结单: what the guests owe before they pay, told so that nobody takes it for a receipt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from printers.layout import bar, centered
from printers.slips.bill import Bill, about, dishes, head, sums, tax_within, total
from printers.slips.figures import CASHIER, GUEST, pair, signature
from printers.slips.sheet import slip_ticket
from printers.slips.words import PHONE, SlipForm, _m
from printers.ticket import BOLD, Element, Feed, Line, QrCode, Rule, Span, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class PreBillSlip(Bill):
    """Facts of a bill not paid yet. `paid`: taken already in minor units. `code`: where a phone pays it.

    `times`: how often it was printed, this one included: bills that change after the first are looked at.
    `to_sign`: nothing is charged 免单, and the guest signs for it. `by_phone`: what the dishes come to that
    each phone wanted, by its number, in minor units; 0: what nobody wanted by phone.
    """

    printed_at: str
    paid: int = 0
    code: str = ""
    times: int = 1
    to_sign: bool = False
    by_phone: Sequence[tuple[int, int]] = ()


def pre_bill_ticket(slip: PreBillSlip, form: SlipForm) -> Ticket:
    return slip_ticket(form, _elements(slip, form))


def _elements(slip: PreBillSlip, form: SlipForm) -> Iterator[Element]:
    yield from head(slip, form)
    yield Rule()
    title = _m("Bill") if slip.times < 2 else _m("Bill, print {times}")
    printed = form.say(_m("Printed {time}"), time=slip.printed_at)
    yield from about(slip, form.say(title, times=slip.times), printed, form)
    yield Rule(dashed=True)
    yield from dishes(slip, form, by_seat=any(line.seat for line in slip.lines))
    yield Rule(dashed=True)
    yield from sums(slip, form)
    yield Rule()
    yield from total(slip, form)
    if slip.paid:
        yield from pair(form.say(_m("Paid already")), slip.money(slip.paid), form)
        yield from pair(form.say(_m("Left to pay")), slip.money(slip.total - slip.paid), form, BOLD)
    yield from tax_within(slip, form)
    yield from _by_phone(slip, form)
    yield from bar([Span(form.say(_m("Not paid yet, no receipt")), BOLD)], form.width, center=True)
    if slip.to_sign:
        yield from signature((GUEST, CASHIER), form)
    if slip.code:
        yield QrCode(slip.code)
        yield from centered(form.say(_m("Scan to look and pay")), form.width)
    yield Feed()


def _by_phone(slip: PreBillSlip, form: SlipForm) -> Iterator[Element]:
    """For guests who pay apart: whose dishes come to how much."""
    if not slip.by_phone or not form.shows("by_phone"):
        return
    yield Rule(dashed=True)
    yield Line((Span(form.say(_m("Dishes by phone")), BOLD),))
    for number, amount in slip.by_phone:
        who = form.say(PHONE, number=number) if number else form.say(_m("The rest"))
        yield from pair(who, slip.money(amount), form)
