"""A damaged fact of this till's own record is put back, as a server that holds it has told it.

Only what proves to be what the till had written takes the place of what stands there now: see
``domain/record/mending.py``. The state stays as it is: it was folded of the fact when that was whole. What of
the state could not be read either is folded anew at the next start: see ``making_sound.py``.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from domain.errors import Refused
from domain.record.envelope import chain, decode
from domain.record.mending import MENDED, Fact, proven
from pos_app.database import journal
from pos_app.database.journal import Head, Kept
from pos_app.database.session import Connection, StorageError
from pos_app.workflows.book import Book, Entry

WHOLE_AGAIN = "mended"  # this device's value: how many facts came back so, and how many nobody has read of

MAKE_ANEW = "make_anew"  # this device's value: a place of the file does not take what was there

log = logging.getLogger(__name__)


def mend(book: Book, incarnation: str, first: int, told: Sequence[bytes]) -> list[int]:
    """Put back those of the facts that a server ``told``, from number ``first`` on, that are what was written
    here; their numbers. On the writer's thread.

    What lies on a page that the disk does not give cannot be written there either: then it is none, and the
    next start makes the file anew.
    """
    back: list[Fact] = []

    def work(entry: Entry) -> None:
        connection = entry.connection
        before = journal.hash_at(connection, incarnation, first - 1)
        here = {one.seq: one for one in journal.batch(connection, incarnation, first - 1, len(told) + 1)}
        back.extend(proven(first, before, told, {seq: Fact(*one) for seq, one in here.items()}))
        others = [one for one in back if here.get(one.seq) != Kept(*one)]
        if not others:
            return  # somebody else has brought them meanwhile
        altered = _altered(connection, incarnation, here, others)
        for one in others:
            kind = _kind(connection, incarnation, one)
            journal.put_back(connection, incarnation, Kept(*one), kind)
        body = {"incarnation": incarnation, "first": others[0].seq, "facts": len(others), "altered": altered}
        entry.record(MENDED, body)
        so_far = journal.local_value(connection, WHOLE_AGAIN) or {"facts": 0, "unread": 0}
        value = {name: so_far[name] + len(others) for name in ("facts", "unread")}
        journal.set_local(connection, WHOLE_AGAIN, value)

    try:
        book.change_history(work)
    except Refused as no:
        log.warning("what a server holds of the damaged record cannot be written here: %s", no.code)
        if isinstance(no.__cause__, StorageError) and no.__cause__.of_place:
            with suppress(StorageError):
                book.set_local(MAKE_ANEW, True)
        return []
    if back:
        log.info("%d damaged facts of the record are whole again", len(back))
    return [one.seq for one in back]


def mended_unread(book: Book) -> int:
    """How many facts came back of which nobody has read yet."""
    return int((book.local(WHOLE_AGAIN) or {}).get("unread", 0))


def forget_mended(book: Book) -> None:
    """Somebody has read of them. How many there were stays known, to the doctor among others."""
    book.set_local(WHOLE_AGAIN, {**(book.local(WHOLE_AGAIN) or {"facts": 0}), "unread": 0})


def _altered(
    connection: Connection, incarnation: str, here: Mapping[int, Kept], back: Sequence[Fact]
) -> list[Mapping[str, Any]]:
    """What stood in their places with other bytes, by the hash under which it may wait for the owner."""
    found: list[Mapping[str, Any]] = []
    for one in back:
        kept = here.get(one.seq)
        if kept and kept.raw != one.raw:
            previous = journal.hash_at(connection, incarnation, one.seq - 1)
            found.append({"seq": one.seq, "hash": chain(previous, kept.raw).hex()})
    return found


def _kind(connection: Connection, incarnation: str, one: Fact) -> str:
    """By which it means something: nothing, if it stands elsewhere too and happens there."""
    if journal.told_before(connection, Head(incarnation, one.seq - 1, b""), one.raw):
        return ""
    try:
        return decode(one.raw).kind
    except Refused:
        return ""
