"""Build the state again from the journal, and say whether it is what we had."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from domain.record.envelope import Event
from domain.record.fold import apply, apply_if_it_fits
from pos_app.database.journal import all_events, broken_link
from pos_app.database.session import Connection, Database
from pos_app.database.state import SqlTables

log = logging.getLogger(__name__)

SETTLE_EVERY = 1000  # events


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """``events`` folded; tables that were ``different`` from the journal; where the chain is ``broken``.

    ``unfolded``: facts among them that cannot be folded; they change nothing.
    """

    events: int
    different: tuple[str, ...]
    broken: str
    unfolded: int = 0


def rebuild(database: Database) -> Rebuilt:
    """Check the chain, fold every event anew in one transaction, and keep the result.

    A broken chain changes nothing: whoever altered a fact shall not have the state follow it.
    """
    with database.transaction() as connection:
        broken = broken_link(connection)
        if broken:
            return Rebuilt(0, (), f"{broken.incarnation}:{broken.seq}")
        tables = SqlTables(connection)
        before = tables.fingerprints()
        try:
            count, unfolded = _fold_all(connection, tables, _apply), 0
        except Exception:
            log.exception("a fact cannot be folded; each is tried by itself")
            tables = SqlTables(connection)
            count = _fold_all(connection, tables, apply_if_it_fits)
            unfolded = sum(1 for _ in all_events(connection)) - count
        after = tables.fingerprints()
    different = tuple(sorted(name for name in after if after[name] != before[name]))
    return Rebuilt(count + unfolded, different, "", unfolded)


def _fold_all(connection: Connection, tables: SqlTables, fold: Callable[[Event, SqlTables], bool]) -> int:
    """Fold all facts into empty tables; how many could be."""
    tables.clear()
    count = 0
    for place, (_, event) in enumerate(all_events(connection), 1):
        count += fold(event, tables)
        if place % SETTLE_EVERY == 0:
            tables.settle()
    return count


def _apply(event: Event, tables: SqlTables) -> bool:
    apply(event, tables)
    return True
