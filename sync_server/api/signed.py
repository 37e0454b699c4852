"""Reading a till's call: who signed it, and its body as sent."""

from __future__ import annotations

import asyncio
import hashlib
import zlib
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.requests import Request

from domain.errors import Refused
from sync_server.database.enrolments import Device
from sync_server.workflows.enrolling import Enrolling, Signed
from sync_server.workflows.relaying import Relay

MOST_BODY = 32 * 1024 * 1024

T = TypeVar("T")


async def read_body(request: Request, most: int = MOST_BODY) -> bytes:
    """The body as sent. Raises Refused("too_large")."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise Refused("too_large", maximum=most)
        parts.append(part)
    return b"".join(parts)


async def read_signed(request: Request, enrolling: Enrolling, relay: Relay) -> tuple[Device, bytes]:
    """Who calls, and the body as sent. Raises Refused: signature, clock, too_large, or a bad standing."""
    device, body, standing = await read_any(request, enrolling)
    if standing:
        raise Refused(standing)
    contact(request, device, relay)
    return device, body


def contact(request: Request, device: Device, relay: Relay) -> None:
    """The store's till is there, and may say how many facts still wait with it."""
    waiting = request.headers.get("mashang-waiting", "")
    relay.contact(device.store, int(waiting) if waiting.isascii() and waiting.isdigit() else None)


async def read_any(request: Request, enrolling: Enrolling) -> tuple[Device, bytes, str]:
    """Who calls, the body, and why that device may not speak for its store ("" if it may). Raises Refused."""
    body = await read_body(request)
    device, standing = who_signed(request, enrolling, hashlib.sha256(body).hexdigest())
    return device, body, standing


def who_signed(request: Request, enrolling: Enrolling, sha256: str) -> tuple[Device, str]:
    """Who calls with a body of that digest, and why that device may not speak. Raises Refused."""
    headers = request.headers
    time = headers.get("mashang-time", "")
    nonce = headers.get("mashang-nonce", "")
    if not (time.isascii() and time.isdigit() and len(time) <= 16 and len(nonce) == 32):
        raise Refused("signature")
    text = "\n".join([request.method, _target(request), time, nonce, sha256])
    signature = headers.get("mashang-signature", "")
    device = enrolling.check(
        Signed(headers.get("mashang-device", ""), int(time), nonce, signature, text.encode())
    )
    run, before = headers.get("mashang-run", ""), headers.get("mashang-run-before", "")
    return device, enrolling.standing(device, run[:64], before[:400].split(","))


def _target(request: Request) -> str:
    """Path and query as they stand in the request line."""
    path = request.scope.get("raw_path", request.url.path.encode()).decode("ascii", "replace")
    query = request.scope["query_string"].decode("ascii", "replace")
    return f"{path}?{query}" if query else path


def unpacked(request: Request, body: bytes) -> bytes:
    """The body without its gzip. Raises Refused: unreadable or too_large."""
    if request.headers.get("content-encoding", "") != "gzip":
        return body
    try:
        unpacker = zlib.decompressobj(wbits=31)
        text = unpacker.decompress(body, MOST_BODY)
    except zlib.error as error:
        raise Refused("unreadable") from error
    if unpacker.unconsumed_tail:
        raise Refused("too_large", maximum=MOST_BODY)
    return text


async def unless_gone(request: Request, work: Coroutine[Any, Any, T]) -> T | None:
    """Do a long wait for a caller, but stop when the caller hangs up: nothing may be handed to nobody."""
    waiting = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({waiting, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        leaving.cancel()
        if not waiting.done():
            waiting.cancel()
    return await waiting if waiting.done() else None


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
