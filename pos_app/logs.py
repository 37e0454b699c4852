"""The till's log: one JSON line an entry, in the data folder, without names, remarks, PINs or keys."""

from __future__ import annotations

import json
import logging
import logging.handlers
from pathlib import Path

MOST_BYTES = 2_000_000


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "from": record.name,
            "said": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = self._places(record)
        return json.dumps(line, ensure_ascii=False)

    def _places(self, record: logging.LogRecord) -> str:
        """Where it went wrong and the error's kind, but not its text: that may quote a guest."""
        assert record.exc_info and record.exc_info[0]
        trace, places = record.exc_info[2], []
        while trace:
            code = trace.tb_frame.f_code
            places.append(f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        return f"{record.exc_info[0].__name__} at {' > '.join(places)}"


def log_to(folder: Path) -> logging.Handler:
    """Log into ``folder``/till.log, five files at most; returns the handler so that it can be closed."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        folder / "till.log", maxBytes=MOST_BYTES, backupCount=4, encoding="utf-8"
    )
    handler.setFormatter(_JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return handler
