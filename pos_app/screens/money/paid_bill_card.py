"""A paid bill as it was: its dishes, how it was paid, what became of it; and what can be done with it."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout

from domain.money.fees import Told, tax_added
from domain.money.fees import told as beside
from pos_app.language import _
from pos_app.models.day_words import part_word
from pos_app.models.order_rows import line_note, line_title
from pos_app.models.paid_bills import bill_number, told
from pos_app.screens.desk import Desk
from pos_app.screens.money.bill_list import BillList, BillRow
from pos_app.screens.money.change_tender import changeable
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import Card, amount, label, retone, rule, short, wrapped
from pos_app.workflows.refunding import SettledBill, SettledLine

ACTS = (
    ("refund", "undo", "F2"),
    ("tender", "card", "F3"),
    ("move", "transfer", "F4"),
    ("reverse", "bill", "F5"),
    ("sent", "clock", "F6"),
    ("correcting", "arrow-right", "F7"),
    ("print", "printer", "F9"),
)
WIDE = ("correcting", "print")  # buttons of a row of their own


class PaidBillCard(Card):
    """Answers `acted(act)` with one of ``ACTS``."""

    acted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(margin=18, gap=6)
        self._desk = desk
        self._title, self._total = short(size=22, bold=True), amount(size=28, bold=True)
        self._about, self._told = wrapped(size=14, tone="ink2"), wrapped(size=14, bold=True, tone="danger")
        self._lines = BillList(desk.theme)
        self._money = QGridLayout()
        self._money.setColumnStretch(0, 1)
        self._money.setVerticalSpacing(4)
        head = QGridLayout()
        head.setColumnStretch(0, 1)
        head.addWidget(self._title, 0, 0)
        head.addWidget(self._total, 0, 1)
        self.body.addLayout(head)
        for each in (self._about, self._told, rule(), self._lines):
            self.body.addWidget(each)
        self.body.addStretch(1)
        self.body.addWidget(rule())
        self.body.addLayout(self._money)
        self.body.addSpacing(8)
        self.body.addLayout(self._buttons())

    def _buttons(self) -> QGridLayout:
        grid, place = QGridLayout(), 0
        grid.setSpacing(8)
        self.buttons: dict[str, Button] = {}
        for act, icon, key in ACTS:
            wide = act in WIDE
            kind = "primary" if act == "print" else "secondary"
            button = self.buttons[act] = Button(self._desk.theme, kind, icon, key, 64 if wide else 56)
            button.clicked.connect(lambda _=False, act=act: self.acted.emit(act))
            place += place % 2 if wide else 0
            grid.addWidget(button, place // 2, place % 2, 1, 2 if wide else 1)
            place += 2 if wide else 1
        return grid

    def say(self) -> None:
        """The buttons' words."""
        words = {
            "refund": _("Give money back"),
            "tender": _("Change how it was paid"),
            "move": _("Move the payment"),
            "reverse": _("Reverse the bill"),
            "sent": _("What goes back by the provider"),
            "correcting": _("Look at the bill that corrects it"),
            "print": _("Print the receipt"),
        }
        for act, button in self.buttons.items():
            button.setText(words[act])

    def show_bill(self, bill: SettledBill, tenders: Mapping[str, str]) -> None:
        """A bill with its dishes; ``tenders``: what each is called."""
        wording = self._desk.wording
        where = wording.name(bill.table)
        self._title.setText(" · ".join(filter(None, (bill_number(bill), where))))
        self._total.setText(wording.money(bill.total))
        self._about.setText(self._said(bill))
        self._tell(bill)
        dishes = (self._row(line) for line in bill.lines)
        told_beside = beside(bill.figures)
        added = tax_added(bill.figures)
        taxes = [BillRow(".tax", _("Tax"), "", "", wording.figure(added))] if added else []
        self._lines.show_rows((*dishes, *(self._beside(one) for one in told_beside), *taxes))
        self._show_money(bill, tenders)
        self._offer(bill)

    def _said(self, bill: SettledBill) -> str:
        wording, desk = self._desk.wording, self._desk
        by = next((wording.name(one.name) for one in desk.view.staff if one.id == bill.by), "")
        day = wording.when(bill.at).strftime("%Y-%m-%d %H:%M")
        order = _("Order {number}").format(number=bill.number) if bill.number else ""
        return " · ".join(filter(None, (order, day, by)))

    def _tell(self, bill: SettledBill) -> None:
        words = told(bill, self._desk.wording)
        if bill.correcting:
            words[:1] = [_("It is reversed. The bill in its place is not paid yet.")]
        elif bill.corrected:
            words[:1] = [_("It is reversed, and the bill in its place is paid.")]
        if bill.twice:
            twice = _("To give back: {amount}, paid on another bill too")
            words = [*words, twice.format(amount=self._desk.wording.money(bill.twice))]
        self._told.setText(" · ".join(words))
        self._told.setVisible(bool(words))
        retone(self._told, "danger" if bill.twice or bill.correcting else "ink2")

    def _row(self, line: SettledLine) -> BillRow:
        wording = self._desk.wording
        back = _("{count} given back").format(count=wording.times(line.back)) if line.back else ""
        note = " · ".join(filter(None, (back, line_note(line.line, wording))))
        times = f"×{wording.times(line.quantity)}"
        return BillRow(line.id, line_title(line.line, wording), note, times, wording.figure(line.amount))

    def _beside(self, one: Told) -> BillRow:
        """What stands between dishes and total: a fee, a reduction, a rounding."""
        wording = self._desk.wording
        words = wording.name(one.names) or part_word(one.name)
        return BillRow(f".{one.name}", words, "", "", wording.figure(one.amount))

    def _show_money(self, bill: SettledBill, tenders: Mapping[str, str]) -> None:
        while item := self._money.takeAt(0):
            if before := item.widget():
                before.deleteLater()
        wording = self._desk.wording
        paid = sum(one.amount for one in bill.payments)
        rows = []
        for one in bill.payments:
            way = f"{tenders.get(one.tender, one.tender)} {one.reference}".strip()
            rows.append((way, wording.money(one.amount), False))
        if bill.left != paid:
            rows.append((_("Given back"), f"−{wording.money(paid - bill.left)}", False))
            rows.append((_("Kept"), wording.money(bill.left), True))
        for place, (words, figure, bold) in enumerate(rows):
            self._money.addWidget(label(words, bold=bold), place, 0)
            self._money.addWidget(amount(figure, bold=bold), place, 1)

    def _offer(self, bill: SettledBill) -> None:
        """What is possible stands there; a reversed bill is only to be looked at and printed."""
        stands = not bill.corrected
        shown = {
            "refund": stands,
            "tender": stands,
            "move": stands,
            "reverse": stands,
            "sent": bool(bill.gateway),
            "correcting": bool(bill.correcting),
            "print": True,
        }
        for act, button in self.buttons.items():
            button.setVisible(shown[act])
        self.buttons["tender"].setEnabled(bool(changeable(bill.payments)))
        self.buttons["refund"].setEnabled(bill.left > 0)
        self.buttons["move"].setEnabled(bool(bill.payments))
