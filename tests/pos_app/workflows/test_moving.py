"""转台, 并台, 转菜 and 待清: guests and dishes go to other tables, and their phones with them."""

from functools import partial

import pytest

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.floor.seen import see_table
from domain.money.discounts import NO_DISCOUNT, Discount
from domain.money.payments import Settlement
from domain.selling.orders import OrderLine
from domain.selling.printing import PrintJob
from domain.selling.slip_code import SlipCode, slip_code
from pos_app.workflows.slips import ticket_for
from printers.escpos import encode
from printers.press import read_paper
from printers.slips.words import SlipForm
from printers.ticket import Width
from tests.pos_app.shop import BEER, FISH, RICE, TOFU, Phone, Shop

CHEN = "chen"
FORM = SlipForm(Width.MM_80, "zh-Hans", None)


def id_of(shop: Shop, table: str) -> str:
    return shop.opening(table).opening.id


def dishes(shop: Shop, table: str) -> list[str]:
    return [line.line.dish for order in shop.opening(table).orders for line in order.lines]


def amount(shop: Shop, table: str) -> int:
    return sum(order.amount for order in shop.opening(table).orders)


def transfer(shop: Shop, table: str, to: str) -> None:
    shop.till.tables.transfer(id_of(shop, table), to, CHEN).result()


def join(shop: Shop, table: str, other: str) -> None:
    shop.till.tables.join(id_of(shop, table), id_of(shop, other), CHEN).result()


def move(shop: Shop, table: str, to: str, **wanted: int) -> None:
    """Portions by dish."""
    orders = shop.opening(table).orders
    lines = {line.line.dish: line.id for order in orders for line in order.lines}
    chosen = {lines[dish.replace("_", "-")]: count * 1_000 for dish, count in wanted.items()}
    shop.till.tables.move_lines(id_of(shop, table), chosen, id_of(shop, to), CHEN).result()


def kitchen_tickets(shop: Shop) -> int:
    return len(shop.rows(PrintJob, kind="kitchen"))


# ------------------------------------------------------------------ to be cleaned


def test_a_table_that_was_used_waits_to_be_cleaned_where_the_house_wants_it_so(shop: Shop) -> None:
    shop.publish("floor", clean_after=True)
    shop.open("A1")
    shop.send("A1", TOFU)
    shop.pay("A1")
    shop.till.clear_table(id_of(shop, "A1"), CHEN).result()
    assert shop.state("A1") == "clean"
    (left,) = shop.events("opening.cleared")
    assert left["tables"] == {left["opening"]: "A1"}, "also if another history has moved them"
    shop.time.later(minutes=6)
    shop.till.refresh()
    assert (shop.till.now() - shop.till.view.tables["A1"].since) // 60_000 == 6
    shop.till.tables.clean("A1", CHEN).result()
    assert shop.state("A1") == "free"
    assert shop.rebuilt().different == ()


def test_a_table_where_nothing_was_ordered_needs_no_cleaning(shop: Shop) -> None:
    shop.publish("floor", clean_after=True)
    shop.till.clear_table(shop.open("A1"), CHEN).result()
    assert shop.state("A1") == "free"


def test_guests_who_sit_down_at_an_uncleaned_table_make_it_theirs(shop: Shop) -> None:
    shop.publish("floor", clean_after=True)
    shop.phone("A1").order(TOFU)
    shop.pay("A1")
    shop.till.clear_table(id_of(shop, "A1"), CHEN).result()
    assert shop.phone("A1").order(TOFU).state == "accepted"
    assert shop.state("A1") == "ordered"


def test_the_house_that_does_not_ask_for_it_has_free_tables_at_once(shop: Shop) -> None:
    shop.phone("A1").order(TOFU)
    shop.pay("A1")
    shop.till.clear_table(id_of(shop, "A1"), CHEN).result()
    assert shop.state("A1") == "free"


def test_a_bill_that_is_paid_in_part_is_being_settled(shop: Shop) -> None:
    shop.phone("A1").order(TOFU)
    shop.pay("A1", 1_000)
    assert shop.state("A1") == "settling"
    assert shop.read(lambda tables: see_table(tables, "A1")).opening.settling  # type: ignore[union-attr]
    shop.pay("A1")
    assert shop.state("A1") == "paid"


# ------------------------------------------------------------------ 转台


