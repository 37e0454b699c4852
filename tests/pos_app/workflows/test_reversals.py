"""反结账: the old bill stays as it was paid, another takes its place; till, paper and server count both."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Refused
from domain.money.adjustments import Adjustment
from domain.money.bills import Bill
from domain.money.day_figures import DayFigures, figures_of
from domain.money.discounts import NO_DISCOUNT, Discount
from domain.money.payments import Payment, Settlement
from domain.money.refunds import Refund
from domain.money.reversals import Reversal
from domain.money.shifts import Shift
from domain.money.takings import Takings, drawer_of, takings_of
from domain.money.tenders import Tender
from domain.record.envelope import decode
from domain.record.envelope import encode as encode_event
from domain.selling.orders import OrderLine
from domain.selling.printing import PrintJob
from pos_app.workflows.approving import Approver
from pos_app.workflows.reversing import Correcting
from pos_app.workflows.slips import ticket_for
from printers.escpos import encode
from printers.press import read_paper
from printers.slips.words import SlipForm
from printers.ticket import Width
from sync_server.workflows.reporting import DayReport, Reporting
from tests.pos_app.shop import BEER, FISH, RICE, TOFU, ZONE, Shop, scratch
from tests.pos_app.workflows.test_thousand_carts import journal_of
from tests.sync_server.running import ServerHere

DAY, NEXT = "2026-11-23", "2026-11-24"
FORM = SlipForm(Width.MM_80, "en", None)


def paid_table(shop: Shop) -> str:
    """Fish, rice and beer, 30.00 by WeChat and the rest in cash."""
    shop.phone("A1").order(FISH, RICE, BEER)
    shop.pay("A1", 3_000, "wechat")
    shop.time.later(minutes=1)
    shop.pay("A1")
    return shop.opening("A1").opening.id


def reverse(shop: Shop, bill: str, carry: bool = False, act: str = "", by: str = "wang") -> Correcting:
    verb = shop.till.money.reverse(bill, carry, True, "wrong_bill", by, act or shop.time.new_id())
    return verb.result()


def day(shop: Shop, date: str = DAY) -> DayFigures:
    return shop.read(lambda tables: figures_of(tables, date, ZONE))


@contextmanager
def server_told(shop: Shop) -> Iterator[tuple[ServerHere, str]]:
    """A server that has heard all of a shop's facts, and the store under which it keeps them."""
    identity = shop.read_document("store")
    with scratch() as folder, closing(ServerHere(folder)) as server:
        till = server.till(**{name: identity[name] for name in ("brand", "store", "device")})
        facts = [decode(raw) for raw in journal_of(shop)]  # of two histories, one behind the other
        raws = [encode_event(replace(one, seq=seq)) for seq, one in enumerate(facts, 1)]
        assert till.send("01" * 16, raws).json()["refused"] == []
        server.folded()
        yield server, till.store


def on_the_server(shop: Shop, date: str = DAY) -> DayReport:
    with server_told(shop) as (server, store):
        return Reporting(server.database, server.time.clock).day(store, date, ZONE)


def text_of(shop: Shop, job: PrintJob) -> str:
    return read_paper(encode(shop.read(lambda tables: ticket_for(tables, job, FORM, shop.time.at)))).text


def balanced(figures: DayFigures) -> None:
    counted = [one.amount for one in figures.tenders if one.takings]
    assert figures.takings == sum(counted) - figures.owed == sum(part.amount for part in figures.parts)
    assert figures.takings == sum(hour.amount for hour in figures.hours)
    reduced = [
        one.amount for one in figures.parts if one.name in ("promotion", "given", "by_hand", "rounding")
    ]
    voucher = sum(one.amount for one in figures.parts if one.name == "no_takings")
    assert figures.reductions == -sum(reduced) - voucher


def test_a_paid_bill_never_reopens(shop: Shop) -> None:
    opening = paid_table(shop)
    (before,), paid = shop.rows(Settlement), shop.rows(Payment)
    lines = {row.id: row for row in shop.rows(OrderLine)}
    shares = shop.till.money.settled_bill(opening, "zhou").result().lines
    done = reverse(shop, opening)
    assert shop.till.money.settled_bill(opening, "zhou").result().lines == shares
    assert shop.rows(Settlement) == [before] and shop.rows(Payment) == paid
    assert {id: row for id, row in ((one.id, one) for one in shop.rows(OrderLine)) if id in lines} == lines
    (old,) = shop.rows(Bill, id=opening)
    (new,) = shop.rows(Bill, id=done.bill)
    assert (old.corrected, new.corrects, done.opening) == (new.id, old.id, opening)
    assert shop.opening("A1").agreed.id == new.id and shop.opening("A1").due == before.total
    assert shop.rebuilt().different == ()


