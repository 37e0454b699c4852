"""拼桌: two parties at one table, each with its own bill, phones and slips."""

from dataclasses import replace

import pytest

from domain.errors import Refused, name_in
from domain.floor.seen import see_table
from domain.selling.orders import Held
from domain.selling.printing import PrintJob
from pos_app.workflows.slips import ticket_for
from printers.escpos import encode
from printers.press import read_paper
from printers.slips.words import SlipForm
from printers.ticket import Width
from tests.pos_app.shop import BEER, RICE, TOFU, Phone, Shop

CHEN = "chen"
FORM = SlipForm(Width.MM_80, "zh-Hans", None)


def beside(shop: Shop, table: str, guests: int = 2) -> str:
    return shop.till.tables.sit_beside(table, guests, CHEN).result()


def send(shop: Shop, opening: str, *cart: object) -> None:
    shop.till.send_to_kitchen(opening, cart, "", CHEN, shop.time.new_id()).result()  # type: ignore[arg-type]


def parties(shop: Shop, table: str) -> list[tuple[str, int, int, str]]:
    """Label, guests, minor units and state of each party."""
    shop.caught_up()
    view = shop.till.view.tables[table]
    return [(name_in(one.label, "en"), one.guests, one.total, one.state) for one in view.each]


def dishes(shop: Shop, opening: str) -> list[str]:
    shop.caught_up()
    return [line.line.dish for line in shop.till.view.openings[opening].bill_lines]


def settle(shop: Shop, opening: str) -> None:
    shop.caught_up()
    view = shop.till.view.openings[opening]
    shop.till.take_payment(opening, "cash", view.due, view.version, True, "zhou", shop.time.new_id()).result()


def scan(shop: Shop, table: str, name: str) -> Phone:
    """A phone of nobody knows which party: its page knows no opening."""
    phone = shop.phone(table, name)
    phone.opening = phone.secret = ""
    return phone


def paper(shop: Shop, job: PrintJob) -> str:
    return read_paper(encode(shop.read(lambda tables: ticket_for(tables, job, FORM, shop.time.at)))).text


def test_two_parties_at_one_table_have_a_bill_each(shop: Shop) -> None:
    first = shop.open("A1", 2)
    with pytest.raises(Refused, match="table_taken"):
        shop.open("A1", 3)
    second = beside(shop, "A1", 3)
    assert first != second
    send(shop, first, TOFU)
    send(shop, second, BEER)
    (a, b) = parties(shop, "A1")
    assert (a[0], a[1], b[0], b[1]) == ("A1-1", 2, "A1-2", 3)
    assert (dishes(shop, first), dishes(shop, second)) == (["mapo-tofu"], ["lager"])
    whole = shop.till.view.tables["A1"]
    assert (whole.guests, whole.total) == (5, a[2] + b[2])
    settle(shop, first)
    assert [one[3] for one in parties(shop, "A1")] == ["paid", "ordered"]
    assert shop.rebuilt().different == ()


def test_a_table_is_free_when_the_last_party_has_left_and_then_to_be_cleaned(shop: Shop) -> None:
    shop.publish("floor", clean_after=True)
    first, second = shop.open("A1"), beside(shop, "A1")
    send(shop, first, TOFU)
    settle(shop, first)
    shop.till.clear_table(first, CHEN).result()
    assert [one[0] for one in parties(shop, "A1")] == ["A1-2"]  # as its slips say
    shop.till.clear_table(second, CHEN).result()
    assert shop.state("A1") == "clean"
    shop.open("A1")
    assert [one[0] for one in parties(shop, "A1")] == ["A1"]
    assert shop.rebuilt().different == ()


def test_a_party_that_comes_gets_the_lowest_number_that_is_free(shop: Shop) -> None:
    first = shop.open("A1")
    beside(shop, "A1")
    shop.till.clear_table(first, CHEN).result()
    beside(shop, "A1")
    beside(shop, "A1")
    assert [one[0] for one in parties(shop, "A1")] == ["A1-1", "A1-2", "A1-3"]


