"""Accounts with gateways as kept. None is deleted: what it was asked is still asked about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from domain.record.canonical import canonical
from sync_server.database.tables import merchants


@dataclass(frozen=True, slots=True)
class Merchant:
    """``body``: the account, with its keys. ``ended_at``: since when it charges nothing new, 0 while it does.
    Times in UTC milliseconds."""

    id: str
    store: str
    channel: str
    body: Mapping[str, Any]
    added_at: int
    ended_at: int = 0


def all_merchants(connection: Connection) -> list[Merchant]:
    """Every account, oldest first."""
    rows = connection.execute(select(merchants).order_by(merchants.c.added_at, merchants.c.id))
    return [Merchant(**{**row._mapping, "body": json.loads(row.body)}) for row in rows]


def add(connection: Connection, one: Merchant) -> None:
    """Keep an account; the one before it for this store and channel charges nothing new."""
    end(connection, one.store, one.channel, one.added_at)
    body = canonical(one.body).decode()
    values = {"id": one.id, "store": one.store, "channel": one.channel, "added_at": one.added_at}
    connection.execute(insert(merchants).values(**values, body=body, ended_at=0))


def end(connection: Connection, store: str, channel: str, now: int) -> None:
    """Nothing new is charged for this store by this channel."""
    mine = (merchants.c.store == store) & (merchants.c.channel == channel) & (merchants.c.ended_at == 0)
    connection.execute(update(merchants).where(mine).values(ended_at=now))
