"""A house where phones pay first: nothing is cooked without money or twice, and what is not paid goes."""

from typing import Any, cast

import pytest

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.floor.seen import SeenOpening, see_table
from domain.money.gateway_refunds import GatewayRefund
from domain.money.grants import Grant
from domain.money.payments import Payment, Settlement
from domain.money.phone_pay import verdict_of
from domain.money.refunds import Refund
from domain.record.plain import to_plain
from domain.selling.orders import Heard, OrderLine
from domain.selling.printing import PrintJob
from domain.selling.request import Verdict
from domain.selling.unpaid import PayFirst
from domain.supply.counted import Counted
from pos_app.workflows import granting
from pos_app.workflows.granting import ChargeAsked, ChargeNow
from pos_app.workflows.incarnations import reconciled, renew
from pos_app.workflows.phone_granting import PayPlace, hear_payment
from tests.pos_app.shop import BEER, FISH, RICE, TOFU, Shop, at
from tests.pos_app.workflows import test_store_code as store_code


@pytest.fixture
def first(shop: Shop) -> Shop:
    """The demo, where phones pay first."""
    shop.publish("floor", pay_first=True, pay_minutes=10, admit_phones=False)
    return shop


def kitchen(shop: Shop) -> list[str]:
    return sorted(job.order for job in shop.rows(PrintJob) if job.kind == "kitchen")


def unpaid(shop: Shop, order: str) -> PayFirst:
    (row,) = shop.rows(PayFirst, id=order)
    return row


def bill_of(shop: Shop, order: str) -> str:
    return shop.rows(OrderLine, id=f"{order}.0")[0].bill


def charge(shop: Shop, order: str, **phone: str) -> str:
    """A guest's payment for an order is granted; its id."""
    (line,) = shop.rows(OrderLine, id=f"{order}.0")
    shop.caught_up()
    view = shop.till.view.openings[line.opening]
    bill = view.on(line.bill).bill
    payment = shop.time.new_id()
    asked = ChargeAsked(payment, line.opening, line.bill, "wechat", bill.total, view.version, False, "phone")
    told = {"phone": phone.get("phone", "phone-of-a-guest"), "channel": "wechat"}
    write(shop, lambda entry: granting.grant(entry, asked, "jsapi", "home", told))
    return payment


def comes_to(shop: Shop, payment: str, state: str) -> None:
    (grant,) = shop.rows(Grant, id=payment)
    now = ChargeNow(payment, state, amount=grant.amount if state == "paid" else 0, channel="wechat")
    write(shop, lambda entry: granting.came_to(entry, now))


def write(shop: Shop, work: Any) -> Any:
    return shop.parts.writer.submit(lambda: shop.parts.book.write(work)).result()


def test_the_kitchen_gets_an_order_once_it_is_paid_at_the_counter(first: Shop) -> None:
    phone = first.phone("A1")
    verdict = phone.order(TOFU, RICE)
    assert verdict.state == "accepted" and kitchen(first) == []
    assert first.opening("A1").opening.phones == ()
    first.pay("A1")
    assert kitchen(first) == [verdict.request]
    assert first.opening("A1").opening.phones == (phone.name,)  # its money has admitted it
    assert first.opening("A1").orders[0].guest == 1
    assert unpaid(first, verdict.request).state == "taken"
    assert first.rebuilt().different == ()


def test_a_phone_that_pays_has_its_order_cooked_once_however_often_it_is_told(first: Shop) -> None:
    order = first.phone("A1").order(TOFU).request
    payment = charge(first, order)
    assert kitchen(first) == []
    comes_to(first, payment, "paid")
    comes_to(first, payment, "paid")
    assert kitchen(first) == [order]
    first.time.later(minutes=11)
    first.till.unpaid.look()
    assert kitchen(first) == [order] and unpaid(first, order).state == "taken"


def test_each_order_stands_on_a_bill_of_its_own(first: Shop) -> None:
    one = first.phone("A1").order(TOFU).request
    two = first.phone("A1", "another-phone").order(RICE).request
    first.send("A1", BEER)
    bills = {bill_of(first, one), bill_of(first, two)}
    staffs = {row.bill for row in first.rows(OrderLine) if row.order not in (one, two)}
    assert len(bills) == 2 and len(staffs) == 1 and not staffs & bills
    assert len(kitchen(first)) == 1  # what staff sent is their word
    comes_to(first, charge(first, two), "paid")
    assert two in kitchen(first) and one not in kitchen(first)


