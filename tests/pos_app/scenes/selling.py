"""Dishes into the cart, options, search, what is sold out, dishes by weight."""

from dataclasses import replace
from typing import Any

from domain.selling.time_menus import TimeMenu
from pos_app.screens.money.split_sheet import SplitSheet
from pos_app.screens.selling.open_dish import OpenDishSheet
from pos_app.screens.selling.quantity_sheet import QuantitySheet
from pos_app.screens.selling.round_sheet import AskedRoundSheet
from pos_app.screens.selling.supply_sheets import CountLeftSheet
from pos_app.screens.selling.weight_pane import WeightPane
from tests.pos_app.evening import UNSENT, Evening, dish
from tests.pos_app.scenes.camera import Camera, close_sheets, settle
from tests.pos_app.seafood import BASS, CRAB, SHRIMP, offer


def order(camera: Camera, evening: Evening) -> None:
    with_cart(camera, evening)
    camera.shoot("order")


def with_cart(camera: Camera, evening: Evening) -> None:
    opening = evening.opening("A6")
    cart = camera.window.desk.cart(opening)
    if not len(cart):
        for line in UNSENT:
            cart.add(line)
    camera.window.go("order", opening)
    pane = camera.window.work._screens["order"]._pane  # type: ignore[attr-defined]
    pane.choose(f"new.{next(iter(cart)).key}")
    camera.window.work._screens["order"].draw()


def options_sheet(camera: Camera, evening: Evening) -> None:
    with_cart(camera, evening)
    screen = camera.window.work._screens["order"]
    screen.tap("boiled-fish")  # type: ignore[attr-defined]
    camera.shoot("options")
    close_sheets(camera)


def out_of_hours(camera: Camera, evening: Evening) -> None:
    """A dish of the lunch menu in the evening: when it is tapped, in the round, and when that is sent."""
    till, window = evening.till, camera.window
    names = {"zh-Hans": "午市", "en": "Lunch"}
    lunch = TimeMenu("lunch", names, (), ((660, 840),), ("mapo-tofu",), (), {"mapo-tofu": 1_900})
    till.house.save_times((), (lunch,), "wang").result()
    settle(200)
    with_cart(camera, evening)
    screen: Any = window.work._screens["order"]
    screen.tap("mapo-tofu")
    camera.shoot("off-hours")
    close_sheets(camera)
    screen._add(dish("mapo-tofu", 2, off_hours=True))
    camera.shoot("off-hours-order")
    screen.send()
    camera.shoot("off-hours-sent")
    (sheet,) = [one for one in window.findChildren(AskedRoundSheet) if one.isVisible()]
    sheet.go()
    camera.shoot("off-hours-agreed")
    close_sheets(camera)
    window.desk.drop_cart(evening.opening("A6"))
    till.house.save_times((lunch,), (), "wang").result()
    settle(200)


def set_sheet(camera: Camera, evening: Evening) -> None:
    with_cart(camera, evening)
    camera.window.work._screens["order"].tap("set-for-two")  # type: ignore[attr-defined]
    camera.shoot("options-set")
    close_sheets(camera)


def unsent(camera: Camera, evening: Evening) -> None:
    with_cart(camera, evening)
    camera.window.work._screens["order"].pay()  # type: ignore[attr-defined]
    camera.shoot("unsent")
    close_sheets(camera)


def quantity(camera: Camera, evening: Evening) -> None:
    """Two dozen of a new line, typed."""
    settle()
    with_cart(camera, evening)
    screen: Any = camera.window.work._screens["order"]
    screen._ask_number(int(screen._pane.chosen.removeprefix("new.")), "2")
    sheet = camera.window.findChildren(QuantitySheet)[-1]
    sheet.press("4")
    camera.shoot("quantity")
    close_sheets(camera)


def empty_search(camera: Camera, evening: Evening) -> None:
    camera.window.go("order", evening.opening("A2"))
    search = camera.window.work._screens["order"]._dishes.search  # type: ignore[attr-defined]
    search.line.setText("qqqq")
    camera.shoot("order-nothing")
    search.line.setText("szy")
    camera.shoot("order-search")
    browser = camera.window.work._screens["order"]._dishes  # type: ignore[attr-defined]
    browser.letters.show()
    camera.shoot("order-letters")
    browser.letters.hide()
    search.line.clear()


def open_dish(camera: Camera, evening: Evening) -> None:
    """A dish that is on no menu, half typed."""
    settle()
    camera.window.go("order", evening.opening(at_tanks(evening)))
    camera.window.work._screens["order"].open_dish()  # type: ignore[attr-defined]
    sheet = camera.window.findChildren(OpenDishSheet)[-1]
    sheet.name.setText(
        "白粥（给孩子）" if camera.window.desk.language.tag != "en" else "Congee for the child"
    )
    for key in "18":
        sheet.press(key)
    camera.shoot("open-dish")
    sheet.name.clear()
    close_sheets(camera)
    _waiter_s_open_dish(camera, evening)


