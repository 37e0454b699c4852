"""Money that a person has to give back or to book.

It is what was paid beyond a bill, and what somebody gave back in the provider's own app without the till.
"""

from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from domain.money.reasons import PAID_BEYOND
from domain.money.to_give_back import Owing
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.money.charges import tender_name
from pos_app.screens.money.money_card import BAD, MoneyCard
from pos_app.screens.money.reasoned_sheet import ReasonedSheet
from pos_app.widgets.labels import wrapped
from pos_app.widgets.sheet import Sheet
from pos_app.workflows.approving import Approver, Demand
from pos_app.workflows.demands import to_refund
from pos_app.workflows.views import FoundBack


class FoundCard(MoneyCard):
    """A refund that stands on the provider's bill alone."""

    def __init__(self, desk: Desk, sheet: Sheet, one: FoundBack) -> None:
        super().__init__(desk, BAD, found_title(desk, one), one.amount, found_words(one))
        self._sheet, self._one = sheet, one
        if one.receipt:
            self.offer((_("Book it"), self._book))

    def _book(self) -> None:
        """One sheet after the other."""
        book = FoundSheet(self.desk, self._sheet.window(), self._one)
        self._sheet.finish()
        book.open()


class OwedCard(MoneyCard):
    """What was paid beyond a bill that was settled: one tap, and it goes back as it came."""

    def __init__(self, desk: Desk, one: Owing) -> None:
        bill = _("Bill No. {number}").format(number=one.bill.receipt)
        words = _("Paid beyond the bill: dishes were taken off after a part was paid.")
        super().__init__(desk, BAD, f"{bill} · {desk.wording.clock(one.bill.at)}", one.over, words)
        act = desk.till.new_id()  # a second tap gives nothing more back

        def back() -> Future[Any]:
            given = (one.bill.id, one.over, dict[str, int](), True, PAID_BEYOND, desk.by, act)
            return desk.till.money.refund(*given)

        if desk.meets(to_refund(one.over, one.over)):
            self.offer((_("Give it back"), back))


class FoundSheet(ReasonedSheet):
    """Book it, and say why; who may not has somebody agree."""

    def __init__(self, desk: Desk, window: QWidget, one: FoundBack) -> None:
        super().__init__(desk, window, "refund", QSize(760, 0))
        self._one = one
        self.say(
            _("Book what went back: {amount}").format(amount=desk.wording.money(one.amount)),
            found_title(desk, one),
        )
        self.form.addWidget(
            wrapped(
                _(
                    "Nothing is sent: the guest has it already. It comes off bill No. {number}, as any refund"
                    " does, and counts for today."
                ).format(number=one.receipt)
            )
        )
        number = _("Its number there: {number}").format(number=one.refund)
        self.form.addWidget(wrapped(number, 14, tone="ink2"))
        self.add_reasons(self.form)
        self.tell()

    def demand(self) -> Demand:
        return to_refund(self._one.amount, 0)

    def words(self) -> str:
        return _("Book {amount} as given back").format(amount=self.desk.wording.money(self._one.amount))

    def run(self, reason: str, approver: Approver | None) -> Future[Any]:
        return self.desk.till.found_refunds.book(self._one.refund, reason, self.desk.by, approver)


def found_title(desk: Desk, one: FoundBack) -> str:
    """By which way of paying it went, and when, as the provider says."""
    tender = next((each.id for each in desk.view.tenders if each.charged_by == one.channel), one.channel)
    return f"{tender_name(desk, tender)} · {(one.at or one.day)[:16]}"


def found_words(one: FoundBack) -> str:
    """What it is, and what to do."""
    if not one.receipt:
        return _(
            "It went back in the provider's app, and the bill that it came from is not paid here. Settle that"
            " bill, then book it."
        )
    return _(
        "It went back in the provider's app, of bill No. {number}. Do not refund it here as well: the guest"
        " would get it twice. Book it."
    ).format(number=one.receipt)
