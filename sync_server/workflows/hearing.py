"""What gateways tell by themselves: verified on the bytes as they came, kept with what follows from it in one
transaction, and only then thanked for. Told twice it changes nothing more.

A charge that was over here and is told as paid after all goes back to the guest by itself: no bill waits
for it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from domain.errors import Refused
from domain.failpoints import reach
from sync_server.database import charges, gateway_refunds, notices
from sync_server.database.charges import RETURNING, ChargeRow
from sync_server.database.gateway_refunds import RefundRow
from sync_server.database.notices import APPLIED, KeptNotice
from sync_server.database.session import Connection, Database
from sync_server.payments.port import (
    CLOSED,
    DONE,
    FAILED,
    PAID,
    Forged,
    Notice,
    Outcome,
    Provider,
    RefundOutcome,
)
from sync_server.workflows import charging, paying_back
from sync_server.workflows.charge_terms import Merchants
from sync_server.workflows.charging import Charging
from sync_server.workflows.clock import Clock
from sync_server.workflows.paying_back import PayingBack

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Applied:
    """``verdict``: applied, or why not; and what is kept now."""

    verdict: str
    charge: ChargeRow | None = None
    refund: RefundRow | None = None


class Hearing:
    """One home's ears."""

    def __init__(
        self, database: Database, clock: Clock, merchants: Merchants, charges_: Charging, back: PayingBack
    ) -> None:
        self._database, self._clock, self._merchants = database, clock, merchants
        self._charging, self._back = charges_, back

    def knows(self, account: str) -> Provider | None:
        """Whose account this is."""
        return self._merchants.of(account)

    async def hear(self, account: str, raw: bytes, headers: Mapping[str, str]) -> None:
        """Take a notice; header names in small letters. Raises Refused("notice") for what is not believed or
        not about anything here: nothing was changed, and it may come again."""
        provider, now = self._merchants.of(account), self._clock.now()
        if provider is None:
            raise Refused("notice")
        try:
            told = provider.verify(raw, headers, now)
        except Forged as why:
            log.warning("a notice is not believed: %s", why)
            raise Refused("notice") from why
        reach("notice.before_commit")
        done = await self._database.write(lambda c: _take(c, provider.account, told, raw, now))
        reach("notice.after_commit")
        if done.charge:
            self._charging.news(done.charge)
        if done.refund:
            self._back.news(done.refund)
        if done.verdict != APPLIED:
            log.error("a notice is not about anything here: %s", done.verdict, extra={"trace": told.number})
            raise Refused("notice")


def _take(connection: Connection, merchant: str, told: Notice, raw: bytes, now: int) -> _Applied:
    if notices.verdict_of(connection, merchant, told.id) == APPLIED:
        return _Applied(APPLIED)
    if told.charge:
        done = _charge(connection, merchant, told.number, told.charge, now)
    else:
        assert told.refund
        done = _refund(connection, merchant, told.number, told.refund, now)
    text = raw.decode(errors="replace")
    notices.put(connection, KeptNotice(merchant, told.id, told.number, text, done.verdict, now))
    return done


def _charge(connection: Connection, merchant: str, number: str, found: Outcome, now: int) -> _Applied:
    row = charges.find(connection, number)
    if row is None or row.merchant != merchant:
        return _Applied("unknown")
    if found.state == PAID and row.currency and (found.amount, found.currency) != (row.amount, row.currency):
        return _Applied("amount")
    if row.open and row.state != RETURNING:
        row = charging.learned(row, found, row.why, now)
    elif found.state == PAID and row.state in (CLOSED, FAILED):
        row = charging.late(row, found, now)
    else:
        return _Applied(APPLIED)
    charges.put(connection, row)
    return _Applied(APPLIED, charge=row)


def _refund(connection: Connection, merchant: str, number: str, found: RefundOutcome, now: int) -> _Applied:
    row = gateway_refunds.find(connection, number)
    if row is None:
        return _whole(connection, merchant, number, found, now)
    if row.merchant != merchant:
        return _Applied("unknown")
    if found.amount != row.amount:
        return _Applied("amount")
    if row.open or row.state == "stuck":
        row = paying_back.learned(row, found, now)
        gateway_refunds.put(connection, row)
        return _Applied(APPLIED, refund=row)
    return _Applied(APPLIED)


def _whole(connection: Connection, merchant: str, number: str, found: RefundOutcome, now: int) -> _Applied:
    """Of a charge that goes back as a whole, under its own number."""
    row = charges.find(connection, number)
    if row is None or row.merchant != merchant:
        return _Applied("unknown")
    if row.state != RETURNING or found.state != DONE:
        return _Applied(APPLIED)
    row = charging.learned(row, Outcome(CLOSED), row.why, now)
    charges.put(connection, row)
    return _Applied(APPLIED, charge=row)
