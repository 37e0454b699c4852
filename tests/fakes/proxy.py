"""A bad network on loopback: everything between a till or a phone and its server passes through here.

with FaultProxy("127.0.0.1", 8480) as network:
    network.cut()        # the cable is out: what is sent waits, nobody is told
    network.refuse()     # the other machine is off: connections end, new ones are refused
    network.lose(Way.ANSWERS)   # one way works: the server hears and is not heard
    network.resume()
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Coroutine
from enum import Enum
from typing import Any

_CHUNK = 65_536
_NO_LINGER = struct.pack("ii", 1, 0)  # closing so sends a reset instead of an end


class Way(Enum):
    """The direction of bytes."""

    REQUESTS = "requests"  # to the server
    ANSWERS = "answers"  # from it


class FaultProxy:
    """Listens on a port of its own. Methods may be called from any thread and return when they are in force.

    ``passed`` and ``lost`` count bytes, ``connections`` those that were taken.
    """

    def __init__(self, host: str, port: int) -> None:
        self.passed: Counter[Way] = Counter()
        self.lost: Counter[Way] = Counter()
        self.connections = 0
        self._target = (host, port)
        self._loop = asyncio.new_event_loop()
        self._listener: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._losing: set[Way] = set()
        self._seconds = 0.0
        self._whole = asyncio.Event()  # the cable is in
        self._whole.set()
        self.port = lasting_port()
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"proxy-{self.port}", daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> FaultProxy:
        self._thread.start()
        self._call(self._listen)
        return self

    def __exit__(self, *exception: object) -> None:
        self._call(self._end)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    # ---------------------------------------------------------------- faults

    def cut(self) -> None:
        """Hold all bytes back, as the kernel does while a cable is out; ``resume`` lets them go on."""
        self._now(self._whole.clear)

    def refuse(self) -> None:
        """End all connections with a reset, and refuse new ones."""
        self._call(self._refuse)

    def reset(self) -> None:
        """End all connections with a reset; new ones are taken."""
        self._call(self._reset)

    def lose(self, way: Way) -> None:
        """Drop the bytes of one direction. ``resume`` resets the connections: their streams have holes."""
        self._now(lambda: self._losing.add(way))

    def delay(self, seconds: float) -> None:
        """Keep each piece for so long before it is passed on."""

        def slow() -> None:
            self._seconds = seconds

        self._now(slow)

    def resume(self) -> None:
        """The network is well again."""
        self._call(self._resume)

    # ---------------------------------------------------------------- on the loop's thread

    async def _listen(self) -> None:
        if self._listener is None:
            self._listener = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def _refuse(self) -> None:
        listener, self._listener = self._listener, None
        if listener:
            listener.close()
        await self._reset()

    async def _resume(self) -> None:
        if self._losing:
            self._losing.clear()
            await self._reset()
        self._seconds = 0.0
        self._whole.set()
        await self._listen()

    async def _end(self) -> None:
        self._whole.set()
        await self._refuse()
        mine = asyncio.current_task()
        others = (task for task in asyncio.all_tasks() if task is not mine)
        for ended in await asyncio.gather(*others, return_exceptions=True):
            if isinstance(ended, BaseException) and not isinstance(ended, OSError | asyncio.CancelledError):
                raise ended  # that their connections were reset is no news

    async def _reset(self) -> None:
        """Once this is over the resets have left: what is sent afterwards arrives after them."""
        ending = list(self._writers)
        for writer in ending:
            end = writer.get_extra_info("socket")
            with contextlib.suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
            writer.transport.abort()
        await asyncio.gather(*(writer.wait_closed() for writer in ending), return_exceptions=True)

    async def _serve(self, near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(near_out)
        far_out = None
        try:
            await self._whole.wait()
            far_in, far_out = await asyncio.open_connection(*self._target)
            self._writers.add(far_out)
            if near_out.transport.is_closing():  # reset meanwhile: what it had sent does not arrive either
                return
            await asyncio.gather(
                self._pump(near_in, far_out, Way.REQUESTS), self._pump(far_in, near_out, Way.ANSWERS)
            )
        except OSError:
            pass
        finally:
            for writer in filter(None, (near_out, far_out)):
                self._writers.discard(writer)
                writer.transport.abort()

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, way: Way) -> None:
        while data := await source.read(_CHUNK):
            if self._seconds:
                await asyncio.sleep(self._seconds)
            await self._whole.wait()
            if way in self._losing:
                self.lost[way] += len(data)
                continue
            sink.write(data)
            await sink.drain()
            self.passed[way] += len(data)
        await self._whole.wait()
        if sink.can_write_eof():
            sink.write_eof()

    # ---------------------------------------------------------------- from other threads

    def _call(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        asyncio.run_coroutine_threadsafe(work(), self._loop).result(5)

    def _now(self, work: Callable[[], object]) -> None:
        async def run() -> None:
            work()

        self._call(run)


_given: set[int] = set()


def lasting_port() -> int:
    """A free port that will still be free after its listener has gone for a while.

    It lies below the range from which systems take the ports of outgoing connections, and is given out once:
    neither the seed of another test nor its server that is about to end brings it up again.
    """
    for port in random.SystemRandom().sample(range(20_000, 32_000), 200):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            if port not in _given:
                _given.add(port)
                return port
    raise AssertionError("no free port")
