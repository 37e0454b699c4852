"""Words between a guest's phone and the staff: few, short, kept while they can be answered, and no facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from domain.errors import Refused, _m
from domain.floor.store_code import PLACE
from domain.selling.pictures import is_picture_id

LONGEST = 300  # characters
MOST_MESSAGES = 40  # of one phone
MOST_CHATS = 60
KEPT = 24 * 3_600_000  # milliseconds after the last word
KEPT_IN_WECHAT = 48 * 3_600_000  # so long an answer to it goes there
GUEST = "guest"
OWNER = "owner"  # writes on the owner's page
WECHAT = "wechat"  # written inside WeChat, to the store's official account
DELIVERED, TWICE, LATE, MANY, UNBOUND, REFUSED = "delivered", "twice", "late", "many", "unbound", "refused"
WAITING = "waiting"
PICTURE, VOICE, GONE = "picture", "voice", "gone"  # what came with a message
GONE_WORDS = _m("It could not be fetched; it may still be in WeChat's own console")
SENT: Mapping[str, str] = {
    "": _m("On its way to WeChat"),
    DELIVERED: _m("Delivered"),
    TWICE: _m("Delivered; an answer of WeChat's was lost on the way, so it may stand there twice"),
    LATE: _m(
        "Not delivered: WeChat takes answers for 48 hours after a guest's last message, if she follows still"
    ),
    MANY: _m("Not delivered: WeChat takes no more answers until the guest writes again"),
    UNBOUND: _m("Not delivered: the official account is not bound any more"),
    WAITING: _m(
        "Not delivered yet: WeChat does not take it ({code}). It goes out by itself once that is put right; "
        "the owner's page says what to look at"
    ),
    REFUSED: _m("Not delivered: WeChat does not take it ({code}). The owner's page says what to look at"),
}
KEY = "chat/"  # before the phone, where it is published


@dataclass(frozen=True, slots=True)
class Message:
    """``by``: GUEST, OWNER, else the id of a member of staff. ``at``: UTC milliseconds.

    ``sent``: what became of an answer that goes to WeChat, a key of SENT; after WAITING and REFUSED stands
    WeChat's code. ``media``: PICTURE or VOICE and what it is called (``guest_pictures``), or GONE.
    """

    id: str
    at: int
    by: str
    text: str
    sent: str = ""
    media: str = ""

    @property
    def picture(self) -> str:
        """What the picture is called that came with it, if one did."""
        return self._called(PICTURE)

    @property
    def voice(self) -> str:
        """The same of a voice."""
        return self._called(VOICE)

    def _called(self, kind: str) -> str:
        what, _, id = self.media.partition(" ")
        return id if what == kind and is_picture_id(id) else ""

    @property
    def failed(self) -> bool:
        """Whether the guest does not have it, and somebody is to see why."""
        return self.sent not in ("", DELIVERED, TWICE)


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


def delivered(chats: Chats, phone: str, message: str, sent: str) -> Chats:
    """With what became of an answer; of one that is gone nothing."""
    known = chats.get(phone)
    if known is None:
        return chats
    told = tuple(replace(one, sent=sent) if one.id == message else one for one in known.messages)
    return {**chats, phone: replace(known, messages=told)}


def with_media(chats: Chats, phone: str, message: str, media: str) -> Chats:
    """With what came with a guest's message; of one that is gone nothing."""
    known = chats.get(phone)
    if known is None:
        return chats
    told = tuple(
        replace(one, media=media) if one.id == message and one.by == GUEST else one for one in known.messages
    )
    return {**chats, phone: replace(known, messages=told)}


def files_of(chats: Iterable[Chat]) -> tuple[str, ...]:
    """What all pictures and voices are called that came."""
    return tuple(sorted({one.picture or one.voice for chat in chats for one in chat.messages} - {""}))


def sent_words(message: Message, translate: Callable[[str], str]) -> str:
    """What became of an answer that goes to WeChat."""
    what, _, code = message.sent.partition(" ")
    return translate(SENT.get(what, SENT[REFUSED])).format(code=code)


def read(chats: Chats, phone: str) -> Chats:
    """Somebody has read what a phone said. Raises Refused("chat_gone")."""
    known = _there(chats, phone)
    return {**chats, phone: replace(known, read_at=known.last_at)}


def without(chats: Chats, phone: str) -> Chats:
    """The guest, or the staff, want it gone."""
    return {key: one for key, one in chats.items() if key != phone}


def fresh(chats: Chats, now: int) -> Chats:
    """Those of which something was said lately: what nobody can answer any more is gone."""
    return {key: one for key, one in chats.items() if now - one.last_at < _kept(one)}


def _kept(one: Chat) -> int:
    return KEPT_IN_WECHAT if one.via == WECHAT else KEPT


def _there(chats: Chats, phone: str) -> Chat:
    known = chats.get(phone)
    if known is None:
        raise Refused("chat_gone")
    return known


def _bounded(chats: Chats) -> Chats:
    latest = sorted(chats.values(), key=lambda one: -one.last_at)[:MOST_CHATS]
    return {one.phone: one for one in latest}
