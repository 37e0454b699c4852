"""The server that the till starts beside itself; it ends when its standard input closes: also when we die."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class ServerStartError(Exception):
    """The server did not start; the message is its own line."""


@dataclass(frozen=True, slots=True)
class ChildSettings:
    """How to start it. ``secret``: the line it reads from standard input before anything else."""

    folder: Path
    host: str
    port: int
    secret: Mapping[str, str]


class OwnServer:
    """A running child server."""

    def __init__(self, settings: ChildSettings) -> None:
        """Start it and wait for its ready line. Raises ServerStartError."""
        command = [
            *_program(),
            "--data-dir",
            str(settings.folder),
            "--host",
            settings.host,
            "--port",
            str(settings.port),
            "--child",
        ]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows would open a console
        )
        self._said: list[str] = []
        threading.Thread(target=self._listen, name="server-said", daemon=True).start()
        self.ready = self._hand_over(settings)

    @property
    def url(self) -> str:
        return str(self.ready["url"])

    def _hand_over(self, settings: ChildSettings) -> Mapping[str, Any]:
        assert self.process.stdin and self.process.stdout
        try:
            self.process.stdin.write(json.dumps(dict(settings.secret)).encode() + b"\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
            return dict(json.loads(line))
        except (OSError, ValueError) as error:
            self.process.wait(5)
            raise ServerStartError(self._said[-1] if self._said else "the server did not start") from error

    def _listen(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self._said = [*self._said[-20:], line.decode(errors="replace").strip()]

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def close(self) -> None:
        """Close its standard input and wait; a server that does not listen is killed."""
        assert self.process.stdin and self.process.stdout and self.process.stderr
        self.process.stdin.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def _program() -> list[str]:
    if getattr(sys, "frozen", False):
        name = "sync-server.exe" if sys.platform == "win32" else "sync-server"
        return [str(Path(sys.executable).with_name(name))]
    return [sys.executable, "-m", "sync_server"]
