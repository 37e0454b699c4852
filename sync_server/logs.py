"""The server's log: one JSON line an entry, in its folder, without names, remarks, phones or keys.

Lines are written by a thread of their own, so that no phone waits for a disk because of them.
"""

from __future__ import annotations

import json
import logging
import logging.handlers
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from domain.trace import line_of

MOST_BYTES = 2_000_000


class JsonLines(logging.Formatter):
    """A line as JSON; the error's kind and places, but not its text: that may quote a guest."""

    def format(self, record: logging.LogRecord) -> str:
        at = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        return json.dumps(line_of(record, at), ensure_ascii=False)


class _ShortLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = line_of(record, "")
        return " ".join(str(line[name]) for name in ("level", "said", "error") if name in line)


class _Handoff(logging.handlers.QueueHandler):
    def prepare(self, record: logging.LogRecord) -> Any:
        return record  # as it is: its error is told by places, which a text would have lost


def warn_on_stderr() -> None:
    """Warnings also go to standard error, for whoever started the server by hand."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.setFormatter(_ShortLines())
    logging.getLogger().addHandler(handler)


@contextmanager
def log_to(folder: Path) -> Iterator[None]:
    """Log into ``folder``/server.log, five files at most."""
    folder.mkdir(parents=True, exist_ok=True)
    file = logging.handlers.RotatingFileHandler(
        folder / "server.log", maxBytes=MOST_BYTES, backupCount=4, encoding="utf-8"
    )
    file.setFormatter(JsonLines())
    lines: SimpleQueue[logging.LogRecord] = SimpleQueue()
    handoff, writer = _Handoff(lines), logging.handlers.QueueListener(lines, file)
    root = logging.getLogger()
    root.addHandler(handoff)
    root.setLevel(logging.INFO)
    writer.start()
    try:
        yield
    finally:
        root.removeHandler(handoff)
        writer.stop()
        file.close()
