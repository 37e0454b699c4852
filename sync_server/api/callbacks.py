"""Where gateways tell what they know: what is taken is thanked for in their own words, at once."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from domain.errors import Refused
from sync_server.api.answers import answer
from sync_server.api.bodies import read_body
from sync_server.diner import flood as limits
from sync_server.diner.asking import address_of
from sync_server.diner.flood import Flood
from sync_server.payments.kinds import KINDS
from sync_server.payments.port import CALLBACKS
from sync_server.workflows.hearing import Hearing

LARGEST = 64 * 1024  # bytes


def routes(hearing: Hearing, flood: Flood) -> list[Route]:
    """Routes to mount."""

    async def hear(request: Request) -> Response:
        account = request.path_params["account"]
        provider = hearing.knows(account)
        kind = KINDS.get(provider.name) if provider is not None else None
        words = kind.heard if kind else None
        try:
            if not flood.allows(("notices", address_of(request), limits.ASK_BY_ADDRESS)):
                raise Refused("too_fast")
            body = await read_body(request, LARGEST)
            await hearing.hear(
                account, body, {name.lower(): value for name, value in request.headers.items()}
            )
        except Refused as no:
            status = 429 if no.code == "too_fast" else 413 if no.code == "too_large" else 400
            if words:
                return PlainTextResponse(words[1], status)
            return answer({"code": "FAIL", "message": "not taken"}, status)
        return PlainTextResponse(words[0]) if words else Response(status_code=204)

    return [Route(CALLBACKS + "{account}", hear, methods=["POST"])]
