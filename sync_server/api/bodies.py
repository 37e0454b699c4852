"""A call's body as it was sent, its gzip undone, and waits that end when the caller hangs up."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.types import Receive

from domain.errors import Refused

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


async def unless_gone(receive: Receive, work: Coroutine[Any, Any, T]) -> T | None:
    """Do a long wait for a caller, but stop when the caller hangs up: nothing may be handed to nobody.

    ``receive``: of the caller's request, whose body has been read.
    """
    task = asyncio.current_task()
    assert task is not None
    gone = False

    def hung_up(leaving: asyncio.Task[None]) -> None:
        nonlocal gone
        if not leaving.cancelled():
            gone = True
            task.cancel()

    leaving = asyncio.ensure_future(_gone(receive))
    leaving.add_done_callback(hung_up)
    try:
        return await work
    except asyncio.CancelledError:
        if not gone:
            raise
        task.uncancel()
        return None
    finally:
        leaving.remove_done_callback(hung_up)
        leaving.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
