"""What stores have published: each document's newest version."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from sync_server.database.session import raw


def put_documents(connection: Connection, store: str, documents: Iterable[tuple[str, int, str]]) -> None:
    """Keep (key, version, JSON text) where the version is not older than what is there."""
    raw(connection).executemany(
        "INSERT INTO publications (store, key, version, body) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (store, key) DO UPDATE SET version = excluded.version, body = excluded.body"
        " WHERE excluded.version >= publications.version",
        [(store, *document) for document in documents],
    )


def remove_documents(connection: Connection, store: str, keys: Iterable[str]) -> None:
    """Forget documents."""
    raw(connection).executemany(
        "DELETE FROM publications WHERE store = ? AND key = ?", [(store, key) for key in keys]
    )


def all_documents(connection: Connection) -> list[tuple[str, str, int, str]]:
    """(store, key, version, JSON text) of everything published."""
    rows = raw(connection).execute("SELECT store, key, version, body FROM publications ORDER BY store, key")
    return [tuple(row) for row in rows]
