"""Draws the till's screens from an evening in the demo restaurant: python build/screenshots.py [FOLDER]"""

import argparse
import gettext
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")

from PySide6.QtCore import QEventLoop, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from domain.errors import Refused  # noqa: E402
from domain.money.grants import Grant  # noqa: E402
from domain.record.plain import to_plain  # noqa: E402
from domain.selling.order import CartLine  # noqa: E402
from domain.selling.print_setup import Printer, PrintSetup  # noqa: E402
from domain.words.search import DishSearch  # noqa: E402
from pos_app import language  # noqa: E402
from pos_app.folder import StartError  # noqa: E402
from pos_app.language import Language  # noqa: E402
from pos_app.models.guest_sight import paid  # noqa: E402
from pos_app.practice import PracticeTill  # noqa: E402
from pos_app.screens import handedness  # noqa: E402
from pos_app.screens.floor.deposit_sheets import DepositSheet  # noqa: E402
from pos_app.screens.floor.party_sheet import PartySheet  # noqa: E402
from pos_app.screens.main_window import MainWindow  # noqa: E402
from pos_app.screens.money.discount_sheet import DiscountSheet  # noqa: E402
from pos_app.screens.money.extras_sheets import InvoiceSheet, TipSheet  # noqa: E402
from pos_app.screens.money.line_sheets import PriceSheet, VoidSheet  # noqa: E402
from pos_app.screens.money.split_sheet import SplitSheet  # noqa: E402
from pos_app.screens.people.person_sheet import PersonSheet  # noqa: E402
from pos_app.screens.printing.dish_stations import DishStationsSheet  # noqa: E402
from pos_app.screens.printing.papers import PapersWindow  # noqa: E402
from pos_app.screens.printing.printer_sheet import PrinterSheet  # noqa: E402
from pos_app.screens.printing.slip_editor import SlipEditor  # noqa: E402
from pos_app.screens.selling.banquet_acts import FewerTablesSheet, TablesSheet  # noqa: E402
from pos_app.screens.selling.banquet_sheet import PRICE, TABLE, BanquetSheet  # noqa: E402
from pos_app.screens.selling.drinks_sheet import DrinksSheet  # noqa: E402
from pos_app.screens.selling.open_dish import AskPriceSheet, OpenDishSheet  # noqa: E402
from pos_app.screens.selling.quantity_sheet import QuantitySheet  # noqa: E402
from pos_app.screens.selling.supply_sheets import CountLeftSheet, DayPriceSheet  # noqa: E402
from pos_app.screens.selling.waive_sheet import WaiveSheet  # noqa: E402
from pos_app.screens.selling.weight_pane import WeightPane  # noqa: E402
from pos_app.screens.store.cannot_start import CannotStartWindow  # noqa: E402
from pos_app.screens.store.first_run import FirstRunWindow  # noqa: E402
from pos_app.screens.store.recovery_sheet import RecoverySheetSheet  # noqa: E402
from pos_app.screens.store.restore import RestoreWindow  # noqa: E402
from pos_app.screens.store.waiting_sheet import WaitingSheet  # noqa: E402
from pos_app.sync.own_copy import OwnCopy  # noqa: E402
from pos_app.widgets.line_painter import paint_line  # noqa: E402
from pos_app.widgets.paper_view import draw_paper  # noqa: E402
from pos_app.widgets.sheet import Sheet  # noqa: E402
from pos_app.workflows.backup_file import Head  # noqa: E402
from pos_app.workflows.banqueting import BanquetWish  # noqa: E402
from pos_app.workflows.booking import Wanted  # noqa: E402
from pos_app.workflows.paying import PaymentDone  # noqa: E402
from pos_app.workflows.restoring import Look  # noqa: E402
from pos_app.workflows.sealing import Contact  # noqa: E402
from pos_app.workflows.views import ChargeView, HeldView, LinkView  # noqa: E402
from printers.discovery import CABLE, Found  # noqa: E402
from printers.escpos import encode  # noqa: E402
from printers.paper import Paper  # noqa: E402
from printers.press import read_paper  # noqa: E402
from printers.slips.recovery_sheet import RecoverySheet  # noqa: E402
from tests.fakes.store_network import StoreNetwork  # noqa: E402
from tests.pos_app.evening import UNSENT, Evening, dish, picture  # noqa: E402
from tests.pos_app.money_scenes import going_back, on_account, put_right  # noqa: E402
from tests.pos_app.phone_scenes import guests_say, guests_write, phones_at_counter, wechat_writes  # noqa: E402
from tests.pos_app.scale_scenes import on_the_scale  # noqa: E402
from tests.pos_app.seafood import BASS, CRAB, SHRIMP, offer  # noqa: E402
from tests.pos_app.table_scenes import joined_tables, scanned, ticked_off  # noqa: E402
from tests.pos_app.wedding import ONE_TABLE, WEDDING  # noqa: E402
from tests.printers import every_slip  # noqa: E402

