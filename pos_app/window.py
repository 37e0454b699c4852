"""The till in its window: Qt draws, everything else runs beside it."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable

from PySide6.QtCore import QMetaObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from pos_app import (
    drawn_size,
    plain_imports,  # noqa: F401 - first: it makes the others faster
)
from pos_app.folder import CUT_OFF, PAGE, StartError, begin_in_place_of_restore
from pos_app.language import Language
from pos_app.memory import give_back, little_for_later
from pos_app.paths import till_program
from pos_app.screens.main_window import MainWindow
from pos_app.screens.on_screen import open_on_screen
from pos_app.screens.store.seldom import (
    BEGIN,
    GO_ON,
    RESTORE,
    RestoreWanted,
    ask_after_cut,
    ask_first_run,
    ask_to_go_on,
    go_on_in_window,
    restore_in_window,
    say_why_not,
)
from pos_app.screens.store.updating import Updating
from pos_app.settings import Options
from pos_app.startup import Running, start
from pos_app.widgets.line_painter import paint_line


def run_window(
    options: Options,
    story: Callable[[Running], int] | None = None,
    ended: threading.Event | None = None,
) -> int:
    """Open the till and run until it is closed; ``story``, played beside it, and ``ended`` end it, too."""
    little_for_later()
    drawn_size.apply(options.data_dir)
    app = QApplication(sys.argv[:1])
    language = Language()
    asked_by_person = not (story or ended)
    again = [False]
    if asked_by_person and _fit_screen(app, options):
        _open_again()
    failed: list[StartError] = []
    try:
        running = _start(options, language, asked_by_person)
    except StartError as error:
        if asked_by_person:
            say_why_not(language, error)
        raise
    code = [0]
    try:
        running.start_printers(paint_line)
        window = MainWindow(running.till, language, running.papers)

        def sized(percent: int, at_once: bool) -> None:
            drawn_size.choose(options.data_dir, percent)
            again[0] = at_once
            if at_once:
                app.quit()

        window.desk.sized.connect(sized)
        open_on_screen(window, whole=not options.demo)  # the demo's paper hangs beside it
        running.keep_what_stands()
        _leave_when_told(app, ended or threading.Event())

        def beside() -> None:
            try:
                code[0] = _serve(running, story)
            except StartError as error:
                failed.append(error)
                code[0] = 2
            if story or code[0]:
                QMetaObject.invokeMethod(app, "quit", Qt.ConnectionType.QueuedConnection)

        threading.Thread(target=beside, name="start", daemon=True).start()
        app.exec()
        window.close()
    finally:
        running.close()
    if again[0] and asked_by_person:
        _open_again()
    for problem in failed:
        if asked_by_person:
            say_why_not(language, problem)
        raise problem
    return code[0]


def _fit_screen(app: QApplication, options: Options) -> bool:
    """On a screen of 4K that nobody scales, larger from now on; whether the program is to begin anew."""
    screen = app.primaryScreen()
    if drawn_size.chosen(options.data_dir) or drawn_size.VARIABLE in os.environ or screen is None:
        return False
    wanted = drawn_size.wanted_for(screen.size().width(), screen.devicePixelRatio())
    if wanted:
        drawn_size.choose(options.data_dir, wanted)
    return bool(wanted)


def _open_again() -> None:
    """This program once more in place of this one: Qt learns the size only when it begins."""
    os.environ.pop(drawn_size.VARIABLE, None)
    program = till_program()
    os.execv(program[0], [*program, *sys.argv[1:]])  # noqa: S606


def _start(options: Options, language: Language, asked_by_person: bool = True) -> Running:
    """The till; whoever has a backup instead of answers restores it first, and whoever finds a restore that
    was cut off says what is to become of it. Raises StartError."""
    while True:
        updating = Updating(language)
        try:
            return start(options, lambda: ask_first_run(language), updating)
        except RestoreWanted:
            restore_in_window(language, options.data_dir)
        except StartError as error:
            if error.code not in (CUT_OFF, PAGE) or not asked_by_person:
                raise
            choice = ask_to_go_on(language) if error.code == PAGE else ask_after_cut(language)
            if choice == GO_ON:
                go_on_in_window(language, options.data_dir)
            elif choice == RESTORE:
                restore_in_window(language, options.data_dir)
            elif choice == BEGIN:
                begin_in_place_of_restore(options.data_dir)
            else:
                raise
        finally:
            updating.close()


def _serve(running: Running, story: Callable[[Running], int] | None) -> int:
    running.start_server()
    running.index_search()
    running.wait_ready()
    running.keep_what_stands()
    give_back()
    if story:
        return story(running)
    print(running.ready_line(), flush=True)  # noqa: T201
    return 0


def _leave_when_told(app: QApplication, ended: threading.Event) -> None:
    """Ctrl-C, SIGTERM and ``ended`` close the window. The timer lets Python look at them while Qt waits."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: app.quit())
    timer = QTimer(app)
    timer.start(300)
    timer.timeout.connect(lambda: app.quit() if ended.is_set() else None)
