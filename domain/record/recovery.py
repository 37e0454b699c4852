"""The key that closes backups, as facts: its public half, and that its owner has the other one on paper.

It is a fact and not a value of the device: whoever changes it changes who can read every later backup, and
that belongs into the history that nobody can alter; also a new PC that pulls the history has it again. The
secret half is never written anywhere: it is shown once, on the recovery sheet.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from domain.record.envelope import Event
from domain.record.rows import Document
from domain.record.tables import Tables

LAST = 6  # characters of the secret key that its owner types to show that the sheet is there
DOCUMENT = "recovery"


@dataclass(frozen=True, slots=True)
class RecoveryKey:
    """``public``: an age recipient. ``check``: see ``check_of``. ``made_at``, ``confirmed_at``: UTC
    milliseconds, or 0."""

    public: str = ""
    check: str = ""
    made_at: int = 0
    confirmed_at: int = 0

    def fits(self, typed: str) -> bool:
        """Whether these are the last characters of the secret key; a whole key will do too."""
        letters = "".join(typed.split()).upper()
        return len(letters) >= LAST and check_of(self.public, letters[-LAST:]) == self.check


def check_of(public: str, last: str) -> str:
    """What is kept of the secret key's last characters. They are its checksum: it can be told by them, not
    made."""
    return hashlib.sha256(f"{public} {last.upper()}".encode()).hexdigest()[:16]


def next_version(tables: Tables) -> int:
    """The version of a key that is made now."""
    row = tables.get(Document, DOCUMENT)
    return row.version + 1 if row else 1


def key_made(event: Event, tables: Tables) -> None:
    """The key of the highest version stands, whichever is heard of last."""
    row = tables.get(Document, DOCUMENT)
    version = event.body.get("version") or next_version(tables)  # not told by release 0.1.0
    if row is None or (version, event.body["public"]) > (row.version, row.body.get("public", "")):
        tables.put(Document(DOCUMENT, version, {**event.body, "made_at": event.at}))


def key_confirmed(event: Event, tables: Tables) -> None:
    row = tables.get(Document, DOCUMENT)
    if row is not None and row.body.get("public") == event.body["public"]:
        version = event.body.get("version") or next_version(tables)
        at = min(event.at, row.body.get("confirmed_at") or event.at)
        tables.put(Document(DOCUMENT, version, {**row.body, "confirmed_at": at}))


APPLIES = {"backup.key_made": key_made, "backup.key_confirmed": key_confirmed}
