"""What guests say, for the owner: feedback after the meal, and what they write with the staff."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from domain.errors import Refused
from domain.people.chat import WECHAT, SeenChat, checked_text, sent_words
from domain.people.guest_pictures import kind_of
from domain.people.guests_words import spoken
from domain.record.ids import is_id
from sync_server.dashboard.rendering import language_of, refused_words, sentence
from sync_server.workflows.guest_pictures import GuestPictures
from sync_server.workflows.relaying import Relay
from sync_server.workflows.reporting import Reporting

PAGE = "/owner/guests"
PRIVATE = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer of the owner's that the till has not taken; ``no``: why it will not."""

    text: str
    no: str


@dataclass(frozen=True, slots=True)
class ChatShown:
    """What is written with one guest; ``form``: the id that the next answer goes by."""

    phone: str
    chat: SeenChat
    waiting: list[Waiting]
    form: str

    @property
    def in_wechat(self) -> bool:
        return self.chat.via == WECHAT


class GuestPages:
    """``store`` finds the store that a request is about, ``page`` draws in the house's frame."""

    def __init__(
        self,
        reporting: Reporting,
        relay: Relay,
        pictures: GuestPictures,
        store: Callable[[Request], Awaitable[Any]],
        page: Callable[..., Response],
        new_id: Callable[[], str],
    ) -> None:
        self._reporting, self._relay, self._pictures = reporting, relay, pictures
        self._store, self._page, self._new_id = store, page, new_id

    def routes(self, behind: Callable[[Handler], Handler]) -> list[BaseRoute]:
        """All behind the owner's door."""
        return [
            Route(PAGE, behind(self.guests)),
            Route(PAGE, behind(self.answer), methods=["POST"]),
            Route(f"{PAGE}/{{picture}}", behind(self.picture)),
        ]

    def _chats(self, request: Request, store: str) -> list[ChatShown]:
        """What is written with guests now, as the till tells it; the newest first."""
        found = self._relay.front(store).chats.items()
        return [
            ChatShown(phone, chat, self._waiting(request, store, phone, chat), self._new_id())
            for phone, chat in sorted(found, key=lambda one: -one[1].messages[-1].at)
        ]

    async def picture(self, request: Request) -> Response:
        """What a guest has sent with it."""
        store = await self._store(request)
        found = await self._pictures.jpeg(store.id, request.path_params["picture"]) if store else None
        if found is None:
            return Response(status_code=404, headers=PRIVATE)
        kind, ending = kind_of(found)
        if kind.startswith("audio/"):  # few browsers play AMR by themselves: it comes as a file with a name
            named = {"Content-Disposition": f'inline; filename="voice.{ending}"'}
            return Response(found, headers=PRIVATE | named, media_type=kind)
        return Response(found, headers=PRIVATE, media_type=kind)

    def _waiting(self, request: Request, store: str, phone: str, chat: SeenChat) -> list[Waiting]:
        there, language = {one.id for one in chat.messages}, language_of(request)
        return [
            Waiting(str(one.body.get("text", "")), refused_words(one, language))
            for one in self._relay.said_by_owner(store, phone)
            if one.id not in there and one.state != "accepted"
        ]

    async def answer(self, request: Request) -> Response:
        """Write to a guest: the till takes it, and whoever sends it on hears it there."""
        store, form = await self._store(request), await request.form()
        if store is None:
            return RedirectResponse("/owner/devices", 303)
        phone, id = str(form.get("phone", "")), str(form.get("id", ""))
        try:
            text = checked_text(str(form.get("text", "")))
            if phone not in self._relay.front(store.id).chats or not is_id(id):
                raise Refused("chat_gone")
            await self._relay.pass_on(
                store.id, "chat_answer", id, phone, {"id": id, "phone": phone, "text": text}
            )
        except Refused as no:
            return await self.guests(request, no)
        return RedirectResponse(store.link(PAGE), 303)

    async def guests(self, request: Request, no: Refused | None = None) -> Response:
        """The latest that guests have said."""
        store = await self._store(request)
        if store is None:
            return RedirectResponse("/owner/devices", 303)
        told = await asyncio.to_thread(self._reporting.feedback, store.id)
        words = self._relay.front(store.id).said.said
        said = [replace(one, said=spoken(one.said, words)) for one in told]
        stars = sum(one.said.stars for one in said)
        return self._page(
            request,
            "guests.html",
            "guests",
            store,
            said=said,
            mean=f"{stars / len(said):.1f}" if said else "",
            bad=sum(one.said.bad for one in said),
            chats=self._chats(request, store.id),
            sent=lambda one: sent_words(one, language_of(request).translate),
            trouble=sentence(no, language_of(request)) if no else "",
        )
