"""Tips lie in the drawer and are no revenue; a title for the invoice stands on the receipt, to be issued."""

import pytest

from domain.errors import Refused
from domain.money.invoices import InvoiceTitle
from domain.money.shifts import Shift
from domain.money.takings import drawer_of
from domain.money.tips import Tip
from domain.selling.printing import PrintJob
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
