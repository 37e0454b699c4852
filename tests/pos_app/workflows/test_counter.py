"""Counter service: numbers of the day, pay first or last, called when ready, gone when handed over."""

from __future__ import annotations

import pytest

from domain.errors import Refused
from domain.floor.cleaning import Uncleaned
from domain.floor.openings import Opening
from domain.record.envelope import Event
from domain.record.fold import apply
from domain.record.tables import MemoryTables
from domain.selling.order import CartLine
from domain.selling.printing import PrintJob
from pos_app.workflows.incarnations import begin_if_restored
from pos_app.workflows.slips import ticket_for
from pos_app.workflows.views import OpeningView
from printers.escpos import encode
from printers.press import read_paper
from tests.pos_app.shop import BEER, TOFU, Shop
from tests.printers.evening import chinese
from tests.printers.test_golden_tickets import WIDE

BY = "zhou"


def begin(shop: Shop, *cart: CartLine, to_go: bool = True) -> str:
    opening = shop.till.counter.open(to_go, BY).result()
    if cart:
        shop.till.send_to_kitchen(opening, cart, "", BY, shop.time.new_id()).result()
    shop.caught_up()
    return opening


def view(shop: Shop, opening: str) -> OpeningView:
    shop.caught_up()
    return shop.till.view.openings[opening]


def pay(shop: Shop, opening: str) -> None:
    now = view(shop, opening)
    shop.till.take_payment(opening, "cash", now.due, now.version, True, BY, shop.time.new_id()).result()


def papers(shop: Shop, opening: str) -> dict[str, str]:
    """What came out for an order, by kind of slip."""

    def text(job: PrintJob) -> str:
        ticket = shop.read(lambda tables: ticket_for(tables, job, chinese(WIDE), job.queued_at))
        return read_paper(encode(ticket)).text

    return {job.kind: text(job) for job in shop.rows(PrintJob, opening=opening)}


def test_takeaway_paid_first_is_packed_called_and_handed_over(shop: Shop) -> None:
    shop.publish("rules", packing=100, service=1000, cover=200)
    opening = begin(shop, TOFU, BEER)
    order = view(shop, opening)
    assert (order.opening.pickup, order.opening.table, order.opening.guests) == (1, "", 0)
    dishes = sum(line.amount for line in order.bill_lines)
    assert order.bill.total == dishes + 2 * 100  # two boxes; nobody sits, nobody serves
    out = papers(shop, opening)
    assert "外带 001" in out["kitchen"] and "外带 Takeaway" in out["kitchen"]
    assert "001" in out["queue"] and "外带" in out["queue"] and "人数" not in out["queue"]
    assert "桌" not in out["queue"], "who fetches a bag waits for no table"
    shop.till.send_to_kitchen(opening, [TOFU], "", BY, shop.time.new_id()).result()
    assert ["slip" in body for body in shop.events("order.placed")] == [True, False], "the guest has her slip"
    pay(shop, opening)
    assert "外带 001" in papers(shop, opening)["receipt"]
    shop.till.counter.call(opening, BY).result()
    assert view(shop, opening).opening.ready_at == shop.time.at
    shop.time.later(minutes=2)
    shop.till.counter.call(opening, BY).result()
    now = view(shop, opening).opening
    assert (now.called_out_at - now.ready_at) == 120_000
    shop.till.counter.hand_over(opening, BY).result()
    shop.caught_up()
    assert opening not in shop.till.view.openings
    assert not shop.rows(Uncleaned)
    assert not shop.rebuilt().different
    for gone in (opening, shop.open("A1", 2)):  # handed over; a table has no number to call
        with pytest.raises(Refused, match="opening_closed"):
            shop.till.counter.call(gone, BY).result()


def test_paid_last_an_order_stays_until_the_money_is_there(shop: Shop) -> None:
    opening = begin(shop, TOFU, to_go=False)
    assert "快餐 001" in papers(shop, opening)["kitchen"]
    assert "外带" not in papers(shop, opening)["kitchen"]
    shop.till.counter.call(opening, BY).result()
    with pytest.raises(Refused, match="pickup_unpaid"):
        shop.till.counter.hand_over(opening, BY).result()
    assert [line.state for line in view(shop, opening).bill_lines] == ["kitchen"]
    pay(shop, opening)
    shop.till.counter.hand_over(opening, BY).result()
    assert shop.events("lines.served") and shop.events("opening.cleared")


def test_each_day_counts_from_one_and_a_slip_comes_once(shop: Shop) -> None:
    first, second = begin(shop, TOFU), begin(shop)
    assert [view(shop, one).opening.pickup for one in (first, second)] == [1, 2]
    assert not shop.rows(PrintJob, opening=second)
    with pytest.raises(Refused, match="pickup_empty"):
        shop.till.counter.call(second, BY).result()
    shop.till.send_to_kitchen(first, [BEER], "", BY, shop.time.new_id()).result()
    assert len([job for job in shop.rows(PrintJob, opening=first) if job.kind == "queue"]) == 1
    shop.time.later(minutes=24 * 60)
    assert view(shop, begin(shop)).opening.pickup == 1


def test_after_a_restore_no_number_that_a_guest_may_hold_is_given_again(shop: Shop) -> None:
    begin(shop, TOFU)
    book, writer = shop.parts.book, shop.parts.writer
    writer.submit(lambda: book.set_local("restored", True)).result()
    assert writer.submit(lambda: begin_if_restored(book)).result()
    assert view(shop, begin(shop)).opening.pickup in range(102, 1_000)
    assert not shop.rebuilt().different


def test_a_table_of_an_older_release_is_no_counter() -> None:
    tables = MemoryTables()
    body = {"opening": "o1", "table": "A1", "guests": 2, "secret": "s", "number": "1121-001"}
    apply(Event(1, "opening.started", 5, "2026-11-21", "zhou", body), tables)
    opening = tables.get(Opening, "o1")
    assert opening is not None and (opening.pickup, opening.to_go) == (0, 0)
