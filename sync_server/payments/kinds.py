"""What kinds of accounts with gateways there are: one entry for each channel of ``domain.money.pay_codes``.

The gateways' libraries are loaded by who has an account: they take a sixth of a server's start, and a till's
own server never charges.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, Any

from domain.money.pay_codes import ALIPAY, WECHAT
from sync_server.payments import alipay_account, wechat_account
from sync_server.payments.alipay_account import AlipayAccount
from sync_server.payments.port import Provider
from sync_server.payments.wechat_account import WeChatAccount

if TYPE_CHECKING:
    from sync_server.payments.wechat_keys import KeyRing


@dataclass(frozen=True, slots=True)
class Kept:
    """An account as it is kept: its ``id``, and all of the same merchant in this store, before a switch of
    keys and after it. ``told_time`` hears by how many milliseconds signed answers are ahead of us."""

    id: str
    account: Any
    merchants: Callable[[], list[Any]] = list
    told_time: Callable[[int], None] = lambda ahead: None


@dataclass(frozen=True, slots=True)
class Kind:
    """``account``: the dataclass of texts that an owner fills in; a field without a default has to be told,
    and what ends in "gateway" or "callback" is an address. ``make`` raises ValueError for keys that are none.
    ``gateway``: the real one's address. ``secret``: fields that are never sent back to a browser; the first
    is that by whose print an owner knows the account. ``named``: the field by which she does. ``digits``:
    the field that is a number. ``heard``: what a callback is thanked with and what it is refused with, in the
    gateway's own words; None for an answer without any and an error as JSON. ``also``: other channels whose
    codes it charges, as an aggregator does, in stores that have no account of their own for them.
    """

    account: type[Any]
    make: Callable[[Kept], Provider]
    gateway: str
    secret: tuple[str, ...]
    named: str
    digits: str = ""
    heard: tuple[str, str] | None = None
    also: frozenset[str] = frozenset()

    @property
    def fields(self) -> list[str]:
        """All that can be told of an account."""
        return [field.name for field in fields(self.account)]

    @property
    def needed(self) -> list[str]:
        """What has to be told."""
        return [field.name for field in fields(self.account) if field.default is MISSING]


def _alipay(kept: Kept) -> Provider:
    from sync_server.payments.alipay import Alipay

    return Alipay(kept.id, kept.account)


def _wechat(kept: Kept) -> Provider:
    from sync_server.payments.wechat import WeChat

    def ring() -> KeyRing:
        return _joined_keys(*(kept.merchants() or [kept.account]))

    return WeChat(kept.id, kept.account, ring, kept.told_time)


@lru_cache(maxsize=64)
def _joined_keys(*accounts: WeChatAccount) -> KeyRing:
    from sync_server.payments.wechat_keys import KeyRing, keys_of

    return reduce(KeyRing.joined, map(keys_of, accounts))


KINDS: dict[str, Kind] = {
    ALIPAY: Kind(
        AlipayAccount,
        _alipay,
        alipay_account.GATEWAY,
        ("private_key",),
        "app_id",
        digits="app_id",
        heard=("success", "fail"),
    ),
    WECHAT: Kind(
        WeChatAccount, _wechat, wechat_account.GATEWAY, ("private_key", "api_key", "v2_key"), "mchid"
    ),
}


def never_shown() -> frozenset[str]:
    """The fields of all kinds that no browser is sent."""
    return frozenset(name for kind in KINDS.values() for name in kind.secret)


def gateways() -> Mapping[str, str]:
    """The real gateways by channel."""
    return {channel: kind.gateway for channel, kind in KINDS.items()}
