"""Held dishes are begun 起菜, at once or at a time, late ones hurried 催菜, those ticked off by mistake are
awaited again 取消划菜, dishes given to a seat; reached as ``till.courses``.

``act`` is an id made by the screen: the same act twice is done once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.money.payments import Settlement
from domain.selling.calls import Call
from domain.selling.order_rows import OrderLine, sent_at
from domain.selling.serving import was_brought, what_is_taken_back
from domain.selling.unpaid import PayFirst, is_unpaid
from pos_app.workflows.book import Entry
from pos_app.workflows.floor import opening_for_change
from pos_app.workflows.order_slips import told_to_printers
from pos_app.workflows.staff_write import StaffWrite
from pos_app.workflows.views import TillView

log = logging.getLogger(__name__)
ALL: tuple[str, ...] = ()
"""No line in particular: all that it can be done to."""
MINUTE = 60_000  # milliseconds
LATEST = 12 * 60  # minutes
LOOK = 5.0  # seconds between two looks at what begins by itself


def start(entry: Entry, opening_id: str, lines: Sequence[str], course: int, act: str, by: str) -> None:
    """Held dishes of an opening are to be made now: these lines, or a course, or all of them."""
    if entry.tables.get(Call, act):
        return
    opening = opening_for_change(entry, opening_id, paid_too=True)
    rows = [row for row in _chosen(entry, opening, lines) if row.held and course in (0, row.line.course)]
    if not rows:
        raise Refused("nothing_held")
    body = _call(opening, act, rows)
    if course:
        body["course"] = dict(rows[0].line.course_names)
    body |= told_to_printers(entry, [row.line for row in rows])
    entry.record("lines.started", body, by)


def time(entry: Entry, opening_id: str, lines: Sequence[str], course: int, minutes: int, by: str) -> None:
    """Held dishes begin by themselves in so many minutes, when the clock says so; 0: at the word alone."""
    if not 0 <= minutes <= LATEST:
        raise Refused("unreadable")
    opening = opening_for_change(entry, opening_id, paid_too=True)
    at = (entry.now // MINUTE + minutes) * MINUTE if minutes else 0
    rows = [row for row in _chosen(entry, opening, lines) if row.held and course in (0, row.line.course)]
    if not rows:
        raise Refused("nothing_held")
    body = {"opening": opening.id, "lines": [row.id for row in rows], "at": at}
    entry.record("lines.timed", body, by)


def start_due(entry: Entry, opening_id: str) -> None:
    """What of an opening begins by itself by now; the kitchen has one slip of all that is due together."""
    rows = entry.tables.where(OrderLine, opening=opening_id)
    due = [row.id for row in rows if row.held and 0 < row.start_at <= entry.now]
    if due:
        start(entry, opening_id, due, 0, entry.clock.new_id(), "till")


def hurry(entry: Entry, opening_id: str, lines: Sequence[str], act: str, by: str) -> None:
    """The kitchen is told what guests wait for: these lines, or all that is to come."""
    if entry.tables.get(Call, act):
        return
    opening = opening_for_change(entry, opening_id, paid_too=True)
    rows = [row for row in _chosen(entry, opening, lines) if row.awaited]
    if not rows:
        raise Refused("nothing_awaited")
    waited = entry.now - min(sent_at(entry.tables, row) for row in rows)
    body = _call(opening, act, rows) | {"times": 1 + max(row.hurried for row in rows)}
    entry.record("lines.hurried", body | {"minutes": max(0, waited) // 60_000}, by)


def seat(entry: Entry, opening_id: str, lines: Sequence[str], number: int, by: str) -> None:
    """These dishes are eaten at a seat, 0: at nobody's own."""
    opening = opening_for_change(entry, opening_id)
    check_seat(opening, number)
    rows = [row for row in _chosen(entry, opening, lines) if row.line.seat != number]
    if lines and rows:
        body = {"opening": opening.id, "lines": [row.id for row in rows], "seat": number}
        entry.record("lines.seated", body, by)


