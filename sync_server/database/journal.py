"""Facts of the stores as they came: raw bytes, chained, each once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from domain.errors import Refused
from domain.record.envelope import GENESIS, decode
from domain.record.keeping import Held, Told, judge
from domain.record.mending import replaced
from domain.record.replication import Mark, branch_name
from sync_server.database.session import raw

_INSERT = "INSERT INTO events (incarnation, seq, hash, raw, trouble) VALUES "
LOOKED_AT = 2_000  # facts: some hours of a busy store
_AT_ONCE = 200  # rows of one statement: each statement gives up Python's lock, and must get it back
_MENDED = (
    "UPDATE review SET verdict = 'mended' WHERE store = ? AND incarnation = ? AND seq = ? AND hash = ?"
    " AND verdict IN ('', 'left_out')"
)
_REVIEW = (
    "INSERT OR IGNORE INTO review (incarnation, seq, hash, store, device, why, raw, received_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Events in a row. ``told``: numbers and hashes; ``troubles``: by seq, what is no event."""

    incarnation: str
    device: str
    told: Told
    raws: Sequence[bytes]
    troubles: Mapping[int, str]
    follows: str = ""
    protocol: int = 1


@dataclass(frozen=True, slots=True)
class Watermark:
    """The last event stored of an incarnation, the hash after it; ``forked``: a batch told another story."""

    seq: int
    head: bytes
    forked: bool = False


def watermark(connection: Connection, store: str, incarnation: str) -> Watermark:
    """How far an incarnation is stored. Raises Refused("fork") if it belongs to another store."""
    held = _held(connection, store, incarnation)
    return Watermark(held.seq, held.head) if held else Watermark(0, GENESIS)


def _held(connection: Connection, store: str, incarnation: str) -> Held | None:
    query = "SELECT store, seq, head FROM incarnations WHERE id = ?"
    found = raw(connection).execute(query, (incarnation,)).fetchone()
    if found is not None and found[0] != store:
        raise Refused("fork")
    return Held(found[1], found[2]) if found else None


def append(connection: Connection, store: str, batch: Batch, now: int) -> Watermark:
    """Store what is new of a batch. Raises Refused("gap").

    Another story under the same numbers is told so; of a till that cannot give it a name of its own (protocol
    1) it is kept for review. What goes on as a branch does that is kept here is that branch, told under the
    name of what it leaves: a till of protocol 1 does not know better, and the branch takes it.
    """
    held = _held(connection, store, batch.incarnation)
    base = batch.incarnation if held else batch.follows
    decision = judge(batch.told, held, lambda seq: hash_at(connection, base, seq, held))
    mark = Watermark(held.seq, held.head) if held else Watermark(0, GENESIS)
    if decision.what == "gap":
        if batch.protocol < 2 and (name := _branch_behind(connection, store, batch)):
            return append(connection, store, replace(batch, incarnation=name), now)
        raise Refused("gap", seq=mark.seq, head=mark.head.hex())
    if decision.what == "fork":
        if batch.protocol < 2:
            put_aside(connection, store, batch, "fork", now)
        return Watermark(mark.seq, mark.head, forked=True)
    fresh = batch.raws[decision.fresh :]
    if not fresh:
        return mark
    if held and (branch := _as_branch(connection, batch, decision.fresh, held)):
        if batch.protocol < 2:
            return append(connection, store, branch, now)
        return Watermark(mark.seq, mark.head, forked=True)
    mark = Watermark(batch.told.last, batch.told.hashes[-1])
    _note(connection, store, batch, mark, new=held is None, now=now)
    _insert(connection, batch, decision.fresh)
    _close_mended(connection, store, fresh)
    return mark


def _close_mended(connection: Connection, store: str, fresh: Sequence[bytes]) -> None:
    """What stood in a damaged place until the fact came back to its till waits for no owner any more."""
    gone = [(store, *one) for event in fresh for one in replaced(event)]
    if gone:
        raw(connection).executemany(_MENDED, gone)


def _as_branch(connection: Connection, batch: Batch, first: int, held: Held) -> Batch | None:
    """What is new of a batch as more of the branch that it tells, if one leaves there with the same event."""
    name = branch_name(batch.told.hashes[first].hex())
    query = "SELECT 1 FROM incarnations WHERE id = ? AND follows = ? AND fork = ?"
    if raw(connection).execute(query, (name, batch.incarnation, held.seq)).fetchone() is None:
        return None
    told = Told(held.seq, held.head, batch.told.hashes[first:])
    return replace(batch, incarnation=name, told=told, raws=batch.raws[first:])


