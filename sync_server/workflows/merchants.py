"""The stores' accounts with gateways: kept by the home alone, and made into providers when they are used."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from domain.errors import Refused
from domain.money.pay_codes import ALIPAY
from domain.record.plain import from_plain
from sync_server.database import merchants
from sync_server.database.merchants import Merchant
from sync_server.database.session import Database
from sync_server.payments.alipay import Alipay, AlipayAccount
from sync_server.payments.port import Provider
from sync_server.workflows.clock import Clock

Make = Callable[[str, Mapping[str, Any]], Provider]


def _alipay(id: str, body: Mapping[str, Any]) -> Provider:
    return Alipay(id, from_plain(AlipayAccount, body))


MAKERS: Mapping[str, Make] = {ALIPAY: _alipay}


@dataclass(frozen=True, slots=True)
class AccountShown:
    """An account as its owner sees it: no key, only its print. ``added_at``: UTC milliseconds."""

    channel: str
    name: str
    print: str
    gateway: str
    added_at: int


class KeptMerchants:
    """Implements charging.Merchants over the server's file."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._kept = database.read(merchants.all_merchants)
        self._made: dict[str, Provider] = {}

    def current(self, store: str, channel: str) -> Provider | None:
        """Who charges for a store by a channel now."""
        found = [
            one for one in self._kept if (one.store, one.channel) == (store, channel) and not one.ended_at
        ]
        return self._provider(found[-1]) if found else None

    def of(self, account: str) -> Provider | None:
        """The account of this id."""
        return next((self._provider(one) for one in self._kept if one.id == account), None)

    def shown(self, store: str) -> list[AccountShown]:
        """The accounts that charge for a store now."""
        return [_shown(one) for one in self._kept if one.store == store and not one.ended_at]

    async def add_alipay(self, store: str, account: AlipayAccount) -> None:
        """Charge Alipay's codes by this account from now on. Raises Refused("account_keys")."""
        id = self._clock.new_id()
        try:
            if not account.app_id.isdigit() or not account.gateway.startswith(
                ("https://", "http://127.0.0.1:")
            ):
                raise ValueError
            Alipay(id, account)
        except (ValueError, IndexError, TypeError) as error:
            raise Refused("account_keys") from error
        await self._add(Merchant(id, store, ALIPAY, asdict(account), self._clock.now()))

    async def end(self, store: str, channel: str) -> None:
        """Charge nothing new by this channel; what is open is asked about until it is known."""
        now = self._clock.now()
        await self._database.write(lambda c: merchants.end(c, store, channel, now))
        self._kept = self._database.read(merchants.all_merchants)

    async def _add(self, one: Merchant) -> None:
        await self._database.write(lambda c: merchants.add(c, one))
        self._kept = self._database.read(merchants.all_merchants)

    def _provider(self, one: Merchant) -> Provider:
        if one.id not in self._made:
            self._made[one.id] = MAKERS[one.channel](one.id, one.body)
        return self._made[one.id]


def _shown(one: Merchant) -> AccountShown:
    told = hashlib.sha256(str(one.body["private_key"]).strip().encode()).hexdigest()[:16]
    return AccountShown(one.channel, str(one.body["app_id"]), told, str(one.body["gateway"]), one.added_at)
