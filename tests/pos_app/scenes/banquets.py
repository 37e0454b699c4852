"""宴席: a set for many tables."""

from typing import Any

from domain.selling.order import CartLine
from domain.selling.time_menus import TimeMenu
from pos_app.screens.selling.banquet_acts import FewerTablesSheet, TablesSheet
from pos_app.screens.selling.banquet_sheet import PRICE, TABLE, BanquetSheet
from pos_app.screens.selling.drinks_sheet import DrinksSheet
from pos_app.workflows.banqueting import BanquetWish
from tests.pos_app.evening import Evening
from tests.pos_app.scenes.camera import Camera, close_sheets, settle
from tests.pos_app.seafood import offer
from tests.pos_app.wedding import ONE_TABLE, WEDDING


def banquet_page(sheet: BanquetSheet, page: int) -> BanquetSheet:
    """What each table gets, or what it costs."""
    sheet._show(page)
    return sheet


def banquet(camera: Camera, evening: Evening) -> None:
    """A set for many tables is begun; tables from the reserve; fewer tables; bottles that come back."""
    till, desk, window = evening.till, camera.window.desk, camera.window
    if "wedding-set" not in till.view.menu.by_id:
        offer(evening, WEDDING)
        table = next(id for id, one in till.view.tables.items() if not one.opening)
        opening = till.open_table(table, 9, "zhou").result()
        till.banquets.begin(opening, till.new_id(), BanquetWish((ONE_TABLE,), 12, 2), "zhou").result()
        order = till.send_to_kitchen(opening, [CartLine("lager", "one", 20_000)], "", "zhou", till.new_id())
        order.result()
        evening.settle()
    opening = next(id for id, one in till.view.openings.items() if one.banquet)
    window.go("order", opening)
    settle(200)
    camera.shoot("banquet-order")
    cashier, desk.staff = desk.staff, next(one for one in till.view.staff if one.role == "manager")
    sheets = (
        ("banquet-begin", lambda: BanquetSheet(desk, window, booking="", tables=12)),
        ("banquet-table", lambda: banquet_page(BanquetSheet(desk, window, tables=12), TABLE)),
        ("banquet-price", lambda: banquet_page(BanquetSheet(desk, window, tables=12), PRICE)),
        ("banquet-tables", lambda: TablesSheet(desk, window, opening)),
        ("banquet-fewer", lambda: FewerTablesSheet(desk, window, opening)),
        ("banquet-drinks", lambda: DrinksSheet(desk, window, opening)),
    )
    for name, make in sheets:
        sheet: Any = make()
        if name == "banquet-drinks":
            for _ in range(6):
                next(iter(sheet.steppers.values())).more.click()
        sheet.open()
        settle(100)
        camera.shoot(name)
        close_sheets(camera)
    desk.staff = next(one for one in till.view.staff if one.role == "waiter")
    late = TimeMenu("lunch", {"zh-Hans": "午市", "en": "Lunch"}, (), ((660, 840),), (WEDDING.id,))
    till.house.save_times((), (late,), "wang").result()
    settle(200)
    asked = BanquetSheet(desk, window, opening="", tables=12)
    asked.sets.tiles[WEDDING.id].click()
    asked.open()
    settle(100)
    camera.shoot("banquet-late")
    asked.go()
    camera.shoot("banquet-agreed")
    close_sheets(camera)
    till.house.save_times((late,), (), "wang").result()
    settle(200)
    desk.staff = cashier
