"""What is written: the till's journal and the server's copy and figures, read from their files."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from domain.record.envelope import GENESIS, Event, chain, decode
from pos_app.database.journal import all_marks
from pos_app.database.schema import journal
from pos_app.database.session import Reader
from pos_app.keys import KeyBox
from sync_server.database.connecting import connect


@dataclass(frozen=True, slots=True)
class Kept:
    """A fact as it is kept: its raw bytes and the hash that stands beside them."""

    seq: int
    raw: bytes
    hash: bytes

    @property
    def event(self) -> Event:
        return decode(self.raw)


def till_facts(data: Path) -> list[Kept]:
    """The till's journal in order."""
    keys = KeyBox(data)
    reader = Reader(data, keys.database_key())
    try:
        columns = (journal.c.seq, journal.c.raw, journal.c.hash)
        query = sa.select(*columns).order_by(journal.c.position)
        return [Kept(*row) for row in reader.read(lambda connection: connection.execute(query).all())]
    finally:
        reader.close()


def till_marks(data: Path) -> dict[str, str]:
    """The head of each of the till's incarnations."""
    reader = Reader(data, KeyBox(data).database_key())
    try:
        return {mark.incarnation: mark.head for mark in reader.read(all_marks)}
    finally:
        reader.close()


def home_marks(folder: Path, key: str) -> dict[str, str]:
    """The head of each incarnation that a server keeps."""
    return {id: head.hex() for id, head in _ask(folder, key, "SELECT id, head FROM incarnations")}


def home_review(folder: Path, key: str) -> list[tuple[str, Event]]:
    """What a server has put aside for the owner, and why."""
    rows = _ask(folder, key, "SELECT why, raw FROM review ORDER BY seq")
    return [(why, decode(raw)) for why, raw in rows]


def home_facts(folder: Path, key: str) -> list[Kept]:
    """A server's copy of the facts, in the order in which they are folded."""
    rows = _ask(folder, key, "SELECT seq, raw, hash FROM events ORDER BY position")
    return [Kept(*row) for row in rows]


def home_figures(folder: Path, key: str) -> tuple[list[str], list[tuple[str, int]]]:
    """What the owner's figures rest on: the orders' ids, and each payment's id with its amount."""
    orders = _ask(folder, key, "SELECT id FROM fold_order ORDER BY id")
    payments = _ask(folder, key, "SELECT id, amount FROM fold_payment ORDER BY id")
    return [id for (id,) in orders], [(id, amount) for id, amount in payments]


def home_troubles(folder: Path, key: str) -> list[tuple[int, str]]:
    """Facts that a server keeps but could not understand: number and reason."""
    rows = _ask(folder, key, "SELECT seq, trouble FROM events WHERE trouble <> '' ORDER BY position")
    return [(seq, trouble) for seq, trouble in rows]


def own_server_key(data: Path) -> str:
    """The key of the server that a till starts beside itself."""
    return KeyBox(data).server_key()


def assert_chained(facts: Sequence[Kept]) -> None:
    """Numbers without a gap, and each hash follows from the one before."""
    before = GENESIS
    for number, kept in enumerate(facts, 1):
        assert kept.seq == number
        before = chain(before, kept.raw)
        assert kept.hash == before, f"the chain breaks at {number}"


def _ask(folder: Path, key: str, query: str) -> list[Any]:
    with closing(connect(folder / "server.db", key, read_only=True)) as connection:
        return list(connection.execute(query).fetchall())
