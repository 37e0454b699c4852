"""What stands on the slips of a real order, and what a scanner at the pass makes of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.errors import Refused
from domain.selling.order import CartLine
from domain.selling.print_setup import DISH, PASS, Printer, StationSlips
from domain.selling.printing import PrintJob
from pos_app.workflows import print_acts
from pos_app.workflows.dish_stations import DishWish
from pos_app.workflows.print_forms import form_of
from pos_app.workflows.slips import ticket_for
from printers.escpos import encode
from printers.paper import Paper, QrRow
from printers.press import read_paper
from printers.ticket import Buzz
from tests.pos_app.desks import jobs, set_up, write
from tests.pos_app.shop import BEER, FISH, SET_FOR_TWO, TOFU, Shop
from tests.printers.evening import chinese
from tests.printers.test_golden_tickets import WIDE


def paper(shop: Shop, job: PrintJob) -> Paper:
    ticket = shop.read(lambda tables: ticket_for(tables, job, chinese(WIDE), job.queued_at))
    return read_paper(encode(ticket))


def code_on(shop: Shop, job: PrintJob) -> str:
    (code,) = [row for row in paper(shop, job).rows if isinstance(row, QrRow)]
    return code.data.decode()


def served(shop: Shop, table: str) -> list[str]:
    """The dishes of a table that are out."""
    lines = [line for order in shop.opening(table).orders for line in order.lines]
    return [line.line.dish for line in lines if line.state == "served"]


def started(shop: Shop, job: PrintJob) -> None:
    """It may be on paper now."""
    write(shop, lambda entry: entry.record("print.started", {"job": job.id}))


def with_two_stations(shop: Shop, dish: str, *also: str) -> None:
    dishes: list[dict[str, Any]] = [dict(one) for one in shop.read_document("menu")["dishes"]]
    for one in dishes:
        if one["id"] == dish:
            one["also"] = list(also)
    shop.publish("menu", dishes=dishes)


def test_a_dish_of_two_stations_is_on_both_slips_and_each_names_the_other(shop: Shop) -> None:
    with_two_stations(shop, TOFU.dish, "bar")
    shop.open("A1")
    shop.send("A1", TOFU, FISH)
    kitchen, bar = (paper(shop, jobs(shop, station=name)[0]).text for name in ("kitchen", "bar"))
    assert "麻婆豆腐" in kitchen and "与 吧台 同做" in kitchen and "水煮鱼" in kitchen
    assert "麻婆豆腐" in bar and "与 厨房 同做" in bar and "水煮鱼" not in bar


def test_what_was_ordered_before_the_menu_changed_stays_where_it_was(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", TOFU)
    with_two_stations(shop, TOFU.dish, "bar")
    assert [job.station for job in jobs(shop)] == ["kitchen"]
    assert "同做" not in paper(shop, jobs(shop)[0]).text


def test_the_pass_sees_all_dishes_and_where_each_comes_from(shop: Shop) -> None:
    set_up(shop, StationSlips("kitchen", ("kitchen",)), StationSlips(PASS, ("pass",)))
    shop.open("A1")
    shop.send("A1", TOFU, BEER, SET_FOR_TWO)
    (job,) = jobs(shop, station=PASS)
    text = paper(shop, job).text
    assert text.index("厨房") < text.index("麻婆豆腐") < text.index("吧台")
    assert "总单 第1/1张" in text and text.count("麻婆豆腐") == 2
    assert code_on(shop, job)[9:11] == "99"


def test_a_slip_scanned_at_the_pass_checks_its_dishes_off(shop: Shop) -> None:
    set_up(shop, StationSlips("kitchen", ("kitchen",), DISH))
    shop.open("A1")
    shop.send("A1", TOFU, FISH, BEER)
    first, second = jobs(shop, station="kitchen")
    scanned = shop.till.scans.check_off(f"{code_on(shop, second)}\r", "zhou").result()
    assert served(shop, "A1") == [FISH.dish] and len(scanned.lines) == 1
    shop.till.scans.check_off(code_on(shop, second), "zhou").result()  # scanned twice is served once
    assert len(shop.events("lines.served")) == 1
    shop.till.scans.check_off(code_on(shop, first), "zhou").result()
    (bar,) = jobs(shop, station="bar")
    shop.till.scans.check_off(code_on(shop, bar), "zhou").result()
    assert served(shop, "A1") == [TOFU.dish, FISH.dish, BEER.dish]


def test_a_slip_with_which_nothing_goes_out_leads_to_its_order_and_ticks_nothing_off(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", TOFU, FISH)
    shop.send("A1", BEER)
    for job in jobs(shop):
        started(shop, job)
    tofu, _, _ = (line for order in shop.opening("A1").orders for line in order.lines)
    void = shop.till.bills.void_line
    void(tofu.id, 1_000, False, "mistake", "wang", shop.time.new_id()).result()
    opening = shop.opening("A1").opening.id
    shop.till.courses.hurry(opening, "zhou", shop.time.new_id()).result()
    shop.till.tables.transfer(opening, "A2", "zhou").result()
    for kind in ("cancel", "rush", "notice"):
        job = jobs(shop, kind=kind, station="kitchen")[0]
        scanned = shop.till.scans.check_off(code_on(shop, job), "zhou").result()
        assert (scanned.lines, scanned.served, scanned.left) == ((), (), False)
        assert [order.round for order in scanned.orders] == [1], kind
        assert [dish.state for dish in scanned.dishes] == ["voided", "awaited"], kind
        assert {"kitchen", "cancel", "rush"} <= {one.kind for one in scanned.slips}, kind
    assert served(shop, "A2") == []


def test_a_notice_of_several_orders_leads_to_all_of_the_bill(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", TOFU)
    shop.send("A1", FISH)
    shop.till.tables.transfer(shop.opening("A1").opening.id, "A2", "zhou").result()
    (job,) = jobs(shop, kind="notice")
    scanned = shop.till.scans.check_off(code_on(shop, job), "zhou").result()
    assert [order.round for order in scanned.orders] == [1, 2] and scanned.lines == ()
    assert [job.kind for job in scanned.slips] == ["kitchen", "kitchen", "notice"]


def test_a_slip_of_guests_who_have_left_still_tells_of_its_order_and_next_year_of_none(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", TOFU)
    code = code_on(shop, jobs(shop)[0])
    shop.pay("A1")
    shop.till.clear_table(shop.opening("A1").opening.id, "zhou").result()
    scanned = shop.till.scans.check_off(code, "zhou").result()
    assert scanned.left and scanned.lines == () and len(scanned.dishes) == 1
    assert {job.kind for job in scanned.slips} == {"kitchen"}
    shop.time.later(minutes=366 * 24 * 60)
    with pytest.raises(Refused, match="slip_unknown"):
        shop.till.scans.check_off(code, "zhou").result()


def test_a_reprint_has_the_code_of_the_first_slip_and_says_who_wanted_it_and_why(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", TOFU)
    (first,) = jobs(shop)
    write(shop, lambda entry: print_acts.reprint(entry, first.id, "zhou", "弄湿了 电话13812345678"))
    again = jobs(shop)[-1]
    text = paper(shop, again).text
    assert code_on(shop, again) == code_on(shop, first) and again.number != first.number
    assert "※补打" in text and "周" in text and "原因 弄湿了" in text and "13812345678" not in text


@pytest.mark.parametrize("text", ["", "6901234567892", "11210470100019"])
def test_what_is_no_slip_of_an_open_table_changes_nothing(shop: Shop, text: str) -> None:
    shop.open("A1")
    shop.send("A1", TOFU)
    with pytest.raises(Refused) as no:
        shop.till.scans.check_off(text, "zhou").result()
    assert no.value.code == "slip_unknown" and served(shop, "A1") == []


@pytest.mark.parametrize(("buzz", "calls"), [(0, []), (3, [3]), (99, [9])])
def test_a_kitchen_slip_calls_the_cook_as_often_as_its_printer_shall(
    shop: Shop, buzz: int, calls: list[int]
) -> None:
    shop.open("A1")
    shop.send("A1", TOFU)
    (job,) = jobs(shop)
    form = form_of(Printer("hot", {}, "", buzz=buzz))
    ticket = shop.read(lambda tables: ticket_for(tables, job, form, job.queued_at))
    assert [element.times for element in ticket.elements if isinstance(element, Buzz)] == calls


def test_a_guests_phone_number_in_a_remark_is_not_on_the_slip(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", replace(TOFU, remark="少辣，好了打 138 1234 5678"))
    assert isinstance(TOFU, CartLine)
    text = paper(shop, jobs(shop)[0]).text.replace("\n", "")
    assert "少辣" in text and "1234" not in text


def test_a_slip_whose_dishes_and_mark_nobody_knows_comes_out_marked_and_without_a_code(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", TOFU)
    strange = replace(jobs(shop)[0], station="grill", mark="from-a-later-program")
    rows = paper(shop, strange)
    assert "POSSIBLE DUPLICATE" in rows.text
    assert not any(isinstance(row, QrRow) for row in rows.rows)


def test_the_owner_gives_a_dish_to_two_stations_and_the_rest_of_the_menu_stays(shop: Shop) -> None:
    before = shop.read_document("menu")
    shop.till.printers.set_dishes(DishWish({TOFU.dish: ("kitchen", "bar")}), "wang").result()
    after = shop.read_document("menu")
    assert after["version"] == before["version"] + 1
    different = [one["id"] for one, was in zip(after["dishes"], before["dishes"], strict=True) if one != was]
    assert different == [TOFU.dish] and after["changed"] == {"stations": []}
    own = ("dishes", "version", "changed")
    assert {**after, **dict.fromkeys(own)} == {**before, **dict.fromkeys(own)}
    facts = len(shop.events())
    shop.till.printers.set_dishes(DishWish({TOFU.dish: ("kitchen", "bar")}), "wang").result()
    assert len(shop.events()) == facts
    for wrong in (("nowhere",), (), ("bar", "bar")):
        with pytest.raises(Refused, match="unreadable"):
            shop.till.printers.set_dishes(DishWish({TOFU.dish: wrong}), "wang").result()
    with pytest.raises(Refused, match="not_allowed"):
        shop.till.printers.set_dishes(DishWish({TOFU.dish: ("bar",)}), "zhou").result()
    assert len(shop.events()) == facts
