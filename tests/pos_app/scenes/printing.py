"""Tickets as paper, printers and their set-up, slips as the owner words them."""

from collections.abc import Callable

from domain.record.plain import to_plain
from domain.selling.print_setup import Printer, PrintSetup
from pos_app.screens.printing.dish_stations import DishStationsSheet
from pos_app.screens.printing.papers import PapersWindow
from pos_app.screens.printing.printer_sheet import PrinterSheet
from pos_app.screens.printing.slip_editor import SlipEditor
from pos_app.widgets.line_painter import paint_line
from pos_app.widgets.paper_view import draw_paper
from printers.discovery import CABLE, Found
from printers.escpos import encode
from printers.paper import Paper
from printers.press import read_paper
from tests.fakes.store_network import StoreNetwork
from tests.pos_app.evening import Evening
from tests.pos_app.scenes.camera import Camera, close_sheets, settle
from tests.printers import every_slip


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
    close_sheets(camera)
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
    close_sheets(camera)
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
        close_sheets(camera)
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
        close_sheets(camera)


def trouble(camera: Camera, evening: Evening) -> None:
    evening.plug_in({"kitchen": "paper_out", "counter": "near_end"})
    camera.window.go("printers", "")
    camera.shoot("printers-trouble")
    evening.plug_in()
    settle()


class Feed:
    """Papers of the evening, all at once."""

    def __init__(self, evening: Evening) -> None:
        self.papers = evening.papers()[-8:]

    def listen(self, callback: Callable[[str, Paper], None]) -> None:
        for station, paper in self.papers:
            callback(station, paper)


def papers(camera: Camera, evening: Evening) -> None:
    feed = Feed(evening)
    window = PapersWindow(camera.window.desk, feed)  # type: ignore[arg-type]
    window.show()
    camera.until(lambda: len(window._slips) == len(feed.papers))
    camera.shoot("papers", window)
    window.close()
    window.deleteLater()
