"""What guests say, for the owner: feedback after the meal, and what they write with the staff."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from domain.people.chat import SeenChat
from sync_server.workflows.guest_pictures import GuestPictures
from sync_server.workflows.relaying import Relay
from sync_server.workflows.reporting import Reporting

PAGE = "/owner/guests"
PRIVATE = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
Handler = Callable[[Request], Awaitable[Response]]


class GuestPages:
    """``store`` finds the store that a request is about, ``page`` draws in the house's frame."""

    def __init__(
        self,
        reporting: Reporting,
        relay: Relay,
        pictures: GuestPictures,
        store: Callable[[Request], Awaitable[Any]],
        page: Callable[..., Response],
    ) -> None:
        self._reporting, self._relay, self._pictures = reporting, relay, pictures
        self._store, self._page = store, page

    def routes(self, behind: Callable[[Handler], Handler]) -> list[BaseRoute]:
        """All behind the owner's door."""
        return [
            Route(PAGE, behind(self.guests)),
            Route(f"{PAGE}/{{picture}}", behind(self.picture)),
        ]

    def _chats(self, store: str) -> list[SeenChat]:
        """What is written with guests now, as the till tells it; the newest first."""
        chats = self._relay.front(store).chats.values()
        return sorted(chats, key=lambda one: -one.messages[-1].at)

    async def picture(self, request: Request) -> Response:
        """What a guest has sent with it."""
        store = await self._store(request)
        found = await self._pictures.jpeg(store.id, request.path_params["picture"]) if store else None
        if found is None:
            return Response(status_code=404, headers=PRIVATE)
        return Response(found, headers=PRIVATE, media_type="image/jpeg")

    async def guests(self, request: Request) -> Response:
        """The latest that guests have said."""
        store = await self._store(request)
        if store is None:
            return RedirectResponse("/owner/devices", 303)
        said = await asyncio.to_thread(self._reporting.feedback, store.id)
        stars = sum(one.said.stars for one in said)
        return self._page(
            request,
            "guests.html",
            "guests",
            store,
            said=said,
            mean=f"{stars / len(said):.1f}" if said else "",
            bad=sum(one.said.bad for one in said),
            chats=self._chats(store.id),
        )
