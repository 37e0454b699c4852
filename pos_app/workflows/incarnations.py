"""Going on after a disk was rewound: a new incarnation, and facts that come back.

No fact is changed and none is lost. What comes back is never printed unasked: its open tickets wait for
people. All of these run on the writer's thread.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from domain.errors import Refused
from domain.failpoints import reach
from domain.record.envelope import Event, decode
from domain.record.fold import KNOWN, apply
from domain.record.replication import Mark
from domain.record.rows import last_number
from domain.selling.orders import Heard, Held
from domain.selling.printing import ELSEWHERE, FINAL, PrintJob
from domain.selling.request import REQUEST_LAPSES, Verdict
from pos_app.database import journal
from pos_app.database.journal import Head
from pos_app.workflows.book import FORGOT_BEFORE, HELD_BEFORE, Book, Entry
from pos_app.workflows.catching_up import note_unknown
from pos_app.workflows.jumping import jumps

RESTORED = "restored"  # this device's value after a restore: what is known to be missing, see restoring.py
SET_BACK = "set_back"  # this device's value after its disk went back: what the keyring had seen of it

ANSWERS = frozenset({"order.placed", "order.refused", "order.prepaid", "order.released"})

log = logging.getLogger(__name__)


def begin_if_restored(book: Book) -> bool:
    """A restored folder goes on under a new incarnation, before anything is sold. Whether it was one."""
    restored = book.local(RESTORED)
    if not restored:
        return False
    reach("restore.before_began")
    renew(book, "restore", restored.get("missing", -1) if isinstance(restored, dict) else -1)
    reach("restore.after_began")
    return True


def begin_if_rewound(book: Book, high_water: Head | None) -> bool:
    """A journal behind what the keyring has seen of it was rewound. Whether it was; before any sale."""
    if high_water is None:
        return False
    held = next((mark.seq for mark in book.marks if mark.incarnation == high_water.incarnation), -1)
    if held >= high_water.seq:
        return False
    present = high_water.incarnation == book.incarnation
    book.set_local(SET_BACK, {"incarnation": high_water.incarnation, "seq": high_water.seq})
    renew(book, "rewind", high_water.seq - held if present else -1)
    return True


def still_missing(book: Book) -> int:
    """How many facts that the keyring saw before the disk was set back have not come back yet."""
    seen = book.local(SET_BACK)
    if not seen:
        return 0
    held = next((mark.seq for mark in book.marks if mark.incarnation == seen["incarnation"]), 0)
    if held >= seen["seq"]:
        book.set_local(SET_BACK, None)
    return max(0, int(seen["seq"]) - held)


def begin_if_damaged(book: Book, breaks: Mapping[str, Sequence[int]]) -> bool:
    """What is sold behind a damaged fact no server can count, under a new incarnation all do. Whether it was.

    Nothing is forgotten: numbers go on, and tickets are printed.
    """
    if book.incarnation not in breaks:
        return False
    book.change_history(lambda entry: _begin(entry, "damaged", 0))
    return True


def renew(book: Book, why: str, missing: int) -> None:
    """Go on under a new incarnation. ``missing``: facts that are elsewhere; −1: nobody knows how many."""

    def work(entry: Entry) -> None:
        for name, value in ((RESTORED, None), (HELD_BEFORE, entry.now), (FORGOT_BEFORE, entry.now)):
            journal.set_local(entry.connection, name, value)
        _begin(entry, why, missing)
        for job in entry.tables.where(PrintJob, open=1):
            _leave_to_people(entry, job)

    book.change_history(work)


def _begin(entry: Entry, why: str, missing: int) -> None:
    connection, before, name = entry.connection, entry.head, entry.clock.new_id()
    journal.begin(connection, name, before.incarnation)
    journal.set_local(connection, "incarnation", name)
    entry.head = journal.head(connection, name)
    body: dict[str, Any] = {
        "incarnation": name,
        "follows": before.incarnation,
        "after": before.seq,
        "why": why,
        "jumps": jumps(entry, missing),
        "receipt": last_number(entry.tables, "receipt"),
    }
    entry.record("incarnation.began", body)


def reconciled(book: Book) -> None:
    """Home and we hold the same again, and what phones had asked before is answered or has lapsed.

    Not sooner: what the forgotten till cooked in its last moment it may have told nobody.
    """
    if book.held_before and abs(book.clock.now() - book.held_before) > REQUEST_LAPSES:
        book.set_local(HELD_BEFORE, 0)
        book.held_before = 0


def adopt(book: Book, mark: Mark, after: int, raws: Sequence[bytes], people: bool = True) -> None:
    """Take over events of an incarnation behind ``after``; what cannot be folded is kept all the same.

    What stands here already by another name, counted by the owner while its till was cut off, is kept and
    passed on like all, but happens only once. ``people``: its open tickets are left to them at once.
    """
    try:
        _adopt(book, mark, after, raws, True, people)
    except Refused:
        raise
    except Exception:
        log.exception("facts that came back cannot be folded together")
        for place, raw in enumerate(raws):
            try:
                _adopt(book, mark, after + place, [raw], True, people)
            except Refused:
                raise
            except Exception:
                _adopt(book, mark, after + place, [raw], False, people)


def _adopt(book: Book, mark: Mark, after: int, raws: Sequence[bytes], fold: bool, people: bool) -> None:
    def work(entry: Entry) -> None:
        connection = entry.connection
        journal.begin(connection, mark.incarnation, mark.follows, mark.fork)
        head = journal.head(connection, mark.incarnation)
        if head.seq != after:
            return  # somebody else has brought them meanwhile
        unknown: set[str] = set()
        told: dict[str, Verdict] = {}
        touched, entry.tables.from_elsewhere = len(entry.tables.touched), True
        for raw in raws:
            event = _event(raw) if fold and not journal.told_before(connection, head, raw) else None
            head = journal.adopt(connection, head, raw, event.kind if event else "")
            if event:
                told |= _told(event, entry)
                apply(event, entry.tables)
                entry.events.append(event)
                unknown |= {event.kind} - KNOWN
        entry.tables.from_elsewhere = False
        now = [entry.tables.get(Heard, id) for id in told]
        entry.verdicts += [one.verdict for one in now if one and one.verdict != told[one.id]]
        note_unknown(connection, unknown)
        jobs = {row.id: row for row in entry.tables.touched[touched:] if isinstance(row, PrintJob)}
        for job in jobs.values() if people else ():
            if job.state not in FINAL:  # also one that had been given up here before its start came back
                _leave_to_people(entry, job)

    book.change_history(work)


def _told(event: Event, entry: Entry) -> dict[str, Verdict]:
    """What a phone has been told already of the request that a fact answers; also that it waits for staff."""
    if event.kind not in ANSWERS:
        return {}
    request = str(event.body["order"])
    heard, held = entry.tables.get(Heard, request), entry.tables.get(Held, request)
    if heard:
        return {request: heard.verdict}
    return {request: Verdict(request, "held", held.at)} if held else {}


def _event(raw: bytes) -> Event | None:
    try:
        return decode(raw)
    except Refused:
        return None


def _leave_to_people(entry: Entry, job: PrintJob) -> None:
    """It may have come out of the printer in the time that we have forgotten."""
    entry.record("print.finished", {"job": job.id, "state": "expired", "note": ELSEWHERE})