RECOVERY = RecoverySheet(
    "花椒小馆",
    "2026-11-21 10:00",
    "AGE-SECRET-KEY-1M37PQPZ84QT5XLAMZNFNX88RR9RG57T65SR8RTKVL40DVRGTPZHQUXE32N",
    "age1gpxfgseyrnx9qutzsphdnxaa647gms7xda7whq83mfplgax2ryms52s5ev",
    "01a21df8c5097e8cba556314513b7b40/01a21df8c5097d819f94a3ad82b4556c/01a21df8c50976d2a6dc3245ad03d474",
)
NAMES = {"zh-Hans": "花椒小馆", "en": "Huajiao House"}
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
SIZES = {"": (1366, 768), "-small": (1024, 768), "-large": (1920, 1080)}


PSEUDO = {"long": "de", "rtl": "ar"}
"""Languages without a catalogue, whose tags are borrowed to see longer words and mirrored screens."""


class LongWords(gettext.NullTranslations):
    """Each vowel twice, about 40 % more: what is cut in English is cut in German too."""

    def gettext(self, message: str) -> str:
        parts = re.split(r"(\{.*?\})", message)
        return "".join(part if part.startswith("{") else re.sub("([aeiou])", r"\1\1", part) for part in parts)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)


class PseudoLanguage(Language):
    """Speaks "de" in long words."""

    def switch(self, tag: str) -> None:
        super().switch(tag)
        if tag == PSEUDO["long"]:
            language._words = LongWords()
            self.changed.emit()


def settle(milliseconds: int = 60) -> None:
    """Let queued signals and layouts come to rest."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


Scene = Callable[["Camera", Evening], None]


class Camera:
    """Shows the window in one size, language and shade, and saves what it looks like."""

    def __init__(self, window: MainWindow, folder: Path, suffix: str) -> None:
        self.window, self.folder, self._suffix = window, folder, suffix

    def shoot(self, name: str, of: QWidget | None = None) -> None:
        settle()
        path = self.folder / f"till-{name}{self._suffix}.png"
        (of or self.window).grab().save(str(path))
        print(path.name)

    def rest(self, milliseconds: int) -> None:
        """Let answers come."""
        settle(milliseconds)


def main() -> None:
    """The main screens in both languages; `--all` adds every state, shade and size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "resources" / "screenshots")
    parser.add_argument("--all", action="store_true", help="every state, dark too, 1024×768 and 1920×1080")
    parser.add_argument("--only", default="", help="part of a scene's name")
    parser.add_argument("--size", choices=["small", "large"], help="in this size alone")
    parser.add_argument("--left", action="store_true", help="for the left hand")
    parser.add_argument("--pseudo", choices=PSEUDO, help="English with longer words, or read from the right")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as data:
        evening = Evening(Path(data) / "store")
        evening.till.search = DishSearch(evening.till.view.menu.dishes).find
        evening.till.device.keep(handedness.SETTING, options.left)
        window = MainWindow(evening.till, PseudoLanguage() if options.pseudo else Language(), None)
        for story, scenes in STAGES:
            story(evening)
            settle(300)
            for scene in scenes:
                if options.only in scene.__name__ and (options.all or scene in MAIN):
                    for camera in cameras(window, options, scene):
                        window.desk.sign(evening.till.view.staff[1])
                        window.go("floor", "")
                        scene(camera, evening)
        window.close()
        evening.close()
    del application


