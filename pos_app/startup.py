"""Builds and connects everything, once."""

from __future__ import annotations

import gc
import json
import logging
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path
from typing import Any

from domain.selling.print_setup import Printer
from pos_app.database.session import Reader, StorageError
from pos_app.drill import rehearse_apart
from pos_app.folder import Ask, start_error
from pos_app.logs import log_to
from pos_app.opening import OpenStore, open_store
from pos_app.paths import DEMO, program_version
from pos_app.practice import PracticeTill
from pos_app.servers import Servers
from pos_app.settings import Options
from pos_app.sync.loop import Loop
from pos_app.workflows.backing_up import Backups
from pos_app.workflows.chain_watch import ChainWatch
from pos_app.workflows.incarnations import begin_if_damaged
from pos_app.workflows.papers import PaperFeed, narrow
from pos_app.workflows.picture_shelf import Shelf
from pos_app.workflows.print_desk import PrintDesk
from pos_app.workflows.print_forms import form_of, practice_form_of
from pos_app.workflows.printing import PrinterWorker
from pos_app.workflows.rebuilding import Progress
from pos_app.workflows.searching import MenuSearch
from pos_app.workflows.till import Till
from printers.raster import Painter
from printers.slips.words import SlipForm
from printers.ticket import Width

log = logging.getLogger(__name__)
CLOUD_WAIT = 5.0  # seconds
HIGH_WATER_EVERY = 60.0  # seconds
GARBAGE = 20_000, 20, 50  # new objects until it is looked for, by itself 700: that is a twentieth of an order


