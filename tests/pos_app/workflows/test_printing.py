"""Tickets over real sockets: exactly one, or one more that says so, whatever printers and the till do."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from domain import failpoints
from domain.errors import Refused
from domain.selling.order import CartLine
from domain.selling.printing import PrintJob
from pos_app.workflows import printing
from pos_app.workflows.print_desk import PrintDesk
from pos_app.workflows.slips import ticket_for
from printers.connections import SendError, TcpConnection
from tests.fakes.printer import Fault, VirtualPrinter, free_port, until
from tests.pos_app.desks import desk_of, ends, newest
from tests.pos_app.shop import BEER, FISH, TOFU, Shop, scratch

BANNERS = ("POSSIBLE DUPLICATE", "可能重复")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at a printer that cannot print more often than a real till does."""
    monkeypatch.setattr(printing, "RETRY", 0.03)


@contextmanager
def restarted(shop: Shop) -> Iterator[Shop]:
    """The till after it was ended and started anew."""
    again = shop.again()
    try:
        yield again
    finally:
        again.close()


@pytest.fixture
def closed_shop() -> Iterator[Shop]:
    """A shop that the test ends itself."""
    with scratch() as folder:
        yield Shop(folder / "store")


def state(desk: PrintDesk, station: str = "kitchen") -> str:
    return desk.workers[station].state.state


def started(shop: Shop, job_id: str) -> None:
    """The journal as a till leaves it that dies while it sends."""
    note = {"job": job_id}
    shop.parts.writer.submit(
        lambda: shop.parts.book.write(lambda entry: entry.record("print.started", note))
    ).result()


def finished(shop: Shop, job_id: str, end: str) -> None:
    body = {"job": job_id, "state": end}
    shop.parts.writer.submit(
        lambda: shop.parts.book.write(lambda entry: entry.record("print.finished", body))
    ).result()


def marked(text: str) -> bool:
    """Whether a ticket says in both languages that it may be the second one."""
    return all(banner in text for banner in BANNERS)


def plain(text: str) -> bool:
    return not any(banner in text for banner in BANNERS)


def cook(shop: Shop, *cart: CartLine) -> None:
    """A round at a table that is free."""
    shop.open("A1")
    shop.send("A1", *(cart or (TOFU,)))


# a disk that is full for a while


