"""The journal: facts in the order they happened, chained by hash, never edited, never deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from domain.errors import Refused
from domain.record.canonical import canonical
from domain.record.envelope import GENESIS, Event, chain, decode, encode
from domain.record.fold import KNOWN
from domain.record.replication import Mark
from pos_app.database.schema import incarnations, journal, local
from pos_app.database.session import raw as driver

MOST_UNREAD = 1_000  # facts in a row that a look back passes over

# By the driver: they are asked all day, and SQLAlchemy's own work for each takes longer than SQLite's.
_HEAD = "SELECT seq, hash FROM journal WHERE incarnation = ? ORDER BY seq DESC LIMIT 1"
_BEGAN = "SELECT follows, fork FROM incarnations WHERE id = ?"
_HASH = "SELECT hash FROM journal WHERE incarnation = ? AND seq = ?"
_BATCH = "SELECT seq, raw, hash FROM journal WHERE incarnation = ? AND seq > ? ORDER BY seq LIMIT ?"
_NUMBERS = "SELECT seq FROM journal WHERE incarnation = ? AND seq > ? ORDER BY seq LIMIT ?"
_FROM = (
    "SELECT position, incarnation, seq, hash, raw FROM journal WHERE position > ? ORDER BY position LIMIT ?"
)
_TOLD_BEFORE = (
    "SELECT 1 FROM incarnations JOIN journal ON journal.incarnation = incarnations.id AND journal.seq = ?"
    " WHERE journal.incarnation != ? AND journal.kind != '' AND journal.raw = ?"
)
# What had no kind means nothing, for it stands elsewhere too, or cannot be read; so it stays.
_PUT_BACK = (
    "UPDATE journal SET raw = ?, hash = ?, kind = CASE kind WHEN '' THEN '' ELSE ? END"
    " WHERE incarnation = ? AND seq = ?"
)
# The first that is free behind a fact; what follows it is looked at only as far as places are taken.
_FREE = (
    "SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM journal WHERE position = at.place + 1) THEN at.place + 1"
    " ELSE (SELECT here.position + 1 FROM journal AS here WHERE here.position > at.place"
    " AND NOT EXISTS (SELECT 1 FROM journal WHERE position = here.position + 1)"
    " ORDER BY here.position LIMIT 1) END"
    " FROM (SELECT coalesce((SELECT position FROM journal WHERE incarnation = ? AND seq = ?), 0) AS place)"
    " AS at"
)
_INTO = "INSERT INTO journal (position, incarnation, seq, kind, raw, hash) VALUES (?, ?, ?, ?, ?, ?)"
_LOCAL = "SELECT value FROM local WHERE name = ?"
_SET_LOCAL = (
    "INSERT INTO local (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
_APPEND = "INSERT INTO journal (incarnation, seq, kind, raw, hash) VALUES (?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Head:
    """Where an incarnation stands: its last number and hash."""

    incarnation: str
    seq: int
    hash: bytes


class Kept(NamedTuple):
    """An event as it stands in the journal: its number, its raw bytes, and the hash after it."""

    seq: int
    raw: bytes
    hash: bytes


def head(connection: sa.Connection, incarnation: str) -> Head:
    """The last event of an incarnation; before its first, where it begins: (0, GENESIS) or its fork."""
    found = driver(connection).execute(_HEAD, (incarnation,)).fetchone()
    return Head(incarnation, *found) if found else _beginning(connection, incarnation)


def _beginning(connection: sa.Connection, incarnation: str) -> Head:
    follows, fork = driver(connection).execute(_BEGAN, (incarnation,)).fetchone() or ("", 0)
    return Head(incarnation, fork, hash_at(connection, follows, fork) if fork else GENESIS)


def hash_at(connection: sa.Connection, incarnation: str, seq: int) -> bytes:
    """The hash after an event; after the last one before the first, where the incarnation begins."""
    found = driver(connection).execute(_HASH, (incarnation, seq)).fetchone()
    return bytes(found[0]) if found else _beginning(connection, incarnation).hash


def all_marks(connection: sa.Connection) -> list[Mark]:
    """How far each incarnation has got here, in the order they began."""
    rows = connection.execute(sa.select(incarnations).order_by(incarnations.c.place)).all()
    heads = [head(connection, row.id) for row in rows]
    return [
        Mark(row.id, at.seq, at.hash.hex(), row.follows, row.fork)
        for row, at in zip(rows, heads, strict=True)
    ]


def begin(connection: sa.Connection, incarnation: str, follows: str = "", fork: int = 0) -> None:
    """Note an incarnation that begins, here or elsewhere; one that is known already stays as it is."""
    values = {"id": incarnation, "follows": follows, "fork": fork}
    connection.execute(insert(incarnations).values(**values).on_conflict_do_nothing())


def adopt(connection: sa.Connection, after: Head, raw: bytes, kind: str) -> Head:
    """Write raw bytes behind ``after``, as they come back from a server; returns the new head.

    ``kind``: "" for what cannot be read or folded; it is kept and passed on, and is in nobody's way.
    """
    seq, hashed = after.seq + 1, chain(after.hash, raw)
    driver(connection).execute(_APPEND, (after.incarnation, seq, kind, raw, hashed))
    return Head(after.incarnation, seq, hashed)


def put_back(connection: sa.Connection, incarnation: str, fact: Kept, kind: str) -> None:
    """Write a fact where one of its number stands and is damaged, or is missing: it must be the one that was
    written there. A missing one's place among all facts is free, behind the one before it."""
    run = driver(connection).execute
    if not run(_PUT_BACK, (fact.raw, fact.hash, kind, incarnation, fact.seq)).rowcount:
        (place,) = run(_FREE, (incarnation, fact.seq - 1)).fetchone()
        run(_INTO, (place, incarnation, fact.seq, kind, fact.raw, fact.hash))


