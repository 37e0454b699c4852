"""The carts that phones of a table share, each as one text: its whole log is short."""

from __future__ import annotations

from sqlalchemy import Connection

from sync_server.database.session import raw


def all_carts(connection: Connection) -> list[tuple[str, str, str, int]]:
    """Store, place, text and time of the last change of each."""
    return raw(connection).execute("SELECT store, place, body, changed_at FROM carts").fetchall()  # type: ignore[no-any-return]


def put_cart(connection: Connection, store: str, place: str, body: str, at: int) -> None:
    """In the place of what was there."""
    raw(connection).execute("INSERT OR REPLACE INTO carts VALUES (?, ?, ?, ?)", (store, place, body, at))


def remove_cart(connection: Connection, store: str, place: str) -> None:
    raw(connection).execute("DELETE FROM carts WHERE store = ? AND place = ?", (store, place))
