"""A bill on paper, before and after it is paid: whose it is, what was had, what it comes to.

Every figure comes in, none is worked out here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from domain.errors import name_in
from domain.money.currency import amount_text, figure
from printers.layout import centered, paragraph, space, wrap
from printers.slips.figures import count_ends, pair
from printers.slips.words import (
    Names,
    SlipForm,
    _m,
    listed,
    percent_text,
    quantity_text,
    said,
    second_name,
    with_spec,
)
from printers.ticket import BOLD, DOUBLE, PLAIN, Line, Span, Style, Width

# Cells from the left where the quantity ends; amounts end at the right edge.
_QUANTITY_ENDS = {Width.MM_80: 33, Width.MM_58: 21}
_QUANTITY_CELLS = 5


@dataclass(frozen=True, slots=True)
class BillLine:
    """A dish as billed. `quantity` in thousandths, `amount` of the line in minor units, before discounts.

    `options` are names with what each adds to the price of one (0 prints no price). `seat` of who eats it,
    from 1; 0: nobody's own.
    """

    names: Names
    quantity: int
    amount: int
    spec: Names = field(default_factory=dict)
    options: Sequence[tuple[Names, int]] = ()
    remarks: Sequence[Names] = ()
    seat: int = 0


@dataclass(frozen=True, slots=True)
class Charge:
    """A line between subtotal and total, ready to read: 餐位费 2 × 4, 满200减20, 服务费 10%."""

    label: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """Facts of a bill. Amounts in minor units, of a `currency`; times ready to print.

    `taxes` are pairs of a rate in basis points and an amount. They stand above the total unless they are
    within the prices, `tax_inclusive`; then they are only told. `corrects`: the number of the bill in whose
    place this one stands, 0: none.
    """

    store: Names
    table: str
    order_no: str
    lines: Sequence[BillLine]
    subtotal: int
    total: int
    charges: Sequence[Charge] = ()
    branch: Names = field(default_factory=dict)
    address: Names = field(default_factory=dict)
    phone: str = ""
    guests: int = 0
    cashier: str = ""
    opened_at: str = ""
    taxes: Sequence[tuple[int, int]] = ()
    tax_inclusive: bool = True
    currency: str = "CNY"
    corrects: int = 0

    def money(self, minor: int) -> str:
        return figure(minor, self.currency)


def head(bill: Bill, form: SlipForm) -> Iterator[Line]:
    """The store's name and place."""
    yield from centered(name_in(bill.store, form.language), form.width, form.style("store", DOUBLE))
    where = (name_in(bill.branch, form.language), name_in(bill.address, form.language))
    place = "  ".join(filter(None, where))
    if place and form.shows("place"):
        yield from centered(place, form.width)
    if bill.phone and form.shows("phone"):
        yield from centered(form.say(_m("Phone {number}"), number=bill.phone), form.width)


def about(bill: Bill, title: str, when: str, form: SlipForm) -> Iterator[Line]:
    """The table and what this slip is; the bill's number, who made it, and when."""
    guests = form.say(_m("Guests {guests}"), guests=bill.guests) if bill.guests else ""
    yield from pair("  ".join(filter(None, (bill.table, guests))), title, form, DOUBLE)
    cashier = bill.cashier if form.shows("cashier") else ""
    yield from pair(form.say(_m("Bill {order}"), order=bill.order_no), cashier, form)
    shown = bill.opened_at and form.shows("opened")
    opened = form.say(_m("Opened {time}"), time=bill.opened_at) if shown else ""
    yield from pair(opened, when, form)
    if bill.corrects:
        yield from pair(form.say(_m("Corrects bill {number}"), number=bill.corrects), "", form, BOLD)


def dishes(bill: Bill, form: SlipForm, by_seat: bool = False) -> Iterator[Line]:
    """Name, quantity and amount of each line, what was chosen under it; ``by_seat``: seats as heads."""
    heads = (form.say(_m("Dish")), form.say(_m("Qty")), form.say(_m("Amount")))
    end = _quantity_ends(bill, form)
    yield from _columns(*heads, form, PLAIN, end)
    language = form.language
    for place, line in enumerate(bill.lines):
        if by_seat and (not place or line.seat != bill.lines[place - 1].seat):
            seat = form.say(_m("Seat {seat}"), seat=line.seat) if line.seat else form.say(_m("For all"))
            yield Line((Span(f"[{seat}]", BOLD),))
        name = with_spec(name_in(line.names, language), name_in(line.spec, language))
        style = form.style("dish", BOLD)
        yield from _columns(name, quantity_text(line.quantity), bill.money(line.amount), form, style, end)
        second = second_name(line.names, form) if form.shows("second") else ""
        if second:
            yield from _below(with_spec(second, second_name(line.spec, form)), form)
        options = [_option(names, price, bill, form) for names, price in line.options]
        chosen = (*options, *(said(remark, language) for remark in line.remarks))
        if any(chosen) and form.shows("options"):
            yield from _below(listed(chosen), form)


def _option(names: Names, price: int, bill: Bill, form: SlipForm) -> str:
    if not price:
        return name_in(names, form.language)
    text = bill.money(price)
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{name_in(names, form.language)}{'+' if price > 0 else ''}{short}"


def _below(text: str, form: SlipForm) -> tuple[Line, ...]:
    return paragraph(text, form.width, indent=2)


def _quantity_ends(bill: Bill, form: SlipForm) -> int:
    """Where the quantity ends: further left if the widest amount needs the room, the same for all."""
    usual = _QUANTITY_ENDS.get(form.width, form.width // 2)
    return count_ends(usual, (bill.money(line.amount) for line in bill.lines), form)


def _columns(name: str, quantity: str, amount: str, form: SlipForm, style: Style, end: int) -> Iterator[Line]:
    """Name, quantity and amount; a long name goes on below, within its own column."""
    count, money = Span(quantity), Span(amount)
    first, *rest = wrap(name, (end - max(_QUANTITY_CELLS, count.cells + 1)) // style.width)
    head_ = Span(first, style)
    gap = max(1, end - head_.cells - count.cells)
    tail = max(1, form.width - head_.cells - gap - count.cells - money.cells)
    yield Line((head_, space(gap), count, space(tail), money))
    for part in rest:
        yield Line((Span(part, style),))


def sums(bill: Bill, form: SlipForm) -> Iterator[Line]:
    """From the dishes to the total: charges, reductions, tax that is not within the prices."""
    portions = quantity_text(sum(line.quantity for line in bill.lines))
    yield from pair(form.say(_m("Dishes ({portions})"), portions=portions), bill.money(bill.subtotal), form)
    for charge in bill.charges:
        yield from pair(charge.label, bill.money(charge.amount), form)
    if not bill.tax_inclusive:
        yield from _taxes(bill, _m("Tax {rate}"), form)


def total(bill: Bill, form: SlipForm) -> Iterator[Line]:
    text = amount_text(bill.total, bill.currency)
    yield from pair(form.say(_m("Total due")), text, form, form.style("total", DOUBLE))


def tax_within(bill: Bill, form: SlipForm) -> Iterator[Line]:
    """What of the total is tax, where prices include it."""
    if bill.tax_inclusive and form.shows("tax"):
        yield from _taxes(bill, _m("Tax included {rate}"), form)


def _taxes(bill: Bill, label: str, form: SlipForm) -> Iterator[Line]:
    for rate, amount in bill.taxes:
        if amount:
            yield from pair(form.say(label, rate=percent_text(rate)), bill.money(amount), form)
