"""What stands before a server on the internet: it speaks https to the world and plain http to the server."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Coroutine
from functools import partial
from pathlib import Path
from typing import Any

from tests.fakes.certificates import certificate_pem, certified, key_pem

HERE = "127.0.0.2"  # this machine under another name than that of what runs beside the till


class Authority:
    """Signs certificates; ``root`` is what those who trust it are given."""

    def __init__(self, folder: Path, name: str = "Authority") -> None:
        folder.mkdir(exist_ok=True)
        self._folder, self._own = folder, certified(name, days=30)
        self.root = folder / f"{name}.pem"
        self.root.write_text(certificate_pem(self._own))

    def chain(self, days: int = 30) -> Path:
        """A key and its certificate for HERE, valid for so many days yet; below 0 it is over."""
        signed = certified(HERE, self._own, address=HERE, days=days)
        file = self._folder / f"{days} days.pem"
        file.write_text(key_pem(signed) + certificate_pem(signed))
        return file


class TlsFront:
    """Listens on HERE; ``show`` changes the certificate, and whoever is connected connects anew."""

    def __init__(self, port: int, chain: Path) -> None:
        """``port``: of the server behind it, on 127.0.0.1."""
        self._behind, self._chain = port, chain
        self._loop = asyncio.new_event_loop()
        self._writers: set[asyncio.StreamWriter] = set()
        self._taken_now: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.port = 0

    @property
    def url(self) -> str:
        return f"https://{HERE}:{self.port}"

    def __enter__(self) -> TlsFront:
        self._thread.start()
        self._run(self._open())
        return self

    def __exit__(self, *error: object) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def show(self, chain: Path) -> None:
        self._chain = chain
        self._run(self._close())
        self._run(self._open())

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _open(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._chain)
        taken = partial(self._taken, self._chain)
        self._listener = await asyncio.start_server(taken, HERE, self.port, ssl=context)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        self._listener.close()
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.gather(*self._taken_now, return_exceptions=True)

    async def _taken(self, by: Path, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._taken_now.add(task)
        task.add_done_callback(self._taken_now.discard)
        with contextlib.suppress(OSError):
            ahead, there = await asyncio.open_connection("127.0.0.1", self._behind)
            both = {writer, there}
            self._writers |= both
            if by != self._chain:  # it shook hands while the certificate was changed
                for one in both:
                    one.transport.abort()
            await asyncio.gather(_pass(reader, there), _pass(ahead, writer))
            self._writers -= both


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
    writer.transport.abort()
