"""The drawer and the last closed day as screens show them. What should be in the drawer is not among it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.money.adjustments import Adjustment
from domain.money.days import DayEnd, last_closed
from domain.money.shifts import CashMove, Shift, left_in_drawer, live_shift
from domain.money.to_confirm import ToConfirm
from domain.money.to_give_back import Owing, ToGiveBack, all_owing
from domain.money.unconfirmed import waiting
from domain.record.tables import Tables


@dataclass(frozen=True, slots=True)
class DrawerView:
    """``shift`` that has the drawer now and its ``moves``, latest first; ``left`` in it by the last shift.

    ``last``: the business day that was closed last. ``to_confirm``: payments of which nobody has said yet
    whether they came, the oldest first. ``owing``: settled bills that have something to give back.
    """

    shift: Shift | None = None
    moves: tuple[CashMove, ...] = ()
    left: int = 0
    last: DayEnd | None = None
    to_confirm: tuple[ToConfirm, ...] = ()
    owing: tuple[Owing, ...] = ()

    @property
    def next_z(self) -> int:
        return self.last.z + 1 if self.last else 1


NO_DRAWER = DrawerView()


def read_drawer(tables: Tables) -> DrawerView:
    """The drawer now."""
    shift = live_shift(tables)
    moves = tables.where(CashMove, shift=shift.id) if shift else []
    return DrawerView(
        shift,
        tuple(sorted(moves, key=lambda move: (-move.at, move.id))),
        left_in_drawer(tables),
        last_closed(tables),
        waiting(tables),
        tuple(all_owing(tables)),
    )


def changes_drawer(rows: Iterable[object]) -> bool:
    """Adjustments too: a payment may be booked by another tender."""
    kinds = (Shift, CashMove, DayEnd, ToConfirm, ToGiveBack, Adjustment)
    return any(isinstance(row, kinds) for row in rows)
