"""Words between a guest's phone and the staff: few, short, kept no longer than a day, and no facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.errors import Refused
from domain.floor.store_code import PLACE

LONGEST = 300  # characters
MOST_MESSAGES = 40  # of one phone
MOST_CHATS = 60
KEPT = 24 * 3_600_000  # milliseconds after the last word
GUEST = "guest"
WECHAT = "wechat"  # written inside WeChat, to the store's official account
KEY = "chat/"  # before the phone, where it is published


@dataclass(frozen=True, slots=True)
class Message:
    """``by``: GUEST, else the id of a member of staff. ``at``: UTC milliseconds."""

    id: str
    at: int
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Chat:
    """All that was said with one phone. ``table``: where it was scanned, ``opening`` that it belongs to, ""
    if none is known. ``read_at``: up to when staff have read.
    """

    phone: str
    table: str
    opening: str = ""
    messages: tuple[Message, ...] = ()
    read_at: int = 0
    via: str = ""

    @property
    def last_at(self) -> int:
        """When something was said last; 0: never."""
        return self.messages[-1].at if self.messages else 0

    @property
    def unread(self) -> int:
        """How many of the guest's messages nobody has read."""
        return sum(one.by == GUEST and one.at > self.read_at for one in self.messages)


@dataclass(frozen=True, slots=True)
class Word:
    """What a phone sends. ``id`` is made there. ``via``: see ``Chat``; a page of ours cannot say it."""

    id: str
    phone: str
    text: str
    table: str = ""
    opening: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True)
class SeenChat:
    """What a phone, and the owner's page, is shown; ``table`` is whose page it wakes."""

    table: str = PLACE
    opening: str = ""
    messages: tuple[Message, ...] = field(default=())
    via: str = ""


Chats = Mapping[str, Chat]
"""By phone."""


def checked_text(text: str) -> str:
    """What is said, without needless space. Raises Refused for nothing, or too much."""
    said = " ".join(text.split())
    if not said:
        raise Refused("unreadable")
    if len(said) > LONGEST:
        raise Refused("words_too_long", maximum=LONGEST)
    return said


def pieces(text: str) -> tuple[str, ...]:
    """What is longer than one message may be, as several."""
    squeezed = " ".join(text.split())
    return tuple(squeezed[at : at + LONGEST] for at in range(0, len(squeezed), LONGEST))


def said(chats: Chats, word: Word, at: int) -> Chats:
    """With what a phone says; the same message twice is once. Raises Refused."""
    text = checked_text(word.text)
    known = chats.get(word.phone) or Chat(word.phone, word.table)
    if any(one.id == word.id for one in known.messages):
        return chats
    messages = (*known.messages, Message(word.id, max(at, known.last_at + 1), GUEST, text))
    changed = replace(
        known,
        table=word.table or known.table,
        opening=word.opening or known.opening,
        via=word.via or known.via,
        messages=messages[-MOST_MESSAGES:],
    )
    return _bounded({**chats, word.phone: changed})


def answered(chats: Chats, phone: str, message: Message) -> Chats:
    """With an answer of the staff, who have read all until now. Raises Refused("chat_gone")."""
    known = _there(chats, phone)
    told = replace(message, text=checked_text(message.text), at=max(message.at, known.last_at + 1))
    if any(one.id == told.id for one in known.messages):
        return chats
    messages = (*known.messages, told)[-MOST_MESSAGES:]
    return {**chats, phone: replace(known, messages=messages, read_at=told.at)}


def read(chats: Chats, phone: str) -> Chats:
    """Somebody has read what a phone said. Raises Refused("chat_gone")."""
    known = _there(chats, phone)
    return {**chats, phone: replace(known, read_at=known.last_at)}


def without(chats: Chats, phone: str) -> Chats:
    """The guest, or the staff, want it gone."""
    return {key: one for key, one in chats.items() if key != phone}


def fresh(chats: Chats, now: int) -> Chats:
    """Those of which something was said within a day."""
    return {key: one for key, one in chats.items() if now - one.last_at < KEPT}


def _there(chats: Chats, phone: str) -> Chat:
    known = chats.get(phone)
    if known is None:
        raise Refused("chat_gone")
    return known


def _bounded(chats: Chats) -> Chats:
    latest = sorted(chats.values(), key=lambda one: -one.last_at)[:MOST_CHATS]
    return {one.phone: one for one in latest}