class FullDisk:
    """What the book would write finds no room while it is ``full``; ``met`` once that was so."""

    def __init__(self, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full, self.met = False, threading.Event()
        self._write = shop.parts.book.write
        monkeypatch.setattr(shop.parts.book, "write", self.write)

    def write(self, work: Any) -> Any:
        if self.full:
            self.met.set()
            raise Refused("cannot_save")
        return self._write(work)


def test_a_ticket_whose_end_found_no_room_is_noted_when_there_is_room(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = FullDisk(shop, monkeypatch)

    def at(place: str) -> None:
        disk.full |= place == "print.after_sent"

    monkeypatch.setattr(failpoints, "hook", at)
    with VirtualPrinter() as printer, desk_of(shop, kitchen=printer.address):
        cook(shop)
        assert disk.met.wait(10)
        assert newest(shop).state == "sending"
        disk.full = False
        assert ends(shop, "confirmed").attempts == 1
        (text,) = printer.texts
        assert plain(text)


def test_a_ticket_whose_beginning_found_no_room_is_printed_when_there_is_room(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = FullDisk(shop, monkeypatch)
    with VirtualPrinter() as printer, desk_of(shop, kitchen=printer.address) as desk:
        desk.workers["kitchen"].pause(True)
        cook(shop)
        disk.full = True
        desk.workers["kitchen"].pause(False)
        assert disk.met.wait(10)
        assert printer.texts == []
        disk.full = False
        assert ends(shop, "confirmed").attempts == 1
        (text,) = printer.texts
        assert plain(text)


# printers that are not there, or cannot print


def test_an_unreachable_printer_that_comes_back_prints_one_plain_ticket(shop: Shop) -> None:
    port = free_port()
    with desk_of(shop, kitchen=f"tcp://127.0.0.1:{port}") as desk:
        cook(shop)
        until(lambda: state(desk) == "unreachable")
        assert newest(shop).state == "queued"
        with VirtualPrinter(port) as printer:
            assert ends(shop, "confirmed").attempts == 1
            assert state(desk) == "ok"
            (text,) = printer.texts
            assert plain(text) and "麻婆豆腐" in text


def test_a_printer_that_was_known_is_unreachable_when_its_cable_is_out(shop: Shop) -> None:
    with VirtualPrinter() as printer, desk_of(shop, kitchen=printer.address) as desk:
        cook(shop)
        ends(shop, "confirmed")
        assert desk.workers["kitchen"].state.rung == "completion"
        printer.stop()
        shop.send("A1", FISH)
        until(lambda: state(desk) == "unreachable")


def test_a_printer_that_takes_the_connection_and_says_nothing_does_not_answer(shop: Shop) -> None:
    with VirtualPrinter() as printer, desk_of(shop, kitchen=printer.address) as desk:
        cook(shop)
        ends(shop, "confirmed")
        printer.fault = Fault.NEVER_READS
        shop.send("A1", FISH)
        until(lambda: state(desk) == "mute")
        printer.fault = Fault.OFFLINE  # somebody pressed its button: it says so itself
        until(lambda: state(desk) == "offline")


def test_paper_out_before_sending_is_retried_until_the_refill(shop: Shop) -> None:
    with VirtualPrinter() as printer:
        printer.fault = Fault.PAPER_OUT
        with desk_of(shop, kitchen=printer.address) as desk:
            cook(shop)
            seen = printer.connections
            until(lambda: printer.connections > seen + 2)
            assert state(desk) == "paper_out" and printer.tickets == []
            printer.fault = None
            assert ends(shop, "confirmed").attempts == 1
            (text,) = printer.texts
            assert plain(text)


def test_a_connection_that_breaks_before_the_first_byte_is_tried_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    send, broken = TcpConnection.send, threading.Event()

    def break_once(self: TcpConnection, data: bytes) -> None:
        if len(data) > 100 and not broken.is_set():
            broken.set()
            raise SendError("reset", 0)
        send(self, data)

    monkeypatch.setattr(TcpConnection, "send", break_once)
    with VirtualPrinter() as printer, desk_of(shop, kitchen=printer.address):
        cook(shop)
        ends(shop, "confirmed")
        assert broken.is_set() and len(printer.texts) == 1
        assert plain(printer.texts[0])  # not a byte had left: it is no second one


def test_a_dead_printer_delays_no_other_station(shop: Shop) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=8) as mute, VirtualPrinter() as bar:
        silent = f"tcp://127.0.0.1:{mute.getsockname()[1]}"
        with desk_of(shop, kitchen=f"tcp://127.0.0.1:{free_port()}", counter=silent, bar=bar.address):
            cook(shop, FISH, BEER)
            bar.wait_for(1)
            ends(shop, "confirmed", "bar")
            assert newest(shop, "kitchen").state == "queued"


# a till that died


def test_a_till_that_died_while_sending_prints_one_marked_ticket(closed_shop: Shop) -> None:
    cook(closed_shop)
    before = newest(closed_shop)
    started(closed_shop, before.id)
    with restarted(closed_shop) as shop, VirtualPrinter() as printer:
        with desk_of(shop, kitchen=printer.address):
            after = ends(shop, "confirmed")
        (text,) = printer.texts
        assert marked(text)
        assert (after.id, after.number, after.mark) == (before.id, before.number, "duplicate")
        assert after.attempts == 2 and len(shop.rows(PrintJob, station="kitchen")) == 1


def test_a_ticket_that_waited_through_a_restart_is_plain_and_first_come_first_printed(
    closed_shop: Shop,
) -> None:
    cook(closed_shop, TOFU)
    closed_shop.send("A1", FISH)
    with restarted(closed_shop) as shop, VirtualPrinter() as printer:
        with desk_of(shop, kitchen=printer.address):
            ends(shop, "confirmed")
        first, second = printer.texts
        assert plain(first + second) and "麻婆豆腐" in first and "水煮鱼" in second


def test_a_ticket_that_came_out_is_not_printed_after_a_restart(closed_shop: Shop) -> None:
    with VirtualPrinter() as printer:
        with desk_of(closed_shop, kitchen=printer.address):
            cook(closed_shop)
            ends(closed_shop, "confirmed")
        with restarted(closed_shop) as shop, desk_of(shop, kitchen=printer.address):
            shop.send("A1", FISH)
            ends(shop, "confirmed")
        assert len(printer.texts) == 2


# old tickets, and what people ask for


def test_an_old_ticket_is_printed_only_when_staff_ask(closed_shop: Shop) -> None:
    cook(closed_shop)
    closed_shop.time.later(minutes=30)
    with restarted(closed_shop) as shop, VirtualPrinter() as printer, desk_of(shop, kitchen=printer.address):
        old = ends(shop, "expired")
        assert printer.tickets == []
        shop.till.print_again(old.id, "zhou").result()
        new = ends(shop, "confirmed")
        (text,) = printer.texts
        assert plain(text) and (new.id, new.number) == (old.id, old.number)


def test_an_old_ticket_asked_for_twice_comes_once(closed_shop: Shop) -> None:
    cook(closed_shop)
    closed_shop.time.later(minutes=31)
    with restarted(closed_shop) as shop, VirtualPrinter() as printer, desk_of(shop, kitchen=printer.address):
        old = ends(shop, "expired")
        for _ in range(2):
            shop.till.print_again(old.id, "zhou").result()
        shop.send("A1", FISH)
        ends(shop, "confirmed")
        assert len(printer.texts) == 2


def test_a_ticket_that_grew_old_before_an_absent_printer_is_not_printed(shop: Shop) -> None:
    port = free_port()
    with desk_of(shop, kitchen=f"tcp://127.0.0.1:{port}") as desk:
        cook(shop)
        until(lambda: state(desk) == "unreachable")
        shop.time.later(minutes=31)
        with VirtualPrinter(port) as printer:
            ends(shop, "expired")
            assert printer.tickets == []


def test_a_reprint_is_marked_and_counts_on(shop: Shop) -> None:
    with VirtualPrinter() as printer, desk_of(shop, kitchen=printer.address):
        cook(shop)
        first = ends(shop, "confirmed")
        shop.till.reprint(first.id, "zhou").result()
        until(lambda: len(shop.rows(PrintJob, station="kitchen", state="confirmed")) == 2)
        again = newest(shop)
        assert (again.number, again.mark) == (first.number + 1, "reprint") and again.id != first.id
        one, two = printer.texts
        assert plain(one) and "※补打" in two and "REPRINT" in two


def test_somebody_who_saw_it_come_out_ends_an_unknown_job(closed_shop: Shop) -> None:
    cook(closed_shop)
    unknown = newest(closed_shop).id
    for _ in range(2):  # sent twice, twice without an answer: now people decide
        started(closed_shop, unknown)
        finished(closed_shop, unknown, "unknown")
    with restarted(closed_shop) as shop, VirtualPrinter() as printer:
        with desk_of(shop, kitchen=printer.address):
            assert newest(shop).state == "unknown"
            shop.till.came_out(unknown, "zhou").result()
            assert (newest(shop).state, newest(shop).open) == ("confirmed", 0)
            shop.send("A1", FISH)
            ends(shop, "confirmed")
        (text,) = printer.texts
        assert "水煮鱼" in text and plain(text)


def test_an_unknown_job_that_did_not_come_out_is_printed_marked(closed_shop: Shop) -> None:
    cook(closed_shop)
    unknown = newest(closed_shop).id
    for _ in range(2):
        started(closed_shop, unknown)
        finished(closed_shop, unknown, "unknown")
    with restarted(closed_shop) as shop, VirtualPrinter() as printer:
        with desk_of(shop, kitchen=printer.address):
            shop.till.print_again(unknown, "zhou").result()
            ends(shop, "confirmed")
        (text,) = printer.texts
        assert marked(text)


# a till that dies with half a ticket on its way; a ticket that is not to be drawn


class PowerCutError(Exception):
    """The till dies at a named place."""


@pytest.mark.parametrize("place", ["print.after_started", "print.mid_job", "print.after_sent"])
def test_a_till_that_dies_at_any_byte_of_a_ticket_prints_one_that_says_so(
    closed_shop: Shop, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    died, disk = threading.Event(), FullDisk(closed_shop, monkeypatch)

    def die(reached: str) -> None:
        if reached == place and not died.is_set():
            disk.full = True  # the dead note nothing
            died.set()
            raise PowerCutError

    monkeypatch.setattr(failpoints, "hook", die)
    with VirtualPrinter() as printer:
        with desk_of(closed_shop, kitchen=printer.address):
            cook(closed_shop)
            assert died.wait(5)
        number = newest(closed_shop).number
        before = len(printer.texts)
        assert before == (place == "print.after_sent")
        with restarted(closed_shop) as shop, desk_of(shop, kitchen=printer.address):
            until(lambda: len(printer.texts) == before + 1)
            assert ends(shop, "confirmed").number == number
            assert marked(printer.texts[-1]) and all(plain(text) for text in printer.texts[:-1])
            assert f"No.{number:04d}" in printer.texts[-1]


def test_a_ticket_that_cannot_be_drawn_is_for_people_and_keeps_nobody_waiting(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with VirtualPrinter() as printer, desk_of(shop, kitchen=printer.address):
        monkeypatch.setattr(printing, "ticket_for", lambda *_: 1 // 0)
        cook(shop)
        failed = ends(shop, "failed")
        monkeypatch.setattr(printing, "ticket_for", ticket_for)
        shop.send("A1", FISH)
        ends(shop, "confirmed")
        shop.till.print_again(failed.id, "zhou").result()
        until(lambda: len(printer.texts) == 2)
        assert all(plain(text) for text in printer.texts)


def test_yesterdays_ticket_that_nobody_has_seen_is_still_shown(closed_shop: Shop) -> None:
    cook(closed_shop)
    started(closed_shop, newest(closed_shop).id)
    finished(closed_shop, newest(closed_shop).id, "unknown")
    closed_shop.time.later(minutes=24 * 60)
    with restarted(closed_shop) as shop:
        assert [one.state for one in shop.till.view.jobs] == ["unknown"]
