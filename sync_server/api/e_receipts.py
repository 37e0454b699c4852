"""What the code on a receipt leads to: its e-receipt, for who holds the paper.

A slip printed before a cloud was joined still names the server beside the till, which has no new facts since:
it could show a bill as paid that was given back. So it sends every phone on, whatever the code.
"""

from __future__ import annotations

import asyncio
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from domain.errors import Refused, _m
from sync_server.api.diners import PAGE_HEADERS, language_cookie, lost_page
from sync_server.diner import flood as limits
from sync_server.diner.asking import address_of, language_of
from sync_server.diner.elsewhere import origins
from sync_server.diner.flood import Flood
from sync_server.diner.page import home_language, policy
from sync_server.diner.receipt_page import receipt_page
from sync_server.workflows.e_receipts import EReceipts
from sync_server.workflows.relaying import Relay

LOOK = 5  # seconds until a page without its receipt looks for it again
MOST_LOOKS = 12


def routes(receipts: EReceipts, relay: Relay, flood: Flood) -> list[Route]:
    """Routes to mount."""

    async def page(request: Request) -> Response:
        asked, headers = request.path_params, {**PAGE_HEADERS, "Content-Security-Policy": policy()}
        try:
            if not flood.allows(("receipt", address_of(request), limits.ASK_BY_ADDRESS)):
                raise Refused("too_fast")
            if keeper := origins((relay.keeper(asked["store"]),)):
                return RedirectResponse(keeper[0] + _place(request), 307, PAGE_HEADERS)
            found = await asyncio.to_thread(receipts.find, asked["store"], asked["bill"], asked["code"])
        except Refused as no:
            lost = lost_page(no, language_of(request), _m("No receipt"))
            lost.headers.update(_look_again(request) if no.code == "receipt_unknown" else {})
            return lost
        language = language_of(request, home_language(found.store))
        headers |= language_cookie(request, language)
        return Response(receipt_page(found, language), headers=headers)

    return [Route("/r/{store}/{bill}/{code}", page)]


def _look_again(request: Request) -> dict[str, str]:
    """The till says what is paid before its facts are home: the page looks again by itself, for a minute."""
    told, language = request.query_params.get("look", ""), request.query_params.get("lang", "")
    looks = int(told) if told.isdecimal() and len(told) < 3 else 0
    if looks >= MOST_LOOKS:
        return {}
    query = {"look": looks + 1, **({"lang": language} if language else {})}
    return {"Refresh": f"{LOOK}; url=?{urlencode(query)}"}


def _place(request: Request) -> str:
    """The same receipt at another server, in the same language."""
    asked, language = request.path_params, request.query_params.get("lang", "")
    place = "/r/" + "/".join(quote(asked[part], safe="") for part in ("store", "bill", "code"))
    return f"{place}?{urlencode({'lang': language})}" if language else place
