"""What a dishonest hand tries at the till: each attempt is refused, or stands in the audit under its name.

Each story ends with Ms Wang's day end: till, paper and the server say the same of it.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from domain.money.discounts import Discount
from domain.money.payments import Payment
from domain.money.refunds import Refund
from domain.selling.printing import PrintJob
from pos_app.screens.floor.fewer_guests import FewerGuests
from pos_app.screens.floor.open_sheet import OpenSheet
from pos_app.screens.money.change_tender import TenderSheet
from pos_app.screens.money.refund_sheet import RefundSheet
from pos_app.screens.people.audit_page import AuditPage
from pos_app.screens.printing.job_list import JobList
from pos_app.widgets.pads import NumberPad
from pos_app.widgets.segments import SegmentedControl
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand
from tests.pos_app.three_books import Home, papers, three_agree


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


def test_the_drawer_is_opened_without_a_sale(hand: Hand, evening: Evening, home: Home) -> None:
    evening.till.shifts.open(evening.till.new_id(), 50_000, {}, "zhou").result()
    sign(hand, "chen")
    hand.window.go("drawer", "")
    hand.wait_to_read("Shift 1, since")
    hand.press("Open the drawer")
    hand.press("It jammed")
    hand.press("Open the drawer")  # a waiter has no key to it
    hand.wait_to_read("Who agrees?")
    hand.press("Cancel")
    hand.wait(lambda: hand.sheet() is None)
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
    figures = three_agree(evening, home)
    assert (figures.takings, figures.openings) == (0, 1)


def test_a_dish_is_voided_after_the_guests_have_seen_the_bill(
    hand: Hand, evening: Evening, home: Home
) -> None:
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
    figures = three_agree(evening, home)
    assert (figures.receivable, figures.takings) == (6_400, 6_400)  # two tofu, four covers
    assert papers(evening, "日结", "退菜 × 1", "42.00")
    (cancelled,) = papers(evening, "退菜单")
    assert "回锅肉" in cancelled and "等太久" in cancelled
    assert not papers(evening, "结账单", "回锅肉")


def test_a_friend_gets_more_off_than_the_role_allows(hand: Hand, evening: Evening, home: Home) -> None:
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
    evening.pay("A6", "cash", 20_000)
    figures = three_agree(evening, home)
    assert (figures.receivable, figures.reductions, figures.takings) == (10_600, 1_176, 9_424)


def test_a_friend_gets_a_tenth_off_each_dish_and_then_off_the_bill(
    hand: Hand, evening: Evening, home: Home
) -> None:
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
    evening.pay("A6", "cash", 20_000)
    figures = three_agree(evening, home)
    assert (figures.receivable, figures.reductions, figures.takings) == (10_600, 980 + 882, 8_738)


def test_money_of_a_paid_bill_goes_to_ones_own_card(hand: Hand, evening: Evening, home: Home) -> None:
    """Booked as a card first, then given back to it: the one has its name, the other needs a manager."""
    eating(hand, evening)
    evening.pay("A6", "cash", 20_000)
    hand.paid_bill("No. 1", "Change how it was paid")
    hand.wait(lambda: isinstance(hand.sheet(), TenderSheet))
    hand.press("WeChat")
    hand.press("Wrong way of paying")
    hand.press("Book it as WeChat")
    hand.wait(lambda: hand.sheet() is None)
    hand.paid_bill("No. 1", "Give money back")
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
    figures = three_agree(evening, home)
    assert [(one.id, one.amount) for one in figures.tenders] == [("wechat", 10_600)]


def test_a_receipt_is_printed_again_for_the_next_guest(hand: Hand, evening: Evening, home: Home) -> None:
    opening = eating(hand, evening)
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
    number = evening.till.view.openings[opening].opening.number
    evening.till.clear_table(opening, "zhou").result()
    hand.wait(lambda: opening not in hand.window.desk.view.openings)
    assert f"Receipt · A6 {number} · Lost or torn" in first(audit(hand), "Printed again", "Zhou")
    figures = three_agree(evening, home)
    assert (figures.bills, figures.takings) == (1, 10_600)  # two receipts, one sale


def evening_jobs(evening: Evening) -> list[PrintJob]:
    return evening.parts.writer.submit(
        lambda: evening.parts.book.read(lambda tables: tables.where(PrintJob))
    ).result()


def test_the_clock_is_set_back_so_that_sales_fall_on_yesterday(
    hand: Hand, evening: Evening, home: Home
) -> None:
    evening.at("18:00")
    eating(hand, evening)
    evening.at("09:30")
    evening.pay("A6", "cash", 10_600)
    evening.at("09:31")
    evening.open("A8", 2)  # told once
    lines = audit(hand)
    assert "by 510 min" in first(lines, "The clock was set back", "Zhou")
    assert len([line for line in lines if "The clock was set back" in line]) == 1
    evening.till.clear_table(evening.opening("A8"), "zhou").result()
    assert three_agree(evening, home).takings == 10_600


def limited(hand: Hand, evening: Evening, **limits: int) -> None:
    """Ms Wang has told the till up to where a cashier goes alone."""
    roles = [
        replace(one, rights=(*one.rights, "gift"), limits={**one.limits, **limits})
        if one.id == "cashier"
        else one
        for one in evening.till.view.people.roles
    ]
    evening.till.people.save_roles(roles, "wang").result()
    hand.wait(lambda: hand.window.desk.view.people.roles == tuple(roles))


def test_many_small_voids_in_one_shift_are_a_big_one(hand: Hand, evening: Evening, home: Home) -> None:
    limited(hand, evening, a_day=6_000)
    opening = eating(hand, evening)
    hand.line("Twice-cooked pork")
    hand.press("Void")
    hand.press("Not cooked")
    hand.press("Waited too long")
    hand.press("Void 1, ¥42.00 less")
    hand.wait(lambda: hand.sheet() is None)
    hand.line("Mapo tofu")
    hand.press("Change the dish")
    hand.press("Gift of the house")
    hand.press("Birthday, celebration")
    hand.press("Give 2, ¥56.00 less")  # by itself she may
    assert hand.reads("Alone up to ¥60.00 a day, ¥42.00 used.")
    pin(hand, "1111")
    hand.wait_to_read("Wrong PIN")
    assert evening.till.view.openings[opening].bill.given == 0
    pin(hand, "8888")
    hand.wait(lambda: evening.till.view.openings[opening].bill.given == 5_600)
    hand.wait(lambda: hand.sheet() is None)
    assert "approved by Ms Wang" in first(audit(hand), "Dish given away", "Zhou")
    evening.pay("A6", "cash", 800)
    figures = three_agree(evening, home)
    assert (figures.receivable, figures.reductions, figures.takings) == (6_400, 5_600, 800)


def test_a_friend_has_a_sum_off_and_his_dishes_go_to_the_next_table(
    hand: Hand, evening: Evening, home: Home
) -> None:
    """¥9.80 are a tenth of A6's dishes, of the tofu alone a third. The audit says where what went."""
    opening = eating(hand, evening)
    bills, tables = evening.till.bills, evening.till.tables
    bills.discount_bill(opening, Discount(off=980), "regular", "zhou", "act-1").result()
    other = evening.open("A8", 2)
    rows = {one.line.dish: one for one in evening.till.view.openings[opening].bill_lines}
    pork, tofu = rows["twice-cooked-pork"], rows["mapo-tofu"]
    tables.move_lines(opening, {pork.id: 1_000, tofu.id: 1_000}, other, "chen").result()
    hand.order_at("A6")
    hand.wait_to_read("Discount, at its limit")
    assert hand.reads("-¥2.80") or hand.reads("−¥2.80")
    evening.pay("A6", "cash", 20_000)
    tables.transfer(other, "A7", "chen").result()
    evening.settle()
    evening.pay("A7", "cash", 20_000)
    lines = audit(hand)
    assert "Twice-cooked pork, Mapo tofu · A6 → A8" in first(lines, "Dishes to another table", "Mrs Chen")
    assert "A8 → A7" in first(lines, "Guests to another table", "Mrs Chen")
    assert "at most 10%" in first(lines, "Bill discounted", "Zhou")
    figures = three_agree(evening, home)
    assert (figures.receivable, figures.reductions) == (9_800 + 6 * 200, 280)


