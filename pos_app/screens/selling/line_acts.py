"""What is done to a line that is sent: weighed, void, gift, another price, discount; a sheet each."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from pos_app.language import _
from pos_app.models.order_rows import line_title
from pos_app.screens.acts_sheet import ActsSheet
from pos_app.screens.desk import Desk
from pos_app.screens.money.discount_sheet import DiscountSheet
from pos_app.screens.money.line_sheets import GiftSheet, PriceSheet, VoidSheet
from pos_app.screens.printing.reason_sheet import ReasonSheet
from pos_app.screens.selling.call_acts import BACK, CallActs
from pos_app.screens.selling.weigh_sheets import WeighLineSheet
from pos_app.workflows.views import LineView, OpeningView

SHEETS: Mapping[str, type[VoidSheet | GiftSheet | PriceSheet | DiscountSheet | WeighLineSheet]] = {
    "void": VoidSheet,
    "gift": GiftSheet,
    "price": PriceSheet,
    "discount": DiscountSheet,
    "weigh": WeighLineSheet,
}


class LineActs(QObject):
    """Acts on the lines of the opening that a screen shows."""

    def __init__(self, desk: Desk, screen: QWidget, opening: Callable[[], str], calls: CallActs) -> None:
        super().__init__(screen)
        self._desk, self._screen, self._opening, self._calls = desk, screen, opening, calls

    def weigh(self, key: str) -> None:
        """What it weighs."""
        self._do("weigh", key)

    def void(self, key: str) -> None:
        """Take it off."""
        self._do("void", key)

    def gift(self, key: str) -> None:
        """Give it away, or charge it again."""
        self._do("gift", key)

    def change(self, key: str) -> None:
        """Whatever else can be done to it."""
        found = self._find(key)
        if found is None:
            return
        opening, line = found
        gift = _("Charge the gift again") if line.given else _("Gift of the house")
        acts = [
            ("gift", "gift", gift),
            ("discount", "percent", _("Discount")),
            ("price", "pencil", _("Another price")),
        ]
        if line.line.unit:
            acts.insert(0, ("weigh", "scale", _("Enter the weight")))
        if opening.opening.guests > 1:
            acts.insert(0, ("seat", "person", _("Whose dish it is")))
        if line.brought:
            acts.insert(0, (BACK, "undo", _("Served by mistake")))
        if line.awaited:
            acts.insert(0, ("hurry", "bell", _("Hurry the kitchen")))
        if line.state in ("printed", "served") and self._desk.may("print"):
            acts.append(("reprint", "printer", _("Print its slip again")))
        title = line_title(line.line, self._desk.wording)
        sheet = ActsSheet(self._desk.theme, self._screen.window(), title, acts)
        sheet.picked.connect(lambda act: self._do(act, key))
        sheet.open()

    def _do(self, act: str, key: str) -> None:
        found = self._find(key)
        if found is None:
            return
        opening, line = found
        if act == "seat":
            self._calls.seat(opening, line)
            return
        if act == "hurry":
            self._calls.hurry(opening.opening.id, key)
            return
        if act == BACK:
            self._calls.unserve([key])
            return
        if act == "reprint":
            self._reprint(line)
            return
        sheet = SHEETS[act](self._desk, self._screen.window(), opening, line)
        sheet.closed.connect(self._screen.setFocus)  # so that the next key is the screen's
        sheet.open()

    def _reprint(self, line: LineView) -> None:
        desk, title = self._desk, line_title(line.line, self._desk.wording)

        def ask(reason: str) -> Future[None]:
            return desk.till.reprint_line(line.id, desk.by, reason)

        sheet = ReasonSheet(desk, self._screen.window(), title, ask)
        sheet.closed.connect(self._screen.setFocus)
        sheet.open()

    def _find(self, key: str) -> tuple[OpeningView, LineView] | None:
        opening = self._desk.opening(self._opening())
        lines = [line for order in opening.orders for line in order.lines] if opening else []
        line = next((one for one in lines if one.id == key), None)
        return (opening, line) if opening is not None and line is not None else None
