"""Dishes' pictures: tills hand them to each server that lacks them, phones load them by their content."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.errors import Refused
from domain.record.canonical import parse
from domain.record.plain import from_plain
from domain.selling.pictures import FORMS, MOST_PACKED
from sync_server.api import described
from sync_server.api.answers import answer
from sync_server.api.callers import read_known
from sync_server.api.calls import Call, Calls
from sync_server.workflows.enrolling import Enrolling
from sync_server.workflows.pictures import Pictures
from sync_server.workflows.relaying import Relay

A_YEAR = 365 * 24 * 3600  # seconds
MOST_ASKED = 2_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """The pictures that a till's menu shows."""

    pictures: tuple[str, ...]


def routes(enrolling: Enrolling, relay: Relay, pictures: Pictures) -> list[Call]:
    """The tills' calls."""
    api = Calls("/v1/pictures", "tills")

    @api.post("/missing", described.MISSING_PICTURES)
    async def missing(request: Request) -> Response:
        device, body = await read_known(request, enrolling, relay)
        wanted = from_plain(Wanted, parse(body)).pictures
        if len(wanted) > MOST_ASKED:
            raise Refused("too_large", maximum=MOST_ASKED)
        return answer({"missing": await asyncio.to_thread(pictures.missing, device.store, wanted)})

    @api.put("/{picture}", described.PUT_PICTURE)
    async def put(request: Request) -> Response:
        device, body = await read_known(request, enrolling, relay)
        if len(body) > MOST_PACKED:
            raise Refused("too_large", maximum=MOST_PACKED)
        return answer({"picture": await pictures.put(device.store, request.path_params["picture"], body)})

    @api.get("/{picture}", described.PICTURE)
    async def fetched(request: Request) -> Response:
        await read_known(request, enrolling, relay)
        packed = await asyncio.to_thread(pictures.packed, request.path_params["picture"])
        if packed is None:
            raise Refused("picture_unknown")
        return Response(packed, media_type="application/octet-stream")

    return api.routes


def phone_routes(pictures: Pictures) -> list[Route]:
    """What a page's pictures load; anybody may."""

    async def shown(request: Request) -> Response:
        form = request.path_params["form"]
        found = await pictures.form(request.path_params["picture"], form) if form in FORMS else None
        if found is None:
            return Response(status_code=404, headers={"Cache-Control": "no-store"})
        headers = {
            "Cache-Control": f"public, max-age={A_YEAR}, immutable",
            "X-Content-Type-Options": "nosniff",
        }
        return Response(found, 200, headers, f"image/{form.partition('.')[2]}")

    return [Route("/dish/{picture}/{form}", shown)]