def cameras(window: MainWindow, options: argparse.Namespace, scene: Scene) -> Iterator[Camera]:
    """The window in each size, language and shade that is wanted of a scene."""
    every = SIZES if options.all and not options.size else (f"-{options.size}" if options.size else "",)
    for size in every:
        window.resize(*SIZES[size])
        window.show()
        for tag in (PSEUDO[options.pseudo],) if options.pseudo else ("zh-Hans", "en"):
            shades = options.all or (scene in DARK and tag != "en")
            for dark in (False, True) if shades and not options.pseudo else (False,):
                window.desk.language.switch(tag)
                window.theme.set_dark(dark)
                said = "" if tag == "zh-Hans" else f"-{tag}"
                yield Camera(window, options.folder, f"{said}{'-dark' if dark else ''}{size}")


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


def tickets(camera: Camera, evening: Evening) -> None:
    """What A6's first order and its bill look like on paper; paper speaks one language."""
    mine = [(station, paper) for station, paper in evening.papers() if "A6" in paper.text]
    shown = dict(reversed(mine))  # the first of each station
    for name, paper in shown.items():
        draw_paper(paper, 1.0).save(str(camera.folder / f"ticket-{name}.png"))


def slips(camera: Camera, evening: Evening) -> None:
    """Each kind of slip at both widths, in the demo's two languages, as the printer is told to set it."""
    for name, ticket in every_slip.in_chinese():
        paper = read_paper(encode(ticket, paint_line), ticket.width.dots)
        draw_paper(paper, 0.75).save(str(camera.folder / f"slip-{name}.png"))


def sign_in(camera: Camera, evening: Evening) -> None:
    window = camera.window
    window.lock()
    window._sign_in.choose("zhou")
    for key in "111":
        window._sign_in.pin.press(key)
    camera.shoot("sign-in")


def floor(camera: Camera, evening: Evening) -> None:
    camera.shoot("floor")


def order(camera: Camera, evening: Evening) -> None:
    _with_cart(camera, evening)
    camera.shoot("order")


def _with_cart(camera: Camera, evening: Evening) -> None:
    opening = evening.opening("A6")
    cart = camera.window.desk.cart(opening)
    if not len(cart):
        for line in UNSENT:
            cart.add(line)
    camera.window.go("order", opening)
    pane = camera.window._screens["order"]._pane  # type: ignore[attr-defined]
    pane.choose(f"new.{next(iter(cart)).key}")
    camera.window._screens["order"].draw()


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
    floor = camera.window._screens["floor"]
    floor.show_counter()  # type: ignore[attr-defined]
    camera.shoot("counter")
    camera.window._calls.resize(1024, 600)
    camera.window._calls.show()
    settle()
    camera.shoot("call-screen", camera.window._calls)
    camera.window._calls.hide()
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
    screen: Any = window._screens["queue"]
    screen._choose_table(till.view.queue.numbers[0])
    camera.shoot("queue-seat")
    _close_sheets(camera)
    cashier = window.desk.staff
    window.desk.staff = next(person for person in till.view.staff if person.role == "manager")
    screen._change_setup()
    camera.shoot("queue-setup")
    _close_sheets(camera)
    window.desk.staff = cashier
    window._calls.resize(1024, 600)
    window._calls.show()
    settle()
    camera.shoot("call-screen-queue", window._calls)
    window._calls.hide()


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
        _close_sheets(camera)
    desk.staff = cashier


def options_sheet(camera: Camera, evening: Evening) -> None:
    _with_cart(camera, evening)
    screen = camera.window._screens["order"]
    screen.tap("boiled-fish")  # type: ignore[attr-defined]
    camera.shoot("options")
    _close_sheets(camera)


