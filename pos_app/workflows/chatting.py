"""Guests and staff write to each other; kept on this device alone, not in the journal. ``till.chat``."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from domain.errors import Refused
from domain.people import chat
from domain.people.chat import KEY, Chat, Chats, Message, SeenChat, Word
from domain.record.ids import is_id
from domain.record.plain import from_plain, to_plain
from domain.selling.request import Verdict
from pos_app.database import journal
from pos_app.database.state import SqlTables
from pos_app.workflows.book import Entry, Written
from pos_app.workflows.guests_words import drop_gone
from pos_app.workflows.hearing_guests import withdraw_feedback
from pos_app.workflows.staff_write import StaffWrite

LOOK = 1800.0  # seconds between two looks at what is a day old
NAME = "chats"  # of this device's value


@dataclass(frozen=True, slots=True)
class ChatsTurned:
    """What stands among the rows of a transaction that changed chats: those of these phones, and all now."""

    phones: tuple[str, ...]
    chats: tuple[Chat, ...]


def chats_of(tables: SqlTables) -> dict[str, Chat]:
    """All chats by phone."""
    text = tables.local(NAME)
    return {one.phone: one for one in from_plain(tuple[Chat, ...], json.loads(text) if text else [])}


def newest_first(chats: Chats) -> tuple[Chat, ...]:
    return tuple(sorted(chats.values(), key=lambda one: (-one.last_at, one.phone)))


def hear_word(entry: Entry, plain: Mapping[str, Any], received: int) -> Verdict:
    """Take what a phone says. Heard twice it is the same."""
    try:
        word = from_plain(Word, plain)
        before = chats_of(entry.tables)
        _keep(entry, before, chat.said(before, word, received or entry.now), word.phone)
    except Refused as no:
        id = plain.get("id")
        known_by = id if isinstance(id, str) and is_id(id) else ""
        return Verdict(known_by, "refused", entry.now, no.code, no.facts)
    return Verdict(word.id, "accepted", entry.now)


def hear_forget(entry: Entry, plain: Mapping[str, Any], received: int) -> Verdict:
    """A guest wants gone what was written; with ``opening``, what was said of that meal."""
    phone, opening = str(plain.get("phone", "")), str(plain.get("opening", ""))
    if opening:
        withdraw_feedback(entry, phone, opening, received)
    else:
        forget(entry, phone)
    return Verdict(str(plain.get("id", "")), "accepted", entry.now)


def hear_answer(entry: Entry, plain: Mapping[str, Any]) -> Verdict:
    """Take what the owner answers on the page. Heard twice it is the same."""
    id, phone, text = (str(plain.get(name, "")) for name in ("id", "phone", "text"))
    before = chats_of(entry.tables)
    try:
        _keep(entry, before, chat.answered(before, phone, Message(id, entry.now, chat.OWNER, text)), phone)
    except Refused as no:
        return Verdict(id, "refused", entry.now, no.code, no.facts)
    return Verdict(id, "accepted", entry.now)


def hear_sent(entry: Entry, plain: Mapping[str, Any]) -> Verdict:
    """What became of an answer that went to WeChat."""
    id, phone, message, sent = (str(plain.get(name, "")) for name in ("id", "phone", "message", "sent"))
    before = chats_of(entry.tables)
    _keep(entry, before, chat.delivered(before, phone, message, sent), phone)
    return Verdict(id, "accepted", entry.now)


def hear_media(entry: Entry, plain: Mapping[str, Any]) -> Verdict:
    """What came with a message from inside WeChat, once the server has it."""
    id, phone, message, media = (str(plain.get(name, "")) for name in ("id", "phone", "message", "media"))
    before = chats_of(entry.tables)
    _keep(entry, before, chat.with_media(before, phone, message, media), phone)
    return Verdict(id, "accepted", entry.now)


def forget(entry: Entry, phone: str) -> None:
    """Nothing is known any more of what was written with a phone."""
    before = chats_of(entry.tables)
    _keep(entry, before, chat.without(before, phone), phone)


def _keep(entry: Entry, before: Chats, wanted: Chats, phone: str) -> None:
    now = chat.fresh(wanted, entry.now)
    if now == before:
        return
    listed = newest_first(now)
    journal.overwrite_local(entry.connection, NAME, to_plain(listed))
    phones = tuple(sorted({phone, *(set(before) - set(now))} - {""}))
    entry.tables.touched.append(ChatsTurned(phones, listed))


def see_chat(tables: SqlTables, phone: str) -> SeenChat:
    """What is to be published of a phone's chat: without words once it is gone."""
    known = chats_of(tables).get(phone)
    return SeenChat(known.table, known.opening, known.messages, known.via) if known else SeenChat()


def chat_keys(rows: tuple[object, ...]) -> set[str]:
    """The keys of the chats that a transaction changed."""
    return {f"{KEY}{phone}" for row in rows if isinstance(row, ChatsTurned) for phone in row.phones}


def chats_in(written: Written) -> tuple[Chat, ...] | None:
    """All chats after a transaction that changed some, else None."""
    turned = [row.chats for row in written.rows if isinstance(row, ChatsTurned)]
    return turned[-1] if turned else None


class ChatVerbs:
    """Verbs return at once, as the till's other verbs do."""

    def __init__(
        self, write: StaffWrite, write_alone: Callable[[Callable[[Entry], None]], Future[None]]
    ) -> None:
        self._write, self._write_alone = write, write_alone

    def answer(self, phone: str, message: str, text: str, by: str) -> Future[None]:
        """Write to a guest, under an id of the screen's."""

        def work(entry: Entry) -> None:
            before = chats_of(entry.tables)
            _keep(entry, before, chat.answered(before, phone, Message(message, entry.now, by, text)), phone)

        return self._write(by, "serve", work)

    def read(self, phone: str, by: str) -> Future[None]:
        """It is read."""

        def work(entry: Entry) -> None:
            before = chats_of(entry.tables)
            _keep(entry, before, chat.read(before, phone), phone)

        return self._write(by, "serve", work)

    def drop_old(self) -> float:
        """Let go what is a day old; seconds until the next look. Called by the till itself."""

        def work(entry: Entry) -> None:
            chats = chats_of(entry.tables)
            _keep(entry, chats, chats, "")
            drop_gone(entry)

        self._write_alone(work).result()
        return LOOK

    def remove(self, phone: str, by: str) -> Future[None]:
        """Nobody needs it any more."""
        return self._write(by, "serve", lambda entry: forget(entry, phone))
