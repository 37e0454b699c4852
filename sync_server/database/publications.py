"""What stores have published: each document's newest version."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from domain.people.chat import KEY as CHAT
from domain.people.guests_words import KEY as WORDS
from sync_server.database.session import overwriting, raw


def put_documents(connection: Connection, store: str, documents: Iterable[tuple[str, int, str]]) -> None:
    """Keep (key, version, JSON text) where the version is not older than what is there."""
    put = (
        "INSERT INTO publications (store, key, version, body) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (store, key) DO UPDATE SET version = excluded.version, body = excluded.body"
        " WHERE excluded.version >= publications.version"
    )
    rows = [(store, *document) for document in documents]
    if any(key == WORDS or key.startswith(CHAT) for _, key, _, _ in rows):
        with overwriting(connection):
            raw(connection).executemany(put, rows)
    else:
        raw(connection).executemany(put, rows)


def remove_documents(connection: Connection, store: str, keys: Iterable[str]) -> None:
    """Forget documents."""
    rows = [(store, key) for key in keys]
    if rows:
        with overwriting(connection):
            raw(connection).executemany("DELETE FROM publications WHERE store = ? AND key = ?", rows)


def all_documents(connection: Connection) -> list[tuple[str, str, int, str]]:
    """(store, key, version, JSON text) of everything published."""
    rows = raw(connection).execute("SELECT store, key, version, body FROM publications ORDER BY store, key")
    return [tuple(row) for row in rows]
