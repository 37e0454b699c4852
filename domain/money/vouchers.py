"""团购券: codes that guests bought elsewhere. Each is a payment with its figures kept apart.

``face`` is what it takes off the bill, ``sold`` what the guest paid to the platform, ``settlement`` what the
house gets of it. What lies between face and settlement is a reduction and never revenue. Nobody has asked the
platform: a code is recorded here, not verified there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.floor.openings import Opening
from domain.money import adjustments
from domain.money.further import put_right
from domain.money.payments import Payment, Settlement, taken_off
from domain.money.refunds import Refund
from domain.money.settled import counts
from domain.record.envelope import Event
from domain.record.latest import standing
from domain.record.tables import Tables

CASH, SET = "cash", "set"
LONGEST_CODE, LONGEST_NAME = 40, 40


@dataclass(frozen=True, slots=True)
class Voucher:
    """As it is entered; minor units. ``kind``: cash 代金券 (money off) | set 套餐券, which pays for ``lines``
    (thousandths by line id) and whose ``face`` is what those come to. ``name``: of the offer or platform."""

    code: str
    kind: str = CASH
    name: str = ""
    face: int = 0
    sold: int = 0
    settlement: int = 0
    lines: Mapping[str, int] = field(default_factory=dict)


def plain_code(code: str) -> str:
    """A code as it is compared: without spaces, in capitals."""
    return "".join(code.split()).upper()


def code_shown(code: str) -> str:
    """A code as it stands on what people throw away: its last characters, four at most. Nobody has told the
    platform, so whoever reads all of it could still use it elsewhere."""
    return code[-min(4, len(code) // 2) :] if len(code) > 1 else ""


def use_of(tables: Tables, code: str) -> Payment | None:
    """The payment that a code stands for, on whatever bill of whatever day; None if it is free."""
    for payment in tables.where(Payment, voucher=plain_code(code)):
        back = [one for one in tables.where(Refund, bill=payment.bill) if one.payment == payment.id]
        if payment.amount > sum(one.amount for one in back):
            return payment
    return None


def covered(tables: Tables, bill: str) -> dict[str, int]:
    """Thousandths of dish lines of a bill that vouchers pay for already."""
    found: dict[str, int] = {}
    for payment in tables.where(Payment, bill=bill):
        for line, quantity in payment.deal.get("lines", {}).items():
            found[line] = found.get(line, 0) + quantity
    return found


def voucher_voided(event: Event, tables: Tables) -> None:
    """A code was entered by mistake: it is free again; the same act once. One that another history counted
    when it settled the bill stays: what is paid stays so. Of two histories that both took it off each act is
    kept, with its sum."""
    body, payment = event.body, tables.get(Payment, event.body["payment"])
    if adjustments.kept(event, tables):
        return
    standing(event, tables, (taken_off(body["payment"]),))
    settled = tables.get(Settlement, payment.bill) if payment else None
    if settled is None or not counts(settled, body["payment"]):
        tables.remove(Payment, body["payment"])
    opening = tables.get(Opening, body["opening"])
    if opening is not None:
        tables.put(replace(opening, version=opening.version + 1))
    put_right(tables, payment.opening if payment else body["opening"])
    adjustments.keep(event, tables, 0, body.get("amount", payment.amount if payment else 0))


APPLIES = {"voucher.voided": voucher_voided}
