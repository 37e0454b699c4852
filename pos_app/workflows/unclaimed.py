"""Money that a home has charged, and no fact of this store tells of it: its till burned before it had told.

The home says so from time to time. It is listed, kept here for times without a network, until somebody puts
it on a bill or gives it back: then it is granted here after all, and goes the way of every charge.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.money.grants import DUE_BACK, RETURNED, Grant
from domain.money.tenders import tenders_of
from domain.record.tables import Tables
from pos_app.background import Writer
from pos_app.database.state import SqlTables
from pos_app.workflows import granting
from pos_app.workflows.book import Book, Entry
from pos_app.workflows.charging import Charging
from pos_app.workflows.granting import ChargeAsked, ChargeNow
from pos_app.workflows.staff_write import StaffWrite
from pos_app.workflows.told_by_home import ToldByHome, kept_as
from pos_app.workflows.views import Unclaimed

KEPT = "charges-unclaimed"  # this device's value: as its home has told them last


class UnclaimedCharges(ToldByHome[Unclaimed]):
    """``till.unclaimed``. ``home`` of each: which one has told it, by its address."""

    def __init__(
        self,
        book: Book,
        writer: Writer,
        charging: Charging,
        staff_write: StaffWrite,
        changed: Callable[[], None],
    ) -> None:
        self._charging, self._staff_write = charging, staff_write
        super().__init__(book, writer, changed, KEPT, Unclaimed, unclaimed_in, (Grant,))

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


def unclaimed_in(tables: SqlTables) -> tuple[Unclaimed, ...]:
    """Those that are kept here and that no fact tells of meanwhile, the latest first."""
    return tuple(one for one in kept_as(tables, KEPT, Unclaimed) if tables.get(Grant, one.payment) is None)


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
