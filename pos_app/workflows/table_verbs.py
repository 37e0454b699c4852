"""What a cashier does with tables beside opening and clearing them; reached as ``till.tables``."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from typing import TypeVar

from domain.floor.plan import Floor
from pos_app.workflows import floor, floor_plan, moving
from pos_app.workflows.approving import Approver, Approving
from pos_app.workflows.demands import to_settle_later
from pos_app.workflows.staff_write import StaffWrite

T = TypeVar("T")


class TableVerbs:
    """Verbs return at once, as the till's other verbs do."""

    def __init__(self, write: StaffWrite, approving: Approving) -> None:
        self._write, self._approving = write, approving

    def clean(self, table: str, by: str) -> Future[None]:
        """A table is cleaned."""
        return self._write(by, "serve", lambda entry: floor.clean_table(entry, table, by))

    def sit_beside(self, table: str, guests: int, by: str) -> Future[str]:
        """拼桌: another party sits at a taken table, with an opening of its own."""
        return self._write(by, "serve", lambda entry: floor.open_table(entry, table, guests, by, beside=True))

    def transfer(self, opening: str, table: str, by: str, beside: bool = False) -> Future[None]:
        """转台: guests change to a free table, or ``beside`` the guests of a taken one."""
        return self._write(by, "serve", lambda entry: moving.transfer(entry, opening, table, by, beside))

    def settle_later(
        self, opening: str, name: str, by: str, approver: Approver | None = None
    ) -> Future[None]:
        """暂结: guests go and pay another time, under a ``name``; their table is free."""
        return self._approving.act(
            by,
            lambda _entry: to_settle_later(),
            lambda entry, who: moving.settle_later(entry, opening, name, by, who),
            approver,
        )

    def join(self, opening: str, other: str, by: str) -> Future[None]:
        """并台: another table's bill comes onto this one."""
        return self._write(by, "serve", lambda entry: moving.join(entry, opening, other, by))

    def part(self, other: str, by: str) -> Future[None]:
        """A joined table has its own bill again."""
        return self._write(by, "serve", lambda entry: moving.part(entry, other, by))

    def move_lines(self, opening: str, lines: Mapping[str, int], to: str, by: str) -> Future[None]:
        """转菜: dishes (line id: thousandths) go onto another table's bill."""
        return self._write(by, "serve", lambda entry: moving.move_lines(entry, opening, lines, to, by))

    def save_floor(self, plan: Floor, by: str) -> Future[None]:
        """The floor plan as somebody edited it; ``plan.version`` is the one that was edited."""
        return self._write(by, "settings", lambda entry: floor_plan.save_floor(entry, plan, by))
