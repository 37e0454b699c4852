"""What the till publishes of a table, and all that a relay may show of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from domain.floor.moves import kin_of
from domain.floor.openings import Opening, number_among, parties_at
from domain.money.bills import bills_on, family_of, standing_bills
from domain.money.discounts import NO_DISCOUNT, Discount
from domain.money.payments import Settlement, current_bill, open_bills, paid_so_far
from domain.money.seen_money import SeenMoney, see_bills, the_one
from domain.money.together import see_together
from domain.record.tables import Tables
from domain.selling.order import Line
from domain.selling.order_rows import place_of
from domain.selling.orders import Order, OrderLine, guest_number, on_bill, orders_on
from domain.selling.printing import ON_PAPER, TO_COOK, PrintJob, keys_of
from domain.selling.unpaid import PayFirst, is_unpaid, kept_until


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line with its state: kitchen (the till has it) | printed | served.

    ``reduction``: minor units of it that are a gift or its own discount. ``paid``: on a bill that is settled,
    while another one is current. ``held``: the kitchen waits for the word to begin it, which comes by itself
    at ``start_at``, 0 for never. ``back``: it was paid first and sold out meanwhile, so its money goes back.
    ``limited``: see ``domain.selling.price.Priced``.
    """

    line: Line
    state: str
    reduction: int = 0
    paid: bool = False
    held: bool = False
    back: bool = False
    limited: tuple[int, ...] = ()
    start_at: int = 0

    @property
    def amount(self) -> int:
        """Minor units by the price."""
        return self.line.amount

    @property
    def full_price(self) -> bool:
        return self.line.full_price

    @property
    def boxes(self) -> int:
        """Portions to pack."""
        return self.line.boxes

    @property
    def tax_class(self) -> str:
        return self.line.tax_class


@dataclass(frozen=True, slots=True)
class SeenOrder:
    """A round. ``guest``: the phone's number at the table, 0 if staff took it, or until its money gives one.

    ``pay_by``: until when it is kept that is paid first (UTC milliseconds), 0 once it is paid, or need not;
    ``bill``: on which it stands alone.
    """

    id: str
    round: int
    at: int
    guest: int
    lines: tuple[SeenLine, ...]
    remark: str = ""
    pay_by: int = 0
    bill: str = ""


@dataclass(frozen=True, slots=True)
class SeenReceipt:
    """A settled ``bill`` of a ``total`` in minor units, and by which ``code`` its e-receipt is read."""

    bill: str
    code: str
    number: int
    total: int


@dataclass(frozen=True, slots=True)
class SeenOpening:
    """The bill so far. ``secret`` turns with every opening; only pages of this opening know it.

    ``discount``: given by people on the whole of the current bill. ``charged``: guests whom bills paid before
    that one have charged a cover for; ``paid``: it is settled too, and dishes ordered now begin a new one.
    ``table``: its own, also where the code of a joined table leads here. ``kin``: openings whose pages go on
    with this one. ``settling``: a part of the bill is paid. ``at_till``: the till's payment screen shows the
    bill, as long as that till is connected. ``rounding``: minor units that the bill was
    settled with. ``party``: its number at a shared table, else 0. ``money``: what phones may pay, None for
    nothing to pay; ``bills``: each of several. ``together``: what the orders that are to be paid first come
    to in one payment. ``receipts``: of the bills that are paid, for the phones of their guests alone.
    """

    id: str
    secret: str
    number: str
    guests: int
    version: int
    started_at: int
    paid: bool = False
    called: str = ""
    phones: tuple[str, ...] = ()
    orders: tuple[SeenOrder, ...] = ()
    discount: Discount = NO_DISCOUNT
    table: str = ""
    kin: tuple[str, ...] = ()
    settling: bool = False
    rounding: int = 0
    charged: int = 0
    party: int = 0
    at_till: bool = False
    money: SeenMoney | None = None
    bills: tuple[SeenMoney, ...] = ()
    together: SeenMoney | None = None
    receipts: tuple[SeenReceipt, ...] = ()

    def known_as(self, phone: str) -> int:
        """The number by which a phone is known at the table; 0 if it is not."""
        return number_among(self.phones, phone)

    @property
    def to_pay(self) -> tuple[SeenMoney, ...]:
        """The bills of which something is left, or is being paid."""
        every = self.bills or ((self.money,) if self.money else ())
        return tuple(one for one in every if one.total > one.paid)

    @property
    def lines(self) -> list[SeenLine]:
        """The dishes on the current bill."""
        return [line for order in self.orders for line in order.lines if not line.paid]


@dataclass(frozen=True, slots=True)
class SeenTable:
    """A table as published; ``opening`` is None while it is free, and while it is shared 拼桌.

    ``parties``: of a shared one each party's own. An older relay shows no bill to anybody then.
    """

    table: str
    opening: SeenOpening | None = None
    parties: tuple[SeenOpening, ...] = ()

    @property
    def openings(self) -> tuple[SeenOpening, ...]:
        """All that sit here."""
        return self.parties or ((self.opening,) if self.opening else ())

    def opening_of(self, opening: str, phone: str = "") -> SeenOpening | None:
        """What a page may see: of a shared table only the party that it proves to be with.

        It does by the id of an opening that it was shown when it was its own, or by an admitted phone.
        """
        if not self.parties:
            return self.opening
        return next(
            (
                one
                for one in self.parties
                if (opening and (one.id == opening or opening in one.kin)) or (phone and phone in one.phones)
            ),
            None,
        )


