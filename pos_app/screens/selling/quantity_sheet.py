"""How many portions of a new line: typed, for who orders two dozen beers does not tap plus 24 times."""

from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from domain.selling.order import MOST_PORTIONS
from pos_app.language import _
from pos_app.models.cart import Cart
from pos_app.screens.desk import Desk
from pos_app.screens.selling.supply_sheets import NumberSheet
from pos_app.widgets.pads import BACK, CLEAR

MOST = MOST_PORTIONS // 1000


class QuantitySheet(NumberSheet):
    """`counted(portions)`; 0 takes the line off. The first digit replaces what is there."""

    counted = Signal(int)

    def __init__(self, desk: Desk, window: QWidget, name: str, portions: int) -> None:
        self._count, self._begun = portions, False
        super().__init__(desk, window, name, "", (CLEAR, "0", BACK))
        self.pad.keys[CLEAR].setText(_("Clear"))
        self.tell()

    def pressed(self, key: str) -> None:
        if key == CLEAR:
            self._count = 0
        elif key == BACK:
            self._count //= 10
        elif key.isdigit():
            count = int(key) + (10 * self._count if self._begun else 0)
            self._count = count if count <= MOST else self._count
        self._begun = True

    def tell(self) -> None:
        self.box.tell(_("How many portions?"), str(self._count))
        self.button.setText(_("Order {n}").format(n=self._count) if self._count else _("Remove"))
        self.button.setEnabled(True)

    def run(self) -> Future[None]:
        answered: Future[None] = Future()
        answered.set_result(None)
        self.counted.emit(self._count)
        return answered


def ask_quantity(
    screen: QWidget, desk: Desk, cart: Cart, key: int, digit: str, then: Callable[[], None]
) -> None:
    """How many of a line in the cart; ``digit`` is typed already. What is weighed has no number."""
    line = cart.find(key)
    if line is None or line.weight:
        return
    dish = desk.view.menu.by_id.get(line.dish)
    name = line.open.name if line.open else desk.wording.name(dish.names if dish else {})
    sheet = QuantitySheet(desk, screen.window(), name, line.quantity // 1000)
    sheet.counted.connect(lambda portions: cart.count_as(key, portions))
    sheet.closed.connect(then)
    if digit:
        sheet.press(digit)
    sheet.open()
