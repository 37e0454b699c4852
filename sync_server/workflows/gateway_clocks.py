"""Whether this server's clock agrees with those of the gateways that charge for its stores.

Asked when an account is there, and again and again; nothing is set right by it. What a gateway refuses while
the clocks differ too much is said to be refused for that.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from sync_server.payments.gateway_time import ahead_of_us
from sync_server.workflows.gateway_calls import ask

log = logging.getLogger(__name__)
EVERY = 600.0  # seconds between two looks
AGAIN = 30.0  # seconds before one that was in vain is made again, or a new account is looked for
OFF = 120_000  # milliseconds from which people are told: gateways refuse from some 300,000 on


@dataclass(frozen=True, slots=True)
class Account:
    """An account that charges for a ``store``, and the addresses where its gateway answers."""

    id: str
    store: str
    addresses: tuple[str, ...]


class GatewayClocks:
    """``accounts``: those that charge now. ``look_at``: a gateway's clock against ours, in milliseconds."""

    def __init__(
        self,
        accounts: Callable[[], Iterable[Account]],
        steady: Callable[[], float],
        look_at: Callable[[str], int] = ahead_of_us,
    ) -> None:
        self._accounts, self._steady, self._look_at = accounts, steady, look_at
        self._ahead: dict[str, int] = {}
        self._looked: dict[str, float] = {}

    async def watch(self) -> None:
        """Look from time to time, until it is cancelled."""
        while True:
            try:
                await self.look()
            except Exception:
                log.exception("the gateways' clocks could not be looked at")
            await asyncio.sleep(AGAIN)

    async def look(self) -> None:
        """Ask each gateway that was not asked for a while; one whose clock was another soon again."""
        roofs = _roofs(self._accounts())
        wrong = {one for one in roofs if abs(self._ahead.get(one, 0)) >= OFF}
        await self._look(roofs - wrong, EVERY)
        await self._look(wrong, AGAIN)

    async def _look(self, addresses: Iterable[str], older: float) -> None:
        """Ask those that were not asked for so many seconds."""
        now = self._steady()
        for address in sorted(addresses):
            if address in self._looked and now - self._looked[address] < older:
                continue
            ahead = await ask(self._look_at, address)
            if ahead is not None:  # else what was seen last stays
                self._looked[address] = now
                self.heard(address, ahead)

    def heard(self, address: str, ahead: int) -> None:
        """How far ahead of ours the clock there is. Any thread may tell it."""
        address = roof(address)
        if abs(ahead) >= OFF and abs(self._ahead.get(address, 0)) < OFF:
            log.error("this server's clock differs from a gateway's by %s s", ahead // 1000)
        self._ahead[address] = ahead

    def ahead(self, store: str) -> int:
        """Milliseconds that the gateway whose clock differs most is ahead of us; 0 while it is no matter."""
        return self._worst(one for one in self._accounts() if one.store == store)

    async def off(self, account: str) -> bool:
        """Whether an account's gateway may have refused us for our clock, perhaps wrong since just now."""
        mine = [one for one in self._accounts() if one.id == account]
        await self._look(_roofs(mine), AGAIN)
        return bool(self._worst(mine))

    def _worst(self, accounts: Iterable[Account]) -> int:
        found = max((self._ahead.get(one, 0) for one in _roofs(accounts)), key=abs, default=0)
        return found if abs(found) >= OFF else 0


def _roofs(accounts: Iterable[Account]) -> set[str]:
    return {roof(one) for account in accounts for one in account.addresses}


def roof(address: str) -> str:
    """The server of an address, which tells its time for all its calls."""
    scheme, place, *_ = urlsplit(address)
    return urlunsplit((scheme, place, "/", "", ""))