def test_what_nobody_pays_is_let_go_and_both_sides_are_told(first: Shop) -> None:
    first.till.set_stock("mapo-tofu", 3_000, "zhou").result()
    order = first.phone("A1").order(TOFU).request
    assert [row.left for row in first.rows(Counted, item="mapo-tofu")] == [2_000]
    first.time.later(minutes=9)
    first.till.unpaid.look()
    assert unpaid(first, order).state == "waiting"
    first.time.later(minutes=1)
    first.till.unpaid.look()
    assert unpaid(first, order).state == "released"
    assert [row.left for row in first.rows(Counted, item="mapo-tofu")] == [3_000]
    (heard,) = first.rows(Heard, id=order)
    assert (heard.verdict.state, heard.verdict.code) == ("refused", "pay_first_over")
    assert first.state("A1") == "free" and kitchen(first) == []
    assert first.rows(Settlement) == []
    assert first.rebuilt().different == ()


def test_what_is_paid_after_the_till_went_back_may_have_been_cooked_before(first: Shop) -> None:
    """Even when all that anybody still has is back: what it told nobody, nobody can say."""
    order = first.phone("A1").order(TOFU).request
    first.time.later(minutes=1)
    first.parts.writer.submit(lambda: renew(first.parts.book, "restore", -1)).result()
    first.time.later(minutes=3)
    first.parts.writer.submit(lambda: reconciled(first.parts.book)).result()
    later = first.phone("A2").order(TOFU).request
    for one in (order, later):
        comes_to(first, charge(first, one), "paid")
    marks = {job.order: job.mark for job in first.rows(PrintJob) if job.kind == "kitchen"}
    assert marks == {order: "duplicate", later: ""}


def test_an_answer_that_has_changed_says_how_often(first: Shop) -> None:
    """So a server keeps the last one, though an older word may reach it later."""
    phone = first.phone("A1")
    verdict = phone.order(TOFU)
    first.time.later(minutes=10)
    first.till.unpaid.look()
    (heard,) = first.rows(Heard, id=verdict.request)
    assert verdict.change == 0 < heard.verdict.change


def test_the_same_request_after_its_time_is_not_ordered_again(first: Shop) -> None:
    phone = first.phone("A1")
    request = phone.request(TOFU)
    phone.send(request)
    first.time.later(minutes=10)
    first.till.unpaid.look()
    assert phone.send(request).code == "pay_first_over"
    assert len(first.rows(PayFirst)) == 1


def test_a_clock_that_is_set_back_keeps_no_order_longer(first: Shop) -> None:
    order = first.phone("A1").order(TOFU).request
    first.till.unpaid.look()
    first.time.at -= 3_600_000
    first.time.passed += 10 * 60_000
    first.till.unpaid.look()
    assert unpaid(first, order).state == "released"


def test_a_restart_takes_up_what_waits(first: Shop) -> None:
    order = first.phone("A1").order(TOFU).request
    again = first.again()
    try:
        again.time.later(minutes=10)
        again.till.unpaid.look()
        assert unpaid(again, order).state == "released"
    finally:
        again.close()


def test_nothing_goes_while_nobody_knows_whether_it_is_paid(first: Shop) -> None:
    order = first.phone("A1").order(TOFU).request
    payment = charge(first, order)
    first.time.later(minutes=10)
    first.till.unpaid.look()
    assert unpaid(first, order).state == "waiting"
    comes_to(first, payment, "paid")  # it was, in the last second
    assert kitchen(first) == [order] and unpaid(first, order).state == "taken"


def test_money_that_comes_after_all_goes_back(first: Shop) -> None:
    order = first.phone("A1").order(TOFU).request
    payment = charge(first, order)
    comes_to(first, payment, "closed")
    first.time.later(minutes=10)
    first.till.unpaid.look()
    assert unpaid(first, order).state == "released"
    comes_to(first, payment, "paid")
    (grant,) = first.rows(Grant, id=payment)
    assert grant.state == "due_back" and kitchen(first) == []


