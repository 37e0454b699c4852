"""Who this server is: an id for ever, and an epoch that turns when it is restored from a backup."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from sync_server.database.tables import server


@dataclass(frozen=True, slots=True)
class Identity:
    """``signing_key``: the Ed25519 seed that countersigns the heads of chains."""

    id: str
    epoch: str
    signing_key: bytes


def identity(connection: Connection, new_id: Callable[[], str], seed: bytes, now: int) -> Identity:
    """This server's identity, made at the first start."""
    found = connection.execute(select(server.c.id, server.c.epoch, server.c.signing_key)).first()
    if found is None:
        made = Identity(new_id(), new_id(), seed)
        connection.execute(
            insert(server).values(id=made.id, epoch=made.epoch, signing_key=made.signing_key, made_at=now)
        )
        return made
    return Identity(*found)
