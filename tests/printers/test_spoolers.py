"""Printers that the system knows by name: one raw job a ticket, and no job left to come out unasked."""

import sys
from pathlib import Path

import pytest

from printers.connections import SendError, connection_to
from printers.connections.cups import CupsConnection, cups_printers
from printers.connections.windows import WindowsConnection, windows_printers
from printers.delivery import deliver, look, probe
from printers.outcome import Result, Rung
from printers.status import Condition
from tests.fakes.cups_commands import Cups
from tests.fakes.winspool import Winspool

TICKET = b"\x1b@\xcb\xae\x00\xff ticket"


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cups:
    cups = Cups(tmp_path)
    monkeypatch.setenv("PATH", cups.path)
    return cups


def test_a_ticket_is_one_raw_job_of_cups(cups: Cups) -> None:
    outcome = deliver(connection_to("cups://Kitchen"), TICKET, Rung.PROCESSED)
    assert (outcome.result, outcome.rung) == (Result.SENT_UNCONFIRMED, Rung.SILENT)
    assert cups.jobs == [TICKET], "no question went before it and none after it"
    assert "lp -d Kitchen -o raw -t Mashang -" in cups.commands


def test_a_spooler_is_never_asked_so_no_question_is_printed(cups: Cups) -> None:
    spool = Winspool("Kitchen")
    for connection in (CupsConnection("Kitchen"), WindowsConnection("Kitchen", lambda: spool)):
        assert probe(connection) == (Rung.SILENT, Condition.OK)
        assert look(connection) is None
    assert cups.jobs == [] and spool.jobs == []


def test_a_stopped_printer_of_cups_gets_no_job(cups: Cups) -> None:
    cups.set("stopped")
    outcome = deliver(CupsConnection("Kitchen"), TICKET)
    assert (outcome.result, outcome.detail) == (Result.FAILED, "CUPS has stopped the printer Kitchen")
    assert cups.jobs == []


def test_a_printer_that_cups_does_not_know_is_named(cups: Cups) -> None:
    outcome = deliver(CupsConnection("Office"), TICKET)
    assert outcome.result is Result.FAILED and '"Office"' in outcome.detail


def test_a_job_that_does_not_leave_is_called_off_and_has_certainly_not_printed(cups: Cups) -> None:
    cups.set("stuck")
    outcome = deliver(CupsConnection("Kitchen", send_seconds=0.0), TICKET)
    assert outcome.result is Result.FAILED
    assert cups.commands[-1] == "cancel Kitchen-1"


def test_a_job_called_off_while_it_prints_is_unknown(cups: Cups) -> None:
    cups.set("stuck", "began")
    outcome = deliver(CupsConnection("Kitchen", send_seconds=0.0), TICKET)
    assert outcome.result is Result.UNKNOWN
    assert cups.commands[-1] == "cancel Kitchen-1"


def test_without_cups_nothing_was_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert deliver(CupsConnection("Kitchen"), TICKET).result is Result.FAILED
    with pytest.raises(OSError, match="lpstat"):
        cups_printers()


def test_cups_names_its_printers_and_where_they_are(cups: Cups) -> None:
    assert cups_printers() == [
        ("Kitchen", "socket://192.168.1.51"),
        ("Bar", "usb://Xprinter/XP-80C?serial=1"),
    ]


def test_cups_without_a_printer_has_none_and_is_no_failure(cups: Cups) -> None:
    """Its own lpstat fails then, with these words (2.4.2)."""
    cups.set("empty")
    assert cups_printers() == []


def test_a_ticket_is_one_raw_job_of_windows() -> None:
    spool = Winspool("热敏 80")
    outcome = deliver(WindowsConnection("热敏 80", lambda: spool), TICKET, Rung.COMPLETION)
    assert (outcome.result, outcome.rung) == (Result.SENT_UNCONFIRMED, Rung.SILENT)
    assert spool.jobs == [("热敏 80", "Mashang", "RAW", TICKET)]
    assert spool.handles == 0, "the printer was closed again"


def test_windows_without_that_printer_fails_for_certain() -> None:
    outcome = deliver(WindowsConnection("Bar", lambda: Winspool("Kitchen")), TICKET)
    assert (outcome.result, outcome.detail) == (Result.FAILED, "Windows has no printer Bar")


def test_a_job_that_windows_took_in_part_is_called_off() -> None:
    spool = Winspool("Kitchen")
    spool.takes = 4
    connection = WindowsConnection("Kitchen", lambda: spool)
    connection.open()
    with pytest.raises(SendError) as refusal:
        connection.send(TICKET)
    assert refusal.value.sent == 4 and spool.aborted == 1 and spool.jobs == []
    connection.close()
    with pytest.raises(OSError, match="not open"):
        connection.send(TICKET)


def test_windows_names_its_printers() -> None:
    assert windows_printers(lambda: Winspool("Kitchen", "热敏 80")) == ["Kitchen", "热敏 80"]
    assert windows_printers(lambda: Winspool()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="there the spooler is real")
def test_elsewhere_windows_is_refused_in_words() -> None:
    assert deliver(connection_to("windows://Kitchen"), TICKET).detail == "only Windows has this spooler"
