"""Who this server is: an id for ever, and an epoch that turns when it is restored from a backup."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from sync_server.database.tables import server


@dataclass(frozen=True, slots=True)
class Identity:
    """The keys are 32 random bytes: ``signing_key`` is the Ed25519 seed that countersigns the heads of
    chains, ``token_key`` seals short tokens. They lie in the server's file, which is encrypted."""

    id: str
    epoch: str
    signing_key: bytes
    token_key: bytes


def identity(
    connection: Connection, new_id: Callable[[], str], new_key: Callable[[], bytes], now: int
) -> Identity:
    """This server's identity, made at the first start."""
    columns = (server.c.id, server.c.epoch, server.c.signing_key, server.c.token_key)
    found = connection.execute(select(*columns)).first()
    if found is not None:
        return Identity(*found)
    made = Identity(new_id(), new_id(), new_key(), new_key())
    values = {"signing_key": made.signing_key, "token_key": made.token_key, "made_at": now}
    connection.execute(insert(server).values(id=made.id, epoch=made.epoch, **values))
    return made
