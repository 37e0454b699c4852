"""What proves a server's file: the chain of each incarnation, and the projections as they stand."""

# ruff: noqa: S608 - names of tables come from the domain's classes, values are bound

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from domain.record.envelope import GENESIS, Event, chain, decode
from domain.record.fold import ROWS
from domain.record.replication import Mark
from sync_server.database.journal import all_marks, begin_fold, hash_at
from sync_server.database.projections import make_projections, present_shape, shape_of
from sync_server.database.session import Connection, raw


@dataclass(frozen=True, slots=True)
class Chained:
    """The chains of one store. ``broken``: incarnation:seq of the first break, "" if all hold."""

    facts: int
    heads: tuple[tuple[str, int, str], ...]
    broken: str
    troubled: int  # facts that this server could not fold
    branches: int  # of forks
    review: int  # facts put aside for the owner to decide


def all_stores(connection: Connection) -> list[tuple[str, Mapping[str, str]]]:
    """(id, names) of each store."""
    rows = raw(connection).execute("SELECT id, names FROM stores ORDER BY id").fetchall()
    return [(store, json.loads(names)) for store, names in rows]


def chained(connection: Connection, store: str) -> Chained:
    """Follow each incarnation's chain from its beginning to the head that is acknowledged."""
    driver = raw(connection)
    marks, _ = all_marks(connection, store)
    heads = tuple((mark.incarnation, mark.seq, mark.head) for mark in marks)
    broken = next(filter(None, (_broken(connection, mark) for mark in marks)), "")
    of_store = "incarnation IN (SELECT id FROM incarnations WHERE store = ?)"
    facts, troubled = driver.execute(
        f"SELECT count(*), coalesce(sum(trouble != ''), 0) FROM events WHERE {of_store}", (store,)
    ).fetchone()
    waiting = "SELECT count(*) FROM review WHERE store = ? AND verdict = ''"
    (review,) = driver.execute(waiting, (store,)).fetchone()
    branches = sum(1 for mark in marks if mark.fork or mark.why == "review")
    return Chained(facts, heads, broken, troubled, branches, review)


def _broken(connection: Connection, mark: Mark) -> str:
    """A branch begins behind an event of the incarnation that it follows."""
    at = mark.fork
    hashed = hash_at(connection, mark.follows, at) if at else GENESIS
    if hashed is None:
        return f"{mark.follows}:{at}"
    query = "SELECT seq, hash, raw FROM events WHERE incarnation = ? ORDER BY seq"
    for number, claimed, event in raw(connection).execute(query, (mark.incarnation,)):
        if number != at + 1 or chain(hashed, bytes(event)) != bytes(claimed):
            return f"{mark.incarnation}:{number}"
        at, hashed = number, bytes(claimed)
    return "" if (at, hashed.hex()) == (mark.seq, mark.head) else f"{mark.incarnation}:{at + 1}"


def events_of(connection: Connection, store: str, kind: str) -> list[Event]:
    """A store's readable events of a kind."""
    query = (
        "SELECT raw FROM events WHERE trouble = '' AND instr(raw, CAST(? AS BLOB))"
        " AND incarnation IN (SELECT id FROM incarnations WHERE store = ?)"
    )
    rows = raw(connection).execute(query, (f'"{kind}"', store))
    return [event for (row,) in rows if (event := decode(bytes(row))).kind == kind]


def fingerprints(connection: Connection) -> dict[tuple[str, str], str]:
    """(store, table) to a hash of its rows: what a fold anew must give again."""
    found: dict[tuple[str, str], str] = {}
    for shape in map(shape_of, ROWS):
        hashes: dict[str, hashlib._Hash] = {}
        names = ", ".join(f'"{column}"' for column in shape.columns)
        query = f'SELECT store, {names} FROM {shape.table} ORDER BY "{shape.columns[0]}", store'
        for store, *row in raw(connection).execute(query):
            hashes.setdefault(store, hashlib.sha256()).update(repr(row).encode())
        found |= {(store, shape.kind.__name__): hashed.hexdigest() for store, hashed in hashes.items()}
    return found


def forget_projections(connection: Connection) -> None:
    """Begin the fold anew, in a copy."""
    make_projections(connection)
    begin_fold(connection, present_shape())
