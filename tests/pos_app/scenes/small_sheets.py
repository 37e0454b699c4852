"""Sheets with one question each, on the screen that they belong to."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from domain.money.deposits import BACK as GIVE_BACK
from domain.money.deposits import KEPT
from domain.money.shifts import Shift
from pos_app.screens.desk import Desk
from pos_app.screens.floor.deposit_sheets import EndDepositSheet, held_for
from pos_app.screens.floor.move_sheets import MoveDishSheet
from pos_app.screens.money.cash_sheet import CashSheet
from pos_app.screens.money.change_tender import TenderSheet
from pos_app.screens.money.count_sheet import FloatSheet
from pos_app.screens.money.day_sheets import CloseSheet, DaysSheet
from pos_app.screens.money.discount_sheet import FreeSheet
from pos_app.screens.money.dish_sums import DishSumSheet
from pos_app.screens.money.hand_over import BlindCount, HandOver
from pos_app.screens.money.line_sheets import GiftSheet
from pos_app.screens.money.move_payment_sheet import MoveSettledSheet
from pos_app.screens.money.open_drawer import OpenDrawerSheet
from pos_app.screens.money.refund_sheet import RefundSheet
from pos_app.screens.money.relieve_sheet import RelieveSheet
from pos_app.screens.people.people_page import PersonEdit
from pos_app.screens.people.switch_sheet import SwitchSheet
from pos_app.screens.printing.reason_sheet import ReasonSheet
from pos_app.screens.printing.scanned_slip import ScannedWeighing
from pos_app.screens.selling.call_acts import SeatSheet
from pos_app.screens.selling.parking_acts import ParkedSheet, ParkSheet
from pos_app.screens.selling.weigh_sheets import WeighLineSheet
from pos_app.screens.store.place_sheet import PlaceSheet
from pos_app.widgets.sheet import Sheet
from tests.pos_app.evening import UNSENT, Evening
from tests.pos_app.scenes.camera import Camera, close_sheets
from tests.pos_app.scenes.selling import at_tanks

Made = tuple[str, Callable[[], Sheet]]


def _show(camera: Camera, *sheets: Made) -> None:
    """Each by itself, once its answers are there."""
    for name, make in sheets:
        make().open()
        camera.rest(200)
        camera.shoot(name)
        close_sheets(camera)


def _manager(camera: Camera, evening: Evening) -> None:
    camera.window.desk.sign(next(one for one in evening.till.view.staff if one.role == "manager"))


def shift_begins(camera: Camera, evening: Evening) -> None:
    """What lies in the drawer when somebody takes it."""
    window = camera.window
    window.go("drawer", "")
    _show(camera, ("float", lambda: _typed(FloatSheet(window.desk, window), "500")))


def at_the_drawer(camera: Camera, evening: Evening) -> None:
    """Money out and in, a drop; a blind count that is short; the day's end and earlier days."""
    till, window, desk = evening.till, camera.window, camera.window.desk
    _manager(camera, evening)
    window.go("drawer", "")
    if till.view.drawer.shift is None:
        till.shifts.open(till.new_id(), 50_000, {}, "zhou").result()
        evening.settle()
    shift = till.view.drawer.shift
    assert shift is not None
    counted = till.shifts.count(shift.id, 48_800, {}, "zhou").result()
    _show(
        camera,
        ("pay-out", lambda: _typed(CashSheet(desk, window, "out"), "36")),
        ("drop", lambda: _typed(CashSheet(desk, window, "drop"), "200")),
        ("no-sale", lambda: OpenDrawerSheet(desk, window)),
        ("relieve", lambda: RelieveSheet(desk, window, shift)),
        ("blind-count", lambda: _typed(BlindCount(desk, window, shift), "4")),
        ("hand-over", lambda: HandOver(desk, window, shift, counted)),
        ("hand-over-uncounted", lambda: HandOver(desk, window, shift, None)),
        ("relieve-agreed", lambda: _agreed(desk, window, replace(shift, by="li"))),
    )
    _manager(camera, evening)
    window.go("day", "")
    camera.rest(300)
    figures = window.work._screens["day"]._figures  # type: ignore[attr-defined]
    sold = evening.till.shifts.figures({}, "wang").result()
    _show(
        camera,
        ("day-close", lambda: CloseSheet(desk, window, figures)),
        ("days-before", lambda: DaysSheet(desk, window)),
        ("dish-sums", lambda: DishSumSheet(desk, window, sold, 0, "wang")),
    )


def _agreed(desk: Desk, window: QWidget, shift: Shift) -> RelieveSheet:
    """A cashier at the till: who agrees, and their PIN."""
    desk.sign(next(one for one in desk.view.staff if one.id == "zhou"))
    sheet = RelieveSheet(desk, window, shift)
    sheet.reasons.choose("gone_home")
    sheet.tell()
    sheet.go()
    return sheet


