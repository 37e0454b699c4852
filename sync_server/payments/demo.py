"""Play money for the demo restaurant. No gateway is asked and nobody is charged, and it says so.

The last digit of a code chooses what happens, so that every answer can be seen: 1 the guest agrees after some
seconds, 2 too little money, 3 the answer is lost and asked for, 4 the guest never agrees, 5 an old code;
all others are paid at once. An order leads to a page of ours, where one agrees or refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sync_server.payments.port import (
    ADDRESS,
    BARCODE,
    CLOSED,
    CODE,
    DONE,
    FAILED,
    NATIVE,
    PAID,
    PRECREATE,
    WAITING,
    WAP_DEMO,
    BillLine,
    Charge,
    Declined,
    Forged,
    ForPhone,
    NoAnswer,
    Notice,
    Outcome,
    Refund,
    RefundOutcome,
)

AGREES_AFTER = 6_000  # milliseconds
PAGE = "/pay/demo/"  # and the charge's number
ZONE = ZoneInfo("Asia/Shanghai")


class Demo:
    """Implements Provider. What it was asked it knows until its server ends."""

    name = account = "demo"
    ways = frozenset({BARCODE, NATIVE, PRECREATE, WAP_DEMO})

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._asked: dict[str, str] = {}
        self.orders: dict[str, Charge] = {}  # what was asked, by number
        self._done: dict[str, Outcome] = {}  # orders that are over
        self._paid_at: dict[str, int] = {}
        self._refunds: dict[str, Refund] = {}

    def charge(self, charge: Charge, code: str) -> Outcome:
        ending = code[-1:]
        self._asked[charge.number] = ending
        self.orders[charge.number] = charge
        if ending == "3":
            raise NoAnswer
        return self.query(charge)

    def create(self, charge: Charge) -> ForPhone:
        if charge.number in self._done:
            raise Declined("charge_ended")
        self.orders.setdefault(charge.number, charge)
        if charge.way == WAP_DEMO:
            return ForPhone(ADDRESS, PAGE + charge.number)
        place = urlsplit(charge.back)
        return ForPhone(CODE, f"{place.scheme}://{place.netloc}{PAGE}{charge.number}")

    def agree(self, number: str) -> None:
        """The guest agrees to an order on our page. Raises Declined("charge_ended")."""
        order = self._still_open(number)
        self._paid_at[number] = self._now()
        self._done[number] = Outcome(PAID, "", f"demo-{number[-12:]}", order.amount, order.currency)

    def refuse(self, number: str) -> None:
        """The guest does not want to pay. Raises Declined("charge_ended")."""
        self._still_open(number)
        self._done[number] = Outcome(CLOSED, "charge_cancelled")

    def _still_open(self, number: str) -> Charge:
        order = self.orders.get(number)
        if order is None or order.way == BARCODE or number in self._done or self._now() >= order.expires_at:
            raise Declined("charge_ended")
        return order

    def query(self, charge: Charge) -> Outcome:
        if charge.way != BARCODE:
            known = charge.number in self.orders
            waits = known and self._now() < charge.expires_at
            return self._done.get(charge.number, Outcome(WAITING if waits else CLOSED, "charge_cancelled"))
        ending = self._asked.get(charge.number)
        if ending is None:
            return Outcome(FAILED, "charge_failed")
        if ending == "":
            return Outcome(CLOSED, "charge_cancelled")
        if ending in ("2", "5"):
            return Outcome(FAILED, "charge_too_little" if ending == "2" else "charge_code_old")
        agreed = ending == "1" and self._now() >= charge.asked_at + AGREES_AFTER
        if ending in ("1", "4") and not agreed:
            return Outcome(WAITING)
        self._paid_at.setdefault(charge.number, self._now())
        return Outcome(PAID, "", f"demo-{charge.number[-12:]}", charge.amount, charge.currency)

    def cancel(self, charge: Charge) -> Outcome:
        if charge.way != BARCODE:
            return self._done.setdefault(charge.number, Outcome(CLOSED, "charge_cancelled"))
        self._asked[charge.number] = ""
        return Outcome(CLOSED, "charge_cancelled")

    def refund(self, refund: Refund) -> RefundOutcome:
        before = self._refunds.setdefault(refund.number, refund)
        if replace(before, asked_at=0) != replace(refund, asked_at=0):
            raise Declined("payment_changed")
        return self.query_refund(refund)

    def query_refund(self, refund: Refund) -> RefundOutcome:
        if refund.number not in self._refunds:
            return RefundOutcome(FAILED, "charge_failed")
        return RefundOutcome(DONE, "", f"demo-{refund.number[-12:]}")

    def verify(self, raw: bytes, headers: Mapping[str, str], now: int) -> Notice:
        raise Forged("play money calls nobody back")

    def bill(self, day: date) -> list[BillLine]:
        """What it was asked since its server began."""
        paid = [
            BillLine(
                "charge",
                number,
                number,
                order.amount,
                order.currency,
                f"demo-{number[-12:]}",
                at=str(_day(self._paid_at[number])),
            )
            for number, order in self.orders.items()
            if number in self._paid_at and _day(self._paid_at[number]) == day
        ]
        back = [
            BillLine("refund", one.number, one.charge, one.amount, one.currency, f"demo-{one.number[-12:]}")
            for one in self._refunds.values()
            if _day(one.asked_at) == day
        ]
        return paid + back


def _day(at: int) -> date:
    return datetime.fromtimestamp(at / 1000, ZONE).date()