def payment(camera: Camera, evening: Evening) -> None:
    camera.window.go("payment", evening.opening("A6"))
    camera.window._screens["payment"]._noted(20_000)  # type: ignore[attr-defined]
    camera.shoot("payment")


def by_code(camera: Camera, evening: Evening) -> None:
    """A guest's code is charged: the answers that may come, and what has come."""
    till, key = evening.till, evening.opening("A6")
    view, now = till.view.openings[key], till.now()
    bill, pay = view.agreed.id, camera.window._screens["payment"]

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
    camera.window._screens["payment"]._acts.split()  # type: ignore[attr-defined]
    camera.shoot("split")
    _close_sheets(camera)
    till.bills.split(key, "", {line.id: line.line.quantity}, 1, "zhou", till.new_id()).result()
    camera.shoot("split-bills")
    settle()
    payment: Any = camera.window._screens["payment"]
    payment.choose_tender("alipay")
    payment._entry.suggest(20_000)
    payment.take()
    camera.shoot("surplus")
    _close_sheets(camera)
    camera.window._screens["payment"]._acts.discount()  # type: ignore[attr-defined]
    camera.shoot("discount-on-split")
    _close_sheets(camera)
    till.bills.merge(key, "zhou").result()


def serving(camera: Camera, evening: Evening) -> None:
    """Seats, courses and held dishes at A6: the order, what is started, what is hurried; the payment."""
    key, till = evening.opening("A6"), evening.till
    if not till.view.openings[key].held:
        tofu, rice = replace(UNSENT[0], held=True, course=2, seat=2), replace(UNSENT[-1], held=True, course=4)
        evening.order("A6", tofu, rice, replace(UNSENT[-1], seat=1))
        evening.printed()
    settle()
    camera.window.desk.drop_cart(key)
    _with_cart(camera, evening)
    cart = camera.window.desk.cart(key)
    cart.hold({next(iter(cart)).key})
    screen: Any = camera.window._screens["order"]
    screen._pane.choose(till.view.openings[key].held[0].id)
    screen.draw()
    camera.shoot("serving")
    for act in ("start", "hurry"):
        screen._table.calls.do(act, till.view.openings[key])
        camera.shoot(f"serving-{act}")
        _close_sheets(camera)
    screen._edit(next(iter(cart)).key)
    camera.shoot("serving-line")
    _close_sheets(camera)
    screen._table.show_more(till.view.openings[key])
    camera.shoot("serving-acts")
    _close_sheets(camera)
    camera.window.desk.drop_cart(key)
    camera.window.go("payment", key)
    camera.shoot("serving-payment")
    pay: Any = camera.window._screens["payment"]
    pay._acts.split()
    (sheet,) = [one for one in camera.window.findChildren(SplitSheet) if one.isVisible()]
    sheet.seats.tiles["2"].click()
    camera.shoot("split-seat")
    _close_sheets(camera)


def done(camera: Camera, evening: Evening) -> None:
    opening = evening.till.view.openings[evening.opening("A6")]
    camera.window.go("payment", opening.opening.id)
    camera.window._screens["payment"]._taken(PaymentDone(4200, 0, 47), opening)  # type: ignore[attr-defined]
    camera.shoot("done")


def printers(camera: Camera, evening: Evening) -> None:
    camera.window.go("printers", "")
    camera.shoot("printers")


def slip_editor(camera: Camera, evening: Evening) -> None:
    """The owner's words on the receipt, and a lighter kitchen slip."""
    desk, cashier = camera.window.desk, camera.window.desk.staff
    desk.staff = next(person for person in evening.till.view.staff if person.role == "manager")
    camera.window.go("printers", "")
    editor = SlipEditor(desk, camera.window)
    editor.open()
    settle()
    editor.choose_kind("receipt")
    editor._fields.set_words("{store}", "Wi-Fi: huajiao")
    editor._fields.turn("second", False)
    camera.shoot("slips")
    editor.choose_kind("kitchen")
    camera.shoot("slips-kitchen")
    _close_sheets(camera)
    desk.staff = cashier


