"""Tables, parties, bookings, numbers and the queue."""

from dataclasses import replace
from typing import Any

from domain.selling.order import CartLine
from pos_app.screens.floor.deposit_sheets import DepositSheet
from pos_app.screens.floor.party_sheet import PartySheet
from pos_app.workflows.booking import Wanted
from pos_app.workflows.sealing import Contact
from pos_app.workflows.views import HeldView
from tests.pos_app.evening import UNSENT, Evening, dish
from tests.pos_app.scenes.camera import Camera, close_sheets, settle


def floor(camera: Camera, evening: Evening) -> None:
    camera.shoot("floor")


def floor_list(camera: Camera, evening: Evening) -> None:
    shape = camera.window.work._screens["floor"]._shape  # type: ignore[attr-defined]
    shape.choose(1)
    camera.shoot("floor-list")
    shape.choose(0)


def open_sheet(camera: Camera, evening: Evening) -> None:
    camera.window.work._screens["floor"]._open("")  # type: ignore[attr-defined]
    camera.shoot("open-table")
    close_sheets(camera)


def code(camera: Camera, evening: Evening) -> None:
    opening = evening.till.view.openings[evening.opening("A2")]
    camera.window.go("order", opening.opening.id)
    camera.window.work._screens["order"]._table.show_code(opening)  # type: ignore[attr-defined]
    camera.shoot("code")
    close_sheets(camera)


def plan(camera: Camera, evening: Evening) -> None:
    """The floor's editor with a table chosen."""
    window = camera.window
    window.desk.sign(evening.till.view.staff[0])
    window.go("plan", "")
    window.work._screens["plan"]._pick("A6")  # type: ignore[attr-defined]
    camera.shoot("plan-edit")


def shared(camera: Camera, evening: Evening) -> None:
    """拼桌: two and three parties at a table, which one is meant, and whose phone it is."""
    window = camera.window
    settle()
    window.work._screens["floor"]._shape.choose(1)  # type: ignore[attr-defined]
    camera.shoot("shared-list")
    window.work._screens["floor"]._shape.choose(0)  # type: ignore[attr-defined]
    floor = window.work._screens["floor"]
    window.go("floor", "")
    camera.shoot("shared-floor")
    floor.open_table("A6")  # type: ignore[attr-defined]
    camera.shoot("shared-parties")
    close_sheets(camera)
    PartySheet(window.desk, window, window.desk.view.tables["A6"], 2).open()
    camera.shoot("shared-whose")
    close_sheets(camera)


def together(evening: Evening) -> None:
    """Others sit down at A6 and at A2."""
    evening.till.tables.sit_beside("A2", 2, "zhou").result()
    lines = [dish("mapo-tofu"), dish("cola", 2)]
    for table in ("A2", "A6"):
        opened = evening.till.tables.sit_beside(table, 2, "zhou").result()
        evening.till.send_to_kitchen(opened, lines, "", "zhou", evening.till.new_id()).result()
    evening.settle()


def held(camera: Camera, evening: Evening) -> None:
    view = evening.till.view
    cart = (UNSENT[0], UNSENT[1])
    one = HeldView("held-1", "A7", evening.time, "a-phone", cart, 5600)
    evening.till.view = replace(view, held=(one,))
    camera.window.desk.view = evening.till.view
    camera.window.desk.viewed.emit()
    camera.shoot("floor-held")
    evening.till.view = view
    camera.window.desk.view = view


def counter(camera: Camera, evening: Evening) -> None:
    """Orders with a number: one to be ordered, one that is made, two that are ready; and the call screen."""
    till = evening.till
    dishes: tuple[list[CartLine], ...] = ([], [dish("mapo-tofu")], [dish("cola", 2)], [dish("mapo-tofu", 2)])
    if not any(one.opening.pickup for one in till.view.openings.values()):
        for place, cart in enumerate(dishes):
            opening = till.counter.open(place != 3, "zhou").result()
            if cart:
                till.send_to_kitchen(opening, cart, "", "zhou", till.new_id()).result()
            if place > 1:
                till.counter.call(opening, "zhou").result()
        evening.settle()
    settle(200)
    floor = camera.window.work._screens["floor"]
    floor.show_counter()  # type: ignore[attr-defined]
    camera.shoot("counter")
    camera.window.work._calls.resize(1024, 600)
    camera.window.work._calls.show()
    settle()
    camera.shoot("call-screen", camera.window.work._calls)
    camera.window.work._calls.hide()
    floor._areas.choose(0)  # type: ignore[attr-defined]


def queue(camera: Camera, evening: Evening) -> None:
    """Parties that wait for a table: one called, one passed over; how the house queues; the call screen."""
    till, window = evening.till, camera.window
    window.go("queue", "")
    if not till.view.queue.numbers:
        camera.shoot("queue-empty")
        keys = []
        for minute, guests in enumerate((2, 4, 2, 7, 3, 2, 12)):
            evening.at(f"18:{36 + 3 * minute}")
            keys.append(till.new_id())
            till.queue.join(keys[-1], guests, "zhou").result()
        evening.at("18:57")
        till.queue.pass_over(keys[0], "zhou").result()
        till.queue.call(keys[2], "zhou").result()
        evening.at("18:58")
        till.queue.call(keys[1], "zhou").result()
        till.queue.call(keys[1], "zhou").result()
        evening.settle()
    settle(200)
    camera.shoot("queue")
    screen: Any = window.work._screens["queue"]
    screen._choose_table(till.view.queue.numbers[0])
    camera.shoot("queue-seat")
    close_sheets(camera)
    cashier = window.desk.staff
    window.desk.staff = next(person for person in till.view.staff if person.role == "manager")
    screen._change_setup()
    camera.shoot("queue-setup")
    close_sheets(camera)
    window.desk.staff = cashier
    window.work._calls.resize(1024, 600)
    window.work._calls.show()
    settle()
    camera.shoot("call-screen-queue", window.work._calls)
    window.work._calls.hide()


def bookings(camera: Camera, evening: Evening) -> None:
    """预订: the list, a new one, a deposit, a kept table on the floor."""
    window = camera.window
    window.go("bookings", "")
    settle()
    camera.shoot("bookings")
    window.work._screens["bookings"].make()  # type: ignore[attr-defined]
    camera.shoot("booking-new")
    close_sheets(camera)
    DepositSheet(window.desk, window, evening.till.view.bookings[0].booking.id).open()
    camera.shoot("booking-deposit")
    close_sheets(camera)
    window.go("floor", "")
    camera.shoot("booking-floor")


def evening_books(evening: Evening) -> None:
    """Three bookings, one with a deposit."""
    at = evening.time
    for name, ahead, tables, guests in (
        ("李娜", 20, ("A9",), 4),
        ("Wu Wei", 80, ("C3",), 10),
        ("陈先生", 110, ("C3", "C4"), 16),
    ):
        id = evening.till.new_id()
        contact = Contact(name, "13900001234", "靠窗" if ahead == 20 else "")
        wanted = Wanted(at + ahead * 60_000, guests, tables, contact)
        evening.till.bookings.book(id, wanted, "zhou").result()
        if ahead == 80:
            evening.till.bookings.take_deposit(evening.till.new_id(), id, "cash", 20_000, "zhou").result()
    evening.settle()