def _branch_behind(connection: Connection, store: str, batch: Batch) -> str | None:
    """The branch of a batch's incarnation that holds the event behind which it goes on."""
    query = (
        "SELECT i.id FROM incarnations i JOIN events e ON e.incarnation = i.id AND e.seq = ?"
        " WHERE i.store = ? AND i.follows = ? AND e.hash = ?"
    )
    values = (batch.told.after, store, batch.incarnation, batch.told.previous)
    found = raw(connection).execute(query, values).fetchone()
    return found[0] if found else None


def _note(connection: Connection, store: str, batch: Batch, mark: Watermark, *, new: bool, now: int) -> None:
    driver = raw(connection)
    if not new:
        driver.execute(
            "UPDATE incarnations SET seq = ?, head = ?, heard_at = ? WHERE id = ?",
            (mark.seq, mark.head, now, batch.incarnation),
        )
        return
    why = "fork" if batch.told.fork else ""
    driver.execute(
        "INSERT INTO incarnations (id, store, device, seq, head, heard_at, began, follows, fork, why)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            batch.incarnation,
            store,
            batch.device,
            mark.seq,
            mark.head,
            now,
            now,
            batch.follows,
            batch.told.fork,
            why,
        ),
    )
    driver.execute(
        "UPDATE stores SET current = ? WHERE id = ? AND current IN ('', ?)",
        (batch.incarnation, store, batch.follows),
    )


def _insert(connection: Connection, batch: Batch, first: int) -> None:
    driver = raw(connection)
    count = len(batch.raws)
    for begin in range(first, count, _AT_ONCE):
        some = range(begin, min(begin + _AT_ONCE, count))
        values: list[object] = []
        for place in some:
            seq = batch.told.after + 1 + place
            values += (
                batch.incarnation,
                seq,
                batch.told.hashes[place],
                batch.raws[place],
                batch.troubles.get(seq, ""),
            )
        driver.execute(_INSERT + ",".join(["(?,?,?,?,?)"] * len(some)), values)


def hash_at(connection: Connection, incarnation: str, seq: int, held: Held | None = None) -> bytes | None:
    """The hash after an event that is kept here, also where a branch begins; None if it is not.

    What follows nothing begins with GENESIS, at whatever number.
    """
    if held and seq == held.seq:
        return held.head
    if seq == 0 or not incarnation:
        return GENESIS
    driver = raw(connection)
    query = "SELECT hash FROM events WHERE incarnation = ? AND seq = ?"
    found = driver.execute(query, (incarnation, seq)).fetchone()
    if found is None:
        query = (
            "SELECT e.hash FROM incarnations i JOIN events e ON e.incarnation = i.follows AND e.seq = i.fork"
        )
        found = driver.execute(query + " WHERE i.id = ? AND i.fork = ?", (incarnation, seq)).fetchone()
    if found is None and _begins_anew(connection, incarnation, seq):
        return GENESIS
    return bytes(found[0]) if found else None


def _begins_anew(connection: Connection, incarnation: str, seq: int) -> bool:
    """What was counted after a review may begin behind facts that nobody holds."""
    query = "SELECT 1 FROM incarnations WHERE id = ? AND follows = '' AND fork = ? AND fork > 0"
    return raw(connection).execute(query, (incarnation, seq)).fetchone() is not None


def put_aside(connection: Connection, store: str, batch: Batch, why: str, now: int) -> int:
    """Keep for review what is not counted already; up to which number it is safe now."""
    query = "SELECT hash FROM events WHERE incarnation = ? AND seq > ? AND seq <= ?"
    span = (batch.incarnation, batch.told.after, batch.told.last)
    ours = {bytes(found) for (found,) in raw(connection).execute(query, span)}
    told = zip(range(batch.told.after + 1, batch.told.last + 1), batch.told.hashes, batch.raws, strict=True)
    rows = [
        (batch.incarnation, seq, digest, store, batch.device, why, event, now)
        for seq, digest, event in told
        if digest not in ours
    ]
    raw(connection).executemany(_REVIEW, rows)
    return batch.told.last


