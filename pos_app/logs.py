"""The till's log: one JSON line an entry, in the data folder, without names, remarks, PINs or keys."""

from __future__ import annotations

import json
import logging
import logging.handlers
import sys
from contextlib import suppress
from pathlib import Path

from domain.trace import line_of

MOST_BYTES = 2_000_000


class JsonLines(logging.Formatter):
    """A line as JSON; the error's kind and places, but not its text: that may quote a guest."""

    def format(self, record: logging.LogRecord) -> str:
        at = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        return json.dumps(line_of(record, at), ensure_ascii=False)


class LastingFile(logging.handlers.RotatingFileHandler):
    """A disk that fails takes no log either, and nobody is to hear of that but by what does not sell."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)

    def close(self) -> None:
        with suppress(OSError):
            super().close()


def log_to(folder: Path) -> logging.Handler:
    """Log into ``folder``/till.log, five files at most; returns the handler so that it can be closed."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = LastingFile(folder / "till.log", maxBytes=MOST_BYTES, backupCount=4, encoding="utf-8")
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return handler