def test_guests_change_tables_with_all_that_is_theirs(shop: Shop) -> None:
    phone = shop.phone("A1")
    phone.order(FISH, TOFU)
    before = shop.opening("A1")
    transfer(shop, "A1", "B3")
    after = shop.opening("B3")
    assert shop.state("A1") == "free"
    assert (after.opening.id, after.bill, after.orders) == (before.opening.id, before.bill, before.orders)
    assert kitchen_tickets(shop) == 1
    shop.pay("B3")
    assert shop.rebuilt().different == ()


def test_a_page_of_the_old_table_goes_on_ordering_at_the_new_one(shop: Shop) -> None:
    phone = shop.phone("A1")
    phone.order(TOFU)
    late = phone.request(RICE)
    transfer(shop, "A1", "B3")
    assert phone.send(late).state == "accepted"
    assert phone.send(late).state == "accepted"  # the answer was lost: the same again
    assert dishes(shop, "B3") == ["mapo-tofu", "steamed-rice"]
    assert shop.state("A1") == "free"


def test_who_scans_the_old_code_meets_a_free_table(shop: Shop) -> None:
    shop.phone("A1").order(TOFU)
    transfer(shop, "A1", "B3")
    assert shop.phone("A1", "phone-of-a-newcomer").order(FISH).state == "accepted"
    assert (dishes(shop, "A1"), dishes(shop, "B3")) == (["boiled-fish"], ["mapo-tofu"])


def test_a_phone_that_waits_for_staff_waits_at_the_new_table(shop: Shop) -> None:
    """It scanned before the waiter opened the table, and asked before the transfer."""
    shop.publish("floor", admit_phones=False)
    stranger = shop.phone("A1")
    request = stranger.request(TOFU)
    assert stranger.send(request).state == "held"
    shop.open("A1")
    transfer(shop, "A1", "B3")
    assert [one.table for one in shop.till.view.held] == ["B3"]
    shop.till.admit(request.id, CHEN).result()
    assert dishes(shop, "B3") == ["mapo-tofu"]
    assert shop.state("A1") == "free"
    assert shop.rebuilt().different == ()


def test_only_a_free_table_takes_them(shop: Shop) -> None:
    shop.open("A1")
    shop.open("B3")
    with pytest.raises(Refused, match="table_taken"):
        transfer(shop, "A1", "B3")
    with pytest.raises(Refused, match="table_unknown"):
        transfer(shop, "A1", "Z9")


def test_what_a_guest_calls_for_on_the_old_page_reaches_the_new_table(shop: Shop) -> None:
    phone = shop.phone("A1")
    phone.order(TOFU)
    transfer(shop, "A1", "B3")
    shop.call("A1", "bill", opening=phone.opening)
    assert shop.state("B3") == "bill"


# ------------------------------------------------------------------ 并台


def test_joined_tables_have_one_bill_and_all_their_codes_lead_to_it(shop: Shop) -> None:
    hers, his = shop.phone("A1", "phone-of-hers"), shop.phone("A2", "phone-of-his")
    hers.order(FISH)
    his.order(TOFU)
    before = amount(shop, "A1") + amount(shop, "A2")
    late = his.request(BEER)
    join(shop, "A1", "A2")
    assert his.send(late).state == "accepted"
    both = shop.opening("A1")
    assert both.opening.id == id_of(shop, "A2")
    assert dishes(shop, "A1") == ["boiled-fish", "lager", "mapo-tofu"]
    assert amount(shop, "A1") == before + 1_000
    assert both.opening.guests == 4
    seen = [shop.read(partial(see_table, table=table)).opening for table in ("A1", "A2")]
    assert seen[0] == seen[1] and seen[0] is not None
    assert his.opening in seen[0].kin
    assert {order.guest for order in seen[0].orders} == {1, 2}
    shop.pay("A1")
    shop.till.clear_table(both.opening.id, CHEN).result()
    assert (shop.state("A1"), shop.state("A2")) == ("free", "free")
    assert shop.rebuilt().different == ()


def test_parted_tables_have_again_what_each_brought(shop: Shop) -> None:
    shop.phone("A1").order(FISH)
    his = shop.phone("A2", "phone-of-his")
    his.order(TOFU)
    other = id_of(shop, "A2")
    bills = shop.opening("A1").bill, shop.opening("A2").bill
    join(shop, "A1", "A2")
    shop.till.tables.part(other, CHEN).result()
    assert (shop.opening("A1").bill, shop.opening("A2").bill) == bills
    assert (dishes(shop, "A1"), dishes(shop, "A2")) == (["boiled-fish"], ["mapo-tofu"])
    assert shop.state("A2") == "ordered"
    assert his.send(his.request(BEER)).state == "accepted"
    assert dishes(shop, "A2") == ["mapo-tofu", "lager"]
    assert shop.rebuilt().different == ()


