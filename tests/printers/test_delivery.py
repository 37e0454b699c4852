"""Over a real socket: one ticket on paper, or the truth about why not."""

import time
from threading import Timer

import pytest

from printers.connections import RecordingConnection, TcpConnection, connection_to
from printers.delivery import Patience, deliver, probe
from printers.escpos import PROCESSED_REQUEST, encode
from printers.outcome import Outcome, Result, Rung
from printers.slips.kitchen import kitchen_ticket
from printers.slips.samples import DUPLICATE, FIRST_ORDER
from printers.status import Condition
from printers.ticket import Width
from tests.fakes.printer import Fault, VirtualPrinter, free_port, until
from tests.printers.evening import chinese

TICKET = encode(kitchen_ticket(FIRST_ORDER, chinese(Width.MM_80)))
MARKED = encode(kitchen_ticket(DUPLICATE, chinese(Width.MM_80)))
BRIEF = Patience(status=0.3, answer=0.05, poll=0.15, every=0.03)


def send(printer: VirtualPrinter, rung: Rung | None = None, payload: bytes = TICKET) -> Outcome:
    return deliver(connection_to(printer.address), payload, rung, patience=BRIEF)


@pytest.mark.parametrize("rung", [None, Rung.PROCESSED, Rung.COMPLETION])
def test_a_ready_printer_confirms(rung: Rung | None) -> None:
    with VirtualPrinter() as printer:
        outcome = send(printer, rung)
        assert (outcome.result, outcome.rung) == (Result.CONFIRMED, rung or Rung.PROCESSED)
        (ticket,) = printer.wait_for(1)
        assert "水煮鱼(大份)" in ticket.text and printer.strays == 0


def test_each_ticket_has_its_own_connection() -> None:
    with VirtualPrinter() as printer:
        connection = connection_to(printer.address)
        for _ in range(3):
            assert deliver(connection, TICKET).result is Result.CONFIRMED
        assert printer.connections == 3


@pytest.mark.parametrize(
    ("fault", "condition"),
    [
        (Fault.PAPER_OUT, Condition.PAPER_OUT),
        (Fault.COVER_OPEN, Condition.COVER_OPEN),
        (Fault.OFFLINE, Condition.OFFLINE),
        (Fault.ERROR, Condition.ERROR),
    ],
)
def test_a_printer_that_cannot_print_gets_no_byte_of_the_ticket(fault: Fault, condition: Condition) -> None:
    with VirtualPrinter() as printer:
        printer.fault = fault
        outcome = send(printer)
        assert (outcome.result, outcome.condition) == (Result.FAILED, condition)
        assert printer.bytes_received == len(b"\x10\x04\x01") * 3 and printer.tickets == []


def test_a_roll_near_its_end_still_prints() -> None:
    with VirtualPrinter() as printer:
        printer.fault = Fault.NEAR_END
        outcome = send(printer)
        assert (outcome.result, outcome.condition) == (Result.CONFIRMED, Condition.NEAR_END)


def test_nobody_at_the_address_is_a_certain_failure() -> None:
    outcome = deliver(TcpConnection("127.0.0.1", free_port()), TICKET)
    assert (outcome.result, outcome.condition) == (Result.FAILED, Condition.OFFLINE)
    assert outcome.detail


def test_a_silent_printer_is_tolerated_once_and_then_sent_to_at_once() -> None:
    with VirtualPrinter() as printer:
        printer.fault = Fault.SILENT
        first = send(printer)
        assert (first.result, first.rung) == (Result.SENT_UNCONFIRMED, Rung.SILENT)
        printer.wait_for(1)
        asked = printer.bytes_received
        assert send(printer, first.rung).result is Result.SENT_UNCONFIRMED
        printer.wait_for(2)
        assert printer.bytes_received - asked == len(TICKET)  # no question any more


def test_a_printer_known_to_answer_that_is_silent_gets_nothing() -> None:
    with VirtualPrinter() as printer:
        printer.fault = Fault.SILENT
        assert send(printer, Rung.PROCESSED).result is Result.FAILED
        assert printer.tickets == []


