"""Charges that were over here, and stand on the gateway's own bill: asked about, and given back by itself.

The notice that would have told of it never came. What the gateway says when it is asked counts, not the
bill: a line of yesterday may have been put right since.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from domain.errors import _m
from sync_server.database import charges, reconciliations
from sync_server.database.charges import RETURNED
from sync_server.database.session import Connection, Database
from sync_server.workflows.matching import CHARGE, STATE

GONE_BACK = _m("It was asked about, and has gone back to the guest.")
"""What stands at a difference that took care of itself."""
MOST = 100  # that are looked at in one round

AskAgain = Callable[[str], Awaitable[None]]


async def see_to(database: Database, store: str, ask_again: AskAgain, now: int) -> None:
    """Ask about each that nobody has settled, and settle what has gone back since."""
    for charge in database.read(lambda c: _open_ones(c, store)):
        await ask_again(charge)
    await database.write(lambda c: _settle_gone(c, store, now))


def _open_ones(connection: Connection, store: str) -> list[str]:
    rows = reconciliations.differences_of(connection, store, False)
    return [one.number for one in rows if (one.what, one.kind) == (STATE, CHARGE)][:MOST]


def _settle_gone(connection: Connection, store: str, now: int) -> None:
    for one in reconciliations.differences_of(connection, store, False):
        row = charges.find(connection, one.number) if (one.what, one.kind) == (STATE, CHARGE) else None
        if row is not None and row.state == RETURNED:
            reconciliations.settle(connection, store, one.id, GONE_BACK, now)
