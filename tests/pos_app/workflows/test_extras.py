"""Tips lie in the drawer and are no revenue; a title for the invoice stands on the receipt, to be issued."""

from dataclasses import replace

import pytest

from domain.errors import Refused
from domain.money.invoices import InvoiceTitle
from domain.money.payments import Payment
from domain.money.shifts import Shift
from domain.money.takings import drawer_of
from domain.money.tips import Tip
from domain.selling.printing import PrintJob
from pos_app.workflows.approving import Approver
from pos_app.workflows.paying import PaymentDone
from tests.pos_app.shop import TOFU, Shop
from tests.pos_app.workflows.test_reversals import balanced, day, on_the_server, text_of

NUMBER = "91510100MA6XXXXX12"


def test_a_tip_is_in_the_drawer_and_told_at_the_hand_over_but_no_revenue(shop: Shop) -> None:
    shop.till.shifts.open(shop.time.new_id(), 10_000, {}, "zhou").result()
    shop.phone("A1").order(TOFU)
    total, opening, tip = shop.opening("A1").due, shop.opening("A1").opening.id, shop.time.new_id()
    shop.pay("A1")
    for _lost_answer in range(2):
        shop.till.money.take_tip(opening, opening, "cash", 500, tip, "zhou").result()
    assert [(one.amount, one.by) for one in shop.rows(Tip)] == [(500, "zhou")]
    assert len(shop.events("tip.taken")) == 1
    with pytest.raises(Refused, match="payment_changed"):
        shop.till.money.take_tip(opening, opening, "cash", 600, tip, "zhou").result()
    (shift,) = shop.rows(Shift)
    assert shop.read(lambda tables: drawer_of(tables, shift).expected) == 10_000 + total + 500
    assert (day(shop).takings, day(shop).tips) == (total, 500)
    balanced(day(shop))
    assert on_the_server(shop).figures.takings == total
    shop.till.shifts.hand_over(shift.id, "", 0, True, "zhou").result()
    (slip,) = shop.rows(PrintJob, kind="shift")
    assert "Of it tips" in text_of(shop, slip)
    for tender, amount, code in (("account", 5, "unknown_tender"), ("cash", 0, "bad_count")):
        with pytest.raises(Refused) as no:
            shop.till.money.take_tip(opening, opening, tender, amount, shop.time.new_id(), "zhou").result()
        assert no.value.code == code
    assert shop.rebuilt().different == ()


def test_what_a_card_was_charged_too_much_is_a_tip_by_right_and_no_revenue(shop: Shop) -> None:
    shop.till.shifts.open(shop.time.new_id(), 10_000, {}, "zhou").result()
    shop.phone("A1").order(TOFU)
    now, payment = shop.opening("A1"), shop.time.new_id()
    total = now.due

    def take(tendered: int, by: str, approver: Approver | None = None, tender: str = "card") -> PaymentDone:
        args = (now.opening.id, tender, tendered, now.version, True, by, payment, "", approver)
        return shop.till.money.take_with_tip(*args).result()

    with pytest.raises(Refused, match="approval_needed"):
        take(total + 700, "zhou")
    for tender, code in (("account", "too_much"), ("group", "voucher_code"), ("deposit", "unknown_tender")):
        with pytest.raises(Refused, match=code):
            take(total + 700, "wang", tender=tender)
    assert shop.rows(Payment) == [] and shop.rows(Tip) == []
    for _lost_answer in range(2):
        assert take(total + 700, "zhou", Approver("wang", "8888")).due == 0
    with pytest.raises(Refused, match="payment_changed"):
        take(total + 800, "wang")
    (paid,), (tip,), (fact,) = shop.rows(Payment), shop.rows(Tip), shop.events("payment.received")
    assert (paid.amount, paid.tendered, tip.amount, tip.tender) == (total, total, 700, "card")
    assert (fact["tip"], fact["approved"], paid.by) == (700, "wang", "zhou")
    assert shop.events("tip.taken") == []  # one act is one fact
    (shift,) = shop.rows(Shift)
    drawer = shop.read(lambda tables: drawer_of(tables, shift))
    assert (drawer.expected, drawer.tenders["card"][1]) == (10_000, total + 700)
    assert (day(shop).takings, day(shop).receivable, day(shop).tips) == (total, total, 700)
    balanced(day(shop))
    assert on_the_server(shop).figures.takings == total
    act = shop.time.new_id()  # it came by another way, all of it
    shop.till.money.change_tender(paid.id, "wechat", "wrong_tender", "wang", act).result()
    drawer = shop.read(lambda tables: drawer_of(tables, shift))
    assert (drawer.tenders.get("card"), drawer.tenders["wechat"][1]) == (None, total + 700)
    assert shop.rebuilt().different == ()


def test_cash_gives_change_and_no_tip_by_itself(shop: Shop) -> None:
    shop.phone("A1").order(TOFU)
    now = shop.opening("A1")
    args = (now.opening.id, "cash", now.due + 700, now.version, True, "wang", shop.time.new_id())
    done = shop.till.money.take_with_tip(*args).result()
    assert (done.change, shop.rows(Tip)) == (700, [])


def test_the_receipt_says_whose_invoice_is_to_be_issued(shop: Shop) -> None:
    shop.phone("A1").order(TOFU)
    opening = shop.opening("A1").opening.id
    ask = shop.till.money.ask_invoice
    ask(opening, opening, "Wrong name", "", "zhou").result()
    ask(opening, opening, " Chunxi  Hotel Ltd ", NUMBER.lower(), "zhou").result()
    ask(opening, opening, "Chunxi Hotel Ltd", NUMBER, "zhou").result()
    assert len(shop.events("invoice.asked")) == 2
    (row,) = shop.rows(InvoiceTitle)
    assert (row.title, row.number) == ("Chunxi Hotel Ltd", NUMBER)
    shop.pay("A1")
    (receipt,) = shop.rows(PrintJob, kind="receipt")
    for words in ("Invoice to be issued", "Chunxi Hotel Ltd", NUMBER):
        assert words in text_of(shop, receipt)
    assert day(shop).invoices == 1
    for title, number, code in (("", "", "invoice_title"), ("A", "12-34", "invoice_number")):
        with pytest.raises(Refused) as no:
            ask(opening, opening, title, number, "zhou").result()
        assert no.value.code == code


def test_an_invoice_is_made_out_for_what_is_paid_by_what_is_invoiceable(shop: Shop) -> None:
    ways = shop.till.view.tenders
    without = tuple(replace(one, invoiceable=one.id != "voucher") for one in ways)
    shop.till.house.save_tenders(ways, without, "wang").result()
    shop.phone("A1").order(TOFU)
    opening, total = shop.opening("A1").opening.id, shop.opening("A1").due
    shop.till.money.ask_invoice(opening, opening, "Chunxi Hotel Ltd", "", "zhou").result()
    shop.pay("A1", 1_000, "voucher")
    shop.pay("A1")
    (receipt,) = shop.rows(PrintJob, kind="receipt")
    after = text_of(shop, receipt).partition("Chunxi Hotel Ltd")[2]
    assert f"{(total - 1_000) / 100:.2f}" in after
