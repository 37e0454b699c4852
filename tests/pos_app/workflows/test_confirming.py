"""A guest pays by the store's printed code while the network is away; later somebody sees whether it came."""

from dataclasses import replace

import pytest

from domain.errors import Refused
from domain.money.code_matching import CodeLine
from domain.money.days import DayEnd
from domain.money.payments import Payment, Settlement
from domain.money.shifts import Shift
from domain.money.to_confirm import BILL, ConfirmWish, ToConfirm
from domain.money.unconfirmed import Unconfirmed
from domain.selling.request import Verdict
from tests.pos_app.shop import BEER, TOFU, Shop
from tests.pos_app.workflows.test_dish_wishes import hear

CODE = "printed_code"


def paid(shop: Shop, table: str = "A1") -> str:
    shop.open(table)
    shop.send(table, TOFU, BEER)
    shop.pay(table, tender=CODE)
    return shop.rows(Payment)[-1].id


def state(shop: Shop, payment: str) -> tuple[str, str]:
    (row,) = shop.rows(ToConfirm, id=payment)
    return row.state, row.answered_by


def test_it_settles_the_bill_and_waits_to_be_confirmed(shop: Shop) -> None:
    payment = paid(shop)
    (settled,) = shop.rows(Settlement)
    (row,) = shop.till.view.drawer.to_confirm
    assert (row.id, row.amount, row.tender, row.state) == (payment, settled.total, CODE, "open")
    assert shop.rebuilt().different == ()


def test_a_person_says_that_it_came(shop: Shop) -> None:
    payment = paid(shop)
    shop.till.money.confirm(payment, True, "wang").result()
    shop.till.money.confirm(payment, True, "wang").result()
    assert state(shop, payment) == ("confirmed", "wang")
    assert shop.till.view.drawer.to_confirm == () and len(shop.events("payment.confirmed")) == 1
    with pytest.raises(Refused, match="confirmed_already"):
        shop.till.money.confirm(payment, False, "wang").result()


def test_one_that_has_not_come_stays_in_sight_and_changes_no_bill(shop: Shop) -> None:
    payment = paid(shop)
    before = shop.rows(Payment), shop.rows(Settlement)
    shop.till.money.confirm(payment, False, "wang").result()
    assert [row.state for row in shop.till.view.drawer.to_confirm] == ["denied"]
    assert (shop.rows(Payment), shop.rows(Settlement)) == before
    shop.till.money.confirm(payment, True, "wang").result()
    assert state(shop, payment) == ("confirmed", "wang"), "it was found after all"
    assert shop.rebuilt().different == ()


def test_one_that_is_booked_as_cash_waits_no_more(shop: Shop) -> None:
    payment = paid(shop)
    shop.till.money.change_tender(payment, "cash", "wrong", "wang", shop.time.new_id()).result()
    assert shop.till.view.drawer.to_confirm == ()


def line(shop: Shop, payment: str, later: int = 60_000, **other: object) -> CodeLine:
    """The provider's bill has it."""
    (row,) = shop.rows(ToConfirm, id=payment)
    at = row.at + later
    return replace(CodeLine("account", row.date, "420001", "wechat", row.amount, at, at), **other)  # type: ignore[arg-type]


def found(shop: Shop, payment: str, **other: object) -> Verdict:
    wish = ConfirmWish(payment[::-1], payment, True, line(shop, payment, **other))  # type: ignore[arg-type]
    (answer,), (again,) = hear(shop, wish), hear(shop, wish)  # the answer was lost
    assert answer == again
    return answer


def test_what_is_on_the_providers_bill_is_confirmed_by_itself(shop: Shop) -> None:
    payment = paid(shop)
    assert found(shop, payment).state == "accepted"
    assert state(shop, payment) == ("confirmed", BILL)
    assert shop.till.view.drawer.to_confirm == () and now(shop) == ()
    (fact,) = shop.events("payment.confirmed")
    assert fact["on_bill"] == "420001"
    page = shop.till.people.audit("refund", "", 0, "wang").result()
    told = [(event.kind, event.by, event.body["amount"]) for event in page.events]
    assert told == [("payment.confirmed", BILL, line(shop, payment).amount)]
    assert shop.rebuilt().different == ()