def test_a_phone_at_a_joined_table_has_its_dishes_brought_there_and_they_go_back_with_it(shop: Shop) -> None:
    hers = shop.phone("A1")
    hers.order(FISH)
    shop.phone("A2", "phone-of-his").order(TOFU)
    join(shop, "A1", "A2")
    assert shop.phone("A2", "phone-of-a-late-guest").order(BEER).state == "accepted"
    hers.order(RICE)
    rounds = {order.lines[0].line.dish: order for order in shop.opening("A1").orders}
    here = shop.till.view.floor.by_id["A2"].label
    assert (rounds["lager"].table, rounds["steamed-rice"].table) == (here, {})
    for dish, table, other in (("lager", "A2", "A1"), ("steamed-rice", "A1", "A2")):
        assert table in slip_of(shop, rounds[dish].id) and other not in slip_of(shop, rounds[dish].id)
    assert [(one.at_table, one.dishes) for one in shop.till.view.news[:2]] == [({}, 2), (here, 1)]
    assert {job.table_label["en"] for job in shop.till.view.jobs if job.kind == "kitchen"} == {"A1", "A2"}
    shop.till.tables.part(opening_itself(shop, "A2"), CHEN).result()
    assert dishes(shop, "A1") == ["boiled-fish", "steamed-rice"]
    assert dishes(shop, "A2") == ["mapo-tofu", "lager"]
    assert "A2" in slip_of(shop, rounds["lager"].id) and "→" not in slip_of(shop, rounds["lager"].id)
    assert shop.rebuilt().different == ()


def test_what_a_cashier_orders_for_a_joined_table_is_carried_there_and_goes_back_with_it(shop: Shop) -> None:
    shop.phone("A1").order(FISH)
    shop.phone("A2", "phone-of-his").order(TOFU)
    join(shop, "A1", "A2")
    head, there, request = id_of(shop, "A1"), opening_itself(shop, "A2"), shop.time.new_id()
    for _ in range(2):  # a lost answer: the same request is ordered once
        shop.till.send_to_kitchen(head, [BEER], "", CHEN, request, there).result()
    with pytest.raises(Refused, match="round_changed"):
        shop.till.send_to_kitchen(head, [BEER], "", CHEN, request).result()
    orders = {order.lines[0].line.dish: order for order in shop.opening("A1").orders}
    assert orders["lager"].table == shop.till.view.floor.by_id["A2"].label
    assert "A2" in slip_of(shop, request) and "A1" not in slip_of(shop, request)
    shop.till.tables.part(there, CHEN).result()
    assert (dishes(shop, "A1"), dishes(shop, "A2")) == (["boiled-fish"], ["mapo-tofu", "lager"])
    with pytest.raises(Refused, match="tables_parted"):
        shop.till.send_to_kitchen(head, [BEER], "", CHEN, shop.time.new_id(), there).result()
    assert shop.rebuilt().different == ()


def test_a_hurry_names_the_joined_table_that_waits(shop: Shop) -> None:
    shop.phone("A1").order(FISH)
    shop.phone("A2", "phone-of-his").order(BEER)
    join(shop, "A1", "A2")
    shop.phone("A2", "phone-of-a-late-guest").order(TOFU)
    lines = [line.id for order in shop.opening("A1").orders for line in order.lines if line.awaited]
    said = {}
    for name, told in (("both", lines), ("his", lines[-1:])):
        act = shop.time.new_id()
        shop.till.courses.hurry(id_of(shop, "A1"), CHEN, act, told).result()
        said[name] = " ".join(paper(shop, job) for job in shop.rows(PrintJob, order=act))
    assert "A2" in said["his"] and "A1" not in said["his"]
    assert "A1" in said["both"] and "→ A2" in said["both"]


def opening_itself(shop: Shop, table: str) -> str:
    """The opening of a table, also while its bill is another one's."""
    (one,) = shop.rows(Opening, table=table, live=1)
    return one.id


def slip_of(shop: Shop, order: str) -> str:
    """What an order's slip says when it is printed now."""
    return paper(shop, shop.rows(PrintJob, order=order)[0])


def split(shop: Shop, table: str, dish: str, guests: int = 1) -> str:
    to, one = shop.time.new_id(), shop.opening(table)
    line = next(line.id for line in one.bill_lines if line.line.dish == dish)
    shop.till.bills.split(one.opening.id, "", {line: 1_000}, guests, "zhou", to).result()
    return to


