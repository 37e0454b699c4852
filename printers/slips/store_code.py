"""门店码: a sheet to put up, whose code leads to the page where phones order without a table."""

from collections.abc import Iterator
from dataclasses import dataclass

from printers.layout import centered
from printers.slips.sheet import slip_ticket
from printers.slips.words import SlipForm, _m
from printers.ticket import BOLD, DOUBLE, Element, Feed, QrCode, Ticket


@dataclass(frozen=True, slots=True)
class StoreCodeSlip:
    """`url`: what the code holds."""

    store: str
    url: str


def store_code_ticket(slip: StoreCodeSlip, form: SlipForm) -> Ticket:
    return slip_ticket(form, _elements(slip, form))


def _elements(slip: StoreCodeSlip, form: SlipForm) -> Iterator[Element]:
    yield from centered(slip.store, form.width, BOLD)
    yield from centered(form.say(_m("Order by phone")), form.width, DOUBLE)
    yield Feed()
    yield QrCode(slip.url, 8)
    yield Feed()
    yield from centered(form.say(_m("Scan, choose, and fetch it when your number is called")), form.width)
    yield Feed()
