"""Bookings and their deposits as verbs of the till: ``till.bookings``. Each returns at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Protocol, TypeVar

from domain.floor.booking import Booking
from domain.money.deposits import held_for
from domain.record.tables import Tables
from pos_app.database.session import Connection
from pos_app.database.state import SqlTables
from pos_app.workflows import booking
from pos_app.workflows.approving import Approver, Approving, Demand
from pos_app.workflows.booking import Wanted
from pos_app.workflows.changing import Act
from pos_app.workflows.paying import PaymentDone
from pos_app.workflows.sealing import Contact, unseal
from pos_app.workflows.staff_write import StaffWrite

T = TypeVar("T")


class StaffLook(Protocol):
    """The till's own way to look at its file for a member of staff."""

    def __call__(self, by: str, right: str, work: Callable[[Connection], T]) -> Future[T]: ...


class BookingVerbs:
    """A rule's no comes out of the futures as domain.errors.Refused."""

    def __init__(self, write: StaffWrite, approving: Approving, look: StaffLook) -> None:
        self._write, self._approving, self._look = write, approving, look

    def contacts(self, by: str) -> Future[Mapping[str, Contact]]:
        """Who booked, of all bookings that are to come or were kept."""

        def work(connection: Connection) -> Mapping[str, Contact]:
            rows = SqlTables(connection).where(Booking)
            return unseal(connection, {row.id: row.sealed for row in rows})

        return self._look(by, "serve", work)

    def book(self, id: str, wanted: Wanted, by: str) -> Future[None]:
        """Make a booking with an id of the screen's, or change it."""
        return self._write(by, "serve", lambda entry: booking.book(entry, id, wanted, by))

    def arrive(self, id: str, table: str, by: str) -> Future[str]:
        """The guests are here and sit down at this table; the opening."""
        return self._write(by, "serve", lambda entry: booking.arrive(entry, id, table, by))

    def end(self, id: str, how: str, by: str, reason: str = "") -> Future[None]:
        """no_show | cancelled."""
        return self._write(by, "serve", lambda entry: booking.end(entry, id, how, reason, by))

    def take_deposit(
        self, move: str, id: str, tender: str, amount: int, by: str, reference: str = ""
    ) -> Future[None]:
        """Money for a booking, minor units."""
        return self._write(
            by, "deposit", lambda entry: booking.take_deposit(entry, move, id, tender, amount, by, reference)
        )

    def end_deposit(
        self, id: str, kind: str, reason: str, by: str, act: str, approver: Approver | None = None
    ) -> Future[None]:
        """back (given back) | kept."""
        return self._approving.act(
            by,
            lambda entry: Demand("deposit_back", "deposit_back", _held(entry.tables, id)),
            lambda entry, who: booking.end_deposit(entry, id, kind, Act(act, by, reason, who)),
            approver,
            act,
        )

    def use_deposit(self, id: str, opening: str, by: str, payment: str) -> Future[PaymentDone]:
        """The deposit pays on the bill of its guests."""
        return self._write(by, "settle", lambda entry: booking.use_deposit(entry, id, opening, payment, by))


def _held(tables: Tables, id: str) -> int:
    return max(0, held_for(tables, id))
