"""The first run, servers, backups and the restore."""

from pathlib import Path
from typing import Any

from domain.errors import Refused
from domain.money.told_sales import Sales
from pos_app.folder import StartError
from pos_app.language import _
from pos_app.screens.store.cannot_start import CannotStartWindow
from pos_app.screens.store.cut_off import CutOffWindow
from pos_app.screens.store.damaged_page import DamagedPageWindow
from pos_app.screens.store.first_run import FirstRunWindow
from pos_app.screens.store.recovery_sheet import RecoverySheetSheet
from pos_app.screens.store.restore import RESTORING, RestoreWindow
from pos_app.screens.store.waiting_sheet import WaitingSheet
from pos_app.sync.own_copy import OwnCopy
from pos_app.workflows.backup_file import Head
from pos_app.workflows.beyond_backup import AWAY, REACHED, Asked, Beyond, OldFolder
from pos_app.workflows.restoring import Look
from pos_app.workflows.views import LinkView
from printers.slips.recovery_sheet import RecoverySheet
from tests.pos_app.evening import Evening
from tests.pos_app.scenes.camera import Camera, close_sheets, settle

RECOVERY = RecoverySheet(
    "花椒小馆",
    "2026-11-21 10:00",
    "AGE-SECRET-KEY-1M37PQPZ84QT5XLAMZNFNX88RR9RG57T65SR8RTKVL40DVRGTPZHQUXE32N",
    "age1gpxfgseyrnx9qutzsphdnxaa647gms7xda7whq83mfplgax2ryms52s5ev",
    "01a21df8c5097e8cba556314513b7b40/01a21df8c5097d819f94a3ad82b4556c/01a21df8c50976d2a6dc3245ad03d474",
)


NAMES = {"zh-Hans": "花椒小馆", "en": "Huajiao House"}


AT = 1_795_257_600_000
AT_HOME = Sales(37, 5, 4, 61_200, 4, 61_200, AT + 120_000, AT + 1_500_000, AT + 1_500_000)
IN_THE_TILL = Sales(14, 3, 3, 41_200, 3, 41_200, AT + 1_620_000, AT + 3_900_000, AT + 3_900_000)
BEYOND = Beyond(
    servers=(
        Asked("https://huajiao.example", REACHED, more=AT_HOME),
        Asked("https://standby.example", AWAY),
        Asked("http://192.168.1.20:8626", AWAY, own=True),
    ),
    old=OldFolder(Path("/srv/mashang-before"), "whole"),
    comes=AT_HOME,
    taken=IN_THE_TILL,
    newest=AT + 3_900_000,
    gap=0,
)
HEAD = Head(
    made_at=1795257600000,
    program="",
    revision="",
    store="",
    brand="",
    device="",
    names=NAMES,
    own="",
    marks=(),
    newest=1795257300000,
    size=0,
    sha256="",
    zone="Asia/Shanghai",
    bills=132,
    own_server=OwnCopy("in", readers=2, password=True, review=14, orders=1),
)

LUNCH = {
    "names": {"zh-Hans": "午市", "en": "Lunch"},
    "days": (0, 1, 2, 3, 4),
    "hours": "11:00-14:00",
    "dishes": ("mapo-tofu", "dandan-noodles"),
    "categories": ("sets",),
    "prices": {"mapo-tofu": 1_900, "boiled-fish/small": 4_800},
}
LATE = {
    "names": {"zh-Hans": "夜宵", "en": "Late"},
    "days": (),
    "hours": "21:30-02:00",
    "dishes": ("chilli-oil-wontons",),
    "categories": (),
    "prices": {},
}


def first_run(camera: Camera, evening: Evening) -> None:
    window = FirstRunWindow(camera.window.desk.language, camera.window.theme)
    window.show()
    camera.shoot("first-run", window)
    window.close()
    window.deleteLater()


def cut_off(camera: Camera, evening: Evening) -> None:
    window = CutOffWindow(camera.window.theme)
    window.show()
    camera.shoot("cut-off", window)
    window.close()
    window.deleteLater()
    page = DamagedPageWindow(camera.window.theme)
    page.show()
    camera.shoot("damaged-page", page)
    page.close()
    page.deleteLater()


def cannot_start(camera: Camera, evening: Evening) -> None:
    line = "/home/shop/mashang/store.db was written by a newer version; update this program"
    error = StartError(line, "start_newer")
    window = CannotStartWindow(camera.window.desk.language, camera.window.theme, error)
    window.show()
    camera.shoot("cannot-start", window)
    window.close()
    window.deleteLater()


def waiting(camera: Camera, evening: Evening) -> None:
    evening.plug_in(online=True, waiting=4200, sending=5800, total=10000)
    camera.window.work._show_waiting()
    camera.shoot("waiting")
    close_sheets(camera)
    evening.plug_in()


