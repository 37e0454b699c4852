"""An act that needs more than one's own role: a second person agrees by PIN at this till, offline too.

Whoever asks may do it alone if their role carries the right, up to its limit. Else the one who approves must,
and both stand in the fact. The PIN is looked at on a thread of its own: hashing takes its time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol, TypeVar

from domain.errors import Refused
from domain.money.adjustments import Adjustment
from domain.money.taken_off import taken_off
from domain.people.roles import A_DAY
from domain.people.staff import Staff, StaffList, limit, role_of, within
from domain.record.tables import Tables
from domain.selling.price import Rules
from pos_app.workflows.book import Entry
from pos_app.workflows.people import Door

T = TypeVar("T")


TakenOff = Mapping[str, int]
NOTHING: TakenOff = {}


@dataclass(frozen=True, slots=True)
class Approver:
    """Who agrees, and the PIN they typed."""

    staff: str
    pin: str


@dataclass(frozen=True, slots=True)
class Demand:
    """The ``right`` that an act needs, and so much of a ``limit`` (a name of ``roles.LIMITS``, "": none).

    ``also``: rights that it needs besides. ``off``: minor units that guests pay less by it; they count
    towards what a person takes off in a day.
    """

    right: str
    limit: str = ""
    value: int = 0
    off: int = 0
    also: tuple[str, ...] = ()

    def met_by(self, person: Staff, before: TakenOff = NOTHING) -> bool:
        """Whether this person may do it alone. ``before``: what each has taken off today, minor units."""
        role = role_of(person)
        carries = all(role.carries(right) for right in (self.right, *self.also))
        return carries and not self.beyond(person, before)

    def beyond(self, person: Staff, before: TakenOff = NOTHING) -> str:
        """Which limit of a person who has the right it goes beyond; "": none."""
        if self.limit and not within(person, self.limit, self.value):
            return self.limit
        if self.off > 0 and not within(person, A_DAY, before.get(person.id, 0) + self.off):
            return A_DAY
        return ""


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
            before = _before(entry, people) if wanted.off > 0 else NOTHING
            if wanted.met_by(people.find(by), before):
                return work(entry, "")
            asks = people.find(by)
            if approver is None or not may_agree(people.find(approver.staff), wanted, asks, before):
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


def approvers(people: StaffList, demand: Demand, but: str, before: TakenOff = NOTHING) -> tuple[Staff, ...]:
    """Who could agree to it, other than who asks."""
    asks = next((one for one in people.present if one.id == but), None)
    return tuple(one for one in people.present if one.id != but and may_agree(one, demand, asks, before))


def may_agree(person: Staff, demand: Demand, asks: Staff | None, before: TakenOff) -> bool:
    """Whether somebody's role carries what another one asks. Beyond a limit of the day only a higher one
    does: cashiers do not lend each other what they have left."""
    if not demand.met_by(person, before):
        return False
    if asks is None or not role_of(asks).carries(demand.right) or demand.beyond(asks, before) != A_DAY:
        return True
    own, most = limit(asks, A_DAY), limit(person, A_DAY)
    return most is None or (own is not None and own < most)


def taken_off_today(tables: Tables, people: StaffList, rules: Rules, date: str) -> TakenOff:
    """What each person has taken off bills today; nobody looks where no role has a limit on it."""
    if all(limit(person, A_DAY) in (None, 0) for person in people.present):
        return NOTHING
    return taken_off(tables, rules, date)


def _before(entry: Entry, people: StaffList) -> TakenOff:
    return taken_off_today(entry.tables, people, entry.document(Rules, "rules"), entry.date)
