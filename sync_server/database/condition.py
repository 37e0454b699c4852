"""How the server's file stands, and what the doctor wants to know out of it: beside a running server."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from domain.errors import Refused
from domain.record.envelope import decode
from sync_server.database import migrations
from sync_server.database.connecting import OLDEST_SQLITE, WrongKey, connect
from sync_server.database.disk import gives_nothing

NEWEST = (
    "SELECT raw, heard_at FROM events JOIN incarnations"
    " ON incarnation = incarnations.id AND events.seq = incarnations.seq"
)
ACCOUNTS = "SELECT channel, body FROM merchants WHERE ended_at = 0"
SQLITE = str(sqlcipher.sqlite_version)
SQLITE_IS_SAFE = bool(sqlcipher.sqlite_version_info >= OLDEST_SQLITE)


@dataclass(frozen=True, slots=True)
class Condition:
    """``problem``: why it does not open or what its check said; ``unread``: the disk did not give it;
    ``heard_at``: when the last facts came; ``ahead``: how far the newest of a till then lay in the future;
    ``gateways``: channels by which guests pay, each with the address of its own if the account has one.

    Times in UTC milliseconds, ``ahead`` too; ``size`` and ``wal`` in bytes; ``review``: facts that wait for
    the owner, ``early``: for what they build on.
    """

    problem: str = ""
    unread: bool = False
    revision: str = ""
    latest: str = ""
    cipher: str = ""
    size: int = 0
    wal: int = 0
    heard_at: int = 0
    ahead: int = 0
    gateways: tuple[tuple[str, str], ...] = ()
    stores: int = 0
    devices: int = 0
    troubled: int = 0
    review: int = 0
    early: int = 0


def condition_of(path: Path, key: str, *, running: bool) -> Condition:
    """Look at the server's file; reads each page once. ``running``: a server works on it now.

    Without one the file is opened as by its owner, who leaves no log of writes behind.
    """
    try:
        with closing(connect(path, key, read_only=running)) as connection:
            return _look(connection, path)
    except WrongKey:
        return Condition("its key does not open it, or it is damaged", latest=migrations.HEAD)
    except sqlcipher.Error as error:
        return Condition(str(error), gives_nothing(error), latest=migrations.HEAD)


def _look(connection: Any, path: Path) -> Condition:
    def one(query: str) -> Any:
        return connection.execute(query).fetchone()[0]

    checked = one("PRAGMA quick_check(1)")
    revision = str(one("SELECT version_num FROM alembic_version"))
    folded = one("SELECT count(*) FROM sqlite_master WHERE name = 'fold_early'")
    has_accounts = one("SELECT count(*) FROM sqlite_master WHERE name = 'merchants'")
    wal = path.with_name(f"{path.name}-wal")
    return Condition(
        "" if checked == "ok" else str(checked),
        False,
        revision,
        migrations.HEAD,
        str(one("PRAGMA cipher_version")),
        path.stat().st_size,
        wal.stat().st_size if wal.exists() else 0,
        one("SELECT coalesce(max(heard_at), 0) FROM incarnations"),
        max((_at(raw) - heard for raw, heard in connection.execute(NEWEST)), default=0),
        tuple(sorted({_gateway(*row) for row in connection.execute(ACCOUNTS)})) if has_accounts else (),
        one("SELECT count(*) FROM stores"),
        one("SELECT count(*) FROM devices WHERE revoked_at = 0"),
        one("SELECT count(*) FROM events WHERE trouble != ''"),
        one("SELECT count(*) FROM review WHERE verdict = ''") if revision == migrations.HEAD else 0,
        one("SELECT count(*) FROM fold_early") if folded else 0,
    )


def _at(raw: bytes) -> int:
    try:
        return decode(raw).at
    except Refused:
        return 0


def _gateway(channel: str, body: str) -> tuple[str, str]:
    return channel, str(json.loads(body).get("gateway", ""))