def unserve(entry: Entry, lines: Sequence[str], by: str) -> None:
    """Dishes that were ticked off by mistake are still to come, on whichever bills they stand; what nobody
    has ticked off stays as it is."""
    rows = [row for line in lines if (row := entry.tables.get(OrderLine, line)) and row.served_at]
    brought = [row for row in rows if was_brought(row, entry.tables.get(PayFirst, row.order))]
    if rows and not brought:
        raise Refused("never_brought", dish=rows[0].line.names)
    for row in brought:
        _check_still_there(entry, row)
    for opening in dict.fromkeys(row.opening for row in brought):
        mine = [row for row in brought if row.opening == opening]
        body = {"opening": opening, "lines": [row.id for row in mine]}
        entry.record("lines.unserved", body | what_is_taken_back(entry.tables, mine), by)


def _check_still_there(entry: Entry, row: OrderLine) -> None:
    """Raise Refused for a dish of guests who have left, or who paid it on an earlier day."""
    opening, settled = entry.tables.get(Opening, row.opening), entry.tables.get(Settlement, row.bill)
    if opening is None or not opening.live:
        raise Refused("unserved_gone", dish=row.line.names)
    if settled is not None and settled.date < entry.date:
        raise Refused("unserved_late", dish=row.line.names)


def check_seat(opening: Opening, *seats: int) -> None:
    """Raise Refused for a seat where nobody sits."""
    if any(not 0 <= number <= opening.guests for number in seats):
        raise Refused("bad_seat", maximum=opening.guests)


def _chosen(entry: Entry, opening: Opening, lines: Sequence[str]) -> list[OrderLine]:
    """What is to be paid first is never among them: it waits for its money, not for the word."""
    rows = entry.tables.where(OrderLine, opening=opening.id)
    chosen = [row for row in rows if not lines or row.id in lines]
    return [row for row in chosen if not is_unpaid(entry.tables, row)]


def _call(opening: Opening, act: str, rows: Sequence[OrderLine]) -> dict[str, Any]:
    return {"act": act, "opening": opening.id, "lines": [row.id for row in rows]}


class CourseVerbs:
    """Verbs return at once, as the till's other verbs do."""

    def __init__(
        self,
        write: StaffWrite,
        write_alone: Callable[[Callable[[Entry], None]], Future[None]],
        view: Callable[[], TillView],
        now: Callable[[], int],
    ) -> None:
        self._write, self._write_alone, self._view, self._now = write, write_alone, view, now

    def start(
        self, opening: str, by: str, act: str, lines: Sequence[str] = ALL, course: int = 0
    ) -> Future[None]:
        """起菜: these lines, a course of them, or all that is held."""
        return self._write(by, "serve", lambda entry: start(entry, opening, lines, course, act, by))

    def time(
        self, opening: str, by: str, minutes: int, lines: Sequence[str] = ALL, course: int = 0
    ) -> Future[None]:
        """定时起菜: they begin by themselves in so many minutes, 0: at the word alone."""
        return self._write(by, "serve", lambda entry: time(entry, opening, lines, course, minutes, by))

    def start_due(self) -> float:
        """Begin what is due; seconds until the next look. Called by the till itself, again and again."""
        now = self._now()
        for opening, seen in self._view().openings.items():
            if any(0 < line.start_at <= now for line in seen.held):
                try:
                    self._write_alone(partial(start_due, opening_id=opening)).result()
                except Refused as no:  # it is for people to see to; other tables do not wait for that
                    log.warning("what was timed did not begin: %s", no.code)
        return LOOK

    def hurry(self, opening: str, by: str, act: str, lines: Sequence[str] = ALL) -> Future[None]:
        """催菜: these lines, or all that is to come."""
        return self._write(by, "serve", lambda entry: hurry(entry, opening, lines, act, by))

    def seat(self, opening: str, lines: Sequence[str], number: int, by: str) -> Future[None]:
        """Whose dishes these are, by the number of the seat."""
        return self._write(by, "serve", lambda entry: seat(entry, opening, lines, number, by))

    def unserve(self, lines: Sequence[str], by: str) -> Future[None]:
        """取消划菜: these lines are still to come after all."""
        return self._write(by, "serve", lambda entry: unserve(entry, lines, by))