class Running:
    """A till that runs: its façade, its server, its printers, and how to end it."""

    def __init__(self, options: Options, store: OpenStore) -> None:
        self.options = options
        parts = self._parts = store.parts
        self.till = Till(parts.book, parts.writer, store.door, parts.keys.in_file)
        self.papers: PaperFeed | None = None
        self.till.shelf = Shelf(options.data_dir / "pictures", DEMO / "pictures")
        self.till.missing.look()
        self.till.mended.look()
        self.servers = Servers(options, parts, self.till)
        self.backups = self.till.backups = Backups(
            options.data_dir,
            parts.keys,
            parts.book,
            parts.writer,
            program_version(),
            self.till.refresh,
            self.servers.backups,
            rehearse_apart,
            self.servers.keepers,
            lambda: self.servers.own_address,
        )
        self._desk: PrintDesk | None = None
        self._high_water = Loop("high-water", self._keep_high_water)
        self._ahead = Loop("begun-later", self._begin_what_is_due)
        self._chats = Loop("chats", self.till.chat.drop_old)
        key = parts.keys.database_key()
        self._chain = ChainWatch(lambda: Reader(options.data_dir, key), self._go_on, self.till.refresh)
        self.till.damaged = lambda: self._chain.damaged
        self.servers.cannot_be_read = self._chain.look_now
        self.servers.breaks, self.servers.mended = lambda: self._chain.breaks, self._whole_again
        self.practice = self.till.practice = PracticeTill(
            options.data_dir, parts.book, parts.writer, parts.keys.pepper()
        )
        self.log: logging.Handler | None = None

    def _begin_what_is_due(self) -> float:
        """Of what was ordered or held for a time; seconds until the next look."""
        return min(self.till.store_code.start_due(), self.till.courses.start_due())

    # printers

    def start_printers(self, painter: Painter | None = None) -> None:
        """Connect the printers given on the command line, else those saved, else the demo's virtual ones."""
        given = dict(self.options.printers)
        if given:
            self._keep("printers", given)
        saved = {} if given else dict(self._local("printers") or {})
        book, writer, till = self._parts.book, self._parts.writer, self.till

        plain = practice_form_of if till.view.store.practice else form_of

        def form(printer: Printer) -> SlipForm:
            return replace(plain(printer), site=till.public_url())

        def worker(printer: Printer) -> PrinterWorker:
            return PrinterWorker(printer, book, writer, form, painter, till.refresh, lost=till.printers.seek)

        self.till.printers.painter = painter
        self._desk = PrintDesk(
            book,
            writer,
            worker,
            {station: Printer(station, {}, target) for station, target in given.items()},
            {
                **{station: Printer(station, {}, target) for station, target in saved.items()},
                **self._virtual({*given, *saved}),
            },
        )
        self.till.print_with(self._desk)

    def _virtual(self, others: Set[str]) -> dict[str, Printer]:
        """The demo's printers, for stations that have no real one."""
        missing = [one.id for one in self.till.view.menu.stations if one.id not in others]
        store = self.till.view.store
        if not missing or not (store.demo or store.practice):
            return {}
        widths = narrow(missing)
        self.papers = PaperFeed(widths)
        return {
            station: Printer(station, {}, target, width=58 if widths[station] is Width.MM_58 else 80)
            for station, target in self.papers.targets.items()
        }

    # servers

    def start_server(self) -> None:
        """Start the own server and the links, and backups, which go to servers too."""
        self.servers.start()
        self.backups.start()
        self._high_water.start()
        self._ahead.start()
        self._chats.start()
        self._chain.start()

    def _go_on(self, breaks: Mapping[str, Sequence[int]]) -> None:
        """A damaged record has been found here."""
        book = self._parts.book
        if self._parts.writer.submit(lambda: begin_if_damaged(book, breaks)).result():
            log.error("what is sold from now on is another incarnation's: the one before is damaged")

    def _whole_again(self, incarnation: str, numbers: Sequence[int]) -> None:
        """Facts of a damaged record have come back from a server."""
        self._chain.mended(incarnation, numbers)
        self.till.mended.look()

    def _keep_high_water(self) -> float:
        """Tell the keyring how far the journal has come: a disk that goes back does not take it along."""
        self._parts.keys.keep_high_water(self._parts.book.head)
        return HIGH_WATER_EVERY

    # words for the outside

    def wait_ready(self, seconds: float = 30) -> bool:
        """Wait until phones can order, or it is known that they cannot."""
        own, *others = self.till.links
        if not own.up_to_date.wait(seconds) and not self.servers.without_own:
            return False
        for cloud in others:  # without it the store sells all the same
            cloud.up_to_date.wait(CLOUD_WAIT)
        return True

    def ready_line(self) -> str:
        """The one JSON line that says the till can take orders."""
        till = self.till
        line: dict[str, Any] = {
            "ready": True,
            "diner_urls": {table: till.table_url(table) for table in till.view.tables},
            "owner_url": f"{till.public_url()}/owner/",
            "data_dir": str(self.options.data_dir),
        }
        if store := till.store_code.url():
            line["store_url"] = store
        if self.servers.setup_url:
            line["owner_setup_url"] = self.servers.setup_url
        return json.dumps(line, ensure_ascii=False)

    def index_search(self) -> None:
        """Make dishes findable by pinyin, of each menu to come too."""
        name = f"spelt:{program_version()}"
        MenuSearch(self.till, lambda: self._local(name), lambda spelt: self._keep(name, spelt))

    def keep_what_stands(self) -> None:
        """What is in memory by now stays: to look through it for garbage stops a tap for 0.1 s.

        Nothing is collected here: this may be another thread than that of the window's objects. From now on
        garbage is looked for, in what comes.
        """
        gc.freeze()
        gc.set_threshold(*GARBAGE)
        gc.enable()

    def close(self) -> None:
        """End everything in order; what is not sent or printed stays in the journal."""
        self.practice.close()
        self.till.scale.close()
        self._ahead.close()
        self._chats.close()
        self._chain.close()
        self._high_water.close()
        self._keep_high_water()
        self.backups.close()
        self.servers.close()
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


def start(options: Options, ask: Ask | None = None, progress: Progress | None = None) -> Running:
    """Open or found the store and build the till; ``ask`` is asked for a new one. Raises StartError."""
    return connect(options, open_store(options, ask, progress))


def connect(options: Options, store: OpenStore) -> Running:
    """The till of a store that is open. Raises StartError; the folder is left then."""
    try:
        running = Running(options, store)
        running.servers.join_as_asked(store.restored)
        running.log = _log_into(options.data_dir)
    except BaseException as error:
        store.parts.forsake()
        if isinstance(error, StorageError):
            raise start_error(error, options.data_dir) from error
        raise
    return running


def _log_into(folder: Path) -> logging.Handler:
    try:
        return log_to(folder / "logs")
    except OSError as error:
        raise start_error(error, folder) from error
