"""Prove what a store's file holds, on a copy: chain, fold and sums. The folder itself is only read."""

from __future__ import annotations

import tempfile
from pathlib import Path

from domain.record.early import Early
from domain.record.proof import Proof, Totals, imbalances_of, told_receipts, totals_of
from domain.record.rows import Document
from pos_app.database.journal import all_heads, all_marks, facts_aside, latest, local_value
from pos_app.database.session import Database
from pos_app.database.snapshot import copy_as_it_is
from pos_app.database.state import SqlTables
from pos_app.workflows.catching_up import catch_up
from pos_app.workflows.countersigns import held_here
from pos_app.workflows.mending import WHOLE_AGAIN
from pos_app.workflows.rebuilding import rebuild

MOST_JUMPS = 10_000
MOST_FACTS = 10_000_000  # of money taken; looked at only where histories came together


def verify(folder: Path, key: str) -> Proof:
    """Prove the store of a folder, while a till runs on it too. Raises FolderError, StorageError, OSError."""
    with tempfile.TemporaryDirectory(prefix="mashang-verify-") as scratch:
        copy_as_it_is(folder, key, Path(scratch))
        database = Database(Path(scratch), key)
        try:
            catch_up(database)  # as the next start of this program would
            return prove(database)
        finally:
            database.close()


def prove(database: Database) -> Proof:
    """Prove a copy; its state is folded anew, in place. Raises StorageError."""
    rebuilt = rebuild(database)
    with database.transaction() as connection:
        heads = tuple((head.incarnation, head.seq, head.hash.hex()) for head in all_heads(connection))
        mended = int((local_value(connection, WHOLE_AGAIN) or {}).get("facts", 0))
        if rebuilt.broken:
            signed = held_here(connection)
            return Proof(0, heads, rebuilt.broken, (), Totals(), (), signed=signed, mended=mended)
        began = latest(connection, ("incarnation.began",), MOST_JUMPS)
        jumps = [number for event in began if (number := event.body.get("jumps", {}).get("receipt"))]
        tables = SqlTables(connection)
        store = tables.get(Document, "store")
        currency = str(store.body.get("currency", "")) if store else ""
        branches = sum(1 for mark in all_marks(connection) if mark.fork)
        paid = latest(connection, ("payment.received",), MOST_FACTS) if branches else []
        wrong = imbalances_of(tables, jumps, branches, told_receipts(paid))
        early, totals = len(tables.where(Early)), totals_of(tables)
        aside = rebuilt.unfolded + facts_aside(connection)
        facts = (rebuilt.events, heads, "", rebuilt.different, totals, wrong, currency, early, aside)
        return Proof(*facts, held_here(connection), mended)
