"""定金单: a deposit of a booking was taken, given back or kept; who booked stands on no paper."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.errors import name_in
from domain.money.currency import amount_text
from printers.layout import centered
from printers.slips.figures import pair, signature
from printers.slips.sheet import again_banner, slip_ticket
from printers.slips.words import Names, SlipForm, _m
from printers.ticket import BOLD, DOUBLE, Element, Feed, Rule, Ticket

TITLES = {"taken": _m("Deposit taken"), "back": _m("Deposit given back"), "kept": _m("Deposit kept")}
GUEST, CASHIER = _m("Guest"), _m("Cashier")


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositSlip:
    """Facts of one move: kind taken | back | kept; amounts in minor units, times ready to print.

    ``held``: what is owed to the guests after it. ``way``: the tender's name, "" for what is kept.
    """

    store: Names
    kind: str
    amount: int
    held: int
    booked_for: str
    guests: int
    at: str
    by: str
    tables: str = ""
    way: str = ""
    reason: str = ""
    currency: str = "CNY"
    again: str = ""


def deposit_ticket(slip: DepositSlip, form: SlipForm) -> Ticket:
    return slip_ticket(form, _elements(slip, form), again_banner(slip.again, form) if slip.again else ())


def _elements(slip: DepositSlip, form: SlipForm) -> Iterator[Element]:
    def money(amount: int) -> str:
        return amount_text(amount, slip.currency)

    yield from centered(name_in(slip.store, form.language), form.width, BOLD)
    yield from centered(form.say(TITLES[slip.kind]), form.width, DOUBLE)
    yield from pair(form.say(_m("Booked for")), slip.booked_for, form)
    yield from pair(form.say(_m("Guests {guests}"), guests=slip.guests), slip.tables, form)
    yield Rule(dashed=True)
    yield from pair(slip.way, money(slip.amount), form, DOUBLE)
    yield from pair(form.say(_m("Held, owed to guests")), money(slip.held), form, BOLD)
    if slip.reason:
        yield from pair(form.say(_m("Reason")), slip.reason, form)
    yield from signature((GUEST, CASHIER), form)
    yield from pair(slip.by, slip.at, form)
    yield Feed()
