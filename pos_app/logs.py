"""The till's log: one JSON line an entry, in the data folder, without names, remarks, PINs or keys."""

from __future__ import annotations

import json
import logging
import logging.handlers
from pathlib import Path

from domain.trace import line_of

MOST_BYTES = 2_000_000


class JsonLines(logging.Formatter):
    """A line as JSON; the error's kind and places, but not its text: that may quote a guest."""

    def format(self, record: logging.LogRecord) -> str:
        at = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        return json.dumps(line_of(record, at), ensure_ascii=False)


def log_to(folder: Path) -> logging.Handler:
    """Log into ``folder``/till.log, five files at most; returns the handler so that it can be closed."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        folder / "till.log", maxBytes=MOST_BYTES, backupCount=4, encoding="utf-8"
    )
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return handler
