"""Opening a data folder: lock, keys, database, and the first facts of a store that is new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from domain.record.rows import Document
from pos_app.addresses import port_is_free
from pos_app.background import Writer
from pos_app.database.session import FILE, Database, FolderError, FolderLock
from pos_app.keys import KeyBox
from pos_app.paths import DEMO
from pos_app.settings import Options
from pos_app.workflows import founding
from pos_app.workflows.book import Book, Clock

Ask = Callable[[], founding.FirstRun | None]


class StartError(Exception):
    """The till cannot start so; the message is one line for a person, and nothing was changed."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a till is made of before it is connected to anything."""

    lock: FolderLock
    keys: KeyBox
    database: Database
    book: Book
    writer: Writer
    clock: Clock

    def close(self) -> None:
        """Finish what was handed in, and let go of the folder."""
        self.writer.close()
        self.database.close()
        self.lock.release()


def open_folder(options: Options, clock: Clock | None = None) -> Parts:
    """Lock and open the data folder. Raises StartError; nothing is changed then."""
    folder = options.data_dir
    try:
        fresh = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FolderLock(folder)
    except (OSError, FolderError) as error:
        raise StartError(_one_line(error, folder)) from error
    try:
        if not port_is_free(options.relay_host, options.relay_port):
            raise StartError(
                f"port {options.relay_port} is in use; choose another with --relay-port, or 0 for any"
            )
        keys = KeyBox(folder, str(folder.resolve()))
        if (folder / FILE).exists() and not keys.has_database_key:
            raise StartError(f"the key of {folder} is not on this machine; restore it, or a backup")
        database = Database(folder, keys.database_key())
        writer = Writer()
        made = clock or Clock()
        book = writer.submit(lambda: _open_book(database, made)).result()
    except (StartError, FolderError, OSError, ValueError) as error:
        lock.release()
        if fresh:
            _remove_if_empty(folder)
        raise StartError(_one_line(error, folder)) from error
    return Parts(lock, keys, database, book, writer, made)


def _open_book(database: Database, clock: Clock) -> Book:
    book = Book(database, "", clock)
    incarnation = book.local("incarnation")
    if incarnation is None:
        incarnation = clock.new_id()
        book.set_local("incarnation", incarnation)
    return Book(database, incarnation, clock)


def ensure_store(options: Options, parts: Parts, ask: Callable[[], founding.FirstRun | None] | None) -> None:
    """Found the store if the folder has none: the demo, or what ``ask`` says. Raises StartError."""
    store = parts.writer.submit(
        lambda: parts.book.read(lambda tables: tables.get(Document, "store"))
    ).result()
    if store is not None:
        if options.demo and not store.body.get("demo"):
            raise StartError(f"{options.data_dir} holds a real store; the demo needs a folder of its own")
        return
    if options.demo:
        begin = founding.demo(DEMO)
    else:
        asked = ask() if ask else None
        if asked is None:
            raise StartError(
                f"{options.data_dir} holds no store yet; start once with a window, or run pos-app init"
            )
        begin = founding.restaurant(asked)
    pepper = parts.keys.pepper()
    parts.writer.submit(lambda: founding.found(parts.book, begin, pepper)).result()


def _one_line(error: BaseException, folder: Path) -> str:
    if isinstance(error, OSError):
        return f"{folder}: {error.strerror or error}"
    return " ".join(str(error).split())


def _remove_if_empty(folder: Path) -> None:
    lock = folder / "till.lock"
    lock.unlink(missing_ok=True)
    try:
        folder.rmdir()
    except OSError:
        return
