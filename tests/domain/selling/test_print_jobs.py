"""Which slips an order makes: for each station as its owner has set it up, and nothing is left off."""

from collections.abc import Mapping
from typing import Any

import pytest

from domain.floor.seen import line_state, printed_stations
from domain.record.envelope import Event
from domain.record.fold import apply
from domain.record.plain import to_plain
from domain.record.rows import Document
from domain.record.tables import MemoryTables
from domain.selling.orders import OrderLine
from domain.selling.print_setup import CATEGORY, DISH, ORDER, PASS, Printer, PrintSetup, StationSlips
from domain.selling.printing import PausedPrinter, PrintJob, keys_of, keys_on

SOUP = {"dish": "soup", "spec": "one", "names": {"en": "Soup"}, "price": 1200, "station": "kitchen"}
FISH = {"dish": "fish", "spec": "one", "names": {"en": "Fish"}, "price": 5800, "station": "kitchen"}
TEA = {"dish": "tea", "spec": "one", "names": {"en": "Tea"}, "price": 800, "station": "bar"}
SET = {
    "dish": "set",
    "spec": "one",
    "names": {"en": "Set"},
    "price": 9900,
    "station": "kitchen",
    "parts": [
        {"dish": "fish", "names": {"en": "Fish"}, "station": "kitchen"},
        {"dish": "tea", "names": {"en": "Tea"}, "station": "bar", "count": 2},
    ],
}
CATEGORIES = {"soup": "soups", "fish": "mains", "tea": "drinks", "set": "sets"}


class Kitchen:
    """Facts told one after the other into memory: a table that orders."""

    def __init__(self, *stations: StationSlips, printers: tuple[str, ...] = ()) -> None:
        self.tables = MemoryTables()
        self.seq = 0
        if stations or printers:
            setup = PrintSetup(1, tuple(Printer(id, {}, "tcp://x") for id in printers), stations)
            self.tell("printers.published", to_plain(setup))
        opening = {"opening": "o", "table": "A1", "guests": 2, "secret": "s", "number": "1"}
        self.tell("opening.started", opening)

    def tell(self, kind: str, body: Mapping[str, Any], by: str = "till", at: int = 1_000) -> None:
        self.seq += 1
        apply(Event(self.seq, kind, at, "2026-11-23", by, body), self.tables)

    def order(self, name: str, *lines: Mapping[str, Any]) -> None:
        body = {"order": name, "opening": "o", "round": 1, "lines": list(lines), "categories": CATEGORIES}
        self.tell("order.placed", body)

    @property
    def jobs(self) -> list[PrintJob]:
        return sorted(self.tables.where(PrintJob), key=lambda job: (job.at_printer, job.number))

    def job(self, id: str) -> PrintJob:
        job = self.tables.get(PrintJob, id)
        assert job is not None
        return job

    def keys(self, job: PrintJob) -> list[str]:
        """What stands on a slip."""
        rows = self.tables.where(OrderLine)
        return [key for row in rows if row.order == job.order for key in keys_on(job, row)]


def test_without_a_set_up_a_store_prints_as_release_0_1_0_did() -> None:
    kitchen = Kitchen()
    kitchen.order("first", SOUP, SET, TEA)
    assert kitchen.jobs == [
        PrintJob(f"first.{name}", name, "kitchen", 1, "o", "first", 1, 1_000, "2026-11-23", changed_at=1_000)
        for name in ("bar", "kitchen")
    ]


def test_a_dish_of_two_stations_stands_on_both_slips_and_is_out_when_both_are() -> None:
    kitchen = Kitchen()
    duck = {**FISH, "dish": "duck", "also": ["cold"]}
    platter = {**SET, "parts": [{"dish": "duck", "names": {}, "station": "kitchen", "also": ["cold"]}]}
    kitchen.order("first", duck, TEA, platter)
    assert {job.station: kitchen.keys(job) for job in kitchen.jobs} == {
        "kitchen": ["first.0", "first.2/0"],
        "cold": ["first.0", "first.2/0"],
        "bar": ["first.1"],
    }
    row = kitchen.tables.get(OrderLine, "first.0")
    assert row is not None
    for station, state in (("kitchen", "kitchen"), ("cold", "printed")):
        kitchen.tell("print.started", {"job": f"first.{station}"})
        kitchen.tell("print.finished", {"job": f"first.{station}", "state": "confirmed"})
        assert line_state(row, printed_stations(kitchen.tables, "o")) == state


def test_a_set_up_that_nobody_can_read_changes_nothing() -> None:
    kitchen = Kitchen()
    kitchen.tables.put(Document("printers", 7, {"printers": "?"}))
    kitchen.order("first", SOUP)
    assert [(job.station, job.at_printer) for job in kitchen.jobs] == [("kitchen", "kitchen")]


def test_each_printer_of_a_station_gets_a_copy_and_counts_without_gaps() -> None:
    kitchen = Kitchen(StationSlips("kitchen", ("hot", "chef")), StationSlips("bar", ("hot",)))
    kitchen.order("first", SOUP, TEA)
    kitchen.order("second", FISH)
    assert [(job.at_printer, job.number, job.order, job.station) for job in kitchen.jobs] == [
        ("chef", 1, "first", "kitchen"),
        ("chef", 2, "second", "kitchen"),
        ("hot", 1, "first", "kitchen"),
        ("hot", 2, "first", "bar"),
        ("hot", 3, "second", "kitchen"),
    ]
    assert len({job.id for job in kitchen.jobs}) == 5


def test_a_station_without_printers_is_its_own_so_that_no_dish_is_forgotten() -> None:
    kitchen = Kitchen(StationSlips("kitchen", ()))
    kitchen.order("first", SOUP)
    assert [job.at_printer for job in kitchen.jobs] == ["kitchen"]


