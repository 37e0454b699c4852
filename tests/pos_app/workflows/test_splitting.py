"""分单: some dishes get a bill of their own; all bills together stay what the one was, and none reopens."""

import pytest

from domain.errors import Refused
from domain.floor.seen import see_table
from domain.money.adjustments import BILL_DISCOUNTED, Adjustment
from domain.money.bills import Bill
from domain.money.discounts import NO_DISCOUNT, Discount
from domain.money.payments import Payment, Settlement
from domain.selling.orders import OrderLine
from domain.selling.printing import PrintJob
from pos_app.workflows.slips import ticket_for
from pos_app.workflows.views import OpeningView
from printers.escpos import encode
from printers.press import read_paper
from printers.slips.words import SlipForm
from printers.ticket import Width
from tests.pos_app.shop import BEER, FISH, RICE, TOFU, Shop


@pytest.fixture
def table(shop: Shop) -> OpeningView:
    shop.open("A1", 3)
    shop.send("A1", FISH, TOFU, RICE, BEER)
    return shop.opening("A1")


def line(shop: Shop, dish: str) -> str:
    return next(row.id for row in shop.rows(OrderLine) if row.dish == dish and not row.piece_of)


def split(shop: Shop, wanted: dict[str, int], guests: int = 1, bill: str = "") -> str:
    to = shop.time.new_id()
    shop.till.bills.split(shop.opening("A1").opening.id, bill, wanted, guests, "zhou", to).result()
    return to


def pay(shop: Shop, bill: str) -> int:
    one = shop.opening("A1").on(bill)
    key, payment = one.opening.id, shop.time.new_id()
    done = shop.till.take_payment(key, "cash", one.due, one.version, True, "zhou", payment, bill).result()
    return done.receipt


def totals(shop: Shop) -> list[int]:
    return [one.figures.total for one in shop.opening("A1").bills]


def test_a_guest_pays_apart_and_all_bills_together_are_what_the_one_was(
    shop: Shop, table: OpeningView
) -> None:
    his = split(shop, {line(shop, "mapo-tofu"): 1_000})
    first, second = totals(shop)
    assert first + second == table.bill.total and min(first, second) > 0
    assert shop.opening("A1").on(his).bill.cover == 200
    assert (pay(shop, his), shop.state("A1")) == (1, "ordered")
    rest = shop.opening("A1")
    assert (rest.bill.total, rest.due, rest.settlement) == (first, first, None)
    assert pay(shop, rest.agreed.id) == 2
    assert shop.state("A1") == "paid"
    assert sum(one.total for one in shop.rows(Settlement)) == table.bill.total
    assert sum(one.amount for one in shop.rows(Payment)) == table.bill.total
    assert shop.rebuilt().different == ()


def test_some_portions_of_a_line_pay_apart(shop: Shop, table: OpeningView) -> None:
    rice = line(shop, "steamed-rice")
    split(shop, {rice: 1_000})
    rows = [row for row in shop.rows(OrderLine) if row.dish == "steamed-rice"]
    assert sorted(row.quantity for row in rows) == [1_000, RICE.quantity - 1_000]
    assert sum(totals(shop)) == table.bill.total


def test_what_was_split_is_put_together_while_nothing_is_paid(shop: Shop, table: OpeningView) -> None:
    split(shop, {line(shop, "mapo-tofu"): 1_000})
    split(shop, {line(shop, "lager"): 1_000}, 0)
    shop.till.bills.merge(table.opening.id, "zhou").result()
    again = shop.opening("A1")
    assert (again.bills, again.bill) == ((), table.bill)
    assert shop.rebuilt().different == ()


def test_a_part_that_is_paid_is_put_together_with_nothing(shop: Shop, table: OpeningView) -> None:
    his = split(shop, {line(shop, "mapo-tofu"): 1_000})
    pay(shop, his)
    before = shop.rows(Settlement)
    shop.till.bills.merge(table.opening.id, "zhou").result()
    assert shop.rows(Settlement) == before
    assert {row.bill for row in shop.rows(OrderLine) if row.dish == "mapo-tofu"} == {his}
    with pytest.raises(Refused, match="opening_paid"):
        pay(shop, his)


def test_a_bill_of_which_a_part_is_taken_is_neither_split_nor_put_together(
    shop: Shop, table: OpeningView
) -> None:
    his = split(shop, {line(shop, "mapo-tofu"): 1_000})
    one = shop.opening("A1").on(his)
    shop.till.take_payment(
        one.opening.id, "cash", 100, one.version, True, "zhou", shop.time.new_id(), his
    ).result()
    with pytest.raises(Refused, match="bill_begun"):
        shop.till.bills.merge(table.opening.id, "zhou").result()
    with pytest.raises(Refused, match="bill_begun"):
        split(shop, {line(shop, "mapo-tofu"): 1_000}, 0, his)


