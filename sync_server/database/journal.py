"""Facts of the stores as they came: raw bytes, chained, each once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from domain.errors import Refused
from domain.record.envelope import GENESIS
from sync_server.database.session import raw

_INSERT = "INSERT INTO events (incarnation, seq, hash, raw, trouble) VALUES "
_AT_ONCE = 200  # rows of one statement: each statement gives up Python's lock, and must get it back
_FORKED = "INSERT OR IGNORE INTO forks (incarnation, seq, hash, raw, received_at) VALUES (?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Batch:
    """Events in a row. ``previous``: the hash before the first; ``hashes``: after each."""

    incarnation: str
    device: str
    after: int
    previous: bytes
    raws: Sequence[bytes]
    hashes: Sequence[bytes]
    troubles: Mapping[int, str]  # by seq


@dataclass(frozen=True, slots=True)
class Watermark:
    """The last event stored of an incarnation, the hash after it; ``forked``: a batch told another story."""

    seq: int
    head: bytes
    forked: bool = False


def watermark(connection: Connection, store: str, incarnation: str) -> Watermark:
    """How far an incarnation is stored. Raises Refused("fork") if it belongs to another store."""
    query = "SELECT store, seq, head FROM incarnations WHERE id = ?"
    found = raw(connection).execute(query, (incarnation,)).fetchone()
    if found is None:
        return Watermark(0, GENESIS)
    if found[0] != store:
        raise Refused("fork")
    return Watermark(found[1], found[2])


def append(connection: Connection, store: str, batch: Batch, now: int) -> Watermark:
    """Store what is new of a batch. A fork is put aside for review. Raises Refused("gap")."""
    driver = raw(connection)
    mark = watermark(connection, store, batch.incarnation)
    if batch.after > mark.seq:
        raise Refused("gap", seq=mark.seq, head=mark.head.hex())
    overlap = min(mark.seq - batch.after, len(batch.raws))
    ours = _hash_at(connection, batch.incarnation, batch.after, mark)
    again = _hash_at(connection, batch.incarnation, batch.after + overlap, mark)
    if ours != batch.previous or (overlap and again != batch.hashes[overlap - 1]):
        _put_aside(connection, batch, now)
        return Watermark(mark.seq, mark.head, forked=True)
    fresh = batch.raws[overlap:]
    if not fresh:
        return mark
    first = batch.after + overlap + 1
    mark = Watermark(batch.after + len(batch.raws), batch.hashes[-1])
    driver.execute(
        "INSERT INTO incarnations (id, store, device, seq, head, heard_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE"
        " SET seq = excluded.seq, head = excluded.head, heard_at = excluded.heard_at",
        (batch.incarnation, store, batch.device, mark.seq, mark.head, now),
    )
    hashes = batch.hashes[overlap:]
    for begin in range(0, len(fresh), _AT_ONCE):
        some = range(begin, min(begin + _AT_ONCE, len(fresh)))
        values: list[object] = []
        for place in some:
            seq = first + place
            values += (batch.incarnation, seq, hashes[place], fresh[place], batch.troubles.get(seq, ""))
        driver.execute(_INSERT + ",".join(["(?,?,?,?,?)"] * len(some)), values)
    return mark


def _hash_at(connection: Connection, incarnation: str, seq: int, mark: Watermark) -> bytes:
    if seq == mark.seq:
        return mark.head
    if seq == 0:
        return GENESIS
    query = "SELECT hash FROM events WHERE incarnation = ? AND seq = ?"
    return bytes(raw(connection).execute(query, (incarnation, seq)).fetchone()[0])


def _put_aside(connection: Connection, batch: Batch, now: int) -> None:
    """Keep the events of a batch whose hashes are not ours."""
    query = "SELECT hash FROM events WHERE incarnation = ? AND seq > ? AND seq <= ?"
    span = (batch.incarnation, batch.after, batch.after + len(batch.raws))
    ours = {bytes(found) for (found,) in raw(connection).execute(query, span)}
    told = zip(range(batch.after + 1, span[2] + 1), batch.hashes, batch.raws, strict=True)
    rows = [(batch.incarnation, seq, digest, event, now) for seq, digest, event in told if digest not in ours]
    raw(connection).executemany(_FORKED, rows)


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept event, in the order of folding."""

    position: int
    store: str
    raw: bytes
    trouble: str


def kept_after(connection: Connection, position: int, most: int) -> Iterator[Kept]:
    """Events after a position, oldest first."""
    query = (
        "SELECT e.position, i.store, e.raw, e.trouble"
        " FROM events e JOIN incarnations i ON i.id = e.incarnation"
        " WHERE e.position > ? ORDER BY e.position LIMIT ?"
    )
    for row in raw(connection).execute(query, (position, most)).fetchall():
        yield Kept(*row)


def mark_trouble(connection: Connection, position: int, trouble: str) -> None:
    """Note that an event could not be folded; it stays as it came."""
    raw(connection).execute("UPDATE events SET trouble = ? WHERE position = ?", (trouble, position))


def folded_position(connection: Connection, shape: str) -> int | None:
    """How far the facts are folded; None if the projections have another shape or do not exist."""
    found = raw(connection).execute("SELECT position, shape FROM projected").fetchone()
    return found[0] if found and found[1] == shape else None


def set_folded(connection: Connection, position: int, shape: str) -> None:
    """Remember how far the facts are folded, in the transaction that folds them."""
    raw(connection).execute("INSERT OR REPLACE INTO projected VALUES (1, ?, ?)", (position, shape))
