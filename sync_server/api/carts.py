"""The doors of a table's shared cart: what a phone has changed, how it stands, and its news as they come.

News are server-sent events: each is a change with its place in the log as id, so that a phone that was away
gets only what it has missed. Every 15 s a beat says that the line still stands.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from domain.errors import Refused
from domain.record.canonical import canonical, parse
from sync_server.api.diners import Handler
from sync_server.diner import flood as limits
from sync_server.diner.answering import light, refusal
from sync_server.diner.asking import address_of, body_of, language_of
from sync_server.diner.elsewhere import open_to
from sync_server.diner.flood import Flood, Limit
from sync_server.diner.port import Relay
from sync_server.workflows.carts import Asker, Carts, read_told
from sync_server.workflows.waking import Bell

BEAT = 15.0  # seconds
CART_BY_PHONE = Limit(40, 3)
CART_BY_TABLE = Limit(240, 20)
STREAM_HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # a proxy hands on each event at once
}


def routes(carts: Carts, relay: Relay, flood: Flood) -> list[Route]:
    """Routes to mount beside the other doors of phones."""
    door = _Door(carts, flood)
    return [
        Route("/t/{code}/cart", _answered(door.tell, relay), methods=["POST"]),
        Route("/t/{code}/cart", _answered(door.news, relay)),
    ]


def _answered(handler: Handler, relay: Relay) -> Handler:
    """Refusals become answers in the phone's language; pages of the store's other servers may read it."""

    async def answered(request: Request) -> Response:
        try:
            response = await handler(request)
        except Refused as no:
            response = refusal(no, language_of(request))
        response.headers.update(open_to(request, relay))
        return response

    return answered


class _Door:
    def __init__(self, carts: Carts, flood: Flood) -> None:
        self._carts, self._flood = carts, flood

    async def tell(self, request: Request) -> Response:
        code = request.path_params["code"]
        plain = parse(await body_of(request))
        asker = Asker(*(_text(plain, name) for name in ("phone", "opening", "secret")))
        told = read_told(plain)
        if not self._flood.allows(
            ("cart", asker.phone, CART_BY_PHONE),
            ("cart", code, CART_BY_TABLE),
            ("asking", address_of(request), limits.ASK_BY_ADDRESS),
        ):
            raise Refused("too_fast")
        return light(request, await self._carts.tell(code, asker, told))

    async def news(self, request: Request) -> Response:
        code, asked = request.path_params["code"], request.query_params
        asker = Asker(*(asked.get(name, "")[:64] for name in ("phone", "opening", "secret")))
        if not self._flood.allows(("asking", address_of(request), limits.ASK_BY_ADDRESS)):
            raise Refused("too_fast")
        last = request.headers.get("last-event-id") or asked.get("last", "")
        mark = self._carts.mark(code, asker)
        first = self._carts.now(code, asker, last[:128])
        return StreamingResponse(self._events(code, asker, first, mark), headers=STREAM_HEADERS)

    async def _events(
        self, code: str, asker: Asker, state: Mapping[str, Any], mark: tuple[Bell, int] | None
    ) -> AsyncIterator[bytes]:
        """Each change as it comes, until the phone hangs up or its opening ends. What comes while an event
        is on its way is told with the next."""
        yield b"retry: 2000\n" + _event(state)
        last = str(state.get("version", ""))
        try:
            while not self._carts.closing:
                if await self._carts.changed(code, asker, BEAT, mark):
                    mark = self._carts.mark(code, asker)
                    state = self._carts.now(code, asker, last)
                    last = str(state.get("version", ""))
                    yield _event(state)
                else:
                    yield b"event: beat\ndata:\n\n"
        except Refused as no:
            yield b"event: over\ndata: " + no.code.encode() + b"\n\n"


def _event(state: Mapping[str, Any]) -> bytes:
    id = str(state.get("version", ""))
    return (f"id: {id}\n" if id else "").encode() + b"data: " + canonical(state) + b"\n\n"


def _text(plain: Mapping[str, object], name: str) -> str:
    found = plain.get(name, "")
    if not isinstance(found, str) or len(found) > 64:
        raise Refused("unreadable")
    return found