def on_bills(shop: Shop, table: str) -> list[tuple[list[str], int]]:
    """The dishes of each bill of a table, and the guests whom it charges for."""
    one = shop.opening(table)
    bills = [bill.agreed.id for bill in one.bills if bill.settlement is None] or [one.agreed.id]
    return [([line.line.dish for line in one.on(id).bill_lines], one.on(id).bill.guests) for id in bills]


def test_bills_that_were_split_before_stay_apart_on_the_common_bill_and_are_parted_again(shop: Shop) -> None:
    shop.phone("A1").order(FISH)
    shop.phone("A2", "phone-of-his").order(TOFU, BEER)
    split(shop, "A2", "lager")
    before = on_bills(shop, "A1"), on_bills(shop, "A2")
    other, figures = id_of(shop, "A2"), [one.figures for one in shop.opening("A2").bills]
    join(shop, "A1", "A2")
    assert sorted(on_bills(shop, "A1")) == [(["boiled-fish"], 2), (["lager"], 1), (["mapo-tofu"], 1)]
    both = shop.opening("A1")
    assert both.opening.guests == 4
    shop.till.tables.part(other, CHEN).result()
    assert (on_bills(shop, "A1"), on_bills(shop, "A2")) == before
    assert [one.figures for one in shop.opening("A2").bills] == figures
    assert shop.opening("A1").bills == ()
    assert shop.rebuilt().different == ()


def test_each_pays_a_joined_bill_that_was_split_and_together_it_is_the_whole(shop: Shop) -> None:
    shop.phone("A1").order(FISH)
    shop.phone("A2", "phone-of-his").order(TOFU, BEER)
    split(shop, "A2", "lager")
    other = id_of(shop, "A2")
    join(shop, "A1", "A2")
    whole = sum(one.figures.total for one in shop.opening("A1").bills)
    for _guest in range(3):
        shop.pay("A1")
    assert sum(one.total for one in shop.rows(Settlement)) == whole
    with pytest.raises(Refused, match="opening_paid"):
        shop.till.tables.part(other, CHEN).result()
    shop.till.clear_table(id_of(shop, "A1"), CHEN).result()
    assert (shop.state("A1"), shop.state("A2")) == ("free", "free")
    assert shop.rebuilt().different == ()


def test_who_has_paid_has_paid_all_once_a_table_with_two_bills_has_parted(shop: Shop) -> None:
    shop.phone("A1").order(FISH)
    shop.phone("A2", "phone-of-his").order(TOFU, BEER)
    split(shop, "A2", "lager")
    other = id_of(shop, "A2")
    join(shop, "A1", "A2")
    shop.pay("A1")
    assert shop.state("A1") != "paid"
    shop.till.tables.part(other, CHEN).result()
    assert (shop.state("A1"), len(shop.opening("A2").bills)) == ("paid", 2)
    assert shop.rebuilt().different == ()


def test_what_was_ordered_on_a_bill_that_came_along_stays_on_the_common_one(shop: Shop) -> None:
    shop.phone("A1").order(FISH)
    shop.phone("A2", "phone-of-his").order(TOFU, BEER)
    split(shop, "A2", "lager")
    other = id_of(shop, "A2")
    join(shop, "A1", "A2")
    shop.pay("A1")  # the fish: what is ordered now is on the next of the open bills
    shop.send("A1", RICE)
    shop.till.tables.part(other, CHEN).result()
    assert sorted(on_bills(shop, "A2")) == [(["lager"], 1), (["mapo-tofu"], 1)]
    ((rice, guests),) = on_bills(shop, "A1")
    assert (rice, guests) == (["steamed-rice"], 0)
    shop.pay("A1")
    for _guest in range(2):
        shop.pay("A2")
    assert (shop.state("A1"), shop.state("A2")) == ("paid", "paid")
    charged = sum(int(one.bill["guests"]) for one in shop.rows(Settlement))
    assert charged == 4 and shop.rebuilt().different == ()


