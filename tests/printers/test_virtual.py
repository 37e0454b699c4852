"""The printer in software behaves as the real ones that the reference measured."""

import socket
from threading import Event

import pytest

from printers.paper import Paper
from printers.status import Condition
from printers.virtual import PrinterServer
from tests.fakes.printer import Fault, VirtualPrinter, until


@pytest.mark.parametrize(
    ("fault", "answers"),
    [
        (None, b"\x12\x12\x12"),
        (Fault.PAPER_OUT, b"\x1a\x32\x7e"),
        (Fault.COVER_OPEN, b"\x1a\x16\x12"),
        (Fault.OFFLINE, b"\x1a\x12\x12"),
        (Fault.NEAR_END, b"\x12\x12\x1e"),
    ],
)
def test_status_bytes_are_those_of_the_reference(fault: Fault | None, answers: bytes) -> None:
    with VirtualPrinter() as printer, socket.create_connection(("127.0.0.1", printer.port)) as wire:
        printer.fault = fault
        wire.sendall(b"\x10\x04\x01\x10\x04\x02\x10\x04\x04")
        assert wire.recv(9) == answers


def test_offline_it_answers_dle_eot_but_keeps_gs_r_for_later() -> None:
    with VirtualPrinter() as printer, socket.create_connection(("127.0.0.1", printer.port)) as wire:
        printer.fault = Fault.OFFLINE
        wire.sendall(b"late\n\x1dV\x01\x1dr\x01\x10\x04\x01")
        assert wire.recv(9) == b"\x1a"
        assert [ticket.printed for ticket in printer.tickets] == [False]
        printer.fault = None
        assert wire.recv(9) == b"\x00"
        assert printer.texts == ["late"]


def test_a_change_is_told_to_whoever_asked_to_be_told() -> None:
    with VirtualPrinter() as printer, socket.create_connection(("127.0.0.1", printer.port)) as wire:
        wire.sendall(b"\x1da\xff")
        assert wire.recv(9) == b"\x10\x00\x00\x00"
        printer.fault = Fault.PAPER_OUT
        assert wire.recv(9) == b"\x18\x00\x0f\x00"


def test_the_plain_server_shows_each_ticket_and_stops_at_once() -> None:
    papers: list[Paper] = []
    shown = Event()

    def show(paper: Paper) -> None:
        papers.append(paper)
        shown.set()

    server = PrinterServer(show, width_dots=384).start()
    with socket.create_connection(("127.0.0.1", server.port)) as wire:
        wire.sendall(b"\x1c&" + "谢谢\n".encode("gbk") + b"\x1dV\x00")
        assert shown.wait(5)
        server.stop()
    assert [paper.text for paper in papers] == ["谢谢"]
    assert papers[0].width_dots == 384


def test_a_second_connection_waits_its_turn() -> None:
    with VirtualPrinter() as printer, socket.create_connection(("127.0.0.1", printer.port)) as first:
        first.sendall(b"\x10\x04\x01")
        assert first.recv(1)
        with socket.create_connection(("127.0.0.1", printer.port)) as second:
            second.sendall(b"\x10\x04\x01")
            second.settimeout(0.05)
            with pytest.raises(TimeoutError):
                second.recv(1)
            first.close()
            second.settimeout(5)
            assert second.recv(1) == b"\x12"


def test_conditions_can_be_changed_by_hand_for_a_demo() -> None:
    papers: list[Paper] = []
    server = PrinterServer(papers.append).start()
    server.change(Condition.PAPER_OUT)
    with socket.create_connection(("127.0.0.1", server.port)) as wire:
        wire.sendall(b"x\n\x1dV\x00\x10\x04\x04")
        assert wire.recv(1) == b"\x7e"
        assert papers == []
        server.change(Condition.OK)
        until(lambda: len(papers) == 1)
    server.stop()


def test_a_demos_printer_keeps_no_ticket_that_was_shown() -> None:
    papers: list[Paper] = []
    server = PrinterServer(papers.append, forgets=True).start()
    with socket.create_connection(("127.0.0.1", server.port)) as wire:
        for count in (1, 2, 3):
            wire.sendall(b"x\n\x1dV\x00\x10\x04\x01")
            assert wire.recv(1) == b"\x12"
            until(lambda count=count: len(papers) == count)
    server.stop()
    assert [paper.text.strip() for paper in papers] == ["x"] * 3
    assert server.body.tickets == []
