"""A refund made in the provider's own app: found on its bill, booked by the owner, counted once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.errors import Refused
from domain.money.day_figures import figures_of
from domain.money.gateway_refunds import FoundRefund, GatewayRefund
from domain.money.payments import Payment, Settlement
from domain.money.refunds import Refund
from pos_app.workflows.found_refunds import act_of, book_found
from pos_app.workflows.granting import ChargeAsked
from sync_server.database.projections import SqlTables
from sync_server.payments.port import BillLine
from sync_server.workflows.reporting import Reporting
from tests.pos_app.shop import BEER, TOFU, ZONE, Shop
from tests.pos_app.workflows.phone_story import PhoneTill, until
from tests.sync_server.test_owner import Browser
from tests.sync_server.test_reconciling import DAY, PAGE, Billing, noon, today

WECHAT = "134567890123456789"
THEIRS = "50300806962026113012345678"


class BilledTill(PhoneTill):
    """A till with its home, the provider's bill, and the owner's browser."""

    def __init__(self, shop: Shop, folder: Path) -> None:
        self.gateway = Billing()
        super().__init__(shop, folder, self.gateway)
        noon(self.home)
        shop.time.at = self.home.time.clock.now()
        self.store = shop.read_document("store")["store"]
        shop.till.sending_back.start(self.connect)
        self.owner = Browser(self.home.url)
        self.owner.set_up(self.home)

    def paid(self) -> Payment:
        self.shop.open("A1")
        self.shop.send("A1", TOFU, BEER)
        view = self.shop.opening("A1")
        id, due = self.shop.time.new_id(), view.due
        told = (id, view.opening.id, view.agreed.id, "wechat", due, view.version, True, "zhou")
        until(lambda: self.link.view.online)
        self.shop.till.charging.charge(ChargeAsked(*told), WECHAT).result()
        until(lambda: self.shop.rows(Payment, id=id))
        return self.shop.rows(Payment, id=id)[0]

    def billed(self, paid: Payment, back: int, number: str = THEIRS) -> None:
        """The provider's bill of the day holds the payment, and what somebody gave back in its app."""
        day = today(self.home)
        self.gateway.lines += [
            BillLine("charge", paid.id, paid.id, paid.amount, "CNY", "T1", 0),
            BillLine("refund", number, paid.id, back, "CNY", "R1", 0, f"{day} 20:15:00"),
        ]
        self.gateway.day = day

    def next_day(self) -> None:
        """The bill is looked for."""
        self.home.time.pass_by(DAY)
        self.home.do(self.home.server.reconciling.look())

    def open_ones(self) -> list[tuple[str, str, int]]:
        rows = self.home.server.reconciling.differences(self.store)
        return [(one.what, one.kind, one.theirs) for one in rows]

    def difference(self) -> str:
        (row,) = self.home.server.reconciling.differences(self.store)
        return row.id

    def book(self, why: str = "the guest rang", difference: str = "") -> str:
        """The owner presses the button; the page as it is then."""
        asked = {"difference": difference or self.difference(), "note": why}
        return self.owner.send(f"{PAGE}#{PAGE}/book", **asked).text

    def told_home(self, kind: type[object]) -> object:
        self.home.folded()
        return self.home.database.read(lambda c: SqlTables(c, self.store).where(kind))

    def refund(self, amount: int) -> str:
        """The till gives so much back by itself; the act."""
        act, (bill,) = self.shop.time.new_id(), {one.id for one in self.shop.rows(Settlement)}
        self.shop.till.money.refund(bill, amount, {}, False, "complaint", "wang", act).result()
        return act

    def wish(self, paid: Payment, amount: int, number: str = THEIRS) -> FoundRefund:
        return FoundRefund(self.shop.time.new_id(), number, paid.id, amount, "the guest rang")

    def books(self, wish: FoundRefund) -> None:
        book, writer = self.shop.parts.book, self.shop.parts.writer
        writer.submit(lambda: book.write(lambda entry: book_found(entry, wish, "owner"))).result()

    def close(self) -> None:
        self.owner.session.close()
        self.shop.till.sending_back.close()
        super().close()


@pytest.fixture
def till(shop: Shop, tmp_path: Path) -> Iterator[BilledTill]:
    made = BilledTill(shop, tmp_path)
    yield made
    made.close()


