"""What the server beside a till gives into the till's backup, and how it comes back from there.

The till starts this program for it and speaks with it by lines of JSON: its secret first; then it hears how
far each incarnation has come here and says which of them it holds itself; those facts stay out of the file.
The key needs no place in it: it travels in the till's backup, as do the till's other secrets.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import IO

from sync_server.data_folder import does_not_open
from sync_server.database.connecting import WrongKey, connect
from sync_server.database.copying import CannotCopy
from sync_server.database.lasting import Head, Lasting, copy_lasting, look_at_lasting
from sync_server.settings import CannotStart
from sync_server.whole_copy import make_folder


def give(folder: Path, key: str, file: Path, now: int, lines: tuple[IO[bytes], IO[bytes]]) -> None:
    """Write the file while the server runs on. ``lines``: what the till says, and what it hears.

    Raises CannotStart; then there is no file.
    """
    asked, told = lines
    if not (folder / "server.db").exists():
        raise CannotStart(f"data folder {folder}: there is no server's file in it")
    try:
        with closing(connect(folder / "server.db", key)) as connection:
            found = copy_lasting(connection, key, file, now, _ask(asked, told))
    except WrongKey as error:
        raise does_not_open(folder) from error
    except CannotCopy as error:
        raise CannotStart(f"{file}: cannot be written: {error}") from error
    _tell(told, {**asdict(found), "backups": _kept_backups(folder)})


def take_back(file: Path, key: str, folder: Path, now: int, told: IO[bytes]) -> None:
    """Make a server's folder of such a file, under a new epoch; tell what is in it. Raises CannotStart."""
    make_folder(file, key, folder, now)
    with closing(connect(folder / "server.db", key, read_only=True)) as connection:
        found: Lasting = look_at_lasting(connection)
    _tell(told, asdict(found))


def _ask(asked: IO[bytes], told: IO[bytes]) -> Callable[[list[Head]], Collection[str]]:
    def held(heads: list[Head]) -> Collection[str]:
        _tell(told, {"heads": [[head.incarnation, head.seq, head.hash] for head in heads]})
        try:
            return [str(one) for one in json.loads(asked.readline())["held"]]
        except (ValueError, KeyError, TypeError) as error:
            raise CannotStart("backup: the till did not say which facts it holds") from error

    return held


def _tell(told: IO[bytes], line: object) -> None:
    told.write(json.dumps(line).encode() + b"\n")
    told.flush()


def _kept_backups(folder: Path) -> int:
    """Backups of other stores' tills; they are too big to travel in this one's."""
    return sum(1 for _ in (folder / "backups").glob("*/*.age"))
