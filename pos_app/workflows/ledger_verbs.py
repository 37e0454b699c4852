"""Each slip of the business day, also those that the screens have not in mind: ``till.ledger``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from domain.money.days import open_date
from domain.record.business_day import business_date
from pos_app.database.session import Connection
from pos_app.database.slips_of_day import Asked, printed_on, slips_of_day
from pos_app.database.state import SqlTables
from pos_app.workflows.people_verbs import StaffLook
from pos_app.workflows.reading import read_job
from pos_app.workflows.views import JobView, TillView

PAGE = 50  # slips; more would keep the writer


@dataclass(frozen=True, slots=True)
class DaySlips:
    """A page of a day's slips, newest first. ``first``: the place of the first of them among all ``found``.

    ``printed``: slips of the whole day that have come out, by printer.
    """

    slips: tuple[JobView, ...] = ()
    first: int = 0
    found: int = 0
    printed: Mapping[str, int] = field(default_factory=dict)


class LedgerVerbs:
    """``view`` gives the latest view. Each returns at once."""

    def __init__(self, staff_look: StaffLook, view: Callable[[], TillView], now: Callable[[], int]) -> None:
        self._staff_look, self._view, self._now = staff_look, view, now

    def find(self, words: Sequence[Asked], page: int, by: str) -> Future[DaySlips]:
        """A page (from 0) of the slips of this business day that meet each of ``words``."""

        def look(connection: Connection) -> DaySlips:
            view, tables = self._view(), SqlTables(connection)
            date = open_date(tables, business_date(self._now(), view.store.zone))
            rows, found = slips_of_day(connection, date, words, page * PAGE, PAGE)
            slips = tuple(read_job(tables, view, row) for row in rows)
            return DaySlips(slips, page * PAGE, found, printed_on(connection, date))

        return self._staff_look(by, "print", look)
