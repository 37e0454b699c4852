"""What the code on a receipt leads to: its e-receipt, for who holds the paper."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.errors import Refused, _m
from sync_server.api.diners import PAGE_HEADERS, language_cookie, lost_page
from sync_server.diner import flood as limits
from sync_server.diner.asking import address_of, language_of
from sync_server.diner.flood import Flood
from sync_server.diner.page import home_language, policy
from sync_server.diner.receipt_page import receipt_page
from sync_server.workflows.e_receipts import EReceipts


def routes(receipts: EReceipts, flood: Flood) -> list[Route]:
    """Routes to mount."""

    async def page(request: Request) -> Response:
        asked, headers = request.path_params, {**PAGE_HEADERS, "Content-Security-Policy": policy()}
        try:
            if not flood.allows(("receipt", address_of(request), limits.ASK_BY_ADDRESS)):
                raise Refused("too_fast")
            found = await asyncio.to_thread(receipts.find, asked["store"], asked["bill"], asked["code"])
        except Refused as no:
            return lost_page(no, language_of(request), _m("No receipt"))
        language = language_of(request, home_language(found.store))
        headers |= language_cookie(request, language)
        return Response(receipt_page(found, language), headers=headers)

    return [Route("/r/{store}/{bill}/{code}", page)]
