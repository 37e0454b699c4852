"""Opening a data folder: lock, keys, database, and the first facts of a store that is new."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import wait
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from domain.record.rows import Document
from pos_app.addresses import cannot_listen
from pos_app.background import Writer
from pos_app.database import journal
from pos_app.database.session import FILE, LOCK, Database, FolderError, FolderLock, StorageError
from pos_app.keys import FILE as KEYS
from pos_app.keys import NAME_FILE, KeyBox, KeysError, keep_in_file
from pos_app.leftovers import ASIDE, OWN, WORK, drop_restore, put_aside, was_cut_off
from pos_app.paths import DEMO
from pos_app.settings import Options
from pos_app.workflows import founding
from pos_app.workflows.book import Book, Clock
from pos_app.workflows.catching_up import catch_up
from pos_app.workflows.rebuilding import Progress

T = TypeVar("T")
Ask = Callable[[], founding.FirstRun | None]
CUT_OFF = "start_restore_cut"
PAGE = "start_page"  # the disk does not give a page of the store's file
PATIENCE, AGAIN = 0.5, 0.1  # seconds until somebody is told how far a start is
OURS = frozenset(
    {FILE, f"{FILE}-wal", f"{FILE}-shm", LOCK, KEYS, NAME_FILE, "logs", OWN, "backups", WORK, ASIDE}
)


class StartError(Exception):
    """The till cannot start so; the message is one line for a person, and nothing was changed.

    ``code`` and ``facts``: the same as a sentence of ``domain.errors`` for who stands at the till, "" if none
    fits.
    """

    def __init__(self, message: str, code: str = "", **facts: str | int) -> None:
        super().__init__(message)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Found:
    """How a folder was before it was opened: its files, and which folders were still to be made."""

    folder: Path
    names: frozenset[str]
    missing: tuple[Path, ...]

    def restore(self) -> None:
        """Remove what was made since. A store that was there, its log of writes too, is never touched."""
        with suppress(OSError):
            for path in self.folder.iterdir() if FILE not in self.names else [self.folder / LOCK]:
                if path.name not in self.names:
                    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
            for folder in self.missing:
                folder.rmdir()


def look_at(folder: Path) -> Found:
    """A folder as it is now."""
    try:
        names = frozenset(path.name for path in folder.iterdir())
    except OSError:
        names = frozenset()
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    return Found(folder, names, tuple(missing))


@dataclass(frozen=True, slots=True)
class Parts:
    """What a till is made of before it is connected to anything."""

    lock: FolderLock
    keys: KeyBox
    database: Database
    book: Book
    writer: Writer
    clock: Clock
    found: Found

    def close(self) -> None:
        """Finish what was handed in, and let go of the folder."""
        self.writer.close()
        self.database.close()
        self.lock.release()

    def forsake(self) -> None:
        """Close, and leave the folder as it was found."""
        self.close()
        self.found.restore()


def open_folder(
    options: Options,
    clock: Clock | None = None,
    progress: Progress | None = None,
    secrets: Mapping[str, str] | None = None,
) -> Parts:
    """Lock and open the data folder. Raises StartError; nothing is changed then.

    ``progress`` is told on this thread how far a longer first start after an update is. ``secrets``: what a
    new folder begins with, in a file; a keyring is not asked for it.
    """
    folder, made = options.data_dir, clock or Clock()
    found = look_at(folder)
    with ExitStack() as undo:
        undo.callback(lambda: found.restore())
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                lock = FolderLock(folder)
            except FolderError:
                undo.pop_all()  # somebody else works there: what has appeared since we looked is theirs
                raise
            undo.callback(lock.release)
            if not (folder / FILE).exists():
                _refuse_half_restored(folder)
                put_aside(folder)
                found = replace(found, names=look_at(folder).names - ({LOCK} - found.names))
            if options.command == "run" and (
                problem := cannot_listen(options.relay_host, options.relay_port)
            ):
                raise StartError(problem, "start_port", port=options.relay_port)
            if secrets is not None:
                keep_in_file(folder, secrets)
            keys = KeyBox(folder)
            if FILE in found.names and not keys.has_database_key:
                raise no_key(folder, keys)
            if FILE in found.names:  # a restore that was killed when the store had its name
                shutil.rmtree(folder / WORK, ignore_errors=True)
            writer = Writer()
            undo.callback(writer.close)
            start = _Start(writer, progress)
            database = start.step(lambda: Database(folder, keys.database_key(), start.updating))
            undo.callback(database.close)
            book = start.step(lambda: _open_book(database, made, start.tell))
        except (FolderError, KeysError, StorageError, OSError) as error:
            raise start_error(error, folder) from error
        undo.pop_all()
    return Parts(lock, keys, database, book, writer, made, found)


class _Start:
    """The steps of a start, on the writer's thread; how far a longer one is comes to ``progress`` on this."""

    def __init__(self, writer: Writer, progress: Progress | None) -> None:
        self._writer, self._progress = writer, progress
        self._told: list[tuple[int, int]] = []  # by the writer's thread; the last one counts
        self._patience = PATIENCE

    def tell(self, done: int, of: int) -> None:
        self._told.append((done, of))

    def updating(self) -> None:
        self.tell(0, 0)

    def step(self, work: Callable[[], T]) -> T:
        """What ``work`` returns. Raises what it raises."""
        done = self._writer.submit(work)
        while self._progress and wait([done], self._patience).not_done:
            self._patience = AGAIN
            if self._told:
                self._progress(*self._told[-1])
        return done.result()


