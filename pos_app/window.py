"""The till in its window: Qt draws, everything else runs beside it."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING

from PySide6.QtCore import QMetaObject, Qt, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from pos_app import (
    drawn_size,
    plain_imports,  # noqa: F401 - first: it makes the others faster
)
from pos_app.folder import CUT_OFF, PAGE, StartError, begin_in_place_of_restore
from pos_app.language import Language
from pos_app.memory import give_back, little_for_later
from pos_app.opening import OpenStore, open_store
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
from pos_app.widgets.line_painter import paint_line

if TYPE_CHECKING:
    from pos_app.startup import Running


SIGNALS = (signal.SIGINT, signal.SIGTERM)
UNSEEN = 500  # milliseconds after which a window is taken for one that nobody sees


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
    try:
        store = _open(options, language, asked_by_person)
        window = MainWindow(store.entrance(), language)

        def sized(percent: int, at_once: bool) -> None:
            drawn_size.choose(options.data_dir, percent)
            again[0] = at_once
            if at_once:
                app.quit()

        window.desk.sized.connect(sized)
        _leave_when_told(app, ended or threading.Event())
        beside = _Beside(options, store, window, story)
        open_on_screen(window, whole=not options.demo)  # the demo's paper hangs beside it
        app.exec()
        window.close()
        if not window.desk.ready:  # nor is it kept as what stands: its parts shall not go before it
            delete(window)
        beside.end()
    except StartError as error:
        if asked_by_person:
            _go_at_a_signal()
            say_why_not(language, error)
        raise
    if again[0] and asked_by_person:
        _open_again()
    return beside.code


class _Beside:
    """While somebody signs in, the till is built on a thread of its own; there it runs then, or a story."""

    def __init__(
        self,
        options: Options,
        store: OpenStore,
        window: MainWindow,
        story: Callable[[Running], int] | None,
    ) -> None:
        self.code, self._over = 0, False
        self._options, self._store, self._window, self._story = options, store, window, story
        self._built: Future[Running] = Future()
        self._furnished = threading.Event()
        self._failed: Exception | None = None
        window.desk.ask(self._built, self._furnish, lambda _why: _quit())
        self._thread = threading.Thread(target=self._work, name="start", daemon=True)
        window.painted.connect(self._begin)
        QTimer.singleShot(UNSEEN, window, self._begin)

    def _begin(self) -> None:
        if self._thread.ident is None:
            self._thread.start()

    def _work(self) -> None:
        try:
            running = _build(self._options, self._store)
        except BaseException as error:
            self._built.set_exception(error)
            return
        self._built.set_result(running)
        self._furnished.wait()
        if self._over or self._failed:  # it was closed before
            return
        try:
            self.code = _serve(running, self._story)
        except StartError as error:
            self._failed = error
        if self._story or self._failed:
            _quit()

    def _furnish(self, running: Running) -> None:
        try:
            self._window.furnish(running.till, running.papers)
            running.keep_what_stands()
        except Exception as error:
            self._failed = error
            _quit()
        self._furnished.set()

    def end(self) -> None:
        """Close the till. Raises what kept it from being built or from running."""
        self._over = True
        self._furnished.set()
        if self._thread.ident is None:
            self._store.parts.close()
            return
        self._built.result().close()
        if self._failed:
            raise self._failed


def _build(options: Options, store: OpenStore) -> Running:
    from pos_app.startup import connect

    running = connect(options, store)
    try:
        running.start_printers(paint_line)
    except BaseException:
        running.close()
        raise
    return running


def _quit() -> None:
    """Any thread may say so."""
    app = QApplication.instance()
    assert app is not None
    QMetaObject.invokeMethod(app, "quit", Qt.ConnectionType.QueuedConnection)


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


def _open(options: Options, language: Language, asked_by_person: bool = True) -> OpenStore:
    """The store; whoever has a backup instead of answers restores it first, and whoever finds a restore that
    was cut off says what is to become of it. Raises StartError."""
    while True:
        updating = Updating(language)
        try:
            return open_store(options, lambda: ask_first_run(language), updating)
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
    for number in SIGNALS:
        signal.signal(number, lambda *_: app.quit())
    timer = QTimer(app)
    timer.start(300)
    timer.timeout.connect(lambda: app.quit() if ended.is_set() else None)


def _go_at_a_signal() -> None:
    """Nothing is open any more that would have to be closed."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
