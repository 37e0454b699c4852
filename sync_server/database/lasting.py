"""What no till can tell a server again, copied into a small file: all but the facts that tills hold.

Every table goes along, so that one that is added later is never forgotten; left out is only what is known to
be elsewhere or over. The whole is read in one snapshot while the server runs on.
"""

# ruff: noqa: S608 - names of tables come from the file's own schema, values are bound

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from sync_server.database.copying import CannotCopy

RECENT = 6 * 3_600_000  # milliseconds: phones still ask for the answer of an order so young
LEFT_OUT = frozenset({"owner_sessions", "enrol_codes", "projected"})  # signed in, let in, folded: all anew
FOLDED = "fold_"  # tables of projections begin so
_HELD = "(SELECT incarnation FROM temp.held)"
_SOME = {
    "events": f"incarnation NOT IN {_HELD}",
    "incarnations": f"id NOT IN {_HELD}",
    "requests": "state IN ('received', 'handed', 'held') OR received_at > ?",
}


@dataclass(frozen=True, slots=True)
class Head:
    """How far an incarnation has come here; ``hash`` in hexadecimal."""

    incarnation: str
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Lasting:
    """What such a file holds. ``readers``: devices that may read; ``password``: whether the owner has set
    one; ``review``: facts that wait for the owner; ``orders``: of phones, that no till has fetched; ``rows``:
    of all its tables together."""

    readers: int
    password: bool
    review: int
    orders: int
    rows: int


def copy_lasting(
    connection: Any, key: str, target: Path, now: int, held: Callable[[list[Head]], Collection[str]]
) -> Lasting:
    """Write the file, whole or not at all, under the same ``key``. ``now``: UTC milliseconds.

    ``held`` hears how far each incarnation has come, and says which of them the till holds up to there; what
    a kept one follows is kept, too. Raises CannotCopy, and what ``held`` raises.
    """
    unfinished = target.with_suffix(".new")
    try:
        unfinished.unlink(missing_ok=True)
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(f"ATTACH DATABASE ? AS copy KEY \"x'{key}'\"", (str(unfinished),))
        connection.execute("CREATE TEMP TABLE held (incarnation TEXT PRIMARY KEY)")
        connection.execute("BEGIN")
        told = held(_heads(connection))
        dropped = _without_what_others_follow(connection, told)
        connection.executemany("INSERT INTO temp.held VALUES (?)", [(one,) for one in dropped])
        _copy_tables(connection, now - RECENT)
        review = _one(connection, _WAITING)
        connection.execute("COMMIT")
        found = look_at_lasting(connection, "copy", review)
        connection.execute("DETACH DATABASE copy")
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.replace(target)
        return found
    except (sqlcipher.Error, OSError) as error:
        raise CannotCopy(str(error)) from error
    finally:
        _let_go(connection)
        unfinished.unlink(missing_ok=True)


def _let_go(connection: Any) -> None:
    """Have the copy attached no more, whatever went wrong: Windows removes no file that is open."""
    for step in ("ROLLBACK", "DETACH DATABASE copy"):
        with contextlib.suppress(sqlcipher.Error):
            connection.execute(step)


def look_at_lasting(connection: Any, schema: str = "main", review: int = -1) -> Lasting:
    """What a file holds. ``review``: what is known of it from the whole one, −1 to count here."""
    readers = f"SELECT count(*) FROM {schema}.devices WHERE scope = 'read' AND revoked_at = 0"
    return Lasting(
        _one(connection, readers),
        bool(_one(connection, f"SELECT count(*) FROM {schema}.owner")),
        review
        if review >= 0
        else _one(connection, f"SELECT count(*) FROM {schema}.review WHERE verdict = ''"),
        _one(
            connection,
            f"SELECT count(*) FROM {schema}.requests WHERE kind = 'order' AND state = 'received'",
        ),
        sum(
            _one(connection, f'SELECT count(*) FROM {schema}."{name}"')
            for name in _tables(connection, schema)
            if _goes_along(name)
        ),
    )


# What waits for the owner, unless it has come home since by another way.
_WAITING = (
    "SELECT count(*) FROM review r WHERE r.verdict = '' AND NOT EXISTS (SELECT 1 FROM incarnations i"
    " JOIN events e ON e.incarnation = i.id AND e.seq = r.seq WHERE i.store = r.store AND e.hash = r.hash)"
)


def _heads(connection: Any) -> list[Head]:
    query = "SELECT id, seq, lower(hex(head)) FROM incarnations ORDER BY id"
    return [Head(*row) for row in connection.execute(query)]


def _without_what_others_follow(connection: Any, held: Collection[str]) -> set[str]:
    """Of those that the till holds, the ones that nothing builds on which it does not hold."""
    follows = dict(connection.execute("SELECT id, follows FROM incarnations").fetchall())
    dropped = set(held) & follows.keys()
    for kept in follows.keys() - dropped:
        before = follows[kept]
        while before in dropped:
            dropped.discard(before)
            before = follows[before]
    return dropped


def _copy_tables(connection: Any, since: int) -> None:
    for name in _tables(connection, "main"):
        if name.startswith(FOLDED):
            continue
        _make(connection, name)
        if name in LEFT_OUT:
            continue
        where = _SOME.get(name, "1")
        bound = (since,) if "?" in where else ()
        connection.execute(f'INSERT INTO copy."{name}" SELECT * FROM main."{name}" WHERE {where}', bound)
    connection.execute(f"UPDATE copy.stores SET current = '' WHERE current IN {_HELD}")


def _make(connection: Any, table: str) -> None:
    """The table and its indexes, as the whole file has them."""
    made = connection.execute(
        "SELECT type, sql FROM main.sqlite_master WHERE tbl_name = ? AND type IN ('table', 'index')"
        " AND sql IS NOT NULL ORDER BY type DESC",
        (table,),
    ).fetchall()
    for kind, statement in made:
        begun, _, rest = statement.partition(f"{kind.upper()} ")
        connection.execute(f"{begun}{kind.upper()} copy.{rest}")


def _tables(connection: Any, schema: str) -> list[str]:
    query = f"SELECT name FROM {schema}.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    return sorted(name for (name,) in connection.execute(query))


def _goes_along(name: str) -> bool:
    return name not in LEFT_OUT and not name.startswith(FOLDED)


def _one(connection: Any, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])
