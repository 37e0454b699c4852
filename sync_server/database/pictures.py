"""Packed pictures of dishes (``domain/selling/pictures.py``), kept for each store that shows them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, delete, func, insert, select

from sync_server.database.tables import pictures


def packed_picture(connection: Connection, id: str) -> bytes | None:
    """One of any store: who knows its name knows what it shows."""
    return connection.execute(select(pictures.c.packed).where(pictures.c.id == id).limit(1)).scalar()


def ids_of(connection: Connection, store: str) -> list[str]:
    """Those of a store, oldest first."""
    wanted = select(pictures.c.id).where(pictures.c.store == store).order_by(pictures.c.added_at)
    return list(connection.execute(wanted).scalars())


def all_ids(connection: Connection) -> list[str]:
    """Those of all stores."""
    return list(connection.execute(select(pictures.c.id).distinct()).scalars())


def put_picture(connection: Connection, store: str, id: str, packed: bytes, at: int) -> None:
    """Keep one; the same one again is the same."""
    mine = (pictures.c.store == store) & (pictures.c.id == id)
    if not connection.execute(select(func.count()).where(mine)).scalar():
        connection.execute(insert(pictures).values(store=store, id=id, packed=packed, added_at=at))


def drop_pictures(connection: Connection, store: str, shown: Collection[str], before: int) -> None:
    """Let go of what the store no longer shows and has not shown for long."""
    old = (pictures.c.store == store) & (pictures.c.added_at < before)
    connection.execute(delete(pictures).where(old & pictures.c.id.not_in(list(shown))))