@pytest.mark.parametrize(
    ("cut", "sheets"),
    [
        (ORDER, [["first.0", "first.1", "first.2", "first.3/0"]]),
        (CATEGORY, [["first.0", "first.2"], ["first.1", "first.3/0"]]),
        (DISH, [["first.0"], ["first.1"], ["first.2"], ["first.3/0"]]),
    ],
)
def test_an_order_is_cut_as_its_station_wants_it(cut: str, sheets: list[list[str]]) -> None:
    kitchen = Kitchen(StationSlips("kitchen", ("hot",), cut))
    kitchen.order("first", SOUP, FISH, SOUP, SET)
    mine = [job for job in kitchen.jobs if job.station == "kitchen"]
    assert [kitchen.keys(job) for job in mine] == sheets
    assert [(job.sheet, job.sheets) for job in mine] == [(n, len(sheets)) for n in range(1, len(sheets) + 1)]


def test_the_pass_sees_the_dishes_of_all_stations_once() -> None:
    kitchen = Kitchen(StationSlips(PASS, ("window",)), StationSlips("kitchen", ("hot",), DISH))
    kitchen.order("first", SOUP, SET, TEA)
    (all_of_it,) = [job for job in kitchen.jobs if job.station == PASS]
    assert (all_of_it.kind, all_of_it.at_printer) == ("pass", "window")
    rows = kitchen.tables.where(OrderLine)
    assert kitchen.keys(all_of_it) == [key for row in rows for key, _, _ in keys_of(row)]


def test_a_line_is_printed_when_a_copy_of_its_own_sheet_is_out() -> None:
    kitchen = Kitchen(StationSlips("kitchen", ("hot", "chef"), DISH))
    kitchen.order("first", SOUP, FISH, SET)

    def states() -> list[str]:
        printed = printed_stations(kitchen.tables, "o")
        return [line_state(row, printed) for row in kitchen.tables.where(OrderLine)]

    def comes_out(job: PrintJob) -> None:
        kitchen.tell("print.started", {"job": job.id})
        kitchen.tell("print.finished", {"job": job.id, "state": "confirmed"})

    chef, hot = ([job for job in kitchen.jobs if job.at_printer == name] for name in ("chef", "hot"))
    comes_out(hot[1])
    assert states() == ["kitchen", "printed", "kitchen"]
    comes_out(chef[0])
    comes_out(chef[2])
    assert states() == ["printed", "printed", "kitchen"]  # the set's tea is not out
    comes_out(next(job for job in kitchen.jobs if job.station == "bar"))
    assert states() == ["printed", "printed", "printed"]


def test_a_moved_job_knows_where_it_belongs_and_keeps_id_and_number() -> None:
    kitchen = Kitchen()
    kitchen.order("first", SOUP)
    before = kitchen.job("first.kitchen")
    kitchen.tell("print.moved", {"job": before.id, "to": "bar"}, at=2_000)
    moved = kitchen.job(before.id)
    assert (moved.at_printer, moved.meant_for, moved.number) == ("bar", "kitchen", before.number)
    kitchen.tell("print.moved", {"job": before.id, "to": "counter"}, by="zhou", at=3_000)
    further = kitchen.job(before.id)
    assert (further.at_printer, further.meant_for, further.asked_by) == ("counter", "kitchen", "zhou")
    kitchen.tell("print.moved", {"job": before.id, "to": "kitchen"}, by="zhou", at=4_000)
    assert (kitchen.job(before.id).printer, kitchen.job(before.id).meant_for) == ("", "")


def test_a_reprint_is_of_the_same_lines_for_a_reason_and_takes_the_next_number() -> None:
    kitchen = Kitchen(StationSlips("kitchen", ("hot",), DISH))
    kitchen.order("first", SOUP, FISH)
    body = {"job": "again", "of": "first.kitchen.hot.2", "reason": "torn"}
    kitchen.tell("print.asked", body, by="zhou", at=5_000)
    first, again = kitchen.job("first.kitchen.hot.2"), kitchen.job("again")
    assert (again.lines, again.sheet, again.sheets) == (first.lines, 2, 2)
    assert (again.number, again.mark, again.reason, again.asked_by) == (3, "reprint", "torn", "zhou")


def test_a_cancelled_job_needs_nobody_and_is_wanted_again_when_staff_say_so() -> None:
    kitchen = Kitchen()
    kitchen.order("first", SOUP)
    kitchen.tell("print.cancelled", {"job": "first.kitchen"}, by="zhou")
    assert (kitchen.job("first.kitchen").state, kitchen.job("first.kitchen").open) == ("cancelled", 0)
    kitchen.tell("print.retried", {"job": "first.kitchen"}, by="zhou", at=9_000)
    job = kitchen.job("first.kitchen")
    assert (job.state, job.open, job.asked_at, job.asked_by) == ("queued", 1, 9_000, "zhou")


def test_a_printer_that_waits_is_known_until_it_goes_on() -> None:
    kitchen = Kitchen()
    kitchen.tell("printer.paused", {"printer": "kitchen"}, by="zhou", at=7)
    assert kitchen.tables.where(PausedPrinter) == [PausedPrinter("kitchen", 7, "zhou")]
    kitchen.tell("printer.resumed", {"printer": "kitchen"}, by="zhou")
    assert kitchen.tables.where(PausedPrinter) == []


def test_facts_about_a_job_that_is_not_known_are_passed_over() -> None:
    kitchen = Kitchen()
    for kind in ("print.moved", "print.retried", "print.cancelled"):
        kitchen.tell(kind, {"job": "?", "to": "bar"})
    kitchen.tell("printer.resumed", {"printer": "?"})
    assert kitchen.jobs == []