def test_a_printer_that_accepts_and_never_reads_gets_nothing_once_known() -> None:
    with VirtualPrinter() as printer:
        printer.fault = Fault.NEVER_READS
        assert send(printer, Rung.COMPLETION).result is Result.FAILED


def test_a_job_larger_than_the_printers_buffer_times_out_as_unknown() -> None:
    with VirtualPrinter() as printer:
        printer.fault = Fault.NEVER_READS
        connection = TcpConnection("127.0.0.1", printer.port, send_seconds=0.2)
        outcome = deliver(connection, TICKET * 20_000, Rung.SILENT)
        assert (outcome.result, outcome.condition) == (Result.UNKNOWN, Condition.OFFLINE)


def test_a_connection_reset_in_the_middle_is_unknown() -> None:
    with VirtualPrinter() as printer:
        printer.fault = Fault.RESET_MID_JOB
        assert send(printer, Rung.PROCESSED).result is Result.UNKNOWN
        assert printer.printed == []


def test_a_printer_that_tells_only_its_state_must_answer_behind_the_ticket() -> None:
    """So the ticket has at least arrived; that it is on paper such a printer cannot say."""
    with VirtualPrinter() as printer:
        outcome = send(printer, Rung.STATUS)
        assert (outcome.result, outcome.rung) == (Result.SENT_UNCONFIRMED, Rung.STATUS)
        for fault in (Fault.RESET_MID_JOB, Fault.PAPER_OUT_MID_JOB):
            printer.fault = fault
            assert send(printer, Rung.STATUS).result is Result.UNKNOWN
            printer.fault = None


def test_garbage_between_answers_confuses_nobody() -> None:
    with VirtualPrinter() as printer:
        printer.fault = Fault.GARBAGE
        assert send(printer).result is Result.CONFIRMED


def test_paper_that_ends_in_the_middle_is_told_and_a_new_roll_confirms() -> None:
    with VirtualPrinter() as printer:
        printer.fault = Fault.PAPER_OUT_MID_JOB
        heard: list[Condition] = []

        def hear(condition: Condition) -> None:
            heard.append(condition)
            if condition is Condition.PAPER_OUT:
                Timer(0.05, setattr, (printer, "fault", None)).start()

        patience = Patience(answer=0.05, poll=5, every=0.02)
        outcome = deliver(connection_to(printer.address), TICKET, patience=patience, told=hear)
        assert outcome.result is Result.CONFIRMED
        assert heard[0] is Condition.PAPER_OUT
        assert len(printer.printed) == 1


def test_a_roll_nobody_refills_leaves_the_ticket_unknown() -> None:
    with VirtualPrinter() as printer:
        printer.fault = Fault.PAPER_OUT_MID_JOB
        outcome = send(printer)
        assert (outcome.result, outcome.condition) == (Result.UNKNOWN, Condition.PAPER_OUT)
        assert [ticket.printed for ticket in printer.tickets] == [False]


def test_a_printer_switched_off_in_the_middle_is_unknown() -> None:
    with VirtualPrinter() as printer:
        printer.fault = Fault.PAPER_OUT_MID_JOB

        def hear(condition: Condition) -> None:
            printer.switch_off_and_on()

        patience = Patience(answer=0.05, poll=5, every=0.02)
        outcome = deliver(connection_to(printer.address), TICKET, patience=patience, told=hear)
        assert outcome.result is Result.UNKNOWN
        assert printer.tickets == []


def test_the_ledger_is_told_just_before_the_first_byte_and_never_without() -> None:
    asked: list[str] = []

    def payload() -> bytes:
        asked.append("begun")
        return TICKET

    with VirtualPrinter() as printer:
        printer.fault = Fault.PAPER_OUT
        assert deliver(connection_to(printer.address), payload).result is Result.FAILED
        assert asked == []
        printer.fault = None
        assert deliver(connection_to(printer.address), payload).result is Result.CONFIRMED
        assert asked == ["begun"]


