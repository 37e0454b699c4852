"""Facts of a newer program come back to this one, which keeps them; after its update they count.

A till that went back to the version from before, or to an old backup, gets facts whose kinds it does not
know. It notes the kinds, and the first start of a program that knows them folds the journal anew. Release
0.1.0 noted none: after its update the journal is looked through, once.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from domain.record.fold import KNOWN
from pos_app.database import journal
from pos_app.database.session import Connection, Database
from pos_app.workflows.rebuilding import Progress, fold_anew

UNKNOWN = "unknown_kinds"  # this device's value: kinds of facts in the journal that no start has folded

# What release 0.1.0 knew. Anything else that stands in its journal it has only kept.
FIRST = frozenset(
    {
        "floor.published", "lines.served", "menu.published", "opening.answered", "opening.called",
        "opening.cleared", "opening.guests", "opening.started", "order.held", "order.placed",
        "order.refused", "payment.received", "print.asked", "print.finished", "print.started",
        "rules.published", "staff.published", "staff.signed_in", "stock.set", "store.founded",
        "tenders.published",
    }
)  # fmt: skip

log = logging.getLogger(__name__)


def note_unknown(connection: Connection, kinds: Iterable[str]) -> None:
    """Remember kinds that came and are not known, in the transaction that keeps their facts."""
    before = set(journal.local_value(connection, UNKNOWN) or ())
    if before | set(kinds) != before:
        journal.set_local(connection, UNKNOWN, sorted(before | set(kinds)))


def catch_up(database: Database, progress: Progress = lambda done, of: None) -> bool:
    """Fold anew if this program knows what an older one only kept; whether it did. Before anything is sold.

    A broken chain is left for the doctor: the state stays, and the kinds stay noted.
    """
    with database.transaction() as connection:
        noted = _noted(connection)
    if not noted & KNOWN:
        return False
    progress(0, 0)
    rebuilt = fold_anew(database, progress)
    if rebuilt.broken:
        return False
    log.info("facts of %d kinds that an older version only kept count from now on", len(noted & KNOWN))
    with database.transaction() as connection:
        journal.set_local(connection, UNKNOWN, sorted(noted - KNOWN))
    return True


def _noted(connection: Connection) -> set[str]:
    """Kinds that no start has folded."""
    kept = journal.local_value(connection, UNKNOWN)
    if kept is not None:
        return set(kept)
    found = journal.kinds(connection) - FIRST
    journal.set_local(connection, UNKNOWN, sorted(found))
    return found
