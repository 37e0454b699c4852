"""USB and serial: the same ladder as in the network, over a real pseudo-terminal and pyusb's own seam."""

import errno
from pathlib import Path

import pytest

from printers.connections import Connection, SendError, connection_to
from printers.connections.serial_line import SerialConnection
from printers.connections.usb import UsbConnection, usb_printers
from printers.delivery import Patience, deliver, look, probe
from printers.escpos import encode
from printers.outcome import Result, Rung
from printers.status import Condition
from printers.ticket import Cut, Line, Span, Ticket, Width
from tests.fakes.cables import CablePrinter
from tests.fakes.usb_bus import UsbPrinter

TICKET = encode(Ticket(Width.MM_80, (Line((Span("水煮鱼 ×2"),)), Cut())))
SOON = Patience(status=0.5, answer=2.0, poll=0.5, every=0.1)


@pytest.mark.parametrize("scheme", ["serial", "usb"])
def test_a_printer_on_a_cable_says_what_became_of_its_ticket(scheme: str) -> None:
    with CablePrinter() as printer:
        connection = _to(printer, scheme)
        assert probe(connection, SOON) == (Rung.COMPLETION, Condition.OK)
        outcome = deliver(connection, TICKET, Rung.COMPLETION, patience=SOON)
        assert outcome.result is Result.CONFIRMED
        assert printer.texts == ["水煮鱼 ×2"]
        printer.change(Condition.PAPER_OUT)
        assert look(connection, SOON) is Condition.PAPER_OUT
        outcome = deliver(connection, TICKET, Rung.COMPLETION, patience=SOON)
        assert (outcome.result, outcome.condition) == (Result.FAILED, Condition.PAPER_OUT)
        assert len(printer.texts) == 1


@pytest.mark.parametrize("scheme", ["serial", "usb"])
def test_a_cable_that_takes_no_more_leaves_the_ticket_unknown(scheme: str) -> None:
    with CablePrinter() as printer:
        connection = _to(printer, scheme)
        connection.send_seconds = 0.1  # type: ignore[attr-defined]
        connection.open()
        printer.stop_reading()
        with pytest.raises(SendError) as refusal:
            connection.send(b"x" * 1_000_000)
        assert 0 < refusal.value.sent < 1_000_000
        connection.close()
        with pytest.raises(OSError, match="not open"):
            connection.send(b"x")


@pytest.mark.parametrize("scheme", ["serial", "usb"])
def test_an_unplugged_cable_fails_before_the_first_byte(scheme: str, tmp_path: Path) -> None:
    gone = f"{scheme}://{'/dev/no-such-port' if scheme == 'usb' else tmp_path / 'gone'}"
    outcome = deliver(connection_to(gone), TICKET, patience=SOON)
    assert (outcome.result, outcome.condition) == (Result.FAILED, Condition.OFFLINE)


@pytest.mark.parametrize("scheme", ["serial", "usb"])
@pytest.mark.parametrize("when", ["asked", "sent to"])
def test_a_cable_pulled_out_on_the_way_is_told_as_any_other_trouble(scheme: str, when: str) -> None:
    """pyserial lets the terminal's own error through, which is none of the system's."""
    with CablePrinter() as printer:

        def pulled() -> bytes:
            printer.pull_out()
            return TICKET

        connection = _to(printer, scheme)
        if when == "asked":
            connection.open()
            printer.pull_out()
            with pytest.raises(OSError, match="Input/output error"):
                connection.send(b"x")
            connection.close()
        else:
            outcome = deliver(connection, pulled, Rung.SILENT, patience=SOON)
            assert (outcome.result, outcome.condition) == (Result.FAILED, Condition.OFFLINE)


def test_a_piece_of_which_a_part_has_left_leaves_the_ticket_unknown() -> None:
    """A printer that holds the line at its first bytes may print them: what follows must be marked."""
    with CablePrinter() as printer:
        printer.fill(100)
        connection = SerialConnection(printer.port, 115_200, send_seconds=0.1)
        outcome = deliver(connection, b"x" * 200, Rung.SILENT, patience=SOON)
        assert outcome.result is Result.UNKNOWN


