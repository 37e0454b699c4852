"""Joined tables 并台: which of them new dishes go to. Dishes ticked off 划菜 by a scan or by mistake. Bills
paid later 暂结."""

from __future__ import annotations

from typing import Any

from domain.selling.slip_code import SlipCode, slip_code, trace_code
from pos_app.screens.floor.later_sheets import LaterSheet, pick_later
from pos_app.screens.printing.scanned_slip import ScannedSlip, read_slip
from pos_app.screens.selling.call_acts import BACK
from pos_app.screens.selling.call_sheet import BackSheet
from tests.pos_app.evening import Evening, dish


def joined_tables(camera: Any, evening: Evening) -> None:
    """A7 has joined A6's bill; a dish is ordered for A7, and another is chosen."""
    till, window = evening.till, camera.window
    other = evening.opening("A7")
    head = evening.opening("A6")
    if other != head:
        till.tables.join(head, other or till.open_table("A7", 2, "zhou").result(), "zhou").result()
        evening.settle()
        camera.rest(300)
    window.work._screens["floor"].open_table("A7")
    place = window.desk.goes_to(head)
    cart = window.desk.cart(head)
    if len(till.view.openings[head].orders) < 5 and not len(cart):
        till.send_to_kitchen(head, [dish("cola", 2)], "", "zhou", till.new_id(), place).result()
        evening.settle()
        cart.add(dish("mapo-tofu"))
    camera.rest(300)
    window.work._screens["order"].draw()
    camera.shoot("joined-order")


def ticked_off(camera: Any, evening: Evening) -> None:
    """A dish is ticked off, and may be taken back at once, or later of all that are served."""
    till, window, key = evening.till, camera.window, evening.opening("A6")
    window.go("order", key)
    lines = [line.id for line in till.view.openings[key].lines if line.awaited]
    screen = window.work._screens["order"]
    screen._table.serve(key, lines[:1])
    camera.rest(400)
    camera.shoot("served-hint")
    screen._table.serve(key, lines)
    camera.rest(400)
    camera.shoot("served-hint-many")
    window.work._hint.hide()
    screen._table.calls.do(BACK, till.view.openings[key])
    sheet = next(one for one in window.findChildren(BackSheet) if one.isVisible())
    sheet.dishes.choose(lines[0])
    sheet._tell()
    camera.rest(200)
    camera.shoot("served-by-mistake")
    sheet.finish()
    till.courses.unserve(lines, "zhou").result()
    evening.settle()
    camera.rest(300)


def scanned(camera: Any, evening: Evening) -> None:
    """A slip is scanned: one that goes out with its dishes, and one that only leads to all of the bill."""
    till, window, key = evening.till, camera.window, evening.opening("A6")
    number = till.view.openings[key].opening.number
    for name, code in (
        ("scanned-slip", slip_code(SlipCode(number, 1, 0, 1))),
        ("order-trace", trace_code(number)),
    ):
        before = [line.id for line in till.view.openings[key].lines if line.awaited]
        read_slip(window.desk, window, code)
        evening.settle()
        camera.rest(400)
        camera.shoot(name)
        window.findChild(ScannedSlip).finish()
        now = {line.id for line in till.view.openings[key].lines if line.awaited}
        till.courses.unserve([id for id in before if id not in now], "zhou").result()
        evening.settle()


def paid_later(camera: Any, evening: Evening) -> None:
    """A regular goes without paying 暂结; two such bills wait, and one is looked for."""
    till, window = evening.till, camera.window
    free = [name for name, seen in till.view.tables.items() if seen.state == "free"]
    for table, name in zip(free, ("李老师", "花椒地产 张总 138 0000 0000"), strict=False):
        if len(till.view.later) < 2:
            opening = evening.open(table, 4)
            evening.order(table, dish("mapo-tofu", 2), dish("cola", 3))
            till.tables.settle_later(opening, name, "wang").result()
    evening.settle()
    camera.rest(300)
    camera.shoot("later-floor")
    window.go("order", evening.opening("A6"))
    sheet = LaterSheet(window.desk, window, till.view.openings[evening.opening("A6")])
    sheet.name.setText("王姐的朋友")
    sheet.open()
    camera.rest(300)
    camera.shoot("later-who")
    sheet.cancel()
    picked = pick_later(window.desk, window)
    picked.open()
    camera.rest(300)
    camera.shoot("later-pick")
    picked.cancel()
    window.go("payment", next(iter(till.view.later)))
    camera.rest(300)
    camera.shoot("later-payment")
    window.go("floor", "")