def test_paper_says_whose_dish_it_is(shop: Shop) -> None:
    first, second = shop.open("A1"), beside(shop, "A1")
    send(shop, first, TOFU)
    send(shop, second, TOFU)
    jobs = {job.opening: job for job in shop.rows(PrintJob, kind="kitchen")}
    assert "A1-1" in paper(shop, jobs[first]) and "A1-2" in paper(shop, jobs[second])
    settle(shop, second)
    (receipt,) = shop.rows(PrintJob, kind="receipt")
    assert "A1-2" in paper(shop, receipt)


def test_a_dish_goes_from_one_party_to_the_other(shop: Shop) -> None:
    first, second = shop.open("A1"), beside(shop, "A1")
    send(shop, first, TOFU, BEER)
    shop.caught_up()
    (row,) = [one for one in shop.till.view.openings[first].bill_lines if one.line.dish == "lager"]
    shop.till.tables.move_lines(first, {row.id: 1_000}, second, CHEN).result()
    assert (dishes(shop, first), dishes(shop, second)) == (["mapo-tofu"], ["lager"])
    notices = [paper(shop, job) for job in shop.rows(PrintJob, kind="notice")]
    assert notices and "A1-1" in notices[0] and "A1-2" in notices[0]


def test_a_party_changes_to_a_table_of_its_own_and_to_others_beside_them(shop: Shop) -> None:
    first, second = shop.open("A1"), beside(shop, "A1")
    other = shop.open("A2")
    send(shop, second, TOFU)
    shop.till.tables.transfer(second, "A3", CHEN).result()
    assert [one[0] for one in parties(shop, "A3")] == ["A3"]
    assert [one[0] for one in parties(shop, "A1")] == ["A1-1"]
    with pytest.raises(Refused, match="table_taken"):
        shop.till.tables.transfer(second, "A2", CHEN).result()
    shop.till.tables.transfer(second, "A2", CHEN, beside=True).result()
    assert [one[0] for one in parties(shop, "A2")] == ["A2-1", "A2-2"]
    assert shop.till.view.openings[other].opening.party == 1
    assert dishes(shop, second) == ["mapo-tofu"]
    assert first in shop.till.view.openings
    assert shop.rebuilt().different == ()


def test_two_parties_of_a_table_that_pay_together_are_one_bill_and_part_again(shop: Shop) -> None:
    first, second = shop.open("A1"), beside(shop, "A1")
    send(shop, first, TOFU)
    send(shop, second, BEER)
    shop.till.tables.join(first, second, CHEN).result()
    assert len(parties(shop, "A1")) == 1
    assert sorted(dishes(shop, first)) == ["lager", "mapo-tofu"]
    shop.till.tables.part(second, CHEN).result()
    assert [one[0] for one in parties(shop, "A1")] == ["A1-1", "A1-2"]
    assert shop.rebuilt().different == ()


# ------------------------------------------------------------------ phones


def test_nothing_of_a_shared_table_is_shown_to_a_phone_that_nobody_knows(shop: Shop) -> None:
    first, second = shop.open("A1"), beside(shop, "A1")
    send(shop, first, TOFU)
    seen = shop.read(lambda tables: see_table(tables, "A1"))
    assert seen.opening is None and len(seen.parties) == 2  # a relay of before shows no bill either
    assert seen.opening_of("") is None and seen.opening_of("", "stranger") is None
    mine = seen.opening_of(second)
    assert mine is not None and mine.id == second and not mine.orders


def test_a_stranger_at_a_shared_table_waits_for_staff_even_where_phones_are_taken_at_once(shop: Shop) -> None:
    shop.publish("floor", admit_phones=True)
    first, second = shop.open("A1"), beside(shop, "A1")
    phone = scan(shop, "A1", "phone-of-party-two")
    request = phone.request(TOFU)
    assert phone.send(request).state == "held"
    with pytest.raises(Refused, match="party_unknown"):
        shop.till.admit(request.id, CHEN).result()
    assert len(shop.rows(Held)) == 1  # it waits on
    shop.till.admit(request.id, CHEN, second).result()
    assert (dishes(shop, first), dishes(shop, second)) == ([], ["mapo-tofu"])
    again = scan(shop, "A1", "phone-of-party-two")  # known now, also with a page loaded anew
    assert again.send(again.request(RICE)).state == "accepted"
    assert dishes(shop, second) == ["mapo-tofu", "steamed-rice"]
    seen = shop.read(lambda tables: see_table(tables, "A1")).opening_of("", "phone-of-party-two")
    assert seen is not None and seen.id == second
    assert shop.rebuilt().different == ()


