"""A window from the start of its process to its first painting: the till's, or a bare one.

`python -m tests.bench.window till BEGUN OPTIONS…` runs the till as pos-app does and says what it loaded;
`python -m tests.bench.window hand BEGUN OPTIONS…` says how long a quick hand has to wait for it;
`python -m tests.bench.window bare BEGUN FILE` imports the libraries that stand in the file and shows nothing.
BEGUN is the parent's time.monotonic(), which all processes of a system share.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from pos_app.screens.main_window import MainWindow
    from pos_app.startup import Running
    from pos_app.workflows.papers import PaperFeed
    from pos_app.workflows.till import Till

OURS = ("domain", "printers", "pos_app", "sync_server", "tests", "resources", "__main__")
PACE = 0.1  # seconds from one act of a quick hand to the next


def main(arguments: Sequence[str]) -> None:
    kind, begun, *rest = arguments
    {"till": till, "hand": hand, "bare": bare}[kind](float(begun), rest)


def till(begun: float, options: Sequence[str]) -> None:
    """The till's own window, its server and all; it ends when phones can order and dishes be found.

    Whoever stands there signs in, opens a table and taps a dish as soon as the window takes it.
    """
    gc.disable()  # as pos_app.__main__ does
    from PySide6.QtCore import QTimer

    from pos_app import window  # noqa: F401 - first, as pos_app.commands does
    from pos_app.screens.main_window import MainWindow

    class Watched(MainWindow):
        """Says when it was painted for the first time, and when a dish stands on an order."""

        table = ""

        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            self.painted.connect(lambda: _say("painted", begun))

        def furnish(self, till: Till, papers: PaperFeed | None = None) -> None:
            super().furnish(till, papers)
            QTimer.singleShot(0, self._seat)

        def _seat(self) -> None:
            view = self.desk.view
            self.desk.sign(next(one for one in view.staff if one.id == "zhou"))
            self.table = next(name for name, seen in view.tables.items() if not seen.opening)
            self.desk.viewed.connect(self._serve)
            self.desk.till.open_table(self.table, 2, self.desk.by)

        def _serve(self) -> None:
            opening = self.desk.view.tables[self.table].opening
            if opening:
                self.desk.viewed.disconnect(self._serve)
                self.go("order", opening)
                menu = self.desk.view.menu
                assert self.work._order_dish(next(one.id for one in menu.dishes if one.simple))
                assert len(self.desk.cart(opening)) == 1
                QTimer.singleShot(0, lambda: _say("usable", begun))

    def story(running: Running) -> int:
        _say("ready", begun)
        while not running.till.search("1"):
            time.sleep(0.05)
        server = resident(running.servers.own_process) if running.servers.own_process else 0
        _say("indexed", begun, server=server, libraries=libraries())
        return 0

    _run(Watched, options, story)


def hand(begun: float, options: Sequence[str]) -> None:
    """Whoever stands there types a PIN from the first picture on, ten keys a second, and goes on at that pace
    to a table and a dish; it says how long each of these had to wait, in seconds."""
    gc.disable()
    from PySide6.QtCore import QEvent, Qt, QTimer
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    from pos_app import window  # noqa: F401 - first, as pos_app.commands does
    from pos_app.screens.main_window import MainWindow

    waits: dict[str, float] = {}
    done = threading.Event()

    class Hurried(MainWindow):
        """Each act is due at its moment, whatever the window is about; it is over when that was painted."""

        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            self.painted.connect(self._begin)
            self.desk.signed.connect(self._signed)

        def _begin(self) -> None:
            self._sign_in.choose("zhou")
            for place in range(4):
                self._later(place * PACE, partial(self._key, f"key {place + 1}"))

        def _later(self, seconds: float, act: Callable[[float], None]) -> None:
            due = time.monotonic() + seconds
            timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
            timer.timeout.connect(lambda: act(due))
            timer.start(round(seconds * 1000))

        def _key(self, name: str, due: float) -> None:
            self._typed = due
            key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier, "1")
            QApplication.sendEvent(self, key)
            self._over(name, due)

        def _over(self, name: str, due: float) -> None:
            QTimer.singleShot(0, lambda: waits.update({name: time.monotonic() - due}))

        def furnish(self, till: Till, papers: PaperFeed | None = None) -> None:
            super().furnish(till, papers)
            if self.desk.staff is not None:
                self._at_work()

        def _signed(self) -> None:
            if self.desk.ready:
                QTimer.singleShot(0, self._at_work)

        def _at_work(self) -> None:
            self._over("PIN", self._typed)
            self._later(PACE, self._open)

        def _open(self, due: float) -> None:
            free = next(name for name, seen in self.desk.view.tables.items() if not seen.opening)

            def opened(opening: str) -> None:
                self.go("order", opening)
                self._over("table", due)
                self._later(PACE, self._dish)

            self.desk.ask(self.desk.till.open_table(free, 2, self.desk.by), opened)

        def _dish(self, due: float) -> None:
            assert self.work._order_dish(next(one.id for one in self.desk.view.menu.dishes if one.simple))
            self._over("dish", due)
            QTimer.singleShot(100, done.set)

    def story(_running: Running) -> int:
        done.wait(30)
        _say("waits", begun, waits=waits)
        return 0

    _run(Hurried, options, story)


def _run(kind: type[MainWindow], options: Sequence[str], story: Callable[[Running], int]) -> NoReturn:
    """As pos-app does, with all that it imports for that."""
    from pos_app import commands, window

    run_window = window.run_window
    vars(window).update(MainWindow=kind, run_window=lambda asked: run_window(asked, story))
    raise SystemExit(commands.main(options))


def on_the_drawing_thread(options: Sequence[str], measured: Callable[[Running, Any], Any]) -> NoReturn:
    """The till in its window, until ``measured`` of it and the window has come back; that is said as JSON."""
    from pos_app import window
    from pos_app.screens.main_window import MainWindow
    from pos_app.settings import parse

    shown: list[MainWindow] = []

    class Kept(MainWindow):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            shown.append(self)

    def story(running: Running) -> int:
        from PySide6.QtCore import QObject, Qt, Signal

        while not running.till.search("1"):
            time.sleep(0.05)

        class Call(QObject):
            now = Signal()

        call, done = Call(), list[Any]()
        call.moveToThread(shown[0].thread())
        call.now.connect(lambda: done.append(measured(running, shown[0])), Qt.ConnectionType.QueuedConnection)
        call.now.emit()
        while not done:
            time.sleep(0.1)
        print(json.dumps(done[0]), flush=True)
        return 0

    vars(window)[MainWindow.__name__] = Kept
    raise SystemExit(window.run_window(parse(options), story))


def bare(begun: float, files: Sequence[str]) -> None:
    """The same libraries and an empty window."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    for name in json.loads(Path(files[0]).read_text(encoding="utf-8")):
        with contextlib.suppress(ImportError):  # some make names of their own that no file has
            importlib.import_module(name)

    class Bare(QMainWindow):
        """Ends when it was painted."""

        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            QTimer.singleShot(0, done)

    def done() -> None:
        _say("painted", begun)
        app.quit()

    app = QApplication(sys.argv[:1])
    window = Bare()
    window.resize(1366, 768)
    window.show()
    app.exec()


def libraries() -> list[str]:
    """What has been imported that is neither ours nor part of Python."""
    own = sys.stdlib_module_names
    top = {name: name.partition(".")[0] for name in list(sys.modules)}
    return [name for name, first in top.items() if first not in own and first not in OURS]


def resident(pid: int | str = "self") -> int:
    """Memory in use, in bytes; 0 where the system does not tell so."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0
    line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


def _say(what: str, begun: float, **more: Any) -> None:
    said = {"what": what, "seconds": time.monotonic() - begun, "resident": resident(), **more}
    sys.stdout.write(json.dumps(said) + "\n")  # two threads say something: in one piece
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
