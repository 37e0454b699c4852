"""结账单: what the guests had, owed, paid and got back; every figure comes in, none is worked out here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from domain.errors import name_in
from printers.layout import centered, paragraph, row, space, wrap
from printers.slips.words import (
    Names,
    SlipForm,
    _m,
    amount_text,
    listed,
    percent_text,
    quantity_text,
    second_name,
    with_spec,
)
from printers.ticket import (
    BOLD,
    DOUBLE,
    PLAIN,
    Cut,
    DrawerKick,
    Element,
    Feed,
    Line,
    QrCode,
    Rule,
    Span,
    Style,
    Ticket,
    Width,
)

# Cells from the left where the quantity ends; amounts end at the right edge.
_QUANTITY_ENDS = {Width.MM_80: 33, Width.MM_58: 21}
_QUANTITY_CELLS = 5


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A dish as billed. `quantity` in thousandths, `amount` of the line in minor units, before discounts.

    `options` are names with what each adds to the price of one (0 prints no price).
    """

    names: Names
    quantity: int
    amount: int
    spec: Names = field(default_factory=dict)
    options: Sequence[tuple[Names, int]] = ()
    remarks: Sequence[Names] = ()


@dataclass(frozen=True, slots=True)
class Charge:
    """A line between subtotal and total, ready to read: 餐位费 2 × 4, 满200减20, 服务费 10%."""

    label: str
    amount: int


@dataclass(frozen=True, slots=True)
class Tender:
    """What was handed over: 微信支付, 尾号8830, 10000."""

    label: str
    amount: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptSlip:
    """Facts of a bill paid. Amounts in minor units, `digits` of them decimals; times ready to print.

    `change` None: no cash was taken. `tax` with `tax_inclusive` is told below the payments, else above
    the total. `open_drawer` kicks the drawer after the cut.
    """

    store: Names
    table: str
    order_no: str
    paid_at: str
    lines: Sequence[ReceiptLine]
    subtotal: int
    total: int
    tenders: Sequence[Tender] = ()
    change: int | None = None
    charges: Sequence[Charge] = ()
    branch: Names = field(default_factory=dict)
    address: Names = field(default_factory=dict)
    phone: str = ""
    guests: int = 0
    cashier: str = ""
    opened_at: str = ""
    tax_rate: int = 0
    tax: int = 0
    tax_inclusive: bool = True
    symbol: str = "￥"
    digits: int = 2
    code: str = ""
    footer: str = ""
    again: bool = False
    open_drawer: bool = False


def receipt_ticket(slip: ReceiptSlip, form: SlipForm) -> Ticket:
    return Ticket(form.width, tuple(_Receipt(slip, form).elements()))


