"""What this store sells most, for the order screen's first category 常点.

It is found when the till starts and when a business day begins, and keeps its order meanwhile: a tile stays
under the hand that knows where it is. Only the newest lines are counted, so that the past may be as long as
it likes.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.selling.menu import Menu
from domain.selling.orders import OrderLine
from pos_app.database.state import SqlTables

LATELY = 2_000  # order lines: a full day of a busy restaurant, a few days of a small one
MOST = 36  # dishes: as many as the largest screen shows at once
FEWEST = 12  # dishes: fewer do not fill half a screen, and nobody can say that they are ordered often


def read_often(tables: SqlTables, menu: Menu) -> tuple[str, ...]:
    """Ids of dishes on the menu, those on the most of the newest order lines first."""
    found = tables.commonest(OrderLine, "dish", LATELY)
    return tuple(dish for dish in found if dish in menu.by_id)[:MOST]


def with_new(often: tuple[str, ...], rows: Iterable[object], menu: Menu) -> tuple[str, ...]:
    """While there is room, what is ordered for the first time joins at the end; what is on the menu no more
    gives way."""
    ordered = (row.dish for row in rows if isinstance(row, OrderLine)) if len(often) < MOST else ()
    return tuple(dish for dish in dict.fromkeys((*often, *ordered)) if dish in menu.by_id)[:MOST]