def test_the_money_goes_back_by_the_tenders_it_came_by(shop: Shop) -> None:
    shop.till.shifts.open(shop.time.new_id(), 10_000, {}, "zhou").result()
    done = reverse(shop, paid_table(shop))
    back = {one.tender: one.amount for one in shop.rows(Refund)}
    assert (
        back == {one.tender: one.amount for one in shop.rows(Payment)} and sum(back.values()) == done.amount
    )
    (shift,) = shop.rows(Shift)
    assert shop.read(lambda tables: drawer_of(tables, shift).expected) == 10_000
    assert (day(shop).takings, day(shop).receivable, day(shop).guests) == (0, 0, 0)
    assert (day(shop).bills, day(shop).reversals, day(shop).refunds) == (1, 1, done.amount)
    balanced(day(shop))


def test_the_money_is_carried_and_what_is_too_much_is_owed_to_the_guest(shop: Shop) -> None:
    shop.till.shifts.open(shop.time.new_id(), 10_000, {}, "zhou").result()
    opening = paid_table(shop)
    (shift,), before = shop.rows(Shift), day(shop)
    held = shop.read(lambda tables: drawer_of(tables, shift).expected)
    done = reverse(shop, opening, carry=True)
    assert shop.opening("A1").due == 0 and day(shop).takings == 0
    assert day(shop).part_payments == done.amount and day(shop).refunds == 0
    beer = next(row for row in shop.rows(OrderLine, bill=done.bill) if row.dish == "lager")
    shop.till.bills.void_line(beer.id, 1_000, True, "bad_dish", "wang", shop.time.new_id()).result()
    assert not shop.rows(Settlement, id=done.bill)  # more may have to be put right
    owed = -shop.opening("A1").due
    assert owed > 0
    shop.till.bills.settle_for_nothing(opening, "zhou", done.bill).result()
    (new,) = shop.rows(Settlement, id=done.bill)
    assert (new.receipt, new.over) == (2, owed)
    assert day(shop).takings == new.total == before.takings - owed
    shop.till.money.refund(done.bill, owed, {}, False, "complaint", "wang", shop.time.new_id()).result()
    assert shop.read(lambda tables: drawer_of(tables, shift).expected) == held - owed
    assert day(shop).takings == new.total
    balanced(day(shop))


def test_money_that_only_changed_its_bill_is_no_second_slip(shop: Shop) -> None:
    """The owner counts the slips of the card machine against the Z."""
    shop.till.shifts.open(shop.time.new_id(), 10_000, {}, "zhou").result()
    opening = paid_table(shop)
    done = reverse(shop, opening, carry=True)
    (shift,) = shop.rows(Shift)

    def on_the_day() -> dict[str, int]:
        return {one.id: one.count + one.back for one in day(shop).tenders}

    def in_the_drawer() -> dict[str, int]:
        found = shop.read(lambda tables: drawer_of(tables, shift)).tenders
        return {id: times for id, (times, _amount) in found.items()}

    assert in_the_drawer() == {"wechat": 1, "cash": 1}
    shop.till.bills.settle_for_nothing(opening, "zhou", done.bill).result()
    assert on_the_day() == in_the_drawer() == {"wechat": 1, "cash": 1}
    reverse(shop, done.bill)  # now it goes back in truth
    assert on_the_day() == in_the_drawer() == {"wechat": 2, "cash": 2}
    assert {(one.count, one.back) for one in day(shop).tenders} == {(1, 1)}  # what came in, what went back


def test_money_that_is_carried_is_still_found_by_the_number_of_its_slip(shop: Shop) -> None:
    shop.phone("A1").order(FISH)
    view, verb, payment = shop.opening("A1"), shop.till.take_payment, shop.time.new_id()
    opening = view.opening.id
    verb(opening, "card", view.due, view.version, True, "zhou", payment, reference="004217").result()
    done = reverse(shop, opening, carry=True)
    (carried,) = shop.rows(Payment, bill=done.bill)
    assert (carried.tender, carried.amount, carried.reference) == ("card", done.amount, "004217")
    assert shop.rebuilt().different == ()


def test_nobody_cooks_it_again_and_no_paper_says_so(shop: Shop) -> None:
    opening = paid_table(shop)
    jobs = {job.id for job in shop.rows(PrintJob) if job.kind not in ("receipt", "refund")}
    done = reverse(shop, opening)
    for row in shop.rows(OrderLine, bill=done.bill):
        assert row.served_at
        shop.till.bills.void_line(
            row.id, row.quantity, True, "wrong_bill", "wang", shop.time.new_id()
        ).result()
    assert {job.id for job in shop.rows(PrintJob) if job.kind not in ("receipt", "refund")} == jobs


