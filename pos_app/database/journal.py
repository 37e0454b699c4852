"""The journal: facts in the order they happened, chained by hash, never edited, never deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from domain.record.canonical import canonical
from domain.record.envelope import GENESIS, Event, chain, decode, encode
from pos_app.database.schema import journal, local

_APPEND = journal.insert()


@dataclass(frozen=True, slots=True)
class Head:
    """Where an incarnation stands: its last number and hash."""

    incarnation: str
    seq: int
    hash: bytes


def head(connection: sa.Connection, incarnation: str) -> Head:
    """The last event of an incarnation; (0, GENESIS) before the first."""
    found = connection.execute(
        sa.select(journal.c.seq, journal.c.hash)
        .where(journal.c.incarnation == incarnation)
        .order_by(journal.c.seq.desc())
        .limit(1)
    ).first()
    return Head(incarnation, found.seq, found.hash) if found else Head(incarnation, 0, GENESIS)


def append(connection: sa.Connection, after: Head, event: Event) -> Head:
    """Write one event behind ``after`` and return the new head. The event's seq must be the next one."""
    raw = encode(event)
    hashed = chain(after.hash, raw)
    connection.execute(
        _APPEND,
        {
            "incarnation": after.incarnation,
            "seq": event.seq,
            "kind": event.kind,
            "raw": raw,
            "hash": hashed,
        },
    )
    return Head(after.incarnation, event.seq, hashed)


def batch_query(incarnation: str, after: int, most: int) -> sa.Select[Any]:
    """Raw events of an incarnation behind a number, for a reader of another thread."""
    return (
        sa.select(journal.c.seq, journal.c.raw, journal.c.hash)
        .where(journal.c.incarnation == incarnation, journal.c.seq > after)
        .order_by(journal.c.seq)
        .limit(most)
    )


def all_events(connection: sa.Connection) -> Iterator[tuple[Head, Event]]:
    """Every event in the order it was written, with the head that the journal claims for it."""
    query = sa.select(journal.c.incarnation, journal.c.seq, journal.c.hash, journal.c.raw).order_by(
        journal.c.position
    )
    for row in connection.execute(query):
        yield Head(row.incarnation, row.seq, row.hash), decode(row.raw)


def latest(connection: sa.Connection, kinds: Sequence[str], most: int) -> list[Event]:
    """The last events of some kinds, newest first."""
    query = sa.select(journal.c.raw).where(journal.c.kind.in_(kinds)).order_by(journal.c.position.desc())
    return [decode(row.raw) for row in connection.execute(query.limit(most))]


def broken_link(connection: sa.Connection) -> Head | None:
    """The first event whose hash does not follow from the one before it, or None: the chain holds."""
    heads: dict[str, Head] = {}
    query = sa.select(journal.c.incarnation, journal.c.seq, journal.c.hash, journal.c.raw).order_by(
        journal.c.position
    )
    for row in connection.execute(query):
        before = heads.get(row.incarnation, Head(row.incarnation, 0, GENESIS))
        if row.seq != before.seq + 1 or chain(before.hash, row.raw) != row.hash:
            return Head(row.incarnation, row.seq, row.hash)
        heads[row.incarnation] = Head(row.incarnation, row.seq, row.hash)
    return None


def local_value(connection: sa.Connection, name: str) -> Any:
    """Something that belongs to this device and not to the store's history; None if unset."""
    found = connection.execute(sa.select(local.c.value).where(local.c.name == name)).scalar()
    return None if found is None else json.loads(found)


def set_local(connection: sa.Connection, name: str, value: Any) -> None:
    """Keep a plain value for this device."""
    text = canonical(value).decode()
    statement = insert(local).values(name=name, value=text)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": text}))
