"""A merchant's account as a story tells it, in the place of a provider."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from sync_server.payments.port import (
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
from sync_server.workflows.charge_terms import Pace

QUICK = Pace(every=0.02, agrees=30_000, settled=100, page=0.1)


class Gateway:
    """What guests do, whose answers are lost, and what was asked."""

    name = account = "story"
    ways = frozenset({"barcode", "jsapi", "native"})

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.known: dict[str, str] = {}
        self.guest = "paid"
        self.lost: set[str] = set()  # calls whose answers never arrive
        self.at_charge: Callable[[], object] = lambda: None
        self.orders: dict[str, Charge] = {}
        self.refunds: dict[str, Refund] = {}
        self.bank = "done"  # what becomes of a refund
        self.declines = False
        self.lines: list[BillLine] = []

    def current(self, store: str, channel: str) -> Gateway:
        """All stores have this account."""
        return self

    def of(self, account: str) -> Gateway:
        return self

    def _answer(self, call: str, charge: Charge) -> Outcome:
        self.asked.append((call, charge.number))
        if call in self.lost:
            raise NoAnswer
        state = self.known.get(charge.number, "closed" if call == "cancel" else "waiting")
        if state == "paid":
            return Outcome("paid", "", f"T{charge.number[:8]}", charge.amount, charge.currency)
        return Outcome(state, "charge_too_little" if state == "failed" else "")

    def charge(self, charge: Charge, code: str) -> Outcome:
        assert charge.number not in self.known, "charged twice"
        self.at_charge()
        self.known[charge.number] = self.guest
        return self._answer("charge", charge)

    def create(self, charge: Charge) -> ForPhone:
        self.at_charge()
        if self.declines:
            raise Declined("charge_failed")
        known = self.orders.setdefault(charge.number, charge)
        assert known == charge, "the same number for something else"
        self.known.setdefault(charge.number, "waiting")
        self._answer("create", charge)
        return ForPhone("code", f"weixin://{charge.number}")

    def refund(self, refund: Refund) -> RefundOutcome:
        self.asked.append(("refund", refund.number))
        known = self.refunds.setdefault(refund.number, refund)
        assert known == refund, "the same number for something else"
        assert sum(r.amount for r in self.refunds.values() if r.charge == refund.charge) <= refund.total
        if "refund" in self.lost:
            raise NoAnswer
        return RefundOutcome(self.bank, "", f"R{refund.number[:8]}")

    def query_refund(self, refund: Refund) -> RefundOutcome:
        self.asked.append(("query_refund", refund.number))
        return RefundOutcome(self.bank if refund.number in self.refunds else "failed")

    def verify(self, raw: bytes, headers: Mapping[str, str], now: int) -> Notice:
        raise Forged("a story calls nobody back")

    def bill(self, day: date) -> list[BillLine]:
        if not self.lines:
            raise Declined("bill_none_yet")
        return self.lines

    def query(self, charge: Charge) -> Outcome:
        return self._answer("query", charge)

    def cancel(self, charge: Charge) -> Outcome:
        takes = ("waiting", "paid") if charge.way == "barcode" else ("waiting",)
        if "cancel" not in self.lost and self.known.get(charge.number) in takes:
            self.known[charge.number] = "closed"
        return self._answer("cancel", charge)

    def calls(self) -> list[str]:
        return [call for call, _ in self.asked]