def test_one_dish_stays_and_a_split_bill_has_the_discount_of_the_whole(
    shop: Shop, table: OpeningView
) -> None:
    with pytest.raises(Refused, match="split_all"):
        split(shop, {row.id: row.quantity for row in shop.rows(OrderLine)})
    bills, key = shop.till.bills, table.opening.id
    bills.discount_bill(key, Discount(rate=333), "agreed", "zhou", shop.time.new_id()).result()
    whole = shop.opening("A1").bill.total
    split(shop, {line(shop, "mapo-tofu"): 1_000})
    assert sum(totals(shop)) == whole


def free(shop: Shop, act: str = "") -> None:
    key = shop.opening("A1").opening.id
    shop.till.bills.free_bill(key, "comp", "house", "wang", act or shop.time.new_id()).result()


def test_of_a_split_bill_what_is_not_paid_is_free_and_what_was_paid_stays(
    shop: Shop, table: OpeningView
) -> None:
    shop.publish("rules", promotions=[], cover=300)
    his = split(shop, {line(shop, "mapo-tofu"): 1_000})
    paid = shop.opening("A1").on(his).bill.total
    pay(shop, his)
    split(shop, {line(shop, "lager"): 1_000})
    act, due = shop.time.new_id(), sum(totals(shop)) - paid
    for _lost_answer in range(2):
        free(shop, act)
    assert totals(shop) == [0, paid, 0]
    (kept,) = [one for one in shop.rows(Adjustment) if one.kind == "bill.discounted"]
    assert (kept.amount, kept.reason) == (due, "house")
    opening = shop.opening("A1").opening.id
    for bill in shop.opening("A1").open_bills:
        shop.till.bills.settle_for_nothing(opening, "wang", bill.agreed.id).result()
    assert shop.state("A1") == "paid"
    assert sum(one.total for one in shop.rows(Settlement)) == paid
    assert shop.rebuilt().different == ()


def test_a_split_bill_that_was_free_by_mistake_is_charged_again(shop: Shop, table: OpeningView) -> None:
    split(shop, {line(shop, "mapo-tofu"): 1_000}, guests=1)
    before = totals(shop)
    free(shop)
    assert totals(shop) == [0, 0]
    discount(shop, NO_DISCOUNT)
    assert totals(shop) == before
    assert not any(one.free_as for one in shop.rows(Bill)) and shop.rebuilt().different == ()


def discount(shop: Shop, what: Discount, act: str = "") -> None:
    key = shop.opening("A1").opening.id
    shop.till.bills.discount_bill(key, what, "agreed", "wang", act or shop.time.new_id()).result()


def test_a_discount_after_the_split_is_shared_over_the_bills_that_are_not_paid(
    shop: Shop, table: OpeningView
) -> None:
    his = split(shop, {line(shop, "mapo-tofu"): 1_000})
    hers = split(shop, {line(shop, "lager"): 1_000})
    pay(shop, his)
    paid, before = shop.rows(Settlement), totals(shop)
    act = shop.time.new_id()
    for _ in range(2):  # the answer was lost
        discount(shop, Discount(off=1_001), act)
    after = {one.agreed.id: one.figures for one in shop.opening("A1").bills}
    open_ = [figures for id, figures in after.items() if id != his]
    assert sum(one.by_hand for one in open_) == 1_001 and all(one.by_hand for one in open_)
    assert sum(totals(shop)) == sum(before) - 1_001
    assert (shop.rows(Settlement), after[his].total) == (paid, paid[0].total)
    (kept,) = shop.rows(Adjustment, kind=BILL_DISCOUNTED)
    assert (kept.amount, kept.by, kept.reason) == (1_001, "wang", "agreed")
    assert (pay(shop, hers), pay(shop, table.opening.id)) == (2, 3)
    assert sum(one.total for one in shop.rows(Settlement)) == sum(before) - 1_001
    assert shop.rebuilt().different == ()


def test_the_last_discount_counts_and_it_is_taken_back(shop: Shop, table: OpeningView) -> None:
    discount(shop, Discount(rate=1_000))  # on the whole, before it was split
    whole = shop.opening("A1").bill.total
    split(shop, {line(shop, "mapo-tofu"): 1_000})
    discount(shop, Discount(off=500))
    assert sum(totals(shop)) == table.bill.total - 500
    his = split(shop, {line(shop, "lager"): 1_000}, 0)  # what is split off again shares it too
    assert sum(totals(shop)) == table.bill.total - 500 and shop.opening("A1").on(his).bill.by_hand
    discount(shop, NO_DISCOUNT)
    assert sum(totals(shop)) == table.bill.total
    discount(shop, Discount(rate=1_000))
    shop.till.bills.merge(table.opening.id, "zhou").result()
    assert shop.opening("A1").bill.total == whole == sum([shop.opening("A1").due])
    assert shop.rebuilt().different == ()


