"""Faults found while the machine of all bills was made, each as the small story that it came down to."""

import pytest

from domain.errors import Refused
from domain.money.payments import Settlement
from domain.money.refunds import Refund
from domain.selling.orders import OrderLine
from domain.selling.printing import PrintJob
from pos_app.workflows.kitchen_slips import kitchen_slip
from printers.slips.words import SlipForm
from printers.ticket import Width
from tests.pos_app.shop import BEER, RICE, TOFU, Shop

COVER = 200  # per guest, by the demo's rules


def line(shop: Shop, dish: str) -> OrderLine:
    return next(row for row in shop.rows(OrderLine) if row.dish == dish and row.quantity)


def void(shop: Shop, row: OrderLine, act: str = "") -> None:
    act = act or shop.time.new_id()
    shop.till.bills.void_line(row.id, row.quantity, False, "mistake", "wang", act).result()


def move(shop: Shop, row: OrderLine, to: str) -> None:
    shop.till.tables.move_lines(row.opening, {row.id: row.quantity}, to, "chen").result()


def split(shop: Shop, row: OrderLine, quantity: int, guests: int) -> str:
    to = shop.time.new_id()
    wanted = {row.id: quantity}
    shop.till.bills.split(row.opening, row.bill, wanted, guests, "zhou", to).result()
    return to


def cooking(shop: Shop) -> list[str]:
    """Dishes on the tickets that the kitchen still gets."""
    form = SlipForm(Width.MM_80, "en", None)
    jobs = [job for job in shop.rows(PrintJob, open=1) if job.kind == "kitchen"]
    slips = shop.read(lambda tables: [kitchen_slip(tables, job, form, 0) for job in jobs])
    return [one.names["en"] for slip in slips for one in slip.lines]


def test_a_dish_that_went_to_another_table_is_cooked_though_the_rest_of_its_round_is_not_wanted(
    shop: Shop,
) -> None:
    shop.open("A1")
    other = shop.open("B3")
    shop.send("A1", TOFU, RICE)
    move(shop, line(shop, "steamed-rice"), other)
    void(shop, line(shop, "mapo-tofu"))
    assert cooking(shop) == ["Steamed rice"]
    void(shop, line(shop, "steamed-rice"))
    assert cooking(shop) == []
    assert shop.rebuilt().different == ()


def test_the_kitchen_hears_that_a_dish_is_not_wanted_wherever_it_stands_now(shop: Shop) -> None:
    first, other = shop.open("A1"), shop.open("B3")
    shop.send("A1", TOFU)
    (job,) = [job for job in shop.rows(PrintJob) if job.kind == "kitchen"]
    book = shop.parts.book
    started = {"job": job.id}
    shop.parts.writer.submit(
        lambda: book.write(lambda entry: entry.record("print.started", started))
    ).result()
    move(shop, line(shop, "mapo-tofu"), other)
    void(shop, line(shop, "mapo-tofu"))
    (slip,) = shop.rows(PrintJob, kind="cancel")
    assert (slip.opening, slip.station) == (first, "kitchen")  # it calls off the ticket of A1


def test_guests_whose_first_dish_was_not_wanted_pay_their_cover_with_the_next(shop: Shop) -> None:
    opening = shop.open("A1", 2)
    shop.send("A1", TOFU)
    void(shop, line(shop, "mapo-tofu"))
    shop.till.bills.settle_for_nothing(opening, "zhou").result()
    assert shop.rows(Settlement)[0].bill["guests"] == 0
    shop.send("A1", BEER)
    assert shop.opening("A1").bill.total == 1_000 + 2 * COVER


def test_a_refund_of_a_dish_whose_answer_was_lost_is_told_again(shop: Shop) -> None:
    opening, act = shop.open("A1"), shop.time.new_id()
    shop.send("A1", TOFU)
    shop.pay("A1")
    lines = {line(shop, "mapo-tofu").id: 1_000}
    first, again = (
        shop.till.money.refund(opening, 0, lines, False, "complaint", "wang", act).result() for _ in range(2)
    )
    assert first == again and len(shop.rows(Refund)) == 1


def test_a_void_that_settled_the_bill_is_told_again_too(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", TOFU, BEER)
    shop.pay("A1", 2_000)
    act, tofu = shop.time.new_id(), line(shop, "mapo-tofu")
    for _ in range(2):
        void(shop, tofu, act)
    assert len(shop.events("line.voided")) == 1 and shop.state("A1") == "paid"


def test_a_gift_of_a_line_that_costs_nothing_now_is_not_given_once_more_with_each_piece(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", RICE, TOFU)
    rice, bills = line(shop, "steamed-rice"), shop.till.bills
    bills.give_line(rice.id, 1_000, "late", "wang", shop.time.new_id()).result()
    bills.reprice_line(rice.id, 0, "late", "wang", shop.time.new_id()).result()
    with pytest.raises(Refused, match="line_whole"):
        split(shop, rice, 1_000, 0)
    other = shop.open("B3")
    with pytest.raises(Refused, match="line_whole"):
        shop.till.tables.move_lines(rice.opening, {rice.id: 1_000}, other, "chen").result()


def test_who_has_not_paid_yet_brings_the_cover_along_to_another_table(shop: Shop) -> None:
    head, other = shop.open("A1", 2), shop.open("B3", 3)
    shop.send("B3", TOFU, BEER)
    split(shop, line(shop, "lager"), 1_000, 1)
    one = shop.opening("B3").on(other)
    shop.till.take_payment(
        other, "cash", one.due, one.version, False, "zhou", shop.time.new_id(), other
    ).result()
    shop.till.tables.join(head, other, "chen").result()
    assert shop.opening("A1").bill.total == 1_000 + 3 * COVER
    shop.till.tables.part(other, "chen").result()
    assert (shop.opening("A1").opening.guests, shop.opening("B3").due) == (2, 1_000 + COVER)


def test_tables_are_parted_though_a_dish_that_went_elsewhere_before_is_paid(shop: Shop) -> None:
    head, other = shop.open("A1"), shop.open("B3")
    away = shop.open("A2")
    shop.send("B3", TOFU, RICE)
    move(shop, line(shop, "mapo-tofu"), away)
    shop.pay("A2")
    shop.till.tables.join(head, other, "chen").result()
    shop.till.tables.part(other, "chen").result()
    assert [one.line.dish for one in shop.opening("B3").bill_lines] == ["steamed-rice"]
