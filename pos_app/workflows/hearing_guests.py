"""What guests say after the meal reaches the till; staff have read it. Reached as ``till.guests``.

Their words stand beside the journal (``guests_words``).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from typing import Any

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.people.feedback import Feedback, Said, check_said, feedback_id
from domain.people.guest_pictures import KEPT_DAYS
from domain.people.guests_words import spoken
from domain.record.ids import is_id
from domain.record.plain import from_plain
from domain.selling.request import Verdict
from pos_app.database.state import SqlTables
from pos_app.workflows.book import Entry
from pos_app.workflows.guests_words import keep_words, words_of
from pos_app.workflows.staff_write import StaffWrite

AFTER = 48 * 3_600_000  # milliseconds after a meal began in which something may be said of it
MOST_SHOWN = 50


def hear_feedback(entry: Entry, plain: Mapping[str, Any], received: int) -> Verdict:
    """Take a phone's feedback, or the change of one that nobody has read. Heard twice it is the same."""
    try:
        said = from_plain(Said, plain)
        check_said(said)
        opening = entry.tables.get(Opening, said.opening)
        if opening is None or said.phone not in opening.phones or entry.now - opening.started_at > AFTER:
            raise Refused("feedback_late")
        return _take(entry, said, opening, received or entry.now)
    except Refused as no:
        id = plain.get("id")
        known_by = id if isinstance(id, str) and is_id(id) else ""
        return Verdict(known_by, "refused", entry.now, no.code, no.facts)


def _take(entry: Entry, said: Said, opening: Opening, received: int) -> Verdict:
    guest = opening.guest_number(said.phone)
    words = " ".join(said.words.split())
    known = entry.tables.get(Feedback, feedback_id(opening.id, guest))
    taken = Verdict(said.id, "accepted", entry.now)
    known = known and spoken(known, words_of(entry.tables))
    if known and (max(known.at, known.gone_at) >= received or _same(known, said, words)):
        return taken
    if known and known.seen_at:
        raise Refused("feedback_read")
    body = {"opening": opening.id, "guest": guest, "stars": said.stars, "said_at": received}
    told = {"picture": said.picture} if said.picture else {}
    id = feedback_id(opening.id, guest)
    entry.record("feedback.given", {"feedback": id, **body, **told}, "phone")
    keep_words(entry, id, received, words)
    return taken


def _same(known: Feedback, said: Said, words: str) -> bool:
    return (known.stars, known.words, known.picture) == (said.stars, words, said.picture)


def withdraw_feedback(entry: Entry, phone: str, opening: str, received: int) -> None:
    """A guest wants gone what the phone said of a meal; also what is still on its way from another server."""
    meal = entry.tables.get(Opening, opening)
    if meal is None or phone not in meal.phones:
        return
    guest = meal.guest_number(phone)
    id = feedback_id(meal.id, guest)
    known = entry.tables.get(Feedback, id)
    # A server's clock may have been set back since it was said: it goes all the same.
    until = max(received or entry.now, known.at if known else 0)
    if known is None or not known.gone:
        about = {"feedback": id, "opening": meal.id, "guest": guest}
        entry.record("feedback.withdrawn", {**about, "until": until}, "phone")
        keep_words(entry, id, until, "")


def see_feedback(entry: Entry, feedback: str, by: str) -> None:
    """Somebody has read it: it stands as it is."""
    known = entry.tables.get(Feedback, feedback)
    if known and not known.seen_at and not known.gone:
        entry.record("feedback.seen", {"feedback": known.id, "opening": known.opening}, by)


def read_feedback(tables: SqlTables, date: str) -> tuple[Feedback, ...]:
    """What nobody has read, and what came on a business day; the newest first."""
    rows = {row.id: row for row in (*tables.where(Feedback, seen_at=0), *tables.where(Feedback, date=date))}
    words = words_of(tables)
    standing = [spoken(row, words) for row in rows.values() if not row.gone]
    return tuple(sorted(standing, key=lambda row: (-row.at, row.id)))[:MOST_SHOWN]


def read_pictures(tables: SqlTables, date: str) -> tuple[str, ...]:
    """The pictures that stand: those of the last month, up to a business day."""
    until = datetime.date.fromisoformat(date)
    days = [str(until - datetime.timedelta(days)) for days in range(KEPT_DAYS + 1)]
    found = (row.picture for day in days for row in tables.where(Feedback, date=day) if row.picture)
    return tuple(sorted(set(found)))


def changes_feedback(rows: Iterable[object]) -> bool:
    return any(isinstance(row, Feedback) for row in rows)


class GuestVerbs:
    """Verbs return at once, as the till's other verbs do."""

    def __init__(self, write: StaffWrite) -> None:
        self._write = write

    def seen(self, feedback: str, by: str) -> Future[None]:
        """It is read."""
        return self._write(by, "serve", lambda entry: see_feedback(entry, feedback, by))
