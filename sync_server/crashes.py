"""Reports of errors that nobody caught: files of this computer, sent by nobody but a person."""

from __future__ import annotations

import asyncio
import json
import logging
import platform
import sys
import threading
import time
from collections import deque
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from domain.trace import crash_of

log = logging.getLogger(__name__)
FOLDER = "crashes"
KEPT = 20
LINES = 50  # of the log, in each report
WEB = "uvicorn.error"  # the logger through which uvicorn tells what a request's handler raised


class CrashReports(logging.Handler):
    """Writes a report into ``folder``/crashes of what nobody caught, with the last log lines."""

    def __init__(self, folder: Path, program: str, formatter: logging.Formatter) -> None:
        super().__init__()
        self.setFormatter(formatter)
        self._folder = folder / FOLDER
        self._program = program
        self._last: deque[logging.LogRecord] = deque(maxlen=LINES)
        self._before: tuple[Any, Any, Any] | None = None

    def emit(self, record: logging.LogRecord) -> None:
        self._last.append(record)  # becomes text only in a report: an order writes two lines
        if record.name == WEB and record.exc_info and record.exc_info[1]:
            self.write(record.exc_info[1], "a request")  # uvicorn has answered 500 and only logs it

    def __enter__(self) -> CrashReports:
        """Hear of every error that nobody catches: main thread, other threads, destructors."""
        self._before = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook = self._of_main
        threading.excepthook = self._of_thread
        sys.unraisablehook = self._of_destructor
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *error: object) -> None:
        """Leave the hooks as they were."""
        if self._before:
            sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
            self._before = None
        logging.getLogger().removeHandler(self)

    def write(self, error: BaseException, where: str) -> None:
        """Write a report; whatever hinders that is no reason to fail once more."""
        crash = crash_of(error, where)
        first = crash["errors"][0]
        last = first["places"][-1] if first["places"] else "–"
        said = f"{self._program}: {first['kind']} at {last} in {where}"
        with suppress(Exception):
            said = f"{said}; report: {self._save(crash)}"
        with suppress(Exception):
            print(said, file=sys.stderr)  # noqa: T201 - the last words

    def _save(self, crash: dict[str, Any]) -> Path:
        at = time.strftime("%Y-%m-%dT%H%M%SZ", time.gmtime())
        report = {
            "at": at,
            "program": self._program,
            "python": platform.python_version(),
            "system": platform.platform(terse=True),
            **crash,
            "log": [json.loads(self.format(record)) for record in list(self._last)],  # others go on logging
        }
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / f"{at}-{time.monotonic_ns() % 1_000_000_000:09}.json"
        file.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
        for old in sorted(self._folder.glob("*.json"))[:-KEPT]:
            old.unlink(missing_ok=True)
        return file

    def _of_main(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt | SystemExit):
            sys.__excepthook__(kind, error, trace)
            return
        self.write(error.with_traceback(trace), "main")

    def of_loop(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """asyncio's handler: a task whose end nobody looked at."""
        error = context.get("exception")
        if isinstance(error, Exception):
            self.write(error, "the event loop")
        log.error("the event loop: %s", type(error).__name__)

    def _of_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            self.write(args.exc_value, args.thread.name if args.thread else "a thread")

    def _of_destructor(self, args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            self.write(args.exc_value, "a destructor")