def _open_book(database: Database, clock: Clock, progress: Progress) -> Book:
    catch_up(database, progress)
    book = Book(database, "", clock)
    incarnation = book.local("incarnation")
    if incarnation is None:
        incarnation = clock.new_id()
        with database.transaction() as connection:
            journal.begin(connection, incarnation)
            journal.set_local(connection, "incarnation", incarnation)
    return Book(database, incarnation, clock)


def ensure_store(options: Options, parts: Parts, ask: Callable[[], founding.FirstRun | None] | None) -> None:
    """Found the store if the folder has none: the demo, or what ``ask`` says. Raises StartError."""
    store = _store(parts)
    if store is not None:
        if options.demo and not store.body.get("demo"):
            raise StartError(f"{options.data_dir} holds a real store; the demo needs a folder of its own")
        return
    if options.demo:
        begin = founding.demo(DEMO)
    else:
        asked = ask() if ask else None
        if asked is None:
            raise no_store(options.data_dir)
        begin = founding.restaurant(asked)
    pepper = parts.keys.pepper()
    parts.writer.submit(lambda: founding.found(parts.book, begin, pepper)).result()


def found_store(options: Options, begin: founding.Founding, secrets: Mapping[str, str] | None = None) -> None:
    """Found a store in a folder of its own. Raises StartError. ``secrets``: as of `open_folder`."""
    others = look_at(options.data_dir).names - OURS
    if others:
        raise StartError(f"{options.data_dir} is not empty; a new store needs a folder of its own")
    parts = open_folder(options, secrets=secrets)
    try:
        if _store(parts) is not None:
            raise StartError(f"{options.data_dir} holds a store already")
        pepper = parts.keys.pepper()
        parts.writer.submit(lambda: founding.found(parts.book, begin, pepper)).result()
    except BaseException:
        parts.forsake()
        raise
    parts.close()


def _refuse_half_restored(folder: Path) -> None:
    """Whether that store is to come back or a new one to begin, only people know. Raises StartError."""
    if was_cut_off(folder):
        message = f"a restore into {folder} was cut off; restore again, or choose an empty folder"
        raise StartError(message, CUT_OFF, folder=str(folder))


def begin_in_place_of_restore(folder: Path) -> None:
    """Somebody does not want the store of a restore that was cut off: another one may begin in its folder.
    Raises StartError."""
    try:
        lock = FolderLock(folder)
        try:
            drop_restore(folder)
        finally:
            lock.release()
    except (FolderError, OSError) as error:
        raise start_error(error, folder) from error


def _store(parts: Parts) -> Document | None:
    return parts.writer.submit(lambda: parts.book.read(lambda tables: tables.get(Document, "store"))).result()


def no_store(folder: Path) -> StartError:
    """The refusal of a folder in which no store was founded."""
    return StartError(f"{folder} holds no store yet", "start_no_store", folder=str(folder))


def no_key(folder: Path, keys: KeyBox) -> StartError:
    """The refusal of a folder whose key is not to be had."""
    if keys.shut:
        message = f"the key of {folder} is in this machine's key store, which does not open"
        return StartError(message, "start_key_shut")
    return StartError(f"the key of {folder} is not on this machine; restore it, or a backup", "start_key")


def start_error(error: Exception, folder: Path) -> StartError:
    """What a folder's trouble is for a person."""
    return StartError(_one_line(error, folder), _code_of(error), folder=str(folder))


def _code_of(error: Exception) -> str:
    if isinstance(error, FolderError):
        return error.code
    if isinstance(error, StorageError):
        return "start_disk" if error.of_disk else PAGE if error.of_place else "start_broken"
    return "start_key" if isinstance(error, KeysError) else "start_disk"


def _one_line(error: Exception, folder: Path) -> str:
    if isinstance(error, StorageError):
        return f"{folder / FILE} cannot be opened: {error}"
    if isinstance(error, OSError):
        return f"{folder}: {error.strerror or error}"
    return " ".join(str(error).split())
