"""Changing minds: void, gift, price, discount, each once, with reason and approval, and the books agree."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

import pytest

from domain.errors import Refused
from domain.floor.seen import see_table
from domain.money.adjustments import Adjustment
from domain.money.discounts import NO_DISCOUNT, Discount
from domain.money.payments import Payment, Settlement
from domain.money.takings import takings_of
from domain.money.tenders import Tender
from domain.record.envelope import Event
from domain.record.fold import apply
from domain.record.plain import from_plain
from domain.record.proof import imbalances_of
from domain.record.tables import MemoryTables
from domain.selling.orders import OrderLine
from domain.selling.printing import PrintJob
from pos_app.database.journal import all_events
from pos_app.database.state import SqlTables
from pos_app.workflows.approving import Approver
from pos_app.workflows.slips import ticket_for
from printers.escpos import encode
from printers.press import read_paper
from printers.slips.words import SlipForm
from printers.ticket import Width
from tests.pos_app.shop import BEER, FISH, RICE, TOFU, Shop

WANG = Approver("wang", "8888")


def line(shop: Shop, table: str, dish: str) -> str:
    lines = [line for order in shop.opening(table).orders for line in order.lines]
    return next(one.id for one in lines if one.line.dish == dish)


def printed(shop: Shop) -> None:
    """All tickets come out."""

    def work(entry: Any) -> None:
        for job in entry.tables.where(PrintJob, open=1):
            entry.record("print.started", {"job": job.id})
            entry.record("print.finished", {"job": job.id, "state": "confirmed"})

    shop.parts.writer.submit(lambda: shop.parts.book.write(work)).result()


def refused(verb: Future[Any]) -> str:
    with pytest.raises(Refused) as no:
        verb.result()
    return no.value.code


def void(
    shop: Shop, table: str, dish: str, portions: int = 1, cooked: bool = True, **more: Any
) -> Future[None]:
    act = more.pop("act", shop.time.new_id())
    by = more.pop("by", "zhou")
    row = line(shop, table, dish)
    return shop.till.bills.void_line(row, portions * 1000, cooked, "changed_mind", by, act, **more)


@pytest.fixture
def a1(shop: Shop) -> Shop:
    """Two at A1 with fish 92, tofu 28 and two rice 4; two covers of 2."""
    shop.open("A1")
    shop.send("A1", FISH, TOFU, RICE)
    return shop


def test_a_voided_dish_is_off_bill_and_phone_and_its_station_is_told(a1: Shop) -> None:
    printed(a1)
    a1.time.later(minutes=14)
    void(a1, "A1", "mapo-tofu").result()
    view = a1.opening("A1")
    assert view.bill.subtotal == 9_200 + 400
    seen = a1.read(lambda tables: see_table(tables, "A1")).opening
    assert seen is not None
    assert [one.line.dish for order in seen.orders for one in order.lines] == ["boiled-fish", "steamed-rice"]
    (slip,) = a1.rows(PrintJob, kind="cancel")
    (kept,) = a1.rows(Adjustment)
    assert (slip.order, slip.station, slip.state) == (kept.id, "kitchen", "queued")
    assert (kept.quantity, kept.amount, kept.minutes, kept.cooked) == (1_000, 2_800, 14, 1)
    assert (kept.by, kept.reason, kept.approved, kept.prebilled) == ("zhou", "changed_mind", "", 0)


def test_some_of_a_line_is_voided(a1: Shop) -> None:
    void(a1, "A1", "steamed-rice").result()
    rice = next(
        one for order in a1.opening("A1").orders for one in order.lines if one.line.dish == "steamed-rice"
    )
    assert (rice.line.quantity, rice.amount, rice.voided) == (1_000, 200, 1_000)
    assert refused(void(a1, "A1", "steamed-rice", 2)) == "bad_quantity"


def test_a_ticket_that_still_waits_comes_without_the_dish_and_no_cancel_slip_follows(a1: Shop) -> None:
    a1.send("A1", BEER)
    bar = next(job for job in a1.rows(PrintJob) if job.station == "bar")
    void(a1, "A1", "lager").result()
    void(a1, "A1", "mapo-tofu").result()
    assert a1.rows(PrintJob, kind="cancel") == []
    (now,) = a1.rows(PrintJob, id=bar.id)
    assert (now.state, now.open, now.note) == ("cancelled", 0, "voided")
    assert {job.state for job in a1.rows(PrintJob) if job.station == "kitchen"} == {"queued"}


def test_what_was_not_cooked_goes_back_to_stock(shop: Shop) -> None:
    shop.till.set_stock("boiled-fish", 3_000, "he").result()
    shop.open("A1")
    shop.send("A1", FISH, FISH)
    void(shop, "A1", "boiled-fish", cooked=True).result()
    assert shop.till.view.stock.left("boiled-fish") == 1_000
    second = [one.id for order in shop.opening("A1").orders for one in order.lines][1]
    shop.till.bills.void_line(second, 1_000, False, "too_slow", "zhou", shop.time.new_id()).result()
    shop.caught_up()
    assert shop.till.view.stock.left("boiled-fish") == 2_000


def test_the_same_act_twice_is_done_once(a1: Shop) -> None:
    act = a1.time.new_id()
    void(a1, "A1", "steamed-rice", act=act).result()
    void(a1, "A1", "steamed-rice", act=act).result()
    assert len(a1.events("line.voided")) == 1
    assert a1.opening("A1").bill.subtotal == 9_200 + 2_800 + 200


def test_a_gift_stands_on_the_bill_and_costs_nothing(a1: Shop) -> None:
    tofu = line(a1, "A1", "mapo-tofu")
    a1.till.bills.give_line(tofu, 1_000, "too_slow", "wang", a1.time.new_id()).result()
    bill = a1.opening("A1").bill
    assert (bill.subtotal, bill.given, bill.total) == (12_400, 2_800, 9_600 + 400)
    a1.till.bills.give_line(tofu, 0, "too_slow", "wang", a1.time.new_id()).result()
    assert a1.opening("A1").bill.total == 12_800


def test_a_cashier_may_not_give_but_a_manager_agrees_by_pin(a1: Shop) -> None:
    give, tofu = a1.till.bills.give_line, line(a1, "A1", "mapo-tofu")
    assert refused(give(tofu, 1_000, "house", "zhou", "act-1")) == "approval_needed"
    assert refused(give(tofu, 1_000, "house", "zhou", "act-1", Approver("wang", "0000"))) == "wrong_pin"
    assert refused(give(tofu, 1_000, "house", "zhou", "act-1", Approver("li", "2222"))) == "approval_needed"
    give(tofu, 1_000, "house", "zhou", "act-1", WANG).result()
    (kept,) = a1.rows(Adjustment)
    assert (kept.by, kept.approved, kept.amount) == ("zhou", "wang", 2_800)


def test_a_discount_beyond_the_cashiers_limit_needs_a_manager(a1: Shop) -> None:
    opening, discount = a1.opening("A1").opening.id, a1.till.bills.discount_bill
    discount(opening, Discount(rate=1_000), "regular", "zhou", a1.time.new_id()).result()
    assert a1.opening("A1").bill.by_hand == 1_240
    assert refused(discount(opening, Discount(rate=1_200), "regular", "zhou", "act-2")) == "approval_needed"
    assert refused(discount(opening, Discount(off=1_300), "regular", "zhou", "act-2")) == "approval_needed"
    discount(opening, Discount(rate=1_200), "regular", "zhou", "act-2", WANG).result()
    assert a1.opening("A1").bill.total == 12_400 - 1_488 + 400
    discount(opening, NO_DISCOUNT, "agreed", "zhou", a1.time.new_id()).result()
    assert a1.opening("A1").bill.total == 12_800


def test_dishes_and_the_bill_each_at_the_limit_are_beyond_it_together(a1: Shop) -> None:
    opening, bills = a1.opening("A1").opening.id, a1.till.bills
    for dish in ("mapo-tofu", "boiled-fish", "steamed-rice"):
        tenth = bills.discount_line(line(a1, "A1", dish), Discount(rate=1_000), "regular", "zhou", dish)
        tenth.result()
    more = bills.discount_bill(opening, Discount(rate=1_000), "regular", "zhou", "act-1")
    assert refused(more) == "approval_needed"
    bills.discount_line(line(a1, "A1", "boiled-fish"), NO_DISCOUNT, "agreed", "zhou", "act-2").result()
    bills.discount_bill(opening, Discount(rate=500), "regular", "zhou", "act-3").result()
    again = bills.discount_line(
        line(a1, "A1", "boiled-fish"), Discount(rate=1_000), "regular", "zhou", "act-4"
    )
    assert refused(again) == "approval_needed"
    again = bills.discount_line(
        line(a1, "A1", "boiled-fish"), Discount(rate=1_000), "regular", "zhou", "act-4", WANG
    )
    again.result()


def test_a_void_beyond_the_cashiers_limit_needs_a_manager(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", FISH, FISH)
    shop.till.bills.reprice_line(
        line(shop, "A1", "boiled-fish"), 12_000, "market_price", "wang", "act-1"
    ).result()
    assert refused(void(shop, "A1", "boiled-fish")) == "approval_needed"
    void(shop, "A1", "boiled-fish", approver=WANG).result()
    assert refused(void(shop, "A1", "boiled-fish", by="chen")) == "approval_needed"


def test_no_reason_no_change(a1: Shop) -> None:
    tofu = line(a1, "A1", "mapo-tofu")
    assert refused(a1.till.bills.void_line(tofu, 1_000, True, "  ", "zhou", "act-1")) == "reason_missing"


def test_a_part_paid_bill_that_falls_to_what_is_paid_is_settled(a1: Shop) -> None:
    a1.pay("A1", 10_000)
    void(a1, "A1", "mapo-tofu").result()
    (settled,) = a1.rows(Settlement)
    assert (settled.total, settled.over, settled.receipt) == (10_000, 0, 1)
    assert a1.state("A1") == "paid"
    assert refused(void(a1, "A1", "steamed-rice")) == "opening_paid"


def test_what_was_paid_beyond_the_total_is_shown_as_owed_to_the_guest(a1: Shop) -> None:
    a1.pay("A1", 11_000)
    void(a1, "A1", "mapo-tofu").result()
    (settled,) = a1.rows(Settlement)
    assert (settled.total, settled.over) == (10_000, 1_000)
    assert a1.opening("A1").due == -1_000
    figures = takings_of([settled], a1.rows(Payment), {})
    assert (figures.takings, figures.owed, figures.by_tender) == (10_000, 1_000, {"cash": 11_000})


def test_a_free_bill_is_settled_when_the_table_is_cleared(a1: Shop) -> None:
    opening = a1.opening("A1").opening.id
    free = a1.till.bills.free_bill
    assert refused(free(opening, "comp", "house", "zhou", "act-1")) == "approval_needed"
    free(opening, "comp", "house", "zhou", "act-1", WANG).result()
    assert a1.opening("A1").bill.total == 0
    a1.till.clear_table(opening, "zhou").result()
    (settled,) = a1.rows(Settlement)
    figures = takings_of([settled], [], {})
    assert (figures.receivable, figures.reductions, figures.takings) == (12_400, 12_400, 0)


def test_a_table_of_which_all_was_voided_is_cleared_without_a_bill(a1: Shop) -> None:
    for dish, portions in (("boiled-fish", 1), ("mapo-tofu", 1), ("steamed-rice", 2)):
        void(a1, "A1", dish, portions).result()
    assert a1.opening("A1").bill.total == 0
    a1.till.clear_table(a1.opening("A1").opening.id, "zhou").result()
    assert a1.rows(Settlement) == []


def test_a_rebuild_gives_the_same_and_the_sums_agree(a1: Shop) -> None:
    printed(a1)
    tofu = line(a1, "A1", "mapo-tofu")
    a1.till.bills.discount_line(tofu, Discount(rate=500), "regular", "zhou", a1.time.new_id()).result()
    a1.till.bills.discount_bill(
        a1.opening("A1").opening.id, Discount(off=500), "regular", "zhou", "b"
    ).result()
    void(a1, "A1", "steamed-rice").result()
    a1.pay("A1")
    assert a1.rebuilt().different == ()
    assert a1.read(imbalances_of) == ()
    (settled,) = a1.rows(Settlement)
    tenders = {one["id"]: from_plain(Tender, one) for one in a1.read_document("tenders")["tenders"]}
    figures = takings_of([settled], a1.rows(Payment), tenders)
    assert figures.receivable - figures.reductions == figures.takings == sum(figures.by_tender.values())
    assert settled.bill["given"] == 140


def papers(shop: Shop, *kinds: str) -> list[str]:
    """What comes out for jobs of these kinds, as people read it."""
    form = SlipForm(Width.MM_80, "en", None)

    def read(tables: SqlTables) -> list[str]:
        jobs = [job for job in tables.where(PrintJob) if job.kind in kinds]
        return [read_paper(encode(ticket_for(tables, job, form, shop.time.at))).text for job in jobs]

    return shop.read(read)


def test_the_cancel_slip_says_what_why_and_who_agreed(a1: Shop) -> None:
    printed(a1)
    row = line(a1, "A1", "boiled-fish")
    a1.till.bills.reprice_line(row, 12_000, "market_price", "wang", "act-1").result()
    void(a1, "A1", "boiled-fish", cooked=False, approver=WANG).result()
    (slip,) = papers(a1, "cancel")
    for words in ("Cancelled", "A1", "Boiled fish", "Guest changed their mind", "Ms Wang", "Zhou"):
        assert words in slip, slip


def test_a_pre_bill_is_printed_counted_and_stands_in_the_audit(a1: Shop) -> None:
    opening = a1.opening("A1").opening.id
    act = a1.time.new_id()
    for _ in range(2):
        a1.till.bills.show_bill(opening, "zhou", act).result()
    (paper,) = papers(a1, "prebill")
    assert "128.00" in paper and "no receipt" in paper
    void(a1, "A1", "mapo-tofu").result()
    (kept,) = a1.rows(Adjustment)
    assert kept.prebilled == 1
    agreed = a1.opening("A1").agreed
    assert (agreed.shown, agreed.times_shown) == (12_800, 1)


def test_what_guests_saw_on_their_own_part_of_the_bill_is_marked_and_no_other(a1: Shop) -> None:
    opening, part = a1.opening("A1").opening.id, a1.time.new_id()
    a1.till.bills.split(opening, "", {line(a1, "A1", "mapo-tofu"): 1_000}, 1, "zhou", part).result()
    a1.till.bills.show_bill(opening, "zhou", a1.time.new_id(), part).result()
    for dish in ("mapo-tofu", "boiled-fish"):  # they stand on parts of what was one bill
        void(a1, "A1", dish).result()
    assert [one.prebilled for one in a1.rows(Adjustment)] == [1, 1]
    a1.open("A2")
    a1.send("A2", TOFU)
    void(a1, "A2", "mapo-tofu").result()
    assert [one.prebilled for one in a1.rows(Adjustment) if one.opening != opening] == [0]


def test_a_dish_that_left_the_bill_its_guests_had_seen_is_still_marked(a1: Shop) -> None:
    """转菜 and 并台 are no way round the audit."""
    opening = a1.opening("A1").opening.id
    a1.till.bills.show_bill(opening, "zhou", a1.time.new_id()).result()
    a1.open("A2")
    other = a1.opening("A2").opening.id
    a1.till.tables.move_lines(opening, {line(a1, "A1", "mapo-tofu"): 1_000}, other, "zhou").result()
    void(a1, "A2", "mapo-tofu").result()
    a1.open("A3")
    head = a1.opening("A3").opening.id
    a1.till.tables.join(head, opening, "zhou").result()
    void(a1, "A3", "boiled-fish").result()
    assert [one.prebilled for one in a1.rows(Adjustment)] == [1, 1]


def test_the_receipt_says_what_was_given_and_leaves_out_what_was_voided(a1: Shop) -> None:
    void(a1, "A1", "steamed-rice", 2).result()
    a1.till.bills.give_line(line(a1, "A1", "mapo-tofu"), 1_000, "house", "wang", "act-1").result()
    a1.till.bills.discount_bill(
        a1.opening("A1").opening.id, Discount(off=200), "regular", "zhou", "b"
    ).result()
    a1.pay("A1")
    (paper,) = papers(a1, "receipt")
    assert "Steamed rice" not in paper
    for words in ("Dish discounts", "-28.00", "Discount", "-2.00", "94.00"):
        assert words in paper, paper


def test_facts_that_come_before_their_order_wait_for_it(a1: Shop) -> None:
    void(a1, "A1", "mapo-tofu").result()
    events = [
        event for event in journal_of(a1) if event.kind in ("opening.started", "order.placed", "line.voided")
    ]
    tables = MemoryTables()
    for event in reversed(events):
        apply(event, tables)
    assert sum(row.amount for row in tables.where(OrderLine)) == 9_600
    assert len(tables.where(Adjustment)) == 1


def journal_of(shop: Shop) -> list[Event]:
    def work() -> list[Event]:
        with shop.parts.database.transaction() as connection:
            return [event for _, event in all_events(connection)]

    return shop.parts.writer.submit(work).result()