def test_a_dish_that_goes_off_sale_before_anybody_pays_is_off_the_bill(first: Shop) -> None:
    order = first.phone("A1").order(TOFU, RICE).request
    before = first.opening("A1").due
    first.till.supply.off_sale("mapo-tofu", "zhou").result()
    (heard,) = first.rows(Heard, id=order)
    assert heard.verdict.state == "partly"
    assert [(one.index, one.code) for one in heard.verdict.refused] == [(0, "sold_out")]
    assert 0 < first.opening("A1").due < before
    first.pay("A1")
    (job,) = [one for one in first.rows(PrintJob) if one.kind == "kitchen"]
    assert job.order == order
    assert first.rebuilt().different == ()


def test_a_dish_that_goes_off_sale_while_the_money_is_on_its_way_goes_back_by_itself(first: Shop) -> None:
    order = first.phone("A1").order(TOFU, RICE).request
    payment = charge(first, order)
    first.till.supply.off_sale("mapo-tofu", "zhou").result()
    comes_to(first, payment, "paid")
    (back,) = first.rows(GatewayRefund)
    (tofu,) = first.rows(OrderLine, id=f"{order}.0")
    assert back.charge == payment and back.amount == tofu.amount
    assert first.rows(Refund)[0].lines == {tofu.id: tofu.quantity}
    (heard,) = first.rows(Heard, id=order)
    assert heard.verdict.state == "partly" and heard.verdict.refused[0].index == 0
    cooked = {key for one in first.rows(PrintJob) for key in one.lines}
    assert tofu.id not in cooked
    (said,) = (one for one in first.till.phones.verdicts() if one.request == payment)
    assert "back" not in said.facts, "no dish came off her bill: her order says that it was sold out"
    assert first.rebuilt().different == ()


def test_what_was_a_gift_meanwhile_and_is_sold_out_keeps_nobody_from_the_rest(first: Shop) -> None:
    """Seed 3281 of the simulator: the till had refused to hear of the money at all."""
    order = first.phone("A1").order(TOFU, RICE).request
    payment = charge(first, order)
    first.till.bills.give_line(f"{order}.0", 1_000, "late", "wang", first.time.new_id()).result()
    first.till.supply.off_sale("mapo-tofu", "zhou").result()
    comes_to(first, payment, "paid")
    assert unpaid(first, order).state == "taken"
    (settled,) = first.rows(Settlement)
    (tofu,) = first.rows(OrderLine, id=f"{order}.0")
    assert settled.over == tofu.amount  # it was charged before: it goes back by itself, once
    assert [(one.amount, one.owed) for one in first.rows(Refund)] == [(tofu.amount, tofu.amount)]
    assert first.rebuilt().different == ()


def test_what_was_paid_in_part_on_a_phone_goes_back_when_the_time_is_over(first: Shop) -> None:
    order = first.phone("A1").order(FISH).request
    (line,) = first.rows(OrderLine, id=f"{order}.0")
    view, payment = first.opening("A1"), first.time.new_id()
    asked = ChargeAsked(payment, line.opening, line.bill, "wechat", 1_000, view.version, False, "phone")
    told = {"phone": "phone-of-a-guest", "channel": "wechat"}
    write(first, lambda entry: granting.grant(entry, asked, "jsapi", "home", told))
    comes_to(first, payment, "paid")
    assert kitchen(first) == []
    first.time.later(minutes=10)
    first.till.unpaid.look()
    (back,) = first.rows(GatewayRefund)
    assert (back.charge, back.amount) == (payment, 1_000) and kitchen(first) == []
    assert unpaid(first, order).state == "released"
    assert first.rebuilt().different == ()


def test_staff_give_an_order_up_but_not_one_that_is_being_paid(first: Shop) -> None:
    order = first.phone("A1").order(TOFU).request
    payment = charge(first, order)
    with pytest.raises(Refused, match="pay_first_paying"):
        first.till.unpaid.release(order, "zhou").result()
    comes_to(first, payment, "closed")
    first.till.unpaid.release(order, "zhou").result()
    assert unpaid(first, order).state == "released" and first.state("A1") == "free"


def test_staff_start_and_serve_nothing_that_is_not_paid(first: Shop) -> None:
    order = first.phone("A1").order(TOFU).request
    opening = first.opening("A1").opening.id
    with pytest.raises(Refused, match="nothing_held"):
        first.till.courses.start(opening, "zhou", first.time.new_id()).result()
    first.till.serve(opening, [f"{order}.0"], "zhou").result()
    assert not first.rows(OrderLine, id=f"{order}.0")[0].served_at and kitchen(first) == []


