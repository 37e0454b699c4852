"""What is done to a paid bill: money back, its tender changed, its payment moved, or the bill reversed."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.money.change_tender import TenderSheet
from pos_app.screens.money.move_payment_sheet import MoveSettledSheet
from pos_app.screens.money.refund_sheet import RefundSheet
from pos_app.screens.money.reverse_sheet import ReverseSheet
from pos_app.screens.money.sent_back import SentBackSheet
from pos_app.workflows.refunding import SettledBill


class SettledActs(QObject):
    """`went(opening)`: to the bill that corrects another."""

    went = Signal(str)

    def __init__(self, desk: Desk, screen: QWidget) -> None:
        super().__init__(screen)
        self._desk, self._screen = desk, screen

    def do(self, act: str, bill: SettledBill) -> None:
        """One of the acts of ``paid_bill_card.ACTS``."""
        desk, window = self._desk, self._screen.window()
        if act == "print":
            desk.ask(desk.till.money.print_receipt(bill.id, desk.by), lambda _: self._tell_printed(bill))
        elif act == "correcting":
            self.went.emit(bill.correcting)
        elif act == "reverse":
            reverse = ReverseSheet(desk, window, bill)
            reverse.reversed.connect(self.went)
            reverse.open()
        elif act == "refund":
            RefundSheet(desk, window, bill).open()
        elif act == "sent":
            SentBackSheet(desk, window, bill).open()
        elif act == "tender":
            TenderSheet(desk, window, bill).open()
        elif act == "move":
            MoveSettledSheet(desk, window, bill).open()

    def _tell_printed(self, bill: SettledBill) -> None:
        self._desk.told.emit(_("Receipt No. {number} is being printed").format(number=bill.receipt))
