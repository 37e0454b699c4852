"""Files and sockets behind the same few calls."""

from pathlib import Path

import pytest

from printers.connections import FileConnection, SendError, TcpConnection
from printers.delivery import Patience, deliver
from printers.outcome import Result, Rung
from tests.fakes.printer import VirtualPrinter


def test_a_file_takes_every_ticket_and_confirms_none(tmp_path: Path) -> None:
    file = FileConnection(tmp_path / "paper")
    for _ in range(2):
        assert deliver(file, b"ticket", patience=Patience(status=0.01)).rung is Rung.SILENT
    assert deliver(file, b"ticket", Rung.SILENT).result is Result.SENT_UNCONFIRMED
    assert file.path.read_bytes().endswith(b"ticketticket")


def test_a_folder_that_is_not_there_fails_for_certain(tmp_path: Path) -> None:
    assert deliver(FileConnection(tmp_path / "no" / "paper"), b"ticket").result is Result.FAILED


def test_a_closed_printer_is_never_mistaken_for_a_quiet_one() -> None:
    with VirtualPrinter() as printer:
        connection = TcpConnection("127.0.0.1", printer.port)
        connection.open()
        connection.send(b"\x10\x04\x01")
        assert connection.receive(1.0) == b"\x12"
        assert connection.receive(0.0) == b""
        printer.stop()
        with pytest.raises(ConnectionError):
            connection.receive(1.0)
        connection.close()


def test_sending_tells_how_much_was_taken() -> None:
    with pytest.raises(OSError, match="not open"):
        TcpConnection("127.0.0.1").send(b"x")
    with pytest.raises(SendError) as refusal:
        FileConnection(Path("/")).send(b"x")
    assert refusal.value.sent == 0
