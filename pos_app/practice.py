"""Practice in a program and window of its own beside the till, with a folder that is gone when it ends.

What it needs travels through standard input; it ends when that closes, also when the till dies.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from domain.errors import Refused
from domain.record.plain import from_plain, to_plain
from domain.record.tables import Tables
from pos_app.background import Writer
from pos_app.folder import StartError, found_store
from pos_app.paths import till_program
from pos_app.settings import Options
from pos_app.workflows.book import Book
from pos_app.workflows.practising import Practice, founding_of, practice_of

NAME = "practice"
END = 5.0  # seconds that it has to close


class PracticeTill:
    """The practice of one till: at most one at a time."""

    def __init__(self, data_dir: Path, book: Book, writer: Writer, pepper: str) -> None:
        self._folder = data_dir / NAME
        self._book, self._writer, self._pepper = book, writer, pepper
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def open(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> Future[None]:
        """Open its window. Raises Refused("practice_open") while there is one."""
        return self._writer.submit(lambda: self._start(self._book.read(self._as_now)))

    def _as_now(self, tables: Tables) -> Practice:
        return practice_of(tables, self._pepper)

    def _start(self, practice: Practice) -> None:
        if self.open:
            raise Refused("practice_open")
        self._process = subprocess.Popen(
            [*till_program(), "--data-dir", str(self._folder), "practice"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        assert self._process.stdin
        with suppress(OSError):  # it did not start; the window that does not come says so
            self._process.stdin.write(json.dumps(to_plain(practice)).encode() + b"\n")
            self._process.stdin.flush()

    def close(self) -> None:
        """End it with the till."""
        process = self._process
        if process is None:
            return
        assert process.stdin
        with suppress(OSError):
            process.stdin.close()
        try:
            process.wait(END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._leave_nothing()

    def _leave_nothing(self) -> None:
        """Killed, it could not empty its folder; its own server, which hears of that, ends a moment later."""
        patience = time.monotonic() + END
        while self._folder.exists() and time.monotonic() < patience:
            shutil.rmtree(self._folder, ignore_errors=True)
            time.sleep(0.02)


def practise(options: Options) -> int:
    """The practice itself: one line in, then a till until its window or standard input closes."""
    practice = _told()
    folder = options.data_dir
    if folder.name != NAME:  # it is emptied
        raise StartError(f"{folder} is no folder for practice")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    apart = replace(options, command="run", relay_host="127.0.0.1", relay_port=0)
    try:
        found_store(apart, founding_of(practice), {"pepper": practice.pepper})
        from pos_app.window import run_window

        return run_window(apart, ended=_till_is_gone())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _told() -> Practice:
    try:
        return from_plain(Practice, json.loads(sys.stdin.buffer.readline()))
    except (ValueError, Refused) as error:
        raise StartError("practice is started from the till: sign in, tap your name, Practice") from error


def _till_is_gone() -> threading.Event:
    gone = threading.Event()

    def wait() -> None:
        while os.read(0, 64):
            continue
        gone.set()

    threading.Thread(target=wait, name="till", daemon=True).start()
    return gone
