"""The spelling of names, kept as JSON for one version of the program; that of any other is thrown away."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from sync_server.database.tables import spelling


def kept(connection: Connection, program: str) -> str:
    """What this version has kept; "" for nothing."""
    query = select(spelling.c.names).where(spelling.c.program == program)
    return str(connection.execute(query).scalar() or "")


def keep(connection: Connection, program: str, names: str) -> None:
    """Keep this, and nothing else."""
    connection.execute(delete(spelling))
    connection.execute(insert(spelling).values(program=program, names=names))
