"""A line that does something to many requests: late, torn, doubled, out of order, or met with rubbish.

Requests and answers are HTTP/1.1 with a length. What befalls the next request is drawn from a seeded chance.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from enum import Enum
from random import Random

from tests.fakes.proxy import FaultProxy

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
RUBBISH = b"\x00\xffHTTP/9 \r\n\r\n{]"


class Mishap(Enum):
    """What befalls one request."""

    DELAY = "delay"
    CUT_REQUEST = "cut_request"  # half of it reaches the server
    CUT_ANSWER = "cut_answer"  # half of it comes back
    LOST_ANSWER = "lost_answer"
    TWICE = "twice"  # the server gets it two times
    LATE = "late"  # nobody answers; the server gets it after the next request
    RUBBISH_ANSWER = "rubbish_answer"
    RUBBISH_BODY = "rubbish_body"  # 200, and then no JSON
    RUBBISH_TO_SERVER = "rubbish_to_server"  # before the request, on a line of its own


class BadLine(FaultProxy):
    """``met`` counts mishaps. ``share`` of the requests meets one; 0 is a good line."""

    def __init__(self, host: str, port: int, chance: Random | None = None) -> None:
        super().__init__(host, port)
        self.met: Counter[Mishap] = Counter()
        self.share = 0.0
        self._chance = chance or Random(5)
        self._late: list[bytes] = []

    async def _serve(self, near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        self._writers.add(near_out)
        try:
            while request := await _message(near_in):
                mishap = self._draw()
                answer = await self._befall(mishap, request)
                late, self._late = self._late, [request] if mishap is Mishap.LATE else []
                for one in late:
                    await self._exchange(one)
                if answer is None:
                    break
                near_out.write(answer)
                await near_out.drain()
                if mishap in (Mishap.CUT_ANSWER, Mishap.RUBBISH_ANSWER):
                    break
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self._writers.discard(near_out)
            near_out.transport.abort()

    def _draw(self) -> Mishap | None:
        if self._chance.random() >= self.share:
            return None
        mishap = self._chance.choice(list(Mishap))
        self.met[mishap] += 1
        return mishap

    async def _befall(self, mishap: Mishap | None, request: bytes) -> bytes | None:
        """The answer as it comes back; None: none, and the connection ends."""
        if mishap is Mishap.LATE:
            return None
        if mishap is Mishap.CUT_REQUEST:
            await self._tell(request[: len(request) // 2])
            return None
        if mishap is Mishap.RUBBISH_TO_SERVER:
            await self._tell(RUBBISH)
        if mishap is Mishap.DELAY:
            await asyncio.sleep(self._chance.uniform(0.05, 0.4))
        answer = await self._exchange(request)
        if mishap is Mishap.TWICE:
            await self._exchange(request)
        match mishap:
            case Mishap.LOST_ANSWER:
                return None
            case Mishap.CUT_ANSWER:
                return answer[: len(answer) // 2]
            case Mishap.RUBBISH_ANSWER:
                return RUBBISH
            case Mishap.RUBBISH_BODY:
                return b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(RUBBISH) + RUBBISH
        return answer

    async def _exchange(self, request: bytes) -> bytes:
        far_in, far_out = await asyncio.open_connection(*self._target)
        self._writers.add(far_out)
        try:
            far_out.write(request)
            await far_out.drain()
            return await _message(far_in)
        finally:
            self._writers.discard(far_out)
            far_out.transport.abort()

    async def _tell(self, data: bytes) -> None:
        """Bytes whose answer nobody waits for."""
        _, far_out = await asyncio.open_connection(*self._target)
        far_out.write(data)
        await far_out.drain()
        far_out.transport.abort()


async def _message(source: asyncio.StreamReader) -> bytes:
    """A whole request or answer; b"" at the end of the connection."""
    try:
        head = await source.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""
    length = _LENGTH.search(head)
    return head + (await source.readexactly(int(length.group(1))) if length else b"")