def test_a_phone_that_has_not_paid_is_not_let_in_when_the_house_changes_its_mind(first: Shop) -> None:
    first.phone("A1").order(TOFU)
    first.publish("floor", pay_first=False)
    assert first.phone("A1").order(RICE).state == "held"


def test_other_requests_do_not_change(shop: Shop) -> None:
    """A house where one pays last: the same facts as ever."""
    shop.phone("A1").order(TOFU)
    (body,) = [event for event in shop.events("order.placed") if event.get("phone")]
    assert "pay_first" not in body and "charges" not in body and shop.rows(PayFirst) == []
    assert not any(line.get("held") for line in body["lines"])
    assert to_plain(shop.rows(Opening)[0])["phones"] == ["phone-of-a-guest"]


PLACE = PayPlace("home", {"wechat": ("jsapi",)})


def seen(shop: Shop, table: str = "A1") -> SeenOpening:
    found = shop.read(lambda tables: see_table(tables, table)).opening
    assert found is not None
    return found


def together(shop: Shop, table: str = "A1", **changed: Any) -> dict[str, Any]:
    """What a page asks for that pays all unpaid orders of a table at once, as it is shown them now."""
    opening = seen(shop, table)
    money = opening.together
    assert money is not None
    wish = {
        "id": shop.time.new_id(),
        "table": table,
        "phone": "phone-of-who-pays",
        "opening": opening.id,
        "secret": opening.secret,
        "total": money.total,
        "amount": money.total,
        "bill": money.bill,
        "also": list(money.also),
        "browser": "wechat",
    }
    return {**wish, **changed}


def wants_to_pay(shop: Shop, wish: dict[str, Any]) -> Verdict:
    return cast(Verdict, write(shop, lambda entry: hear_payment(entry, wish, 0, PLACE)))


def test_one_payment_for_all_unpaid_orders_of_a_table(first: Shop) -> None:
    """Each came by a phone of its own; one guest pays, and gets one receipt with the promotion for all."""
    first.publish(
        "rules", promotions=[{"id": "much", "names": {"en": "much"}, "reach": 11_000, "off": 1_000}]
    )
    orders = [
        first.phone("A1", f"phone-number-{count}").order(dish).request
        for count, dish in enumerate((FISH, TOFU, RICE))
    ]
    alone = [one.total for one in seen(first).bills]
    first.send("A1", BEER)  # staff's round is paid as ever
    wish = together(first)
    money = seen(first).together
    assert money is not None and len(money.dishes) == 3
    assert max(alone) < 11_000 < money.total == sum(alone) - 1_000
    verdict = wants_to_pay(first, wish)
    assert verdict.facts["state"] == "open"
    assert wants_to_pay(first, wish).facts == verdict.facts
    (grant,) = first.rows(Grant)
    assert grant.amount == wish["total"] and kitchen(first).count(orders[0]) == 0
    comes_to(first, grant.id, "paid")
    assert {unpaid(first, order).state for order in orders} == {"taken"}
    assert [kitchen(first).count(order) for order in orders] == [1, 1, 1]
    (settled,) = first.rows(Settlement)
    assert settled.total == grant.amount
    assert seen(first).together is None and seen(first).money is not None  # staff's beer is left
    assert first.rebuilt().different == ()


def test_an_order_that_somebody_pays_alone_is_not_paid_with_the_others(first: Shop) -> None:
    orders = [first.phone("A1", f"phone-number-{count}").order(TOFU).request for count in range(3)]
    mine = charge(first, orders[0])
    wish = together(first)
    assert {bill_of(first, order) for order in orders[1:]} == {wish["bill"], *wish["also"]}
    first.phone("A1", "phone-number-4").order(RICE)
    assert wants_to_pay(first, wish).code == "pay_changed"  # one more has come: she looks again
    assert len({bill_of(first, order) for order in orders}) == 3 and len(first.rows(Grant)) == 1
    wish = together(first)
    assert wants_to_pay(first, together(first, amount=wish["amount"] - 1)).state == "refused"
    assert wants_to_pay(first, wish).facts["state"] == "open"
    comes_to(first, mine, "paid")
    assert kitchen(first) == [orders[0]]