def see_table(tables: Tables, table: str, at_payment: Collection[str] = ()) -> SeenTable:
    """What is to be published of a table now; ``at_payment``: openings whose bill a payment screen shows."""
    openings = parties_at(tables, table)
    seen = tuple(see_opening(tables, opening, opening.id in at_payment) for opening in openings)
    return SeenTable(table, None, seen) if len(seen) > 1 else SeenTable(table, seen[0] if seen else None)


def see_opening(tables: Tables, opening: Opening, at_till: bool = False) -> SeenOpening:
    """What is to be published of an opening."""
    bill = current_bill(tables, opening.id)
    settled = tables.get(Settlement, bill.id)
    reversed_ = {one.id for one in bills_on(tables, opening.id) if one.corrected}
    rows = [row for row in on_bill(tables.where(OrderLine, opening=opening.id)) if row.bill not in reversed_]
    others = [one.id for one in standing_bills(tables, opening.id) if one.id != bill.id]
    paid_bills = {id: one for id in others if (one := tables.get(Settlement, id))}
    orders = orders_on(tables, opening.id, rows)
    printed = printed_stations(tables, opening.id, *(order.opening for order in orders))
    bills = see_bills(tables, opening)
    return SeenOpening(
        id=opening.id,
        secret=opening.secret,
        number=opening.number,
        guests=opening.guests,
        version=opening.version,
        started_at=opening.started_at,
        paid=bool(opening.paid_at),
        called=opening.called,
        phones=opening.phones,
        orders=tuple(
            _see_order(tables, opening, order, mine, printed, paid_bills)
            for order in orders
            if (mine := [row for row in rows if row.order == order.id])
        ),
        discount=bill.discount,
        table=opening.table,
        kin=kin_of(tables, opening),
        settling=not opening.paid_at and _being_settled(tables, opening.id),
        rounding=settled.bill.get("rounding", 0) if settled else 0,
        charged=sum(one.bill.get("guests", 0) for one in paid_bills.values()),
        party=opening.party,
        at_till=at_till and not opening.paid_at,
        money=the_one(bills),
        bills=bills if len(bills) > 1 else (),
        together=see_together(tables, opening) if len(bills) > 1 else None,
        receipts=_see_receipts([*paid_bills.values(), *([settled] if settled else [])]),
    )


def _see_receipts(settled: Sequence[Settlement]) -> tuple[SeenReceipt, ...]:
    """The last one first. Bills of release 0.1.0 have no code."""
    found = [
        SeenReceipt(one.id, code, one.receipt, one.total)
        for one in settled
        if (code := str(one.bill.get("code", "")))
    ]
    return tuple(sorted(found, key=lambda one: -one.number))


def _see_order(
    tables: Tables,
    opening: Opening,
    order: Order,
    rows: Sequence[OrderLine],
    printed: set[tuple[str, str, str]],
    paid_bills: Collection[str],
) -> SeenOrder:
    """A round with those of its lines that stand on the bill."""
    first = tables.get(PayFirst, order.id)
    out = first.refused if first else ()
    lines = tuple(
        SeenLine(
            row.line,
            line_state(row, printed),
            row.reduction,
            row.bill in paid_bills,
            row.held,
            row.id in out,
            row.limited,
            row.start_at if row.held else 0,
        )
        for row in sorted(rows, key=place_of)
    )
    guest = guest_number(tables, order, opening)
    to_pay = [row.bill for row in rows if is_unpaid(tables, row)]
    if first is None or not to_pay:
        return SeenOrder(order.id, order.round, order.at, guest, lines, order.remark)
    guest = opening.known_as(first.phone)  # else it gets one with its money, by who pays first
    bill = to_pay[0]
    ends = kept_until(tables, first, bill)
    return SeenOrder(order.id, order.round, order.at, guest, lines, order.remark, ends, bill)


def _being_settled(tables: Tables, opening: str) -> bool:
    """Whether some of what is to be paid now is paid: of an open bill, or one of those it was split into."""
    unsettled = open_bills(tables, opening)
    kin = [one.id for bill in unsettled for one in family_of(tables, bill)]
    return any(paid_so_far(tables, opening, bill) for bill in kin)


def printed_stations(tables: Tables, *openings: str) -> set[tuple[str, str, str]]:
    """(order, station, key) of what has come out in openings' kitchens; key "" is a station's whole share.

    Of a slip that several printers get one copy is enough.
    """
    every = [job for opening in dict.fromkeys(openings) for job in tables.where(PrintJob, opening=opening)]
    jobs = [job for job in every if job.state in ON_PAPER and job.kind in TO_COOK]
    return {(job.order, job.station, key) for job in jobs for key in job.lines or ("",)}


def line_state(row: OrderLine, printed: set[tuple[str, str, str]]) -> str:
    """kitchen | printed (all its tickets are out) | served."""
    if row.served_at:
        return "served"
    all_out = all(
        (row.order, station, "") in printed or (row.order, station, key) in printed
        for key, station, _ in keys_of(row)
    )
    return "printed" if all_out else "kitchen"