def test_more_than_the_unpaid_bills_come_to_is_not_taken_off(shop: Shop, table: OpeningView) -> None:
    his = split(shop, {line(shop, "mapo-tofu"): 1_000})
    pay(shop, table.opening.id)
    discount(shop, Discount(off=999_999))
    one = shop.opening("A1").on(his)
    assert (one.bill.by_hand, one.due) == (2_800, 200)  # the tofu; the cover stays
    assert pay(shop, his) == 2


def test_a_part_that_was_paid_in_part_is_settled_when_the_discount_covers_the_rest(
    shop: Shop, table: OpeningView
) -> None:
    his = split(shop, {line(shop, "mapo-tofu"): 1_000})
    one, payment = shop.opening("A1").on(his), shop.time.new_id()
    args = (one.opening.id, "cash", one.due - 50, one.version, True, "zhou", payment, his)
    shop.till.take_payment(*args).result()
    discount(shop, Discount(rate=1_000))
    (settled,) = shop.rows(Settlement)
    assert (settled.id, settled.over) == (his, 280 - 50)


def test_equal_shares_after_a_discount_are_of_what_is_left(shop: Shop, table: OpeningView) -> None:
    third, payment = table.due // 3, shop.time.new_id()
    version = shop.opening("A1").version
    shop.till.take_payment(table.opening.id, "wechat", third, version, False, "zhou", payment).result()
    discount(shop, Discount(off=700))
    left = shop.opening("A1").due
    assert left == table.due - third - 700
    for tendered in (left // 2, left - left // 2):
        now, payment = shop.opening("A1"), shop.time.new_id()
        args = (now.opening.id, "wechat", tendered, now.version, False, "zhou", payment)
        shop.till.take_payment(*args).result()
    assert sum(one.amount for one in shop.rows(Payment)) == table.due - 700
    assert [one.total for one in shop.rows(Settlement)] == [table.due - 700]


def test_the_same_split_asked_for_twice_is_done_once(shop: Shop, table: OpeningView) -> None:
    to, wanted = shop.time.new_id(), {line(shop, "mapo-tofu"): 1_000}
    for _ in range(2):
        shop.till.bills.split(table.opening.id, "", wanted, 1, "zhou", to).result()
    assert len(shop.events("bill.split")) == 1


def test_a_dish_ordered_while_the_bill_is_split_comes_on_the_first_open_one(
    shop: Shop, table: OpeningView
) -> None:
    his = split(shop, {line(shop, "mapo-tofu"): 1_000})
    shop.send("A1", RICE)
    pay(shop, table.opening.id)
    assert shop.opening("A1").agreed.id == his
    shop.send("A1", BEER)
    assert [one.line.dish for one in shop.opening("A1").bill_lines] == ["mapo-tofu", "lager"]


def test_a_phone_sees_what_is_not_paid_yet_and_that_the_bill_is_being_settled(
    shop: Shop, table: OpeningView
) -> None:
    his = split(shop, {line(shop, "mapo-tofu"): 1_000})
    seen = shop.read(lambda tables: see_table(tables, "A1")).opening
    assert seen is not None and (len(seen.lines), seen.charged, seen.settling) == (4, 0, False)
    pay(shop, his)
    seen = shop.read(lambda tables: see_table(tables, "A1")).opening
    assert seen is not None and (len(seen.lines), seen.charged, seen.settling) == (3, 1, True)


def test_no_guest_is_charged_twice_when_tables_part_after_some_have_paid(
    shop: Shop, table: OpeningView
) -> None:
    """Four of five paid apart; the table that parts had brought two, of whom one has paid."""
    shop.open("A2", 2)
    shop.send("A2", BEER)
    other = shop.opening("A2").opening.id
    shop.till.tables.join(table.opening.id, other, "chen").result()
    pay(shop, split(shop, {line(shop, "mapo-tofu"): 1_000}, guests=4))
    shop.till.tables.part(other, "chen").result()
    covers = [one.bill.get("cover", 0) for one in shop.rows(Settlement)]
    covers += [shop.opening("A1").bill.cover, shop.opening("A2").bill.cover]
    assert covers == [4 * 200, 0, 200]
    assert shop.rebuilt().different == ()


def test_a_guest_signs_for_a_free_bill_on_its_pre_bill(shop: Shop, table: OpeningView) -> None:
    opening = table.opening.id

    def paper() -> str:
        shop.till.bills.show_bill(opening, "wang", shop.time.new_id()).result()
        job = max(shop.rows(PrintJob, kind="prebill"), key=lambda one: one.id)
        form = SlipForm(Width.MM_80, "en", None)
        return read_paper(encode(shop.read(lambda tables: ticket_for(tables, job, form, shop.time.at)))).text

    assert "Guest ___" not in paper()
    free(shop)
    assert "Guest ___" in paper()