def _by_card(sheet: TenderSheet) -> TenderSheet:
    """It came by a card whose slip has a number."""
    sheet._ways["card"] = replace(sheet._ways["card"], reference=True)
    sheet._tenders.only("card")
    sheet._reference.setText("004217")
    return sheet


def _typed(sheet: Any, keys: str) -> Any:
    for key in keys:
        (sheet.press if hasattr(sheet, "press") else sheet._press)(key)
    return sheet


def who_works_here(camera: Camera, evening: Evening) -> None:
    """Somebody new, somebody known, and the next person at this till."""
    window, desk = camera.window, camera.window.desk
    _manager(camera, evening)
    window.go("staff", "")
    known = evening.till.view.staff[1]
    _show(
        camera,
        ("person-new", lambda: PersonEdit(desk, window, None)),
        ("person-edit", lambda: PersonEdit(desk, window, known)),
    )
    window.go("order", evening.opening("A6"))
    _show(camera, ("switch", lambda: _typed(SwitchSheet(desk, window), "12")))


def at_the_table(camera: Camera, evening: Evening) -> None:
    """Where a party or its dishes go, a seat, a gift, a bill that nobody pays; what is parked."""
    till, window, desk = evening.till, camera.window, camera.window.desk
    _manager(camera, evening)
    key = evening.opening("A6")
    window.go("order", key)
    opening = till.view.openings[key]
    line = next(one for one in opening.bill_lines if one.line.quantity)
    _show(
        camera,
        ("gift", lambda: GiftSheet(desk, window, opening, line)),
        ("seat", lambda: SeatSheet(desk, window, opening, line)),
        ("move-dishes", lambda: MoveDishSheet(desk, window, opening)),
        ("comp", lambda: FreeSheet(desk, window, opening, "comp")),
        ("walkout", lambda: FreeSheet(desk, window, opening, "walkout")),
    )
    screen: Any = window.work._screens["order"]
    for act, name in (("transfer", "transfer"), ("join", "merge-tables")):
        screen._table._moving.do(act, opening)
        camera.rest(200)
        camera.shoot(name)
        close_sheets(camera)
    cart = desk.cart(key)
    for one in UNSENT if not len(cart) else ():
        cart.add(one)
    _show(camera, ("park", lambda: ParkSheet(desk, window, desk.wording.name({"zh-Hans": "A6", "en": "A6"}))))
    if not len(desk.parked):
        screen._table._parking._park("李姐", opening)
    _show(camera, ("parked", lambda: ParkedSheet(desk, window)))
    desk.drop_cart(key)


def a_ticket_again(camera: Camera, evening: Evening) -> None:
    """Why a ticket is printed again; where backups go too."""
    window, desk = camera.window, camera.window.desk
    _manager(camera, evening)
    window.go("printers", "")
    job = next(iter(evening.till.view.jobs)).id
    title = desk.wording.name({"zh-Hans": "A6 · 厨房", "en": "A6 · Kitchen"})
    _show(
        camera,
        (
            "reprint-why",
            lambda: ReasonSheet(desk, window, title, lambda reason: desk.till.reprint(job, "wang", reason)),
        ),
    )
    window.go("backups", "")
    _show(camera, ("backup-place", lambda: PlaceSheet(desk, window)))


def paid_by_mistake(camera: Camera, evening: Evening) -> None:
    """Of a paid bill: dishes or a sum back, another tender, another table."""
    till, window, desk = evening.till, camera.window, camera.window.desk
    _manager(camera, evening)
    window.go("drawer", "")
    bill = till.money.settled_bill(till.money.settled("zhou").result().bills[0].id, "zhou").result()
    _show(
        camera,
        ("refund", lambda: RefundSheet(desk, window, bill)),
        ("change-tender", lambda: _by_card(TenderSheet(desk, window, bill))),
        ("move-paid", lambda: MoveSettledSheet(desk, window, bill)),
    )


def weighed_later(camera: Camera, evening: Evening) -> None:
    """What a sent fish weighs."""
    window, desk = camera.window, camera.window.desk
    key = evening.opening(at_tanks(evening))
    window.go("order", key)
    opening = evening.till.view.openings[key]
    fish = opening.bill_lines[0]
    _show(
        camera,
        ("weigh-line", lambda: WeighLineSheet(desk, window, opening, fish)),
        ("weigh-scanned", lambda: ScannedWeighing(desk, window, opening, fish, 1)),
    )


def deposits(camera: Camera, evening: Evening) -> None:
    """A deposit goes back, or stays with the house."""
    window, desk = camera.window, camera.window.desk
    _manager(camera, evening)
    window.go("bookings", "")
    booking = next(one.booking.id for one in evening.till.view.bookings if held_for(desk, one.booking.id))
    _show(
        camera,
        ("deposit-refund", lambda: EndDepositSheet(desk, window, booking, GIVE_BACK)),
        ("deposit-forfeit", lambda: EndDepositSheet(desk, window, booking, KEPT)),
    )
