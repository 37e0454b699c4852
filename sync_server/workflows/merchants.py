"""The stores' accounts with gateways: kept by the home alone, and made into providers when they are used."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, asdict, dataclass, fields

from domain.errors import Refused
from domain.money.pay_codes import ALIPAY, WECHAT
from domain.record.plain import from_plain
from sync_server.database import merchants
from sync_server.database.merchants import Merchant
from sync_server.database.session import Database
from sync_server.payments.alipay_account import AlipayAccount
from sync_server.payments.port import Provider
from sync_server.payments.wechat_account import WeChatAccount
from sync_server.payments.wechat_keys import KeyRing, keys_of
from sync_server.workflows.clock import Clock

Account = AlipayAccount | WeChatAccount


def _nobody(ahead: int) -> None:
    """Nobody hears it."""


def _provider_of(
    id: str,
    account: Account,
    ring: Callable[[], KeyRing] | None = None,
    told_time: Callable[[int], None] = _nobody,
) -> Provider:
    """Raises ValueError for keys that are none. The gateways' libraries are loaded by who has an account:
    they take a sixth of a server's start, and a till's own server never charges."""
    if isinstance(account, AlipayAccount):
        from sync_server.payments.alipay import Alipay

        return Alipay(id, account)
    from sync_server.payments.wechat import WeChat

    return WeChat(id, account, ring, told_time)


KINDS: Mapping[str, type[Account]] = {ALIPAY: AlipayAccount, WECHAT: WeChatAccount}


@dataclass(frozen=True, slots=True)
class AccountShown:
    """An account as its owner sees it: no key, only its print. ``added_at``: UTC milliseconds."""

    channel: str
    name: str
    print: str
    gateway: str
    added_at: int


class KeptMerchants:
    """Implements charging.Merchants over the server's file. ``told_time``: hears of an address by how
    many milliseconds its signed answers are ahead of our clock. Any thread."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self.told_time: Callable[[str, int], None] = lambda address, ahead: None
        self._made: dict[str, Provider] = {}
        self._rings: dict[tuple[str, str], KeyRing] = {}
        self._look()

    def current(self, store: str, channel: str) -> Provider | None:
        """Who charges for a store by a channel now."""
        found = [
            one for one in self._kept if (one.store, one.channel) == (store, channel) and not one.ended_at
        ]
        return self._provider(found[-1]) if found else None

    def of(self, account: str) -> Provider | None:
        """The account of this id."""
        return next((self._provider(one) for one in self._kept if one.id == account), None)

    def gateways(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """(id, store, addresses of its gateway) of the accounts that charge now."""
        names = ("gateway", "v2_gateway")
        return [
            (one.id, one.store, tuple(str(one.body[name]) for name in names if one.body.get(name)))
            for one in self._kept
            if not one.ended_at
        ]

    def shown(self, store: str) -> list[AccountShown]:
        """The accounts that charge for a store now."""
        return [_shown(one) for one in self._kept if one.store == store and not one.ended_at]

    async def add(self, store: str, channel: str, told: Mapping[str, str]) -> None:
        """Charge a channel's codes by this account from now on; ``told``: what its fields say, a gateway only
        if it is another than the real one. Raises Refused("account_keys")."""
        try:
            account = KINDS[channel](**{name: value for name, value in told.items() if value})
            if not all(asdict(account)[name] for name in fields_of(channel)):
                raise ValueError("something is missing")
            addresses = [
                value
                for name, value in asdict(account).items()
                if name.endswith(("gateway", "callback")) and value
            ]
            if not all(one.startswith(("https://", "http://127.0.0.1:")) for one in addresses):
                raise ValueError("no address for money")
            if channel == ALIPAY and not asdict(account)["app_id"].isdigit():
                raise ValueError("no app id")
            one = Merchant(self._clock.new_id(), store, channel, asdict(account), self._clock.now())
            self._provider(one)
        except (ValueError, IndexError, TypeError) as error:
            raise Refused("account_keys") from error
        await self._database.write(lambda c: merchants.add(c, one))
        self._look()

    async def end(self, store: str, channel: str) -> None:
        """Charge nothing new by this channel; what is open is asked about until it is known."""
        now = self._clock.now()
        await self._database.write(lambda c: merchants.end(c, store, channel, now))
        self._look()

    def _provider(self, one: Merchant) -> Provider:
        if one.id not in self._made:
            account = from_plain(KINDS[one.channel], one.body)
            self._made[one.id] = _provider_of(
                one.id,
                account,
                lambda: self._ring(one),
                lambda ahead: self.told_time(account.gateway, ahead),
            )
        return self._made[one.id]

    def _ring(self, one: Merchant) -> KeyRing:
        """The keys of a merchant of WeChat Pay's in this store, before a switch and after it."""
        who = one.store, one.body["mchid"]
        if who not in self._rings:
            mine = [kept for kept in self._kept if (kept.store, kept.body.get("mchid")) == who]
            rings = [keys_of(from_plain(WeChatAccount, kept.body)) for kept in mine]
            self._rings[who] = functools.reduce(KeyRing.joined, rings)
        return self._rings[who]

    def _look(self) -> None:
        self._kept, self._rings = self._database.read(merchants.all_merchants), {}


def fields_of(channel: str) -> list[str]:
    """What has to be told of an account."""
    return [field.name for field in fields(KINDS[channel]) if field.default is MISSING]


def _shown(one: Merchant) -> AccountShown:
    told = hashlib.sha256(str(one.body["private_key"]).strip().encode()).hexdigest()[:16]
    name = one.body.get("app_id") or one.body.get("mchid")
    return AccountShown(one.channel, str(name), told, str(one.body["gateway"]), one.added_at)
