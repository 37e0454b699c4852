"""What a store's file holds beyond a backup of it, read as far as it can be read. The file is only copied."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlcipher3 import dbapi2

from domain.record.envelope import chain
from domain.record.replication import MOST_EVENTS, Mark
from pos_app.database import journal
from pos_app.database.inside import incarnations_in
from pos_app.database.session import FILE, FolderError, Reader, StorageError
from pos_app.database.snapshot import copy_as_it_is

NOT_READ = (FolderError, StorageError, OSError, sa.exc.DatabaseError, dbapi2.Error, KeyError, ValueError)
WHOLE, OLDER, DAMAGED = "whole", "older", "damaged"  # from good to bad
Marks = Mapping[str, Mark]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Piece:
    """The facts of an incarnation behind ``after``, in order; ``mark`` tells how it began."""

    mark: Mark
    after: int
    raws: tuple[bytes, ...]

    @property
    def end(self) -> int:
        """The number of the last of them."""
        return self.after + len(self.raws)


Pieces = tuple[Piece, ...]


def begins(mark: Mark, ours: Marks) -> int:
    """Behind which number ``ours`` lack an incarnation's facts."""
    return ours[mark.incarnation].seq if mark.incarnation in ours else mark.fork


def read_beyond(folder: Path, key: str, ours: Marks) -> tuple[Pieces, str] | None:
    """The facts behind ``ours``, and how the file is: WHOLE, if they are all it has | OLDER or of another
    story | DAMAGED. None if it cannot be opened."""
    try:
        with tempfile.TemporaryDirectory(prefix="mashang-old-") as scratch:
            copy_as_it_is(folder, key, Path(scratch))
            marks = incarnations_in(Path(scratch) / FILE, key)
            with closing(Reader(Path(scratch), key)) as reader:
                found = [_read_on(reader, mark, ours) for mark in marks]
    except NOT_READ as error:
        log.warning("the old folder cannot be read: %s", type(error).__name__)
        return None
    states = {state for _, state in found}
    worst = next((one for one in (DAMAGED, OLDER) if one in states), WHOLE)
    return tuple(piece for piece, _ in found if piece.raws), worst


def _read_on(reader: Reader, mark: Mark, ours: Marks) -> tuple[Piece, str]:
    """Facts of one incarnation as far as their chain holds, and how it is."""
    after, raws = begins(mark, ours), list[bytes]()
    try:
        hashed = reader.read(lambda connection: journal.hash_at(connection, mark.incarnation, after))
        mine = ours.get(mark.incarnation)
        if mine is not None and hashed.hex() != mine.head:
            return Piece(mark, after, ()), OLDER
        while rows := reader.read(
            lambda c: journal.batch(c, mark.incarnation, after + len(raws), MOST_EVENTS)
        ):
            for row in rows:
                hashed = chain(hashed, row.raw)
                if row.seq != after + len(raws) + 1 or hashed != row.hash:
                    return Piece(mark, after, tuple(raws)), DAMAGED
                raws.append(row.raw)
    except NOT_READ:
        return Piece(mark, after, tuple(raws)), DAMAGED
    return Piece(mark, after, tuple(raws)), WHOLE
