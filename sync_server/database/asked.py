"""What phones asked: orders and calls, numbered per store in the order of their commits."""

# ruff: noqa: S608 - the columns are ours, values are bound
#
# Many rows go in and out by one statement: each step of a statement gives up Python's lock, and beside a
# busy event loop the writer would wait for it again and again.

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from sqlalchemy import Connection

from sync_server.database.session import overwriting, raw

_COLUMNS = (
    "store, position, id, kind, table_id, phone, state, received_at, handed_at, verdict_at, verdict, body"
)
WISH = "dish"  # the kind of what the owner's page wants said of a dish
ANSWERED = ("accepted", "partly", "refused")
PASSING = ("call", "pay_stop")  # kinds that mean nothing any more when they are old
SAID = ("chat", "chat_answer")  # kinds whose words stand at the till once it has them, and no longer here
# Kinds that nobody may act on late: what is only said waits for a till.
LAPSING = ("order", "call", "pay", "pay_stop")


class Asked(NamedTuple):
    """A row of requests. ``body`` and ``verdict`` are JSON text, ``verdict`` "" until the till answers."""

    store: str
    position: int
    id: str
    kind: str
    table: str
    phone: str
    state: str
    received_at: int
    handed_at: int
    verdict_at: int
    verdict: str
    body: str

    def lapses_before(self, time: int) -> bool:
        """Whether it lapses now if whatever came before a time and no till has fetched does."""
        return self.kind in LAPSING and self.state == "received" and self.received_at < time


def last_positions(connection: Connection) -> dict[str, int]:
    """The last position given out, by store."""
    return dict(raw(connection).execute("SELECT id, position FROM stores").fetchall())


def insert_asked(connection: Connection, store: str, wanted: Sequence[Asked]) -> list[Asked]:
    """Store requests in order, each with the next position; for an id already there, what is there.

    The counter and the rows change in one transaction of the one writer, so a position that can be read is
    never followed by a smaller one. The position of an id that was there already is left out.
    """
    driver = raw(connection)
    take = "UPDATE stores SET position = position + ? WHERE id = ? RETURNING position"
    first = driver.execute(take, (len(wanted), store)).fetchone()[0] - len(wanted) + 1
    placed = [one._replace(position=first + place) for place, one in enumerate(wanted)]
    holes = ",".join(["(?,?,?,?,?,?,?,?,?,?,?,?)"] * len(placed))
    put = f"INSERT INTO requests ({_COLUMNS}) VALUES {holes} ON CONFLICT DO NOTHING"
    if driver.execute(put, tuple(chain.from_iterable(placed))).rowcount == len(placed):
        return placed
    known = {one.id: find_asked(connection, store, one.id) for one in wanted}
    return [found for one in wanted if (found := known[one.id])]


def hand_over(
    connection: Connection, store: str, after: int, most: int, now: int, lapse_before: int
) -> tuple[list[Asked], int, list[str]]:
    """Mark and return what waits for a till after a position, up to which position, and what has lapsed.

    What came before ``lapse_before``, may lapse and was never handed does so here and is not returned.
    Neither are answered requests, nor calls so old: nobody answers those to us, and a waiter must not be
    called twice.
    """
    driver = raw(connection)
    query = (
        f"SELECT json_group_array(json_array({_COLUMNS}) ORDER BY position) FROM (SELECT * FROM requests"
        " WHERE store = ? AND position > ? AND state IN ('received', 'handed', 'held')"
        " ORDER BY position LIMIT ?)"
    )
    (text,) = driver.execute(query, (store, after, most)).fetchone()
    rows = [Asked(*row) for row in json.loads(text)]
    (last,) = driver.execute("SELECT position FROM stores WHERE id = ?", (store,)).fetchone()
    last = rows[-1].position if len(rows) == most else last
    lapsed = [one.id for one in rows if one.lapses_before(lapse_before)]
    late = "received_at < ? AND kind IN ('order', 'call')"
    change = (
        f"UPDATE requests SET state = iif({late}, 'lapsed', 'handed'),"
        f" handed_at = iif({late}, 0, ?)"
        " WHERE store = ? AND position > ? AND position <= ? AND state = 'received'"
    )
    driver.execute(change, (lapse_before, lapse_before, now, store, after, last))
    gone = set(lapsed)
    found = [one for one in rows if one.kind not in PASSING or one.received_at >= lapse_before]
    return [one for one in found if one.id not in gone], last, lapsed


