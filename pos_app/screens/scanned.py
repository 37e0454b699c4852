"""Where a scan goes: the slip is served, the dish ordered, the table shown, whatever screen is open."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.printing.scanned_slip import ScannedSlip, ScannedWeighing, read_slip
from pos_app.widgets.scanner import Scanner
from pos_app.widgets.sheet import Sheet, open_sheet
from pos_app.workflows.scanned_codes import ScannedCode, read_code

FOR_US = ("payment", "table", "dish", "slip")


class Scans:
    """`open_table(table)`; `order(dish)` answers whether there is an order for it to come to, `pay(code)`
    whether there is a bill."""

    def __init__(
        self,
        desk: Desk,
        window: QWidget,
        open_table: Callable[[str], None],
        order: Callable[[str], bool],
        pay: Callable[[str], bool],
    ) -> None:
        self._desk, self._window = desk, window
        self._open_table, self._order, self._pay = open_table, order, pay
        self._scanner = Scanner(window, self._knows)
        self._scanner.read.connect(self.take)

    def _knows(self, text: str) -> bool:
        """Into a sheet's field somebody may well scan; a screen's own fields are for searching."""
        signed = self._desk.staff is not None and self._sheet() is None
        return signed and read_code(self._desk.view, text).kind in FOR_US

    def take(self, text: str) -> None:
        """One scan, as the scanner sent it."""
        sheet = self._sheet()
        if isinstance(sheet, ScannedSlip) or (isinstance(sheet, ScannedWeighing) and not sheet.typed()):
            # one slip after another
            sheet.finish()
        elif sheet is not None:
            self._say(_("Something else is open. Close it, then scan again; nothing was changed."))
            return
        if self._desk.staff is None:
            self._say(_("Sign in first, then scan again. Nothing was changed."))
            return
        self._act(read_code(self._desk.view, text))

    def _act(self, code: ScannedCode) -> None:
        if code.kind == "slip":
            read_slip(self._desk, self._window, code.id)
        elif code.kind == "table":
            self._open_table(code.id)
        elif code.kind == "dish":
            self._order_dish(code.id)
        elif code.kind == "payment":
            if not self._pay(code.id):
                self._say(
                    _("That is a code to pay with. Open the payment of a bill first, then scan it again.")
                )
        elif code.kind == "goods":
            words = _("No dish has the barcode {code}. Nothing was added; search for the dish by name.")
            self._say(words.format(code=code.id))
        else:
            words = _("The scanner read something that this till does not know. Nothing was changed.")
            self._say(words)

    def _order_dish(self, dish_id: str) -> None:
        if not self._order(dish_id):
            name = self._desk.wording.name(self._desk.view.menu.dish(dish_id).names)
            words = _("{dish} was scanned, but no order is open. Open one, then scan again.")
            self._say(words.format(dish=name))

    def _sheet(self) -> Sheet | None:
        return open_sheet(self._window)

    def _say(self, words: str) -> None:
        self._desk.refused.emit(words)
