"""A merchant's account as a story tells it, in the place of a provider."""

from __future__ import annotations

from collections.abc import Callable

from sync_server.payments.port import Charge, NoAnswer, Outcome
from sync_server.workflows.charging import Pace

QUICK = Pace(every=0.02, agrees=30_000, settled=100)


class Gateway:
    """What guests do, whose answers are lost, and what was asked."""

    name = account = "story"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.known: dict[str, str] = {}
        self.guest = "paid"
        self.lost: set[str] = set()  # calls whose answers never arrive
        self.at_charge: Callable[[], object] = lambda: None

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

    def query(self, charge: Charge) -> Outcome:
        return self._answer("query", charge)

    def cancel(self, charge: Charge) -> Outcome:
        if "cancel" not in self.lost and self.known.get(charge.number) in ("waiting", "paid"):
            self.known[charge.number] = "closed"
        return self._answer("cancel", charge)

    def calls(self) -> list[str]:
        return [call for call, _ in self.asked]
