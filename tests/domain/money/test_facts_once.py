"""The same money told twice, by a copied disk or a second answer, is folded once, as it was said first."""

from typing import Any

import pytest

from domain.money.accounts import DebtPayment
from domain.money.adjustments import Adjustment
from domain.money.deposits import DepositMove
from domain.money.payments import Payment, Settlement
from domain.money.tips import Tip
from domain.money.vouchers import use_of
from domain.selling.printing import PrintJob
from tests.domain.record.test_fold import Told, at_table

TIP = {"tip": "t", "opening": "o", "tender": "cash", "amount": 500}
DEBT = {"payment": "p", "account": "a", "tender": "cash", "amount": 700, "tendered": 1_000, "change": 300}
DEPOSIT = {"move": "m", "booking": "b", "kind": "taken", "amount": 900, "tender": "cash"}


def booked(told: Told) -> None:
    said = {"at": 9_000, "guests": 2, "tables": [], "sealed": ""}
    told("booking.made", {"booking": "b", **said})


@pytest.mark.parametrize(
    ("kind", "row", "body"),
    [
        ("tip.taken", Tip, TIP),
        ("debt.paid", DebtPayment, {**DEBT, "print": True}),
        ("deposit.moved", DepositMove, {**DEPOSIT, "print": True}),
    ],
)
def test_money_under_one_id_is_what_was_said_first(kind: str, row: Any, body: dict[str, Any]) -> None:
    told = Told()
    at_table(told)
    booked(told)
    told(kind, body, by="zhou")
    first, slips = told.tables.where(row), told.tables.where(PrintJob)
    told(kind, {**body, "amount": 1, "tender": "wechat"}, by="chen", at=2_000)
    assert [one.amount for one in first] == [body["amount"]]
    assert told.tables.where(row) == first and told.tables.where(PrintJob) == slips


def with_voucher(told: Told) -> None:
    at_table(told)
    said = {"payment": "v", "opening": "o", "tender": "group", "amount": 800, "tendered": 800, "change": 0}
    told("payment.received", {**said, "reduction": 100, "voucher": {"code": "AB", "face": 800}})


VOID = {"act": "x", "opening": "o", "payment": "v", "amount": 800, "reason": "mistake"}


def test_a_voucher_is_taken_off_once_whatever_comes_after_under_the_same_act() -> None:
    told = Told()
    with_voucher(told)
    told("voucher.voided", VOID, by="wang")
    assert use_of(told.tables, "ab") is None
    kept = told.tables.where(Adjustment)
    with_voucher(told)  # entered anew, while the answer to the act was lost
    told("voucher.voided", VOID, by="chen", at=2_000)
    assert use_of(told.tables, "ab") is not None and told.tables.where(Adjustment) == kept


def test_no_voucher_is_taken_off_a_settled_bill_though_the_audit_keeps_who_tried() -> None:
    """Two histories of one evening: one had voided it, the other had settled the bill with it."""
    told = Told()
    with_voucher(told)
    told("bill.settled", {"opening": "o", "settled": {"receipt": 1, "total": 800}})
    told("voucher.voided", VOID, by="wang")
    assert told.tables.get(Settlement, "o") is not None
    assert [one.amount for one in told.tables.where(Payment)] == [800] and use_of(told.tables, "ab")
    assert [(one.by, one.amount) for one in told.tables.where(Adjustment)] == [("wang", 800)]


def test_an_act_on_a_payment_that_is_not_there_keeps_nothing() -> None:
    told = Told()
    at_table(told)
    told("voucher.voided", VOID)
    assert told.tables.where(Adjustment) == []
