"""挂账单: what an account was charged and paid and still owes; or what one payment took off a debt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.errors import name_in
from domain.money.currency import amount_text
from printers.layout import centered, paragraph
from printers.slips.figures import Figure, figures, pair, signature
from printers.slips.sheet import again_banner, slip_ticket
from printers.slips.words import Names, SlipForm, _m, masked
from printers.ticket import BOLD, DOUBLE, Element, Feed, Rule, Ticket

SIGNS, CASHIER = _m("For the account"), _m("Cashier")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementSlip:
    """Facts of an account; amounts in minor units, times ready to print. ``paid`` None: a statement, else
    what one payment took off. ``balance``: what is owed after it. The ``contact`` is masked."""

    store: Names
    name: str
    lines: Sequence[Figure]
    balance: int
    limit: int
    printed_at: str
    by: str
    contact: str = ""
    paid: int | None = None
    change: int = 0
    currency: str = "CNY"
    again: str = ""


def statement_ticket(slip: StatementSlip, form: SlipForm) -> Ticket:
    return slip_ticket(form, _elements(slip, form), again_banner(slip.again, form) if slip.again else ())


def _elements(slip: StatementSlip, form: SlipForm) -> Iterator[Element]:
    def money(amount: int) -> str:
        return amount_text(amount, slip.currency)

    yield from centered(name_in(slip.store, form.language), form.width, BOLD)
    title = _m("Statement of account") if slip.paid is None else _m("Debt paid")
    yield from centered(form.say(title), form.width, DOUBLE)
    yield from paragraph(slip.name, form.width, BOLD)
    if slip.contact:
        yield from pair(form.say(_m("Contact")), masked(slip.contact), form)
    yield Rule(dashed=True)
    yield from figures(slip.lines, form, slip.currency)
    if slip.change:
        yield from pair(form.say(_m("Change")), money(slip.change), form)
    yield Rule(dashed=True)
    if slip.paid is not None:
        yield from pair(form.say(_m("Taken for the debt, no sale")), money(slip.paid), form, BOLD)
    yield from pair(form.say(_m("Owed now")), money(slip.balance), form, DOUBLE)
    yield from pair(form.say(_m("Limit")), money(slip.limit), form)
    yield from signature((SIGNS, CASHIER), form)
    yield from pair(slip.by, form.say(_m("Printed {time}"), time=slip.printed_at), form)
    yield Feed()
