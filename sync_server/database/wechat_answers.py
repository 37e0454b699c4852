"""Answers on their way to guests inside WeChat: kept before they are sent, and for a month that they were."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from sync_server.database.tables import wechat_answers as table

KEPT, SENDING = "kept", "sending"
OPEN = (KEPT, SENDING)


@dataclass(frozen=True, slots=True)
class Answer:
    """``state``: KEPT, SENDING (WeChat may have it), else what became of it; the text goes with that.

    ``again``: 1 after a try of which nobody knows; ``told``: 1 when the till knows ``state``. ``kept_at``:
    UTC milliseconds.
    """

    store: str
    id: str
    phone: str
    text: str
    kept_at: int
    state: str = KEPT
    again: int = 0
    told: int = 0


def keep(connection: Connection, one: Answer, oldest: int) -> None:
    """As new, unless it is known; what is older than ``oldest`` is known no more."""
    connection.execute(insert(table).values(**asdict(one)).on_conflict_do_nothing())
    connection.execute(delete(table).where((table.c.kept_at < oldest) & (table.c.told == 1)))


def change(connection: Connection, one: Answer) -> None:
    mine = (table.c.store == one.store) & (table.c.id == one.id)
    connection.execute(update(table).where(mine).values(**asdict(one)))


def to_do(connection: Connection, store: str) -> Answer | None:
    """The oldest of which there is something left to do."""
    left = select(table).where((table.c.store == store) & (table.c.told == 0))
    row = connection.execute(left.order_by(table.c.kept_at, table.c.id).limit(1)).first()
    return Answer(**row._mapping) if row else None


def stores(connection: Connection) -> list[str]:
    """All that have something left to do."""
    return list(connection.execute(select(table.c.store).where(table.c.told == 0).distinct()).scalars())
