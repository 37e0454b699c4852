"""A disk that is slow or gives nothing, and a server that takes its time."""

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from pos_app.database.session import StorageError
from pos_app.screens.money.account_sheets import AccountsSheet
from pos_app.screens.store.join_sheet import JoinSheet
from pos_app.workflows.book import Book
from tests.pos_app.evening import Evening
from tests.pos_app.scenes.camera import Camera, close_sheets


def reading(camera: Camera, evening: Evening) -> None:
    """Grey lines stand where the answer will be."""
    window, awake = camera.window, threading.Event()
    evening.parts.writer.submit(awake.wait)
    window.go("bills", "")
    camera.rest(400)
    camera.shoot("reading-bills")
    AccountsSheet(window.desk, window).open()
    camera.rest(400)
    camera.shoot("reading-accounts")
    awake.set()
    camera.rest(200)
    close_sheets(camera)


def unreadable(camera: Camera, evening: Evening) -> None:
    """Why it is not there, and a button that asks once more."""
    window = camera.window
    window.desk.sign(evening.till.view.staff[0])

    def nothing(*_: object) -> None:
        raise StorageError("disk I/O error")

    def audit() -> None:
        window.go("staff", "")
        window.work._screens["staff"]._tabs.choose(2)  # type: ignore[attr-defined]

    looks: dict[str, Callable[[], Any]] = {
        "bills": lambda: window.go("bills", ""),
        "audit": audit,
        "accounts": lambda: AccountsSheet(window.desk, window).open(),
    }
    for name, look in looks.items():
        with patch.object(Book, "read", nothing), patch.object(Book, "look", nothing):
            look()
            camera.rest(400)
            camera.shoot(f"unreadable-{name}")
        close_sheets(camera)
    window.work._screens["staff"]._tabs.choose(0)  # type: ignore[attr-defined]


def asking(camera: Camera, evening: Evening) -> None:
    """A server is asked to take the till in, and has not answered yet."""
    window, answer = camera.window, threading.Event()
    window.desk.sign(evening.till.view.staff[0])
    before, evening.till.servers = evening.till.servers, SimpleNamespace(join=lambda *_: answer.wait())
    sheet = JoinSheet(window.desk, window, "https://huajiao.example")
    sheet.open()
    sheet._code.setText("ABCD2345")
    sheet._join()
    camera.shoot("joining")
    answer.set()
    evening.till.servers = before
    close_sheets(camera)
