"""Guests' words of a meal at the till: on this device, not in the journal; overwritten when they go."""

from __future__ import annotations

import json
from collections.abc import Sequence

from domain.people.feedback import Feedback
from domain.people.guests_words import GuestsWords, SeenWords, standing, with_words
from domain.record.plain import from_plain, to_plain
from pos_app.database import journal
from pos_app.database.state import SqlTables
from pos_app.workflows.book import Entry

NAME = "guests_words"  # of this device's value


def words_of(tables: SqlTables) -> tuple[GuestsWords, ...]:
    """Those that stand, the newest first."""
    return standing(_kept(tables), lambda id: tables.get(Feedback, id))


def see_words(tables: SqlTables) -> SeenWords:
    """What the servers are told."""
    return SeenWords(words_of(tables))


def keep_words(entry: Entry, feedback: str, at: int, words: str) -> None:
    """What a phone says now; nothing of what it said before."""
    _put(entry, with_words(_kept(entry.tables), GuestsWords(feedback, at, words)))


def drop_gone(entry: Entry) -> None:
    """Let go what was taken back by another history, or stood in a backup still."""
    _put(entry, words_of(entry.tables))


def _kept(tables: SqlTables) -> tuple[GuestsWords, ...]:
    text = tables.local(NAME)
    return from_plain(tuple[GuestsWords, ...], json.loads(text)) if text else ()


def _put(entry: Entry, wanted: Sequence[GuestsWords]) -> None:
    if tuple(wanted) != _kept(entry.tables):
        journal.overwrite_local(entry.connection, NAME, to_plain(wanted))
