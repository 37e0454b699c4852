"""Money given back of a settled bill 退款, to the tender that it came by; the bill itself stays as it was.

One act is one fact. It may reach several payments, so it makes a row for each; what reverses sales is taken
off the day on which it is given back. What had been paid beyond a bill's total was never takings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.errors import Refused
from domain.money import adjustments, gateway_refunds
from domain.money.deposits import restore
from domain.money.grants import PAID, Grant
from domain.money.payments import RECEIPT_STATION, Payment, Settlement
from domain.money.refund_rows import Refund as Refund
from domain.money.to_give_back import note_to_give_back
from domain.record.envelope import Event
from domain.record.tables import Tables
from domain.selling.printing import queue_slips

REFUNDED = "payment.refunded"
SLIP = "refund"
ACCOUNT = "account"  # in a fact: on which one the money had stood that goes back
NOTHING: Mapping[str, int] = {}
OWED = "owed"  # in a fact: what its maker knew to be beyond the total, another history may know more


@dataclass(frozen=True, slots=True)
class Back:
    """So much of a payment goes back."""

    payment: str
    tender: str
    amount: int


def to_give_back(
    payments: Iterable[Payment],
    refunds: Iterable[Refund],
    amount: int,
    before: Mapping[str, int] = NOTHING,
) -> tuple[Back, ...]:
    """To which payments an amount goes back: the latest first, vouchers last, none more than is left of it.
    ``before``: what of them the house had by another one before, which goes first.

    Raises Refused("refund_too_much") if more is asked than was paid and not given back yet.
    """
    left = {payment.id: payment.amount for payment in payments}
    for refund in refunds:
        if refund.payment in left:
            left[refund.payment] -= refund.amount
    if not 0 < amount <= sum(left.values()):
        raise Refused("refund_too_much", amount=sum(left.values()))
    found, rest = dict[str, int](), amount
    order = sorted(payments, key=lambda one: (bool(one.voucher), -one.at, one.id))
    for limits in (before, left):
        for payment in order:
            most = min(limits.get(payment.id, 0), left[payment.id] - found.get(payment.id, 0))
            part = min(rest, most)
            if part > 0:
                found[payment.id] = found.get(payment.id, 0) + part
                rest -= part
    return tuple(Back(one.id, one.tender, found[one.id]) for one in order if one.id in found)


def charge_behind(tables: Tables, payment: str) -> Grant | None:
    """The charge by which a payment came, also where it was carried to another bill since; None if by none.

    A payment that was carried has the id of the refund that took it off the bill before, see ``reversals``.
    """
    seen = set[str]()
    while payment not in seen and (carried := tables.get(Refund, payment)):
        seen.add(payment)
        payment = carried.payment
    grant = tables.get(Grant, payment)
    return grant if grant is not None and grant.state == PAID else None


def payments_of(tables: Tables, charge: str) -> list[Payment]:
    """Where the money of a charge stands: its payment, and those as which it was carried to other bills."""
    found, ids = list[Payment](), [charge]
    while ids:
        paid = tables.get(Payment, ids.pop())
        if paid is not None and paid not in found:
            found.append(paid)
            ids += [one.id for one in tables.where(Refund, bill=paid.bill) if one.payment == paid.id]
    return found


def gone_of(tables: Tables, paid: Payment) -> int:
    """Minor units of a payment that have left it again."""
    return sum(row.amount for row in tables.where(Refund, bill=paid.bill) if row.payment == paid.id)


def beyond_of(tables: Tables, paid: Payment, by: str) -> int:
    """Minor units of a payment that ``by`` has given back, for they were beyond the total of its bill."""
    rows = tables.where(Refund, bill=paid.bill)
    return sum(row.owed for row in rows if (row.payment, row.by) == (paid.id, by))


def part_of_line(total: int, quantity: int, before: int, more: int) -> int:
    """What ``more`` thousandths of a line come to of which ``before`` went back already.

    ``total``: what the whole line bears of its bill. All parts of a line are its total to the last unit.
    """
    return total * (before + more) // quantity - total * before // quantity


def refunds_of(tables: Tables, bill: str) -> Sequence[Refund]:
    """All that went back of a bill."""
    return sorted(tables.where(Refund, bill=bill), key=lambda one: (one.at, one.id))


def taken_back(refunds: Iterable[Refund]) -> dict[str, int]:
    """Thousandths of dish lines that went back already."""
    found: dict[str, int] = {}
    for refund in refunds:
        for line, quantity in refund.lines.items():
            found[line] = found.get(line, 0) + quantity
    return found


def owed_on(tables: Tables, bill: str) -> int:
    """What had been paid beyond the total of a bill and has not gone back yet."""
    settlement = tables.get(Settlement, bill)
    over = settlement.over if settlement else 0
    return max(0, over - sum(one.owed for one in tables.where(Refund, bill=bill)))


def payment_refunded(event: Event, tables: Tables) -> None:
    """Money goes back; the same act once."""
    body = event.body
    if adjustments.kept(event, tables):
        return
    put_back(event, tables)
    adjustments.keep(event, tables, 0, body["amount"])
    if body.get("print", False):
        queue_slips(event, tables, f"{body['act']}.slip", RECEIPT_STATION, SLIP, body["opening"], body["act"])


def put_back(event: Event, tables: Tables) -> None:
    """What leaves the payments of a bill, as rows. Only a fold may call this."""
    body = event.body
    bill = body.get("bill", body["opening"])
    owed = int(body[OWED]) if OWED in body else owed_on(tables, bill)
    for place, back in enumerate(body["back"]):
        mine, paid = min(owed, back["amount"]), tables.get(Payment, back["payment"])
        owed -= mine
        gateway_refunds.begin(event, tables, place)
        restore(event, tables, f"{body['act']}.{place}.back", back["payment"], back["tender"], back["amount"])
        tables.put(
            Refund(
                id=f"{body['act']}.{place}",
                act=body["act"],
                payment=back["payment"],
                opening=body["opening"],
                bill=bill,
                tender=back["tender"],
                amount=back["amount"],
                at=event.at,
                by=event.by,
                date=event.date,
                shift=body.get("shift", ""),
                owed=mine,
                lines={} if place else body.get("lines", {}),
                account=back.get(ACCOUNT, paid.account if paid else ""),
            )
        )
        if paid and paid.reduction:
            _share_what_was_never_had(tables, paid, bill)
    note_to_give_back(tables, bill)


def _share_what_was_never_had(tables: Tables, paid: Payment, bill: str) -> None:
    """What of a voucher's reduction goes with each part of it that went back, by the order in which they were
    told: all parts are it to the last unit, and two histories that both gave some back come to the same."""
    before = 0
    for one in sorted(tables.where(Refund, bill=bill), key=lambda one: (one.at, one.id)):
        if one.payment != paid.id:
            continue
        more = min(one.amount, paid.amount - before)
        reduction = part_of_line(paid.reduction, paid.amount, before, more)
        before += more
        if reduction != one.reduction:
            tables.put(replace(one, reduction=reduction))
            if carried := tables.get(Payment, one.id):
                tables.put(replace(carried, reduction=reduction))


APPLIES = {REFUNDED: payment_refunded}
