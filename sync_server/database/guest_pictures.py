"""Pictures of guests, by store: those that the till has named stand as long as it names them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from sync_server.database.session import overwriting
from sync_server.database.tables import guest_pictures as rows


def find(connection: Connection, store: str, id: str, since: int) -> bytes | None:
    """One that came after a time."""
    mine = (rows.c.store == store) & (rows.c.id == id) & (rows.c.added_at > since)
    return connection.execute(select(rows.c.jpeg).where(mine)).scalar()


def put(connection: Connection, store: str, id: str, jpeg: bytes, at: int, stood: bool) -> None:
    """Keep one; the same one again is the same."""
    row = {"store": store, "id": id, "jpeg": jpeg, "added_at": at, "stood": int(stood)}
    connection.execute(insert(rows).values(row).on_conflict_do_nothing())


def count(connection: Connection, store: str) -> tuple[int, int]:
    """How many are kept for a store, and how many of them the till has not named yet."""
    counted = select(func.count(), func.count().filter(rows.c.stood == 0)).where(rows.c.store == store)
    all_, new = connection.execute(counted).one()
    return all_, new


def drop_before(connection: Connection, store: str, named: int, unnamed: int) -> None:
    """Let go of what came before the first time, and what before the second and was never named."""
    old = (rows.c.added_at <= named) | ((rows.c.added_at <= unnamed) & (rows.c.stood == 0))
    with overwriting(connection):
        connection.execute(delete(rows).where((rows.c.store == store) & old))


def settle(connection: Connection, store: str, standing: Collection[str]) -> set[str]:
    """Let go of what stood and does not stand any more; those of these that are here."""
    gone = (rows.c.stood == 1) & rows.c.id.not_in(list(standing))
    with overwriting(connection):
        connection.execute(delete(rows).where((rows.c.store == store) & gone))
    named = (rows.c.store == store) & rows.c.id.in_(list(standing))
    connection.execute(update(rows).where(named & (rows.c.stood == 0)).values(stood=1))
    return set(connection.execute(select(rows.c.id).where(named)).scalars())
