"""What a gateway is asked and what it answers, whoever it is. Calls block: make them on a worker thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

WAITING, PAID, FAILED, CLOSED = "waiting", "paid", "failed", "closed"
FINAL = frozenset({PAID, FAILED, CLOSED})


@dataclass(frozen=True, slots=True)
class Charge:
    """``amount`` minor units of ``currency`` to be charged under our ``number`` (32 characters, never used
    again), for ``what`` the guest reads on the phone. ``device``: which till asks. Times in UTC milliseconds.
    """

    number: str
    amount: int
    currency: str
    what: str
    device: str
    asked_at: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a gateway knows of a charge.

    ``state``: waiting (the guest has to agree) | paid | failed (nothing was charged) | closed (nothing is,
    and nothing will be). ``why``: a code of domain.errors. ``amount``: minor units charged, before the
    gateway's own coupons.
    """

    state: str
    why: str = ""
    transaction: str = ""
    amount: int = 0
    currency: str = ""


class NoAnswer(Exception):  # noqa: N818 - it reads as what is so
    """Nobody knows what the gateway did. It is asked; the charge is never repeated."""


class Provider(Protocol):
    """One merchant's account with a gateway. Each call may raise NoAnswer."""

    @property
    def name(self) -> str:
        """wechat | alipay | demo."""

    @property
    def account(self) -> str:
        """The id under which this account is kept: what it was asked is asked of no other."""

    def charge(self, charge: Charge, code: str) -> Outcome:
        """Charge a guest's payment code. Called once for a number."""

    def query(self, charge: Charge) -> Outcome:
        """What became of it."""

    def cancel(self, charge: Charge) -> Outcome:
        """Take it back or see that it never happens; what was paid goes back to the guest. Waiting if that
        must be asked for again, else closed."""
