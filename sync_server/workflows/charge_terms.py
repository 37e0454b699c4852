"""What is asked of a home about charges, by whom guests are charged, and how long one waits for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sync_server.payments.port import Provider


@dataclass(frozen=True, slots=True)
class Pace:
    """``every``: seconds between two looks, growing to ``page`` while a guest has an order on the phone.
    ``agrees``: milliseconds that a guest has to agree, then it is taken back. ``settled``: milliseconds after
    asking before which no gateway takes anything back. Source: WeChat Pay's and Alipay's rules for payment
    codes, see reference/payments.md.
    """

    every: float = 5.0
    agrees: int = 30_000
    settled: int = 15_000
    page: float = 30.0


USUAL = Pace()


@dataclass(frozen=True, slots=True)
class ChargeAsked:
    """A guest's ``code`` is to be charged ``amount`` minor units. ``payment``: 32 characters, the till's."""

    payment: str
    opening: str
    bill: str
    amount: int
    currency: str
    what: str
    code: str


@dataclass(frozen=True, slots=True)
class OrderAsked:
    """An order that a guest pays on the phone, by a ``channel`` and a ``way`` of it (see ``port.Charge``).

    ``ends``: UTC milliseconds when it ends unpaid. ``phone``: the guest's, whose payer is known here; or
    ``payer``: the openid. ``address``: the phone's; ``back``: the page that the guest returns to.
    """

    payment: str
    opening: str
    bill: str
    amount: int
    currency: str
    what: str
    channel: str
    way: str
    ends: int
    phone: str = ""
    payer: str = ""
    address: str = ""
    back: str = ""


@dataclass(frozen=True, slots=True)
class CancelAsked:
    """``channel``: wechat | alipay, by which it was to be charged, and the ``way``; "" if nobody knows."""

    channel: str = ""
    way: str = ""


@dataclass(frozen=True, slots=True)
class RefundAsked:
    """``amount`` minor units of what was charged by ``payment`` go back under the number ``refund``, 32
    characters; ``reason``: what the guest reads."""

    refund: str
    payment: str
    amount: int
    reason: str = ""


class Merchants(Protocol):
    """Who charges guests."""

    def current(self, store: str, channel: str) -> Provider | None:
        """Who charges for a store by a channel now."""

    def of(self, account: str) -> Provider | None:
        """The account of this id, also one that charges nothing new any more."""
