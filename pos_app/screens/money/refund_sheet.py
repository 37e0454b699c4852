"""Giving money back 退款: dishes of a paid bill or a sum of it, why, and who agrees."""

from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QWidget

from domain.money.refunds import part_of_line
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.money.entry import MoneyEntry
from pos_app.screens.money.reasoned_sheet import ReasonedSheet, columns
from pos_app.screens.money.tender_pad import AmountBox, point_key
from pos_app.widgets.labels import amount, label, short
from pos_app.widgets.pads import BACK, NumberPad
from pos_app.widgets.scrolling import scrolled
from pos_app.widgets.stepper import Stepper
from pos_app.workflows.approving import Approver, Demand
from pos_app.workflows.demands import to_refund
from pos_app.workflows.refunding import SettledBill, SettledLine

PORTION = 1000  # thousandths


class RefundSheet(ReasonedSheet):
    """Dishes of one bill, or a sum of it that is typed."""

    def __init__(self, desk: Desk, window: QWidget, bill: SettledBill) -> None:
        super().__init__(desk, window, "refund", QSize(920, 0))
        self._bill, wording = bill, desk.wording
        self._chosen: dict[str, int] = {}
        self._steppers: dict[str, Stepper] = {}
        self._entry = MoneyEntry(desk.view.store.currency)
        self.say(
            _("Refund of bill No. {number}").format(number=bill.receipt),
            _("{table} · paid {total} · at most {left} back, by the way it was paid").format(
                table=wording.name(bill.table),
                total=wording.money(bill.total),
                left=wording.money(bill.left),
            ),
        )
        start, end = columns(self.form)
        scroll, lines = scrolled()
        scroll.setMinimumHeight(190)
        for line in bill.lines:
            lines.addWidget(self._row(line))
        lines.addStretch(1)
        start.addWidget(label(_("Dishes that go back"), 18, True))
        start.addWidget(scroll, 1)
        self.add_reasons(start, 2)
        self._box = AmountBox(desk.theme)
        end.addWidget(self._box)
        self._pad = NumberPad(desk.theme, (point_key(desk.view.store.currency), "0", BACK), 10)
        self._pad.pressed.connect(self.pressed)
        self._pad.setFixedHeight(300)
        end.addWidget(self._pad)
        end.addStretch(1)
        self.tell()

    def _row(self, line: SettledLine) -> QWidget:
        row, wording = QWidget(), self.desk.wording
        row.setProperty("ground", "none")
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        left = line.quantity - line.back
        name, sum_ = short(f"{wording.name(line.names)} ×{wording.times(left)}"), amount()
        sum_.setText(wording.figure(self._part(line, left)))
        stepper = self._steppers[line.id] = Stepper(self.theme)
        stepper.tell("0")
        stepper.setEnabled(left > 0)
        stepper.stepped.connect(lambda by, line=line: self._step(line, by))
        across.addWidget(name, 1)
        across.addWidget(sum_)
        across.addWidget(stepper)
        return row

    def _step(self, line: SettledLine, by: int) -> None:
        left = line.quantity - line.back
        wanted = min(left, max(0, self._chosen.get(line.id, 0) + by * PORTION))
        self._chosen[line.id] = wanted
        self._steppers[line.id].tell(self.desk.wording.times(wanted))
        whole = sum(self._part(one, self._chosen.get(one.id, 0)) for one in self._bill.lines)
        self._entry.suggest(min(whole, self._bill.left))
        self.tell()

    @staticmethod
    def _part(line: SettledLine, more: int) -> int:
        return part_of_line(line.total, line.quantity, line.back, more)

    def pressed(self, key: str) -> None:
        """A sum is typed instead: no dish goes back."""
        self._entry.press(key)
        for id, stepper in self._steppers.items():
            self._chosen[id] = 0
            stepper.tell("0")
        self.tell()

    def tell(self) -> None:
        self._box.tell(_("Give back"), self.desk.wording.money(self._entry.amount))
        super().tell()

    def demand(self) -> Demand:
        return to_refund(self._entry.amount, self._bill.over)

    def ready(self) -> bool:
        return 0 < self._entry.amount <= self._bill.left

    def words(self) -> str:
        return _("Give back {amount}").format(amount=self.desk.wording.money(self._entry.amount))

    def run(self, reason: str, approver: Approver | None) -> Future[Any]:
        lines: Mapping[str, int] = {id: quantity for id, quantity in self._chosen.items() if quantity}
        verb = self.desk.till.money.refund
        sum_ = 0 if lines else self._entry.amount
        return verb(self._bill.id, sum_, lines, True, reason, self.desk.by, self.act, approver)
