"""What a guest's phone asks of a server: the page, a quote, an order, the present state, a call."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.errors import Refused, refusal_text
from domain.record.canonical import canonical, parse
from domain.selling.request import read_request
from sync_server.diner import flood as limits
from sync_server.diner.assets import Assets
from sync_server.diner.flood import Flood
from sync_server.diner.language import COOKIE, Language, choose
from sync_server.diner.money import currency
from sync_server.diner.page import Pages, home_language, policy
from sync_server.diner.port import Relay
from sync_server.diner.quoting import quote
from sync_server.diner.telling import tell

LARGEST_BODY = 64 * 1024  # bytes
LONGEST_WAIT = 25.0  # seconds
A_YEAR = 365 * 24 * 3600  # seconds
STATUS = {
    "table_unknown": 404,
    "request_changed": 409,
    "old_opening": 409,
    "too_large": 413,
    "too_fast": 429,
    "store_away": 503,
}
CALLS = ("waiter", "bill")


def _m(message: str) -> str:
    return message


# Refusals that only this door gives; all others are the domain's.
OWN_MESSAGES: Mapping[str, str] = {
    "too_fast": _m("That was a lot at once. Wait a moment; your dishes are kept."),
    "too_large": _m("That is too much for one order. Split it in two."),
}

Answer = Callable[[Request], Awaitable[Response]]


def routes(relay: Relay, flood: Flood | None = None, now: Callable[[], int] | None = None) -> list[Route]:
    """Routes to mount. ``now`` gives UTC milliseconds."""
    door = _Door(relay, flood or Flood(), now or (lambda: time.time_ns() // 1_000_000))
    return [
        Route("/diner/{name}", door.asset),
        Route("/t/{code}", door.page),
        Route("/t/{code}/now", door.answered(door.state)),
        Route("/t/{code}/quote", door.answered(door.quote), methods=["POST"]),
        Route("/t/{code}/orders", door.answered(door.order), methods=["POST"]),
        Route("/t/{code}/call", door.answered(door.call), methods=["POST"]),
    ]


class _Door:
    """The handlers, over one relay."""

    def __init__(self, relay: Relay, flood: Flood, now: Callable[[], int]) -> None:
        self._relay = relay
        self._flood = flood
        self._now = now
        self._assets = Assets()
        self._pages = Pages(self._assets)
        self._policy = policy()

    # ---------------------------------------------------------------- the page

    async def page(self, request: Request) -> Response:
        code, wanted = request.path_params["code"], request.query_params.get("lang", "")
        headers = {
            "Content-Security-Policy": self._policy,
            "Cache-Control": "no-store",
            "Vary": "Accept-Encoding, Accept-Language, Cookie",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Content-Type": "text/html; charset=utf-8",
        }
        try:
            self._limit(request, ("address", _address(request), limits.ASK_BY_ADDRESS))
            here = self._relay.table(code)
        except Refused as no:
            language = _language(request, wanted)
            return Response(self._pages.lost(language, _sentence(no, language)), STATUS[no.code], headers)
        language = _language(request, wanted, home_language(here.store))
        if wanted == language.tag:
            headers["Set-Cookie"] = f"{COOKIE}={wanted}; Path=/; Max-Age={A_YEAR}; SameSite=Lax"
        page = self._pages.page(here, code, language, self._now())
        return _packed(request, page.raw, lambda: page.packed, headers)

    async def asset(self, request: Request) -> Response:
        found = self._assets.by_name.get(request.path_params["name"])
        if found is None:
            return Response(status_code=404)
        headers = {
            "Cache-Control": f"public, max-age={A_YEAR}, immutable",
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
            "Content-Type": found.media_type,
        }
        return _packed(request, found.raw, lambda: found.packed, headers)

    # ---------------------------------------------------------------- questions and requests

    def answered(self, handler: Answer) -> Answer:
        """A handler whose refusals become answers in the phone's language."""

        async def answer(request: Request) -> Response:
            try:
                return await handler(request)
            except Refused as no:
                language = _language(request, request.query_params.get("lang", ""))
                told = {"code": no.code, "facts": _plain_facts(no.facts), "text": _sentence(no, language)}
                headers = {"Retry-After": "5"} if no.code == "too_fast" else None
                return _json(told, STATUS.get(no.code, 400), headers)

        return answer

    async def order(self, request: Request) -> Response:
        """The hot path: read, check, hand to the relay, which answers once the order is durable."""
        code = request.path_params["code"]
        plain = parse(await _body(request))
        plain["table"] = table = self._relay.table(code).table.id
        asked = read_request(plain)
        if not asked.lines:
            raise Refused("empty_order")
        self._limit(
            request,
            ("phone", asked.phone, limits.ORDER_BY_PHONE),
            ("table", table, limits.ORDER_BY_TABLE),
            ("address", _address(request), limits.ORDER_BY_ADDRESS),
        )
        heard = await self._relay.hear(code, asked)
        return _json({"id": heard.id, "state": heard.state}, 202 if heard.state == "received" else 200)

    async def quote(self, request: Request) -> Response:
        self._limit(request, ("asking", _address(request), limits.ASK_BY_ADDRESS))
        asked = parse(await _body(request))
        here = self._relay.table(request.path_params["code"])
        language = _language(request, request.query_params.get("lang", ""), home_language(here.store))
        money = currency(here.store.get("currency", "CNY"))
        return _json(quote(here, asked, self._now(), language, money))

    async def state(self, request: Request) -> Response:
        """How it stands; with ``known``, as soon as it stands otherwise."""
        self._limit(request, ("asking", _address(request), limits.ASK_BY_ADDRESS))
        code, asked = request.path_params["code"], request.query_params
        self._relay.table(code)
        tag = self._relay.tag(code)
        if asked.get("known") == tag:
            tag = await _while_connected(
                request, self._relay.changed(code, tag, _wait(asked.get("wait", "0"))), tag
            )
        here, phone = self._relay.table(code), asked.get("phone", "")[:64]
        mine = self._relay.requests_of(here.table.id, phone) if phone else ()
        language = _language(request, asked.get("lang", ""), home_language(here.store))
        return _json(tell(here, mine, phone, tag, self._now(), language))

    async def call(self, request: Request) -> Response:
        code = request.path_params["code"]
        plain = parse(await _body(request))
        what, phone, opening = (plain.get(key, "") for key in ("what", "phone", "opening"))
        if what not in CALLS or not isinstance(phone, str) or not isinstance(opening, str):
            raise Refused("unreadable")
        self._limit(
            request,
            ("call", self._relay.table(code).table.id, limits.CALL_BY_TABLE),
            ("address", _address(request), limits.CALL_BY_ADDRESS),
        )
        await self._relay.call(code, str(what), phone[:64], opening[:64])
        return _json({"ok": True}, 202)

    def _limit(self, request: Request, *asked: tuple[str, str, limits.Limit]) -> None:
        if not self._flood.allows(*asked):
            raise Refused("too_fast")


