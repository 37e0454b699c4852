"""Pictures and voices that WeChat holds for us: what is to be fetched, and for some days that it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from sync_server.database.tables import wechat_media as table


@dataclass(frozen=True, slots=True)
class Media:
    """``id``: of the message it came with; ``kind``: image | voice; ``media``: WeChat's name for it, "" once
    it is done. ``sent_at``: UTC milliseconds.
    """

    store: str
    id: str
    phone: str
    kind: str
    media: str
    sent_at: int
    done: int = 0


def keep(connection: Connection, one: Media, oldest: int) -> None:
    """As new, unless it is known; what is older than ``oldest`` is known no more."""
    connection.execute(insert(table).values(**asdict(one)).on_conflict_do_nothing())
    connection.execute(delete(table).where((table.c.sent_at < oldest) & (table.c.done == 1)))


def to_do(connection: Connection) -> Sequence[Media]:
    """What is to be fetched, the oldest first."""
    rows = connection.execute(select(table).where(table.c.done == 0).order_by(table.c.sent_at, table.c.id))
    return [Media(**row._mapping) for row in rows]


def over(connection: Connection, one: Media) -> None:
    """It is told to the till what became of it."""
    mine = (table.c.store == one.store) & (table.c.id == one.id)
    connection.execute(update(table).where(mine).values(media="", done=1))