def dish_labels(camera: Camera, evening: Evening) -> None:
    """Which stations work on a dish, and which dishes and categories have labels."""
    desk, cashier = camera.window.desk, camera.window.desk.staff
    stickers = Printer("cups", {"zh-Hans": "杯贴机", "en": "Cup labels"}, "", "tspl", 40, height=30)
    setup = PrintSetup(99, (stickers,), cups={"drinks": 1, "plum-drink": 2})
    evening.write(lambda entry: entry.record("printers.published", to_plain(setup)))
    settle()
    desk.staff = next(person for person in evening.till.view.staff if person.role == "manager")
    camera.window.go("printers", "")
    sheet = DishStationsSheet(desk, camera.window)
    sheet.open()
    sheet._list.scrollToBottom()
    camera.shoot("dish-labels")
    _close_sheets(camera)
    desk.staff = cashier


def printer_sheet(camera: Camera, evening: Evening) -> None:
    """A printer is found, tried and set up; the store's network is a part of this machine's loopback."""
    desk, till = camera.window.desk, evening.till
    with StoreNetwork() as net:
        net.printer(5)
        net.macs = {net.host(5): "00:26:ab:12:34:56"}
        net.known = [Found("usb://0483:5743/SN0042", CABLE, "POS80 Printer")]
        till.printers.around = lambda: net.around
        desk.sign(next(person for person in till.view.staff if person.role == "manager"))
        _close_sheets(camera)
        camera.window.go("printers", "")
        sheet = PrinterSheet(desk, camera.window, till.view.print_setup)
        sheet.open()
        sheet._find.search()
        settle(2_000)
        camera.shoot("printer-found")
        sheet._find._grid._tapped(net.address(5))
        sheet._steps.choose(1)
        sheet._try.print_page()
        settle(1_000)
        sheet._try._grid._tapped("right")
        camera.shoot("printer-tried")
        sheet._steps.choose(2)
        camera.shoot("printer-slips")
        _close_sheets(camera)


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
        _close_sheets(camera)


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
    window._screens["drawer"]._hand_over()  # type: ignore[attr-defined]
    camera.shoot("count")
    _close_sheets(camera)


def offline(camera: Camera, evening: Evening) -> None:
    evening.plug_in(online=False, since=evening.time - 12 * 60_000, waiting=37)
    camera.shoot("offline")
    evening.plug_in()
    settle()


def code(camera: Camera, evening: Evening) -> None:
    opening = evening.till.view.openings[evening.opening("A2")]
    camera.window.go("order", opening.opening.id)
    camera.window._screens["order"]._table.show_code(opening)  # type: ignore[attr-defined]
    camera.shoot("code")
    _close_sheets(camera)


def floor_list(camera: Camera, evening: Evening) -> None:
    shape = camera.window._screens["floor"]._shape  # type: ignore[attr-defined]
    shape.choose(1)
    camera.shoot("floor-list")
    shape.choose(0)


def open_sheet(camera: Camera, evening: Evening) -> None:
    camera.window._screens["floor"]._open("")  # type: ignore[attr-defined]
    camera.shoot("open-table")
    _close_sheets(camera)


def trouble(camera: Camera, evening: Evening) -> None:
    evening.plug_in({"kitchen": "paper_out", "counter": "near_end"})
    camera.window.go("printers", "")
    camera.shoot("printers-trouble")
    evening.plug_in()
    settle()


def waiting(camera: Camera, evening: Evening) -> None:
    evening.plug_in(online=True, waiting=4200, sending=5800, total=10000)
    camera.window._show_waiting()
    camera.shoot("waiting")
    _close_sheets(camera)
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
    camera.window._show_waiting()
    camera.shoot("servers")
    _close_sheets(camera)
    desk.staff = cashier
    evening.plug_in(online=False, since=evening.time, refused="second_till", waiting=7)
    camera.window._show_waiting()
    camera.shoot("second-till")
    for sheet in camera.window.findChildren(WaitingSheet):
        sheet.join()
    camera.shoot("join")
    _close_sheets(camera)
    evening.plug_in(refused="server_disk", waiting=31)
    camera.shoot("server-disk-full")
    evening.linked(
        LinkView("own", "http://127.0.0.1:8626", "home", False, evening.time, refused="own_server")
    )
    evening.till.refresh()
    camera.rest(60)
    camera.shoot("own-server-down")
    evening.plug_in()


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


