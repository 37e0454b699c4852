"""结账单: what the guests had, owed, paid and got back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from printers.layout import bar, centered, paragraph
from printers.slips.bill import Bill, about, dishes, head, sums, tax_within, total
from printers.slips.figures import CASHIER, GUEST, pair, signature
from printers.slips.sheet import slip_ticket
from printers.slips.words import SlipForm, _m
from printers.ticket import BOLD, DrawerKick, Element, Feed, Line, QrCode, Rule, Span, Ticket


@dataclass(frozen=True, slots=True)
class Tender:
    """What was handed over: 微信支付, 尾号8830, 10000. ``below``: what is told under it in smaller steps, as
    whose voucher it is and what it was sold for."""

    label: str
    amount: int
    detail: str = ""
    below: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptSlip(Bill):
    """Facts of a bill paid. `change` None: no cash was taken. `code`: where the e-receipt is.

    `again`: printed once more. `open_drawer` kicks the drawer after the cut.
    `number`: the receipt's own; `invoice`: name and tax number of one to be issued; `reversed_`: the bill is
    not valid any more, another one stands in its place. `to_sign`: nothing was charged 免单, the guest signs.
    `back`: what was paid beyond the total and has gone back since, minor units.
    """

    paid_at: str
    tenders: Sequence[Tender] = ()
    change: int | None = None
    code: str = ""
    footer: str = ""
    again: bool = False
    open_drawer: bool = False
    number: int = 0
    invoice: Sequence[str] = ()
    reversed_: bool = False
    to_sign: bool = False
    back: int = 0


def receipt_ticket(slip: ReceiptSlip, form: SlipForm) -> Ticket:
    kick = (DrawerKick(),) if slip.open_drawer else ()
    return slip_ticket(form, _elements(slip, form)) + kick


def _elements(slip: ReceiptSlip, form: SlipForm) -> Iterator[Element]:
    yield from head(slip, form)
    yield Rule()
    title = _m("Receipt (copy)") if slip.again else _m("Receipt")
    yield from about(slip, form.say(title), form.say(_m("Paid {time}"), time=slip.paid_at), form)
    if slip.number:
        yield from pair(form.say(_m("Receipt {number}"), number=slip.number), "", form)
    if slip.reversed_:
        words = form.say(_m("Reversed, another bill stands in its place"))
        yield from bar([Span(words, BOLD)], form.width, center=True)
    yield Rule(dashed=True)
    yield from dishes(slip, form)
    yield Rule(dashed=True)
    yield from sums(slip, form)
    yield Rule()
    yield from total(slip, form)
    yield Rule(dashed=True)
    yield from _payments(slip, form)
    yield from _invoice(slip, form)
    if slip.to_sign:
        yield from signature((GUEST, CASHIER), form)
    yield Rule()
    yield from _end(slip, form)


def _payments(slip: ReceiptSlip, form: SlipForm) -> Iterator[Line]:
    for tender in slip.tenders:
        label = " ".join(filter(None, (tender.label, tender.detail)))
        yield from pair(label, slip.money(tender.amount), form)
        if tender.below:
            yield from paragraph(tender.below, form.width, indent=2)
    if slip.change is not None:
        yield from pair(form.say(_m("Change")), slip.money(slip.change), form, BOLD)
    if slip.back:
        yield from pair(form.say(_m("Given back")), slip.money(slip.back), form, BOLD)
    yield from tax_within(slip, form)


def _invoice(slip: ReceiptSlip, form: SlipForm) -> Iterator[Element]:
    """Whose invoice is still to be issued."""
    if slip.invoice:
        yield from pair(form.say(_m("Invoice to be issued")), "", form, BOLD)
        for words in slip.invoice:
            yield from pair(words, "", form)
        yield Rule(dashed=True)


def _end(slip: ReceiptSlip, form: SlipForm) -> Iterator[Element]:
    if slip.code and form.shows("code"):
        yield QrCode(slip.code)
        yield from centered(form.say(_m("Scan for the e-receipt")), form.width)
        yield from centered(form.say(_m("No login, nothing to follow")), form.width)
    if slip.footer:
        yield from centered(slip.footer, form.width)
    if form.shows("thanks"):
        yield from centered(form.say(_m("Thank you for coming")), form.width, BOLD)
    yield Feed()
