"""Charging guests by gateways: saved, then asked; what is not known is asked for until it is.

A charge is made at its gateway once. If the answer is lost it is queried, never repeated; if the guest does
not agree in time, or the till gives it up, it is taken back until the gateway says what is so.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from domain.errors import Refused
from domain.failpoints import reach
from domain.money.pay_codes import channel_of
from sync_server.database import charges, gateway_refunds
from sync_server.database.charges import NEW, RETURNED, RETURNING, UNKNOWN, ChargeRow
from sync_server.database.enrolments import Device
from sync_server.database.session import Connection, Database
from sync_server.payments.port import (
    BARCODE,
    CLOSED,
    DONE,
    FAILED,
    PAID,
    Charge,
    Outcome,
    Provider,
    Refund,
    RefundOutcome,
)
from sync_server.workflows.charge_terms import USUAL, CancelAsked, ChargeAsked, Merchants, Pace
from sync_server.workflows.clock import Clock
from sync_server.workflows.gateway_calls import ask
from sync_server.workflows.reporting import behind

log = logging.getLogger(__name__)
PAID_LATE = "charge_paid_late"  # why one that was over goes back
LATE_TOLD = 62 * 86_400_000  # milliseconds for which a till that was away is told of it
UNCLAIMED_TOLD = 31 * 86_400_000  # milliseconds for which a charge that no fact tells of is told
MOST_LATE = 200
LONGEST = 60.0  # seconds between two looks at something that a gateway does not tell for long


async def _never(account: str) -> bool:
    return False


class Charging:
    """One home's charges."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        merchants: Merchants,
        pace: Pace = USUAL,
        clock_off: Callable[[str], Awaitable[bool]] = _never,
    ) -> None:
        """``clock_off``: whether an account's gateway may refuse us for our clock."""
        self._database, self._clock, self._merchants, self._pace = database, clock, merchants, pace
        self._clock_off = clock_off
        self._asking: set[asyncio.Task[ChargeRow]] = set()
        self._following: dict[str, asyncio.Task[None]] = {}
        self._news: dict[str, asyncio.Event] = {}
        self._hurry: dict[str, asyncio.Event] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing = False

    # ------------------------------------------------------------ for tills

    async def charge(self, device: Device, asked: ChargeAsked) -> ChargeRow:
        """Charge a code once. The same call again tells what became of it.

        Raises Refused: charge_code, no_merchant, payment_changed, unreadable.
        """
        if len(asked.payment) != 32 or not asked.payment.isalnum() or asked.amount <= 0:
            raise Refused("unreadable")
        channel, code = channel_of(asked.code), hashlib.sha256(asked.code.encode()).hexdigest()
        if not channel:
            raise Refused("charge_code")
        provider = self._merchants.current(device.store, channel)
        if provider is None:
            raise Refused("no_merchant")
        now = self._clock.now()
        row = ChargeRow(
            id=asked.payment,
            store=device.store,
            device=device.id,
            opening=asked.opening,
            bill=asked.bill,
            channel=channel,
            way=BARCODE,
            provider=provider.name,
            merchant=provider.account,
            currency=asked.currency,
            what=asked.what[:60],
            code=code,
            state=NEW,
            amount=asked.amount,
            asked_at=now,
            changed_at=now,
        )
        kept, fresh = await self._database.write(lambda c: keep(c, row))
        if not fresh:
            return mine(kept, device)
        asking = asyncio.create_task(self._first(provider, row, asked.code))
        self._asking.add(asking)
        asking.add_done_callback(self._asking.discard)
        return await asyncio.shield(asking)  # whoever asked may hang up

    async def _first(self, provider: Provider, row: ChargeRow, code: str) -> ChargeRow:
        reach("charge.before_gateway")
        found = await ask(provider.charge, charge_of(row), code)
        reach("charge.after_gateway")
        return await self.learn(row, found)

    async def now(self, device: Device, payment: str, wait: float) -> ChargeRow:
        """What is known of a charge, at once if it is over, else after news or ``wait`` seconds.

        Raises Refused("charge_unknown").
        """
        row = mine(self._database.read(lambda c: charges.find(c, payment)), device)
        if row.open and wait > 0:
            heard = self._news.setdefault(payment, asyncio.Event())
            try:
                await asyncio.wait_for(heard.wait(), wait)
            except TimeoutError:
                return row
            row = mine(self._database.read(lambda c: charges.find(c, payment)), device)
        return row

    async def cancel(self, device: Device, payment: str, asked: CancelAsked) -> ChargeRow:
        """See that it is not charged, or goes back. One that was never heard of can never be made again.

        A server that was restored may have forgotten what it asked: the gateway of the channel by which it
        was to be charged is asked before anybody says that nothing was charged.
        """
        if len(payment) != 32 or not payment.isalnum():
            raise Refused("unreadable")
        now = self._clock.now()
        provider = self._merchants.current(device.store, asked.channel) if asked.channel else None
        row = await self._database.write(lambda c: _cancel(c, device, payment, asked, provider, now))
        row = mine(row, device)
        if row.open:
            self.hurry(payment)
        return row

    async def give_back(self, device: Device, payment: str) -> ChargeRow:
        """What was charged goes back to the guest as a whole: no bill takes it.

        Raises Refused: charge_unknown, or charge_ended if nothing was charged.
        """
        now = self._clock.now()
        row = await self._database.write(lambda c: _give_back(c, device, payment, now))
        if row.open:
            self.hurry(payment)
        return row

    async def paid_after_all(self, payment: str) -> None:
        """The gateway's bill has a charge that was over here. Ask: what was paid goes back by itself."""
        row = self._database.read(lambda c: charges.find(c, payment))
        provider = self._merchants.of(row.merchant) if row else None
        if row is None or provider is None or row.state not in (CLOSED, FAILED):
            return
        found, now = await ask(provider.query, charge_of(row)), self._clock.now()
        if found is None or found.state != PAID or found.amount != row.amount:
            return
        outcome = found

        def keep(connection: Connection) -> ChargeRow:
            last = charges.find(connection, payment) or row
            if last.state in (CLOSED, FAILED):
                last = late(last, outcome, now)
                charges.put(connection, last)
            return last

        self.news(await self._database.write(keep))

    def came_late(self, device: Device) -> list[ChargeRow]:
        """What its till was told not to be paid, and what was paid after all: it goes back by itself."""
        since = self._clock.now() - LATE_TOLD
        return self._database.read(lambda c: charges.came_late(c, device.store, PAID_LATE, since, MOST_LATE))

    def unclaimed(self, device: Device) -> list[ChargeRow]:
        """What was charged, and no fact tells of it: its till burned before it had told. None while facts of
        the store wait to be folded."""
        since = self._clock.now() - UNCLAIMED_TOLD

        def read(connection: Connection) -> list[ChargeRow]:
            if behind(connection, device.store):
                return []
            return charges.unclaimed(connection, device.store, since, MOST_LATE)

        return self._database.read(read)

    async def stop(self, store: str, payment: str) -> bool:
        """A guest gives up an order on the phone: it is closed at its gateway, or found to be paid. Whether
        this home knows of it; kept before it is done."""
        now = self._clock.now()
        row = await self._database.write(lambda c: _stop(c, store, payment, now))
        if row is not None and row.open:
            self.hurry(payment)
        return row is not None

    def look(self, device: Device, payment: str) -> None:
        """Ask the gateway now: a guest says that it is paid. Raises Refused("charge_unknown")."""
        mine(self._database.read(lambda c: charges.find(c, payment)), device)
        self.hurry(payment)

    def hurry(self, payment: str) -> None:
        """There is news of a charge at its gateway: ask now. On the event loop."""
        row = self._database.read(lambda c: charges.find(c, payment))
        if row is not None and row.open:
            self._hurry.setdefault(payment, asyncio.Event()).set()
            self.follow(row)

    # ------------------------------------------------------------ by itself

    def start(self) -> None:
        """Take up what was not over when the server ended. On the event loop."""
        self._loop = asyncio.get_running_loop()
        for row in self._database.read(charges.open_charges):
            self.follow(row)

    def let_go(self) -> None:
        """Let all who wait go home. Any thread may call it, also when all is over."""
        self._closing = True
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake_all)

    def _wake_all(self) -> None:
        for heard in self._news.values():
            heard.set()

    async def close(self) -> None:
        """End; what is not over is taken up at the next start."""
        self._closing = True
        tasks = [*self._following.values(), *self._asking]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def follow(self, row: ChargeRow) -> None:
        if row.id in self._following or self._closing:
            return
        task = asyncio.create_task(self._until_known(row.id))
        self._following[row.id] = task
        task.add_done_callback(lambda _: self._following.pop(row.id, None))

    async def _until_known(self, id: str) -> None:
        rest = self._pace.every
        while True:
            row = self._database.read(lambda c: charges.find(c, id))
            if row is None or not row.open:
                return
            back = row.cancel_at or self._late(row)
            await self._rest(row, rest, bool(back))
            rest = min(LONGEST, rest * 1.5) if back else self._next(row, rest)
            try:
                await self._look(id)
            except Exception:  # the others' charges and this one's next look go on
                log.exception("a charge could not be looked at")

    def _next(self, row: ChargeRow, rest: float) -> float:
        """Seconds to the next look: a code's guest agrees soon, whoever has a page open takes some time, and
        is heard of by a notice or by the page itself before."""
        return self._pace.every if charge_of(row).way == BARCODE else min(self._pace.page, rest * 1.5)

    async def _rest(self, row: ChargeRow, rest: float, back: bool) -> None:
        """Wait for the next look: for taking back at least as long as gateways want, else until hurried."""
        hurried = self._hurry.setdefault(row.id, asyncio.Event())
        first = (self._settled(row) - self._clock.now()) / 1000 if back else 0.0
        if first > 0:
            await asyncio.sleep(first)
            return
        try:
            await asyncio.wait_for(hurried.wait(), rest)
        except TimeoutError:
            return
        hurried.clear()

    async def _look(self, id: str) -> None:
        row = self._database.read(lambda c: charges.find(c, id))
        if row is None or not row.open:
            return
        provider = self._merchants.of(row.merchant)
        if provider is None:
            return  # nobody else can say
        if row.state == RETURNING:
            await self.learn(row, await self._take_back(provider, row))
            return
        found, now = await ask(provider.query, charge_of(row)), self._clock.now()
        if found is None or found.state == "waiting":
            if self._late(row) and not row.cancel_at:
                row = await self._database.write(lambda c: _too_late(c, id, now)) or row
            if row.cancel_at and now >= self._settled(row):
                found = await ask(provider.cancel, charge_of(row))
        await self.learn(row, found)

    def _settled(self, row: ChargeRow) -> int:
        """Before that no gateway takes it back."""
        return row.asked_at + (self._pace.settled if charge_of(row).way == BARCODE else 0)

    async def _take_back(self, provider: Provider, row: ChargeRow) -> Outcome | None:
        """What was charged goes back as far as it has not gone already: closed when it has."""
        if charge_of(row).way == BARCODE:
            return await ask(provider.cancel, charge_of(row))
        rest = row.charged - self._database.read(lambda c: gateway_refunds.given_back(c, row.id))
        refund = Refund(row.id, row.id, rest, row.charged, row.currency, "", row.cancel_at)
        told = await ask(provider.refund, refund) if rest > 0 else RefundOutcome(DONE)
        return Outcome(CLOSED) if told and told.state == DONE else None

    def _late(self, row: ChargeRow) -> bool:
        ends = row.asked_at + self._pace.agrees if charge_of(row).way == BARCODE else row.expires_at
        return self._clock.now() >= ends

    async def learn(self, row: ChargeRow, found: Outcome | None) -> ChargeRow:
        """Keep what is known now, tell those who wait, and go on if it is not over."""
        now = self._clock.now()
        if found and found.why == "charge_failed" and await self._clock_off(row.merchant):
            found = replace(found, why="charge_clock")

        def keep(connection: Connection) -> ChargeRow:
            last = charges.find(connection, row.id) or row
            if not last.open:  # another look was quicker
                return last
            told = learned(last, found, row.why or last.why, now)
            charges.put(connection, told)
            return told

        told = await self._database.write(keep)
        self.news(told)
        return told

    def news(self, row: ChargeRow) -> None:
        """Tell those who wait what is kept now, and go on if it is not over. On the event loop."""
        if row.open:
            self.follow(row)
        else:
            log.info("charge %s", row.state, extra={"trace": row.id})
            self._hurry.pop(row.id, None)
        if heard := self._news.pop(row.id, None):
            heard.set()


