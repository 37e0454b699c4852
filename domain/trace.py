"""What may be written down of a program's work: places, kinds and ids; never what a person wrote.

A line tells by ``order`` which request it belongs to, in both programs and in the journal: its trace.
"""

from __future__ import annotations

import logging
from pathlib import PurePath
from types import TracebackType
from typing import Any

OURS = frozenset({"domain", "printers", "pos_app", "sync_server", "tests"})
MOST_PLACES = 40


def line_of(record: logging.LogRecord, at: str) -> dict[str, Any]:
    """A log line. Of other people's libraries only the pattern is told: their values may quote a guest."""
    ours = record.name.partition(".")[0] in OURS
    line: dict[str, Any] = {
        "at": at,
        "level": record.levelname.lower(),
        "from": record.name,
        "said": record.getMessage() if ours else str(record.msg).partition("\n")[0],
    }
    for name in ("order", "fact"):
        if value := getattr(record, name, ""):
            line[name] = value
    if record.exc_info and record.exc_info[0]:
        line["error"] = f"{record.exc_info[0].__name__} at {' > '.join(places_of(record.exc_info[2]))}"
    return line


def traced(order: str) -> dict[str, str]:
    """``extra`` of a log call that concerns an order, by its id."""
    return {"order": order}


def places_of(trace: TracebackType | None) -> list[str]:
    """Where an error went through: file, line, function; not its text."""
    places = []
    while trace:
        code = trace.tb_frame.f_code
        places.append(f"{PurePath(code.co_filename).name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-MOST_PLACES:]


def crash_of(error: BaseException, where: str) -> dict[str, Any]:
    """An error that nobody caught, and those that it came from. ``where``: the thread or loop."""
    chain: list[dict[str, Any]] = []
    known: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in known:
        known.add(id(one))
        chain.append({"kind": type(one).__name__, "places": places_of(one.__traceback__)})
        one = one.__cause__ or one.__context__
    return {"where": where, "errors": chain}