def test_orders_that_are_paid_together_are_kept_as_long_as_the_last_and_go_together(first: Shop) -> None:
    one = first.phone("A1", "phone-number-1").order(TOFU).request
    first.time.later(minutes=6)
    two = first.phone("A1", "phone-number-2").order(RICE).request
    wish = together(first)
    wants_to_pay(first, wish)
    comes_to(first, wish["id"], "closed")  # she thought better of it
    assert [order.pay_by for order in seen(first).orders] == [unpaid(first, two).ends] * 2
    first.time.later(minutes=5)
    first.till.unpaid.look()
    assert unpaid(first, one).state == "waiting"
    opening, payment = seen(first), first.time.new_id()
    assert opening.money is not None
    part = {"id": payment, "part": "sum", "amount": 1_000, "total": opening.money.total, "also": []}
    wants_to_pay(first, {**wish, **part})
    comes_to(first, payment, "paid")
    first.time.later(minutes=5)
    first.till.unpaid.look()
    assert {unpaid(first, order).state for order in (one, two)} == {"released"}
    (back,) = first.rows(GatewayRefund)
    assert (back.charge, back.amount) == (payment, 1_000) and kitchen(first) == []
    assert first.rebuilt().different == ()


@pytest.mark.parametrize("paid", [300, 3_000])
def test_what_was_paid_for_other_dishes_of_the_bill_stays(first: Shop, paid: int) -> None:
    """The cashier has put an unpaid order on the bill of what was cooked: only what is too much goes back."""
    first.till.open_table("A1", 2, "chen").result()
    first.send("A1", BEER)
    before = seen(first).money
    assert before is not None
    order = first.phone("A1").order(FISH).request
    opening = first.opening("A1").opening.id
    first.till.bills.merge(opening, "zhou").result()
    wish = {"also": [], "bill": bill_of(first, order), "part": "sum", "amount": paid}
    opening_seen = seen(first)
    assert opening_seen.money is not None and opening_seen.money.total > paid
    told = {"opening": opening, "secret": opening_seen.secret, "total": opening_seen.money.total}
    common = {"id": first.time.new_id(), "table": "A1", "phone": "phone-of-who-pays", "browser": "wechat"}
    assert wants_to_pay(first, {**common, **told, **wish}).state == "accepted"
    comes_to(first, str(common["id"]), "paid")
    first.time.later(minutes=10)
    first.till.unpaid.look()
    assert unpaid(first, order).state == "released" and order not in kitchen(first)
    assert [one.amount for one in first.rows(GatewayRefund)] == [paid - before.total] * (paid > before.total)
    assert bool(first.rows(Settlement)) == (paid >= before.total)
    assert first.rebuilt().different == ()


def test_an_order_of_a_joined_table_that_waits_for_its_money_when_the_tables_part(first: Shop) -> None:
    for table in ("A1", "A2"):
        first.till.open_table(table, 2, "chen").result()
        first.send(table, BEER)
    head, there = (first.opening(table).opening.id for table in ("A1", "A2"))
    first.till.tables.join(head, there, "chen").result()
    order = first.phone("A2", "phone-of-his").order(TOFU).request
    first.till.tables.part(there, "chen").result()
    assert order not in kitchen(first)  # it is kept still, on the bill alone where it was made
    assert bill_of(first, order) in {one.agreed.id for one in first.opening("A1").open_bills}
    payment = charge(first, order)
    comes_to(first, payment, "paid")
    assert kitchen(first).count(order) == 1
    (job,) = [one for one in first.rows(PrintJob, order=order) if one.kind == "kitchen"]
    seen = next(one for one in first.till.view.jobs if one.id == job.id)
    assert seen.table_label["en"] == "A2"  # and carried to who ordered it
    for table in ("A1", "A2"):
        first.pay(table)
        assert not first.opening(table).open_bills
    settled = {row.id: row.total for row in first.rows(Settlement)}
    assert {row.bill for row in first.rows(OrderLine)} == set(settled)
    assert sum(settled.values()) == sum(row.amount for row in first.rows(Payment))
    assert first.rebuilt().different == ()


def counter(shop: Shop, order: str) -> Opening:
    (line, *_) = shop.rows(OrderLine, order=order)
    (opening,) = shop.rows(Opening, id=line.opening)
    return opening