def test_a_party_of_a_shared_table_joins_another_table_with_its_bills_and_parts(shop: Shop) -> None:
    first = shop.open("A1", 2)
    second = shop.till.tables.sit_beside("A1", 2, CHEN).result()
    shop.open("B3", 2)
    shop.send("B3", FISH)
    for opening, cart in ((first, (RICE,)), (second, (TOFU, BEER))):
        shop.till.send_to_kitchen(opening, cart, "", CHEN, shop.time.new_id()).result()
    shop.caught_up()
    beer = next(one.id for one in shop.till.view.openings[second].bill_lines if one.line.dish == "lager")
    shop.till.bills.split(second, "", {beer: 1_000}, 1, "zhou", shop.time.new_id()).result()
    shop.till.tables.join(id_of(shop, "B3"), second, CHEN).result()
    assert sorted(on_bills(shop, "B3")) == [(["boiled-fish"], 2), (["lager"], 1), (["mapo-tofu"], 1)]
    assert [line.line.dish for line in shop.till.view.openings[first].bill_lines] == ["steamed-rice"]
    shop.till.tables.part(second, CHEN).result()
    shop.caught_up()
    assert len(shop.till.view.openings[second].bills) == 2
    assert on_bills(shop, "B3") == [(["boiled-fish"], 2)]
    assert shop.rebuilt().different == ()


def test_a_discounted_or_begun_part_of_a_split_bill_joins_nobody(shop: Shop) -> None:
    shop.phone("A1").order(FISH)
    shop.phone("A2", "phone-of-his").order(TOFU, BEER)
    his = split(shop, "A2", "lager")
    one = shop.opening("A2")
    off = shop.till.bills.discount_bill
    off(one.opening.id, Discount(off=100), "agreed", "wang", shop.time.new_id()).result()
    with pytest.raises(Refused, match="bill_agreed"):
        join(shop, "A1", "A2")
    off(one.opening.id, NO_DISCOUNT, "agreed", "wang", shop.time.new_id()).result()
    now, payment = shop.opening("A2"), shop.time.new_id()
    args = (now.opening.id, "cash", 50, now.version, False, "zhou", payment, his)
    shop.till.take_payment(*args).result()
    with pytest.raises(Refused, match="bill_begun"):
        join(shop, "A1", "A2")


def test_a_page_of_the_common_bill_orders_at_its_own_table_once_they_are_parted(shop: Shop) -> None:
    shop.phone("A1").order(FISH)
    shop.open("A2")
    other = id_of(shop, "A2")
    join(shop, "A1", "A2")
    his = shop.phone("A2", "phone-of-his")  # it knows the common bill only
    assert his.opening == id_of(shop, "A1")
    late = his.request(TOFU)
    shop.till.tables.part(other, CHEN).result()
    assert his.send(late).state == "accepted"
    assert (dishes(shop, "A1"), dishes(shop, "A2")) == (["boiled-fish"], ["mapo-tofu"])


def test_a_dish_that_was_paid_before_stays_and_its_station_hears_of_no_join(shop: Shop) -> None:
    """Paid, then one more beer: only the beer comes onto the common bill, so only the bar is told."""
    shop.phone("A1").order(FISH)
    his = shop.phone("A2", "phone-of-his")
    his.order(TOFU)
    shop.pay("A2")
    his.order(BEER)
    join(shop, "A1", "A2")
    assert dishes(shop, "A1") == ["boiled-fish", "lager"]
    assert [job.station for job in shop.rows(PrintJob, kind="notice")] == ["bar"]


def test_a_bill_that_is_paid_in_part_joins_nobody(shop: Shop) -> None:
    shop.phone("A1").order(FISH)
    shop.phone("A2").order(TOFU)
    shop.pay("A2", 100)
    with pytest.raises(Refused, match="bill_begun"):
        join(shop, "A1", "A2")
    join(shop, "A2", "A1")  # the other way round nothing is taken apart
    assert shop.opening("A2").paid == 100


def test_nobody_pays_a_joined_table_alone(shop: Shop) -> None:
    shop.phone("A1").order(FISH)
    shop.phone("A2").order(TOFU)
    other = id_of(shop, "A2")
    join(shop, "A1", "A2")
    shop.pay("A2")
    assert shop.state("A1") == shop.state("A2") == "paid"
    with pytest.raises(Refused, match="opening_paid"):
        shop.till.tables.part(other, CHEN).result()


# ------------------------------------------------------------------ 转菜


def test_a_dish_goes_to_another_bill_and_is_not_cooked_again(shop: Shop) -> None:
    shop.phone("A1").order(FISH, TOFU)
    shop.open("A2")
    both = amount(shop, "A1")
    tickets = len(shop.rows(PrintJob))
    move(shop, "A1", "A2", mapo_tofu=1)
    assert (dishes(shop, "A1"), dishes(shop, "A2")) == (["boiled-fish"], ["mapo-tofu"])
    assert amount(shop, "A1") + amount(shop, "A2") == both
    assert kitchen_tickets(shop) == tickets
    assert shop.state("A2") == "ordered"
    assert shop.rebuilt().different == ()


