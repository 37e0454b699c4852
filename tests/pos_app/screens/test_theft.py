"""What a dishonest hand tries at the till: each attempt is refused, or stands in the audit under its name."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from domain.money.discounts import Discount
from domain.money.payments import Payment
from domain.money.refunds import Refund
from domain.selling.printing import PrintJob
from pos_app.screens.acts_sheet import ActsSheet
from pos_app.screens.money.refund_sheet import RefundSheet, TenderSheet
from pos_app.screens.money.settled_sheet import SettledSheet
from pos_app.screens.people.audit_page import AuditPage
from pos_app.screens.printing.job_list import JobList
from pos_app.widgets.pads import NumberPad
from pos_app.widgets.segments import SegmentedControl
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """PINs by their digits: a hash takes its time on purpose."""
    pins = {"wang": "8888", "zhou": "1111", "chen": "3333"}
    monkeypatch.setattr("pos_app.workflows.people.pin_fits", lambda who, pin, pepper: pins[who.id] == pin)
    yield


def sign(hand: Hand, who: str) -> None:
    hand.window.desk.sign(next(one for one in hand.evening.till.view.staff if one.id == who))


def audit(hand: Hand) -> list[str]:
    """What the manager reads of who did what, latest first."""
    sign(hand, "wang")
    hand.window.go("floor", "")
    hand.window.go("staff", "")
    next(one for one in hand.window.findChildren(SegmentedControl) if len(one._items) == 3).choose(2)
    page = hand.only(AuditPage)
    hand.wait(lambda: page._scroll.widget() is not None and len(page.findChildren(QLabel)) > 1)
    hand.wait_to_read("Staff or roles changed")  # the first of all
    return [" ".join(one.text() for one in line.findChildren(QLabel)) for line in _lines(page)]


def _lines(page: AuditPage) -> list[QWidget]:
    inner = page._scroll.widget()
    assert inner is not None
    layout = inner.layout()
    assert layout is not None
    items = [layout.itemAt(place) for place in range(layout.count())]
    return [widget for item in items if item is not None and (widget := item.widget()) is not None]


def first(lines: list[str], *words: str) -> str:
    """The latest line with all of these words."""
    found = [line for line in lines if all(word in line for word in words)]
    assert found, f"nobody reads {words} in {lines}"
    return found[0]


def pin(hand: Hand, digits: str) -> None:
    sheet = hand.sheet()
    assert sheet is not None
    (pad,) = [one for one in sheet.findChildren(NumberPad) if one.isVisible()]
    for digit in digits:
        pad.keys[digit].click()


def eating(hand: Hand, evening: Evening) -> str:
    opening = evening.open("A6", 4)
    evening.order("A6", dish("mapo-tofu", 2), dish("twice-cooked-pork"))
    evening.printed()
    hand.order_at("A6")
    hand.wait(lambda: ("line", "Mapo tofu") in hand.lines())
    return opening


def paid_bill(hand: Hand, act: str) -> None:
    """What is done to the bill that was paid last."""
    hand.window.go("drawer", "")
    hand.press("Paid bills")

    def seen() -> list[QAbstractButton]:
        buttons = hand.only(SettledSheet).findChildren(QAbstractButton)
        return [one for one in buttons if one.isVisible() and one.text().startswith("No. 1")]

    hand.wait(lambda: bool(seen()))
    seen()[0].click()
    hand.wait(lambda: isinstance(hand.sheet(), ActsSheet))
    hand.press(act)


def test_the_drawer_is_opened_without_a_sale(hand: Hand, evening: Evening) -> None:
    evening.till.shifts.open(evening.till.new_id(), 50_000, {}, "zhou").result()
    sign(hand, "chen")
    hand.window.go("drawer", "")
    hand.wait_to_read("Shift 1, since")
    assert not hand.button("Open the drawer").isEnabled()  # a waiter has no key to it
    sign(hand, "zhou")
    hand.window.go("floor", "")
    hand.window.go("drawer", "")
    hand.wait_to_read("Shift 1, since")
    hand.press("Open the drawer")
    assert not hand.button("Open the drawer").isEnabled()  # not without a reason
    hand.press("It jammed")
    hand.press("Open the drawer")
    hand.wait(lambda: hand.sheet() is None)
    assert "It jammed" in first(audit(hand), "Opened without a sale", "Zhou")


def test_a_dish_is_voided_after_the_guests_have_seen_the_bill(hand: Hand, evening: Evening) -> None:
    """They pay what the pre-bill says, and the pork goes into a pocket."""
    opening = eating(hand, evening)
    evening.till.bills.show_bill(opening, "zhou", evening.till.new_id()).result()
    evening.at("10:20")
    hand.line("Twice-cooked pork")
    hand.press("Void")
    hand.press("Not cooked")
    hand.press("Waited too long")
    hand.press("Void 1, ¥42.00 less")
    hand.wait(lambda: hand.sheet() is None)
    line = first(audit(hand), "Dish voided", "Zhou")
    what = "20 min after it was sent · after the pre-bill · Waited too long"
    assert f"Twice-cooked pork ¥42.00 · A6 · {what}" in line
    number = evening.till.view.openings[opening].opening.number
    evening.pay("A6", "cash", 20_000)
    evening.till.clear_table(opening, "zhou").result()
    hand.wait(lambda: opening not in hand.window.desk.view.openings)
    audit(hand)
    hand.wait_to_read(f"¥42.00 · A6 {number} · {what}")


def test_a_friend_gets_more_off_than_the_role_allows(hand: Hand, evening: Evening) -> None:
    opening = eating(hand, evening)
    hand.key(Qt.Key.Key_F12)
    hand.wait_to_read("Take payment")
    hand.press("Discount")
    hand.press("Regular guest")
    hand.press("Less 12%")
    hand.press("Take off ¥11.76")
    pin(hand, "1111")  # one's own PIN is not somebody else's consent
    hand.wait_to_read("Wrong PIN")
    assert evening.till.view.openings[opening].bill.by_hand == 0
    pin(hand, "8888")
    hand.wait(lambda: evening.till.view.openings[opening].bill.by_hand == 1_176)
    hand.wait(lambda: hand.sheet() is None)
    assert "approved by Ms Wang" in first(audit(hand), "Bill discounted", "Zhou")


def test_a_friend_gets_a_tenth_off_each_dish_and_then_off_the_bill(hand: Hand, evening: Evening) -> None:
    opening = eating(hand, evening)
    bills, view = evening.till.bills, evening.till.view.openings[opening]
    for place, one in enumerate(view.lines):
        bills.discount_line(one.id, Discount(rate=1_000), "regular", "zhou", f"act-{place}").result()
    hand.wait(lambda: hand.window.desk.view.openings[opening].bill.given == 980)
    hand.key(Qt.Key.Key_F12)
    hand.wait_to_read("Take payment")
    hand.press("Discount")
    hand.press("Regular guest")
    hand.press("Less 10%")
    hand.press("Take off ¥8.82")
    pin(hand, "1111")  # asked for, though each of them is no more than the role may give
    hand.wait_to_read("Wrong PIN")
    pin(hand, "8888")
    hand.wait(lambda: evening.till.view.openings[opening].bill.by_hand == 882)


def test_money_of_a_paid_bill_goes_to_ones_own_card(hand: Hand, evening: Evening) -> None:
    """Booked as a card first, then given back to it: the one has its name, the other needs a manager."""
    eating(hand, evening)
    evening.pay("A6", "cash", 20_000)
    paid_bill(hand, "Change how it was paid")
    hand.wait(lambda: isinstance(hand.sheet(), TenderSheet))
    hand.press("WeChat")
    hand.press("Wrong way of paying")
    hand.press("Book it as WeChat")
    hand.wait(lambda: hand.sheet() is None)
    paid_bill(hand, "Give money back")
    hand.wait(lambda: isinstance(hand.sheet(), RefundSheet))
    sheet = hand.only(RefundSheet)
    choices = {one.text() for one in sheet.findChildren(QAbstractButton)}
    assert not choices & {"Cash", "Card", "Alipay"}  # it goes back as it came, to nowhere else
    hand.key(Qt.Key.Key_Escape)
    assert (
        evening.parts.writer.submit(
            lambda: evening.parts.book.read(lambda tables: tables.where(Refund))
        ).result()
        == []
    )
    (payment,) = evening.parts.writer.submit(
        lambda: evening.parts.book.read(lambda tables: tables.where(Payment))
    ).result()
    assert payment.tender == "wechat"
    assert "Cash → WeChat" in first(audit(hand), "Way of paying changed", "Zhou")


def test_a_receipt_is_printed_again_for_the_next_guest(hand: Hand, evening: Evening) -> None:
    eating(hand, evening)
    evening.pay("A6", "cash", 20_000)
    evening.printed()
    hand.press("Printing")
    jobs = hand.only(JobList)
    hand.wait(lambda: any("eceipt" in row.title for row in hand.values(jobs)))
    hand.act(jobs, "Reprint", lambda row: "eceipt" in row.title)
    assert not hand.button("Reprint").isEnabled()  # not without a reason
    hand.press("Lost or torn")
    hand.wait(lambda: len([one for one in evening_jobs(evening) if one.kind == "receipt"]) == 2)
    papers = [paper.text for _, paper in evening.papers() if "收据" in paper.text or "结账" in paper.text]
    assert len([text for text in papers if "补打" in text]) == 1
    assert "Lost or torn" in first(audit(hand), "Printed again", "Zhou")


def evening_jobs(evening: Evening) -> list[PrintJob]:
    return evening.parts.writer.submit(
        lambda: evening.parts.book.read(lambda tables: tables.where(PrintJob))
    ).result()


def test_the_clock_is_set_back_so_that_sales_fall_on_yesterday(hand: Hand, evening: Evening) -> None:
    evening.at("18:00")
    eating(hand, evening)
    evening.at("09:30")
    evening.pay("A6", "cash", 9_800)
    evening.at("09:31")
    evening.open("A8", 2)  # told once
    lines = audit(hand)
    assert "by 510 min" in first(lines, "The clock was set back", "Zhou")
    assert len([line for line in lines if "The clock was set back" in line]) == 1