def _too_late(connection: Connection, id: str, now: int) -> ChargeRow | None:
    """Mark it, unless something was heard of it meanwhile."""
    row = charges.find(connection, id)
    if row is not None and row.open and row.state != RETURNING and not row.cancel_at:
        row = replace(row, cancel_at=now, why="charge_late")
        charges.put(connection, row)
    return row


def learned(row: ChargeRow, found: Outcome | None, why: str, now: int) -> ChargeRow:
    """A charge as it is known now. ``why``: why it would be closed, if the gateway does not say."""
    if row.state == RETURNING:
        gone = found is not None and found.state == CLOSED
        return replace(row, state=RETURNED if gone else RETURNING, changed_at=now)
    if found is None:
        return replace(row, state=UNKNOWN, changed_at=now)
    if found.state == CLOSED:
        found = replace(found, why=why or found.why or "charge_cancelled")
    return replace(
        row,
        state=found.state,
        why=found.why,
        transaction=found.transaction or row.transaction,
        charged=found.amount,
        changed_at=now,
    )


def late(row: ChargeRow, found: Outcome, now: int) -> ChargeRow:
    """One that was over, and was paid after all: no bill waits for it, it goes back."""
    returning = replace(row, state=RETURNING, why=PAID_LATE, changed_at=now, cancel_at=now)
    return replace(returning, charged=found.amount, transaction=found.transaction)


