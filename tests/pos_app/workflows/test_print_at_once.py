"""What happens in the very moment in which a printer's worker ends with a ticket, and what nobody foresaw.

A ticket that people ask for just then is not lost, and no error stops a printer until the next start.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from domain.selling.printing import PrintJob
from pos_app.database.session import StorageError
from pos_app.workflows import print_acts, printing
from pos_app.workflows.book import Entry
from printers.connections import TcpConnection
from tests.fakes.printer import Fault, VirtualPrinter, until
from tests.pos_app.desks import desk_of, ends, jobs, newest
from tests.pos_app.shop import FISH, TOFU, Shop

BANNER = "POSSIBLE DUPLICATE"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "RETRY", 0.03)


class FastHand:
    """Somebody who acts once, on the writer's thread, before the worker hears what it had written."""

    def __init__(
        self, shop: Shop, monkeypatch: pytest.MonkeyPatch, sees: Callable[[PrintJob], bool], act: Any
    ) -> None:
        self._book, self._sees, self._act = shop.parts.book, sees, act
        self._write = self._book.write
        self.acted = False
        monkeypatch.setattr(self._book, "write", self.write)

    def write(self, work: Callable[[Entry], Any]) -> Any:
        result = self._write(work)
        seen = [job for job in self._book.read(lambda tables: tables.where(PrintJob)) if self._sees(job)]
        if seen and not self.acted:
            self.acted = True
            self._act(seen[0], self._write)
        return result


def test_a_ticket_wanted_again_the_moment_it_is_in_doubt_comes_out(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with VirtualPrinter() as printer, desk_of(shop, kitchen=printer.address) as desk:

        def again(job: PrintJob, write: Callable[[Callable[[Entry], None]], None]) -> None:
            printer.fault = None
            write(lambda entry: print_acts.print_again(entry, job.id, "zhou"))

        until(lambda: desk.workers["kitchen"].state.rung == "completion")
        hand = FastHand(shop, monkeypatch, lambda job: job.state == "unknown" and job.attempts == 2, again)
        printer.fault = Fault.RESET_MID_JOB
        order(shop)
        assert ends(shop, "confirmed").attempts == 3
        assert hand.acted and BANNER in printer.texts[-1]


def test_a_printer_that_goes_on_the_moment_it_was_found_paused_prints(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with VirtualPrinter() as printer, desk_of(shop, kitchen=printer.address) as desk:
        desk.workers["kitchen"].pause(True)
        order(shop)
        write = shop.parts.book.write
        met: list[object] = []

        def paused_meanwhile(work: Callable[[Entry], Any]) -> Any:
            """The worker has asked the printer, and looks into the ledger while somebody has it wait."""
            if met:
                return write(work)
            met.append(work)
            write(lambda entry: print_acts.pause(entry, "kitchen", "zhou"))
            nothing = write(work)
            write(lambda entry: print_acts.resume(entry, "kitchen", "zhou"))
            return nothing

        monkeypatch.setattr(shop.parts.book, "write", paused_meanwhile)
        desk.workers["kitchen"].pause(False)
        assert ends(shop, "confirmed").attempts == 1
        assert len(printer.texts) == len(met) == 1


def test_a_line_that_breaks_as_nobody_foresaw_leaves_a_doubt_and_stops_no_printer(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library raises what it should not, once before a ticket's first byte and once after its last."""
    send, broken = TcpConnection.send, list[bool]()

    def breaks(self: TcpConnection, data: bytes) -> None:
        if len(data) < 100 and not broken:  # the question whether it can print
            broken.append(False)
            raise TypeError("an integer is required")
        send(self, data)
        if len(data) > 100 and len(broken) == 1:
            broken.append(True)
            raise TypeError("an integer is required")

    with VirtualPrinter() as printer, desk_of(shop, kitchen=printer.address) as desk:
        until(lambda: desk.workers["kitchen"].state.rung == "completion")
        monkeypatch.setattr(TcpConnection, "send", breaks)
        order(shop)
        assert ends(shop, "confirmed").attempts == 2, "the first broke before a byte, the second in doubt"
        shop.send("A1", FISH)
        ends(shop, "confirmed")
        assert [BANNER in text for text in printer.texts] == [False, True, False]
        assert broken == [False, True]


def test_a_disk_that_is_full_when_a_printer_is_first_asked_stops_none_of_its_tickets(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    full: list[str] = []

    def no_room(name: str, value: object) -> None:
        full.append(name)
        raise StorageError("database or disk is full")

    monkeypatch.setattr(shop.parts.book, "set_local", no_room)
    with VirtualPrinter() as printer, desk_of(shop, kitchen=printer.address):
        until(lambda: full == [f"rung:{printer.address}"])
        order(shop)
        assert ends(shop, "confirmed").attempts == 1
        assert [job.state for job in jobs(shop)] == ["confirmed"] == [newest(shop).state]


def order(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", TOFU)
