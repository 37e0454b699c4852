"""The silent way of a phone to WeChat and back, and the file by which WeChat knows our host."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from domain.errors import Refused, _m
from domain.record.canonical import parse
from sync_server.api.diners import PAGE_HEADERS, Answered, lost_page
from sync_server.diner import flood as limits
from sync_server.diner.answering import answer, refusal
from sync_server.diner.asking import address_of, body_of, language_of, text_of
from sync_server.diner.flood import Flood
from sync_server.diner.page import lost, policy
from sync_server.workflows.payers import GOOD_FOR, TRIAL, WAY, Payers
from sync_server.workflows.relaying import Relay

COOKIE = "mashang-payer"
OF_BILL = re.compile(r"b/[\w-]{1,64}/[\w-]{1,64}/[0-9a-f]{1,64}")  # the page of a pre-bill
FRESH = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


def phone_routes(payers: Payers, relay: Relay) -> list[Route]:
    """What the page asks, to stand with the phones' other doors."""

    async def asked(request: Request) -> Response:
        code, phone = request.path_params["code"], request.query_params.get("phone", "")
        try:
            store = relay.store_of(code)
        except Refused as no:
            return refusal(no, language_of(request))
        origin = f"{request.url.scheme}://{request.url.netloc}"
        return answer({"go": payers.way(store, code, phone, origin)})

    async def forgotten(request: Request) -> Response:
        """A guest wants gone what is kept."""
        phone = text_of(parse(await body_of(request)), "phone")
        await payers.forget(relay.store_of(request.path_params["code"]), phone)
        return answer({"go": ""})

    return [
        Route("/t/{code}/wechat", asked),
        Route("/t/{code}/wechat", Answered(relay, forgotten), methods=["POST"]),
    ]


def routes(payers: Payers, relay: Relay, flood: Flood) -> list[Route]:
    """Routes to mount."""

    def allow(request: Request) -> None:
        if not flood.allows(("payer", address_of(request), limits.ASK_BY_ADDRESS)):
            raise Refused("too_fast")

    async def go(request: Request) -> Response:
        store, asked = request.path_params["store"], request.query_params
        phone, table = asked.get("phone", ""), asked.get("table", "")
        try:
            allow(request)
            there = payers.way_there(store, phone, table)
        except Refused as no:
            return _lost(no, request)
        response = RedirectResponse(there, 303, FRESH)
        safe = request.url.scheme == "https"
        response.set_cookie(
            COOKIE, phone, max_age=GOOD_FOR // 1000, path=WAY, secure=safe, httponly=True, samesite="lax"
        )
        return response

    async def known(request: Request) -> Response:
        store, asked = request.path_params["store"], request.query_params
        table, browser = asked.get("table", ""), request.cookies.get(COOKIE, "")
        try:
            allow(request)
            if table and not OF_BILL.fullmatch(table):
                relay.table(table)  # it leads nowhere else
            told = await payers.come(store, asked.get("state", ""), asked.get("code", ""), browser)
        except Refused as no:
            return _lost(no, request)
        if browser == TRIAL or not table:
            return _tried(told, request)
        # A "#" of its own: browsers would carry WeChat's along.
        place = f"/{table}?phone={browser}#" if OF_BILL.fullmatch(table) else f"/t/{table}#"
        response = RedirectResponse(place, 303, FRESH)
        response.delete_cookie(COOKIE, path=WAY)
        return response

    async def proof(request: Request) -> Response:
        name = request.path_params["name"]
        return PlainTextResponse(name) if payers.proof(name) else Response(status_code=404)

    return [
        Route(f"{WAY}/{{store}}/go", go),
        Route(f"{WAY}/{{store}}/known", known),
        Route("/MP_verify_{name}.txt", proof),
    ]


def _tried(told: bool, request: Request) -> Response:
    if not told:
        return _lost(Refused("official_account_silent"), request)
    return _page(request, _m("It works"), _m("WeChat has answered. From now on guests' phones are known."))


def _page(request: Request, title: str, text: str) -> Response:
    language = language_of(request)
    page = lost(language, language.translate(text), language.translate(title))
    return Response(page, headers={**PAGE_HEADERS, "Content-Security-Policy": policy()})


def _lost(no: Refused, request: Request) -> Response:
    return lost_page(no, language_of(request), _m("WeChat"))
