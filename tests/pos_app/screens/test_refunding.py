"""A guest comes back with a complaint: the cashier finds the bill, the manager agrees, money goes back."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget

from domain.errors import Refused
from domain.money.grants import LIVES, Grant
from domain.money.payments import Payment, Settlement
from domain.money.refunds import Refund
from pos_app.screens.money.change_tender import TenderSheet
from pos_app.screens.money.found_back import FoundSheet
from pos_app.screens.money.move_payment_sheet import MoveSettledSheet
from pos_app.screens.money.refund_sheet import RefundSheet
from pos_app.screens.money.reverse_sheet import ReverseSheet
from pos_app.screens.money.sent_back import LONG, SentBackSheet
from pos_app.screens.pick_sheet import PickSheet
from pos_app.widgets.pads import NumberPad
from pos_app.widgets.stepper import Stepper
from pos_app.workflows.views import ChargeView, FoundBack, Unclaimed
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand


def visible(sheet: QWidget, kind: type[QWidget]) -> list[QWidget]:
    return [one for one in sheet.findChildren(kind) if one.isVisible()]


def test_a_dish_is_given_back_with_the_manager_at_the_till(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu", 2), dish("twice-cooked-pork"))
    evening.pay("A6", "cash", 20_000)
    hand.paid_bill("No. 1", "Give money back")
    hand.wait(lambda: isinstance(hand.sheet(), RefundSheet))
    sheet = hand.sheet()
    assert sheet is not None
    tofu = visible(sheet, Stepper)[0]
    assert isinstance(tofu, Stepper)
    tofu.more.click()
    hand.press("Complaint about the dish")
    hand.press("Give back ¥28.00")
    pads = [one for one in visible(sheet, NumberPad) if isinstance(one, NumberPad)]
    for digit in "8888":
        pads[0].keys[digit].click()
    hand.wait(lambda: hand.sheet() is None)
    rows = evening.parts.writer.submit(
        lambda: evening.parts.book.read(lambda tables: tables.where(Refund))
    ).result()
    assert [(one.amount, one.tender, one.by) for one in rows] == [(2_800, "cash", "zhou")]


def to_book_anew(hand: Hand, evening: Evening) -> None:
    """¥64.00 of a table were booked as cash; the sheet that books it otherwise stands."""
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu", 2))
    evening.pay("A6", "cash", 20_000)
    hand.paid_bill("No. 1", "Change how it was paid")
    hand.wait(lambda: isinstance(hand.sheet(), TenderSheet))


def the_payment(evening: Evening) -> Payment:
    """The only one in the books."""
    (payment,) = evening.parts.writer.submit(
        lambda: evening.parts.book.read(lambda tables: tables.where(Payment))
    ).result()
    return payment


def test_a_payment_booked_as_cash_was_wechat(hand: Hand, evening: Evening) -> None:
    to_book_anew(hand, evening)
    hand.press("WeChat")
    hand.press("Wrong way of paying")
    hand.press("Book it as WeChat")
    hand.wait(lambda: hand.sheet() is None)
    payment = the_payment(evening)
    assert (payment.tender, payment.amount, payment.tendered, payment.change) == ("wechat", 6_400, 6_400, 0)


def test_who_books_a_payment_anew_reads_what_is_missing(hand: Hand, evening: Evening) -> None:
    to_book_anew(hand, evening)
    assert hand.reads("Choose how it came")
    assert not hand.only(TenderSheet)._tenders.tiles["cash"].isEnabled(), "it is booked as that"
    hand.press("WeChat")
    assert hand.reads("Choose a reason")


def test_who_moves_a_payment_reads_why_it_cannot_be(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu", 2))
    evening.pay("A6", "cash", 20_000)
    hand.sign("wang")
    hand.paid_bill("No. 1", "Move the payment")
    sheet = hand.only(MoveSettledSheet)
    assert hand.reads("No other bill waits for money.")
    sheet.cancel()
    evening.open("A7", 2)
    evening.order("A7", dish("cola"))
    other, views = evening.opening("A7"), hand.window.desk
    hand.wait(lambda: other in views.view.openings and views.view.openings[other].due > 0)
    hand.press("Move the payment")
    hand.wait(lambda: isinstance(hand.sheet(), MoveSettledSheet) and hand.sheet() is not sheet)
    assert hand.reads("Choose whose payment it is")
    hand.press("A7 · ")
    assert hand.reads("It is more than the ¥9.00 still due there.")


def test_what_was_booked_as_cash_came_by_card_and_is_found_by_its_slip(hand: Hand, evening: Evening) -> None:
    ways = evening.till.view.tenders
    asked = tuple(replace(one, reference=one.id == "card", off=one.id == "alipay") for one in ways)
    evening.till.house.save_tenders(ways, asked, "wang").result()
    to_book_anew(hand, evening)
    sheet = hand.only(TenderSheet)
    assert {"alipay", "account"}.isdisjoint(sheet._tenders.tiles), "nobody pays so, or it asks whose"
    hand.press("Wrong way of paying")
    hand.press("WeChat")
    assert hand.button("Book it as WeChat").isEnabled() and not sheet._reference.isVisible()
    hand.press("Bank card")
    assert not hand.button("Book it as Bank card").isEnabled(), "nobody could find it at the bank"
    assert hand.reads("Type its reference")
    sheet._reference.setText(" 004217 ")
    hand.press("Book it as Bank card")
    hand.wait(lambda: hand.sheet() is None)
    paid = the_payment(evening)
    assert (paid.tender, paid.reference, paid.amount) == ("card", "004217", 6_400)
    evening.till.money.change_tender(paid.id, "cash", "mistake", "wang", evening.till.new_id()).result()
    with pytest.raises(Refused) as no:
        evening.till.money.change_tender(paid.id, "card", "mistake", "wang", evening.till.new_id()).result()
    assert no.value.code == "reference_wanted"


def test_a_bill_is_reversed_put_right_and_closed_with_the_money_that_was_paid(
    hand: Hand, evening: Evening
) -> None:
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu", 2), dish("twice-cooked-pork"))
    evening.pay("A6", "cash", 20_000)
    hand.paid_bill("No. 1", "Reverse the bill")
    hand.wait(lambda: isinstance(hand.sheet(), ReverseSheet))
    hand.press("Bill was wrong")
    sheet = hand.sheet()
    assert sheet is not None
    next(one for one in sheet.findChildren(QAbstractButton) if one.text() == "Reverse the bill").click()
    pads = [one for one in visible(sheet, NumberPad) if isinstance(one, NumberPad)]
    for digit in "8888":
        pads[0].keys[digit].click()
    hand.wait(lambda: hand.sheet() is None)
    hand.press("Pay")
    hand.press("Close the bill")

    def settled() -> list[Settlement]:
        return evening.parts.writer.submit(
            lambda: evening.parts.book.read(lambda tables: tables.where(Settlement))
        ).result()

    hand.wait(lambda: len(settled()) == 2)
    first, second = sorted(settled(), key=lambda one: one.receipt)
    assert (first.total, second.receipt) == (second.total, 2)


def test_a_correcting_bill_that_owes_the_guest_can_be_closed(hand: Hand, evening: Evening) -> None:
    opening = evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu", 2), dish("twice-cooked-pork"))
    evening.pay("A6", "cash", 20_000)
    till = evening.till
    till.money.reverse(opening, True, True, "wrong_bill", "wang", till.new_id()).result()
    line = till.view.openings[opening].bill_lines[0]
    till.bills.void_line(line.id, 1000, False, "wrong_dish", "wang", till.new_id()).result()
    hand.wait(lambda: (seen := hand.window.desk.opening(opening)) is not None and seen.due < 0)
    hand.order_at("A6")
    hand.press("Pay")
    hand.wait_to_read("To give back")
    assert hand.reads("¥28.00") and hand.work._place[0] == "payment"
    hand.press("Close the bill")
    hand.wait(lambda: till.view.openings[opening].settlement is not None)


def test_the_paid_bill_is_reached_from_its_table(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu"))
    hand.order_at("A6")
    hand.line("Mapo tofu")
    assert hand.reads("Void")
    evening.pay("A6", "cash", 20_000)
    hand.wait_to_read("Table is cleared")
    assert not hand.reads("Void")  # what is paid is changed from the paid bill
    hand.press("More")
    hand.press("What can be done with the paid bill")
    hand.wait_to_read("No. 1 · A6")
    hand.press("Give money back")
    hand.only(RefundSheet)


def test_a_payment_of_a_paid_bill_goes_to_the_table_that_it_was_made_for(
    hand: Hand, evening: Evening
) -> None:
    wrong, right = evening.open("A6", 2), evening.open("A7", 2)
    evening.order("A6", dish("mapo-tofu"))
    evening.order("A7", dish("mapo-tofu", 2))
    evening.pay("A6", "alipay", 3_200)
    hand.window.desk.sign(evening.till.view.people.find("wang"))
    hand.paid_bill("No. 1", "Move the payment")
    hand.wait(lambda: isinstance(hand.sheet(), MoveSettledSheet))
    assert not hand.button("Move ¥32.00").isEnabled()
    hand.press("A7")
    hand.press("Wrong table")
    hand.press("Move ¥32.00")
    hand.wait(lambda: hand.sheet() is None)
    hand.wait(lambda: evening.till.view.openings[right].paid == 3_200)
    correcting = evening.till.view.openings[wrong]
    assert (correcting.due, len(correcting.settled)) == (3_200, 1)


def test_money_that_came_too_late_stands_at_the_drawer_until_it_is_back(hand: Hand, evening: Evening) -> None:
    """No bill takes it any more: it goes back by itself, and after an hour somebody has to ask why not."""
    hand.window.go("drawer", "")
    assert not hand.reads("Going back")

    def late(id: str, ago: int, state: str) -> ChargeView:
        now = evening.till.now()
        told = (
            "o",
            "b",
            "wechat",
            2_800,
            "jsapi",
            "http://127.0.0.1",
            now - ago,
            "phone",
            "",
            now - ago + LIVES,
        )
        return ChargeView(Grant(id, *told, phone="her-phone"), state)

    def show(*charges: ChargeView) -> None:
        evening.till.charging._views = {one.grant.id: one for one in charges}
        evening.till.refresh()

    show(late("soon", 600_000, "returning"), late("long", LONG + 2 * LIVES, "returning"))
    hand.wait_to_read("Going back (2)")
    hand.press("Going back (2)")
    hand.wait(lambda: isinstance(hand.sheet(), SentBackSheet))
    hand.wait_to_read("It came too late and goes back to the guest")
    hand.wait_to_read("see whether the merchant account holds enough money")
    heard = replace(late("heard", 48 * LONG, "returning"), since=evening.till.now() - 600_000)
    show(heard)
    hand.wait(lambda: not hand.reads("holds enough money"))  # the home heard of it just now
    assert hand.reads("It came too late and goes back to the guest")
    show(late("soon", 600_000, "returned"))
    hand.wait_to_read("It came too late, and has gone back to the guest")
    assert not hand.reads("holds enough money")


def test_money_of_which_no_bill_knows_is_put_on_one_or_given_back(hand: Hand, evening: Evening) -> None:
    """Its till burned before it had told; the home has told this one."""
    opening = evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu", 2))
    due = evening.till.view.openings[opening].due
    lost = [
        Unclaimed(number * 32, amount, "wechat", "barcode", "T1", "demo", "gone", evening.till.now(), "home")
        for number, amount in (("1", due), ("2", due + 100))
    ]
    evening.parts.writer.submit(lambda: evening.till.unclaimed._keep(tuple(lost))).result()
    hand.window.go("drawer", "")
    hand.wait_to_read("Going back (2)")
    hand.press("Going back (2)")
    hand.wait(lambda: isinstance(hand.sheet(), SentBackSheet))
    hand.wait_to_read("It has come, and no bill knows of it")
    hand.press("Put it on a bill")  # the greater one is more than any bill's
    hand.wait(lambda: isinstance(hand.sheet(), PickSheet))
    hand.press(f"A6 · {hand.window.desk.wording.money(due)}")
    hand.wait(lambda: [one.payment for one in evening.till.view.unclaimed] == ["2" * 32])
    payment = the_payment(evening)
    assert (payment.id, payment.amount) == ("1" * 32, due)
    hand.wait(lambda: not hand.reads("Put it on a bill"))
    assert not hand.reads("Give it back"), "zhou may not"


def test_what_went_back_in_the_providers_app_is_booked_at_the_till_with_the_manager(
    hand: Hand, evening: Evening
) -> None:
    """The home has found it on the provider's bill; the cashier's role does not reach, the manager agrees."""
    opening = evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu", 2))
    evening.pay("A6", "wechat", evening.till.view.openings[opening].due)
    told = ("50300806962026113012345678", the_payment(evening).id, 2_800, "wechat", "", "2026-11-21")
    found = FoundBack(*told, "2026-11-21 20:15:00")
    evening.parts.writer.submit(lambda: evening.till.found_refunds._keep((found,))).result()
    hand.window.go("drawer", "")
    hand.wait_to_read("Going back (1)")
    hand.press("Going back (1)")
    hand.wait(lambda: isinstance(hand.sheet(), SentBackSheet))
    hand.wait_to_read("of bill No. 1. Do not refund it here as well")
    hand.press("Book it")
    hand.wait(lambda: isinstance(hand.sheet(), FoundSheet))
    sheet = hand.sheet()
    assert sheet is not None
    hand.wait_to_read("WeChat Pay · 2026-11-21 20:15")
    hand.press("Complaint")
    hand.press("Book ¥28.00 as given back")
    (pad,) = (one for one in visible(sheet, NumberPad) if isinstance(one, NumberPad))
    for digit in "8888":
        pad.keys[digit].click()
    hand.wait(lambda: not evening.till.view.found_back)
    rows = evening.parts.writer.submit(
        lambda: evening.parts.book.read(lambda tables: tables.where(Refund))
    ).result()
    assert [(one.amount, one.tender, one.by) for one in rows] == [(2_800, "wechat", "zhou")]
    hand.wait(lambda: hand.sheet() is None)
