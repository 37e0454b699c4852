"""The owner's password and the browsers that are signed in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from sync_server.database.tables import owner, owner_sessions


@dataclass(frozen=True, slots=True)
class Owner:
    """``password``: argon2id; ``failures`` in a row; ``wait_until``: UTC milliseconds."""

    password: str
    failures: int
    wait_until: int


def the_owner(connection: Connection) -> Owner | None:
    """The owner, once a password is set."""
    row = connection.execute(select(owner.c.password, owner.c.failures, owner.c.wait_until)).first()
    return Owner(*row) if row else None


def set_password(connection: Connection, password: str) -> None:
    """Set the password's hash and sign out every browser."""
    values = {"password": password, "failures": 0, "wait_until": 0}
    statement = upsert(owner).values(id=1, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
    connection.execute(delete(owner_sessions))


def note_failures(connection: Connection, failures: int, wait_until: int) -> None:
    """Remember wrong passwords in a row; 0 after a right one."""
    connection.execute(update(owner).values(failures=failures, wait_until=wait_until))


def start_session(connection: Connection, token: str, now: int, ends_at: int) -> None:
    """Sign a browser in and forget those whose time is over."""
    connection.execute(delete(owner_sessions).where(owner_sessions.c.ends_at < now))
    connection.execute(insert(owner_sessions).values(token=token, started_at=now, ends_at=ends_at))


def end_session(connection: Connection, token: str) -> None:
    """Sign a browser out."""
    connection.execute(delete(owner_sessions).where(owner_sessions.c.token == token))


def session_holds(connection: Connection, token: str, now: int) -> bool:
    """Whether a browser is signed in."""
    query = select(owner_sessions.c.token).where(
        owner_sessions.c.token == token, owner_sessions.c.ends_at >= now
    )
    return connection.execute(query).first() is not None
