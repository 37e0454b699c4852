"""An act that needs more than one's own role: a second person agrees by PIN at this till, offline too.

Whoever asks may do it alone if their role carries the right, up to its limit. Else the one who approves must,
and both stand in the fact. The PIN is looked at on a thread of its own: hashing takes its time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol, TypeVar

from domain.errors import Refused
from domain.money.adjustments import Adjustment
from domain.people.staff import Staff, StaffList, role_of, within
from pos_app.workflows.book import Entry
from pos_app.workflows.people import Door

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Approver:
    """Who agrees, and the PIN they typed."""

    staff: str
    pin: str


@dataclass(frozen=True, slots=True)
class Demand:
    """The ``right`` that an act needs, and so much of a ``limit`` (a name of ``roles.LIMITS``, "": none)."""

    right: str
    limit: str = ""
    value: int = 0

    def met_by(self, person: Staff) -> bool:
        """Whether this person may do it alone."""
        if not role_of(person).carries(self.right):
            return False
        return not self.limit or within(person, self.limit, self.value)


class Write(Protocol):
    """The till's own way to write."""

    def __call__(self, work: Callable[[Entry], T]) -> Future[T]: ...


class Approving:
    """Runs acts for whoever may do them, with or without a second person."""

    def __init__(self, write: Write, people: Callable[[], StaffList], door: Door) -> None:
        self._write, self._people, self._door = write, people, door

    def act(
        self,
        by: str,
        demand: Callable[[Entry], Demand],
        work: Callable[[Entry, str], T],
        approver: Approver | None = None,
        act: str = "",
    ) -> Future[T]:
        """Do ``work`` with the id of who approved it ("": nobody had to). An ``act`` that is kept already
        needs nobody: ``work`` only tells again what it did, whatever the bill looks like since.

        Raises Refused: "approval_needed" if nobody who may has agreed, or "wrong_pin" and "pin_wait".
        """

        def checked(entry: Entry) -> T:
            if act and entry.tables.get(Adjustment, act) is not None:
                return work(entry, "")
            people, wanted = entry.document(StaffList, "staff"), demand(entry)
            if wanted.met_by(people.find(by)):
                return work(entry, "")
            if approver is None or not wanted.met_by(people.find(approver.staff)):
                raise Refused("approval_needed")
            return work(entry, approver.staff)

        if approver is None:
            return self._write(checked)
        return self._after_pin(approver, checked)

    def _after_pin(self, approver: Approver, work: Callable[[Entry], T]) -> Future[T]:
        future: Future[T] = Future()

        def run() -> None:
            try:
                self._door.check(self._people().find(approver.staff), approver.pin)
                future.set_result(self._write(work).result())
            except Exception as error:
                future.set_exception(error)

        threading.Thread(target=run, name="approval", daemon=True).start()
        return future


def approvers(people: StaffList, demand: Demand, but: str) -> tuple[Staff, ...]:
    """Who could agree to it, other than who asks."""
    return tuple(person for person in people.present if person.id != but and demand.met_by(person))