def test_an_order_by_the_stores_code_has_its_number_and_waits_for_its_money(first: Shop) -> None:
    store_code.begin(first)
    verdict = store_code.order(first, TOFU)
    seen = store_code.told(first, verdict)
    assert (verdict.state, seen.number, seen.phone, seen.before) == (
        "accepted",
        "001",
        "phone-of-a-guest",
        0,
    )
    assert kitchen(first) == [] and unpaid(first, verdict.request).state == "waiting"
    payment = charge(first, verdict.request)
    comes_to(first, payment, "paid")
    comes_to(first, payment, "paid")
    assert kitchen(first) == [verdict.request]
    assert store_code.told(first, verdict).paid
    assert first.rebuilt().different == ()


def test_what_nobody_pays_at_the_counter_is_let_go_with_its_number_and_its_place(first: Shop) -> None:
    store_code.begin(first, most=1)
    verdict = store_code.order(first, TOFU)
    first.time.later(minutes=10)
    first.till.unpaid.look()
    first.caught_up()
    assert unpaid(first, verdict.request).state == "released" and kitchen(first) == []
    assert not counter(first, verdict.request).live
    (heard,) = first.rows(Heard, id=verdict.request)
    assert heard.verdict.code == "pay_first_over"
    assert store_code.order(first, TOFU).state == "accepted", "the kitchen has room in this quarter again"
    assert store_code.order(first, TOFU).code == "kitchen_full"
    assert first.rebuilt().different == ()


def test_money_that_comes_after_its_number_is_gone_goes_back_and_she_is_told(first: Shop) -> None:
    """The gateway had closed it, the number is let go, and then her bank tells that she has paid."""
    store_code.begin(first)
    verdict = store_code.order(first, TOFU)
    payment = charge(first, verdict.request)
    first.time.later(minutes=10)
    first.till.unpaid.look()
    assert unpaid(first, verdict.request).state == "waiting"  # until it is known what became of the payment
    comes_to(first, payment, "closed")
    first.till.unpaid.look()
    assert not counter(first, verdict.request).live
    comes_to(first, payment, "paid")
    comes_to(first, payment, "paid")
    (grant,) = first.rows(Grant, id=payment)
    assert verdict_of(grant).facts["state"] == "back" and kitchen(first) == []
    comes_to(first, payment, "returned")
    assert verdict_of(first.rows(Grant, id=payment)[0]).facts["state"] == "returned"
    assert first.rows(Payment) == [] and first.rows(Settlement) == []
    assert first.rebuilt().different == ()


def test_money_that_comes_in_the_last_second_takes_the_number_to_the_kitchen(first: Shop) -> None:
    store_code.begin(first)
    verdict = store_code.order(first, TOFU)
    payment = charge(first, verdict.request)
    first.time.later(minutes=10)
    first.till.unpaid.look()
    comes_to(first, payment, "paid")
    first.till.unpaid.look()
    assert kitchen(first) == [verdict.request] and store_code.told(first, verdict).paid
    assert first.rebuilt().different == ()


def test_what_is_paid_for_later_is_begun_at_its_time_and_not_before(first: Shop) -> None:
    store_code.begin(first, before=20)
    verdict = store_code.order(first, TOFU, wanted_at=at("2026-11-23T18:30"))
    unpaid_too = store_code.order(first, RICE, wanted_at=at("2026-11-23T18:30"), phone="another-phone")
    comes_to(first, charge(first, verdict.request), "paid")
    assert [row.held for row in first.rows(OrderLine, order=verdict.request)] == [True]
    assert not store_code.told(first, verdict).begun
    store_code.begin_due(first)
    assert first.rows(PrintJob, kind="fire") == []
    first.time.at = at("2026-11-23T18:10")
    store_code.begin_due(first)
    store_code.begin_due(first)
    assert store_code.told(first, verdict).begun
    assert [row.held for row in first.rows(OrderLine, order=verdict.request)] == [False]
    assert [row.held for row in first.rows(OrderLine, order=unpaid_too.request)] == [True]
    assert unpaid_too.request not in kitchen(first)
    assert first.rebuilt().different == ()


def test_what_is_paid_after_its_kitchen_should_have_begun_is_begun_at_once(first: Shop) -> None:
    store_code.begin(first, before=20)
    verdict = store_code.order(first, TOFU, wanted_at=at("2026-11-23T12:25"))
    first.time.later(minutes=8)
    comes_to(first, charge(first, verdict.request), "paid")
    assert kitchen(first) == [verdict.request]
    assert [row.held for row in first.rows(OrderLine, order=verdict.request)] == [False]
