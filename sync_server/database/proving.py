"""What proves a server's file: the chain of each incarnation, and the projections as they stand."""

# ruff: noqa: S608 - names of tables come from the domain's classes, values are bound

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from domain.record.envelope import GENESIS, chain, decode
from domain.record.fold import ROWS
from sync_server.database.journal import set_folded
from sync_server.database.projections import make_projections, present_shape, shape_of
from sync_server.database.session import Connection, raw


@dataclass(frozen=True, slots=True)
class Chained:
    """The chains of one store. ``broken``: incarnation:seq of the first break, "" if all hold."""

    facts: int
    heads: tuple[tuple[str, int, str], ...]
    broken: str
    troubled: int  # facts that this server could not fold
    review: int  # facts put aside for the owner to decide


def all_stores(connection: Connection) -> list[tuple[str, Mapping[str, str]]]:
    """(id, names) of each store."""
    rows = raw(connection).execute("SELECT id, names FROM stores ORDER BY id").fetchall()
    return [(store, json.loads(names)) for store, names in rows]


def chained(connection: Connection, store: str) -> Chained:
    """Follow each incarnation's chain from its beginning to the head that is acknowledged."""
    driver = raw(connection)
    query = "SELECT id, seq, head FROM incarnations WHERE store = ? ORDER BY rowid"
    rows = driver.execute(query, (store,)).fetchall()
    heads = tuple((incarnation, seq, bytes(head).hex()) for incarnation, seq, head in rows)
    breaks = (_broken(connection, incarnation, seq, bytes(head)) for incarnation, seq, head in rows)
    broken = next(filter(None, breaks), "")
    of_store = "incarnation IN (SELECT id FROM incarnations WHERE store = ?)"
    facts, troubled = driver.execute(
        f"SELECT count(*), coalesce(sum(trouble != ''), 0) FROM events WHERE {of_store}", (store,)
    ).fetchone()
    (review,) = driver.execute(f"SELECT count(*) FROM forks WHERE {of_store}", (store,)).fetchone()
    return Chained(facts, heads, broken, troubled, review)


def _broken(connection: Connection, incarnation: str, seq: int, head: bytes) -> str:
    at, hashed = 0, GENESIS
    query = "SELECT seq, hash, raw FROM events WHERE incarnation = ? ORDER BY seq"
    for number, claimed, event in raw(connection).execute(query, (incarnation,)):
        if number != at + 1 or chain(hashed, bytes(event)) != bytes(claimed):
            return f"{incarnation}:{number}"
        at, hashed = number, bytes(claimed)
    return "" if (at, hashed) == (seq, head) else f"{incarnation}:{at + 1}"


def jumps_of(connection: Connection, store: str) -> list[int]:
    """The numbers that receipts were set forward to, by the facts ``incarnation.began``."""
    query = (
        "SELECT raw FROM events WHERE trouble = '' AND instr(raw, CAST('\"incarnation.began\"' AS BLOB))"
        " AND incarnation IN (SELECT id FROM incarnations WHERE store = ?)"
    )
    events = (decode(bytes(event)) for (event,) in raw(connection).execute(query, (store,)))
    bodies = (event.body for event in events if event.kind == "incarnation.began")
    return [number for body in bodies if (number := body.get("jumps", {}).get("receipt"))]


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
    set_folded(connection, 0, present_shape())
