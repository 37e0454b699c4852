"""What guests and staff write to each other, as cards for the floor and rows for a sheet."""

from dataclasses import dataclass

from domain.people.chat import GONE, GONE_WORDS, GUEST, OWNER, WECHAT, Chat, Message, sent_words
from pos_app.language import _, ngettext
from pos_app.models.store_code import place_words
from pos_app.models.wording import Wording
from pos_app.workflows.views import TillView


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it is shown: ``mine`` is what the staff wrote, ``failed`` what cannot reach the guest.
    ``picture``, ``voice``: what the file is called that came with it.
    """

    text: str
    under: str
    mine: bool
    failed: bool = False
    picture: str = ""
    voice: str = ""


def chat_place(chat: Chat, view: TillView, wording: Wording) -> str:
    """Who writes: the table or number that the phone belongs to, else the code that it scanned.

    Of a guest who writes inside WeChat no more is known than that it is the same one."""
    if chat.via == WECHAT:
        return _("WeChat guest {mark}").format(mark=chat.phone[-4:].upper())
    known = view.openings.get(chat.opening) or next(
        (one for one in view.openings.values() if chat.phone in one.opening.phones), None
    )
    return wording.name(view.place(known.opening)) if known else place_words(chat.table, view, wording)


def chat_title(chat: Chat, view: TillView, wording: Wording) -> str:
    """With how much of it nobody has read."""
    place = chat_place(chat, view, wording)
    if not chat.unread:
        return place
    new = ngettext("{n} new", "{n} new", chat.unread).format(n=chat.unread)
    return f"{place} · {new}"


def said(chat: Chat, view: TillView, wording: Wording) -> tuple[Said, ...]:
    """The messages, oldest first, each with who and when."""
    names = {person.id: wording.name(person.name) for person in view.staff}

    def who(by: str) -> str:
        return {GUEST: _("The guest"), OWNER: _("The owner")}.get(by) or names.get(by, _("Staff"))

    def under(one: Message) -> str:
        goes = chat.via == WECHAT and one.by != GUEST
        became = [sent_words(one, _)] if goes else [_(GONE_WORDS)] if one.media == GONE else []
        return " · ".join((who(one.by), wording.clock(one.at), *became))

    return tuple(
        Said(one.text, under(one), one.by != GUEST, one.failed, one.picture, one.voice)
        for one in chat.messages
    )


def unread_chats(view: TillView) -> int:
    """How many of the guests' messages nobody has read."""
    return sum(one.unread for one in view.chats)