async def _while_connected(request: Request, news: Coroutine[Any, Any, str], otherwise: str) -> str:
    """Wait for news, but not for a phone that has hung up."""
    waiting = asyncio.ensure_future(news)
    gone = asyncio.ensure_future(_hung_up(request))
    try:
        await asyncio.wait((waiting, gone), return_when=asyncio.FIRST_COMPLETED)
        return waiting.result() if waiting.done() else otherwise
    finally:
        waiting.cancel()
        gone.cancel()


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _language(request: Request, wanted: str, default: str = "zh-Hans") -> Language:
    return choose(
        wanted, request.cookies.get(COOKIE, ""), request.headers.get("accept-language", ""), default
    )


def _wait(text: str) -> float:
    return min(LONGEST_WAIT, float(text)) if text.isdigit() else 0.0


async def _body(request: Request) -> bytes:
    if int(request.headers.get("content-length", "0") or 0) > LARGEST_BODY:
        raise Refused("too_large")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise Refused("too_large")
    return body


def _sentence(no: Refused, language: Language) -> str:
    if no.code in OWN_MESSAGES:
        return language.translate(OWN_MESSAGES[no.code])
    return refusal_text(no.code, no.facts, language.translate, language.tag)


def _plain_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {key: dict(value) if isinstance(value, Mapping) else value for key, value in facts.items()}


def _json(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(
        canonical(value), status, {"Cache-Control": "no-store", **(headers or {})}, "application/json"
    )


def _packed(request: Request, raw: bytes, packed: Callable[[], bytes], headers: dict[str, str]) -> Response:
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed(), headers={**headers, "Content-Encoding": "gzip"})
    return Response(raw, headers=headers)
