"""A restaurant for a test: a data folder, printers that outlive every till, and the programs on them."""

from __future__ import annotations

import atexit
import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pos_app.database.session import Database
from pos_app.keys import KeyBox
from sync_server.database.migrating import bring_up
from sync_server.database.session import Database as ServerDatabase
from tests.end_to_end.phone import Phone
from tests.end_to_end.programs import ROOT, Ended, Program
from tests.fakes.printer import VirtualPrinter
from tests.fakes.proxy import lasting_port

STATIONS = ("kitchen", "bar", "counter")
BANNER = "POSSIBLE DUPLICATE"


@cache
def _migrated() -> Path:
    """A till's folder with its keys and empty tables, and so that of its own server, to be copied: what is in
    it each program does itself."""
    kept = contextlib.ExitStack()
    folder = Path(kept.enter_context(tempfile.TemporaryDirectory(prefix="mashang-")))
    atexit.register(kept.close)
    keys = KeyBox(folder)
    Database(folder, keys.database_key()).close()
    (folder / "server").mkdir()
    with contextlib.closing(ServerDatabase(folder / "server" / "server.db", keys.server_key())) as server:
        bring_up(server)
    return folder


@dataclass
class Shop:
    """``till`` is the process of the moment; ``folder`` and ``printers`` stay."""

    folder: Path
    printers: Mapping[str, VirtualPrinter]
    port: int = field(default_factory=lasting_port)
    server: tuple[str, ...] = ()  # --server URL --enrol CODE
    root: Path = ROOT  # of the release that runs
    till: Program | None = None
    _phones: list[Phone] = field(default_factory=list)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def note(self) -> Path:
        """Where a program writes which fail-point ended it."""
        return self.folder / "failpoint"

    def open(self, failpoint: str = "", with_cashier: bool = True) -> Program:
        """Start the till and wait until phones can order."""
        self.begin(failpoint, with_cashier)
        assert self.till
        self.till.wait_ready()
        return self.till

    def begin(self, failpoint: str = "", with_cashier: bool = True) -> None:
        """Start the till; it may die before it is ready."""
        if failpoint:
            self.note.unlink(missing_ok=True)
        if self.root == ROOT and not self.data.exists():
            shutil.copytree(_migrated(), self.data)
        environment = {"MASHANG_FAILPOINT": failpoint, "MASHANG_FAILPOINT_LOG": str(self.note)}
        printers = [f"--printer={name}={printer.address}" for name, printer in self.printers.items()]
        module = "tests.end_to_end.cashier" if with_cashier else "pos_app"
        arguments = ["--demo", "--headless", f"--data-dir={self.data}", f"--relay-port={self.port}"]
        self.till = Program(
            module, [*arguments, *self.server, *printers], self.folder / "till.said", environment, self.root
        )

    @property
    def ready(self) -> Mapping[str, Any]:
        """What the till of the moment said when it was ready."""
        assert self.till
        return self.till.ready

    def ask(self, do: str, seconds: float = 30, **facts: Any) -> Mapping[str, Any]:
        """A command to the cashier, and the answer."""
        assert self.till
        self.till.tell({"do": do, "seconds": seconds, **facts})
        return self.till.next_line(seconds + 5)

    def revive(self) -> None:
        """If the till has died, start it again, without a fail-point."""
        if self.till and not self.till.alive:
            self.kill()
            self.open()

    def ask_until_answered(self, do: str, **facts: Any) -> Mapping[str, Any]:
        """As ``ask``, again from a new till if it dies over the command."""
        while True:
            try:
                return self.ask(do, **facts)
            except Ended:
                self.revive()

    def quiet(self) -> Mapping[str, Any]:
        """Wait until every ticket is printed, every fact is home and every server shows the store."""
        found = self.ask("until", what="quiet")
        assert found["so"], found
        return found

    def phone(self, table: str) -> Phone:
        """A guest's phone at a table, by what the printed code of the present run holds."""
        return self.phone_at(self.ready["diner_urls"][table])

    def phone_at(self, url: str) -> Phone:
        phone = Phone(url)
        self._phones.append(phone)
        return phone

    def kill(self) -> None:
        assert self.till
        self.till.kill()
        self.till = None

    def cut_power(self) -> None:
        """The till and the server beside it end at one stroke."""
        assert self.till
        self.till.kill_with_its_own()
        self.till = None

    def close(self) -> int:
        """End the till as a person would; its exit code."""
        assert self.till
        till, self.till = self.till, None
        return till.end()

    def papers(self, code: str, station: str = "kitchen") -> list[str]:
        """The tickets of a station that bear a code in a remark."""
        return [text for text in self.printers[station].texts if code in text]

    def leave(self) -> None:
        """Whatever state the test has left it in."""
        for phone in self._phones:
            phone.close()
        if self.till:
            self.till.kill()


@contextmanager
def shop_in(folder: Path, founded: Path | None) -> Iterator[Shop]:
    """A shop whose data begins as a copy of ``founded``, with printers switched on."""
    folder.mkdir(parents=True, exist_ok=True)
    if founded:
        shutil.copytree(founded, folder / "data")
    with contextlib.ExitStack() as stack:
        printers = {station: stack.enter_context(VirtualPrinter()) for station in STATIONS}
        shop = Shop(folder, printers)
        stack.callback(shop.leave)
        yield shop


def found(folder: Path) -> Path:
    """The demo restaurant's folder after a first run: copies of it start without founding."""
    with shop_in(folder, None) as shop:
        shop.open()
        shop.quiet()
        assert shop.close() == 0
        return shop.data
