"""How a store's file stands, and what the doctor wants to know out of it, beside a running till."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlcipher3 import dbapi2

from domain.errors import Refused
from domain.record.envelope import decode
from pos_app.database.journal import broken_link, facts_aside
from pos_app.database.session import FILE, LATEST, SAFE_SQLITE, Connection, Reader, of_disk, of_place

SQLITE = str(dbapi2.sqlite_version)
SQLITE_IS_SAFE = bool(dbapi2.sqlite_version_info >= SAFE_SQLITE)
NEWEST_REVISION = LATEST
DOCUMENTS = ("store", "printers", "recovery")  # of the store, that the doctor wants to see


@dataclass(frozen=True, slots=True)
class Condition:
    """``problem``: why it does not open or what its check said; ``page``: a place of the file is damaged;
    ``unread``: the disk did not give it; ``last_at``: of the last fact.

    Times in UTC milliseconds; ``size`` and ``wal`` in bytes; ``local``: this device's values by name;
    ``store``, ``printers`` and ``recovery``: the store's documents; ``early``: facts that wait for what they
    build on; ``aside``: that this program cannot read or fold; ``broken``: where the chain of facts breaks,
    "" if it holds.
    """

    problem: str = ""
    page: bool = False
    unread: bool = False
    revision: str = ""
    cipher: str = ""
    size: int = 0
    wal: int = 0
    last_at: int = 0
    local: Mapping[str, Any] = field(default_factory=dict)
    store: Mapping[str, Any] = field(default_factory=dict)
    printers: Mapping[str, Any] = field(default_factory=dict)
    recovery: Mapping[str, Any] = field(default_factory=dict)
    early: int = 0
    aside: int = 0
    broken: str = ""


def condition_of(folder: Path, key: str) -> Condition:
    """Look at the store of a folder; reads each page once. Where a place of the file is damaged, what else is
    wanted is asked for by itself: who looks for help shall still hear of backups, servers and printers."""
    try:
        with closing(Reader(folder, key)) as reader:
            try:
                return reader.read(lambda connection: _look(connection, folder))
            except sa.exc.DatabaseError as error:
                if not of_place(error):
                    raise
                size = (folder / FILE).stat().st_size
                return Condition(str(error.orig), True, size=size, **dict(_what_is_left(reader)))
    except sa.exc.DatabaseError as error:
        return Condition(problem=str(error.orig), unread=of_disk(error))


def _what_is_left(reader: Reader) -> Iterator[tuple[str, Any]]:
    looks: dict[str, Callable[[Connection], Any]] = {"local": _local, "cipher": _cipher}
    for name, look in (looks | {name: partial(_published, name=name) for name in DOCUMENTS}).items():
        with suppress(sa.exc.DatabaseError):
            yield name, reader.read(look)


def _local(connection: Connection) -> dict[str, Any]:
    rows = connection.exec_driver_sql("SELECT name, value FROM local").all()
    return {name: json.loads(value) for name, value in rows}


def _published(connection: Connection, name: str) -> dict[str, Any]:
    body = connection.exec_driver_sql("SELECT body FROM documents WHERE name = ?", (name,)).scalar()
    return dict(json.loads(body)) if body else {}


def _cipher(connection: Connection) -> str:
    return str(connection.exec_driver_sql("PRAGMA cipher_version").scalar())


def _look(connection: Connection, folder: Path) -> Condition:
    (checked,) = connection.exec_driver_sql("PRAGMA quick_check(1)").one()
    revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    last = connection.exec_driver_sql("SELECT raw FROM journal ORDER BY position DESC LIMIT 1").scalar()
    wal, newest = folder / f"{FILE}-wal", revision == LATEST
    return Condition(
        "" if checked == "ok" else str(checked),
        checked != "ok",
        False,
        str(revision),
        _cipher(connection),
        (folder / FILE).stat().st_size,
        wal.stat().st_size if wal.exists() else 0,
        _at(last),
        _local(connection),
        early=connection.exec_driver_sql("SELECT count(*) FROM early_facts").scalar_one() if newest else 0,
        aside=facts_aside(connection),
        broken=f"{broken.incarnation}:{broken.seq}" if (broken := broken_link(connection)) else "",
        **{name: _published(connection, name) for name in DOCUMENTS},
    )


def _at(raw: bytes | None) -> int:
    try:
        return decode(raw).at if raw else 0
    except Refused:
        return 0
