"""The server that the till starts beside itself; it ends when its standard input closes: also when we die."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pos_app.memory import of_a_child
from pos_app.sync.own_door import OwnDoor

START = 30.0  # seconds until it must be ready
END = 5.0
PORT = "port"  # a file in its folder: where it listens now, for whoever looks from outside
LONG = 3600.0  # seconds that a look at all facts may take


class ServerStartError(Exception):
    """The server did not start; the message is its own line, ``code`` and ``facts`` the same as a sentence of
    ``domain.errors``, "" if none fits."""

    def __init__(self, message: str, code: str = "", **facts: str | int) -> None:
        super().__init__(message)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class ChildSettings:
    """How to start it. ``secret``: the line it reads from standard input before anything else."""

    folder: Path
    host: str
    port: int
    secret: Mapping[str, object]


class OwnServer:
    """A running child server."""

    def __init__(self, settings: ChildSettings, door: OwnDoor | None = None) -> None:
        """Start it, behind ``door`` if that is held, and wait for its ready line. Raises ServerStartError."""
        handles = door.handles if door else ()
        command = [
            *server_program(),
            "--data-dir",
            str(settings.folder),
            "--host",
            settings.host,
            "--port",
            str(settings.port),
            "--child",
            *(f"--door={handle}" for handle in handles),
        ]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=handles,
            env=of_a_child(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows would open a console
        )
        self._said: list[str] = []
        self._listening = threading.Thread(target=self._listen, name="server-said", daemon=True)
        self._listening.start()
        self.ready = self._hand_over(settings)

    @property
    def url(self) -> str:
        return str(self.ready["url"])

    def _hand_over(self, settings: ChildSettings) -> Mapping[str, Any]:
        assert self.process.stdin and self.process.stdout
        patience = threading.Timer(START, self.process.kill)
        patience.start()
        try:
            self.process.stdin.write(json.dumps(dict(settings.secret)).encode() + b"\n")
            self.process.stdin.flush()
            ready = json.loads(self.process.stdout.readline())
            if isinstance(ready, dict) and "refused" in ready:
                self.close()
                raise ServerStartError(ready["said"], ready["refused"], **ready["facts"])
            if not isinstance(ready, dict) or "url" not in ready:
                raise ValueError("no ready line")
            return ready
        except (OSError, ValueError) as error:
            self.close()
            self._listening.join(1)  # its last line is the reason
            raise ServerStartError(self._said[-1] if self._said else "the server did not start") from error
        finally:
            patience.cancel()

    def _listen(self) -> None:
        assert self.process.stderr
        with self.process.stderr as said:
            for line in said:
                self._said = [*self._said[-20:], line.decode(errors="replace").strip()]

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def close(self) -> None:
        """Close its standard input and wait; a server that does not listen is killed."""
        assert self.process.stdin and self.process.stdout
        with suppress(OSError):  # it may be gone already
            self.process.stdin.close()
        try:
            self.process.wait(END)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def port_of(folder: Path) -> int:
    """Where the own server of this folder was last told to listen, 0 if nobody noted it."""
    try:
        return int((folder / PORT).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def own_server_says(command: str, settings: ChildSettings, as_json: bool) -> tuple[int, str]:
    """What the own server's program finds in its folder (``command``: verify | doctor), as it prints it.

    The exit code is 1 if something is in trouble. Raises ServerStartError.
    """
    where = ["--data-dir", str(settings.folder), "--port", str(settings.port)]
    done = subprocess.run(
        [*server_program(), command, "--child", *where, *(["--json"] if as_json else [])],
        input=json.dumps(dict(settings.secret)).encode() + b"\n",
        capture_output=True,
        timeout=LONG,
        check=False,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    if done.returncode not in (0, 1) or not done.stdout:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise ServerStartError(said[-1] if said else "the server's program did not answer")
    return done.returncode, done.stdout.decode(errors="replace").rstrip()


def server_program() -> list[str]:
    """How the own server's program is started."""
    if getattr(sys, "frozen", False):
        name = "sync-server.exe" if sys.platform == "win32" else "sync-server"
        return [str(Path(sys.executable).with_name(name))]
    return [sys.executable, "-m", "sync_server"]
