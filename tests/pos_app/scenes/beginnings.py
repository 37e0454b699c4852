"""A store that has just begun: every place says what is not there yet, and what comes next."""

import tempfile
from pathlib import Path

from pos_app.folder import ensure_store, open_folder
from pos_app.screens.main_window import MainWindow
from pos_app.screens.money.account_sheets import AccountsSheet
from pos_app.screens.money.day_sheets import DaysSheet
from pos_app.settings import Options
from pos_app.workflows.book import Clock
from pos_app.workflows.founding import FirstRun
from pos_app.workflows.people import Door
from pos_app.workflows.till import Till
from tests.pos_app.evening import Evening
from tests.pos_app.scenes.camera import Camera, close_sheets, settle

PLACES = ("bookings", "queue", "sold_out", "bills", "drawer", "day", "printers", "backups")


def new_store(camera: Camera, evening: Evening) -> None:
    """On its first morning: no dish, no printer, no server, nothing sold."""
    asked = FirstRun("花椒小馆", "CNY", "Asia/Shanghai", "王姐", "8642")
    with tempfile.TemporaryDirectory() as folder:
        options = Options("run", Path(folder) / "store", relay_host="127.0.0.1", relay_port=0)
        parts = open_folder(options, Clock(lambda: evening.time))
        ensure_store(options, parts, lambda: asked)
        till = Till(parts.book, parts.writer, Door(parts.keys.pepper(), lambda: evening.time), False)
        till.refresh()
        settle()  # what was closed before is gone: Qt may not dress it anew
        window, first = camera.window, MainWindow.of(till, camera.window.desk.language)
        first.desk.sounds.on = False
        first.theme.set_dark(window.theme.dark)
        first.resize(window.size())
        first.show()
        settle(300)
        look_around(Camera(first, camera.folder, camera.suffix))
        first.close()
        first.deleteLater()
        settle()
        parts.close()
        window.theme.apply()


def look_around(camera: Camera) -> None:
    """Where a manager goes on that morning."""
    window, till = camera.window, camera.window.desk.till
    camera.shoot("new-sign-in")
    window.desk.sign(till.view.staff[0])
    camera.rest(200)
    camera.shoot("new-first")
    close_sheets(camera)
    camera.shoot("new-floor")
    for place in PLACES:
        window.go(place, "")
        camera.rest(200)
        camera.shoot(f"new-{place}")
    window.work._tap("counter")
    camera.shoot("new-counter")
    window.go("drawer", "")
    for name, sheet in (("accounts", AccountsSheet), ("days", DaysSheet)):
        sheet(window.desk, window).open()
        camera.rest(200)
        camera.shoot(f"new-{name}")
        close_sheets(camera)
    table = next(iter(till.view.tables))
    opening = till.open_table(table, 3, window.desk.by).result()
    camera.until(lambda: opening in window.desk.view.openings)
    window.go("order", opening)
    camera.shoot("new-order")
