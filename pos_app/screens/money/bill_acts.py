"""The buttons under the bill on the payment screen: discount, nothing charged, pre-bill, split, together."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from domain.money.bills import FREE
from pos_app.language import _
from pos_app.screens.acts_sheet import ActsSheet
from pos_app.screens.desk import Desk
from pos_app.screens.money.discount_sheet import DiscountSheet, FreeSheet, free_words
from pos_app.screens.money.extras_sheets import InvoiceSheet, TipSheet
from pos_app.screens.money.move_payment_sheet import MovePaymentSheet
from pos_app.screens.money.split_sheet import SplitSheet
from pos_app.screens.money.voucher_sheet import VoidVoucherSheet, VoucherSheet
from pos_app.widgets.buttons import Button
from pos_app.widgets.sheet import Sheet
from pos_app.workflows.views import OpeningView

ICONS = {"comp": "gift", "staff_meal": "members", "walkout": "logout"}


class BillActs(QWidget):
    """Acts on the bill of the opening that the screen shows; `taken(done, opening)` after a voucher."""

    taken = Signal(object, object)

    def __init__(self, desk: Desk, screen: QWidget, shown: Callable[[], OpeningView | None]) -> None:
        super().__init__()
        self._desk, self._screen, self._shown = desk, screen, shown
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        self._discount = self._button("percent", self.discount)
        self._free = self._button("gift", self.free)
        self._show = self._button("printer", self.show_bill)
        self._split = self._button("split", self.split)
        self._together = self._button("undo", self.together)
        self._grid.addWidget(self._together, 2, 0, 1, 2)
        self._voucher = self._button("tag", self.voucher)
        self._more = self._button("more", self.more)
        self._grid.addWidget(self._voucher, 3, 0)
        self._grid.addWidget(self._more, 3, 1)

    def by_name(self) -> dict[str, Callable[[], object]]:
        """The acts as their keys know them; nothing happens where a button is not there or dead."""
        buttons = {
            "discount": self._discount,
            "free": self._free,
            "show_bill": self._show,
            "split": self._split,
            "together": self._together,
            "voucher": self._voucher,
            "more": self._more,
        }
        return {name: partial(_click, button) for name, button in buttons.items()}

    def _button(self, icon: str, act: Callable[[], None]) -> Button:
        button = Button(self._desk.theme, "quiet", icon, "", 44)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda _=False: act())
        place = self._grid.count()
        self._grid.addWidget(button, place // 2, place % 2)
        return button

    def say(self) -> None:
        """Fixed words."""
        self._discount.setText(_("Discount"))
        self._free.setText(_("No charge"))
        self._show.setText(_("Pre-bill"))
        self._split.setText(_("Split"))
        self._together.setText(_("Put together"))
        self._voucher.setText(_("Voucher"))
        self._more.setText(_("More"))

    def discount(self) -> None:
        """A discount on the whole bill."""
        opening = self._shown()
        if opening is not None and opening.settlement is None:
            self._open(DiscountSheet(self._desk, self._screen.window(), opening))

    def show_bill(self) -> None:
        """The bill on paper before it is paid."""
        desk, opening = self._desk, self._shown()
        if opening is None:
            return
        verb = desk.till.bills.show_bill(opening.opening.id, desk.by, desk.till.new_id(), opening.agreed.id)
        desk.ask(verb, lambda _done: desk.told.emit(_("The pre-bill is being printed.")))

    def tell(self, opening: OpeningView) -> None:
        """What can be done with the bill that is shown."""
        self._split.setEnabled(opening.settlement is None)
        self._together.setVisible(sum(not one.agreed.corrects for one in opening.open_bills) > 1)

    def split(self) -> None:
        """Some dishes get a bill of their own."""
        opening, desk = self._shown(), self._desk
        if opening is None or opening.settlement is not None:
            return
        if opening.payments:
            desk.refused.emit(
                _("A part of this bill is paid, so its dishes stay on it. Pay the rest in parts or shares.")
            )
            return
        bills, key, bill, to = desk.till.bills, opening.opening.id, opening.agreed.id, desk.till.new_id()
        sheet = SplitSheet(desk, self._screen.window(), opening)
        sheet.wanted.connect(
            lambda lines, guests: desk.ask(bills.split(key, bill, lines, guests, desk.by, to))
        )
        self._open(sheet)

    def voucher(self) -> None:
        """A code is entered, or one that was is taken off again."""
        opening = self._shown()
        if opening is None or opening.settlement is not None:
            return
        known = tuple(one for one in opening.payments if one.voucher)
        if not known:
            self._enter_voucher(opening)
            return
        acts = [("enter", "plus", _("Another voucher")), ("void", "undo", _("Take a voucher off the bill"))]
        sheet = ActsSheet(self._desk.theme, self._screen.window(), _("Group voucher"), acts)
        sheet.picked.connect(
            lambda act: (
                self._enter_voucher(opening)
                if act == "enter"
                else self._open(VoidVoucherSheet(self._desk, self._screen.window(), known))
            )
        )
        sheet.open()

    def tip(self) -> None:
        """Money for the staff."""
        if (opening := self._shown()) is not None:
            self._open(TipSheet(self._desk, self._screen.window(), opening))

    def invoice(self) -> None:
        """Who the invoice is for."""
        if (opening := self._shown()) is not None:
            self._open(InvoiceSheet(self._desk, self._screen.window(), opening))

    def _enter_voucher(self, opening: OpeningView) -> None:
        sheet = VoucherSheet(self._desk, self._screen.window(), opening, True)
        sheet.entered.connect(lambda done: self.taken.emit(done, opening))
        self._open(sheet)

    def more(self) -> None:
        """What is seldom done."""
        opening = self._shown()
        if opening is None:
            return
        acts = [("tip", "wallet", _("Tip")), ("invoice", "note", _("Invoice title"))]
        if opening.settlement is None and opening.payments:
            acts.append(("move", "transfer", _("Move a payment")))
        kinds = {"tip": self.tip, "invoice": self.invoice, "move": self.move_payment}
        sheet = ActsSheet(self._desk.theme, self._screen.window(), _("Bill"), acts)
        sheet.picked.connect(lambda act: kinds[act]())
        sheet.open()

    def move_payment(self) -> None:
        """A payment was taken on the wrong table."""
        opening = self._shown()
        if opening is not None and opening.payments:
            title = _("Move a payment from {table}").format(table=self._desk.place(opening.opening))
            args = (title, opening.payments, opening.opening.id)
            self._open(MovePaymentSheet(self._desk, self._screen.window(), *args))

    def together(self) -> None:
        """All open bills are one again."""
        opening = self._shown()
        if opening is not None:
            self._desk.ask(self._desk.till.bills.merge(opening.opening.id, self._desk.by))

    def _open(self, sheet: Sheet) -> None:
        sheet.closed.connect(self._screen.setFocus)  # so that the next key is the screen's
        sheet.open()

    def free(self) -> None:
        """Which of the three ways in which nothing is charged."""
        opening = self._shown()
        if opening is None or opening.settlement is not None:
            return
        acts = [(free_as, ICONS[free_as], free_words(free_as)) for free_as in FREE]
        sheet = ActsSheet(self._desk.theme, self._screen.window(), _("No charge"), acts)
        window = self._screen.window()
        sheet.picked.connect(lambda free_as: self._open(FreeSheet(self._desk, window, opening, free_as)))
        sheet.open()


def _click(button: Button) -> None:
    if button.isVisible():
        button.click()
