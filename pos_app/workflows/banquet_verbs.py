"""What staff do at a banquet 宴席; reached as ``till.banquets``."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from domain.people.staff import StaffList, may
from pos_app.workflows import banqueting, changing
from pos_app.workflows.approving import Approver, Approving
from pos_app.workflows.banqueting import BanquetWish
from pos_app.workflows.book import Entry
from pos_app.workflows.changing import Act
from pos_app.workflows.demands import to_void
from pos_app.workflows.staff_write import StaffWrite

T = TypeVar("T")


class BanquetVerbs:
    """Verbs return futures; a rule's no comes out of them as domain.errors.Refused."""

    def __init__(self, write: StaffWrite, approving: Approving) -> None:
        self._write, self._approving = write, approving

    def arrive(
        self, booking: str, banquet: str, wish: BanquetWish, by: str, approver: Approver | None = None
    ) -> Future[str]:
        """A booked party sits down at all its tables, and its banquet begins; the opening."""

        def work(entry: Entry, who: str) -> str:
            return banqueting.arrive(entry, booking, banquet, wish, by, who)

        return self._agreed(by, wish, work, approver)

    def begin(
        self, opening: str, banquet: str, wish: BanquetWish, by: str, approver: Approver | None = None
    ) -> Future[None]:
        """Guests who sit already have a banquet."""

        def work(entry: Entry, who: str) -> None:
            banqueting.begin(entry, opening, banquet, wish, by, who)

        return self._agreed(by, wish, work, approver)

    def _agreed(
        self, by: str, wish: BanquetWish, work: Callable[[Entry, str], T], approver: Approver | None
    ) -> Future[T]:
        """By whoever sells; ``approver``: who agrees to a typed price, or to dishes out of their hours."""

        def checked(entry: Entry, who: str) -> T:
            may(entry.document(StaffList, "staff").find(by), "sell")
            return work(entry, who)

        return self._approving.act(by, lambda entry: banqueting.to_begin(entry, wish, by), checked, approver)

    def more(self, opening: str, tables: int, from_spare: bool, by: str, act: str) -> Future[None]:
        """Tables opened from the reserve 启用备桌, or added 加桌."""
        return self._write(
            by,
            "sell",
            lambda entry: banqueting.more_tables(entry, opening, tables, from_spare, Act(act, by, "")),
        )

    def fewer(
        self,
        opening: str,
        tables: int,
        cooked: bool,
        reason: str,
        by: str,
        act: str,
        approver: Approver | None = None,
    ) -> Future[None]:
        """减桌: by the right to take dishes off."""
        return self._approving.act(
            by,
            lambda entry: to_void(banqueting.dropped_amount(entry, opening, tables)),
            lambda entry, who: banqueting.fewer_tables(
                entry, opening, tables, cooked, Act(act, by, reason, who)
            ),
            approver,
            act,
        )

    def reserve(self, opening: str, spare: int, by: str) -> Future[None]:
        """So many tables stand in reserve 备桌."""
        return self._write(by, "sell", lambda entry: banqueting.keep_in_reserve(entry, opening, spare, by))

    def take_back(self, line: str, quantity: int, by: str, act: str) -> Future[None]:
        """退酒水: ``quantity`` thousandths of a line come back unopened; whoever settles counts them."""
        return self._write(
            by, "settle", lambda entry: changing.return_line(entry, line, quantity, Act(act, by, ""))
        )
