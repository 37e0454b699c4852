"""The commands of pos-app. One clear line and exit 2 when it cannot do what was asked."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from domain.errors import MESSAGES, Refused, refusal_text
from pos_app.console import HowFar, print_any_language, system_words
from pos_app.crashes import CrashReports
from pos_app.database.session import StorageError
from pos_app.folder import StartError, start_error
from pos_app.logs import JsonLines
from pos_app.paths import program_version
from pos_app.settings import Options, UsageError, parse
from pos_app.workflows import founding

if TYPE_CHECKING:
    from pos_app.startup import Running
    from printers.raster import Painter

log = logging.getLogger(__name__)
SAID = (UsageError, StartError, founding.FoundingError)  # each is one line for a person
EXPECTED = (*SAID, StorageError, Refused)
LOOK = 1.0  # seconds
INTERRUPTED = 130  # as shells call it: Ctrl-C; what was begun is undone by then
CRASHED = 70  # as sysexits.h calls it: an error of the program itself


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the till; returns the exit code."""
    print_any_language()
    try:
        options = parse(sys.argv[1:] if arguments is None else arguments)
    except UsageError as error:
        return _refuse(str(error))
    try:
        if options.command == "run":
            return _run(options)
        gc.enable()
        from pos_app.upkeep import COMMANDS

        return COMMANDS[options.command](options)
    except KeyboardInterrupt:
        return INTERRUPTED
    except StartError as error:
        return _refuse(_as_in_the_window(error))
    except StorageError as error:
        return _refuse(_as_in_the_window(start_error(error, options.data_dir)))
    except SAID as error:
        return _refuse(str(error))
    except Refused as no:
        return _refuse(no.text(system_words()))
    except BrokenPipeError:  # who reads us has heard enough
        raise
    except OSError as error:
        return _refuse(_as_in_the_window(start_error(error, options.data_dir)))


def _refuse(said: str) -> int:
    print(f"pos-app: {said}", file=sys.stderr)
    return 2


def _as_in_the_window(error: StartError) -> str:
    """The sentence of the window in the system's language, and behind it the line for whoever helps."""
    if error.code not in MESSAGES:
        return str(error)
    return f"{refusal_text(error.code, error.facts, system_words())} ({error})"


def _run(options: Options) -> int:
    """Run; an error that nobody expected leaves a report on this computer."""
    reports = CrashReports(options.data_dir / "logs", f"pos-app {program_version()}", JsonLines())
    with reports:
        try:
            return _run_program(options)
        except EXPECTED:
            raise
        except Exception as error:
            reports.write(error, "main")
            return CRASHED


def _run_program(options: Options) -> int:
    if options.headless:
        return _run_headless(options)
    if not _has_display():
        if not options.demo:
            raise StartError("there is no display; use --headless, or --demo to see a story in the terminal")
        from pos_app.story import play

        return play(options)
    from pos_app.window import run_window

    return run_window(options)


def _run_headless(options: Options) -> int:
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    from pos_app.startup import start

    running = start(options, progress=HowFar())
    try:
        running.start_printers(_painter())
        running.keep_what_stands()
        running.start_server()
        running.index_search()
        while not running.wait_ready(1) and not ended.is_set():
            continue
        if not ended.is_set():
            running.keep_what_stands()
            _say_ready(running)
        while not ended.wait(LOOK):  # a signal that comes just before a wait does not end it
            continue
    finally:
        running.close()
    return 0


@cache
def _qt() -> object:
    """Qt for painting alone; it lives as long as this program."""
    if sys.platform.startswith("linux"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    return QGuiApplication.instance() or QGuiApplication(sys.argv[:1])


def _painter() -> Painter | None:
    """What paints the letters that printers lack, and labels; None where the system lacks what Qt needs."""
    try:
        _qt()
        from pos_app.widgets.line_painter import paint_line
    except ImportError:
        log.warning("Qt does not load here: letters that printers lack come out as boxes, labels not at all")
        return None
    return paint_line


def _say_ready(running: Running) -> None:
    print(running.ready_line(), flush=True)


def _has_display() -> bool:
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
