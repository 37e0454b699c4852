"""Bills paid in full, which of their dishes that paid and by which money: of two histories each may put other
dishes on a bill, split some off, or take money for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from domain.money.bills import Bill, bills_on, family_of
from domain.record.plain import to_plain
from domain.record.tables import Tables
from domain.selling.order_rows import OrderLine, on_bill, pieces_of
from domain.selling.unpaid import PayFirst

# What the figures of a settlement tell beside them:
PAID = "paid"  # the dishes that it pays, by order the places of their lines; not what was let go unpaid
BEARS = "bears"  # what each of these bears of the total, in their order: minor units
VOUCHERS = "vouchers"  # the payments by voucher that it counts, whole
COUNTED = "counted"  # all payments that it counts: minor units by id
LEFT = "left"  # the pieces of these dishes that were known to stand on other bills, as the dishes are told
PARTS = "parts"  # the bills that were known to be split from the same whole as it
ALSO = "also"  # only in a row: all settlements that two histories told of this bill
ELSEWHERE = "elsewhere"  # only in a row: minor units that it counts and that stand on a bill paid before


@dataclass(frozen=True, slots=True)
class Settlement:
    """A bill (its id) paid in full: its figures as frozen then, and its gap-free receipt number.

    ``over`` in the figures: what had been paid beyond the total, because dishes were taken off after a part
    payment, or two histories both were paid; the guest gets it back. Below 0: money that it counts, and
    another bill as well, which was paid before.
    """

    id: str
    receipt: int
    at: int
    by: str
    date: str
    total: int
    bill: Mapping[str, Any]
    opening: str = ""

    @property
    def over(self) -> int:
        """Minor units that were paid beyond the total, less what it counts of another bill."""
        return int(self.bill.get("over", 0)) - int(self.bill.get(ELSEWHERE, 0))


@dataclass(frozen=True, slots=True)
class Payment:
    """Money taken for a ``bill``, in minor units: ``amount`` to the bill, ``tendered`` minus ``change``.

    ``shift``: who had the drawer then; "" if nobody, and in facts of release 0.1.0. ``account``: whose debt
    it is 挂账, "" for money. ``voucher``: the code of a group-buying voucher 团购券, ``deal`` its figures (as
    ``vouchers.Voucher``), ``reduction`` what of the amount the house never gets. ``taken_on`` and
    ``taken_for``: the opening and bill for which it was taken, if it does not stand there now. ``reference``:
    what it is found by elsewhere, "" for most.
    """

    id: str
    opening: str
    tender: str
    amount: int
    tendered: int
    change: int
    at: int
    by: str
    date: str
    shift: str = ""
    bill: str = ""
    account: str = ""
    voucher: str = ""
    reduction: int = 0
    deal: Mapping[str, Any] = field(default_factory=dict)
    taken_on: str = ""
    taken_for: str = ""
    reference: str = ""

    @property
    def home(self) -> tuple[str, str]:
        """The opening and the bill for which it was taken."""
        return (self.taken_on, self.taken_for) if self.taken_for else (self.opening, self.bill)

    def on(self, opening: str, bill: str) -> Payment:
        """The payment on a bill of an opening, wherever it was taken."""
        home = self.home
        taken_on, taken_for = ("", "") if home == (opening, bill) else home
        return replace(self, opening=opening, bill=bill, taken_on=taken_on, taken_for=taken_for)


def what_settles(tables: Tables, bill: Bill, shares: Sequence[int]) -> dict[str, Any]:
    """What a settlement tells of what it pays and counts; a payment that settles is told by its own fact.
    ``shares``: what each line of which there is something left bears of the total."""
    rows, payments = tables.where(OrderLine, bill=bill.id), tables.where(Payment, bill=bill.id)
    pieces = {id for row in rows for id in pieces_of(tables, row)}
    family = [one.id for one in family_of(tables, bill) if one.id != bill.id]
    borne = dict(zip((row.id for row in on_bill(rows)), shares, strict=True))
    paid = by_order(row.id for row in rows if row.quantity or tables.get(PayFirst, row.order) is None)
    found: dict[str, Any] = {
        PAID: paid,
        BEARS: [borne.get(id, 0) for id in told_lines({PAID: paid})],
        VOUCHERS: [to_plain(one) for one in payments if one.voucher],
        COUNTED: {one.id: one.amount for one in payments},
    }
    if left := by_order(sorted(pieces.difference(row.id for row in rows))):
        found[LEFT] = left
    return {**found, PARTS: family} if family else found


def by_order(lines: Iterable[str]) -> dict[str, list[int]]:
    """Ids of lines as a settlement tells them."""
    found: dict[str, list[int]] = {}
    for line in lines:
        order, _, place = line.rpartition(".")
        found.setdefault(order, []).append(int(place))
    return found


def told_lines(told: Mapping[str, Any]) -> list[str]:
    """The ids of the lines that a settlement says it pays, in the order in which it tells what they bear."""
    return [f"{order}.{place}" for order in sorted(told.get(PAID, ())) for place in told[PAID][order]]


def is_paid(tables: Tables, row: OrderLine) -> bool:
    """Whether a settlement pays a line: not one that came onto the bill by another history. Those of release
    0.1.0 pay all that is there."""
    settled = tables.get(Settlement, row.bill)
    return settled is not None and any(pays(tables, told, row) for told in tellings(settled))


def tellings(settled: Settlement) -> Sequence[Mapping[str, Any]]:
    """The figures that each history told of a settled bill."""
    return [one["bill"] for one in settled.bill[ALSO]] if ALSO in settled.bill else (settled.bill,)


def pays_of(settled: Settlement, order: str) -> bool:
    """Whether a settled bill paid something of an order; those of release 0.1.0 paid all that was there."""
    return any(PAID not in told or order in told[PAID] for told in tellings(settled))


def pays(tables: Tables, told: Mapping[str, Any], row: OrderLine) -> bool:
    """Whether one settlement pays a line that stands on its bill. A piece of which it did not know was still
    a part of the line when that was paid."""
    if PAID not in told:
        return True
    found: OrderLine | None = row
    while found is not None and not is_in(told[PAID], found.id):
        if COUNTED not in told or not found.divided_from or is_in(told.get(LEFT, {}), found.id):
            return False
        found = tables.get(OrderLine, found.divided_from)
    return found is not None


def is_in(paid: Mapping[str, Sequence[int]], line: str) -> bool:
    order, _, place = line.rpartition(".")
    return int(place) in paid.get(order, ())


def charges_for(tables: Tables, part: Bill) -> bool:
    """Whether a settled bill charges the guests of this ``part``, too: who settled the bill that it was split
    from did not know of it."""
    row: Bill | None = part
    while row is not None and row.split_from:
        settled = tables.get(Settlement, row.split_from)
        if settled is not None:
            return COUNTED in settled.bill and any(
                {part.id, row.id}.isdisjoint(told.get(PARTS, ())) for told in tellings(settled)
            )
        row = tables.get(Bill, row.split_from)
    return False


def all_paid_at(tables: Tables, opening: str) -> int:
    """When the last bill of an opening was settled; 0 while one is open."""
    settled = [tables.get(Settlement, bill.id) for bill in bills_on(tables, opening)]
    return 0 if None in settled else max(one.at for one in settled if one)


def counts(settlement: Settlement, payment: str) -> bool:
    """Whether a settlement counts a payment: one by voucher, and of those that tell all any other, too. One
    that does not tell counts what stands there."""
    return any(_counts(told, payment) for told in tellings(settlement))


def _counts(told: Mapping[str, Any], payment: str) -> bool:
    if COUNTED in told:
        return payment in told[COUNTED]
    return VOUCHERS not in told or any(one["id"] == payment for one in told[VOUCHERS])


def counts_here(settlement: Settlement, payment: Payment) -> bool:
    """Whether a payment stays on this settled bill: settlements that do not tell all count what is there."""
    return any(COUNTED not in told or payment.id in told[COUNTED] for told in tellings(settlement))


def is_counted(settlement: Settlement, payment: str) -> bool:
    """Whether a settlement names this payment as one that it counts."""
    return any(payment in told.get(COUNTED, ()) for told in tellings(settlement))


def by_time(settlement: Settlement) -> tuple[int, int]:
    """What of two settlements of one bill, or of one dish, tells the first."""
    return settlement.at, settlement.receipt