def test_a_cashier_and_the_bill_end_alike_whoever_is_first(shop: Shop) -> None:
    first, second = paid(shop, "A1"), ""
    shop.time.at += 2 * 3_600_000
    second = paid(shop, "A2")
    shop.till.money.confirm(first, True, "wang").result()
    assert found(shop, first).state == "accepted" and found(shop, second).state == "accepted"
    shop.till.money.confirm(second, True, "wang").result()
    assert [state(shop, one) for one in (first, second)] == [("confirmed", "wang"), ("confirmed", BILL)]
    assert len(shop.events("payment.confirmed")) == 2 and shop.till.view.drawer.to_confirm == ()
    with pytest.raises(Refused, match="confirmed_already"):
        shop.till.money.confirm(second, False, "wang").result()
    assert shop.rebuilt().different == ()


def test_what_could_be_another_payment_stays_for_a_person(shop: Shop) -> None:
    """The till knows of one more than the home that asks. Nor does the bill go over a person's word."""
    first, second = paid(shop, "A1"), paid(shop, "A2")
    assert found(shop, first).code == "confirm_unsure"
    assert found(shop, first, later=-40 * 60_000).code == "confirm_unsure", "at no such time"
    shop.till.money.change_tender(second, "cash", "wrong", "wang", shop.time.new_id()).result()
    assert found(shop, first, channel="wechat", amount=1).code == "confirm_unsure"
    shop.till.money.confirm(first, False, "wang").result()
    assert found(shop, first).code == "confirm_unsure" and state(shop, first) == ("denied", "wang")
    assert not shop.events("payment.confirmed") and shop.rebuilt().different == ()


def test_whoever_may_not_change_tenders_confirms_nothing(shop: Shop) -> None:
    payment = paid(shop)
    with pytest.raises(Refused, match="approval_needed"):
        shop.till.money.confirm(payment, True, "chen").result()


def now(shop: Shop) -> tuple[Unconfirmed, ...]:
    return shop.till.shifts.figures({}, "wang").result().unconfirmed


def test_day_and_shift_tell_what_nobody_has_seen_arrive(shop: Shop) -> None:
    shift = shop.time.new_id()
    shop.till.shifts.open(shift, 10_000, {}, "zhou").result()
    first, second = paid(shop, "A1"), paid(shop, "A2")
    (_, other) = shop.rows(Payment)
    assert now(shop) == (Unconfirmed("open", 2, 2 * other.amount),)
    shop.till.money.confirm(second, False, "wang").result()
    told = (Unconfirmed("open", 1, other.amount), Unconfirmed("denied", 1, other.amount))
    assert now(shop) == told
    shop.till.shifts.hand_over(shift, "", 10_000, False, "zhou").result()
    (handed,) = shop.rows(Shift)
    assert [(one["state"], one["count"]) for one in handed.report["unconfirmed"]] == [
        ("open", 1),
        ("denied", 1),
    ]
    shop.till.shifts.close_day(shop.time.new_id(), {}, False, "wang").result()
    shop.till.money.confirm(first, True, "wang").result()
    (closed,) = shop.rows(DayEnd)
    assert len(closed.report["unconfirmed"]) == 2, "a Z stays as it was"
    assert shop.rebuilt().different == ()


def test_what_went_back_is_not_missing_any_more(shop: Shop) -> None:
    payment = paid(shop)
    shop.till.money.confirm(payment, False, "wang").result()
    (settled,) = shop.rows(Settlement)
    act = shop.time.new_id()
    shop.till.money.refund(settled.id, settled.total, {}, False, "complaint", "wang", act).result()
    assert shop.till.view.drawer.to_confirm == () and now(shop) == ()


def test_the_owner_says_it_from_her_own_page(shop: Shop) -> None:
    payment = paid(shop)
    wish = ConfirmWish(shop.time.new_id(), payment, True)
    for _ in range(2):  # the answer was lost
        (answer,) = hear(shop, wish)
        assert (answer.request, answer.state) == (wish.id, "accepted")
    assert state(shop, payment) == ("confirmed", "owner")
    (late,) = hear(shop, ConfirmWish(shop.time.new_id(), payment, False))
    (strange,) = hear(shop, ConfirmWish(shop.time.new_id(), "no-payment", True))
    assert (late.code, strange.code) == ("confirmed_already", "payment_gone")