def test_guests_become_fewer_once_they_have_seen_the_bill(hand: Hand, evening: Evening, home: Home) -> None:
    """They pay four covers, and three of them go into a pocket."""
    opening = eating(hand, evening)
    evening.till.bills.show_bill(opening, "zhou", evening.till.new_id()).result()
    evening.till.set_guests(opening, 1, "zhou").result()
    evening.settle()
    evening.pay("A6", "cash", 20_000)
    lines = audit(hand)
    assert "¥106.00 · A6" in first(lines, "Bill shown before paying", "Zhou")
    assert "4 → 1 · A6 · after the pre-bill" in first(lines, "Number of guests changed", "Zhou")
    assert three_agree(evening, home).takings == 10_000


def test_a_waiter_says_that_fewer_ate_and_somebody_has_to_agree(
    hand: Hand, evening: Evening, home: Home
) -> None:
    opening = eating(hand, evening)
    hand.window.desk.sign(next(one for one in evening.till.view.staff if one.id == "chen"))
    hand.order_at("A6")
    OpenSheet(hand.window.desk, hand.window, "A6", opening).open()
    hand.press("1")
    hand.press("Save, 1 guest")
    hand.wait(lambda: isinstance(hand.sheet(), FewerGuests))
    assert hand.reads("A6 · 4 guests → 1 guest") and hand.reads("¥6.00 less to pay")
    hand.press("Save, 1 guest")
    pin(hand, "8888")
    hand.wait(lambda: evening.till.view.openings[opening].opening.guests == 1)
    hand.wait(lambda: hand.sheet() is None)
    OpenSheet(hand.window.desk, hand.window, "A6", opening).open()
    hand.press("3")
    hand.press("Save, 3 guests")  # more are nobody's loss
    hand.wait(lambda: evening.till.view.openings[opening].opening.guests == 3)
    hand.wait(lambda: hand.sheet() is None)
    evening.pay("A6", "cash", 20_000)
    line = first(audit(hand), "Number of guests changed", "Mrs Chen")
    assert "3" in line and any("4 → 1" in one and "approved by Ms Wang" in one for one in audit(hand))
    assert three_agree(evening, home).takings == 10_400
