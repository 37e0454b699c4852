"""The owner's official account with WeChat: bound, tried by the owner's own WeChat, and unbound."""

from __future__ import annotations

import secrets
import string
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from domain.errors import Refused
from sync_server.dashboard.rendering import language_of, sentence
from sync_server.workflows.payers import FIELDS, Payers

PAGE = "/owner/official"
QUIET_ZONE = 4  # modules
LETTERS = string.ascii_letters + string.digits
Handler = Callable[[Request], Awaitable[Response]]


class OfficialPages:
    """``store`` finds the store that a request is about, ``page`` draws in the house's frame."""

    def __init__(
        self,
        payers: Payers,
        store: Callable[[Request], Awaitable[Any]],
        page: Callable[..., Response],
    ) -> None:
        self._payers, self._store, self._page = payers, store, page

    def routes(self, behind: Callable[[Handler], Handler]) -> list[BaseRoute]:
        """All behind the owner's door."""
        return [
            Route(PAGE, behind(self.official)),
            Route(PAGE, behind(self.bind), methods=["POST"]),
            Route(f"{PAGE}/messages", behind(self.back)),  # who looks again at what was shown once
            Route(f"{PAGE}/messages", behind(self.messages), methods=["POST"]),
            Route(f"{PAGE}/end", behind(self.unbind), methods=["POST"]),
        ]

    async def official(
        self, request: Request, no: Refused | None = None, shared: tuple[str, str] | None = None
    ) -> Response:
        """What is bound to the store now. ``shared``: token and key as just taken, shown this once."""
        store = await self._store(request)
        if store is None:
            return RedirectResponse("/owner/devices", 303)
        typed = dict.fromkeys(FIELDS, "")
        if no:
            sent = await request.form()
            typed |= {name: str(sent.get(name, "")) for name in FIELDS if name != "secret"}
        bound = self._payers.shown(store.id)
        return self._page(
            request,
            "official.html",
            "accounts",
            store,
            bound=bound,
            code=drawn(bound.trial) if bound else "",
            here_host=request.url.netloc,
            typed=typed,
            shared=shared,
            fresh=(_drawn_by_lot(32), _drawn_by_lot(43)),
            trouble=sentence(no, language_of(request)) if no else "",
        )

    async def bind(self, request: Request) -> Response:
        """Know guests by this account once it is tried."""
        store, form = await self._store(request), await request.form()
        if store is None:
            return RedirectResponse("/owner/devices", 303)
        try:
            await self._payers.bind(store.id, {name: str(form.get(name, "")) for name in FIELDS})
        except Refused as no:
            return await self.official(request, no)
        return RedirectResponse(store.link(PAGE), 303)

    async def back(self, request: Request) -> Response:
        """To the page itself."""
        store = await self._store(request)
        return RedirectResponse(store.link(PAGE) if store else "/owner/devices", 303)

    async def messages(self, request: Request) -> Response:
        """Let WeChat push what guests write, or no more."""
        store, form = await self._store(request), await request.form()
        if store is None:
            return RedirectResponse("/owner/devices", 303)
        token, aes_key = (str(form.get(name, "")).strip() for name in ("token", "aes_key"))
        try:
            await self._payers.take_messages(store.id, token, aes_key)
        except Refused as no:
            return await self.official(request, no)
        return await self.official(request, shared=(token, aes_key) if token else None)

    async def unbind(self, request: Request) -> Response:
        """Guests are not known any more."""
        store = await self._store(request)
        if store is not None:
            await self._payers.unbind(store.id)
        return RedirectResponse(store.link(PAGE) if store else "/owner/devices", 303)


def _drawn_by_lot(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def drawn(text: str) -> str:
    """A code that a phone scans, as SVG."""
    import qrcode  # and with it a library of pictures

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    rows = code.get_matrix()
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, on in enumerate(row) if on)
    side = len(rows)
    return (
        f'<svg class="qr" viewBox="0 0 {side} {side}" role="img" shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{dark}" fill="#000"/></svg>'
    )
