"""What gateways told by themselves, as it came: kept before they are thanked."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert as upsert

from sync_server.database.tables import notices as table

APPLIED = "applied"


@dataclass(frozen=True, slots=True)
class KeptNotice:
    """``number``: of the charge or refund. ``verdict``: applied, or why not. ``came_at``: UTC
    milliseconds."""

    merchant: str
    id: str
    number: str
    raw: str
    verdict: str
    came_at: int


def verdict_of(connection: Connection, merchant: str, id: str) -> str:
    """What was made of a notice that came before, "" if none did."""
    mine = (table.c.merchant == merchant) & (table.c.id == id)
    return connection.execute(select(table.c.verdict).where(mine)).scalar() or ""


def put(connection: Connection, one: KeptNotice) -> None:
    """Keep it; one that came before and could not be applied is kept as it is now."""
    values = asdict(one)
    changed = {name: values[name] for name in ("verdict", "came_at", "raw")}
    statement = upsert(table).values(**values)
    connection.execute(statement.on_conflict_do_update(index_elements=["merchant", "id"], set_=changed))
