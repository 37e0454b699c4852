"""Builds and connects everything, once."""

from __future__ import annotations

import gettext
import json
import logging
import secrets
import sys
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from domain.record.rows import Document
from pos_app.addresses import lan_address
from pos_app.crashing import install_failpoints
from pos_app.database.session import FILE, Reader
from pos_app.folder import Ask, Parts, StartError, ensure_store, open_folder
from pos_app.logs import log_to
from pos_app.paths import TRANSLATIONS
from pos_app.settings import Options
from pos_app.sync.client import ServerClient, ServerRefused, Unreachable
from pos_app.sync.own_server import ChildSettings, OwnServer, ServerStartError
from pos_app.workflows.papers import PaperFeed, narrow
from pos_app.workflows.people import Door
from pos_app.workflows.printing import PrintDesk, PrinterWorker
from pos_app.workflows.syncing import Identity, Link
from pos_app.workflows.till import Till
from pos_app.workflows.views import LinkView
from printers.raster import Painter
from printers.slips.words import SlipForm
from printers.ticket import Width

log = logging.getLogger(__name__)
SWITCH = 0.0005  # seconds: the kitchen's thread shall not wait 5 ms for its turn
CLOUD_WAIT = 5.0  # seconds
DEMO_OWNER_PASSWORD = "huajiao-demo"  # noqa: S105 - shown on purpose, and only ever set in the demo