def told_before(connection: sa.Connection, after: Head, raw: bytes) -> bool:
    """Whether the fact that comes behind ``after`` stands here already under another incarnation's name."""
    asked = (after.seq + 1, after.incarnation, raw)
    return driver(connection).execute(_TOLD_BEFORE, asked).fetchone() is not None


def append(connection: sa.Connection, after: Head, event: Event) -> Head:
    """Write one event behind ``after`` and return the new head. The event's seq must be the next one."""
    return adopt(connection, after, encode(event), event.kind)


def batch(connection: sa.Connection, incarnation: str, after: int, most: int) -> list[Kept]:
    """The events of an incarnation behind a number."""
    return [Kept(*row) for row in driver(connection).execute(_BATCH, (incarnation, after, most))]


def numbers(connection: sa.Connection, incarnation: str, after: int, most: int) -> list[int]:
    """The numbers of the events of an incarnation behind a number; the events are not looked at."""
    return [seq for (seq,) in driver(connection).execute(_NUMBERS, (incarnation, after, most))]


def all_events(connection: sa.Connection) -> Iterator[tuple[Head, Event]]:
    """Every event in the order it was written, with the head that the journal claims for it.

    What came back from a server and could not be read or folded then stands in the chain, without a kind,
    but means nothing.
    """
    query = sa.select(journal.c.incarnation, journal.c.seq, journal.c.hash, journal.c.raw)
    for row in connection.execute(query.where(journal.c.kind != "").order_by(journal.c.position)):
        try:
            event = decode(row.raw)
        except Refused:
            continue
        yield Head(row.incarnation, row.seq, row.hash), event


def size(connection: sa.Connection) -> int:
    """How many facts there are, without those that mean nothing."""
    query = sa.select(sa.func.count()).select_from(journal).where(journal.c.kind != "")
    return int(connection.execute(query).scalar_one())


def kinds(connection: sa.Connection) -> set[str]:
    """The kinds of all facts; it looks through the whole journal."""
    found = connection.execute(sa.select(journal.c.kind).distinct().where(journal.c.kind != ""))
    return set(found.scalars())


def latest(connection: sa.Connection, kinds: Sequence[str], most: int, among: int = 0) -> Iterator[Event]:
    """The last events of some kinds, newest first.

    ``among``: so many last facts are looked at, 0 for all: what never happened here is looked for in years.
    """
    query = sa.select(journal.c.raw).where(journal.c.kind.in_(kinds)).order_by(journal.c.position.desc())
    if among:
        query = query.where(journal.c.position > end_of(connection) - among)
    for row in connection.execute(query.limit(most)):
        yield decode(row.raw)


def last(connection: sa.Connection, most: int) -> Iterator[Event]:
    """The last events of any kind that can be read, newest first."""
    query = sa.select(journal.c.raw).where(journal.c.kind != "").order_by(journal.c.position.desc())
    for row in connection.execute(query.limit(most)):
        with suppress(Refused):
            yield decode(row.raw)