def keep(connection: Connection, row: ChargeRow) -> tuple[ChargeRow, bool]:
    """The charge of this number, and whether it is new. Raises Refused("payment_changed")."""
    known = charges.find(connection, row.id)
    if known is None:
        charges.put(connection, row)
        return row, True
    same = ("store", "amount", "currency", "code")
    if known.code and any(getattr(known, name) != getattr(row, name) for name in same):
        raise Refused("payment_changed")
    return known, False


def _cancel(
    connection: Connection,
    device: Device,
    payment: str,
    asked: CancelAsked,
    provider: Provider | None,
    now: int,
) -> ChargeRow:
    known = charges.find(connection, payment)
    if known is None:  # its call may still be on the way: it finds this, and asks no gateway
        known = ChargeRow(
            id=payment,
            store=device.store,
            device=device.id,
            opening="",
            bill="",
            channel=asked.channel if provider else "",
            way=asked.way,
            provider=provider.name if provider else "",
            merchant=provider.account if provider else "",
            currency="",
            what="",
            code="",
            state=UNKNOWN if provider else CLOSED,
            amount=0,
            asked_at=now,
            changed_at=now,
            why="charge_cancelled",
            cancel_at=now,
        )
    elif known.open and not known.cancel_at and known.store == device.store:
        known = replace(known, cancel_at=now)
    charges.put(connection, known)
    return known