@dataclass(frozen=True, slots=True)
class _Receipt:
    slip: ReceiptSlip
    form: SlipForm

    def elements(self) -> Iterator[Element]:
        yield from self.head()
        yield Rule()
        yield from self.bill()
        yield Rule(dashed=True)
        yield from self.dishes()
        yield Rule(dashed=True)
        yield from self.sums()
        yield Rule()
        yield from self.total()
        yield Rule(dashed=True)
        yield from self.payments()
        yield Rule()
        yield from self.end()
        yield Cut()
        if self.slip.open_drawer:
            yield DrawerKick()

    def head(self) -> Iterator[Line]:
        slip, width, language = self.slip, self.form.width, self.form.language
        yield from centered(name_in(slip.store, language), width, DOUBLE)
        place = "  ".join(filter(None, (name_in(slip.branch, language), name_in(slip.address, language))))
        if place:
            yield from centered(place, width)
        if slip.phone:
            yield from centered(self.say(_m("Phone {number}"), number=slip.phone), width)

    def bill(self) -> Iterator[Line]:
        slip = self.slip
        guests = self.say(_m("Guests {guests}"), guests=slip.guests) if slip.guests else ""
        title = self.say(_m("Receipt (copy)")) if slip.again else self.say(_m("Receipt"))
        where = "  ".join(filter(None, (slip.table, guests)))
        yield from self.pair(where, title, DOUBLE)
        yield from self.pair(self.say(_m("Bill {order}"), order=slip.order_no), slip.cashier)
        opened = self.say(_m("Opened {time}"), time=slip.opened_at) if slip.opened_at else ""
        yield from self.pair(opened, self.say(_m("Paid {time}"), time=slip.paid_at))

    def dishes(self) -> Iterator[Line]:
        yield from self.columns(self.say(_m("Dish")), self.say(_m("Qty")), self.say(_m("Amount")), PLAIN)
        language = self.form.language
        for line in self.slip.lines:
            name = with_spec(name_in(line.names, language), name_in(line.spec, language))
            yield from self.columns(name, quantity_text(line.quantity), self.money(line.amount), BOLD)
            second = second_name(line.names, self.form)
            if second:
                yield from self.below(with_spec(second, second_name(line.spec, self.form)))
            options = [self.option(names, price) for names, price in line.options]
            remarks = [name_in(remark, language) for remark in line.remarks]
            if options or remarks:
                yield from self.below(listed((*options, *remarks)))

    def option(self, names: Names, price: int) -> str:
        if not price:
            return name_in(names, self.form.language)
        text = self.money(price)
        short = text.rstrip("0").rstrip(".") if "." in text else text
        return f"{name_in(names, self.form.language)}{'+' if price > 0 else ''}{short}"

    def below(self, text: str) -> tuple[Line, ...]:
        return paragraph(text, self.form.width, indent=2)

    def columns(self, name: str, quantity: str, amount: str, style: Style) -> Iterator[Line]:
        """Name, quantity and amount; a long name goes on below, within its own column."""
        end = _QUANTITY_ENDS[self.form.width]
        first, *rest = wrap(name, end - _QUANTITY_CELLS)
        head, count, money = Span(first, style), Span(quantity), Span(amount)
        gap = max(1, end - head.cells - count.cells)
        tail = max(1, self.form.width - head.cells - gap - count.cells - money.cells)
        yield Line((head, space(gap), count, space(tail), money))
        for part in rest:
            yield Line((Span(part, style),))

    def sums(self) -> Iterator[Line]:
        slip = self.slip
        portions = quantity_text(sum(line.quantity for line in slip.lines))
        yield from self.pair(
            self.say(_m("Dishes ({portions})"), portions=portions), self.money(slip.subtotal)
        )
        for charge in slip.charges:
            yield from self.pair(charge.label, self.money(charge.amount))
        if slip.tax and not slip.tax_inclusive:
            label = self.say(_m("Tax {rate}"), rate=percent_text(slip.tax_rate))
            yield from self.pair(label, self.money(slip.tax))

    def total(self) -> Iterator[Line]:
        total = amount_text(self.slip.total, self.slip.digits, self.slip.symbol)
        yield from self.pair(self.say(_m("Total due")), total, DOUBLE)

    def payments(self) -> Iterator[Line]:
        slip = self.slip
        for tender in slip.tenders:
            label = " ".join(filter(None, (tender.label, tender.detail)))
            yield from self.pair(label, self.money(tender.amount))
        if slip.change is not None:
            yield from self.pair(self.say(_m("Change")), self.money(slip.change), BOLD)
        if slip.tax and slip.tax_inclusive:
            label = self.say(_m("Tax included {rate}"), rate=percent_text(slip.tax_rate))
            yield from self.pair(label, self.money(slip.tax))

    def end(self) -> Iterator[Element]:
        slip, width = self.slip, self.form.width
        if slip.code:
            yield QrCode(slip.code)
            yield from centered(self.say(_m("Scan for the e-receipt and invoice")), width)
            yield from centered(self.say(_m("No login, nothing to follow")), width)
        if slip.footer:
            yield from centered(slip.footer, width)
        yield from centered(self.say(_m("Thank you for coming")), width, BOLD)
        yield Feed()

    def pair(self, left: str, right: str, style: Style = PLAIN) -> tuple[Line, ...]:
        spans = [Span(left, style)] if left else []
        return row(spans, [Span(right, style)] if right else [], self.form.width)

    def money(self, minor: int) -> str:
        return amount_text(minor, self.slip.digits)

    def say(self, msgid: str, **values: object) -> str:
        return self.form.translate(msgid).format(**values)
