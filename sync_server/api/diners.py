"""What a guest's phone asks of a server: the page, a quote, an order, the present state, a call."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from domain.errors import Refused, _m, name_in
from domain.floor.store_code import PLACE
from domain.people.chat import Word, checked_text
from domain.people.feedback import Said, check_said
from domain.record.canonical import parse
from domain.record.ids import is_id
from domain.record.plain import from_plain, to_plain
from domain.selling.request import OF_SERVERS, read_request
from sync_server.diner import flood as limits
from sync_server.diner import queue_page
from sync_server.diner.about_page import about_page
from sync_server.diner.answering import answer, light, packed, refusal, sentence
from sync_server.diner.asking import address_of, body_of, language_of, text_of, wait_of, while_connected
from sync_server.diner.assets import Assets
from sync_server.diner.elsewhere import open_to, origins
from sync_server.diner.facts import search_words
from sync_server.diner.flood import Flood, Limit
from sync_server.diner.language import COOKIE, Language
from sync_server.diner.money import currency
from sync_server.diner.page import Pages, home_language, lost, policy
from sync_server.diner.port import Relay
from sync_server.diner.quoting import quote
from sync_server.diner.telling import tell
from sync_server.workflows.carts import Carts, read_copy

A_YEAR = 365 * 24 * 3600  # seconds
SOON = 600  # seconds after which a picture may have come that this server had not
CALLS = ("waiter", "bill")
PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Vary": "Accept-Encoding, Accept-Language, Cookie",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Content-Type": "text/html; charset=utf-8",
}

Handler = Callable[[Request], Awaitable[Response]]


def language_cookie(request: Request, language: Language) -> dict[str, str]:
    """The header that makes a phone remember the language it asked for; none if it asked for none."""
    if request.query_params.get("lang") != language.tag:
        return {}
    return {"Set-Cookie": f"{COOKIE}={language.tag}; Path=/; Max-Age={A_YEAR}; SameSite=Lax"}


def lost_page(no: Refused, language: Language, title: str) -> Response:
    """The page of a code that leads nowhere, with the reason."""
    headers = {**PAGE_HEADERS, "Content-Security-Policy": policy()}
    status = {"too_fast": 429, "server_disk": 503}.get(no.code, 404)
    words = sentence(no, language), language.translate(title)
    return Response(lost(language, *words), status, headers)


class Answered:
    """A handler whose refusals become answers in the phone's language; our other pages may read it.

    An application of its own, so that no layer of Starlette stands between a phone's call and its handler.
    """

    def __init__(self, relay: Relay, handler: Handler) -> None:
        self._relay = relay
        self._handler = handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        try:
            response = await self._handler(request)
        except Refused as no:
            response = refusal(no, language_of(request))
        if allowed := open_to(request, self._relay):
            response.headers.update(allowed)
        await response(scope, receive, send)


async def no_picture(store: str, id: str) -> None:
    """Where none of guests is kept."""


def routes(
    relay: Relay,
    flood: Flood | None = None,
    now: Callable[[], int] | None = None,
    holds: Callable[[str], bool] = lambda picture: True,
    carts: Carts | None = None,
    pictured: Callable[[str, str], Awaitable[object]] = no_picture,
) -> list[Route]:
    """Routes to mount. ``now`` gives UTC milliseconds; ``holds``: whether it can show a picture; ``carts``:
    those that tables share here; ``pictured`` finds a guest's picture of a store.
    """
    clock = now or (lambda: time.time_ns() // 1_000_000)
    door = _Door(relay, flood or Flood(), clock, holds, carts, pictured)
    return [
        Route("/t/{code}/orders", Answered(relay, door.order), methods=["POST"]),  # the hot path first
        Route("/t/{code}/now", Answered(relay, door.state), methods=["GET"]),
        Route("/t/{code}/quote", Answered(relay, door.quote), methods=["POST"]),
        Route("/t/{code}/words", Answered(relay, door.words), methods=["GET"]),
        Route("/t/{code}/looks", Answered(relay, door.looks), methods=["GET"]),
        Route("/t/{code}/about", door.about),
        Route("/t/{code}", door.page),
        Route("/diner/{name}", door.asset),
        Route("/q/{number}", door.number),
        Route("/t/{code}/call", Answered(relay, door.call), methods=["POST"]),
        Route("/t/{code}/chat", Answered(relay, door.chat), methods=["POST"]),
        Route("/t/{code}/forget", Answered(relay, door.forget), methods=["POST"]),
        Route("/t/{code}/feedback", Answered(relay, door.feedback), methods=["POST"]),
    ]


class _Door:
    """The handlers, over one relay."""

    def __init__(
        self,
        relay: Relay,
        flood: Flood,
        now: Callable[[], int],
        holds: Callable[[str], bool],
        carts: Carts | None,
        pictured: Callable[[str, str], Awaitable[object]],
    ) -> None:
        self._relay = relay
        self._pictured = pictured
        self._carts = carts
        self._flood = flood
        self._now = now
        self._run = secrets.token_hex(4)
        self._assets = Assets()
        self._pages, self._holds = Pages(self._assets, holds), holds

    async def page(self, request: Request) -> Response:
        code, headers = request.path_params["code"], dict(PAGE_HEADERS)
        try:
            here = self._relay.table(code)
        except Refused as no:
            return lost_page(no, language_of(request), _m("No table"))
        language = language_of(request, home_language(here.store))
        headers |= language_cookie(request, language)
        headers["Content-Security-Policy"] = policy(origins(here.servers, request.url.scheme == "https"))
        page = self._pages.page(here, code, language, self._now())
        return packed(request, page.raw, lambda: page.packed, headers)

    async def about(self, request: Request) -> Response:
        """Address, phone, fees and licences of the restaurant."""
        code, headers = request.path_params["code"], dict(PAGE_HEADERS)
        try:
            self._limit(("asking", address_of(request), limits.ASK_BY_ADDRESS))
            here = self._relay.table(code)
        except Refused as no:
            return lost_page(no, language_of(request), _m("No table"))
        headers["Content-Security-Policy"] = policy()
        language = language_of(request, home_language(here.store))
        return Response(about_page(here, code, language, self._holds), headers=headers)

    async def number(self, request: Request) -> Response:
        """How far the queue is for the holder of a slip."""
        headers = dict(PAGE_HEADERS)
        try:
            self._limit(("asking", address_of(request), limits.ASK_BY_ADDRESS))
            here = self._relay.number(request.path_params["number"])
        except Refused as no:
            return lost_page(no, language_of(request), _m("Queue"))
        headers["Content-Security-Policy"] = queue_page.POLICY
        language = language_of(request, home_language(here.store))
        return Response(queue_page.queue_page(here, language), headers=headers)

    async def asset(self, request: Request) -> Response:
        found = self._assets.find(request.path_params["name"])
        if found is None:
            return Response(status_code=404)
        headers = {
            "Cache-Control": f"public, max-age={A_YEAR}, immutable",
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
            "Content-Type": found.media_type,
        }
        return packed(request, found.raw, lambda: found.packed, headers)

    async def order(self, request: Request) -> Response:
        """The hot path: read, check, hand to the relay, which answers once the order is durable."""
        code, address = request.path_params["code"], address_of(request)
        plain = parse(await body_of(request))
        plain["table"] = self._relay.table_id(code)
        for name in OF_SERVERS:
            plain.pop(name, None)
        asked = read_request(plain)
        if not asked.lines:
            raise Refused("empty_order")
        table = ("table", code, limits.ORDER_BY_TABLE), ("address", address, limits.ORDER_BY_ADDRESS)
        counter = ("table", code, limits.COUNTER_BY_CODE), ("counter", address, limits.COUNTER_BY_ADDRESS)
        self._limit(
            ("phone", asked.phone, limits.ORDER_BY_PHONE), *(counter if asked.table == PLACE else table)
        )
        if self._carts and "cart" in plain:
            heard = await self._carts.order(code, asked, read_copy(plain["cart"]))
        else:
            heard = await self._relay.hear(code, asked)
        return answer({"id": heard.id, "state": heard.state}, 202 if heard.state == "received" else 200)

    async def quote(self, request: Request) -> Response:
        self._limit(("asking", address_of(request), limits.ASK_BY_ADDRESS))
        asked = parse(await body_of(request))
        here = self._relay.table(
            request.path_params["code"], text_of(asked, "opening"), text_of(asked, "phone")
        )
        language = language_of(request, home_language(here.store))
        money = currency(here.store.get("currency", "CNY"))
        return light(request, quote(here, asked, self._now(), language, money))

    async def words(self, request: Request) -> Response:
        """By what dishes are found; kept by the phone as long as the menu is this one."""
        self._limit(("asking", address_of(request), limits.ASK_BY_ADDRESS))
        here = self._relay.table(request.path_params["code"])
        response = light(request, await asyncio.to_thread(search_words, here.menu))
        response.headers["Cache-Control"] = "private, max-age=86400"
        return response

    async def looks(self, request: Request) -> Response:
        """Which dish has which picture, of those that this server has, for a page that does not name them."""
        self._limit(("asking", address_of(request), limits.ASK_BY_ADDRESS))
        here = self._relay.table(request.path_params["code"])
        named = {one.id: one.picture for one in here.menu.dishes if one.picture and self._holds(one.picture)}
        response = light(request, named)
        response.headers["Cache-Control"] = f"private, max-age={SOON}"
        return response

    async def state(self, request: Request) -> Response:
        """How it stands; with ``known``, as soon as it stands otherwise."""
        self._limit(("asking", address_of(request), limits.ASK_BY_ADDRESS))
        code, asked = request.path_params["code"], request.query_params
        tag = self._relay.tag(code)
        if asked.get("known") == tag:
            tag = await while_connected(request, self._relay.changed(code, tag, wait_of(request)), tag)
        code = self._relay.moved_to(code, asked.get("opening", "")) or code  # the guests have changed tables
        tag = self._relay.tag(code)
        phone = asked.get("phone", "")[:64]
        here = self._relay.table(code, asked.get("opening", ""), phone)
        mine = self._relay.requests_of(code, phone) if phone else ()
        share = self._carts.share(here, phone) if self._carts else None
        language = language_of(request, home_language(here.store))
        place = {"code": code, "table": name_in(here.table.label, language.tag)}
        told = tell(here, mine, phone, tag, self._now(), language, share)
        return light(request, {**told, "place": place, "told": self._place_in_time()})

    def _place_in_time(self) -> list[Any]:
        """By which a phone knows the newer of two answers of one run, whatever is done to the clock."""
        return [self._run, time.monotonic_ns() // 1_000_000]

    async def call(self, request: Request) -> Response:
        code = request.path_params["code"]
        plain = parse(await body_of(request))
        what, phone, opening, dish = (plain.get(key, "") for key in ("what", "phone", "opening", "dish"))
        if what not in CALLS or not all(isinstance(one, str) for one in (phone, opening, dish)):
            raise Refused("unreadable")
        self._relay.table(code)
        self._limit(
            ("call", code, limits.CALL_BY_TABLE),
            ("address", address_of(request), limits.CALL_BY_ADDRESS),
        )
        await self._relay.call(code, str(what), str(phone)[:64], str(opening)[:64], str(dish)[:64])
        return answer({"ok": True}, 202)

    async def feedback(self, request: Request) -> Response:
        """What a guest says after the meal."""
        code, plain = request.path_params["code"], parse(await body_of(request))
        said = from_plain(Said, plain)
        check_said(said)
        table = self._relay.table(code)
        if said.picture and not await self._pictured(table.store_id, said.picture):
            raise Refused("picture_unknown")  # the phone has sent it to another server, or it is gone
        await self._say(request, "feedback", said.id, said.phone, to_plain(said))
        return answer({"ok": True}, 202)

    async def chat(self, request: Request) -> Response:
        """A guest writes to the staff."""
        code, plain = request.path_params["code"], parse(await body_of(request))
        table = self._relay.table(code).table.id
        word = replace(from_plain(Word, plain), table=table, via="")
        checked_text(word.text)
        await self._say(request, "chat", word.id, word.phone, to_plain(word))
        return answer({"ok": True}, 202)

    async def forget(self, request: Request) -> Response:
        """A guest wants gone what was written; with ``opening``, what was said of that meal."""
        plain = parse(await body_of(request))
        id, phone, opening = (text_of(plain, name) for name in ("id", "phone", "opening"))
        meal = {"opening": opening[:64]} if opening else {}
        await self._say(request, "forget", id, phone, {"id": id, "phone": phone, **meal})
        return answer({"ok": True}, 202)

    async def _say(
        self, request: Request, kind: str, id: str, phone: str, body: Mapping[str, object]
    ) -> None:
        if not is_id(id) or not 8 <= len(phone) <= 64:
            raise Refused("unreadable")
        self._limit(
            ("say", phone, limits.SAY_BY_PHONE),
            ("saying", address_of(request), limits.SAY_BY_ADDRESS),
        )
        await self._relay.leave(request.path_params["code"], kind, id, phone, body)

    def _limit(self, *asked: tuple[str, str, Limit]) -> None:
        if not self._flood.allows(*asked):
            raise Refused("too_fast")
