"""What guests say, for the owner: feedback after the meal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sync_server.workflows.reporting import Reporting

PAGE = "/owner/guests"
Handler = Callable[[Request], Awaitable[Response]]


class GuestPages:
    """``store`` finds the store that a request is about, ``page`` draws in the house's frame."""

    def __init__(
        self,
        reporting: Reporting,
        store: Callable[[Request], Awaitable[Any]],
        page: Callable[..., Response],
    ) -> None:
        self._reporting, self._store, self._page = reporting, store, page

    def routes(self, behind: Callable[[Handler], Handler]) -> list[BaseRoute]:
        """All behind the owner's door."""
        return [Route(PAGE, behind(self.guests))]

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
        )