def servers(camera: Camera, evening: Evening) -> None:
    """A cloud that is joined and compared, its standby, the till's own server."""
    cloud = LinkView(
        "huajiao.example", "https://huajiao.example", "joining", True, evening.time, totals="equal"
    )
    standby = LinkView("standby.example", "https://standby.example", "standby", False, evening.time, 12)
    own = LinkView("own", "http://192.168.1.20:8626", "home", True, evening.time)
    evening.linked(own, cloud, standby)
    desk, cashier = camera.window.desk, camera.window.desk.staff
    desk.staff = next(person for person in evening.till.view.staff if person.role == "manager")
    camera.window.work._show_waiting()
    camera.shoot("servers")
    close_sheets(camera)
    desk.staff = cashier
    evening.plug_in(online=False, since=evening.time, refused="second_till", waiting=7)
    camera.window.work._show_waiting()
    camera.shoot("second-till")
    for sheet in camera.window.findChildren(WaitingSheet):
        sheet.join()
    camera.shoot("join")
    close_sheets(camera)
    evening.till.damaged = lambda: evening.time - 47 * 60_000
    evening.plug_in()
    camera.shoot("till-damaged")
    camera.window.work._show_waiting()
    camera.shoot("till-damaged-sheet")
    close_sheets(camera)
    evening.till.damaged = lambda: None
    evening.till.mended.count = 2
    evening.plug_in()
    camera.shoot("till-mended")
    evening.till.mended.count = 0
    evening.plug_in(refused="server_disk", waiting=31)
    camera.shoot("server-disk-full")
    evening.linked(
        LinkView("own", "http://127.0.0.1:8626", "home", False, evening.time, refused="own_server")
    )
    evening.till.refresh()
    camera.rest(60)
    camera.shoot("own-server-down")
    evening.plug_in()


def offline(camera: Camera, evening: Evening) -> None:
    evening.plug_in(online=False, since=evening.time - 12 * 60_000, waiting=37)
    camera.shoot("offline")
    evening.plug_in()
    settle()


def backups(camera: Camera, evening: Evening) -> None:
    evening.back_up()
    camera.window.go("backups", "")
    camera.shoot("backups")
    evening.back_up(trouble=True)
    settle()
    camera.shoot("backups-trouble")
    evening.no_backups()


def recovery(camera: Camera, evening: Evening) -> None:
    evening.back_up()
    camera.window.go("backups", "")
    camera.window.work._screens["backups"].show_sheet()  # type: ignore[attr-defined]
    camera.shoot("recovery-why")
    sheet = camera.window.findChildren(RecoverySheetSheet)[0]
    sheet._take(RECOVERY)
    camera.shoot("recovery")
    close_sheets(camera)
    evening.no_backups()


def restore(camera: Camera, evening: Evening) -> None:
    window = RestoreWindow(camera.window.desk.language, camera.window.theme, camera.folder)
    window.show()
    camera.shoot("restore", window)
    window._kind.choose(1)
    camera.shoot("restore-server", window)
    window._refuse(Refused("restore_no_server"))
    camera.shoot("restore-server-refused", window)
    window._show_look((Look(Path("backup.age"), HEAD, BEYOND), None))
    camera.shoot("restore-look", window)
    window._refuse(Refused("restore_wrong_key"))
    camera.shoot("restore-refused", window)
    window._say(_(RESTORING), "ink2")
    camera.shoot("restore-busy", window)
    window._turn(2)
    camera.shoot("restore-done", window)
    window.close()
    window.deleteLater()


def _hours(camera: Camera, screen: Any) -> None:
    """A lunch menu as it is typed, and what it is made of."""
    screen._tabs.choose(5)
    screen.times.times.show_rows([{"id": "lunch", **LUNCH}, {"id": "late", **LATE}])
    screen.times._typed()
    camera.rest(100)
    camera.shoot("settings-hours")
    screen.times.times._ask(0, screen.times.times._columns[3])
    camera.rest(100)
    camera.shoot("settings-hours-dishes")
    close_sheets(camera)
    screen.times.times._ask(0, screen.times.times._columns[1])
    camera.rest(100)
    camera.shoot("settings-hours-days")
    close_sheets(camera)
    screen.times.begin(screen.times._rules, screen.times._floor)


def settings(camera: Camera, evening: Evening) -> None:
    """The house's rules with service at ten percent and tea by head, not saved yet."""
    window = camera.window
    window.desk.sign(evening.till.view.staff[0])
    window.go("settings", "")
    screen = window.work._screens["settings"]
    screen._begin()  # type: ignore[attr-defined]
    screen.fees.service.setText("10")  # type: ignore[attr-defined]
    screen._tabs.choose(1)  # type: ignore[attr-defined]
    heads = screen.heads.heads  # type: ignore[attr-defined]
    heads._add.click()
    heads.field(0, "names").setText("茶位" if window.desk.language.tag != "en" else "Tea")
    heads.field(0, "price").setText("3")
    for place, name in enumerate(("settings-bill", "settings-guests", "settings-tables")):
        screen._tabs.choose(place)  # type: ignore[attr-defined]
        camera.shoot(name)
    screen._tabs.choose(4)  # type: ignore[attr-defined]
    screen.tenders.tenders._add.click()  # type: ignore[attr-defined]
    camera.shoot("settings-paying")
    _hours(camera, screen)
    screen._tabs.choose(0)  # type: ignore[attr-defined]
    screen.fees.service.setText("130")  # type: ignore[attr-defined]
    camera.shoot("settings-wrong")
    screen._begin()  # type: ignore[attr-defined]
