"""Build the state again from the journal, and say whether it is what we had."""

from __future__ import annotations

from dataclasses import dataclass

from domain.record.fold import apply
from pos_app.database.journal import all_events, broken_link
from pos_app.database.session import Database
from pos_app.database.state import SqlTables

SETTLE_EVERY = 1000  # events


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """``events`` folded; tables that were ``different`` from the journal; where the chain is ``broken``."""

    events: int
    different: tuple[str, ...]
    broken: str


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
        tables.clear()
        count = 0
        for _, event in all_events(connection):
            apply(event, tables)
            count += 1
            if count % SETTLE_EVERY == 0:
                tables.settle()
        after = tables.fingerprints()
    different = tuple(sorted(name for name in after if after[name] != before[name]))
    return Rebuilt(count, different, "")