def _waiter_s_open_dish(camera: Camera, evening: Evening) -> None:
    """Typed by somebody whose role may not: asked about when the round is sent."""
    window = camera.window
    desk: Any = window.desk
    cashier, desk.staff = desk.staff, next(one for one in desk.view.staff if one.role == "waiter")
    opening = evening.opening("A2")
    window.go("order", opening)
    screen: Any = window.work._screens["order"]
    screen.open_dish()
    sheet: Any = window.findChildren(OpenDishSheet)[-1]
    sheet.name.setText("白粥（给孩子）" if desk.language.tag != "en" else "Congee for the child")
    sheet.press("18")
    sheet._stations.tiles["kitchen"].click()
    camera.shoot("open-dish-waiter")
    sheet.go()
    settle(200)
    screen.send()
    camera.shoot("open-dish-asked")
    close_sheets(camera)
    desk.drop_cart(opening)
    desk.staff = cashier


def sold_out(camera: Camera, evening: Evening) -> None:
    """What is counted, off sale and priced today; a count being typed."""
    supply = evening.till.supply
    supply.off_sale("lager", "zhou").result()
    supply.price("crab", 9_800, "zhou").result()
    settle()
    camera.window.go("sold_out", "")
    camera.shoot("sold-out")
    window = camera.window
    sheet = CountLeftSheet(window.desk, window, "maoxuewang", "毛血旺")
    sheet.open()
    sheet.pressed("2")
    sheet.tell()
    camera.shoot("count-left")
    close_sheets(camera)
    supply.count("lager", None, "zhou").result()


def from_the_tanks(evening: Evening) -> None:
    """Two at a table of their own, with fish that nobody has weighed yet."""
    offer(evening, BASS, SHRIMP, CRAB)
    evening.open(_free(evening), 2)
    evening.order(at_tanks(evening), dish("bass", 2), dish("mapo-tofu"))


def _free(evening: Evening) -> str:
    return next(one.table.id for one in evening.till.view.tables.values() if one.state == "free")


def at_tanks(evening: Evening) -> str:
    live = evening.till.view.openings.values()
    return max(live, key=lambda one: one.opening.started_at).opening.table


def weighing(camera: Camera, evening: Evening) -> None:
    """A dish onto the scale, a line that waits for its weight, and the bill that waits for it."""
    settle()
    opening = evening.opening(at_tanks(evening))
    camera.window.go("order", opening)
    screen = camera.window.work._screens["order"]
    screen._pane.choose(evening.till.view.openings[opening].bill_lines[0].id)  # type: ignore[attr-defined]
    screen.draw()
    camera.shoot("to-weigh")
    screen.tap("shrimp")  # type: ignore[attr-defined]
    for key in "0.625":
        camera.window.findChildren(WeightPane)[-1].press(key)
    camera.shoot("weight")
    close_sheets(camera)
    camera.window.go("payment", opening)
    camera.shoot("waits-for-weight")


def who_wanted_it(camera: Camera, evening: Evening) -> None:
    """A cart that two phones shared: whose each dish is, and the bill split by phone."""
    evening.phones("B2", {UNSENT[0]: (0,), UNSENT[-1]: (0, 1), replace(UNSENT[0], remark="免葱"): (1,)})
    evening.printed()
    settle()
    key = evening.opening("B2")
    camera.window.go("order", key)
    camera.shoot("who-wanted-it")
    camera.window.go("payment", key)
    pay: Any = camera.window.work._screens["payment"]
    pay._acts.split()
    (sheet,) = [one for one in camera.window.findChildren(SplitSheet) if one.isVisible()]
    sheet.tiles.tiles["2"].click()
    camera.shoot("split-phone")
    close_sheets(camera)


def serving(camera: Camera, evening: Evening) -> None:
    """Seats, courses and held dishes at A6: the order, what is started, what is hurried; the payment."""
    key, till = evening.opening("A6"), evening.till
    if not till.view.openings[key].held:
        tofu, rice = replace(UNSENT[0], held=True, course=2, seat=2), replace(UNSENT[-1], held=True, course=4)
        evening.order("A6", tofu, rice, replace(UNSENT[-1], seat=1))
        evening.printed()
    settle()
    camera.window.desk.drop_cart(key)
    with_cart(camera, evening)
    cart = camera.window.desk.cart(key)
    cart.hold({next(iter(cart)).key})
    screen: Any = camera.window.work._screens["order"]
    screen._pane.choose(till.view.openings[key].held[0].id)
    screen.draw()
    camera.shoot("serving")
    for act in ("start", "hurry"):
        screen._table.calls.do(act, till.view.openings[key])
        camera.shoot(f"serving-{act}")
        close_sheets(camera)
    screen._edit(next(iter(cart)).key)
    camera.shoot("serving-line")
    close_sheets(camera)
    screen._table.show_more(till.view.openings[key])
    camera.shoot("serving-acts")
    close_sheets(camera)
    camera.window.desk.drop_cart(key)
    camera.window.go("payment", key)
    camera.shoot("serving-payment")
    pay: Any = camera.window.work._screens["payment"]
    pay._acts.split()
    (sheet,) = [one for one in camera.window.findChildren(SplitSheet) if one.isVisible()]
    sheet.tiles.tiles["2"].click()
    camera.shoot("split-seat")
    close_sheets(camera)
