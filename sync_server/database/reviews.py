"""Facts put aside for the owner, and what the owner decided. Nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from domain.errors import Refused
from domain.record.envelope import decode
from domain.record.replication import branch_name
from domain.record.reviewing import Aside, Base, Run, rooted, runs_of, seal_of
from sync_server.database.session import raw

WAITING, COUNTED, LEFT_OUT = "", "counted", "left_out"

# What has come home since by another way counts already; counted elsewhere, it may be chained anew.
_OPEN = (
    " FROM review r WHERE r.store = ? AND r.verdict IN ('', 'left_out') AND NOT EXISTS ("
    "SELECT 1 FROM incarnations i JOIN events e ON e.incarnation = i.id AND e.seq = r.seq"
    " WHERE i.store = r.store AND (e.hash = r.hash OR e.raw = r.raw))"
)


@dataclass(frozen=True, slots=True)
class Put:
    """What one device told under one incarnation and what the owner has not counted."""

    incarnation: str
    device: str
    verdict: str
    why: str
    facts: Sequence[Aside]
    received_at: int

    @property
    def seal(self) -> str:
        return seal_of(self.facts)


def put_aside(connection: Connection, store: str) -> list[Put]:
    """What waits for the owner or was left out, as it came."""
    query = "SELECT incarnation, device, verdict, why, seq, hash, raw, received_at" + _OPEN
    rows = raw(connection).execute(query + " ORDER BY received_at, seq", (store,)).fetchall()
    groups: dict[tuple[str, str, str], list[tuple[Aside, str, int]]] = {}
    for incarnation, device, verdict, why, seq, hashed, event, at in rows:
        fact = Aside(seq, bytes(hashed), bytes(event))
        groups.setdefault((incarnation, device, verdict), []).append((fact, why, at))
    return [
        Put(*key, why=found[-1][1], facts=[fact for fact, _, _ in found], received_at=found[-1][2])
        for key, found in groups.items()
    ]


def decide(
    connection: Connection,
    store: str,
    chosen: tuple[str, str, str],
    seal: str,
    verdict: str,
    now: int,
) -> None:
    """Count or leave out what the owner saw; decided already, it stays so. ``chosen``: incarnation, device
    and the present verdict. Raises Refused("review_changed") when more has come since."""
    puts = put_aside(connection, store)
    found = next((one for one in puts if (one.incarnation, one.device, one.verdict) == chosen), None)
    if found is None:
        return
    if found.seal != seal:
        raise Refused("review_changed")
    if verdict == COUNTED:
        for facts in runs_of(found.facts):
            run = rooted(facts, _bases(connection, store, facts[0].seq - 1))
            _keep(connection, store, found, run, now)
    raw(connection).executemany(
        "UPDATE review SET verdict = ? WHERE incarnation = ? AND seq = ? AND hash = ?",
        [(verdict, found.incarnation, fact.seq, fact.hash) for fact in found.facts],
    )


def _bases(connection: Connection, store: str, seq: int) -> list[Base]:
    query = (
        "SELECT e.incarnation, e.hash FROM incarnations i JOIN events e ON e.incarnation = i.id AND e.seq = ?"
        " WHERE i.store = ? ORDER BY i.began, i.rowid"
    )
    return [Base(one, bytes(hashed)) for one, hashed in raw(connection).execute(query, (seq, store))]


def _keep(connection: Connection, store: str, put: Put, run: Run, now: int) -> None:
    """Keep a run as an incarnation: from now on it is folded and offered like any other.

    What goes on behind something that was counted before is more of that: as a branch it would be kept once
    more when its till, which knows one story only, tells the rest.
    """
    driver, last = raw(connection), run.facts[-1]
    name = run.follows
    more = "UPDATE incarnations SET seq = ?, head = ? WHERE id = ? AND seq = ? AND why = 'review'"
    if not driver.execute(more, (last.seq, last.hash, name, run.fork)).rowcount:
        name = _name(connection, put, run)
        driver.execute(
            "INSERT INTO incarnations (id, store, device, seq, head, heard_at, began, follows, fork, why)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'review')",
            (name, store, put.device, last.seq, last.hash, now, now, run.follows, run.fork),
        )
    driver.executemany(
        "INSERT INTO events (incarnation, seq, hash, raw, trouble) VALUES (?, ?, ?, ?, ?)",
        [(name, fact.seq, fact.hash, fact.raw, _trouble(fact)) for fact in run.facts],
    )


def _name(connection: Connection, put: Put, run: Run) -> str:
    """As the till that told it would call it, so that it knows its own sales when it is let in again."""
    query = "SELECT 1 FROM incarnations WHERE id = ?"
    if not run.fork and raw(connection).execute(query, (put.incarnation,)).fetchone() is None:
        return put.incarnation
    return branch_name(run.facts[0].hash.hex())


def _trouble(fact: Aside) -> str:
    try:
        return "" if decode(fact.raw).seq == fact.seq else "unreadable"
    except Refused:
        return "unreadable"


def heard_of(connection: Connection, store: str) -> dict[str, int]:
    """When facts of each device came last, UTC milliseconds."""
    query = (
        "SELECT device, max(at) FROM (SELECT device, heard_at AS at FROM incarnations WHERE store = ?1"
        " AND why != 'review' UNION ALL SELECT device, received_at FROM review WHERE store = ?1)"
        " GROUP BY device"
    )
    return dict(raw(connection).execute(query, (store,)).fetchall())