def test_a_ledger_that_refuses_keeps_the_ticket_back() -> None:
    def payload() -> bytes:
        raise LookupError("cancelled")

    with VirtualPrinter() as printer:
        with pytest.raises(LookupError, match="cancelled"):
            deliver(connection_to(printer.address), payload)
        assert printer.tickets == []


def test_set_up_finds_out_what_a_printer_answers() -> None:
    with VirtualPrinter() as printer:
        assert probe(connection_to(printer.address)) == (Rung.COMPLETION, Condition.OK)
        printer.fault = Fault.COVER_OPEN
        assert probe(connection_to(printer.address)) == (Rung.STATUS, Condition.COVER_OPEN)
        printer.fault = Fault.SILENT
        assert probe(connection_to(printer.address), BRIEF) == (Rung.SILENT, Condition.OK)
        assert printer.tickets == []


@pytest.mark.parametrize(
    ("answers", "rung"), [(b"\x12\x12\x12", Rung.STATUS), (b"\x12\x12\x12|\x00", Rung.PROCESSED)]
)
def test_set_up_knows_models_that_answer_less(answers: bytes, rung: Rung) -> None:
    first, _, second = answers.partition(b"|")
    connection = RecordingConnection(lambda sent: first if sent.startswith(b"\x10") else second)
    assert probe(connection, Patience(status=0.02)) == (rung, Condition.OK)


def test_a_late_answer_to_an_earlier_ticket_confirms_nothing() -> None:
    """Some printers hand an old GS r answer to whoever connects next."""
    connection = RecordingConnection(lambda sent: b"\x00\x12\x12\x12" if sent.startswith(b"\x10") else b"")
    patience = Patience(status=0.02, answer=0.02, poll=0)
    assert deliver(connection, TICKET, Rung.PROCESSED, patience=patience).result is Result.UNKNOWN
    assert connection.sent.endswith(TICKET + PROCESSED_REQUEST)


def test_another_tickets_completion_does_not_confirm_this_one() -> None:
    def answer(sent: bytes) -> bytes:
        return b"\x12\x12\x12" if sent.startswith(b"\x10") else b"\x37\x22zzzz\x00"

    patience = Patience(status=0.02, answer=0.02, poll=0)
    outcome = deliver(RecordingConnection(answer), TICKET, Rung.COMPLETION, patience=patience)
    assert outcome.result is Result.UNKNOWN


class TestTheDuplicateExperiment:
    """Reference printing.md: paper out, send with GS r, time out, send again anew, refill."""

    def test_a_naive_client_prints_two_unmarked_tickets(self) -> None:
        with VirtualPrinter() as printer:
            printer.fault = Fault.PAPER_OUT
            for _ in range(2):
                connection = connection_to(printer.address)
                connection.open()
                connection.send(TICKET + PROCESSED_REQUEST)
                connection.receive(0.05)
                connection.close()
            until(lambda: len(printer.tickets) == 2)
            printer.fault = None
            assert printer.texts[0] == printer.texts[1] and "可能重复" not in printer.texts[0]

    def test_paper_out_before_sending_ends_with_one_ticket(self) -> None:
        with VirtualPrinter() as printer:
            printer.fault = Fault.PAPER_OUT
            assert send(printer).result is Result.FAILED
            printer.fault = None
            assert send(printer).result is Result.CONFIRMED
            assert len(printer.tickets) == 1

    def test_paper_out_in_the_middle_ends_with_two_tickets_of_which_one_is_marked(self) -> None:
        with VirtualPrinter() as printer:
            printer.fault = Fault.PAPER_OUT_MID_JOB
            assert send(printer).result is Result.UNKNOWN
            assert (
                send(printer, Rung.PROCESSED, MARKED).result is Result.FAILED
            )  # still no paper: nothing left
            printer.fault = None
            assert send(printer, Rung.PROCESSED, MARKED).result is Result.CONFIRMED
            assert ["可能重复" in text for text in printer.texts] == [False, True]


def test_waiting_for_an_answer_costs_no_more_than_its_patience() -> None:
    with VirtualPrinter() as printer:
        printer.fault = Fault.PAPER_OUT_MID_JOB
        started = time.monotonic()
        send(printer)
        assert time.monotonic() - started < 5
