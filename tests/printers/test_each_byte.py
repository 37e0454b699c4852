"""A line that is cut at each byte of a conversation in turn: the ledger is never told better than it is."""

from printers.connections import connection_to
from printers.delivery import deliver
from printers.escpos import encode
from printers.outcome import Result, Rung
from printers.slips.kitchen import kitchen_ticket
from printers.slips.samples import ADD_ON
from printers.ticket import Width
from tests.fakes.printer import VirtualPrinter
from tests.printers.evening import chinese

TICKET = encode(kitchen_ticket(ADD_ON, chinese(Width.MM_80)))
QUESTIONS = len(b"\x10\x04\x01") * 3
COMPLETION = 11  # bytes of GS ( H behind the ticket


class Cut(VirtualPrinter):
    """Takes ``left`` bytes, answers what is whole, loses its power, and is on again at once."""

    left = 1 << 30

    def handle(self, data: bytes) -> None:
        taken, self.left = data[: self.left], max(0, self.left - len(data))
        super().handle(taken)
        if not self.left:
            self.switch_off_and_on()


def test_cut_at_each_byte_a_ticket_failed_only_if_none_of_it_had_left() -> None:
    whole = QUESTIONS + len(TICKET) + COMPLETION
    with Cut() as printer:
        for left in range(1, whole + 2):
            printer.left, before = left, len(printer.printed)
            outcome = deliver(connection_to(printer.address), TICKET, Rung.COMPLETION)
            came_out = len(printer.printed) - before
            due = {Result.FAILED} if left <= QUESTIONS else set()
            if QUESTIONS <= left <= whole:  # where one ends and the next begins the till may see either
                due.add(Result.UNKNOWN)
            if left >= whole:
                due.add(Result.CONFIRMED)
            assert outcome.result in due, f"cut after {left} of {whole} bytes"
            assert came_out == (left >= whole - COMPLETION)