def test_guests_are_counted_and_charged_once(shop: Shop) -> None:
    opening = paid_table(shop)
    guests, cover = day(shop).guests, shop.rows(Settlement)[0].bill["cover"]
    reverse(shop, opening)
    assert shop.opening("A1").bill.cover == cover and cover
    shop.pay("A1")
    assert day(shop).guests == guests == on_the_server(shop).figures.guests


def test_what_was_agreed_goes_along_but_a_free_bill_is_charged(shop: Shop) -> None:
    shop.phone("A1").order(FISH, TOFU)
    opening = shop.opening("A1").opening.id
    act = shop.time.new_id()
    shop.till.bills.discount_bill(opening, Discount(rate=500), "regular", "wang", act).result()
    total = shop.opening("A1").due
    shop.pay("A1")
    done = reverse(shop, opening)
    assert shop.opening("A1").due == total
    shop.till.bills.discount_bill(opening, NO_DISCOUNT, "agreed", "wang", shop.time.new_id()).result()
    shop.till.bills.free_bill(opening, "walkout", "left", "wang", shop.time.new_id()).result()
    shop.till.bills.settle_for_nothing(opening, "wang", done.bill).result()
    again = reverse(shop, done.bill)
    assert again.amount == 0 and shop.opening("A1").due > total  # the guest came back and pays
    balanced(day(shop))


def test_guests_of_yesterday_have_a_bill_at_no_table(shop: Shop) -> None:
    opening = paid_table(shop)
    shop.till.clear_table(opening, "zhou").result()
    shop.till.shifts.close_day(shop.time.new_id(), {}, False, "wang").result()
    z = day(shop)
    shop.time.later(minutes=24 * 60)
    shop.open("A1")
    done = reverse(shop, opening)
    assert done.opening == done.bill != opening and done.opening in shop.till.view.openings
    assert shop.till.view.tables["A1"].opening != done.opening
    view = shop.till.view.openings[done.opening]
    args = (done.opening, "card", view.due, view.version, True, "zhou", shop.time.new_id())
    shop.till.take_payment(*args).result()
    shop.caught_up()
    assert done.opening not in shop.till.view.openings  # nobody sits there
    assert day(shop) == z and (day(shop, NEXT).takings, day(shop, NEXT).reversals) == (0, 1)
    balanced(day(shop, NEXT))
    theirs = on_the_server(shop, NEXT)
    assert (theirs.figures.receivable, theirs.figures.takings) == (day(shop, NEXT).receivable, 0)
    assert shop.rebuilt().different == ()


def test_of_a_bill_at_no_table_the_rest_is_owed_whichever_part_is_paid_first(shop: Shop) -> None:
    opening = paid_table(shop)
    shop.till.clear_table(opening, "zhou").result()
    for own_first in (True, False):
        done = reverse(shop, opening)
        wanted, part = shop.rows(OrderLine, bill=done.bill)[0], shop.time.new_id()
        shop.till.bills.split(done.opening, "", {wanted.id: wanted.quantity}, 1, "zhou", part).result()
        shop.caught_up()
        for bill in (done.bill, part) if own_first else (part, done.bill):
            one = shop.till.view.openings[done.opening].on(bill)
            args = (done.opening, "card", one.due, one.version, True, "zhou", shop.time.new_id(), bill)
            shop.till.take_payment(*args).result()
            shop.caught_up()
        assert done.opening not in shop.till.view.openings
        assert shop.rebuilt().different == ()
        opening = done.bill


def test_a_refund_reaches_yesterday_and_counts_today(shop: Shop) -> None:
    opening = paid_table(shop)
    shop.till.clear_table(opening, "zhou").result()
    shop.till.shifts.close_day(shop.time.new_id(), {}, False, "wang").result()
    z = day(shop)
    shop.time.later(minutes=24 * 60)
    today = shop.till.money.settled("zhou").result()
    assert (today.date, today.bills, today.before, today.after) == (NEXT, (), DAY, "")
    yesterday = shop.till.money.settled("zhou", DAY).result()
    assert [one.id for one in yesterday.bills] == [opening] and yesterday.after == NEXT
    shop.till.money.refund(opening, 700, {}, True, "complaint", "wang", shop.time.new_id()).result()
    assert day(shop) == z and day(shop, NEXT).takings == -700
    balanced(day(shop, NEXT))


