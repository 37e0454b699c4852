"""A sync server far away, with its owner, and the bad line that leads to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sync_server.database.connecting import connect
from tests.end_to_end.owner import Owner
from tests.end_to_end.programs import ROOT, Program
from tests.fakes.proxy import FaultProxy, lasting_port

PASSWORD = "a password of an owner"


@dataclass
class Cloud:
    """``line`` is what the till reaches it by; phones reach ``url`` itself."""

    folder: Path
    port: int
    line: FaultProxy
    server: Program
    root: Path = ROOT  # of the release that runs
    silent: int = 90

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def key(self) -> str:
        """The key of its file; this machine has no key store, so it lies beside it."""
        return (self.data / "key").read_text().strip()

    @property
    def owner_url(self) -> str:
        return f"{self.url}/owner/"

    def beside(self, diner_url: str) -> str:
        """A printed code's address as a phone on mobile data reaches it, past the till's bad line."""
        return self.url + urlsplit(diner_url).path

    def start_again(self) -> None:
        """End it, unless it has died, and start it anew."""
        alive = self.server.alive
        assert self.server.end() == 0 or not alive
        self.server = _start(self.folder, self.port, self.root, self.silent)

    def make_older(self, seconds: int) -> None:
        """Let what phones asked lie back in time. Only while it is not running."""
        connection = connect(self.data / "server.db", self.key)
        connection.execute("UPDATE requests SET received_at = received_at - ?", (seconds * 1000,))
        connection.close()


@contextmanager
def cloud_in(
    folder: Path,
    root: Path = ROOT,
    silent: int = 90,
    failpoint: str = "",
    line: type[FaultProxy] = FaultProxy,
) -> Iterator[tuple[Cloud, str]]:
    """A running server, and a code for one till.

    ``silent``: seconds until another run of it may speak; ``failpoint``: where the server dies, once.
    """
    folder.mkdir()
    port = lasting_port()
    with ExitStack() as stack:
        server = _start(folder, port, root, silent, failpoint)
        leading = stack.enter_context(line("127.0.0.1", port))
        cloud = Cloud(folder, port, leading, server, root, silent)
        stack.callback(lambda: cloud.server.kill())
        with Owner(cloud.owner_url) as owner:
            owner.set_up(server.ready["setup_url"], PASSWORD)
            code = owner.mint_code()
        yield cloud, code


def _start(folder: Path, port: int, root: Path, silent: int, failpoint: str = "") -> Program:
    arguments = ["--data-dir", str(folder / "data"), "--host", "127.0.0.1", "--port", str(port)]
    environment = {
        "MASHANG_RUN_SILENT": str(silent),
        "MASHANG_FAILPOINT": failpoint,
        "MASHANG_FAILPOINT_LOG": str(folder / "failpoint"),
    }
    server = Program("sync_server", arguments, folder / "server.said", environment, root=root)
    server.wait_ready()
    return server
