"""What is done to a paid bill: which one, then money back, its tender changed, or the bill reversed."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pos_app.language import _
from pos_app.screens.acts_sheet import ActLine, ActsSheet
from pos_app.screens.desk import Desk
from pos_app.screens.money.change_tender import TenderSheet, changeable
from pos_app.screens.money.move_payment_sheet import MoveSettledSheet
from pos_app.screens.money.refund_sheet import RefundSheet
from pos_app.screens.money.reverse_sheet import ReverseSheet
from pos_app.screens.money.sent_back import SentBackSheet
from pos_app.screens.money.settled_sheet import SettledSheet, short_word
from pos_app.workflows.refunding import SettledBill


class SettledActs(QObject):
    """`went(opening)`: to the bill that corrects another."""

    went = Signal(str)

    def __init__(self, desk: Desk, screen: QWidget) -> None:
        super().__init__(screen)
        self._desk, self._screen = desk, screen

    def show(self) -> None:
        """Which paid bill?"""
        sheet = SettledSheet(self._desk, self._screen.window())
        sheet.picked.connect(self._what_of_it)
        sheet.open()

    def of(self, bill: str) -> None:
        """What can be done with this one."""
        self._desk.ask(self._desk.till.money.settled_bill(bill, self._desk.by), self._what_of_it)

    def _what_of_it(self, bill: SettledBill) -> None:
        title = _("Bill No. {number}").format(number=bill.receipt)
        sheet = ActsSheet(self._desk.theme, self._screen.window(), title, _acts(bill), self._detail(bill))
        sheet.picked.connect(lambda act: self._do(act, bill))
        sheet.open()

    def _do(self, act: str, bill: SettledBill) -> None:
        desk, window = self._desk, self._screen.window()
        if act == "correcting":
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

    def _detail(self, bill: SettledBill) -> str:
        words = [short_word([row.state for row in bill.gateway])]
        if bill.correcting:
            words.append(_("It is reversed. The bill in its place is not paid yet."))
        elif bill.corrected:
            words.append(_("It is reversed, and the bill in its place is paid."))
        if bill.twice:
            twice = _("To give back: {amount}, paid on another bill too")
            words.append(twice.format(amount=self._desk.wording.money(bill.twice)))
        return " · ".join(filter(None, words))


def _acts(bill: SettledBill) -> list[ActLine]:
    sent = [("sent", "undo", _("What goes back by the provider"))] if bill.gateway else []
    if bill.correcting:
        return [("correcting", "bill", _("Look at the bill that corrects it")), *sent]
    if bill.corrected:
        return sent
    anew = [("tender", "card", _("Change how it was paid"))] if changeable(bill.payments) else []
    return [
        *sent,
        ("refund", "undo", _("Give money back")),
        *anew,
        ("move", "transfer", _("Move a payment to another table")),
        ("reverse", "bill", _("Reverse the bill")),
    ]
