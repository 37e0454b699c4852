"""The floor of a backlog: the rows that a server has stored, put into an empty file of the same kind.

No wire, no signature, no chain, no fold: batches of as many rows as a till sends, each one durable commit.
"""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

from domain.record.replication import MOST_EVENTS
from sync_server.database.connecting import connect

ROWS = "SELECT position, incarnation, seq, hash, raw, trouble FROM events ORDER BY position"
SHAPE = "SELECT sql FROM sqlite_master WHERE tbl_name = 'events' AND sql IS NOT NULL ORDER BY type DESC"


def rate(server: Path, key: str, folder: Path) -> float:
    """Rows a second, of all events in a server's folder."""
    with closing(connect(server / "server.db", key, read_only=True)) as there:
        rows = there.execute(ROWS).fetchall()
        shape = [sql for (sql,) in there.execute(SHAPE)]
    folder.mkdir()
    with closing(connect(folder / "raw.db", key)) as raw:
        raw.execute("PRAGMA foreign_keys = OFF")  # nothing but these rows is in the file
        for sql in shape:
            raw.execute(sql)
        begin = time.monotonic()
        for first in range(0, len(rows), MOST_EVENTS):
            raw.execute("BEGIN IMMEDIATE")
            raw.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)", rows[first : first + MOST_EVENTS])
            raw.execute("COMMIT")
        took = time.monotonic() - begin
        assert raw.execute("SELECT count(*) FROM events").fetchone() == (len(rows),)
    return len(rows) / took
