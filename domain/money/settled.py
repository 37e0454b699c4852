"""Bills paid in full, and which of their dishes that paid: of two histories each may put others on a bill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from domain.money.bills import bills_on
from domain.record.plain import from_plain, to_plain
from domain.record.tables import Tables
from domain.selling.order_rows import OrderLine, recount

PAID = "paid"  # in the figures of a settlement: the dishes that it pays
VOUCHERS = "vouchers"  # there too: the payments by voucher that it counts, whole


@dataclass(frozen=True, slots=True)
class Settlement:
    """A bill (its id) paid in full: its figures as frozen then, and its gap-free receipt number.

    ``over`` in the figures: what had been paid beyond the total, because dishes were taken off after a part
    payment; the guest gets it back.
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
        """Minor units that were paid beyond the total."""
        return int(self.bill.get("over", 0))


@dataclass(frozen=True, slots=True)
class Payment:
    """Money taken for a ``bill``, in minor units: ``amount`` to the bill, ``tendered`` minus ``change``.

    ``shift``: who had the drawer then; "" if nobody, and in facts of release 0.1.0. ``account``: whose debt
    it is 挂账, "" for money. ``voucher``: the code of a group-buying voucher 团购券, ``deal`` its figures (as
    ``vouchers.Voucher``), ``reduction`` what of the amount the house never gets.
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


def paid_by(tables: Tables, bill: str) -> dict[str, list[int]]:
    """What a settlement tells of the dishes that it pays: of each order the places of its lines on a bill."""
    found: dict[str, list[int]] = {}
    for row in tables.where(OrderLine, bill=bill):
        order, _, place = row.id.rpartition(".")
        found.setdefault(order, []).append(int(place))
    return found


def is_paid(tables: Tables, row: OrderLine) -> bool:
    """Whether a settlement pays a line: not one that came onto the bill by another history. Those of release
    0.1.0 pay all that is there."""
    settled = tables.get(Settlement, row.bill)
    return settled is not None and (PAID not in settled.bill or _is_in(settled.bill[PAID], row.id))


def _is_in(paid: Mapping[str, Sequence[int]], line: str) -> bool:
    order, _, place = line.rpartition(".")
    return int(place) in paid.get(order, ())


def all_paid_at(tables: Tables, opening: str) -> int:
    """When the last bill of an opening was settled; 0 while one is open."""
    settled = [tables.get(Settlement, bill.id) for bill in bills_on(tables, opening)]
    return 0 if None in settled else max(one.at for one in settled if one)


def of_both(one: Mapping[str, Sequence[int]], other: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    """The dishes that two settlements of one bill pay."""
    keys = sorted({*one, *other})
    return {key: sorted({*one.get(key, ()), *other.get(key, ())}) for key in keys}


def vouchers_on(tables: Tables, bill: str) -> dict[str, Any]:
    """What a settlement tells of the vouchers it counts: another history may have taken one off meanwhile."""
    return {VOUCHERS: [to_plain(one) for one in tables.where(Payment, bill=bill) if one.voucher]}


def counts(settlement: Settlement, payment: str) -> bool:
    """Whether a settlement counts this payment by voucher; one that tells none counts what stands there."""
    told = settlement.bill.get(VOUCHERS)
    return told is None or any(one["id"] == payment for one in told)


def what_both_pay(one: Settlement, other: Settlement) -> Settlement:
    """The first of two settlements of one bill, with what either pays and counts."""
    first = min(one, other, key=by_time)
    both: dict[str, Any] = {PAID: of_both(one.bill[PAID], other.bill.get(PAID, {}))}
    if VOUCHERS in one.bill and VOUCHERS in other.bill:
        vouchers = {plain["id"]: plain for each in (one, other) for plain in each.bill[VOUCHERS]}
        both[VOUCHERS] = [vouchers[id] for id in sorted(vouchers)]
    return replace(first, bill={**first.bill, **both})


def put_back_vouchers(tables: Tables, settled: Mapping[str, Any]) -> None:
    """What a settled bill counts stays a payment, though another history took it off. Only for a fold."""
    for plain in settled.get(VOUCHERS, ()):
        payment = from_plain(Payment, plain)
        if tables.get(Payment, payment.id) is None:
            tables.put(payment)


def take_back(tables: Tables, opening: str, settled: Mapping[str, Any], bill: str) -> list[str]:
    """What another history had put on another bill stands where it was paid; the openings whose lines
    have come or gone. Only a fold may call this."""
    touched = {opening}
    for order, places in settled.get(PAID, {}).items():
        for place in places:
            row = tables.get(OrderLine, f"{order}.{place}")
            if row is not None and row.bill != bill and not _earlier_on(tables, row, bill):
                tables.put(row.on(opening, bill))
                touched.add(row.opening)
    for id in sorted(touched) if len(touched) > 1 else ():
        recount(tables, id)
    return sorted(touched)


def _earlier_on(tables: Tables, row: OrderLine, bill: str) -> bool:
    """Whether the bill on which a line stands was paid before this one, that line too."""
    there, here = tables.get(Settlement, row.bill), tables.get(Settlement, bill)
    return bool(there and here and is_paid(tables, row) and by_time(there) < by_time(here))


def by_time(settlement: Settlement) -> tuple[int, int]:
    """What of two settlements of one bill, or of one dish, tells the first."""
    return settlement.at, settlement.receipt
