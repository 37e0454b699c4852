"""Bookings: made, changed, arrived or not; their deposits taken, used, given back, kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.errors import Refused
from domain.floor.booking import ARRIVED, CANCELLED, NO_SHOW, Booking
from domain.floor.openings import Opening
from domain.floor.plan import Floor
from domain.money.deposits import BACK, KEPT, TAKEN, DepositMove, held_for
from domain.money.payments import current_bill
from domain.money.shifts import live_shift_id
from domain.money.tenders import DEPOSIT, GROUP, referred
from domain.record.tables import Tables
from domain.selling.banquets import MOST_GUESTS
from pos_app.workflows.book import Entry
from pos_app.workflows.changing import Act
from pos_app.workflows.floor import due_on, open_table, opening_for_change
from pos_app.workflows.paying import PaymentDone, take_payment, tender
from pos_app.workflows.refunding import said
from pos_app.workflows.sealing import Contact, forget, seal, unseal

LONGEST = 60  # letters of a name or phone
MOST = 10**9  # minor units


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a booking says. ``at``: UTC milliseconds; ``seen``: how the one that it changes was sealed."""

    at: int
    guests: int
    tables: tuple[str, ...]
    contact: Contact
    seen: str = ""


def book(entry: Entry, booking: str, wanted: Wanted, by: str) -> None:
    """Make a booking, or change an open one unless somebody did meanwhile. The same twice is once."""
    before = entry.tables.get(Booking, booking)
    if before is not None and not before.open:
        raise Refused("booking_over")
    if before is not None and _says(entry, before, wanted):
        return
    if before is not None and before.sealed != wanted.seen:
        raise Refused("booking_old")
    contact = wanted.contact
    fit = contact.name.strip() and max(len(contact.name), len(contact.phone)) <= LONGEST
    if not fit or len(contact.note) > 5 * LONGEST or not 1 <= wanted.guests <= MOST_GUESTS:
        raise Refused("booking_unfit")
    floor = entry.document(Floor, "floor")
    body: dict[str, Any] = {
        "booking": booking,
        "at": wanted.at,
        "guests": wanted.guests,
        "tables": [floor.table(table).id for table in wanted.tables],
        "sealed": seal(entry.connection, booking, contact, entry.clock.randomness),
    }
    entry.record("booking.made", body, by)


def _says(entry: Entry, booking: Booking, wanted: Wanted) -> bool:
    """Whether it is what a booking says already."""
    same = (booking.at, booking.guests, booking.tables) == (wanted.at, wanted.guests, wanted.tables)
    return same and unseal(entry.connection, {booking.id: booking.sealed}).get(booking.id) == wanted.contact


def arrive(entry: Entry, booking: str, table: str, by: str) -> str:
    """The guests are here: their table is opened; returns the opening. The same twice is once."""
    row = entry.tables.get(Booking, booking)
    if row is not None and row.state == ARRIVED:
        return row.opening
    row = _open(entry, booking)
    opening = open_table(entry, table, row.guests, by)
    entry.record("booking.arrived", {"booking": booking, "opening": opening}, by)
    return opening


def end(entry: Entry, booking: str, how: str, reason: str, by: str) -> None:
    """They did not come or called it off; who they were is forgotten unless a deposit is still held.

    Raises Refused("deposit_open") as long as one is.
    """
    row = _open(entry, booking)
    if how not in (NO_SHOW, CANCELLED):
        raise Refused("booking_unfit")
    if held_for(entry.tables, booking) > 0:
        raise Refused("deposit_open")
    entry.record("booking.ended", {"booking": row.id, "how": how, "reason": reason.strip()}, by)
    forget(entry.connection, booking)


def take_deposit(
    entry: Entry, move: str, booking: str, tender_id: str, amount: int, by: str, reference: str = ""
) -> None:
    """Money for a booking: it is owed to the guests, and no takings. The same id twice is once."""
    if entry.tables.get(DepositMove, move):
        return
    row, way = _open(entry, booking), tender(entry, tender_id)
    if way.id in (DEPOSIT.id, GROUP.id) or way.on_account or not way.takings:
        raise Refused("unknown_tender")
    if not 0 < amount < MOST:
        raise Refused("bad_count")
    found_by, shift = referred(way, reference), live_shift_id(entry.tables)
    _move(entry, move, row.id, TAKEN, amount, by, tender=way.id, shift=shift, reference=found_by)


def end_deposit(entry: Entry, booking: str, kind: str, act: Act) -> None:
    """Give all that is held back by the tender it came by, or keep it; with a reason.

    A deposit of several tenders goes back by each, the latest first.
    """
    reason = said(act.reason)
    moves = sorted(entry.tables.where(DepositMove, booking=booking), key=lambda one: (one.at, one.id))
    if any(one.id.startswith(f"{act.id}.") for one in moves):
        return
    left = held_for(entry.tables, booking)
    if left <= 0 or kind not in (BACK, KEPT):
        raise Refused("deposit_too_little")
    if kind == KEPT:
        _move(entry, f"{act.id}.0", booking, KEPT, left, act.by, reason=reason, approved=act.approved)
        return
    shift = live_shift_id(entry.tables)
    for place, (came, amount) in enumerate(_ways_back(moves, left)):
        how = (came.tender, shift, reason, act.approved, came.reference)
        _move(entry, f"{act.id}.{place}", booking, BACK, amount, act.by, *how)


def _ways_back(moves: Sequence[DepositMove], left: int) -> list[tuple[DepositMove, int]]:
    found: list[tuple[DepositMove, int]] = []
    for one in reversed([move for move in moves if move.kind == TAKEN]):
        part = min(left, one.amount)
        if part > 0:
            found.append((one, part))
            left -= part
    return found


def use_deposit(entry: Entry, booking: str, opening_id: str, payment: str, by: str) -> PaymentDone:
    """What is held pays on the bill of an opening, as far as something is due. The same id twice is once."""
    opening = opening_for_change(entry, opening_id)
    bill = current_bill(entry.tables, opening.id)
    amount = min(held_for(entry.tables, booking), due_on(entry, opening, bill))
    if amount <= 0:
        raise Refused("nothing_to_pay" if held_for(entry.tables, booking) > 0 else "deposit_too_little")
    args = (opening.id, DEPOSIT.id, amount, opening.version, True, by, payment, bill.id)
    return take_payment(entry, *args, deposit=booking)


def deposit_for(tables: Tables, opening: Opening) -> tuple[str, int]:
    """The booking whose guests sit here and what is held for it; ("", 0) for none."""
    for row in tables.where(Booking, opening=opening.id):
        if (left := held_for(tables, row.id)) > 0:
            return row.id, left
    return "", 0


def _open(entry: Entry, booking: str) -> Booking:
    row = entry.tables.get(Booking, booking)
    if row is None or not row.open:
        raise Refused("booking_over")
    return row


def _move(
    entry: Entry,
    move: str,
    booking: str,
    kind: str,
    amount: int,
    by: str,
    tender: str = "",
    shift: str = "",
    reason: str = "",
    approved: str = "",
    reference: str = "",
) -> None:
    body = {"move": move, "booking": booking, "kind": kind, "amount": amount, "print": True}
    more = {"tender": tender, "shift": shift, "reason": reason, "approved": approved}
    more |= {"reference": reference}
    entry.record("deposit.moved", {**body, **{name: text for name, text in more.items() if text}}, by)