def _stop(connection: Connection, store: str, payment: str, now: int) -> ChargeRow | None:
    row = charges.find(connection, payment)
    if row is None or row.store != store or charge_of(row).way == BARCODE:
        return None
    if row.open and row.state != RETURNING and not row.cancel_at:
        row = replace(row, cancel_at=now)
        charges.put(connection, row)
    return row


def _give_back(connection: Connection, device: Device, payment: str, now: int) -> ChargeRow:
    row = mine(charges.find(connection, payment), device)
    if row.state in (RETURNING, RETURNED):
        return row
    if row.state != PAID:
        raise Refused("charge_ended")
    row = replace(row, state=RETURNING, cancel_at=now, changed_at=now)
    charges.put(connection, row)
    return row


def charge_of(row: ChargeRow) -> Charge:
    """A charge as its gateway is asked about it; one of a server before there were ways is a code's."""
    told = (row.id, row.amount, row.currency, row.what, row.device, row.asked_at, row.way or BARCODE)
    return Charge(*told, row.payer, row.address, row.back, row.expires_at)


def mine(row: ChargeRow | None, device: Device) -> ChargeRow:
    """It, if it is this store's. Raises Refused("charge_unknown")."""
    if row is None or row.store != device.store:
        raise Refused("charge_unknown")
    return row