def test_reversed_once_and_with_the_right_or_a_pin(shop: Shop) -> None:
    opening, act = paid_table(shop), shop.time.new_id()
    with pytest.raises(Refused) as no:
        reverse(shop, opening, by="zhou")
    assert no.value.code == "approval_needed"
    wang = Approver("wang", "8888")
    verb = shop.till.money.reverse(opening, False, True, "wrong_bill", "zhou", act, wang)
    first = verb.result()
    assert reverse(shop, opening, act=act) == first  # the answer was lost
    for bill, code in ((opening, "bill_reversed"), (first.bill, "refund_unpaid")):
        with pytest.raises(Refused) as no:
            reverse(shop, bill)
        assert no.value.code == code
    (kept,) = shop.rows(Adjustment)
    assert (kept.kind, kept.by, kept.approved, kept.reason) == ("bill.reversed", "zhou", "wang", "wrong_bill")
    (row,) = shop.rows(Reversal)
    assert (row.bill, row.receipt, row.to, row.amount) == (opening, 1, first.bill, first.amount)


def test_paper_says_which_bill_it_corrects(shop: Shop) -> None:
    opening = paid_table(shop)
    reverse(shop, opening)
    shop.pay("A1")
    old, new = sorted(shop.rows(PrintJob, kind="receipt"), key=lambda job: job.queued_at)
    assert "Corrects bill 1" in text_of(shop, new) and "Receipt 2" in text_of(shop, new)
    assert "Reversed, another bill stands in its place" in text_of(shop, old)
    (slip,) = shop.rows(PrintJob, kind="refund")
    for words in ("Reversed bill", "Receipt 1", "Given back", "WeChat Pay", "Cash", "Bill was wrong"):
        assert words in text_of(shop, slip)
    shop.till.shifts.close_day(shop.time.new_id(), {}, True, "wang").result()
    (z,) = shop.rows(PrintJob, kind="day")
    for words in ("Reversed bills", "Bills reversed"):
        assert words in text_of(shop, z)


def test_the_owner_sees_the_same_day(shop: Shop) -> None:
    shop.publish("rules", service=333, packing=100, rounding=10)
    opening = paid_table(shop)
    reverse(shop, opening, carry=True)
    fish = next(row for row in shop.rows(OrderLine, dish="boiled-fish") if row.bill != opening)
    shop.till.bills.give_line(fish.id, 1_000, "bad_dish", "wang", shop.time.new_id()).result()
    shop.till.bills.settle_for_nothing(opening, "wang").result()
    ours, theirs = day(shop), on_the_server(shop)
    assert (theirs.figures.receivable, theirs.figures.takings) == (ours.receivable, ours.takings)
    assert {one.id: one.amount for one in theirs.tenders} == {one.id: one.amount for one in ours.tenders}
    assert next(one for one in theirs.dishes if one.names["en"].startswith("Boiled fish")).quantity == 1_000
    balanced(ours)


MONEY = st.integers(0, 10_000)


@settings(max_examples=60)
@given(st.lists(st.tuples(MONEY, MONEY, st.sampled_from(["cash", "voucher"])), max_size=6), st.data())
def test_a_bill_and_its_reversal_are_nothing(bills: list[tuple[int, int, str]], data: st.DataObject) -> None:
    """Whatever else was sold: with some bills reversed the day counts as if they had never been."""
    tenders = {one.id: one for one in (Tender("cash", {}), Tender("voucher", {}, takings=False))}
    gone = data.draw(st.sets(st.sampled_from(range(len(bills)))) if bills else st.just(set()))
    settled, payments, refunds, reversals = [], [], [], []
    for place, (total, reduction, tender) in enumerate(bills):
        id, facts = str(place), {"reduction": reduction, "given": reduction // 2, "guests": 2}
        settled.append(Settlement(id, place, 0, "", DAY, total, facts))
        payments.append(Payment(id, id, tender, total, total, 0, 0, "", DAY, bill=id))
        if place in gone:
            refunds.append(Refund(f"{id}.0", id, id, id, id, tender, total, 0, "", DAY))
            reversals.append(Reversal(id, id, place, "", "", total, 0, 0, "", DAY, figures=facts))
    kept = [one for one in settled if int(one.id) not in gone]
    rest = takings_of(kept, [one for one in payments if int(one.bill) not in gone], tenders)
    now = takings_of(settled, payments, tenders, refunds, reversals)

    def sums(one: Takings) -> tuple[int, ...]:
        return (one.guests, one.receivable, one.reductions, one.takings, one.by_hand, one.refunded)

    assert sums(now) == sums(rest)
    assert {k: v for k, v in now.by_tender.items() if v} == {k: v for k, v in rest.by_tender.items() if v}
