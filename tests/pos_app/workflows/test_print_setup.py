"""The owner's set-up at work, over real sockets: copies, and printers that change while the till runs."""

from __future__ import annotations

import threading

import pytest

from domain.selling.print_setup import CATEGORY, DISH, StationSlips
from pos_app.workflows import printing
from pos_app.workflows.print_acts import pause, resume
from printers.connections import TcpConnection
from tests.fakes.printer import Fault, VirtualPrinter, free_port, until
from tests.pos_app.desks import desk_of, ends, jobs, newest, set_up, write
from tests.pos_app.shop import BEER, FISH, RICE, SET_FOR_TWO, TOFU, Shop


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at a printer that cannot print more often than a real till does."""
    monkeypatch.setattr(printing, "RETRY", 0.03)


def test_each_printer_of_a_station_prints_its_copy_and_a_dead_one_holds_up_no_other(shop: Shop) -> None:
    with VirtualPrinter() as hot, VirtualPrinter() as chef, VirtualPrinter() as bar:
        stations = (
            StationSlips("kitchen", ("dead", "hot", "chef")),
            StationSlips("bar", ("taps",)),
        )
        dead = f"tcp://127.0.0.1:{free_port()}"
        set_up(shop, *stations, dead=dead, hot=hot.address, chef=chef.address, taps=bar.address)
        with desk_of(shop):
            shop.open("A1")
            shop.send("A1", TOFU, BEER)
            for printer in (hot, chef, bar):
                printer.wait_for(1)
            assert "麻婆豆腐" in hot.texts[0] and "麻婆豆腐" in chef.texts[0]
            assert "麻婆豆腐" not in bar.texts[0]
            until(lambda: len(jobs(shop, state="confirmed")) == 3)
            assert [job.at_printer for job in jobs(shop, state="queued")] == ["dead"]


def test_one_slip_a_dish_holds_each_dish_once_and_says_which_of_how_many(shop: Shop) -> None:
    with VirtualPrinter() as hot:
        set_up(shop, StationSlips("kitchen", ("hot",), DISH), hot=hot.address)
        with desk_of(shop):
            shop.open("A1")
            shop.send("A1", TOFU, FISH, SET_FOR_TWO)
            sheets = len(jobs(shop, station="kitchen"))
            hot.wait_for(sheets)
        assert sheets > 3
        assert [f"{n}/{sheets}" in text for n, text in enumerate(hot.texts, 1)] == [True] * sheets
        assert sum("水煮鱼" in text for text in hot.texts) == 1
        assert sum(text.count("麻婆豆腐") for text in hot.texts) == 2  # alone, and in the set


def test_one_slip_a_category_is_cut_by_the_menu_of_that_moment(shop: Shop) -> None:
    with VirtualPrinter() as hot:
        set_up(shop, StationSlips("kitchen", ("hot",), CATEGORY), hot=hot.address)
        with desk_of(shop):
            shop.open("A1")
            shop.send("A1", TOFU, FISH, RICE)
            menu = shop.till.view.menu
            wanted = {menu.dish(one.dish).categories[0] for one in (TOFU, FISH, RICE)}
            hot.wait_for(len(wanted))
            assert len(wanted) > 1 and len(jobs(shop, station="kitchen")) == len(wanted)
        assert shop.rebuilt().different == ()


def test_tickets_that_wait_come_out_where_the_printer_is_now(shop: Shop) -> None:
    """Its address has changed: nothing is lost, nothing comes twice, the order stays."""
    slips = StationSlips("kitchen", ("hot",))
    set_up(shop, slips, hot=f"tcp://127.0.0.1:{free_port()}")
    with VirtualPrinter() as hot, desk_of(shop) as desk:
        shop.open("A1")
        for cart in (TOFU, FISH, RICE):
            shop.send("A1", cart)
        until(lambda: desk.workers["hot"].state.state == "unreachable")
        set_up(shop, slips, version=2, hot=hot.address)
        hot.wait_for(3)
        ends(shop, "confirmed")
        first, second, third = hot.texts
        assert "麻婆豆腐" in first and "水煮鱼" in second and "米饭" in third
        assert {job.attempts for job in jobs(shop)} == {1}


def test_a_ticket_just_being_sent_ends_where_it_began(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The set-up is replaced with half a ticket on its way, and once more back to what it was."""
    slips, half, go_on = StationSlips("kitchen", ("hot",)), threading.Event(), threading.Event()
    send = TcpConnection.send

    def slowly(self: TcpConnection, data: bytes) -> None:
        if len(data) > 100 and not half.is_set():
            send(self, data[:50])
            half.set()
            assert go_on.wait(5)
            data = data[50:]
        send(self, data)

    monkeypatch.setattr(TcpConnection, "send", slowly)
    with VirtualPrinter() as old, VirtualPrinter() as new:
        set_up(shop, slips, hot=old.address)
        with desk_of(shop):
            shop.open("A1")
            shop.send("A1", TOFU)
            shop.send("A1", FISH)
            assert half.wait(5)
            set_up(shop, version=2)  # the printer is gone
            set_up(shop, slips, version=3, hot=new.address)
            go_on.set()
            new.wait_for(1)
            ends(shop, "confirmed")
            assert ["麻婆豆腐" in text for text in old.texts] == [True]
            assert ["水煮鱼" in text for text in new.texts] == [True]
            assert {(job.state, job.attempts) for job in jobs(shop)} == {("confirmed", 1)}


