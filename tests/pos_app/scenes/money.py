"""The bill and its payment, the drawer and the day."""

from collections.abc import Callable
from typing import Any

from domain.money.grants import Grant
from pos_app.screens.money.discount_sheet import DiscountSheet
from pos_app.screens.money.extras_sheets import InvoiceSheet, TipSheet
from pos_app.screens.money.line_sheets import PriceSheet, VoidSheet
from pos_app.screens.money.reference_sheet import ReferenceSheet
from pos_app.screens.selling.open_dish import AskPriceSheet
from pos_app.screens.selling.supply_sheets import DayPriceSheet
from pos_app.screens.selling.waive_sheet import WaiveSheet
from pos_app.widgets.sheet import Sheet
from pos_app.workflows.paying import PaymentDone
from pos_app.workflows.views import ChargeView
from tests.pos_app.evening import UNSENT, Evening
from tests.pos_app.scenes.camera import Camera, close_sheets, settle


def later(evening: Evening) -> None:
    """A6 has its last dishes, and a guest has paid a part."""
    evening.at("19:01")
    evening.order("A6", *UNSENT)
    evening.printed()
    evening.pay("A6", "wechat", 10_000)
    evening.at("19:02")
    evening.plug_in()
    evening.settle()


def settled(evening: Evening) -> None:
    """A6 is paid in full, the rest in cash."""
    evening.pay("A6", "cash", 20_000)


def payment(camera: Camera, evening: Evening) -> None:
    camera.window.go("payment", evening.opening("A6"))
    camera.window.work._screens["payment"]._noted(20_000)  # type: ignore[attr-defined]
    camera.shoot("payment")


def by_code(camera: Camera, evening: Evening) -> None:
    """A guest's code is charged: the answers that may come, and what has come."""
    till, key = evening.till, evening.opening("A6")
    view, now = till.view.openings[key], till.now()
    bill, pay = view.agreed.id, camera.window.work._screens["payment"]

    def grant(id: str, tender: str, amount: int, ago: int) -> Grant:
        home = "http://127.0.0.1"
        return Grant(id, key, bill, tender, amount, "barcode", home, now - ago, "zhou", "", now)

    def show(**charges: ChargeView) -> None:
        till.charging._views = charges
        till.refresh()
        settle(100)

    show()
    camera.window.go("payment", key)
    show(one=ChargeView(grant("one", "wechat", view.due, 4_000), "waiting"))
    camera.shoot("pay-code-waiting")
    show(
        one=ChargeView(grant("one", "wechat", 3_000, 40_000), "unknown"),
        two=ChargeView(grant("two", "alipay", 2_000, 9_000), "back"),
    )
    camera.shoot("pay-code-unknown")
    charge = ChargeView(grant("one", "wechat", view.due, 0), "paid")
    pay._taken(PaymentDone(0, 0, 47), view, charge)  # type: ignore[attr-defined]
    camera.shoot("pay-code-paid")
    show()


def split_bill(camera: Camera, evening: Evening) -> None:
    """A guest pays apart: the sheet, and both bills of the table."""
    key, till = evening.opening("A6"), evening.till
    line = till.view.openings[key].bill_lines[0]
    camera.window.go("payment", key)
    camera.window.work._screens["payment"]._acts.split()  # type: ignore[attr-defined]
    camera.shoot("split")
    close_sheets(camera)
    till.bills.split(key, "", {line.id: line.line.quantity}, 1, "zhou", till.new_id()).result()
    camera.shoot("split-bills")
    settle()
    payment: Any = camera.window.work._screens["payment"]
    payment.choose_tender("alipay")
    payment._entry.suggest(20_000)
    payment.take()
    camera.shoot("surplus")
    close_sheets(camera)
    card = next(one for one in till.view.tenders if one.names["en"] == "Bank card")
    sheet = ReferenceSheet(camera.window.desk, camera.window, card, 8_000)
    sheet._field.setText("004217")
    sheet.open()
    camera.shoot("reference")
    close_sheets(camera)
    camera.window.work._screens["payment"]._acts.discount()  # type: ignore[attr-defined]
    camera.shoot("discount-on-split")
    close_sheets(camera)
    till.bills.merge(key, "zhou").result()


def done(camera: Camera, evening: Evening) -> None:
    opening = evening.till.view.openings[evening.opening("A6")]
    camera.window.go("payment", opening.opening.id)
    camera.window.work._screens["payment"]._taken(PaymentDone(4200, 0, 47), opening)  # type: ignore[attr-defined]
    camera.shoot("done")


def changes(camera: Camera, evening: Evening) -> None:
    """A dish comes off the bill, and the bill gets a discount."""
    opening = evening.till.view.openings[evening.opening("A6")]
    camera.window.go("order", opening.opening.id)
    desk, window = camera.window.desk, camera.window
    for name, made in (
        ("void", lambda: VoidSheet(desk, window, opening, opening.orders[0].lines[0])),
        ("discount", lambda: DiscountSheet(desk, window, opening)),
    ):
        made().open()
        camera.shoot(name)
        close_sheets(camera)


def house(camera: Camera, evening: Evening) -> None:
    """The drawer in hand and counted, the day so far, the staff and what they did."""
    till, window = evening.till, camera.window
    if till.view.drawer.shift is None:
        till.shifts.open(till.new_id(), 50_000, {}, "zhou").result()
        till.shifts.move_cash(till.new_id(), "out", 3_600, "买冰", "zhou").result()
        till.shifts.move_cash(till.new_id(), "drop", 20_000, "", "zhou").result()
    window.desk.sign(next(person for person in till.view.staff if person.role == "manager"))
    for place in ("drawer", "day", "staff"):
        window.go(place, "")
        settle(300)
        camera.shoot(place)
    window.go("drawer", "")
    window.work._screens["drawer"]._hand_over()  # type: ignore[attr-defined]
    camera.shoot("count")
    close_sheets(camera)


def beside_the_bill(camera: Camera, evening: Evening) -> None:
    """Small sheets: a tip, an invoice's title, what is waived, what a dish costs today and for this order."""
    window = camera.window
    window.desk.sign(evening.till.view.staff[0])
    opening = evening.till.view.openings[evening.opening("A6")]
    line = next(one for one in opening.bill_lines if one.line.quantity)
    sheets: tuple[tuple[str, Callable[[], Sheet]], ...] = (
        ("tip", lambda: TipSheet(window.desk, window, opening)),
        ("invoice-title", lambda: InvoiceSheet(window.desk, window, opening)),
        ("waive", lambda: WaiveSheet(window.desk, window, opening)),
        ("price", lambda: PriceSheet(window.desk, window, opening, line)),
        ("day-price", lambda: DayPriceSheet(window.desk, window, "bass", "鲈鱼")),
        ("ask-price", lambda: AskPriceSheet(window.desk, window, "鲈鱼", "jin")),
    )
    window.go("order", opening.opening.id)
    for name, sheet in sheets:
        sheet().open()
        camera.shoot(name)
        close_sheets(camera)