def test_the_owner_books_what_went_back_without_the_till_and_all_agree(till: BilledTill) -> None:
    shop, paid = till.shop, till.paid()
    till.billed(paid, 700)
    till.next_day()
    assert till.open_ones() == [("theirs_only", "refund", 700)]
    assert "Book it as given back" in till.owner.get(PAGE).text
    assert "Say why. Nothing was changed." in till.book(" ")
    assert not shop.rows(Refund)
    difference = till.difference()
    till.book()
    (gone,) = until(lambda: shop.rows(Refund))
    (sent,) = shop.rows(GatewayRefund)
    assert (gone.payment, gone.tender, gone.amount, gone.by) == (paid.id, "wechat", 700, "owner")
    assert (sent.state, sent.charge, sent.transaction) == ("by_hand", paid.id, THEIRS)
    assert not till.gateway.refunds, "the gateway was asked for nothing"
    until(lambda: "Booked at the till" in till.owner.get(PAGE).text)
    assert till.open_ones() == []
    assert "This refund is booked already" in till.book(difference=difference)
    here = shop.read(lambda tables: figures_of(tables, gone.date, ZONE))
    there = Reporting(till.home.database, till.home.time.clock).day(till.store, gone.date, ZONE)
    (billed,) = [one for one in till.home.server.reconciling.days(till.store) if one.charges]
    assert here.refunds == there.figures.refunded == billed.refunded == 700
    assert here.takings == there.figures.takings == billed.charged - billed.refunded
    assert len(shop.rows(Refund)) == 1 and shop.rebuilt().different == ()


def told_the_till(till: BilledTill, back: int = 700) -> Payment:
    """The bill is laid beside ours, and the till has heard what to book."""
    paid = till.paid()
    till.billed(paid, back)
    until(lambda: till.told_home(Payment))
    till.next_day()
    client = till.connect(till.home.url)
    till.shop.till.found_refunds.hear(client.found_refunds())
    until(lambda: till.shop.till.view.found_back)
    return paid


def test_staff_book_at_the_till_what_went_back_without_it_and_all_agree(till: BilledTill) -> None:
    paid = told_the_till(till)
    shop = till.shop
    (found,) = shop.till.view.found_back
    (settled,) = shop.rows(Settlement)
    assert (found.refund, found.charge, found.amount) == (THEIRS, paid.id, 700)
    assert (found.channel, found.receipt) == ("wechat", settled.receipt)
    figures = shop.till.shifts.figures({}, "wang").result()
    assert [(one.of, one.amount) for one in figures.carried if one.kind == "found"] == [(THEIRS, 700)]
    with pytest.raises(Refused, match="approval_needed"):
        shop.till.found_refunds.book(THEIRS, "complaint", "chen").result()
    with pytest.raises(Refused, match="reason_missing"):
        shop.till.found_refunds.book(THEIRS, " ", "wang").result()
    with pytest.raises(Refused, match="refund_booked"):
        shop.till.found_refunds.book("no such number", "complaint", "wang").result()
    assert not shop.rows(Refund)
    for _ in range(2):  # a second tap
        shop.till.found_refunds.book(THEIRS, "complaint", "wang").result()
    (gone,) = shop.rows(Refund)
    assert (gone.payment, gone.amount, gone.by) == (paid.id, 700, "wang")
    assert not till.gateway.refunds
    until(lambda: not shop.till.view.found_back)
    assert not [one for one in shop.till.shifts.figures({}, "wang").result().carried if one.kind == "found"]
    until(lambda: till.told_home(GatewayRefund))
    till.home.do(till.home.server.reconciling.settle_booked(till.store))
    assert till.open_ones() == [] and not till.connect(till.home.url).found_refunds()
    here = shop.read(lambda tables: figures_of(tables, gone.date, ZONE))
    there = Reporting(till.home.database, till.home.time.clock).day(till.store, gone.date, ZONE)
    assert here.refunds == there.figures.refunded == 700 and here.takings == there.figures.takings
    assert shop.rebuilt().different == ()


def test_it_is_booked_without_a_network_and_after_a_restart(till: BilledTill) -> None:
    told_the_till(till)
    till.away = True
    again = till.shop = till.shop.again()
    assert [one.refund for one in again.till.found_refunds.views] == [THEIRS]
    again.till.found_refunds.book(THEIRS, "complaint", "wang").result()
    assert [one.amount for one in again.rows(Refund)] == [700] and not again.till.found_refunds.views


def test_the_owner_and_the_till_book_one_refund_once(till: BilledTill) -> None:
    told_the_till(till)
    till.book()
    until(lambda: till.shop.rows(Refund))
    with pytest.raises(Refused, match="refund_booked"):
        till.shop.till.found_refunds.book(THEIRS, "complaint", "wang").result()
    assert len(till.shop.rows(Refund)) == 1
    until(lambda: not till.shop.till.view.found_back)


