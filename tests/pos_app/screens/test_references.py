"""Money by card beside a bill is found again by the number of its slip, too: deposits, tips, debts."""

from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt

from domain.errors import Refused
from domain.money.accounts import Account, DebtPayment
from domain.money.deposits import DepositMove
from domain.money.tips import Tip
from pos_app.screens.money.tender_amount_sheet import TenderAmountSheet
from pos_app.widgets.act_list import ActList
from pos_app.workflows.rebuilding import rebuild
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand
from tests.pos_app.screens.test_bookings import book, rows
from tests.pos_app.three_books import papers

T = TypeVar("T")
CARD = "Bank card"


def cards_need_a_number(evening: Evening) -> str:
    """The owner's setting; the card's id."""
    seen = evening.till.view.tenders
    after = tuple(replace(one, reference=one.names["en"] == CARD) for one in seen)
    evening.till.house.save_tenders(seen, after, "wang").result()
    evening.settle()
    return next(one.id for one in after if one.reference)


def kept(evening: Evening, kind: type[T]) -> list[T]:
    look = evening.parts.book.read
    return evening.parts.writer.submit(lambda: look(lambda tables: tables.where(kind))).result()


def type_amount(hand: Hand, *keys: str) -> TenderAmountSheet:
    sheet = hand.sheet()
    assert isinstance(sheet, TenderAmountSheet)
    assert not sheet._reference.isVisible(), "cash needs none"
    hand.press(CARD)
    for key in keys:
        sheet.press(key)
    assert sheet._reference.isVisible() and not hand.button("Take ¥").isEnabled()
    return sheet


def test_a_deposit_by_card_keeps_its_number_and_goes_back_by_it(hand: Hand, evening: Evening) -> None:
    evening.at("18:10")
    card = cards_need_a_number(evening)
    book(hand)
    hand.act(hand.only(ActList), "Deposit", lambda row: True)
    hand.wait(lambda: hand.sheet() is not None)
    type_amount(hand, "5", "00")._reference.setText(" 004217 ")
    hand.press("Take ¥500.00")
    hand.wait(lambda: bool(rows(hand)) and "¥500" in rows(hand)[0].note)
    (taken,) = kept(evening, DepositMove)
    assert (taken.tender, taken.reference) == (card, "004217")
    assert papers(evening, "004217")
    bookings, (row,) = evening.till.bookings, evening.till.view.bookings
    with pytest.raises(Refused, match="reference_missing"):
        bookings.take_deposit(evening.till.new_id(), row.booking.id, card, 100, "zhou").result()
    act = evening.till.new_id()
    bookings.end_deposit(row.booking.id, "back", "ill", "wang", act).result()
    (back,) = [one for one in kept(evening, DepositMove) if one.kind == "back"]
    assert (back.tender, back.reference) == (card, "004217"), "whoever gives it back finds it at the machine"
    assert len(papers(evening, "004217")) == 2


def test_a_tip_by_card_is_taken_once_its_number_is_typed(hand: Hand, evening: Evening) -> None:
    card = cards_need_a_number(evening)
    opening = evening.open("A6", 2)
    evening.order("A6", dish("mapo-tofu"))
    hand.order_at("A6")
    hand.window.go("payment", opening)
    hand.wait_to_read("Take ¥")
    hand.press("More")
    hand.press("Tip")
    hand.wait(lambda: hand.sheet() is not None)
    sheet = type_amount(hand, "2", "0")
    sheet._reference.setFocus()
    hand.key(Qt.Key.Key_unknown, "81")
    assert sheet._entry.amount == 2_000, "the number is no money"
    hand.press("Take ¥20.00")
    hand.wait(lambda: [(one.tender, one.reference) for one in kept(evening, Tip)] == [(card, "81")])


def test_a_debt_that_is_paid_by_card_says_its_number_on_the_statement(hand: Hand, evening: Evening) -> None:
    card, till = cards_need_a_number(evening), evening.till
    office = Account("office", "Office next door", limit=90_000)
    till.accounts.save(office, "wang").result()
    opening = evening.open("A6", 2)
    evening.order("A6", dish("mapo-tofu"))
    bill = till.view.openings[opening]
    way = next(one.id for one in till.view.tenders if one.on_account)
    charged = (opening, way, bill.due, bill.version, False, "wang", till.new_id(), office.id)
    till.accounts.charge(*charged).result()
    with pytest.raises(Refused, match="reference_missing"):
        till.accounts.collect(office.id, card, 1_000, True, "zhou", till.new_id()).result()
    hand.window.go("drawer", "")
    hand.press("Accounts")
    hand.press("Office next door · owes")
    hand.press("Take money for it")
    hand.wait(lambda: isinstance(hand.sheet(), TenderAmountSheet))
    type_amount(hand, "1", "0")._reference.setText("77")
    hand.press("Take ¥10.00")
    hand.wait_to_read("Paid, Bank card 77")
    (paid,) = kept(evening, DebtPayment)
    assert (paid.tender, paid.reference) == (card, "77")
    assert papers(evening, "银行卡 77")
    parts = evening.parts
    assert parts.writer.submit(lambda: rebuild(parts.database)).result().different == ()
