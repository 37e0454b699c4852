"""A tea bar sticks a label on each cup, and a station may send a slip along with the tray."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.errors import Refused
from domain.record.plain import to_plain
from domain.selling.print_changes import without
from domain.selling.print_setup import CUP, DISH, LATER, Printer, PrintSetup, StationSlips
from domain.selling.printing import LABEL, RUNNER, PrintJob
from pos_app.workflows import print_acts
from pos_app.workflows.book import Entry
from pos_app.workflows.cup_labels import cups
from pos_app.workflows.dish_stations import DishWish
from pos_app.workflows.print_forms import form_of, ticket_bytes
from pos_app.workflows.slips import ticket_for
from printers.escpos import encode
from printers.paper import Paper, QrRow
from printers.press import read_paper
from printers.slips.label import LabelSlip
from tests.fakes.label_printers import read_tspl
from tests.fakes.printer import free_port, until
from tests.pos_app.desks import desk_of, ends, jobs, set_up, write
from tests.pos_app.shop import BEER, DRINK, FISH, TOFU, Shop
from tests.printers.test_raster import black

STICKERS = Printer("cups", {"zh-Hans": "杯贴机"}, "", "tspl", 40, height=30)
TEAS = replace(DRINK, quantity=2_000, remark="多放话梅 13812345678")


def labels(shop: Shop, job: PrintJob) -> list[LabelSlip]:
    return shop.read(lambda tables: list(cups(tables, job, form_of(STICKERS))))


def on_roll(shop: Shop, job: PrintJob) -> Paper:
    form = form_of(Printer("hot", {}, ""))
    return read_paper(encode(shop.read(lambda tables: ticket_for(tables, job, form, job.queued_at))))


def served(shop: Shop) -> list[str]:
    lines = [line for order in shop.opening("A1").orders for line in order.lines]
    return [line.line.dish for line in lines if line.state == "served"]


def comes_out(shop: Shop, job: PrintJob) -> None:
    def work(entry: Entry) -> None:
        entry.record("print.started", {"job": job.id})
        entry.record("print.finished", {"job": job.id, "state": "confirmed"})

    write(shop, work)


def ordered(shop: Shop) -> PrintJob:
    set_up(shop, StationSlips("bar", ("bar",), CUP))
    shop.open("A1")
    shop.send("A1", TEAS, BEER, FISH)
    (job,) = jobs(shop, station="bar")
    return job


def test_each_cup_has_its_label_with_ice_and_remark(shop: Shop) -> None:
    job = ordered(shop)
    slips = labels(shop, job)
    assert [(slip.piece, slip.pieces) for slip in slips] == [(1, 3), (2, 3), (3, 3)]
    assert [slip.names["zh-Hans"] for slip in slips][:2] == ["酸梅汤（扎）"] * 2
    assert [names["zh-Hans"] for names in slips[0].choices] == ["少冰"]
    ticket = shop.read(lambda tables: ticket_for(tables, job, form_of(STICKERS), job.queued_at))
    burned = read_tspl(ticket_bytes(ticket, STICKERS, black))
    assert len(burned) == 3 and {one.size for one in burned} == {(40, 30)}
    assert jobs(shop, station="kitchen")[0].kind == "kitchen", "dishes have their usual slip"
    assert "水煮鱼" in on_roll(shop, jobs(shop, station="kitchen")[0]).text


def beside(shop: Shop, cups: dict[str, int], *stations: StationSlips) -> None:
    """The bar has a roll and a label printer."""
    roll = Printer("bar", {"zh-Hans": "吧台"}, "")
    both = StationSlips("bar", ("bar", "cups"), DISH, runner=True)
    body = to_plain(PrintSetup(1, (roll, STICKERS), stations or (both,), cups))
    write(shop, lambda entry: entry.record("printers.published", body))
    shop.open("A1")


def test_only_the_dishes_that_are_to_have_labels_get_them_beside_the_stations_slips(shop: Shop) -> None:
    beside(shop, {"plum-drink": 2})
    shop.send("A1", TEAS, BEER)
    found = jobs(shop, station="bar")
    assert [(job.kind, job.at_printer) for job in found] == [
        ("kitchen", "bar"), (LABEL, "cups"), ("kitchen", "bar"), (RUNNER, "bar"),
    ]  # fmt: skip
    stickers = found[1]
    slips = labels(shop, stickers)
    assert [(slip.names["zh-Hans"], slip.piece, slip.pieces) for slip in slips] == [
        ("酸梅汤（扎）", place, 4) for place in (1, 2, 3, 4)
    ]
    assert "少冰" in on_roll(shop, stickers).text and "冰啤酒" not in on_roll(shop, stickers).text
    assert "冰啤酒" in on_roll(shop, found[2]).text, "its slip comes, whatever has a label"
    comes_out(shop, stickers)
    assert {line.state for order in shop.opening("A1").orders for line in order.lines} == {"kitchen"}
    assert not shop.rebuilt().different


def test_a_category_has_labels_but_for_the_dish_that_has_none(shop: Shop) -> None:
    beside(shop, {})
    shop.till.printers.set_dishes(DishWish(cups={"drinks": 1, "lager": 0}), "wang").result()
    shop.send("A1", TEAS, BEER, FISH)
    (stickers,) = jobs(shop, kind=LABEL)
    assert [slip.names["zh-Hans"] for slip in labels(shop, stickers)] == ["酸梅汤（扎）"] * 2
    shop.caught_up()
    setup = shop.till.view.print_setup
    assert setup.cups and without(setup, "cups").cups == setup.cups, "a new printer forgets no label"
    with pytest.raises(Refused, match="not_allowed"):
        shop.till.printers.set_dishes(DishWish(cups={"lager": 1}), "zhou").result()
    with pytest.raises(Refused, match="unreadable"):
        shop.till.printers.set_dishes(DishWish(cups={"lager": 10}), "wang").result()


def test_two_who_set_labels_at_once_do_not_write_over_each_other(shop: Shop) -> None:
    """Both opened the sheet before either saved; the second hears so, unless they chose other dishes."""
    beside(shop, {})
    dishes = shop.till.printers.set_dishes
    dishes(DishWish(cups={"lager": 5}, seen_cups={"lager": 0}), "wang").result()
    dishes(DishWish(cups={"plum-drink": 9}, seen_cups={"plum-drink": 0}), "wang").result()
    facts = len(shop.events())
    late = DishWish({DRINK.dish: ("kitchen",)}, {"lager": 2}, {DRINK.dish: ("bar",)}, {"lager": 0})
    with pytest.raises(Refused, match="dishes_changed"):
        dishes(late, "wang").result()
    assert len(shop.events()) == facts, "nothing of it, also not the stations"
    shop.caught_up()
    assert shop.till.view.print_setup.cups == {"lager": 5, "plum-drink": 9}
    dishes(DishWish({DRINK.dish: ("bar", "kitchen")}, seen_stations={DRINK.dish: ("bar",)}), "wang").result()
    with pytest.raises(Refused, match="dishes_changed"):
        dishes(DishWish({DRINK.dish: ("kitchen",)}, seen_stations={DRINK.dish: ("bar",)}), "wang").result()


def test_a_held_drink_gets_its_label_when_it_is_started_and_a_cancelled_one_none(shop: Shop) -> None:
    later = StationSlips("bar", ("bar", "cups"), held=LATER)
    beside(shop, {"drinks": 1}, later)
    shop.send("A1", replace(DRINK, held=True), BEER)
    assert [slip.names["zh-Hans"] for slip in labels(shop, jobs(shop, kind=LABEL)[0])] == ["冰啤酒"]
    shop.till.courses.start(shop.opening("A1").opening.id, "chen", shop.time.new_id()).result()
    first, second = jobs(shop, kind=LABEL)
    assert [slip.names["zh-Hans"] for slip in labels(shop, second)] == ["酸梅汤（扎）"]
    beer = next(line for line in shop.opening("A1").bill_lines if line.line.dish == BEER.dish)
    shop.till.bills.void_line(beer.id, 1_000, False, "mistake", "wang", shop.time.new_id()).result()
    assert next(job for job in jobs(shop, kind=LABEL) if job.id == first.id).state == "cancelled"


def test_a_station_with_nothing_but_stickers_loses_no_dish_to_what_has_labels(shop: Shop) -> None:
    beside(shop, {"plum-drink": 3}, StationSlips("bar", ("cups",), CUP))
    shop.send("A1", DRINK, BEER)
    (job,) = jobs(shop, station="bar")
    assert job.kind == "kitchen"
    assert [slip.names["zh-Hans"] for slip in labels(shop, job)] == ["酸梅汤（扎）"] * 3 + ["冰啤酒"]


def test_labels_that_come_out_of_a_roll_say_so_once_a_cup(shop: Shop) -> None:
    job = ordered(shop)
    text = on_roll(shop, replace(job, printer="hot", meant_for="bar")).text
    assert text.count("→ 吧台") == 3 and "1/3" in text and "3/3" in text
    assert "多放话梅" in text and "13812345678" not in text


def test_a_label_that_may_be_there_already_is_marked_on_each_cup(shop: Shop) -> None:
    job = ordered(shop)
    assert on_roll(shop, replace(job, mark="duplicate")).text.count("※可能重复") == 3
    write(shop, lambda entry: print_acts.reprint(entry, job.id, "zhou", "弄湿了"))
    assert on_roll(shop, jobs(shop, station="bar")[-1]).text.count("※补打") == 3
    assert on_roll(shop, replace(job, mark="from-a-later-program")).text.count("※可能重复") == 3


def test_the_runner_slip_comes_with_the_stations_slips_and_counts_on(shop: Shop) -> None:
    set_up(shop, StationSlips("kitchen", ("kitchen",), DISH, runner=True))
    shop.open("A1")
    shop.send("A1", TOFU, FISH, BEER)
    mine = jobs(shop, station="kitchen")
    assert [(job.kind, job.number) for job in mine] == [("kitchen", 1), ("kitchen", 2), (RUNNER, 3)]
    assert not jobs(shop, station="bar", kind=RUNNER)
    text = on_roll(shop, mine[-1]).text
    assert "A1" in text and "麻婆豆腐" in text and "水煮鱼" in text and "啤酒" not in text
    assert shop.rebuilt().different == ()


def test_the_tray_is_scanned_as_a_whole_and_a_sheet_only_for_its_dish(shop: Shop) -> None:
    set_up(shop, StationSlips("kitchen", ("kitchen",), DISH, runner=True))
    shop.open("A1")
    shop.send("A1", TOFU, FISH, BEER)
    first, _second, runner = jobs(shop, station="kitchen")
    codes = [
        row.data.decode()
        for job in (first, runner)
        for row in on_roll(shop, job).rows
        if isinstance(row, QrRow)
    ]
    shop.till.scans.check_off(codes[0], "zhou").result()
    assert served(shop) == [TOFU.dish]
    shop.till.scans.check_off(codes[1], "zhou").result()
    assert served(shop) == [TOFU.dish, FISH.dish]


def test_a_tray_slip_on_paper_does_not_make_its_dishes_printed(shop: Shop) -> None:
    """The cook's own slip has still to come."""
    set_up(shop, StationSlips("kitchen", ("kitchen",), runner=True))
    shop.open("A1")
    shop.send("A1", TOFU)
    cook, runner = jobs(shop, station="kitchen")
    for job, state in ((runner, "kitchen"), (cook, "printed")):
        comes_out(shop, job)
        (order,) = shop.opening("A1").orders
        assert [line.state for line in order.lines] == [state]


def test_cups_are_burned_by_the_label_printer_itself(shop: Shop) -> None:
    """No printer is there: the job waits as any other, whole."""
    set_up(shop, StationSlips("bar", ("cups",), CUP), cups=f"tcp://127.0.0.1:{free_port()}")
    with desk_of(shop, painter=black) as desk:
        shop.open("A1")
        shop.send("A1", TEAS)
        until(lambda: desk.workers["cups"].state.state == "unreachable")
        assert ends(shop, "queued", "bar").lines == ()
