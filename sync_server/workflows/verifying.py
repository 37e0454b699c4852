"""Prove what a server's file holds, on a copy: chain, fold and sums of each store."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from domain.errors import _m, name_in
from domain.findings import NOTE, OK, Finding
from domain.record.early import Early
from domain.record.proof import (
    Proof,
    Totals,
    facts_aside,
    findings_of,
    imbalances_of,
    told_receipts,
    totals_of,
)
from domain.record.rows import Document
from sync_server.database import journal, proving
from sync_server.database.migrating import bring_up
from sync_server.database.projections import SqlTables, present_shape
from sync_server.database.session import Connection, Database
from sync_server.database.snapshot import copy_as_it_is
from sync_server.workflows.projecting import fold_slice


def verify(folder: Path, key: str, *, running: bool) -> list[Finding]:
    """Prove every store of a folder, while a server runs on it too. Raises as copy_as_it_is."""
    with tempfile.TemporaryDirectory(prefix="mashang-verify-") as scratch:
        copy = Path(scratch) / "server.db"
        copy_as_it_is(folder / "server.db", key, copy, running=running)
        database = Database(copy, key)
        try:
            return prove(database)
        finally:
            database.close()


def prove(database: Database) -> list[Finding]:
    """Prove a copy; its projections are folded anew, in place."""
    bring_up(database)
    different = _folded_anew(database)
    stores = database.read(proving.all_stores)
    if not stores:
        return [Finding("stores", OK, _m("No store has joined this server yet."))]
    return [
        finding
        for store, names in stores
        for finding in _of_store(database, store, name_in(names, "zh-Hans"), different.get(store, ()))
    ]


def _of_store(database: Database, store: str, who: str, different: Iterable[str]) -> list[Finding]:
    def read(connection: Connection) -> tuple[proving.Chained, Proof]:
        chained = proving.chained(connection, store)
        proof = Proof(chained.facts, chained.heads, chained.broken, tuple(different), Totals(), ())
        if chained.broken:
            return chained, proof
        began = proving.events_of(connection, store, "incarnation.began")
        jumps = [number for event in began if (number := event.body.get("jumps", {}).get("receipt"))]
        paid = proving.events_of(connection, store, "payment.received") if chained.branches else []
        tables = SqlTables(connection, store)
        document = tables.get(Document, "store")
        currency = str(document.body.get("currency", "")) if document else ""
        wrong = imbalances_of(tables, jumps, chained.branches, told_receipts(paid))
        proof = replace(proof, totals=totals_of(tables), imbalances=wrong, currency=currency)
        return chained, replace(proof, early=len(tables.where(Early)))

    chained, proof = database.read(read)
    return [*findings_of(proof, who), *_aside(chained, who)]


def _aside(chained: proving.Chained, who: str) -> Iterable[Finding]:
    yield from facts_aside(chained.troubled, who)
    if chained.review:
        text = _m("{who}Facts that wait for the owner's review: {count}. They are in no figure yet.")
        yield Finding("review", NOTE, text, "", {"who": who, "count": chained.review})


def _folded_anew(database: Database) -> dict[str, list[str]]:
    """By store, the kinds of rows that a fold anew does not give again."""
    known = database.read(lambda c: journal.folded_position(c, present_shape())) is not None
    before = {}
    if known:  # else an older program folded them, and this one would begin anew anyway
        _fold_all(database)
        before = database.read(proving.fingerprints)
    database.submit(proving.forget_projections).result()
    _fold_all(database)
    after = database.read(proving.fingerprints)
    if not known:
        return {}
    different: dict[str, list[str]] = {}
    for store, kind in sorted(before.keys() | after.keys()):
        if before.get((store, kind)) != after.get((store, kind)):
            different.setdefault(store, []).append(kind)
    return different


def _fold_all(database: Database) -> None:
    while database.submit(fold_slice).result().more:
        pass