def test_a_phone_that_was_there_before_stays_with_its_party(shop: Shop) -> None:
    shop.publish("floor", admit_phones=True)
    first = shop.open("A1")
    phone = shop.phone("A1", "phone-of-party-one")
    beside(shop, "A1")
    assert phone.send(phone.request(TOFU)).state == "accepted"
    assert dishes(shop, first) == ["mapo-tofu"]


def test_an_order_that_waited_when_others_sat_down_asks_whose_it_is(shop: Shop) -> None:
    shop.publish("floor", admit_phones=False)
    first = shop.open("A1")
    phone = scan(shop, "A1", "phone-of-party-one")
    request = phone.request(TOFU)
    assert phone.send(request).state == "held"
    beside(shop, "A1")
    with pytest.raises(Refused, match="party_unknown"):
        shop.till.admit(request.id, CHEN).result()
    shop.till.admit(request.id, CHEN, first).result()
    assert dishes(shop, first) == ["mapo-tofu"]


def test_an_order_of_nobody_knows_whom_stays_when_one_party_leaves_the_table(shop: Shop) -> None:
    first, second = shop.open("A1"), beside(shop, "A1")
    phone = scan(shop, "A1", "phone-of-party-two")
    request = phone.request(TOFU)
    phone.send(request)
    shop.till.tables.transfer(first, "A3", CHEN).result()
    assert [one.table for one in shop.rows(Held)] == ["A1"]
    shop.till.admit(request.id, CHEN).result()  # only one can have asked
    assert dishes(shop, second) == ["mapo-tofu"]


def test_whoever_nobody_knows_gets_a_waiter_and_not_the_neighbours_bill(shop: Shop) -> None:
    first, second = shop.open("A1"), beside(shop, "A1")
    shop.call("A1", "bill")
    shop.caught_up()
    assert [shop.till.view.openings[one].opening.called for one in (first, second)] == ["waiter", ""]
    shop.call("A1", "bill", second)
    shop.caught_up()
    assert [shop.till.view.openings[one].opening.called for one in (first, second)] == ["waiter", "bill"]


def test_the_code_that_a_cashier_shows_is_of_one_party(shop: Shop) -> None:
    first, second = shop.open("A1"), beside(shop, "A1")
    shop.caught_up()
    urls = [shop.till.table_url("A1", one) for one in (first, second)]
    assert urls[0] != urls[1] and all(shop.till.table_url("A1") + "#" in url for url in urls)
    assert shop.till.view.openings[second].opening.secret in urls[1]


def test_a_removed_table_keeps_its_name_for_the_paper_of_its_past(shop: Shop) -> None:
    opening = shop.open("A1")
    send(shop, opening, TOFU)
    settle(shop, opening)
    shop.till.clear_table(opening, CHEN).result()
    shop.caught_up()
    floor = shop.till.view.floor
    kept = tuple(one for one in floor.tables if one.id != "A1")
    shop.till.tables.save_floor(replace(floor, tables=kept), "wang").result()
    (receipt,) = shop.rows(PrintJob, kind="receipt")
    assert "A1" in paper(shop, receipt)
    (kitchen,) = shop.rows(PrintJob, kind="kitchen")
    slip = paper(shop, kitchen)
    assert "A1" in slip and name_in(floor.area_of("A1"), "zh-Hans") in slip
    again = replace(shop.till.view.floor, tables=floor.tables)
    shop.till.tables.save_floor(again, "wang").result()
    assert shop.read_document("floor")["gone"] == shop.read_document("floor")["gone_from"] == {}
