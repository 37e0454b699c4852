"""The server's log: one JSON line an entry, in its folder, without names, remarks, phones or keys.

Lines are written by a thread of their own, many at a stroke, so that no phone waits because of them: what
happens in a moment (MOMENT) is written together. A warning does not wait.
"""

from __future__ import annotations

import json
import logging
import logging.handlers
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from queue import SimpleQueue

from domain.trace import line_of

MOST_BYTES = 2_000_000
MOMENT = 0.05  # seconds
_JSON = json.JSONEncoder(ensure_ascii=False)


class JsonLines(logging.Formatter):
    """A line as JSON; the error's kind and places, but not its text: that may quote a guest."""

    def format(self, record: logging.LogRecord) -> str:
        return _JSON.encode(line_of(record, _spelled(int(record.created))))


@lru_cache(maxsize=1)
def _spelled(second: int) -> str:
    """Once for all lines of a second."""
    return time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(second))


_LINES = JsonLines()


class _ShortLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = line_of(record, "")
        return " ".join(str(line[name]) for name in ("level", "said", "error") if name in line)


class _Handoff(logging.Handler):
    """Gives records to a thread that writes them."""

    def __init__(self, file: logging.Handler) -> None:
        super().__init__()
        self._file = file
        self._records: SimpleQueue[logging.LogRecord] = SimpleQueue()
        self._soon, self._closing = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="log", daemon=True)
        self._thread.start()

    def emit(self, record: logging.LogRecord) -> None:
        self._records.put(record)
        if record.levelno >= logging.WARNING:
            self._soon.set()

    def close(self) -> None:
        """Write what is left, and end."""
        self._closing.set()
        self._soon.set()
        self._thread.join()
        super().close()

    def _run(self) -> None:
        while not self._closing.is_set():
            self._soon.wait(MOMENT)
            self._soon.clear()
            self._write()
        self._write()

    def _write(self) -> None:
        lines = []
        while not self._records.empty():
            lines.append(_LINES.format(self._records.get()))
        if lines:
            self._file.handle(logging.makeLogRecord({"msg": "\n".join(lines)}))


def warn_on_stderr() -> None:
    """Warnings also go to standard error, for whoever started the server by hand."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.setFormatter(_ShortLines())
    logging.getLogger().addHandler(handler)


def _leave_out_what_no_line_tells() -> None:
    """Which thread, process and source line wrote it: half of what a record takes. See "Optimization" in
    logging's guide."""
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None


@contextmanager
def log_to(folder: Path) -> Iterator[None]:
    """Log into ``folder``/server.log, five files at most."""
    folder.mkdir(parents=True, exist_ok=True)
    file = logging.handlers.RotatingFileHandler(
        folder / "server.log", maxBytes=MOST_BYTES, backupCount=4, encoding="utf-8"
    )
    _leave_out_what_no_line_tells()
    handoff, root = _Handoff(file), logging.getLogger()
    root.addHandler(handoff)
    root.setLevel(logging.INFO)
    try:
        yield
    finally:
        root.removeHandler(handoff)
        handoff.close()
        file.close()