def all_marks(connection: Connection, store: str) -> tuple[list[Mark], str]:
    """How far each incarnation of a store is stored, oldest first, and which one is written now."""
    driver = raw(connection)
    query = (
        "SELECT id, seq, head, follows, fork, device, began, why FROM incarnations"
        " WHERE store = ? ORDER BY began, rowid"
    )
    marks = [Mark(id, seq, head.hex(), *rest) for id, seq, head, *rest in driver.execute(query, (store,))]
    found = driver.execute("SELECT current FROM stores WHERE id = ?", (store,)).fetchone()
    return marks, found[0] if found else ""


def read_events(connection: Connection, incarnation: str, after: int, most: int) -> list[tuple[bytes, bytes]]:
    """Raw events and hashes of an incarnation behind a number."""
    query = "SELECT raw, hash FROM events WHERE incarnation = ? AND seq > ? ORDER BY seq LIMIT ?"
    return raw(connection).execute(query, (incarnation, after, most)).fetchall()  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept event, in the order of folding."""

    position: int
    store: str
    seq: int
    raw: bytes
    trouble: str


def has_since(connection: Connection, store: str, kinds: Collection[str], at: int) -> bool:
    """Whether a store has told a fact of one of these kinds that happened at or after a time, as far as its
    latest tell; yes, if nothing of it is here.
    """
    query = (
        "SELECT raw FROM events WHERE trouble <> 'unreadable' AND incarnation IN (SELECT id FROM incarnations"
        " WHERE store = ?) ORDER BY position DESC LIMIT ?"
    )
    rows = raw(connection).execute(query, (store, LOOKED_AT)).fetchall()
    facts = [decode(bytes(row)) for (row,) in rows]
    return not facts or any(fact.kind in kinds and fact.at >= at for fact in facts)


def kept_after(connection: Connection, position: int, most: int) -> Iterator[Kept]:
    """Events after a position, oldest first."""
    query = (
        "SELECT e.position, i.store, e.seq, e.raw, e.trouble"
        " FROM events e JOIN incarnations i ON i.id = e.incarnation"
        " WHERE e.position > ? ORDER BY e.position LIMIT ?"
    )
    for row in raw(connection).execute(query, (position, most)).fetchall():
        yield Kept(*row)


def told_before(connection: Connection, kept: Kept) -> bool:
    """Whether the same fact was folded already under another name.

    What the owner counted of a cut-off till comes once more when that till is let in again and cannot give
    its sales the name that they have here: nobody held what they begin behind, so their chain began anew.
    """
    query = (
        "SELECT 1 FROM incarnations i CROSS JOIN events e ON e.incarnation = i.id AND e.seq = ?"
        " WHERE i.store = ? AND +e.position < ? AND e.raw = ? AND e.trouble = ''"
    )
    values = (kept.seq, kept.store, kept.position, kept.raw)
    return raw(connection).execute(query, values).fetchone() is not None


def mark_trouble(connection: Connection, position: int, trouble: str) -> None:
    """Note that an event could not be folded ("fold") or that no program of this age knows its kind
    ("unknown"); it stays as it came."""
    raw(connection).execute("UPDATE events SET trouble = ? WHERE position = ?", (trouble, position))


def not_folded(connection: Connection, store: str, position: int) -> int:
    """How many facts of a store lie behind a position."""
    query = (
        "SELECT count(*) FROM events WHERE position > ?"
        " AND incarnation IN (SELECT id FROM incarnations WHERE store = ?)"
    )
    return int(raw(connection).execute(query, (position, store)).fetchone()[0])


def folded_position(connection: Connection, shape: str) -> int | None:
    """How far the facts are folded; None if the projections have another shape or do not exist."""
    found = raw(connection).execute("SELECT position, shape FROM projected").fetchone()
    return found[0] if found and found[1] == shape else None


def begin_fold(connection: Connection, shape: str) -> None:
    """Fold from the first fact on, also what an older program did not know or could not fold."""
    raw(connection).execute("UPDATE events SET trouble = '' WHERE trouble IN ('fold', 'unknown')")
    set_folded(connection, 0, shape)


def set_folded(connection: Connection, position: int, shape: str) -> None:
    """Remember how far the facts are folded, in the transaction that folds them."""
    raw(connection).execute("INSERT OR REPLACE INTO projected VALUES (1, ?, ?)", (position, shape))
