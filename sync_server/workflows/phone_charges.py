"""Orders that guests pay on their own phones: saved, then made at the gateway, then followed until known.

Making an order charges nobody, so one whose answer was lost may be made again: the gateway knows it by its
number.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, astuple, replace

from domain.errors import Refused
from domain.money.pay_codes import CHANNELS
from sync_server.database import charges
from sync_server.database.charges import WAITING, ChargeRow
from sync_server.database.enrolments import Device
from sync_server.database.session import Connection, Database
from sync_server.payments.port import BARCODE, FAILED, Declined, ForPhone, Outcome, Provider
from sync_server.workflows.charge_terms import Merchants, OrderAsked
from sync_server.workflows.charging import Charging, charge_of, keep, mine
from sync_server.workflows.clock import Clock
from sync_server.workflows.gateway_calls import ask

LONGEST = 2 * 3600_000  # milliseconds: so long gateways keep what a phone was given


class PhoneCharges:
    """``openid``: the payer that a store's phone is, "" if nobody knows."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        merchants: Merchants,
        charging: Charging,
        openid: Callable[[str, str], str],
    ) -> None:
        self._database, self._clock, self._merchants = database, clock, merchants
        self._charging, self._openid = charging, openid
        self._making: dict[str, asyncio.Task[ChargeRow]] = {}

    def ways(self, store: str) -> dict[str, list[str]]:
        """By channel, how a store's guests can pay; a channel that charges nobody has none."""
        found = {channel: self._merchants.current(store, channel) for channel in sorted(CHANNELS)}
        return {channel: sorted(one.ways) if one else [] for channel, one in found.items()}

    async def create(self, device: Device, asked: OrderAsked) -> ChargeRow:
        """Make an order at the gateway; what the phone needs is in ``handed``, "" if the gateway did not
        answer: ask again. The same call again tells the same order.

        Raises Refused: no_merchant, payment_changed, unreadable.
        """
        now = self._clock.now()
        if len(asked.payment) != 32 or not asked.payment.isalnum() or asked.amount <= 0:
            raise Refused("unreadable")
        if asked.back and not asked.back.startswith(("https://", "http://")):
            raise Refused("unreadable")
        if asked.channel not in CHANNELS or asked.way == BARCODE or asked.ends > now + LONGEST:
            raise Refused("unreadable")
        provider = self._merchants.current(device.store, asked.channel)
        if provider is None or asked.way not in provider.ways:
            raise Refused("no_merchant")
        payer = asked.payer or (self._openid(device.store, asked.phone) if asked.phone else "")
        row, _ = await self._database.write(
            lambda c: keep(c, _row(device, replace(asked, payer=payer), provider, now))
        )
        row = mine(row, device)
        if not row.open or row.handed or row.cancel_at or now >= row.expires_at:
            return row
        return await asyncio.shield(self._made(row))

    def _made(self, row: ChargeRow) -> asyncio.Task[ChargeRow]:
        """Two who ask at once make it once."""
        if row.id not in self._making:
            self._making[row.id] = asyncio.create_task(self._make(row))
            self._making[row.id].add_done_callback(lambda _: self._making.pop(row.id, None))
        return self._making[row.id]

    async def _make(self, row: ChargeRow) -> ChargeRow:
        provider = self._merchants.of(row.merchant)
        if provider is None:
            return row
        try:
            phone = await ask(provider.create, charge_of(row))
        except Declined as no:  # of one that was asked for before, something may have come
            sure = row.state == charges.NEW
            return await self._charging.learn(row, Outcome(FAILED, no.why) if sure else None)
        if phone is None:
            return await self._charging.learn(row, None)
        kept = await self._database.write(lambda c: _hand(c, row.id, phone, self._clock.now()))
        self._charging.follow(kept)
        return kept


def for_phone(row: ChargeRow) -> ForPhone | None:
    """What the phone needs; None if there is nothing to pay (any more)."""
    return ForPhone(**json.loads(row.handed)) if row.handed and row.open and not row.cancel_at else None


def _row(device: Device, asked: OrderAsked, provider: Provider, now: int) -> ChargeRow:
    same = astuple(replace(asked, phone="", address="", back="", ends=0))
    return ChargeRow(
        id=asked.payment,
        store=device.store,
        device=device.id,
        opening=asked.opening,
        bill=asked.bill,
        channel=asked.channel,
        way=asked.way,
        provider=provider.name,
        merchant=provider.account,
        currency=asked.currency,
        what=asked.what[:60],
        code=hashlib.sha256(json.dumps(same).encode()).hexdigest(),
        state=charges.NEW,
        amount=asked.amount,
        asked_at=now,
        changed_at=now,
        payer=asked.payer,
        address=asked.address,
        back=asked.back,
        expires_at=asked.ends,
    )


def _hand(connection: Connection, id: str, phone: ForPhone, now: int) -> ChargeRow:
    row = charges.find(connection, id)
    assert row is not None
    if row.open:  # it may have ended meanwhile
        row = replace(row, state=WAITING, handed=json.dumps(asdict(phone)), changed_at=now)
        charges.put(connection, row)
    return row
