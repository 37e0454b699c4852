"""What a gateway is asked and what it answers, whoever it is. Calls block: make them on a worker thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

WAITING, PAID, FAILED, CLOSED = "waiting", "paid", "failed", "closed"
FINAL = frozenset({PAID, FAILED, CLOSED})
DONE, STUCK = "done", "stuck"  # of refunds
BARCODE, JSAPI, NATIVE, H5 = "barcode", "jsapi", "native", "h5"
PRECREATE, WAP, WAP_DEMO = "precreate", "wap", "wap_demo"
CALLBACKS = "/v1/callbacks/"  # and the account's id: where gateways tell what they know
INVOKE, CODE, ADDRESS = "invoke", "code", "address"


@dataclass(frozen=True, slots=True)
class Charge:
    """``amount`` minor units of ``currency`` to be charged under our ``number`` (32 characters, never used
    again), for ``what`` the guest reads on the phone. ``device``: which till asks. Times in UTC milliseconds.

    ``way``: barcode, or by which way the guest pays on the phone: jsapi | native | h5 | precreate | wap |
    wap_demo. For these: ``payer`` is the guest's openid (jsapi), ``address`` the phone's (h5), ``back`` the
    page that the guest returns to, ``expires_at`` when the unpaid order ends.
    """

    number: str
    amount: int
    currency: str
    what: str
    device: str
    asked_at: int
    way: str = BARCODE
    payer: str = ""
    address: str = ""
    back: str = ""
    expires_at: int = 0


@dataclass(frozen=True, slots=True)
class ForPhone:
    """What the phone needs to pay an order.

    ``kind``: invoke (``invoke`` are the parameters of WeixinJSBridge's getBrandWCPayRequest) | code (``text``
    is to be drawn as a QR code) | address (``text`` is the page to go to).
    """

    kind: str
    text: str = ""
    invoke: Mapping[str, str] = field(default_factory=dict)


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


@dataclass(frozen=True, slots=True)
class Refund:
    """``amount`` of the ``total`` minor units that were charged under the number ``charge`` go back under our
    ``number`` (32 characters): asked again with the same number it is the same refund."""

    number: str
    charge: str
    amount: int
    total: int
    currency: str
    reason: str
    asked_at: int


@dataclass(frozen=True, slots=True)
class RefundOutcome:
    """``state``: waiting (the gateway has it and works on it) | done | failed (nothing went back and nothing
    will) | stuck (the merchant has to act, then it may be asked for again). ``why``: a code of domain.errors.
    ``amount``: minor units that went back, where it is told."""

    state: str
    why: str = ""
    transaction: str = ""
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """What a gateway tells by itself, verified. ``id``: the same for the same news sent again. ``number``: of
    the charge or refund that it is about; exactly one of ``charge`` and ``refund`` is told."""

    id: str
    number: str
    charge: Outcome | None = None
    refund: RefundOutcome | None = None


@dataclass(frozen=True, slots=True)
class BillLine:
    """One line of a gateway's bill of a day.

    ``kind``: charge | refund. ``number``: of that charge or refund, ``charge``: of the charge it is about.
    ``amount``: minor units, never negative. ``fee``: minor units that the gateway keeps (negative: gives
    back). ``at``: as the gateway writes it, its own local time.
    """

    kind: str
    number: str
    charge: str
    amount: int
    currency: str
    transaction: str
    fee: int = 0
    at: str = ""


class NoAnswer(Exception):  # noqa: N818 - it reads as what is so
    """Nobody knows what the gateway did. It is asked; the charge is never repeated."""


class Declined(Exception):  # noqa: N818 - it reads as what is so
    """The gateway will not do it and has done nothing; ``why``: a code of domain.errors."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Forged(Exception):  # noqa: N818 - it reads as what is so
    """What came is not from the gateway, or not for us. Its text says why and holds nothing of it."""


class Provider(Protocol):
    """One merchant's account with a gateway. Each call to it may raise NoAnswer."""

    @property
    def name(self) -> str:
        """wechat | alipay | demo."""

    @property
    def account(self) -> str:
        """The id under which this account is kept: what it was asked is asked of no other."""

    @property
    def ways(self) -> frozenset[str]:
        """How it can charge: barcode | jsapi | native | h5 | precreate | wap | wap_demo."""

    def charge(self, charge: Charge, code: str) -> Outcome:
        """Charge a guest's payment code. Called once for a number."""

    def create(self, charge: Charge) -> ForPhone:
        """Make an order that the guest pays on the phone. The same again gives the same order. Raises
        Declined."""

    def query(self, charge: Charge) -> Outcome:
        """What became of it."""

    def cancel(self, charge: Charge) -> Outcome:
        """See that it never happens. A code's charge that was paid goes back to the guest; an order that was
        paid stays paid. Waiting if that must be asked for again, else closed, or paid."""

    def refund(self, refund: Refund) -> RefundOutcome:
        """Give back. Asked again with the same number until it is known."""

    def query_refund(self, refund: Refund) -> RefundOutcome:
        """What became of it."""

    def verify(self, raw: bytes, headers: Mapping[str, str], now: int) -> Notice:
        """A callback's bytes as they came; header names in small letters, ``now`` UTC milliseconds. Asks
        nobody. Raises Forged."""

    def bill(self, day: date) -> list[BillLine]:
        """The gateway's bill of a day of its own calendar. Raises Declined if there is none yet."""