def set_sheet(camera: Camera, evening: Evening) -> None:
    _with_cart(camera, evening)
    camera.window._screens["order"].tap("set-for-two")  # type: ignore[attr-defined]
    camera.shoot("options-set")
    _close_sheets(camera)


def unsent(camera: Camera, evening: Evening) -> None:
    _with_cart(camera, evening)
    camera.window._screens["order"].pay()  # type: ignore[attr-defined]
    camera.shoot("unsent")
    _close_sheets(camera)


def quantity(camera: Camera, evening: Evening) -> None:
    """Two dozen of a new line, typed."""
    settle()
    _with_cart(camera, evening)
    screen: Any = camera.window._screens["order"]
    screen._ask_number(int(screen._pane.chosen.removeprefix("new.")), "2")
    sheet = camera.window.findChildren(QuantitySheet)[-1]
    sheet.press("4")
    camera.shoot("quantity")
    _close_sheets(camera)


def help_sheet(camera: Camera, evening: Evening) -> None:
    camera.window._help()
    camera.shoot("help")
    _close_sheets(camera)


def person(camera: Camera, evening: Evening) -> None:
    evening.till.practice = PracticeTill(camera.folder, evening.parts.book, evening.parts.writer, "")
    camera.window._show_person()
    camera.shoot("person")
    _close_sheets(camera)


def this_till(camera: Camera, evening: Evening) -> None:
    camera.window._show_person()
    settle()
    camera.window.findChildren(PersonSheet)[-1]._show_till()
    camera.shoot("this-till")
    _close_sheets(camera)


def guest(camera: Camera, evening: Evening) -> None:
    window, screen = camera.window, camera.window.guest
    screen.turn(True)
    camera.shoot("guest-idle", screen)
    _with_cart(camera, evening)
    camera.shoot("guest-order", screen)
    window.go("payment", window._screens["order"].opening)  # type: ignore[attr-defined]
    camera.shoot("guest-pay", screen)
    window.desk.faced.emit(paid(15800, 4200, ""))
    camera.shoot("guest-paid", screen)
    screen.turn(False)


def practice(camera: Camera, evening: Evening) -> None:
    desk = camera.window.desk
    real = desk.view
    desk.view = replace(real, store=replace(real.store, practice=True))
    desk.viewed.emit()
    camera.shoot("practice")
    desk.view = real
    desk.viewed.emit()


def empty_search(camera: Camera, evening: Evening) -> None:
    camera.window.go("order", evening.opening("A2"))
    search = camera.window._screens["order"]._dishes.search  # type: ignore[attr-defined]
    search.line.setText("qqqq")
    camera.shoot("order-nothing")
    search.line.setText("szy")
    camera.shoot("order-search")
    search.line.clear()


class Feed:
    """Papers of the evening, all at once."""

    def __init__(self, evening: Evening) -> None:
        self._papers = evening.papers()

    def listen(self, callback: Callable[[str, Paper], None]) -> None:
        for station, paper in self._papers[-8:]:
            callback(station, paper)


def papers(camera: Camera, evening: Evening) -> None:
    window = PapersWindow(camera.window.desk, Feed(evening))  # type: ignore[arg-type]
    window.show()
    camera.shoot("papers", window)
    window.close()
    window.deleteLater()


def first_run(camera: Camera, evening: Evening) -> None:
    window = FirstRunWindow(camera.window.desk.language, camera.window.theme)
    window.show()
    camera.shoot("first-run", window)
    window.close()
    window.deleteLater()


