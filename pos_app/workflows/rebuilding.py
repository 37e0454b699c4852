"""Build the state again from the journal, and say whether it is what we had."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from domain.record.envelope import Event
from domain.record.fold import apply, apply_if_it_fits
from pos_app.database.journal import all_events, broken_link, size
from pos_app.database.session import Connection, Database
from pos_app.database.state import SqlTables

log = logging.getLogger(__name__)

SETTLE_EVERY = 1000  # events
Progress = Callable[[int, int], None]  # how many facts are folded, of how many


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
        before = SqlTables(connection).fingerprints()
        found = _fold_anew(connection, _nobody)
        after = SqlTables(connection).fingerprints()
    different = tuple(sorted(name for name in after if after[name] != before[name]))
    return replace(found, different=different)


def fold_anew(database: Database, progress: Progress) -> Rebuilt:
    """The same, and nobody asks what was different; ``progress`` is told between."""
    with database.transaction() as connection:
        return _fold_anew(connection, progress)


def _nobody(done: int, of: int) -> None:
    """Nobody waits for it."""


def _fold_anew(connection: Connection, progress: Progress) -> Rebuilt:
    broken = broken_link(connection)
    if broken:
        return Rebuilt(0, (), f"{broken.incarnation}:{broken.seq}")
    try:
        count, unfolded = _fold_all(connection, _apply, progress), 0
    except Exception:
        log.exception("a fact cannot be folded; each is tried by itself")
        count = _fold_all(connection, apply_if_it_fits, progress)
        unfolded = sum(1 for _ in all_events(connection)) - count
    return Rebuilt(count + unfolded, (), "", unfolded)


def _fold_all(connection: Connection, fold: Callable[[Event, SqlTables], bool], progress: Progress) -> int:
    """Fold all facts into empty tables; how many could be."""
    tables, of = SqlTables(connection), size(connection)
    tables.clear()
    count = 0
    for place, (_, event) in enumerate(all_events(connection), 1):
        count += fold(event, tables)
        if place % SETTLE_EVERY == 0:
            tables.settle()
            progress(place, max(place, of))
    tables.flush()
    return count


def _apply(event: Event, tables: SqlTables) -> bool:
    apply(event, tables)
    return True
