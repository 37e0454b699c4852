"""The owner decides on facts that were put aside: what they are, what they would add, and the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.record.reviewing import Added, added_by
from sync_server.database import reviews
from sync_server.database.folding import FoldingTables
from sync_server.database.projections import SqlTables
from sync_server.database.reviews import COUNTED, LEFT_OUT, Put
from sync_server.database.session import Connection, Database
from sync_server.workflows.clock import Clock
from sync_server.workflows.projecting import Projector


@dataclass(frozen=True, slots=True)
class Waiting:
    """What one device told and what it would add. ``left_out``: decided, and it may still be counted."""

    incarnation: str
    device: str
    why: str
    facts: int
    seal: str
    left_out: bool
    received_at: int
    added: Added


class Reviewing:
    """The review list of one server's stores."""

    def __init__(self, database: Database, projector: Projector, clock: Clock) -> None:
        self._database = database
        self._projector = projector
        self._clock = clock

    def listed(self, store: str) -> list[Waiting]:
        """What waits, then what was left out. Blocks."""

        def read(connection: Connection) -> list[Waiting]:
            puts = reviews.put_aside(connection, store)
            return [_told(connection, store, put) for put in sorted(puts, key=lambda put: put.verdict)]

        return self._database.read(read)

    def heard(self, store: str) -> Mapping[str, int]:
        """When facts of each device came last. Blocks."""
        return self._database.read(lambda c: reviews.heard_of(c, store))

    async def decide(
        self, store: str, incarnation: str, device: str, seal: str, *, count: bool, was_left_out: bool
    ) -> None:
        """Count it or leave it out; durable, once. Raises Refused("review_changed")."""
        chosen = (incarnation, device, LEFT_OUT if was_left_out else "")
        verdict, now = COUNTED if count else LEFT_OUT, self._clock.now()
        await self._database.write(lambda c: reviews.decide(c, store, chosen, seal, verdict, now))
        self._projector.wake()


def _told(connection: Connection, store: str, put: Put) -> Waiting:
    added = added_by(put.facts, SqlTables(connection, store), lambda: FoldingTables(connection, store))
    left_out = put.verdict == LEFT_OUT
    facts = len(put.facts)
    return Waiting(put.incarnation, put.device, put.why, facts, put.seal, left_out, put.received_at, added)
