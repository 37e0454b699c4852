"""Pictures of guests: a phone sends one and sees it, the till names those that stand and carries them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.errors import Refused
from domain.people.guest_pictures import MOST_BYTES, MOST_PIXELS, MOST_SENT, kind_of
from domain.record.canonical import parse
from domain.record.plain import from_plain
from sync_server.api import described
from sync_server.api.answers import answer
from sync_server.api.bodies import read_body
from sync_server.api.callers import read_known
from sync_server.api.calls import Call, Calls
from sync_server.api.diners import Answered
from sync_server.api.pictures import MOST_ASKED, Wanted
from sync_server.diner import flood as limits
from sync_server.diner.answering import answer as told
from sync_server.diner.asking import address_of
from sync_server.diner.flood import Flood
from sync_server.workflows.enrolling import Enrolling
from sync_server.workflows.guest_pictures import GuestPictures
from sync_server.workflows.relaying import Relay

PRIVATE = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


def shown(file: bytes | None) -> Response:
    """A picture for who may see it; nobody on the way keeps it."""
    if file is None:
        return Response(status_code=404, headers=PRIVATE)
    return Response(file, headers=PRIVATE, media_type=kind_of(file)[0])


def routes(enrolling: Enrolling, relay: Relay, pictures: GuestPictures) -> list[Call]:
    """The tills' calls."""
    api = Calls("/v1/guest-pictures", "tills")

    @api.post("/missing", described.STANDING_PICTURES)
    async def missing(request: Request) -> Response:
        device, body = await read_known(request, enrolling, relay)
        standing = from_plain(Wanted, parse(body)).pictures
        if len(standing) > MOST_ASKED:
            raise Refused("too_large", maximum=MOST_ASKED)
        return answer({"missing": await pictures.settle(device.store, standing)})

    @api.put("/{picture}", described.PUT_GUEST_PICTURE)
    async def put(request: Request) -> Response:
        device, body = await read_known(request, enrolling, relay)
        if len(body) > MOST_BYTES:
            raise Refused("too_large", maximum=MOST_BYTES)
        return answer({"picture": await pictures.put(device.store, request.path_params["picture"], body)})

    @api.get("/{picture}", described.GUEST_PICTURE)
    async def fetched(request: Request) -> Response:
        device, _ = await read_known(request, enrolling, relay)
        found = await pictures.jpeg(device.store, request.path_params["picture"])
        if found is None:
            raise Refused("picture_unknown")
        return Response(found, media_type="application/octet-stream")

    return api.routes


def phone_routes(relay: Relay, flood: Flood, pictures: GuestPictures) -> list[Route]:
    """What a guest's page asks."""

    async def sent(request: Request) -> Response:
        """The file, as the body; what it is called then."""
        code, phone = request.path_params["code"], request.query_params.get("phone", "")
        store = relay.store_of(code)
        if not 8 <= len(phone) <= 64:
            raise Refused("unreadable")
        if not flood.allows(
            ("picture", phone, limits.PICTURE_BY_PHONE),
            ("pictures", code, limits.PICTURE_BY_TABLE),
            ("picturing", address_of(request), limits.PICTURE_BY_ADDRESS),
        ):
            raise Refused("too_fast")
        return told({"picture": await pictures.make(store, await _file(request))}, 202)

    async def seen(request: Request) -> Response:
        """For who knows its name, which only its content tells."""
        if not flood.allows(("asking", address_of(request), limits.ASK_BY_ADDRESS)):
            raise Refused("too_fast")
        return shown(
            await pictures.jpeg(relay.store_of(request.path_params["code"]), request.path_params["picture"])
        )

    return [
        Route("/t/{code}/picture", Answered(relay, sent), methods=["POST"]),
        Route("/t/{code}/picture/{picture}", Answered(relay, seen), methods=["GET"]),
    ]


async def _file(request: Request) -> bytes:
    """Raises Refused("picture_too_large") before too much of it is read."""
    try:
        if int(request.headers.get("content-length") or 0) > MOST_SENT:
            raise Refused("too_large")
        return await read_body(request, MOST_SENT)
    except Refused as no:
        about = {"megabytes": MOST_SENT // 1024 // 1024, "megapixels": MOST_PIXELS // 1_000_000}
        raise Refused("picture_too_large", **about) from no