def cannot_start(camera: Camera, evening: Evening) -> None:
    line = "/home/shop/mashang/store.db was written by a newer version; update this program"
    error = StartError(line, "start_newer")
    window = CannotStartWindow(camera.window.desk.language, camera.window.theme, error)
    window.show()
    camera.shoot("cannot-start", window)
    window.close()
    window.deleteLater()


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
    camera.window._screens["backups"].show_sheet()  # type: ignore[attr-defined]
    camera.shoot("recovery-why")
    sheet = camera.window.findChildren(RecoverySheetSheet)[0]
    sheet._take(RECOVERY)
    camera.shoot("recovery")
    _close_sheets(camera)
    evening.no_backups()


def restore(camera: Camera, evening: Evening) -> None:
    window = RestoreWindow(camera.window.desk.language, camera.window.theme, camera.folder)
    window.show()
    camera.shoot("restore", window)
    window._kind.choose(1)
    camera.shoot("restore-server", window)
    window._show_look((Look(Path("backup.age"), HEAD, "https://huajiao.example", 37), ""))
    camera.shoot("restore-look", window)
    window._refuse(Refused("restore_wrong_key"))
    camera.shoot("restore-refused", window)
    window._turn(2)
    camera.shoot("restore-done", window)
    window.close()
    window.deleteLater()


def from_the_tanks(evening: Evening) -> None:
    """Two at a table of their own, with fish that nobody has weighed yet."""
    offer(evening, BASS, SHRIMP, CRAB)
    evening.open(_free(evening), 2)
    evening.order(_at_tanks(evening), dish("bass", 2), dish("mapo-tofu"))


def _free(evening: Evening) -> str:
    return next(one.table.id for one in evening.till.view.tables.values() if one.state == "free")


def _at_tanks(evening: Evening) -> str:
    live = evening.till.view.openings.values()
    return max(live, key=lambda one: one.opening.started_at).opening.table


def weighing(camera: Camera, evening: Evening) -> None:
    """A dish onto the scale, a line that waits for its weight, and the bill that waits for it."""
    settle()
    opening = evening.opening(_at_tanks(evening))
    camera.window.go("order", opening)
    screen = camera.window._screens["order"]
    screen._pane.choose(evening.till.view.openings[opening].bill_lines[0].id)  # type: ignore[attr-defined]
    screen.draw()
    camera.shoot("to-weigh")
    screen.tap("shrimp")  # type: ignore[attr-defined]
    for key in "0.625":
        camera.window.findChildren(WeightPane)[-1].press(key)
    camera.shoot("weight")
    _close_sheets(camera)
    camera.window.go("payment", opening)
    camera.shoot("waits-for-weight")


def shared(camera: Camera, evening: Evening) -> None:
    """拼桌: two and three parties at a table, which one is meant, and whose phone it is."""
    window = camera.window
    settle()
    window._screens["floor"]._shape.choose(1)  # type: ignore[attr-defined]
    camera.shoot("shared-list")
    window._screens["floor"]._shape.choose(0)  # type: ignore[attr-defined]
    floor = window._screens["floor"]
    window.go("floor", "")
    camera.shoot("shared-floor")
    floor.open_table("A6")  # type: ignore[attr-defined]
    camera.shoot("shared-parties")
    _close_sheets(camera)
    PartySheet(window.desk, window, window.desk.view.tables["A6"], 2).open()
    camera.shoot("shared-whose")
    _close_sheets(camera)


def bookings(camera: Camera, evening: Evening) -> None:
    """预订: the list, a new one, a deposit, a kept table on the floor."""
    window = camera.window
    window.go("bookings", "")
    settle()
    camera.shoot("bookings")
    window._screens["bookings"].make()  # type: ignore[attr-defined]
    camera.shoot("booking-new")
    _close_sheets(camera)
    DepositSheet(window.desk, window, evening.till.view.bookings[0].booking.id).open()
    camera.shoot("booking-deposit")
    _close_sheets(camera)
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


def together(evening: Evening) -> None:
    """Others sit down at A6 and at A2."""
    evening.till.tables.sit_beside("A2", 2, "zhou").result()
    lines = [dish("mapo-tofu"), dish("cola", 2)]
    for table in ("A2", "A6"):
        opened = evening.till.tables.sit_beside(table, 2, "zhou").result()
        evening.till.send_to_kitchen(opened, lines, "", "zhou", evening.till.new_id()).result()
    evening.settle()


