"""Opening the server's encrypted file, with the settings that make a commit survive a power cut."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlcipher3.dbapi2 as sqlcipher

# Before 3.51.3 a reset of the WAL could corrupt the file.
OLDEST_SQLITE = (3, 51, 3)
READING, OPENING = 10, 14  # SQLite's numbers of what a disk does not give
_RAW_KEY = re.compile(r"[0-9a-f]{64}")


class WrongKey(Exception):  # noqa: N818 - it reads as what is so
    """The file does not open with this key, or is no database."""


def assert_sqlite_is_sound() -> None:
    """Refuse to run on an SQLite that can corrupt a WAL."""
    if sqlcipher.sqlite_version_info < OLDEST_SQLITE:
        raise RuntimeError(f"SQLite {sqlcipher.sqlite_version} is too old: it may corrupt the data folder")


def connect(path: Path, key: str, *, read_only: bool = False) -> Any:
    """A raw connection to the file. ``key``: 64 hexadecimal characters. Raises WrongKey, or the driver's
    error if the disk does not give it."""
    if not _RAW_KEY.fullmatch(key):
        raise WrongKey("a key has 64 hexadecimal characters")
    mode = "ro" if read_only else "rwc"
    connection = sqlcipher.connect(
        f"file:{quote(path.resolve().as_posix())}?mode={mode}",
        uri=True,
        isolation_level=None,  # we say BEGIN ourselves, so that DDL is atomic too
        check_same_thread=False,
        cached_statements=512,
    )
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to our standard error
        connection.execute(f"PRAGMA key = \"x'{key}'\"")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlcipher.DatabaseError as error:
        connection.close()
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (READING, OPENING):
            raise  # the disk does not give it; the key may be right
        raise WrongKey(str(error)) from error
    settings = ["busy_timeout=5000", "temp_store=MEMORY", "cache_size=-32000", "foreign_keys=ON"]
    settings += ["query_only=ON"] if read_only else ["journal_mode=WAL", "synchronous=FULL"]
    for setting in settings:
        connection.execute(f"PRAGMA {setting}")
    return connection
