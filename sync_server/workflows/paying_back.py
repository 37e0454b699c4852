"""What goes back to guests by gateways: saved, then asked, and asked again with the same number until known.

The same number is the same refund at every gateway, so that an answer that was lost gives nothing back twice.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from domain.errors import Refused
from sync_server.database import charges, gateway_refunds
from sync_server.database.charges import NEW, UNKNOWN, WAITING
from sync_server.database.enrolments import Device
from sync_server.database.gateway_refunds import RefundRow
from sync_server.database.session import Connection, Database
from sync_server.payments.port import FAILED, PAID, STUCK, Declined, Refund, RefundOutcome
from sync_server.workflows.charge_terms import Merchants, Pace, RefundAsked
from sync_server.workflows.clock import Clock
from sync_server.workflows.gateway_calls import ask

log = logging.getLogger(__name__)
LONGEST = 600.0  # seconds between two looks: a bank may take days


class PayingBack:
    """One home's refunds."""

    def __init__(self, database: Database, clock: Clock, merchants: Merchants, pace: Pace) -> None:
        self._database, self._clock, self._merchants, self._pace = database, clock, merchants, pace
        self._following: dict[str, asyncio.Task[None]] = {}
        self._first: dict[str, asyncio.Task[RefundRow]] = {}
        self._news: dict[str, asyncio.Event] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing = False

    async def refund(self, device: Device, asked: RefundAsked) -> RefundRow:
        """Give a part of a charge back. The same call again tells what became of it, and asks again for one
        that waited for the merchant to act.

        Raises Refused: charge_unknown, charge_ended if nothing was charged, refund_too_much, payment_changed,
        unreadable.
        """
        if len(asked.refund) != 32 or not asked.refund.isalnum() or asked.amount <= 0:
            raise Refused("unreadable")
        now = self._clock.now()
        row, fresh = await self._database.write(lambda c: _keep(c, device, asked, now))
        if (fresh or row.state == STUCK) and row.id not in self._first:
            self._first[row.id] = asyncio.create_task(self._ask(row))
            self._first[row.id].add_done_callback(lambda _: self._first.pop(row.id, None))
        return await asyncio.shield(self._first[row.id]) if row.id in self._first else row

    async def now(self, device: Device, refund: str, wait: float) -> RefundRow:
        """What is known of it, at once if it is over, else after news or ``wait`` seconds.

        Raises Refused("charge_unknown").
        """
        row = self._mine(device, refund)
        if row.open and wait > 0:
            try:
                await asyncio.wait_for(self._news.setdefault(refund, asyncio.Event()).wait(), wait)
            except TimeoutError:
                return row
            row = self._mine(device, refund)
        return row

    def _mine(self, device: Device, refund: str) -> RefundRow:
        row = self._database.read(lambda c: gateway_refunds.find(c, refund))
        if row is None or row.store != device.store:
            raise Refused("charge_unknown")
        return row

    def start(self) -> None:
        """Take up what was not over when the server ended. On the event loop."""
        self._loop = asyncio.get_running_loop()
        for row in self._database.read(gateway_refunds.open_refunds):
            self._follow(row)

    async def close(self) -> None:
        """End; what is not over is taken up at the next start."""
        self._closing = True
        tasks = [*self._following.values(), *self._first.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def let_go(self) -> None:
        """Let all who wait go home. Any thread may call it, also when all is over."""
        self._closing = True
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake_all)

    def _wake_all(self) -> None:
        for heard in self._news.values():
            heard.set()

    def _follow(self, row: RefundRow) -> None:
        if row.id in self._following or self._closing:
            return
        task = asyncio.create_task(self._until_known(row.id))
        self._following[row.id] = task
        task.add_done_callback(lambda _: self._following.pop(row.id, None))

    async def _until_known(self, id: str) -> None:
        rest = self._pace.every
        while True:
            await asyncio.sleep(rest)
            rest = min(LONGEST, rest * 1.5)
            row = self._database.read(lambda c: gateway_refunds.find(c, id))
            if row is None or not row.open:
                return
            try:
                await self._ask(row)
            except Exception:  # the others' refunds and this one's next look go on
                log.exception("a refund could not be looked at")

    async def _ask(self, row: RefundRow) -> RefundRow:
        """Ask for it if nobody knows whether the gateway has it, else what became of it."""
        provider = self._merchants.of(row.merchant)
        if provider is None:
            return row  # nobody else can do it
        total = self._database.read(lambda c: charges.find(c, row.charge))
        assert total is not None
        asked = Refund(row.id, row.charge, row.amount, total.charged, row.currency, row.reason, row.asked_at)
        call = provider.query_refund if row.state == WAITING else provider.refund
        try:
            found = await ask(call, asked)
        except Declined as no:  # what was asked for before may be done
            sure = row.state == NEW
            found = RefundOutcome(FAILED, no.why) if sure else await ask(provider.query_refund, asked)
        return await self.learn(row, found)

    async def learn(self, row: RefundRow, found: RefundOutcome | None) -> RefundRow:
        """Keep what is known now, tell those who wait, and go on if it is not over."""
        now = self._clock.now()

        def keep(connection: Connection) -> RefundRow:
            last = gateway_refunds.find(connection, row.id) or row
            if not last.open and last.state != STUCK:
                return last
            told = learned(last, found, now)
            gateway_refunds.put(connection, told)
            return told

        told = await self._database.write(keep)
        self.news(told)
        return told

    def news(self, row: RefundRow) -> None:
        """Tell those who wait what is kept now, and go on if it is not over. On the event loop."""
        if row.open:
            self._follow(row)
        else:
            log.info("refund %s", row.state, extra={"trace": row.id})
        if heard := self._news.pop(row.id, None):
            heard.set()


def learned(row: RefundRow, found: RefundOutcome | None, now: int) -> RefundRow:
    """A refund as it is known now."""
    if found is None:
        return row if row.state == WAITING else replace(row, state=UNKNOWN, changed_at=now)
    known = found.transaction or row.transaction
    return replace(row, state=found.state, why=found.why, transaction=known, changed_at=now)


def _keep(connection: Connection, device: Device, asked: RefundAsked, now: int) -> tuple[RefundRow, bool]:
    """The refund of this number, and whether it is new."""
    known = gateway_refunds.find(connection, asked.refund)
    if known is not None:
        if known.store != device.store:
            raise Refused("charge_unknown")
        if (known.charge, known.amount) != (asked.payment, asked.amount):
            raise Refused("payment_changed")
        return known, False
    charge = charges.find(connection, asked.payment)
    if charge is None or charge.store != device.store:
        raise Refused("charge_unknown")
    if charge.state != PAID:
        raise Refused("charge_ended")
    rest = charge.charged - gateway_refunds.given_back(connection, charge.id)
    if asked.amount > rest:
        raise Refused("refund_too_much", amount=rest)
    row = RefundRow(
        id=asked.refund,
        charge=charge.id,
        store=device.store,
        device=device.id,
        merchant=charge.merchant,
        currency=charge.currency,
        reason=asked.reason[:60],
        amount=asked.amount,
        asked_at=now,
        changed_at=now,
    )
    gateway_refunds.put(connection, row)
    return row, True