def test_a_serial_port_is_taken_by_one_only() -> None:
    with CablePrinter() as printer:
        first, second = SerialConnection(printer.port), SerialConnection(printer.port)
        first.open()
        with pytest.raises(OSError, match="lock"):
            second.open()
        first.close()


def test_a_usb_printer_answers_and_is_given_back_to_the_system() -> None:
    bus = UsbPrinter()
    connection = UsbConnection(0x0483, 0x5743, backend=bus)
    assert probe(connection, SOON) == (Rung.COMPLETION, Condition.OK)
    assert deliver(connection, TICKET, Rung.PROCESSED, patience=SOON).result is Result.CONFIRMED
    assert bus.texts == ["水煮鱼 ×2"]
    assert (bus.kernel_has_it, bus.claimed, bus.opened) == (True, False, 0)
    bus.change(Condition.COVER_OPEN)
    assert look(connection, SOON) is Condition.COVER_OPEN
    bus.kernel_has_it = False
    look(connection, SOON)
    assert not bus.kernel_has_it, "what was not taken is not given back"


def test_empty_packets_of_a_usb_printer_are_no_answer() -> None:
    connection = UsbConnection(0x0483, 0x5743, backend=UsbPrinter())
    connection.open()
    connection.send(b"\x10\x04\x01")
    assert connection.receive(1.0) == b"\x12"
    assert connection.receive(0.01) == b""
    connection.close()


def test_a_long_ticket_goes_whole_over_usb() -> None:
    bus = UsbPrinter()
    lines = tuple(Line((Span(f"{number} 水煮鱼"),)) for number in range(1_000))
    ticket = encode(Ticket(Width.MM_80, (*lines, Cut())))
    connection = UsbConnection(0x0483, 0x5743, backend=bus)
    assert deliver(connection, ticket, Rung.COMPLETION, patience=SOON).result is Result.CONFIRMED
    assert bus.texts[0].splitlines() == [f"{number} 水煮鱼" for number in range(1_000)]


def test_a_usb_printer_that_takes_half_a_ticket_leaves_it_unknown() -> None:
    bus = UsbPrinter()
    connection = UsbConnection(0x0483, 0x5743, backend=bus, send_seconds=0.1)
    bus.takes = 9 + 10  # the questions, then a little
    outcome = deliver(connection, TICKET, Rung.PROCESSED, patience=SOON)
    assert (outcome.result, outcome.detail) == (Result.UNKNOWN, "[Errno 110] Operation timed out")
    bus.takes = 9
    assert deliver(connection, TICKET, Rung.PROCESSED, patience=SOON).result is Result.FAILED


def test_a_usb_printer_is_told_from_its_twin_by_its_number() -> None:
    bus = UsbPrinter(serial="SN0042")
    UsbConnection(0x0483, 0x5743, "SN0042", backend=bus).open()
    with pytest.raises(OSError, match="0483:5743 is not plugged in"):
        UsbConnection(0x0483, 0x5743, "SN0043", backend=bus).open()
    bus.plugged = False
    with pytest.raises(OSError, match="not plugged in or switched off"):
        UsbConnection(0x0483, 0x5743, backend=bus).open()


def test_usb_printers_are_listed_by_an_address_that_opens_them() -> None:
    ((address, name),) = usb_printers(UsbPrinter())
    assert (address, name) == ("usb://0483:5743/SN0042", "POS80 Printer")
    assert connection_to(address) == UsbConnection(0x0483, 0x5743, "SN0042")
    assert usb_printers(UsbPrinter(printer_class=3)) == [], "a keyboard is no printer"


def test_a_printer_pulled_out_in_the_middle_is_said() -> None:
    bus = UsbPrinter()
    connection = UsbConnection(0x0483, 0x5743, backend=bus)
    connection.open()
    bus.plugged = False
    with pytest.raises(SendError) as refusal:
        connection.send(b"x")
    assert refusal.value.sent == 0
    with pytest.raises(OSError) as lost:
        connection.receive(0.1)
    assert lost.value.errno == errno.ENODEV
    connection.close()


def _to(printer: CablePrinter, scheme: str) -> Connection:
    return connection_to(f"{scheme}://{printer.port}" + ("?baud=115200" if scheme == "serial" else ""))
