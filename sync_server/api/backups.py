"""A store puts its encrypted backups here and fetches them again, streamed: they are as big as the store."""

from __future__ import annotations

import asyncio
import re

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from domain.errors import Refused
from sync_server.api import described
from sync_server.api.answers import answer
from sync_server.api.callers import contact, read_known, who_calls
from sync_server.api.calls import Call, Calls
from sync_server.workflows.backups import BackupFiles
from sync_server.workflows.enrolling import Enrolling
from sync_server.workflows.relaying import Relay

DIGEST = re.compile(r"[0-9a-f]{64}")


def routes(enrolling: Enrolling, relay: Relay, backups: BackupFiles) -> list[Call]:
    """The calls about backups. Only the store's own till in good standing may make them."""
    api = Calls("/v1/backups", "tills")

    @api.put("/{name}", described.PUT_BACKUP)
    async def put(request: Request) -> Response:
        sha256 = request.headers.get("mashang-sha256", "")
        if not DIGEST.fullmatch(sha256):
            raise Refused("signature")
        device, standing = who_calls(request, enrolling, sha256)  # before the first byte is read
        if standing:
            raise Refused(standing)
        contact(request, device, relay)
        length = request.headers.get("content-length", "0")
        if length.isascii() and length.isdigit() and int(length) > backups.limits.size:
            raise Refused("too_large", maximum=backups.limits.size)
        kept = await backups.put(device.store, request.path_params["name"], sha256, request.stream())
        return answer({"name": kept.name, "size": kept.size})

    @api.get("", described.BACKUPS)
    async def listed(request: Request) -> Response:
        device, _ = await read_known(request, enrolling, relay)
        return answer({"backups": await asyncio.to_thread(backups.listed, device.store)})

    @api.get("/{name}", described.BACKUP)
    async def fetched(request: Request) -> Response:
        device, _ = await read_known(request, enrolling, relay)
        file = backups.file(device.store, request.path_params["name"])
        return FileResponse(file, media_type="application/octet-stream")

    return api.routes
