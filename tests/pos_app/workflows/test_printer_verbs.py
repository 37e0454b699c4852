"""Setting a printer up at the till: found, asked, tried and published, by who may change settings."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from domain.errors import Refused
from domain.selling.print_changes import ALONE, Wish
from domain.selling.print_setup import Printer
from pos_app.workflows.dish_stations import setup_of
from pos_app.workflows.printing import PrinterState
from printers.discovery import Progress
from printers.escpos import encode
from printers.outcome import Result, Rung
from printers.press import read_paper
from printers.slips.words import SlipForm
from printers.status import Condition
from tests.fakes.label_printers import read_tspl
from tests.fakes.printer import Fault, VirtualPrinter, free_port
from tests.fakes.store_network import StoreNetwork
from tests.pos_app.shop import Shop
from tests.printers.test_raster import black

MANAGER, CASHIER = "wang", "zhou"


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    with VirtualPrinter() as printer:
        yield printer


def test_a_printer_is_published_and_taken_away(shop: Shop) -> None:
    hot = Printer("p1", {"zh-Hans": "热菜"}, "tcp://192.168.1.51")
    setup = shop.till.printers.save(Wish(hot, {"kitchen": ALONE}), 0, MANAGER).result()
    assert shop.read(setup_of) == setup and setup.slips_of("kitchen").printers == ("p1",)
    (body,) = shop.events("printers.published")
    assert body["printers"][0]["target"] == "tcp://192.168.1.51"
    assert shop.rebuilt().different == ()
    other = replace(hot, id="p2", names={"zh-Hans": "副"})
    setup = shop.till.printers.save(Wish(other, {"kitchen": ALONE}), 1, MANAGER).result()
    assert shop.till.printers.remove("p1", setup.version, MANAGER).result().printers == (other,)


@pytest.mark.parametrize(
    ("target", "version", "by", "code"),
    [
        ("tcp://192.168.1.51", 0, CASHIER, "not_allowed"),
        ("192.168.1.51", 0, MANAGER, "printer_address"),
        ("serial://COM3?baud=1", 0, MANAGER, "printer_address"),
        ("tcp://192.168.1.51", 3, MANAGER, "printers_changed"),
    ],
)
def test_what_is_refused_leaves_no_fact(shop: Shop, target: str, version: int, by: str, code: str) -> None:
    before = len(shop.events())
    future = shop.till.printers.save(Wish(Printer("p1", {"en": "Hot"}, target)), version, by)
    assert refusal(future) == code
    assert len(shop.events()) == before


def test_a_printer_says_how_far_it_confirms_and_what_ails_it(shop: Shop, printer: VirtualPrinter) -> None:
    probed = shop.till.printers.probe(printer.address, MANAGER).result()
    assert (probed.rung, probed.condition) == (Rung.COMPLETION, Condition.OK)
    printer.fault = Fault.COVER_OPEN
    assert shop.till.printers.probe(printer.address, MANAGER).result().condition is Condition.COVER_OPEN
    nobody = f"tcp://127.0.0.1:{free_port()}"
    assert refusal(shop.till.printers.probe(nobody, MANAGER)) == "printer_unreachable"
    assert refusal(shop.till.printers.probe("printer", MANAGER)) == "printer_address"
    assert refusal(shop.till.printers.probe(printer.address, CASHIER)) == "not_allowed"


def test_the_test_page_shows_chinese_a_code_a_cut_and_opens_the_drawer(
    shop: Shop, printer: VirtualPrinter
) -> None:
    hot = Printer("p1", {"zh-Hans": "热菜"}, printer.address)
    assert shop.till.printers.print_test_page(hot, None, MANAGER).result() is Result.CONFIRMED
    (page,) = printer.wait_for(1)
    assert "中文宽度测试" in page.text and "热菜" in page.text and printer.address in page.text
    assert "[QR " in page.paper.as_text() and printer.strays == 0
    new = Printer(shop.time.new_id(), {}, printer.address)
    shop.till.printers.print_test_page(new, None, MANAGER).result()
    assert new.id not in printer.wait_for(2)[1].text, "what has no name yet prints no number instead"
    printer.fault = Fault.PAPER_OUT
    assert refusal(shop.till.printers.print_test_page(hot, None, MANAGER)) == "printer_not_ready"
    away = replace(hot, target=f"tcp://127.0.0.1:{free_port()}")
    assert refusal(shop.till.printers.print_test_page(away, None, MANAGER)) == "printer_unreachable"
    assert len(printer.printed) == 2


def test_a_label_printer_gets_its_test_page_as_labels(shop: Shop, tmp_path: Any) -> None:
    paper = tmp_path / "labels"
    cups = Printer("p1", {"zh-Hans": "杯贴"}, paper.as_uri(), "tspl", 40, height=30)
    shop.till.printers.painter = black
    assert shop.till.printers.print_test_page(cups, None, MANAGER).result() is Result.SENT_UNCONFIRMED
    labels = read_tspl(paper.read_bytes())
    assert labels and labels[0].size == (40, 30) and labels[0].ink


def test_a_printer_in_use_is_asked_through_its_owner(shop: Shop, printer: VirtualPrinter) -> None:
    made: list[str] = []

    def past_ledger(make: Any) -> Future[None]:
        done: Future[None] = Future()
        made.append(read_paper(encode(make(SlipForm()))).text)
        done.set_result(None)
        return done

    def in_use(state: str) -> None:
        worker: Any = SimpleNamespace(
            printer=SimpleNamespace(target=printer.address),
            state=PrinterState(state, 0, "processed"),
            print_past_ledger=past_ledger,
        )
        shop.till.printers._owners = lambda: [worker]

    in_use("paper_out")
    probed = shop.till.printers.probe(printer.address, MANAGER).result()
    assert (probed.rung, probed.condition) == (Rung.PROCESSED, Condition.PAPER_OUT)
    hot = Printer("p1", {"zh-Hans": "热菜"}, printer.address)
    assert shop.till.printers.print_test_page(hot, None, MANAGER).result() is Result.CONFIRMED
    assert "热菜" in made[0] and printer.connections == 0, "it has one owner"
    in_use("unreachable")
    assert refusal(shop.till.printers.probe(printer.address, MANAGER)) == "printer_unreachable"


def test_a_search_runs_beside_the_till_and_tells_what_it_finds(shop: Shop) -> None:
    steps: list[Progress] = []
    done = threading.Event()

    def told(progress: Progress) -> None:
        assert threading.current_thread().name == "printer-search"
        steps.append(progress)
        if progress.done:
            done.set()

    with StoreNetwork() as net:
        net.printer(5)
        shop.till.printers.around = lambda: net.around
        shop.till.printers.search(told, MANAGER)
        assert done.wait(10)
        assert [one.address for one in steps[-1].found] == [net.address(5)]
        with pytest.raises(Refused, match="not_allowed"):
            shop.till.printers.search(told, CASHIER)


def test_a_search_that_fails_still_ends(shop: Shop) -> None:
    done = threading.Event()

    def broken() -> Any:
        raise OSError("no network at all")

    shop.till.printers.around = broken
    shop.till.printers.search(lambda progress: done.set() if progress.done else None, MANAGER)
    assert done.wait(5)


def refusal(future: Any) -> str:
    """The code with which a verb refuses."""
    with pytest.raises(Refused) as no:
        future.result(10)
    return no.value.code
