"""Money that a home has charged, and no fact of this store tells of it: its till burned before it had told.

The home says so from time to time. It is listed, kept here for times without a network, until somebody puts
it on a bill or gives it back: then it is granted here after all, and goes the way of every charge.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.money.grants import DUE_BACK, RETURNED, Grant
from domain.money.tenders import tenders_of
from domain.record.plain import from_plain, to_plain
from domain.record.tables import Tables
from pos_app.background import Writer
from pos_app.database.state import SqlTables
from pos_app.workflows import granting
from pos_app.workflows.book import Book, Entry, Written
from pos_app.workflows.charging import Charging
from pos_app.workflows.granting import ChargeAsked, ChargeNow
from pos_app.workflows.staff_write import StaffWrite
from pos_app.workflows.views import Unclaimed

log = logging.getLogger(__name__)
KEPT = "charges-unclaimed"  # this device's value: as its home has told them last


class UnclaimedCharges:
    """``till.unclaimed``. ``home``: which one has told them, by its address."""

    def __init__(
        self,
        book: Book,
        writer: Writer,
        charging: Charging,
        staff_write: StaffWrite,
        changed: Callable[[], None],
    ) -> None:
        self._book, self._writer, self._charging = book, writer, charging
        self._staff_write, self._changed = staff_write, changed
        self._kept: Sequence[Unclaimed] | None = None  # as heard in this run
        self.views: tuple[Unclaimed, ...] = writer.submit(lambda: book.read(unclaimed_in)).result()
        book.after_commit.append(self._see)

    def hear(self, told: Sequence[Mapping[str, Any]], home: str) -> None:
        """What a home says now. Any thread may call it."""
        try:
            found = tuple(replace(from_plain(Unclaimed, one), home=home) for one in told)
        except Refused:
            log.warning("what a home says of charges cannot be read")
            return
        self._writer.submit(lambda: self._keep(found))

    def put_on(self, asked: ChargeAsked) -> Future[None]:
        """It pays a bill, as it was seen at its version, or a part of it. How much it is the home has told.
        Raises Refused: unclaimed_done, and as ``granting.grant``."""
        return self._staff_write(asked.by, "settle", lambda entry: put_on(entry, asked))

    def give_back(self, payment: str, by: str) -> Future[None]:
        """It goes back to the guest as a whole. Raises Refused("unclaimed_done")."""
        done: Future[None] = Future()

        def written(grant: Future[Grant]) -> None:
            if error := grant.exception():
                done.set_exception(error)
                return
            self._charging.give_back(grant.result())
            done.set_result(None)

        work: Callable[[Entry], Grant] = lambda entry: give_back(entry, payment, by)  # noqa: E731
        self._staff_write(by, "refund", work).add_done_callback(written)
        return done

    # inside, on the writer's thread

    def _keep(self, found: Sequence[Unclaimed]) -> None:
        if found != self._kept:
            self._book.set_local(KEPT, to_plain(found))
            self._kept = found
            self._look()

    def _see(self, written: Written) -> None:
        ours = {one.payment for one in self.views}
        if any(isinstance(row, Grant) and row.id in ours for row in written.rows):
            self._look()

    def _look(self) -> None:
        before, self.views = self.views, self._book.read(unclaimed_in)
        if before != self.views:
            self._changed()


def unclaimed_in(tables: SqlTables) -> tuple[Unclaimed, ...]:
    """Those that are kept here and that no fact tells of meanwhile, the latest first."""
    try:
        kept = from_plain(tuple[Unclaimed, ...], json.loads(tables.local(KEPT) or "[]"))
    except Refused:  # another release wrote it; the home will tell it again
        return ()
    return tuple(one for one in kept if tables.get(Grant, one.payment) is None)


def put_on(entry: Entry, asked: ChargeAsked) -> None:
    """Grant it for this bill, and note in one that it is paid."""
    one = _still_there(entry, asked.payment)
    tender = _tender(entry.tables, one.channel)
    wish = replace(asked, amount=one.amount, tender=tender)
    granting.grant(entry, wish, one.way, one.home, {"channel": one.channel})
    granting.came_to(entry, _paid(one))


def give_back(entry: Entry, payment: str, by: str) -> Grant:
    """Grant it for the bill that the home names, if that is here, and note in one that it is due back."""
    known = entry.tables.get(Grant, payment)
    if known is not None and known.state in (DUE_BACK, RETURNED):
        return known
    one = _still_there(entry, payment)
    opening = one.opening if entry.tables.get(Opening, one.opening) else ""  # a fact must not wait for ever
    granted = {
        "payment": payment,
        "opening": opening,
        "tender": _tender(entry.tables, one.channel),
        "amount": one.amount,
        "way": one.way,
        "home": one.home,
        "ends": entry.now,
        "channel": one.channel,
    }
    entry.record("payment.granted", granted, by)
    due = {"payment": payment, "amount": one.amount, "granted": _paid(one).told}
    entry.record("grant.refund_due", due, by)
    grant = entry.tables.get(Grant, payment)
    assert grant is not None
    return grant


def _paid(one: Unclaimed) -> ChargeNow:
    return ChargeNow(one.payment, "paid", "", one.channel, one.transaction, one.provider, one.amount)


def _still_there(entry: Entry, payment: str) -> Unclaimed:
    found = next((one for one in unclaimed_in(entry.tables) if one.payment == payment), None)
    if found is None:
        raise Refused("unclaimed_done")
    return found


def _tender(tables: Tables, channel: str) -> str:
    """By which way of paying it counts. Raises Refused("unknown_tender")."""
    found = [one for one in tenders_of(tables).values() if one.charged_by == channel and not one.confirm]
    if not found:
        raise Refused("unknown_tender")
    return min(found, key=lambda one: one.off).id