class Running:
    """A till that runs: its façade, its server, its printers, and how to end it."""

    def __init__(self, options: Options, parts: Parts) -> None:
        self.options = options
        self._parts = parts
        self.till = Till(
            parts.book, parts.writer, Door(parts.keys.pepper(), parts.clock.now), parts.keys.in_file
        )
        self.papers: PaperFeed | None = None
        self.server: OwnServer | None = None
        self._desk: PrintDesk | None = None
        self._closed = threading.Event()
        self.log: logging.Handler | None = None

    # printers

    def start_printers(self, painter: Painter | None = None) -> None:
        """Connect the printers given on the command line, else those saved, else the demo's virtual ones."""
        stations = [station.id for station in self.till.view.menu.stations]
        targets = dict(self.options.printers) or self._local("printers") or {}
        if self.options.printers:
            self._keep("printers", dict(self.options.printers))
        if self.till.view.store.demo:
            missing = [station for station in stations if station not in targets]
            if missing:
                self.papers = PaperFeed(narrow(missing))
                targets |= self.papers.targets
        words = gettext.translation("mashang", TRANSLATIONS, ["zh_Hans"], fallback=True)
        widths = narrow(targets) if self.papers else dict.fromkeys(targets, Width.MM_80)
        workers = {
            station: PrinterWorker(
                station,
                target,
                self._parts.book,
                self._parts.writer,
                SlipForm(widths[station], "zh-Hans", "en", words.gettext),
                painter,
                self.till.refresh,
            )
            for station, target in targets.items()
        }
        self._desk = PrintDesk(workers, self._parts.book)
        self.till.print_with(self._desk)

    # servers

    def start_server(self) -> None:
        """Start the own server and the links. Raises StartError."""
        options, keys = self.options, self._parts.keys
        code = secrets.token_hex(8)
        secret = {
            "key": keys.server_key(),
            "enrol_code": code,
            "owner_password": DEMO_OWNER_PASSWORD if self.till.view.store.demo else "",
        }
        try:
            self.server = OwnServer(
                ChildSettings(options.data_dir / "server", options.relay_host, options.relay_port, secret)
            )
        except ServerStartError as error:
            raise StartError(str(error)) from error
        cloud = self._joined()
        self._link("own", self._own_url("127.0.0.1"), "relay" if cloud else "home", code)
        if cloud:
            self._link("cloud", cloud, "home", "")
        public = cloud or self._own_url(self._host_for_phones())
        self.till.public_url = lambda: public
        self.till.refresh()
        threading.Thread(target=self._watch, args=(secret,), name="own-server", daemon=True).start()

    def _link(self, name: str, url: str, role: str, code: str) -> None:
        parts, options = self._parts, self.options
        identity = self._identity()
        key, database_key = parts.keys.device_key(), parts.keys.database_key()
        link = Link(
            LinkView(name, url, role),
            lambda: ServerClient(url, identity.device, key),
            lambda: Reader(options.data_dir, database_key),
            parts.book,
            parts.writer,
            identity,
            code,
            self.till.refresh,
        )
        self.till.links.append(link)
        link.start(parts.writer.submit(lambda: parts.book.head_seq).result())

    def _joined(self) -> str:
        """The address of the cloud that this till has joined, "" if none."""
        return str(self._local("cloud") or "")

    def join(self) -> None:
        """Enrol with the server that was asked for. Raises StartError; nothing has changed then."""
        url, code = self.options.server, self.options.enrol
        if not url or (url == self._joined() and not code):
            return
        identity = self._identity()
        client = ServerClient(url, identity.device, self._parts.keys.device_key())
        try:
            client.enrol(code, identity.enrolment())
        except Unreachable as error:
            raise StartError(f"{url} cannot be reached; the till has not joined it") from error
        except ServerRefused as no:
            raise StartError(f"{url} does not take the code; ask its owner for a new one") from no
        finally:
            client.close()
        self._keep("cloud", url)

    def _identity(self) -> Identity:
        book = self._parts.book

        def read() -> Mapping[str, Any]:
            row = book.read(lambda tables: tables.get(Document, "store"))
            assert row is not None
            return row.body

        store = self._parts.writer.submit(read).result()
        return Identity(store["brand"], store["store"], store["device"], book.incarnation, store["names"])

    def _own_url(self, host: str) -> str:
        assert self.server is not None
        return f"http://{host}:{urlsplit(self.server.url).port}"

    def _host_for_phones(self) -> str:
        host = self.options.relay_host
        return lan_address() if host in ("0.0.0.0", "::") else host

    def _watch(self, secret: Mapping[str, str]) -> None:
        """Start the own server again if it dies; phones come back to the same port."""
        assert self.server is not None
        server, rest = self.server, 0.0
        folder, host = self.options.data_dir / "server", self.options.relay_host
        port = int(urlsplit(server.url).port or 0)
        while server.process.wait() is not None and not self._closed.wait(rest):
            log.warning("the own server ended; it is started again")
            try:
                server = self.server = OwnServer(ChildSettings(folder, host, port, secret))
            except ServerStartError:
                log.exception("the own server did not start")
                rest = 1.0
                continue
            rest = 0.0
            if self._closed.is_set():
                server.close()
            for link in self.till.links:
                link.try_now()

    # words for the outside

    def wait_ready(self, seconds: float = 30) -> bool:
        """Wait until phones can order."""
        own, *others = self.till.links
        if not own.up_to_date.wait(seconds):
            return False
        for cloud in others:  # without it the store sells all the same
            cloud.up_to_date.wait(CLOUD_WAIT)
        return True

    def ready_line(self) -> str:
        """The one JSON line that says the till can take orders."""
        assert self.server is not None
        till = self.till
        line: dict[str, Any] = {
            "ready": True,
            "diner_urls": {table: till.table_url(table) for table in till.view.tables},
            "owner_url": f"{till.public_url()}/owner/",
            "data_dir": str(self.options.data_dir),
        }
        if not self._joined() and "setup_url" in self.server.ready:
            line["owner_setup_url"] = self.server.ready["setup_url"]
        return json.dumps(line, ensure_ascii=False)

    def index_search(self) -> None:
        """Make dishes findable by pinyin; on a thread of its own, because the index takes a moment."""

        def work() -> None:
            from domain.words.search import (
                DishSearch,  # its dictionary is slow to load; selling does not wait
            )

            self.till.search = DishSearch(self.till.view.menu.dishes).find

        threading.Thread(target=work, name="search-index", daemon=True).start()

    def close(self) -> None:
        """End everything in order; what is not sent or printed stays in the journal."""
        self._closed.set()
        if self.server:
            self.server.close()
        for link in self.till.links:
            link.close()
        if self._desk:
            self._desk.close()
        if self.papers:
            self.papers.close()
        self._parts.close()
        if self.log:
            logging.getLogger().removeHandler(self.log)
            self.log.close()

    def _local(self, name: str) -> Any:
        return self._parts.writer.submit(lambda: self._parts.book.local(name)).result()

    def _keep(self, name: str, value: Any) -> None:
        self._parts.writer.submit(lambda: self._parts.book.set_local(name, value)).result()


def start(options: Options, ask: Ask | None = None) -> Running:
    """Open or found the store and build the till; ``ask`` is asked for a new one. Raises StartError."""
    install_failpoints()
    sys.setswitchinterval(SWITCH)
    if not (options.demo or ask or (options.data_dir / FILE).exists()):
        raise StartError(
            f"{options.data_dir} holds no store yet; start once with a window, or run pos-app init"
        )
    parts = open_folder(options)
    try:
        ensure_store(options, parts, ask)
        running = Running(options, parts)
        running.join()
    except BaseException:
        parts.forsake()
        raise
    running.log = log_to(options.data_dir / "logs")
    return running
