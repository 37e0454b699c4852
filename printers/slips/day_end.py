"""日结单: the figures of a business day, frozen as a Z or as they are now as an X; every figure comes in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.errors import name_in
from domain.money.currency import amount_text
from printers.layout import centered, entry
from printers.slips.figures import CHECKS, Figure, figures, pair, signature, title
from printers.slips.sheet import again_banner, slip_ticket
from printers.slips.words import Names, SlipForm, _m
from printers.ticket import BOLD, DOUBLE, Element, Rule, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySlip:
    """Facts of a day; amounts in minor units, times ready to print. `z` 0 is an X: nothing is closed.

    `receivable` − `reductions` = `takings`. `parts`: what the receivable and the reductions consist of.
    `carried`: what goes over to the next day, a line each. `no_takings`: tenders that are no takings.
    `collected`: debts that were paid, no sale. `unconfirmed`: of the money, what nobody has seen arrive.
    """

    store: Names
    date: str
    z: int
    by: str
    printed_at: str
    receivable: int
    reductions: int
    takings: int
    bills: int
    guests: int
    parts: Sequence[Figure] = ()
    tenders: Sequence[Figure] = ()
    no_takings: Sequence[Figure] = ()
    collected: Sequence[Figure] = ()
    unconfirmed: Sequence[Figure] = ()
    categories: Sequence[Figure] = ()
    taxes: Sequence[Figure] = ()
    counts: Sequence[tuple[str, str]] = ()
    drawers: Sequence[Figure] = ()
    receipts: tuple[int, int] = (0, 0)
    carried: Sequence[str] = ()
    currency: str = "CNY"
    again: str = ""


def day_ticket(slip: DaySlip, form: SlipForm) -> Ticket:
    return slip_ticket(form, _elements(slip, form), again_banner(slip.again, form) if slip.again else ())


def _elements(slip: DaySlip, form: SlipForm) -> Iterator[Element]:
    yield from _head(slip, form)
    yield Rule()
    yield from _sums(slip, form)
    yield from _sections(slip, form)
    if form.shows("counts"):
        for label, value in day_counts(slip, form):
            yield from pair(label, value, form)
    if slip.carried:
        yield from title(form.say(_m("Carried over")), form)
        for text in slip.carried:
            yield from entry(text, form.width)
    yield from signature((CHECKS,), form)
    yield from pair(slip.by, form.say(_m("Printed {time}"), time=slip.printed_at), form)


def _head(slip: DaySlip, form: SlipForm) -> Iterator[Element]:
    yield from centered(name_in(slip.store, form.language), form.width, BOLD)
    yield from centered(form.say(_m("Day end") if slip.z else _m("Day so far")), form.width, DOUBLE)
    number = form.say(_m("Z number {z}"), z=f"{slip.z:04d}") if slip.z else form.say(_m("X, not closed"))
    yield from pair(slip.date, number, form, BOLD)


def _sums(slip: DaySlip, form: SlipForm) -> Iterator[Element]:
    """应收 − 优惠 = 实收."""

    def money(amount: int) -> str:
        return amount_text(amount, slip.currency)

    yield from pair(form.say(_m("Receivable")), money(slip.receivable), form, BOLD)
    yield from pair(form.say(_m("Reductions")), money(-slip.reductions), form, BOLD)
    yield from pair(form.say(_m("Takings")), money(slip.takings), form, DOUBLE)
    yield Rule()


def _sections(slip: DaySlip, form: SlipForm) -> Iterator[Element]:
    for heading, lines in day_sections(slip, form):
        yield from title(heading, form)
        yield from figures(lines, form, slip.currency)
    yield Rule(dashed=True)


def day_sections(slip: DaySlip, form: SlipForm) -> Iterator[tuple[str, Sequence[Figure]]]:
    """Headings and their figures, of all that the owner left in. What of the money nobody has seen arrive no
    owner leaves out."""
    parts: tuple[tuple[str, str, Sequence[Figure]], ...] = (
        ("parts", _m("Made up of"), slip.parts),
        ("tenders", _m("Money taken"), slip.tenders),
        ("no_takings", _m("Not takings"), slip.no_takings),
        ("collected", _m("Debts paid, no sale"), slip.collected),
        ("categories", _m("By category"), slip.categories),
        ("tax", _m("Tax"), slip.taxes),
        ("drawers", _m("Shifts, over and short"), slip.drawers),
    )
    for name, heading, lines in parts:
        if lines and form.shows(name):
            yield form.say(heading), lines
    if slip.unconfirmed:
        yield form.say(_m("To be confirmed")), slip.unconfirmed


def day_counts(slip: DaySlip, form: SlipForm) -> Iterator[tuple[str, str]]:
    """What is counted, and sums that are no part of the takings."""
    yield form.say(_m("Bills")), str(slip.bills)
    yield form.say(_m("Guests")), str(slip.guests)
    if slip.guests:
        each = amount_text(slip.takings // slip.guests, slip.currency)
        yield form.say(_m("Takings a guest")), each
    first, last = slip.receipts
    if last:
        yield form.say(_m("Receipt numbers")), f"{first}–{last}"
    yield from slip.counts
