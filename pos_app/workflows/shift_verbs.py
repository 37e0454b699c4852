"""The verbs of the drawer and of the day, as screens call them: ``till.shifts``. Each returns at once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, Protocol, TypeVar

from domain.money.day_figures import DayFigures
from domain.money.days import DayEnd
from domain.money.shifts import Shift
from domain.record.business_day import business_date
from pos_app.database.state import SqlTables
from pos_app.workflows import day_end, shifts
from pos_app.workflows.approving import Approver, Approving, Demand
from pos_app.workflows.book import Entry
from pos_app.workflows.carrying_over import Rounds
from pos_app.workflows.demands import to_open_drawer
from pos_app.workflows.report_slips import Around, day_slip, dish_sums_slip
from pos_app.workflows.shifts import Counted, Notes, Relief
from pos_app.workflows.staff_write import StaffWrite
from printers.slips.day_end import day_ticket
from printers.slips.dish_sums import dish_sums_ticket
from printers.slips.words import SlipForm
from printers.ticket import Ticket

T = TypeVar("T")
log = logging.getLogger(__name__)


class StaffRead(Protocol):
    """A look at the state, at a time and in the store's zone, by a member of staff who has the right."""

    def __call__(self, by: str, right: str, work: Callable[[SqlTables, int, str], T]) -> Future[T]: ...


class ShiftVerbs:
    """``kick`` opens the drawer at the counter; ``back_up`` is told why and waited for by nobody."""

    def __init__(
        self,
        staff_write: StaffWrite,
        approving: Approving,
        staff_read: StaffRead,
        kick: Callable[[], None],
        back_up: Callable[[str], Future[None]],
        print_once: Callable[[Callable[[SlipForm], Ticket]], Future[None]],
    ) -> None:
        self._staff_write, self._approving, self._staff_read = staff_write, approving, staff_read
        self._kick, self._back_up, self._print_once = kick, back_up, print_once
        self._reliefs: dict[tuple[str, str], Relief] = {}  # by shift and who ends it, on the writer's thread

    def open(self, shift: str, start: int, notes: Notes, by: str) -> Future[None]:
        """Take the drawer with a float of ``start``, or of ``notes`` (pieces by denomination)."""
        return self._staff_write(
            by, "settle", lambda entry: shifts.open_shift(entry, shift, start, notes, by)
        )

    def move_cash(self, move: str, kind: str, amount: int, reason: str, by: str) -> Future[None]:
        """kind in | out | drop; the drawer opens for it."""
        future = self._staff_write(
            by, "settle", lambda entry: shifts.move_cash(entry, move, kind, amount, reason, by)
        )
        future.add_done_callback(self._open_if_done)
        return future

    def open_drawer(self, move: str, reason: str, by: str, approver: Approver | None = None) -> Future[None]:
        """Open the drawer without a sale, as often in a shift as the role may; then somebody agrees."""
        future = self._approving.act(
            by,
            lambda entry: to_open_drawer(shifts.opened_so_far(entry, move), by, entry.date),
            lambda entry, who: shifts.open_drawer(entry, move, reason, by, who),
            approver,
        )
        future.add_done_callback(self._open_if_done)
        return future

    def relieve(self, shift: str, why: str, by: str, approver: Approver | None = None) -> Future[None]:
        """Somebody has left: agreed before their drawer is counted, for ``by`` to end the shift then."""

        def agreed(_entry: Entry, who: str) -> None:
            self._reliefs[shift, by] = Relief(why, who)

        return self._approving.act(by, lambda _entry: Demand("shift_force"), agreed, approver)

    def count(self, shift: str, total: int, notes: Notes, by: str) -> Future[Counted]:
        """The blind count: a sum, or ``notes``. Only the answer says what should have been there."""
        return self._staff_write(
            by,
            "",
            lambda entry: shifts.count(entry, shift, total, notes, by, self._reliefs.get((shift, by))),
        )

    def hand_over(self, shift: str, reason: str, left: int, print_slip: bool, by: str) -> Future[Shift]:
        """End a shift; a backup follows."""

        def work(entry: Entry) -> Shift:
            relief = self._reliefs.get((shift, by))
            return shifts.hand_over(entry, shift, reason, left, print_slip, by, relief)

        future = self._staff_write(by, "", work)
        future.add_done_callback(partial(self._save, "hand-over"))
        return future

    def figures(self, rounds: Rounds, by: str, dishes: bool = True) -> Future[DayFigures]:
        """The X of the day that is due, for who may see reports. ``rounds``: not sent yet, and parked;
        ``dishes``: also what was sold."""

        def look(tables: SqlTables, now: int, zone: str) -> DayFigures:
            return day_end.figures_now(tables, business_date(now, zone), zone, rounds, dishes)

        return self._staff_read(by, "reports", look)

    def print_x(self, figures: DayFigures, known: Around, now: int, by: str) -> Future[None]:
        """The X on paper: past the ledger, for it is no fact. Raises Refused("no_receipt_printer")."""
        return self._print_once(lambda form: day_ticket(day_slip(figures, 0, by, known, form, now), form))

    def print_dishes(self, figures: DayFigures, z: int, known: Around, now: int, by: str) -> Future[None]:
        """What was sold of each dish on paper, of a day under its Z or until now (``z`` 0): no fact, either.
        Raises Refused("no_receipt_printer")."""
        return self._print_once(
            lambda form: dish_sums_ticket(dish_sums_slip(figures, z, by, known, form, now), form)
        )

    def close_day(self, day: str, rounds: Rounds, print_slip: bool, by: str) -> Future[DayEnd]:
        """The Z; a backup follows."""
        future = self._staff_write(
            by, "day_end", lambda entry: day_end.close_day(entry, day, rounds, print_slip, by)
        )
        future.add_done_callback(partial(self._save, "day-end"))
        return future

    def days(self, by: str, before: int = 0, most: int = 31) -> Future[tuple[DayEnd, ...]]:
        """Closed days, latest first, those with a Z below ``before`` if it is given."""
        return self._staff_read(
            by, "reports", lambda tables, _now, _zone: day_end.closed_days(tables, before, most)
        )

    def _open_if_done(self, done: Future[Any]) -> None:
        if not done.cancelled() and done.exception() is None:
            self._kick()

    def _save(self, why: str, done: Future[Any]) -> None:
        if not done.cancelled() and done.exception() is None:
            self._back_up(why).add_done_callback(_log_trouble)


def _log_trouble(saved: Future[None]) -> None:
    if not saved.cancelled() and saved.exception() is not None:
        log.info("the backup could not be made now; the next one comes by itself")
