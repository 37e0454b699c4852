"""What a phone's request says beside its path: body, language, address; and how long it waits."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any

from starlette.requests import Request

from domain.errors import Refused
from sync_server.diner.language import COOKIE, Language, choose

LARGEST_BODY = 64 * 1024  # bytes
LONGEST_WAIT = 25  # seconds


async def body_of(request: Request) -> bytes:
    """The body. Raises Refused("too_large") before too much of it is read."""
    if int(request.headers.get("content-length") or 0) > LARGEST_BODY:
        raise Refused("too_large")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise Refused("too_large")
    return body


def language_of(request: Request, default: str = "zh-Hans") -> Language:
    """By the address, the cookie, the phone's wish, else the store's own language."""
    return choose(
        request.query_params.get("lang", ""),
        request.cookies.get(COOKIE, ""),
        request.headers.get("accept-language", ""),
        default,
    )


def text_of(plain: Mapping[str, object], name: str) -> str:
    """A text of a request's body; "" for what is none."""
    found = plain.get(name, "")
    return found if isinstance(found, str) else ""


def address_of(request: Request) -> str:
    """The network address that asks; "" where there is none."""
    return request.client.host if request.client else ""


def wait_of(request: Request) -> float:
    """For how many seconds a question may stay open."""
    text = request.query_params.get("wait", "0")
    return float(min(LONGEST_WAIT, int(text))) if text.isdecimal() else 0.0


async def while_connected(request: Request, news: Coroutine[Any, Any, str], otherwise: str) -> str:
    """Wait for news, but not for a phone that has hung up."""
    waiting = asyncio.ensure_future(news)
    gone = asyncio.ensure_future(_hung_up(request))
    try:
        await asyncio.wait((waiting, gone), return_when=asyncio.FIRST_COMPLETED)
        return waiting.result() if waiting.done() else otherwise
    finally:
        waiting.cancel()
        gone.cancel()


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