def test_two_of_three_beers_go_along(shop: Shop) -> None:
    shop.open("A1")
    shop.open("A2")
    shop.send("A1", BEER, BEER, BEER)  # one line each
    shop.send("A1", RICE)  # two portions on one line
    move(shop, "A1", "A2", steamed_rice=1)
    rows = [row for row in shop.rows(OrderLine) if row.dish == "steamed-rice"]
    assert sorted((row.opening == id_of(shop, "A2"), row.quantity) for row in rows) == [
        (False, 1_000),
        (True, 1_000),
    ]
    assert sum(row.amount for row in rows) == 2 * rows[0].line.price
    move(shop, "A2", "A1", steamed_rice=1)
    assert dishes(shop, "A2") == []
    assert shop.state("A2") == "seated"
    assert shop.rebuilt().different == ()


def test_more_than_there_is_goes_nowhere(shop: Shop) -> None:
    shop.phone("A1").order(TOFU)
    shop.open("A2")
    with pytest.raises(Refused, match="line_gone"):
        move(shop, "A1", "A2", mapo_tofu=2)
    assert dishes(shop, "A1") == ["mapo-tofu"]


def test_a_phone_does_not_see_a_strangers_dish_as_its_own(shop: Shop) -> None:
    his: Phone = shop.phone("A1", "phone-of-his")
    his.order(TOFU)
    shop.phone("A2", "phone-of-hers").order(FISH)
    move(shop, "A1", "A2", mapo_tofu=1)
    seen = shop.read(lambda tables: see_table(tables, "A2")).opening
    assert seen is not None
    assert [order.guest for order in seen.orders] == [1, 0]


# ------------------------------------------------------------------ what the kitchen reads


def slips_of(shop: Shop, kind: str) -> dict[str, str]:
    """What each station's slips of a kind say."""
    return {job.station: paper(shop, job) for job in shop.rows(PrintJob, kind=kind)}


def paper(shop: Shop, job: PrintJob) -> str:
    return read_paper(encode(shop.read(lambda tables: ticket_for(tables, job, FORM, shop.time.at)))).text


def test_the_stations_that_still_cook_for_the_table_are_told(shop: Shop) -> None:
    phone = shop.phone("A1")
    phone.order(TOFU, BEER)
    beer = next(row for row in shop.rows(OrderLine) if row.dish == "lager")
    shop.till.serve(phone.opening, [beer.id], CHEN).result()
    transfer(shop, "A1", "B3")
    told = slips_of(shop, "notice")
    assert list(told) == ["kitchen"]
    assert "A1" in told["kitchen"] and "B3" in told["kitchen"] and "麻婆豆腐" in told["kitchen"]


def test_a_ticket_that_comes_late_names_the_table_where_the_dish_has_gone(shop: Shop) -> None:
    shop.phone("A1").order(FISH, TOFU)
    shop.open("A2")
    move(shop, "A1", "A2", mapo_tofu=1)
    (late,) = slips_of(shop, "kitchen").values()
    assert "→ A2" in late and "水煮鱼" in late and "麻婆豆腐" in late
    (told,) = slips_of(shop, "notice").values()
    assert "麻婆豆腐" in told and "水煮鱼" not in told


def test_the_receipt_of_a_common_bill_lists_what_both_tables_had(shop: Shop) -> None:
    shop.phone("A1").order(FISH)
    shop.phone("A2").order(TOFU)
    join(shop, "A1", "A2")
    shop.pay("A1")
    (receipt,) = slips_of(shop, "receipt").values()
    assert "水煮鱼" in receipt and "麻婆豆腐" in receipt


def test_the_slip_of_a_dish_that_has_gone_elsewhere_is_checked_off_there(shop: Shop) -> None:
    shop.phone("A1").order(FISH, TOFU)
    shop.open("A2")
    (job,) = shop.rows(PrintJob, kind="kitchen")
    opening, order = shop.opening("A1"), shop.opening("A1").orders[0]
    code = slip_code(SlipCode(opening.opening.number, order.round, 0, job.sheet))
    move(shop, "A1", "A2", mapo_tofu=1)
    shop.till.scans.check_off(code, CHEN).result()
    assert all(row.served_at for row in shop.rows(OrderLine))
    assert (shop.state("A1"), shop.state("A2")) == ("served", "served")