def last_event(connection: sa.Connection) -> Event | None:
    """The event that was written last, of those that can be read; None if there is none."""
    return next(last(connection, MOST_UNREAD), None)


def end_of(connection: sa.Connection) -> int:
    """The position of the last event, 0 if there is none."""
    return connection.execute(sa.select(sa.func.max(journal.c.position))).scalar() or 0


def between(
    connection: sa.Connection, kinds: Sequence[str], bottom: int, top: int
) -> Iterator[tuple[int, bytes]]:
    """Position and raw bytes of events of some kinds with bottom ≤ position < top, latest first."""
    query = (
        sa.select(journal.c.position, journal.c.raw)
        .where(journal.c.position >= bottom, journal.c.position < top, journal.c.kind.in_(kinds))
        .order_by(journal.c.position.desc())
    )
    for row in connection.execute(query):
        yield row.position, row.raw


def facts_aside(connection: sa.Connection) -> int:
    """How many facts are kept that this program cannot read or fold, or whose kind it does not know."""
    query = sa.select(journal.c.kind, sa.func.count()).group_by(journal.c.kind)
    return sum(count for kind, count in connection.execute(query).all() if kind not in KNOWN)


def broken_link(connection: sa.Connection) -> Head | None:
    """The first event whose hash does not follow from the one before it, or None: the chain holds."""
    found = ChainLook()
    found.go_on(connection)
    return found.broken


class ChainLook:
    """A look along the chain, in as many steps as wanted. ``broken``: the first event, in the order written,
    whose hash does not follow from the one before it; ``whole``: the raw event that stands last before it;
    ``breaks``: of each incarnation the numbers that are missing or do not go on from the one before.
    """

    def __init__(self) -> None:
        self.breaks: dict[str, list[int]] = {}
        self.broken: Head | None = None
        self.whole = b""
        self._heads: dict[str, Head] = {}
        self._position = 0

    def go_on(self, connection: sa.Connection, most: int = -1) -> bool:
        """Look at ``most`` further events, −1 for all; whether there may be more of them."""
        rows = driver(connection).execute(_FROM, (self._position, most))
        looked = 0
        for position, incarnation, seq, hashed, raw in rows:
            self._position, looked = position, looked + 1
            before = self._heads.get(incarnation) or _beginning(connection, incarnation)
            here = Head(incarnation, seq, hashed)
            if seq != before.seq + 1 or chain(before.hash, raw) != hashed:
                missing = range(before.seq + 1, seq) or (seq,)
                self.breaks.setdefault(incarnation, []).extend(missing)
                self.broken = self.broken or here
            self._heads[incarnation] = here
            self.whole = self.whole if self.broken else raw
        return looked == most

    def pass_over(self) -> None:
        """The next position cannot be read; what stands behind it may be."""
        self._position += 1


def all_heads(connection: sa.Connection) -> list[Head]:
    """Where each incarnation stands, in the order they began."""
    query = sa.select(journal.c.incarnation).group_by(journal.c.incarnation)
    order = connection.execute(query.order_by(sa.func.min(journal.c.position))).scalars()
    return [head(connection, incarnation) for incarnation in order.all()]


def local_value(connection: sa.Connection, name: str) -> Any:
    """Something that belongs to this device and not to the store's history; None if unset."""
    found = driver(connection).execute(_LOCAL, (name,)).fetchone()
    return json.loads(found[0]) if found else None


def local_values(connection: sa.Connection, prefix: str) -> list[Any]:
    """All that is kept for this device under names that begin so, by name."""
    query = sa.select(local.c.value).where(local.c.name.startswith(prefix, autoescape=True))
    return [json.loads(one) for one in connection.execute(query.order_by(local.c.name)).scalars()]


def forget_local(connection: sa.Connection, prefixes: Sequence[str]) -> None:
    """Keep nothing more for this device under names that begin so."""
    for prefix in prefixes:
        connection.execute(local.delete().where(local.c.name.startswith(prefix, autoescape=True)))


def set_local(connection: sa.Connection, name: str, value: Any) -> None:
    """Keep a plain value for this device."""
    driver(connection).execute(_SET_LOCAL, (name, canonical(value).decode()))


def overwrite_local(connection: sa.Connection, name: str, value: Any) -> None:
    """The same; what stood there before is overwritten in the file, which else only forgets where it is."""
    driver(connection).execute("PRAGMA secure_delete = ON")
    try:
        set_local(connection, name, value)
    finally:
        driver(connection).execute("PRAGMA secure_delete = OFF")
