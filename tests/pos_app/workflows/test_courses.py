"""叫起, 起菜, 催菜: a dish that waits for the word is cooked once when it comes, or called off once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.errors import Refused
from domain.selling.calls import HURRY, START, Call
from domain.selling.order import CartLine
from domain.selling.orders import OrderLine
from domain.selling.print_setup import DISH, LATER, PASS, StationSlips
from domain.selling.printing import PrintJob
from pos_app.workflows.book import Entry
from pos_app.workflows.views import LineView
from tests.pos_app.desks import jobs, set_up, write
from tests.pos_app.shop import BEER, FISH, RICE, SET_FOR_TWO, TOFU, Shop
from tests.pos_app.workflows.test_kitchen_slips import code_on, paper, served

HELD_TOFU = replace(TOFU, held=True)
STAPLE = replace(RICE, held=True, course=3)


def lines(shop: Shop, table: str = "A1") -> dict[str, LineView]:
    """By dish."""
    return {line.line.dish: line for order in shop.opening(table).orders for line in order.lines}


def start(shop: Shop, *dishes: CartLine, act: str = "", course: int = 0, table: str = "A1") -> None:
    wanted = [lines(shop, table)[one.dish].id for one in dishes]
    key = shop.opening(table).opening.id
    shop.till.courses.start(key, "chen", act or shop.time.new_id(), wanted, course).result()


def hurry(shop: Shop, *dishes: CartLine, act: str = "", table: str = "A1") -> None:
    wanted = [lines(shop, table)[one.dish].id for one in dishes]
    key = shop.opening(table).opening.id
    shop.till.courses.hurry(key, "chen", act or shop.time.new_id(), wanted).result()


def text_of(shop: Shop, kind: str, station: str = "kitchen") -> str:
    (job,) = [job for job in jobs(shop, station=station) if job.kind == kind]
    return paper(shop, job).text


def test_a_held_dish_is_on_the_slip_as_held_and_is_started_once(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", FISH, HELD_TOFU)
    slip = text_of(shop, "kitchen")
    assert slip.index("水煮鱼") < slip.index("麻婆豆腐") < slip.index("叫起") and slip.count("叫起") == 1
    act = shop.time.new_id()
    shop.time.later(minutes=12)
    start(shop, HELD_TOFU, act=act)
    start(shop, HELD_TOFU, act=act)  # the answer was lost
    with pytest.raises(Refused, match="nothing_held"):
        start(shop, HELD_TOFU)
    slip = text_of(shop, START)
    assert "起菜" in slip and "麻婆豆腐" in slip and "水煮鱼" not in slip and "先不做" not in slip
    assert len(shop.events("lines.started")) == 1
    assert shop.rebuilt().different == ()


def test_the_same_act_with_a_lost_answer_starts_nothing_else(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", HELD_TOFU, STAPLE)
    act = shop.time.new_id()
    start(shop, HELD_TOFU, act=act)
    start(shop, act=act)
    assert lines(shop)["steamed-rice"].held


def due(shop: Shop) -> None:
    """The till looks whether something begins by itself."""
    shop.till.courses.start_due()
    shop.caught_up()


def time(shop: Shop, minutes: int, *dishes: CartLine, course: int = 0) -> None:
    wanted = [lines(shop)[one.dish].id for one in dishes]
    shop.till.courses.time(shop.opening("A1").opening.id, "chen", minutes, wanted, course).result()


def test_what_is_timed_begins_by_itself_once_and_not_before(shop: Shop) -> None:
    """定时起菜: "in a quarter of an hour, please", and nobody has to think of it."""
    shop.open("A1")
    shop.send("A1", HELD_TOFU, STAPLE)
    time(shop, 15, HELD_TOFU)
    time(shop, 40, STAPLE)
    shop.time.later(minutes=14)
    due(shop)
    assert not shop.events("lines.started") and lines(shop)["mapo-tofu"].start_at == shop.time.at + 60_000
    shop.time.later(minutes=2)
    due(shop)
    due(shop)
    (call,) = shop.rows(Call)
    assert call.by == "till" and lines(shop)["steamed-rice"].held
    slip = text_of(shop, START)
    assert "麻婆豆腐" in slip and "米饭" not in slip
    assert shop.rebuilt().different == ()


def test_a_till_that_was_off_at_that_minute_begins_it_when_it_is_on_again(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", HELD_TOFU)
    time(shop, 15)
    again = shop.again()
    again.time.later(minutes=30)
    due(again)
    assert not lines(again)["mapo-tofu"].held and len(again.events("lines.started")) == 1
    again.close()


def test_another_time_the_word_and_a_dish_taken_off_all_count(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", HELD_TOFU, STAPLE, replace(FISH, held=True), replace(BEER, held=True))
    time(shop, 5)
    time(shop, 60, HELD_TOFU)
    time(shop, 0, STAPLE)  # at the word again
    start(shop, replace(FISH, held=True))
    void, beer = shop.till.bills.void_line, lines(shop)["lager"].id
    void(beer, 1_000, True, "mistake", "wang", shop.time.new_id()).result()
    shop.time.later(minutes=6)
    due(shop)
    assert len(shop.events("lines.started")) == 1, "none but the one by hand"
    assert {line.line.dish for line in shop.opening("A1").held} == {"mapo-tofu", "steamed-rice"}
    shop.time.later(minutes=600)
    due(shop)
    assert lines(shop)["steamed-rice"].held and not lines(shop)["mapo-tofu"].held


def test_a_piece_that_goes_to_another_table_begins_with_the_rest(shop: Shop) -> None:
    shop.open("A1")
    shop.open("A2")
    shop.send("A1", replace(TOFU, quantity=3_000, held=True))
    time(shop, 10)
    key, to = (shop.opening(table).opening.id for table in ("A1", "A2"))
    shop.till.tables.move_lines(key, {lines(shop)["mapo-tofu"].id: 1_000}, to, "chen").result()
    shop.time.later(minutes=10)
    due(shop)
    assert all(row.started_at for row in shop.rows(OrderLine))
    assert shop.rebuilt().different == ()


def test_nothing_is_timed_that_is_not_held_and_no_time_beyond_the_day(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", FISH)
    with pytest.raises(Refused, match="nothing_held"):
        time(shop, 10)
    shop.send("A1", HELD_TOFU)
    for minutes in (-1, 12 * 60 + 1):
        with pytest.raises(Refused, match="unreadable"):
            time(shop, minutes)


def test_a_second_party_at_a_table_is_named_on_its_start_slip(shop: Shop) -> None:
    shop.open("A1")
    party = shop.till.tables.sit_beside("A1", 2, "zhou").result()
    shop.till.send_to_kitchen(party, (HELD_TOFU,), "", "chen", shop.time.new_id()).result()
    shop.till.courses.start(party, "chen", shop.time.new_id()).result()
    label = text_of(shop, "kitchen").splitlines()[1].split()[0]
    assert label != "A1" and text_of(shop, START).splitlines()[1].split()[0] == label


def test_a_course_is_started_with_all_its_dishes_and_nothing_else(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", HELD_TOFU, STAPLE, replace(BEER, held=True, course=3))
    start(shop, course=3)
    assert "主食" in text_of(shop, START) and "米饭" in text_of(shop, START)
    assert [job.kind for job in jobs(shop, station="bar")] == ["kitchen", START]
    assert {name for name, line in lines(shop).items() if line.held} == {"mapo-tofu"}
    start(shop)
    assert not any(line.held for line in lines(shop).values())


def test_a_course_has_the_name_that_the_house_gives_it(shop: Shop) -> None:
    shop.publish("rules", courses=[{"number": 1, "names": {"zh-Hans": "头盘"}}])
    shop.open("A1")
    shop.send("A1", replace(TOFU, course=1), replace(RICE, course=2))  # a second one there is not
    slip = text_of(shop, "kitchen")
    assert "头盘" in slip and "热菜" not in slip
    shop.publish("rules", courses=[])
    assert "头盘" in text_of(shop, "kitchen")  # as it was when it was ordered


def test_a_seat_is_on_the_slip_and_nobody_sits_beyond_the_last(shop: Shop) -> None:
    shop.open("A1", 2)
    shop.send("A1", replace(TOFU, seat=2))
    assert "2号位" in text_of(shop, "kitchen")
    with pytest.raises(Refused, match="bad_seat"):
        shop.send("A1", replace(TOFU, seat=3))
    line, key = lines(shop)["mapo-tofu"], shop.opening("A1").opening.id
    shop.till.courses.seat(key, [line.id], 1, "chen").result()
    assert lines(shop)["mapo-tofu"].line.seat == 1
    with pytest.raises(Refused, match="bad_seat"):
        shop.till.courses.seat(key, [line.id], 3, "chen").result()


def test_a_table_that_only_holds_does_not_wait_until_its_dishes_are_started(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", HELD_TOFU)
    shop.time.later(minutes=90)
    shop.till.refresh()
    assert shop.state("A1") == "ordered"
    assert shop.till.view.tables["A1"].waiting_since == 0 and shop.till.view.tables["A1"].held == 1
    start(shop)
    assert shop.till.view.tables["A1"].waiting_since == shop.time.at
    assert shop.till.view.tables["A1"].held == 0
    shop.time.later(minutes=90)
    shop.till.refresh()
    assert shop.state("A1") == "waiting"


def test_once_all_else_is_served_a_table_waits_for_nothing_that_is_held(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", FISH, HELD_TOFU)
    shop.till.serve(shop.opening("A1").opening.id, [lines(shop)["boiled-fish"].id], "chen").result()
    shop.time.later(minutes=90)
    shop.till.refresh()
    assert shop.state("A1") == "ordered" and shop.till.view.tables["A1"].waiting_since == 0


def test_hurrying_counts_and_says_how_long_guests_have_waited(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", FISH, TOFU, STAPLE)
    shop.till.serve(shop.opening("A1").opening.id, [lines(shop)["boiled-fish"].id], "chen").result()
    shop.time.later(minutes=22)
    act = shop.time.new_id()
    hurry(shop, act=act)
    hurry(shop, act=act)
    slip = text_of(shop, HURRY)
    assert "催菜" in slip and "麻婆豆腐" in slip and "已等22分" in slip
    assert "水煮鱼" not in slip and "米饭" not in slip  # served; held
    shop.time.later(minutes=5)
    hurry(shop, TOFU)
    facts = shop.events("lines.hurried")
    assert [(one["times"], one["minutes"]) for one in facts] == [(1, 22), (2, 27)]
    assert lines(shop)["mapo-tofu"].hurried == 2 and lines(shop)["steamed-rice"].hurried == 0
    slips = [job for job in jobs(shop, station="kitchen") if job.kind == HURRY]
    assert "第2次" in paper(shop, max(slips, key=lambda job: job.number)).text
    with pytest.raises(Refused, match="nothing_awaited"):
        hurry(shop, STAPLE)
    assert shop.rebuilt().different == ()


def test_of_a_dish_that_was_held_the_wait_counts_from_its_start(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", HELD_TOFU)
    shop.time.later(minutes=30)
    start(shop)
    shop.time.later(minutes=9)
    hurry(shop)
    assert shop.events("lines.hurried")[0]["minutes"] == 9
    assert "已等9分" in text_of(shop, HURRY)


def test_a_held_dish_that_is_voided_is_no_waste(shop: Shop) -> None:
    shop.till.set_stock("mapo-tofu", 5_000, "wang").result()
    shop.open("A1")
    shop.send("A1", HELD_TOFU)
    void, line = shop.till.bills.void_line, lines(shop)["mapo-tofu"].id
    void(line, 1_000, True, "mistake", "wang", shop.time.new_id()).result()
    assert shop.events("line.voided")[0]["cooked"] is False
    assert shop.till.view.stock.left("mapo-tofu") == 5_000
    with pytest.raises(Refused, match="nothing_held"):
        start(shop)


def test_a_start_slip_that_waits_for_its_printer_does_not_come_for_a_dish_taken_off(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", HELD_TOFU, STAPLE)
    start(shop)
    void = shop.till.bills.void_line
    for dish, quantity in (("mapo-tofu", 1_000), ("steamed-rice", 2_000)):
        (job,) = [job for job in shop.rows(PrintJob) if job.kind == START]
        assert job.state == "queued"
        void(lines(shop)[dish].id, quantity, False, "mistake", "wang", shop.time.new_id()).result()
    (job,) = [job for job in shop.rows(PrintJob) if job.kind == START]
    assert job.state == "cancelled"


def test_a_dish_of_which_only_the_start_slip_is_out_is_called_off(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", HELD_TOFU)
    start(shop)
    (job,) = [job for job in jobs(shop, station="kitchen") if job.kind == START]  # its ticket is stuck

    def print_it(entry: Entry) -> None:
        entry.record("print.started", {"job": job.id})
        entry.record("print.finished", {"job": job.id, "state": "confirmed"})

    write(shop, print_it)
    void, line = shop.till.bills.void_line, lines(shop)["mapo-tofu"].id
    void(line, 1_000, True, "mistake", "wang", shop.time.new_id()).result()
    assert "麻婆豆腐" in text_of(shop, "cancel")
    (ticket,) = [job for job in jobs(shop, station="kitchen") if job.kind == "kitchen"]
    assert ticket.state == "cancelled"


def test_a_piece_that_leaves_before_the_slip_is_out_is_still_started(shop: Shop) -> None:
    shop.open("A1")
    shop.open("A2")
    shop.send("A1", replace(TOFU, quantity=3_000, held=True))
    start(shop)
    key, to = (shop.opening(table).opening.id for table in ("A1", "A2"))
    shop.till.tables.move_lines(key, {lines(shop)["mapo-tofu"].id: 1_000}, to, "chen").result()
    slip = text_of(shop, START)
    assert "2×" in slip and "1×" in slip and "→ A2" in slip


def test_what_is_split_moved_or_joined_keeps_course_seat_and_hold(shop: Shop) -> None:
    shop.open("A1")
    shop.open("A2")
    shop.send("A1", replace(TOFU, quantity=3_000, held=True, seat=2, course=2))
    key, to = shop.opening("A1").opening.id, shop.time.new_id()
    line = lines(shop)["mapo-tofu"].id
    shop.till.bills.split(key, "", {line: 1_000}, 0, "zhou", to).result()
    shop.till.tables.move_lines(key, {line: 1_000}, shop.opening("A2").opening.id, "chen").result()
    shop.till.tables.join(key, shop.opening("A2").opening.id, "chen").result()
    rows = shop.rows(OrderLine)
    assert len(rows) == 3
    assert {(row.line.seat, row.line.course, row.held) for row in rows} == {(2, 2, True)}
    start(shop)
    assert all(row.started_at and not row.held for row in shop.rows(OrderLine))
    (call,) = shop.rows(Call)
    assert len(call.lines) == 3
    assert shop.rebuilt().different == ()


def test_held_dishes_never_block_paying_and_may_be_started_after_it(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", HELD_TOFU)
    assert shop.pay("A1").receipt
    start(shop)
    assert "麻婆豆腐" in text_of(shop, START)


def test_a_slip_scanned_at_the_pass_leaves_what_is_held(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", FISH, HELD_TOFU)
    code = code_on(shop, jobs(shop, station="kitchen")[0])
    scanned = shop.till.scans.check_off(code, "chen").result()
    assert len(scanned.lines) == 1 and served(shop, "A1") == ["boiled-fish"]
    start(shop)
    shop.till.scans.check_off(code, "chen").result()
    assert served(shop, "A1") == ["boiled-fish", "mapo-tofu"]


def test_the_pass_is_told_of_a_start_with_the_dishes_of_all_stations(shop: Shop) -> None:
    set_up(shop, StationSlips("kitchen", ("kitchen",)), StationSlips(PASS, ("pass",)))
    shop.open("A1")
    shop.send("A1", HELD_TOFU, replace(BEER, held=True))
    assert text_of(shop, PASS, PASS).count("叫起") == 2
    start(shop)
    slip = text_of(shop, START, PASS)
    assert "麻婆豆腐" in slip and "啤酒" in slip


def test_a_station_may_get_the_slip_only_when_the_dish_is_started(shop: Shop) -> None:
    set_up(shop, StationSlips("kitchen", ("kitchen",), held=LATER))
    shop.open("A1")
    shop.send("A1", FISH, HELD_TOFU, STAPLE)
    (now,) = jobs(shop, station="kitchen")
    assert "水煮鱼" in paper(shop, now).text and "麻婆豆腐" not in paper(shop, now).text
    assert lines(shop)["mapo-tofu"].state == "kitchen"
    start(shop, HELD_TOFU)
    first, then = sorted(jobs(shop, station="kitchen"), key=lambda job: job.number)
    assert (then.kind, then.order) == ("kitchen", first.order)
    slip = paper(shop, then).text
    assert "麻婆豆腐" in slip and "水煮鱼" not in slip and "米饭" not in slip and "先不做" not in slip
    shop.till.scans.check_off(code_on(shop, then), "chen").result()
    assert served(shop, "A1") == ["mapo-tofu"]
    void = shop.till.bills.void_line
    void(lines(shop)["steamed-rice"].id, 2_000, False, "mistake", "wang", shop.time.new_id()).result()
    assert len(jobs(shop, station="kitchen")) == 2  # nothing to call off: nobody had it on paper


def test_a_station_whose_dishes_are_all_held_gets_nothing_until_then(shop: Shop) -> None:
    set_up(shop, StationSlips("kitchen", ("kitchen",), DISH, runner=True, held=LATER))
    shop.open("A1")
    shop.send("A1", HELD_TOFU, SET_FOR_TWO, replace(RICE, held=True))
    before = {job.id for job in jobs(shop, station="kitchen")}
    start(shop)
    late = [job for job in jobs(shop, station="kitchen") if job.id not in before]
    assert [job.kind for job in late].count("kitchen") == 2 and [job.kind for job in late].count(
        "runner"
    ) == 1
    assert all(job.sheet > 2 for job in late if job.kind == "kitchen")
    assert shop.rebuilt().different == ()