def test_a_printer_that_was_taken_away_keeps_its_tickets_until_it_is_back(shop: Shop) -> None:
    slips = StationSlips("kitchen", ("hot",))
    with VirtualPrinter() as hot:
        set_up(shop, slips, hot=hot.address)
        with desk_of(shop) as desk:
            set_up(shop, slips, version=2)
            shop.open("A1")
            shop.send("A1", TOFU)
            assert "hot" not in desk.workers and newest(shop).state == "queued"
            set_up(shop, slips, version=3, hot=hot.address)
            ends(shop, "confirmed")
            assert len(hot.texts) == 1


def test_the_command_line_says_where_the_printer_of_a_station_is(shop: Shop) -> None:
    with VirtualPrinter() as real:
        nowhere = f"tcp://127.0.0.1:{free_port()}"
        set_up(shop, StationSlips("kitchen", ("hot",)), hot=nowhere)
        with desk_of(shop, kitchen=real.address) as desk:
            assert set(desk.workers) == {"hot"}
            shop.open("A1")
            shop.send("A1", TOFU)
            assert ends(shop, "confirmed").at_printer == "hot"


def test_what_an_earlier_run_was_told_does_not_outlive_a_set_up(shop: Shop) -> None:
    with VirtualPrinter() as hot:
        set_up(shop, StationSlips("kitchen", ("hot",)), hot=hot.address)
        old = {"kitchen": f"tcp://127.0.0.1:{free_port()}", "bar": hot.address}
        with desk_of(shop, saved=old) as desk:
            assert {id: worker.printer.target for id, worker in desk.workers.items()} == {
                "hot": hot.address,
                "bar": hot.address,
            }


def test_a_paused_printer_begins_nothing_and_goes_on_in_order(shop: Shop) -> None:
    with VirtualPrinter() as kitchen, desk_of(shop, kitchen=kitchen.address) as desk:
        write(shop, lambda entry: pause(entry, "kitchen", "zhou"))
        shop.open("A1")
        shop.send("A1", TOFU)
        shop.send("A1", FISH)
        shop.till.print_again(newest(shop).id, "zhou").result()  # not even when asked
        kitchen.drain()
        assert kitchen.tickets == [] and desk.workers["kitchen"].paused
        write(shop, lambda entry: resume(entry, "kitchen", "zhou"))
        kitchen.wait_for(2)
        first, second = kitchen.texts
        assert "麻婆豆腐" in first and "水煮鱼" in second


def test_a_paused_printer_is_left_alone_and_the_ledger_has_the_last_word(shop: Shop) -> None:
    with VirtualPrinter() as kitchen, desk_of(shop, kitchen=kitchen.address) as desk:
        worker = desk.workers["kitchen"]
        until(lambda: worker.state.rung != "")
        write(shop, lambda entry: pause(entry, "kitchen", "zhou"))
        kitchen.drain()
        before = kitchen.connections
        shop.open("A1")
        shop.send("A1", TOFU)
        worker.hurry()
        kitchen.drain()
        assert kitchen.connections == before + 1  # our own
        worker.pause(False)  # as if it had not yet heard of it
        until(lambda: kitchen.connections > before + 1)
        kitchen.drain()
        assert kitchen.tickets == [] and newest(shop).state == "queued"


def test_a_paused_printer_is_still_paused_after_a_start(shop: Shop) -> None:
    write(shop, lambda entry: pause(entry, "kitchen", "zhou"))
    with VirtualPrinter() as kitchen, desk_of(shop, kitchen=kitchen.address) as desk:
        shop.open("A1")
        shop.send("A1", TOFU)
        assert desk.workers["kitchen"].paused
        kitchen.drain()
        assert kitchen.tickets == []


def test_the_next_ticket_waits_for_a_printer_that_has_run_out_of_paper(shop: Shop) -> None:
    with VirtualPrinter() as kitchen, desk_of(shop, kitchen=kitchen.address):
        kitchen.fault = Fault.PAPER_OUT
        shop.open("A1")
        for cart in (TOFU, FISH, RICE):
            shop.send("A1", cart)
        seen = kitchen.connections
        until(lambda: kitchen.connections > seen + 2)
        kitchen.fault = None
        kitchen.wait_for(3)
        assert ["麻婆豆腐" in text for text in kitchen.texts] == [True, False, False]
        assert "米饭" in kitchen.texts[2]


def test_stations_that_share_one_printer_talk_to_it_in_turn(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small place has one printer, and each of its stations knows its address: two at once would mix."""
    talking, most = set[int](), 0
    opens, closes = TcpConnection.open, TcpConnection.close

    def opened(self: TcpConnection) -> None:
        nonlocal most
        opens(self)
        talking.add(id(self))
        most = max(most, len(talking))

    def closed(self: TcpConnection) -> None:
        talking.discard(id(self))
        closes(self)

    with VirtualPrinter() as only:
        address = only.address
        monkeypatch.setattr(TcpConnection, "open", opened)
        monkeypatch.setattr(TcpConnection, "close", closed)
        with desk_of(shop, kitchen=address, bar=address) as desk:
            until(lambda: all(desk.workers[name].state.rung for name in ("kitchen", "bar")))
            only.fault = Fault.PAPER_OUT_MID_JOB
            shop.open("A1")
            shop.send("A1", TOFU)
            until(lambda: newest(shop).state == "sending")
            shop.send("A1", BEER)
            until(lambda: not desk.workers["bar"]._todo)
            only.fault = None
            ends(shop, "confirmed")
            ends(shop, "confirmed", "bar")
            assert ["麻婆豆腐" in text for text in only.texts] == [True, False]
            assert most == 1
