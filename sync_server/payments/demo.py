"""Play money for the demo restaurant. No gateway is asked and nobody is charged, and it says so.

The last digit of a code chooses what happens, so that every answer can be seen: 1 the guest agrees after some
seconds, 2 too little money, 3 the answer is lost and asked for, 4 the guest never agrees, 5 an old code;
all others are paid at once.
"""

from __future__ import annotations

from collections.abc import Callable

from sync_server.payments.port import CLOSED, FAILED, PAID, WAITING, Charge, NoAnswer, Outcome

AGREES_AFTER = 6_000  # milliseconds


class Demo:
    """Implements Provider. What it was asked it knows until its server ends."""

    name = account = "demo"

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._asked: dict[str, str] = {}

    def charge(self, charge: Charge, code: str) -> Outcome:
        ending = code[-1:]
        self._asked[charge.number] = ending
        if ending == "3":
            raise NoAnswer
        return self.query(charge)

    def query(self, charge: Charge) -> Outcome:
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
        return Outcome(PAID, "", f"demo-{charge.number[-12:]}", charge.amount, charge.currency)

    def cancel(self, charge: Charge) -> Outcome:
        self._asked[charge.number] = ""
        return Outcome(CLOSED, "charge_cancelled")