@pytest.mark.parametrize("first", ["the till", "the owner"])
def test_two_histories_of_one_till_that_both_book_it_have_booked_it_once(
    till: BilledTill, first: str
) -> None:
    """A till that burned had booked it, by its staff or as its owner had asked; the one from the backup books
    it too before it has heard of that."""
    told_the_till(till)
    if first == "the till":
        till.shop.till.found_refunds.book(THEIRS, "complaint", "wang").result()
    else:
        till.book()
        until(lambda: till.shop.rows(Refund))
    (body,) = till.shop.events("payment.refunded")
    told = {**body, "reason": "bad_dish"}  # its own words, under the same id
    book, writer = till.shop.parts.book, till.shop.parts.writer
    writer.submit(lambda: book.write(lambda entry: entry.record("payment.refunded", told, "zhou"))).result()
    assert body["act"] == act_of(THEIRS)
    assert [one.amount for one in till.shop.rows(Refund)] == [700]


def test_another_home_that_fetches_the_bill_anew_asks_for_nothing_that_is_booked(till: BilledTill) -> None:
    paid = till.paid()
    till.books(till.wish(paid, 700))
    till.billed(paid, 700)
    until(lambda: till.told_home(GatewayRefund))
    till.next_day()
    assert till.open_ones() == []


def test_the_same_refund_is_booked_once_however_often_it_is_asked(till: BilledTill) -> None:
    wish = till.wish(till.paid(), 700)
    till.books(wish)
    till.books(wish)  # the answer was lost
    with pytest.raises(Refused, match="refund_booked"):
        till.books(replace(wish, id=till.shop.time.new_id(), reason="another one"))
    assert [one.amount for one in till.shop.rows(Refund)] == [700]
    till.books(replace(wish, id=till.shop.time.new_id(), refund="another", amount=300))
    assert sorted(one.amount for one in till.shop.rows(Refund)) == [300, 700]


def test_what_the_till_has_sent_itself_is_waited_for(till: BilledTill) -> None:
    """Perhaps the provider's line is that one: nobody knows before the answer is there."""
    paid = till.paid()
    till.away = True
    act = till.refund(700)
    with pytest.raises(Refused, match="refund_on_way"):
        till.books(till.wish(paid, 700))
    till.away = False
    till.shop.till.sending_back.hurry()
    until(lambda: till.shop.rows(GatewayRefund, id=f"{act}.0")[0].state == "gone")
    assert len(till.gateway.refunds) == 1 and len(till.shop.rows(Refund)) == 1


@pytest.mark.parametrize("said", ["", "by hand"])
def test_what_the_provider_held_and_somebody_gave_back_in_its_app_is_the_same_money(
    till: BilledTill, said: str
) -> None:
    paid = till.paid()
    till.gateway.bank = "stuck"
    act = till.refund(700)
    until(lambda: till.shop.rows(GatewayRefund, id=f"{act}.0")[0].state == "stuck")
    if said:
        till.shop.till.sending_back.by_hand(f"{act}.0", "wang").result()
    till.books(till.wish(paid, 700))
    (row,) = till.shop.rows(GatewayRefund)
    assert (row.state, row.transaction, len(till.shop.rows(Refund))) == ("by_hand", THEIRS, 1)
    with pytest.raises(Refused, match="refund_booked"):
        till.books(till.wish(paid, 700))
    till.books(till.wish(paid, 700, "a second one"))
    assert [one.amount for one in till.shop.rows(Refund)] == [700, 700]
    assert till.shop.rebuilt().different == ()


def test_no_more_is_booked_than_the_till_still_has(till: BilledTill) -> None:
    paid = till.paid()
    till.refund(paid.amount - 100)
    until(lambda: all(one.state == "gone" for one in till.shop.rows(GatewayRefund)))
    with pytest.raises(Refused, match="found_too_much"):
        till.books(till.wish(paid, 700))
    with pytest.raises(Refused, match="found_unpaid"):
        till.books(replace(till.wish(paid, 700), charge="0" * 32))
    till.books(till.wish(paid, 100))


def test_money_that_was_carried_to_a_correcting_bill_leaves_that_one(till: BilledTill) -> None:
    paid, act = till.paid(), till.shop.time.new_id()
    (settled,) = till.shop.rows(Settlement)
    done = till.shop.till.money.reverse(settled.id, True, True, "mistake", "wang", act).result()
    with pytest.raises(Refused, match="found_unpaid"):  # the correcting bill is not settled yet
        till.books(till.wish(paid, 700))
    till.shop.till.bills.settle_for_nothing(done.opening, "zhou").result()
    till.books(till.wish(paid, 700))
    (row,) = [one for one in till.shop.rows(Refund) if one.amount == 700]
    assert row.bill == done.bill and till.shop.rows(GatewayRefund, id=row.id)[0].charge == paid.id
    assert till.shop.rebuilt().different == ()
