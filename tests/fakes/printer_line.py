"""A bad line between the till and a printer: each connection meets one mishap, drawn from a seeded chance.

with PrinterLine("127.0.0.1", printer.port, Random(7)) as line:
    line.share = 0.6         # how many connections meet one; 0 is a good line
    ...
    line.mend()              # good from now on; what hangs is cut
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from enum import Enum
from random import Random

from tests.fakes.proxy import FaultProxy

LONGEST = 1_400  # bytes: a ticket with all that is asked around it
STRAY = (b"\xff\x91", b"\x80\x80\x80", b"\x9a\xe3", b"\xff" * 9)  # no answer of any printer
ASB = b"\x10\x00\x00\x00"  # all is well


class Mishap(Enum):
    """What befalls one connection."""

    CUT = "cut"  # reset after a number of bytes to the printer
    CUT_ANSWER = "cut_answer"  # reset after a number of bytes from the printer
    END = "end"  # the printer's side ends in an orderly way after a number of bytes
    HALF_OPEN = "half_open"  # after a number of bytes nothing passes any more, and nobody is told
    NEVER_READS = "never_reads"
    DELAY = "delay"
    SLOW = "slow"  # the printer takes a few bytes at a time
    GARBAGE = "garbage"  # before each answer
    PIECES = "pieces"  # frames that nobody asked for, and answers, byte by byte
    LOST_ANSWERS = "lost_answers"


class PrinterLine(FaultProxy):
    """``met`` counts mishaps."""

    def __init__(self, host: str, port: int, chance: Random) -> None:
        super().__init__(host, port)
        self.met: Counter[Mishap] = Counter()
        self.share = 0.0
        self._chance = chance
        self._let_go = asyncio.Event()  # what hangs may end

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def mend(self) -> None:
        """A good line from now on."""
        self.share = 0.0
        self.reset()

    async def _reset(self) -> None:
        self._let_go.set()
        self._let_go = asyncio.Event()
        await super()._reset()

    async def _serve(self, near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        self.connections += 1
        mishap = self._draw()
        far_out: asyncio.StreamWriter | None = None
        self._writers.add(near_out)
        try:
            if mishap is Mishap.NEVER_READS:
                near_in._transport.pause_reading()  # type: ignore[attr-defined]
                await self._let_go.wait()
            far_in, far_out = await asyncio.open_connection(*self._target)
            self._writers.add(far_out)
            there = asyncio.ensure_future(self._forth(near_in, far_out, mishap))
            back = asyncio.ensure_future(self._back(far_in, near_out, mishap))
            await asyncio.wait((there, back), return_when=asyncio.FIRST_COMPLETED)
            for one in (there, back):
                if not one.done():
                    one.cancel()
            await asyncio.gather(there, back, return_exceptions=True)
        except OSError:
            pass
        finally:
            for writer in filter(None, (near_out, far_out)):
                self._writers.discard(writer)
            with contextlib.suppress(OSError):
                if mishap is Mishap.END or mishap is None:
                    near_out.close()
                else:
                    near_out.transport.abort()
                if far_out:
                    far_out.close()

    def _draw(self) -> Mishap | None:
        if self._chance.random() >= self.share:
            return None
        mishap = self._chance.choice(list(Mishap))
        self.met[mishap] += 1
        return mishap

    async def _forth(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, mishap: Mishap | None
    ) -> None:
        ends = mishap in (Mishap.CUT, Mishap.END, Mishap.HALF_OPEN)
        left = self._chance.randrange(LONGEST) if ends else 1 << 30
        while data := await source.read(65_536):
            if mishap is Mishap.DELAY:
                await asyncio.sleep(self._chance.uniform(0.005, 0.12))
            for piece in self._pieces(data, mishap):
                sink.write(piece[:left])
                await sink.drain()
                left -= len(piece[:left])
                if not left:
                    if mishap is Mishap.HALF_OPEN:
                        await self._let_go.wait()
                    return
                if mishap is Mishap.SLOW:
                    await asyncio.sleep(0.002)

    def _pieces(self, data: bytes, mishap: Mishap | None) -> list[bytes]:
        if mishap is not Mishap.SLOW:
            return [data]
        return [data[at : at + 64] for at in range(0, len(data), 64)]

    async def _back(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, mishap: Mishap | None
    ) -> None:
        left = self._chance.randrange(1, 12) if mishap is Mishap.CUT_ANSWER else 1 << 30
        while data := await source.read(65_536):
            if mishap is Mishap.LOST_ANSWERS:
                continue
            if mishap is Mishap.DELAY:
                await asyncio.sleep(self._chance.uniform(0.005, 0.12))
            if mishap is Mishap.GARBAGE:
                data = self._chance.choice(STRAY) + data
            if mishap is Mishap.PIECES:
                for byte in ASB + data:
                    sink.write(bytes([byte]))
                    await sink.drain()
                    await asyncio.sleep(0)
                continue
            sink.write(data[:left])
            await sink.drain()
            left -= len(data[:left])
            if not left:
                return
        if mishap is Mishap.HALF_OPEN:
            await self._let_go.wait()
