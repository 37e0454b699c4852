"""Backups go on beside selling: hourly, by button, at the end; to every place, each for itself.

One thread does it all. It reads the store on a connection of its own; the writer is asked for small values.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from pyrage.x25519 import Identity

from domain.errors import Refused
from domain.record.backup_clock import RETRY, backup_due, drill_due
from domain.record.plain import from_plain, to_plain
from domain.record.recovery import DOCUMENT, RecoveryKey
from domain.record.rows import Document
from pos_app.background import Writer
from pos_app.database.session import StorageError
from pos_app.keys import KeyBox
from pos_app.sync.backups import BackupClient
from pos_app.sync.loop import Loop
from pos_app.workflows import drilling
from pos_app.workflows.agreeing import Keeper
from pos_app.workflows.backup_file import Head, Made
from pos_app.workflows.backup_making import Told, make_backup
from pos_app.workflows.backup_places import (
    OK,
    FolderPlace,
    Place,
    PlaceFailed,
    ServerPlace,
    state_of,
    time_of,
)
from pos_app.workflows.backup_standing import Kept, noted
from pos_app.workflows.book import Book
from pos_app.workflows.disk import look_at_disk
from pos_app.workflows.joining import device_of
from pos_app.workflows.rehearsing import Rehearsal
from pos_app.workflows.views import BackupView, DrillView, PlaceView

log = logging.getLogger(__name__)
FOLDER = "backups"  # inside the store's folder
DRILL = "drill"  # inside that
KEPT = "backups"  # this device's value: what became of the last ones
SECOND = "backup_folder"  # this device's value: a second disk or share
LOOK = 60.0  # seconds between looks at clock and disk
SETTLE = 180_000  # milliseconds after a start before a missed drill is made up for
LAST_WAIT = 30.0  # seconds that a closing till waits for its last backup


class Backups:
    """Makes backups and drills of one store's folder."""

    def __init__(
        self,
        folder: Path,
        keys: KeyBox,
        book: Book,
        writer: Writer,
        program: str,
        changed: Callable[[], None],
        server: Callable[[], tuple[str, Callable[[], BackupClient]] | None] = lambda: None,
        rehearse: drilling.Rehearse = drilling.drill_here,
        keepers: Callable[[], Sequence[Keeper]] = lambda: (),
        own_url: Callable[[], str] = lambda: "",
    ) -> None:
        """``server``: the address of the server that keeps backups and how to reach it, if there is one.

        ``keepers``: the servers to which all facts have gone; ``own_url``: where the own server is reached.
        """
        self._own_url = own_url
        self._rehearse_with, self._keepers = rehearse, keepers
        self._folder, self._keys, self._program = folder, keys, program
        self._book, self._writer, self._changed, self._server = book, writer, changed, server
        self._lock = threading.Lock()
        self._asked: list[Future[None]] = []
        self._kept = Kept()
        self._tried_at = 0
        self._begun = self._ending = False
        self._loop = Loop("backups", self.step)
        self.view = BackupView()
        self._started_at = book.clock.now()

    def start(self) -> None:
        """Begin, on a thread of its own."""
        self.load()
        self._begun = True
        self._loop.start()

    def load(self) -> None:
        """Know again what an earlier run knew."""
        value = self._ask(lambda: self._book.local(KEPT))
        with suppress(Refused):
            self._kept = from_plain(Kept, value or {})
        self._show()

    def close(self, last: bool = True) -> None:
        """Make a last backup if something was written since, then end; no drill begins any more."""
        if not self._begun:
            return
        self._ending = True
        if last and self._key().public and self._ask(lambda: self._book.head_seq) != self._kept.seq:
            with suppress(Exception):
                self.now("close").result(LAST_WAIT)
        self._loop.close(LAST_WAIT)

    def now(self, reason: str) -> Future[None]:
        """Make a backup; done when it lies at one place at least. Its future raises Refused."""
        log.info("a backup is asked for: %s", reason)
        future: Future[None] = Future()
        with self._lock:
            self._asked.append(future)
        self._loop.wake()
        return future

    def choose_folder(self, path: str) -> None:
        """Take a second disk or share for backups from now on, "" for none. Raises Refused."""
        if path:
            FolderPlace(Path(path), self._store()["store"], True).claim()
        self._ask(lambda: self._book.set_local(SECOND, path))
        self._kept = replace(self._kept, places=tuple(p for p in self._kept.places if p.kind != "folder"))
        self._tried_at = 0
        self._show()
        self._loop.wake()

    # the thread

    def step(self) -> float:
        """Do what is due now; seconds until the next look. One thread at a time."""
        try:
            self._update(disk=look_at_disk(self._folder))
            self._back_up_if_due()
            self._drill_if_due()
        finally:
            self._update(doing="")
        return LOOK

    def _back_up_if_due(self) -> None:
        with self._lock:
            asked, self._asked = self._asked, []
        try:
            if asked or self._due():
                key = self._key().public
                if not key:
                    raise Refused("backup_no_key")
                self._back_up([key])
            elif self._may_try and any(place.state != OK for place in self.view.places):
                self._deliver_again()
        except BaseException as error:
            said = Refused("cannot_save") if isinstance(error, StorageError) else error
            for future in asked:
                future.set_exception(said)
            if not isinstance(error, Refused):
                raise
        else:
            for future in asked:
                future.set_result(None)

    def _due(self) -> bool:
        now, seq = self._book.clock.now(), self._ask(lambda: self._book.head_seq)
        due = backup_due(now, self._kept.at, seq != self._kept.seq)
        return due and self._may_try and bool(self._key().public)

    @property
    def _may_try(self) -> bool:
        """A place that failed is not asked again at once."""
        return abs(self._book.clock.now() - self._tried_at) >= RETRY

    def _drill_if_due(self) -> None:
        now, key = self._book.clock.now(), self._key().public
        if key and drill_due(now, self._kept.drill.at, self._book.zone) and self._drill_may(now):
            self._rehearse(key)

    def _drill_may(self, now: int) -> bool:
        """A missed drill waits until the opening till has done what is urgent; the very first is at once."""
        if self._ending:
            return False
        return bool(self._kept.at) and (not self._kept.drill.at or abs(now - self._started_at) >= SETTLE)

    # a backup

    def _back_up(self, recipients: list[str]) -> Made:
        """Raises Refused("backup_nowhere") when no place has it."""
        self._update(doing="backup")
        self._tried_at = now = self._book.clock.now()
        places = self._places()
        states: dict[str, str] = {}
        made, head = self._make(places, self._moment(now), recipients, states)
        if made is not None and head is not None:
            states |= self._deliver(made, places)
            self._kept = replace(
                self._kept,
                name=made.file.name,
                at=now,
                size=made.size,
                sha256=made.sha256,
                seq=head.mark.seq,
                own=head.own_server.state,
            )
        self._note(places, states, now)
        if made is None or OK not in states.values():
            raise Refused("backup_nowhere")
        return made

    def _moment(self, now: int) -> int:
        """When it is said to be made: never the second of the one before, whose name other places have."""
        last = time_of(self._kept.name, self._store()["store"]) or 0
        return last + 1000 if 0 <= last - now // 1000 * 1000 < LOOK * 1000 else now

    def _make(
        self, places: Mapping[str, Place], now: int, recipients: list[str], states: dict[str, str]
    ) -> tuple[Made | None, Head | None]:
        """Copy and encrypt in the till's own folder; if its disk is full or broken, on the second one."""
        for kind, place in places.items():
            if not isinstance(place, FolderPlace):
                continue
            try:
                place.ready()
                return make_backup(self._folder, place.folder, self._told(), now, recipients)
            except (StorageError, OSError, PlaceFailed) as error:
                if isinstance(error, StorageError) and error.of_place:
                    raise Refused("backup_damaged") from error  # it is the store's own file
                log.warning("no backup can be made at %s: %s", kind, error)
                states[kind] = state_of(error)
        return None, None

    def _told(self) -> Told:
        store = self._store()
        device = self._ask(lambda: device_of(self._book, store))
        server = self._server()
        home, secrets = server[0] if server else "", self._keys.secrets()
        return Told(self._program, device, home, secrets, self._own_url())

    def _deliver(self, made: Made, places: Mapping[str, Place]) -> dict[str, str]:
        """To each place, whatever the others say."""
        states = {}
        for kind, place in places.items():
            try:
                place.put(made)
                states[kind] = OK
            except PlaceFailed as failed:
                states[kind] = failed.state
            except Exception:
                log.exception("the backup did not get to %s", kind)
                states[kind] = "broken"
        return states

    def _deliver_again(self) -> None:
        """The last backup to those places that did not take it; they may be back."""
        self._tried_at = now = self._book.clock.now()
        file = next((one for one in self._copies(self._kept.name)), None)
        if file is None:
            return
        made = Made(file, self._kept.size, self._kept.sha256)
        failed = {place.kind for place in self.view.places if place.state != OK}
        places = {kind: place for kind, place in self._places().items() if kind in failed}
        self._note(places, self._deliver(made, places), now)

    # a drill

    def _rehearse(self, public: str) -> None:
        """A backup is made and restored from where it lies; each result is kept whatever it is."""
        begun, key = self._book.clock.now(), Identity.generate()
        try:
            made = self._back_up([public, str(key.to_public())])
        except Refused:
            self._drilled(drill=DrillView(begun, drilling.NOTHING, good_at=self._kept.drill.good_at))
            return
        self._update(doing="drill")
        places, clock = self._places(), self._book.clock
        work = self._folder / FOLDER / DRILL

        def ended() -> bool:
            return self._ending

        night = Rehearsal(made, key, work, self._rehearse_with, ended, clock.now, self._keepers())
        folders = {kind: place.folder for kind, place in places.items() if isinstance(place, FolderPlace)}
        here = night.in_reach(folders, self._kept.drill)
        if here is not None:
            self._drilled(drill=here)
        server = places.get("server")
        if isinstance(server, ServerPlace):
            there = night.from_server(server, self._kept.server_drill)
            if there is not None:
                self._drilled(server_drill=there)

    def _drilled(self, **drills: DrillView) -> None:
        for name, found in drills.items():
            log.info("%s: %s, %d ms", name, found.problem or "well", found.took)
        self._kept = replace(self._kept, **drills)  # type: ignore[arg-type]
        self._keep()

    # places and their states

    def _places(self) -> dict[str, Place]:
        store = self._store()["store"]
        places: dict[str, Place] = {"till": FolderPlace(self._folder / FOLDER, store, False)}
        second = self._ask(lambda: self._book.local(SECOND))
        if second:
            places["folder"] = FolderPlace(Path(second), store, True)
        if server := self._server():
            places["server"] = ServerPlace(server[1])
        return places

    def _where(self, kind: str, place: Place) -> str:
        if isinstance(place, FolderPlace):
            return str(place.folder)
        server = self._server()
        return server[0] if server else kind

    def _copies(self, name: str) -> list[Path]:
        """Where a backup lies in a folder that we can reach."""
        folders = [place.folder for place in self._places().values() if isinstance(place, FolderPlace)]
        return [file for folder in folders if name and (file := folder / name).exists()]

    def _note(self, places: Mapping[str, Place], states: Mapping[str, str], now: int) -> None:
        """Remember how the places stand, and throw away there what is too old."""
        where = {kind: self._where(kind, place) for kind, place in places.items()}
        self._kept = noted(self._kept, places, states, where, now)
        self._keep()

    def _keep(self) -> None:
        """A disk that takes no note of it does not undo a backup that lies on another one."""
        value = to_plain(self._kept)
        try:
            self._ask(lambda: self._book.set_local(KEPT, value))
        except StorageError:
            log.warning("the store's disk takes no note of what became of a backup")
        self._show()

    def _show(self) -> None:
        known = {place.kind: place for place in self._kept.places}
        shown = tuple(
            replace(known.get(kind) or PlaceView(kind, ""), where=self._where(kind, place))
            for kind, place in self._places().items()
        )
        drills = {"drill": self._kept.drill, "server_drill": self._kept.server_drill}
        kept = self._kept
        self._update(places=shown, size=kept.size, own=kept.own, since=self._key().made_at, **drills)

    def _update(self, **values: Any) -> None:
        with self._lock:
            before, self.view = self.view, replace(self.view, **values)
        if self.view != before:
            self._changed()

    def _key(self) -> RecoveryKey:
        found = self._ask(lambda: self._book.read(lambda tables: tables.document(RecoveryKey, DOCUMENT)))
        return found or RecoveryKey()

    def _store(self) -> Mapping[str, Any]:
        row = self._ask(lambda: self._book.read(lambda tables: tables.get(Document, "store")))
        return row.body if row else {}

    def _ask(self, work: Callable[[], Any]) -> Any:
        """On the writer's thread, and wait for it."""
        return self._writer.submit(work).result()
