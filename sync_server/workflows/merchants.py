"""The stores' accounts with gateways: kept by the home alone, and made into providers when they are used."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from domain.errors import Refused
from domain.record.plain import from_plain
from sync_server.database import merchants
from sync_server.database.merchants import Merchant
from sync_server.database.session import Database
from sync_server.payments.kinds import KINDS, Kept
from sync_server.payments.port import Provider
from sync_server.workflows.clock import Clock


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
        self._look()

    def current(self, store: str, channel: str) -> Provider | None:
        """Who charges for a store by a channel now: an account of its own, else one that charges it too."""
        now = [one for one in self._kept if one.store == store and not one.ended_at]
        others = [one for one in now if channel in KINDS[one.channel].also]
        found = [*others, *(one for one in now if one.channel == channel)]
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
            kind = KINDS[channel]
            account = kind.account(**{name: value for name, value in told.items() if value})
            if not all(asdict(account)[name] for name in kind.needed):
                raise ValueError("something is missing")
            addresses = [
                value
                for name, value in asdict(account).items()
                if name.endswith(("gateway", "callback")) and value
            ]
            if not all(one.startswith(("https://", "http://127.0.0.1:")) for one in addresses):
                raise ValueError("no address for money")
            if kind.digits and not asdict(account)[kind.digits].isdigit():
                raise ValueError("no number")
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
            account = _account(one)
            kept = Kept(
                one.id,
                account,
                lambda: self._same_merchant(one),
                lambda ahead: self.told_time(account.gateway, ahead),
            )
            self._made[one.id] = KINDS[one.channel].make(kept)
        return self._made[one.id]

    def _same_merchant(self, one: Merchant) -> list[Any]:
        """All accounts of a merchant of this store, before a switch and after it."""
        name = KINDS[one.channel].named

        def who(each: Merchant) -> tuple[str, str, Any]:
            return each.store, each.channel, each.body.get(name)

        return [_account(each) for each in self._kept if who(each) == who(one)]

    def _look(self) -> None:
        """Accounts of a kind that this program does not know stay kept and charge nobody."""
        self._kept = [one for one in self._database.read(merchants.all_merchants) if one.channel in KINDS]


def _account(one: Merchant) -> Any:
    return from_plain(KINDS[one.channel].account, one.body)


def _shown(one: Merchant) -> AccountShown:
    kind = KINDS[one.channel]
    told = hashlib.sha256(str(one.body[kind.secret[0]]).strip().encode()).hexdigest()[:16]
    return AccountShown(one.channel, str(one.body[kind.named]), told, str(one.body["gateway"]), one.added_at)