def lapse_asked(connection: Connection, store: str, ids: Iterable[str]) -> list[str]:
    """Lapse those of a store's requests that no till has fetched yet; returns their ids."""
    driver = raw(connection)
    change = "UPDATE requests SET state = 'lapsed' WHERE store = ? AND id = ? AND state = 'received'"
    return [id for id in ids if driver.execute(change, (store, id)).rowcount]


def take_back(connection: Connection, store: str, ids: Iterable[str]) -> None:
    """What was marked as handed has not left: the till hung up before."""
    raw(connection).executemany(
        "UPDATE requests SET state = 'received', handed_at = 0"
        " WHERE store = ? AND id = ? AND state = 'handed'",
        [(store, id) for id in ids],
    )


_CHANGE = "coalesce(json_extract(nullif({}, ''), '$.change'), 0)"  # of a verdict


def set_verdict(connection: Connection, store: str, request: str, state: str, verdict: str, now: int) -> None:
    """Keep the till's answer, also over a lapse. "Held" does not undo an answer that is final, nor one that a
    later word of the till has overtaken on the way. What was only said to the staff stands at the till from
    then on, and no longer here; of what was said of a meal only by what the same is known again, its ``sha``.
    """
    final = "" if state in ANSWERED else " AND state NOT IN ('accepted', 'partly', 'refused')"
    driver = raw(connection)
    answered = driver.execute(
        "UPDATE requests SET state = ?, verdict = ?, verdict_at = ?"
        f" WHERE store = ? AND id = ?{final} AND {_CHANGE.format('verdict')} <= {_CHANGE.format('?')}"
        " RETURNING kind, body",
        (state, verdict, now, store, request, verdict),
    ).fetchall()
    for kind, body in answered:
        if kind == "feedback" or kind in SAID:
            change = "UPDATE requests SET body = ? WHERE store = ? AND id = ?"
            left = without_what_was_said(body) if kind == "feedback" else _whose(body)
            with overwriting(connection):
                driver.execute(change, (left, store, request))


def _whose(body: str) -> str:
    """What a server keeps of a message that the till has."""
    return json.dumps({"phone": json.loads(body).get("phone", "")})


def without_what_was_said(body: str) -> str:
    """What a server keeps of feedback that the till has."""
    plain = json.loads(body)
    sha = plain.get("sha") or hashlib.sha256(body.encode()).hexdigest()
    return json.dumps({"phone": plain.get("phone", ""), "opening": plain.get("opening", ""), "sha": sha})


def same_as_was_said(kept: str, body: str) -> bool:
    """Whether feedback that the till has was this."""
    return bool(json.loads(kept).get("sha") == hashlib.sha256(body.encode()).hexdigest())


def latest_asked(connection: Connection, store: str, since: int, most: int) -> list[Asked]:
    """A store's latest requests: those since a time, and those that still wait for a till."""
    query = (
        f"SELECT {_COLUMNS} FROM requests WHERE store = ? AND position > (SELECT position - ? FROM stores"
        " WHERE id = ?) AND (received_at >= ? OR state = 'received') ORDER BY position"
    )
    return [Asked(*row) for row in raw(connection).execute(query, (store, most, store, since))]


def find_asked(connection: Connection, store: str, request: str) -> Asked | None:
    """One request, however old."""
    query = f"SELECT {_COLUMNS} FROM requests WHERE store = ? AND id = ?"
    row = raw(connection).execute(query, (store, request)).fetchone()
    return Asked(*row) if row else None