def open_dish(camera: Camera, evening: Evening) -> None:
    """A dish that is on no menu, half typed."""
    settle()
    camera.window.go("order", evening.opening(_at_tanks(evening)))
    camera.window._screens["order"].open_dish()  # type: ignore[attr-defined]
    sheet = camera.window.findChildren(OpenDishSheet)[-1]
    sheet.name.setText(
        "白粥（给孩子）" if camera.window.desk.language.tag != "en" else "Congee for the child"
    )
    for key in "18":
        sheet.press(key)
    camera.shoot("open-dish")
    sheet.name.clear()
    _close_sheets(camera)


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
    _close_sheets(camera)
    supply.count("lager", None, "zhou").result()


def _close_sheets(camera: Camera) -> None:
    for sheet in camera.window.findChildren(Sheet):
        sheet.cancel()
    settle()


def plan(camera: Camera, evening: Evening) -> None:
    """The floor's editor with a table chosen."""
    window = camera.window
    window.desk.sign(evening.till.view.staff[0])
    window.go("plan", "")
    window._screens["plan"]._pick("A6")  # type: ignore[attr-defined]
    camera.shoot("plan-edit")


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
        _close_sheets(camera)


def settings(camera: Camera, evening: Evening) -> None:
    """The house's rules with service at ten percent and tea by head, not saved yet."""
    window = camera.window
    window.desk.sign(evening.till.view.staff[0])
    window.go("settings", "")
    screen = window._screens["settings"]
    screen._begin()  # type: ignore[attr-defined]
    screen.fees.service.setText("10")  # type: ignore[attr-defined]
    heads = screen.heads.heads  # type: ignore[attr-defined]
    heads._add.click()
    heads.field(0, "names").setText("茶位" if window.desk.language.tag != "en" else "Tea")
    heads.field(0, "price").setText("3")
    for place, name in enumerate(("settings-bill", "settings-guests", "settings-tables")):
        screen._tabs.choose(place)  # type: ignore[attr-defined]
        camera.shoot(name)
    screen._tabs.choose(0)  # type: ignore[attr-defined]
    screen.fees.service.setText("130")  # type: ignore[attr-defined]
    camera.shoot("settings-wrong")
    screen._begin()  # type: ignore[attr-defined]


MAIN = (
    sign_in,
    floor,
    order,
    options_sheet,
    payment,
    done,
    printers,
    slip_editor,
    changes,
    house,
    offline,
    code,
    papers,
    first_run,
    cannot_start,
    tickets,
    slips,
    weighing,
    on_the_scale,
    shared,
    joined_tables,
    scanned,
    sold_out,
    open_dish,
    bookings,
)
DARK = (floor, order)
STATES = (
    backups,
    recovery,
    restore,
    floor_list,
    open_sheet,
    trouble,
    dish_labels,
    printer_sheet,
    waiting,
    servers,
    held,
    set_sheet,
    unsent,
    quantity,
    help_sheet,
    person,
    this_till,
    guest,
    practice,
    empty_search,
    split_bill,
    serving,
    counter,
    phones_at_counter,
    guests_say,
    guests_write,
    wechat_writes,
    queue,
)
AT_WORK = (sign_in, floor, order, options_sheet, printers, slip_editor, changes, house, offline, code, papers)
STAGES: tuple[tuple[Callable[[Evening], None], tuple[Scene, ...]], ...] = (
    (picture, (*AT_WORK, first_run, cannot_start, plan, beside_the_bill, *STATES)),
    (later, (payment, done, by_code)),
    (settled, (tickets, slips, put_right, going_back, on_account)),
    (from_the_tanks, (weighing, open_dish, sold_out, on_the_scale)),
    (together, (shared, joined_tables, ticked_off, scanned)),
    (evening_books, (bookings, settings, banquet)),
)

if __name__ == "__main__":
    main()
