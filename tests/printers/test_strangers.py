"""The same stories at two printers: our strict fake, and emupos, which nobody here wrote.

Where emupos cannot run, its half is left out and says why; the strict fake tells all of them everywhere.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from threading import Timer
from typing import Protocol

import pytest

from printers.charset import printed
from printers.connections import connection_to
from printers.delivery import Patience, deliver, look, probe
from printers.escpos import PROCESSED_REQUEST, encode
from printers.outcome import Result, Rung
from printers.slips.kitchen import kitchen_ticket
from printers.slips.samples import FIRST_ORDER
from printers.slips.words import SlipForm
from printers.spool import Action, Job, JobState, begun, delivered, next_action, tried_again
from printers.status import Condition
from printers.ticket import Cut, DrawerKick, Line, Span, Ticket, Width
from tests.fakes import emupos
from tests.fakes.printer import Fault, VirtualPrinter
from tests.printers.evening import chinese

BANNER = "※可能重复"
BRIEF = Patience(status=5.0, answer=0.2, poll=0.3, every=0.05)
PATIENT = Patience(status=5.0, answer=0.2, poll=10.0, every=0.05)
BLOCKING = {
    "paper-out": Condition.PAPER_OUT,
    "cover-open": Condition.COVER_OPEN,
    "offline": Condition.OFFLINE,
}
FORM: SlipForm = chinese(Width.MM_80)


class Printer(Protocol):
    """What the stories need of a printer and of the hand that opens its cover."""

    @property
    def address(self) -> str: ...

    @property
    def texts(self) -> list[str]: ...

    def fail(self, fault: str) -> None: ...

    def mend(self) -> None: ...

    def wait_for(self, count: int) -> list[str]: ...


@dataclass
class Strict:
    """Our own, with emupos' names for faults."""

    printer: VirtualPrinter

    @property
    def address(self) -> str:
        return self.printer.address

    @property
    def texts(self) -> list[str]:
        return self.printer.texts

    def fail(self, fault: str) -> None:
        names = {"paper-near-end": Fault.NEAR_END}
        self.printer.fault = names.get(fault) or Fault(fault.replace("-", "_"))

    def mend(self) -> None:
        self.printer.fault = None

    def wait_for(self, count: int) -> list[str]:
        self.printer.wait_for(count)
        return self.texts


@dataclass
class Stranger:
    """emupos, whose receipts of earlier stories do not count."""

    printer: emupos.Emupos
    before: int

    @property
    def address(self) -> str:
        return self.printer.address

    @property
    def texts(self) -> list[str]:
        return self.printer.texts[self.before :]

    def fail(self, fault: str) -> None:
        self.printer.fail(fault)

    def mend(self) -> None:
        self.printer.mend()

    def wait_for(self, count: int) -> list[str]:
        return self.printer.wait_for(self.before + count)[self.before :]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], emupos.Emupos]]:
    """emupos, started when it is first asked for."""
    started: list[emupos.Emupos] = []

    def start() -> emupos.Emupos:
        if not started:
            started.append(emupos.Emupos(tmp_path_factory.mktemp("emupos")).__enter__())
        return started[0]

    yield start
    for one in started:
        one.__exit__()


@pytest.fixture(params=["strict", "emupos"])
def printer(request: pytest.FixtureRequest, running: Callable[[], emupos.Emupos]) -> Iterator[Printer]:
    if request.param == "strict":
        with VirtualPrinter() as strict:
            yield Strict(strict)
        return
    try:
        emupos.program()
    except emupos.MissingError as missing:
        pytest.skip(str(missing))
    stranger = running()
    stranger.mend()
    yield Stranger(stranger, len(stranger.texts))


def test_a_ticket_comes_out_as_it_was_written(printer: Printer) -> None:
    outcome = deliver(connection_to(printer.address), _ticket(), patience=PATIENT)
    assert (outcome.result, outcome.rung) == (Result.CONFIRMED, Rung.PROCESSED)
    (text,) = printer.wait_for(1)
    for words in ("热菜", "A6", "水煮鱼(大份)", "中辣 加豆芽", "Boiled fish in chilli oil", "4×", "米饭"):
        assert words in text
    assert "\ufffd" not in text


def test_set_up_finds_out_how_much_a_printer_can_say(printer: Printer) -> None:
    rung = Rung.COMPLETION if isinstance(printer, Strict) else Rung.PROCESSED
    assert probe(connection_to(printer.address), BRIEF) == (rung, Condition.OK)


@pytest.mark.parametrize("fault", BLOCKING)
def test_what_keeps_a_printer_is_seen_before_a_byte_leaves_and_then_mended(
    printer: Printer, fault: str
) -> None:
    printer.fail(fault)
    connection = connection_to(printer.address)
    assert look(connection, BRIEF) is BLOCKING[fault]
    outcome = deliver(connection, _ticket(), patience=BRIEF)
    assert (outcome.result, outcome.condition) == (Result.FAILED, BLOCKING[fault])
    assert printer.texts == []
    printer.mend()
    assert deliver(connection, _ticket(), patience=PATIENT).result is Result.CONFIRMED
    assert len(printer.wait_for(1)) == 1


def test_a_roll_near_its_end_is_told_and_prints(printer: Printer) -> None:
    printer.fail("paper-near-end")
    outcome = deliver(connection_to(printer.address), _ticket(), patience=PATIENT)
    assert (outcome.result, outcome.condition) == (Result.CONFIRMED, Condition.NEAR_END)
    assert len(printer.wait_for(1)) == 1


def test_all_21791_characters_of_gbk_come_back_right(printer: Printer) -> None:
    native = [chr(code) for code in range(0xA0, 0xFFFF) if not 0xD800 <= code < 0xE000]
    text = "".join(c for c in native if printed(c) == c and _in_gbk(c))
    assert len(text) == 21_791
    lines = tuple(Line((Span(text[at : at + 24]),)) for at in range(0, len(text), 24))
    data = encode(Ticket(Width.MM_80, (*lines, Cut())))
    assert deliver(connection_to(printer.address), data, patience=PATIENT).result is Result.CONFIRMED
    (came,) = printer.wait_for(1)
    assert "".join(came.split("\r\n" if "\r\n" in came else "\n")) == text


def test_a_ticket_caught_by_the_end_of_the_paper_comes_out_once_when_paper_comes_in_time(
    printer: Printer,
) -> None:
    refill = Timer(0.6, printer.mend)

    def when_ready() -> bytes:
        printer.fail("paper-out")
        refill.start()
        return _ticket()

    outcome = deliver(connection_to(printer.address), when_ready, patience=PATIENT)
    refill.join()
    assert outcome.result is Result.CONFIRMED
    assert len(printer.wait_for(1)) == 1


def test_the_duplicate_experiment_ends_with_one_ticket_or_two_of_which_one_is_marked(
    printer: Printer,
) -> None:
    """Paper out in the middle, no answer, a second try on a new connection, then a new roll."""
    clerk = Clerk(printer)
    assert clerk.print(before=lambda: printer.fail("paper-out")) is JobState.UNKNOWN
    assert clerk.print() is JobState.FAILED, "without paper the second copy does not even leave"
    assert printer.texts == []
    printer.mend()
    assert clerk.print() is JobState.CONFIRMED
    first, second = printer.wait_for(2)
    assert BANNER not in first and BANNER in second and "POSSIBLE DUPLICATE" in second
    assert "水煮鱼" in first and "水煮鱼" in second and "No.0087" in first and "No.0087" in second
    assert next_action(clerk.job, 0) is Action.REST


def test_a_naive_till_prints_two_unmarked_tickets(printer: Printer) -> None:
    """The experiment has teeth: without asking first and without the ledger both copies come out alike."""
    printer.fail("paper-out")
    for _ in range(2):
        connection = connection_to(printer.address)
        connection.open()
        connection.send(_ticket() + PROCESSED_REQUEST)
        assert connection.receive(0.2) == b""
        connection.close()
    printer.mend()
    first, second = printer.wait_for(2)
    assert first == second and BANNER not in first


def test_the_drawer_opens_with_its_pulse(printer: Printer) -> None:
    pulse = encode(Ticket(Width.MM_80, (Line((Span("钱箱"),)), DrawerKick(), Cut())))
    assert deliver(connection_to(printer.address), pulse, patience=PATIENT).result is Result.CONFIRMED
    printer.wait_for(1)
    if isinstance(printer, Stranger):
        assert printer.printer.drawer == "open"
    elif isinstance(printer, Strict):
        assert printer.printer.printed[0].paper.pulses == ("drawer",)


@dataclass
class Clerk:
    """What a printer's worker does with one job of the ledger."""

    printer: Printer
    job: Job = field(default_factory=lambda: Job("job", "hot", 87))

    def print(self, before: Callable[[], None] = lambda: None) -> JobState:
        """One try; ``before`` happens after the printer's answer and before the first byte."""
        if self.job.state is JobState.FAILED:
            self.job = tried_again(self.job, None)

        def when_ready() -> bytes:
            self.job = begun(self.job, 0).job
            before()
            return _ticket(duplicate=self.job.marked)

        outcome = deliver(connection_to(self.printer.address), when_ready, patience=BRIEF)
        if self.job.state is not JobState.SENDING:  # the printer was not even ready
            self.job = begun(self.job, 0).job
        self.job = delivered(self.job, outcome).job
        return self.job.state


def _ticket(duplicate: bool = False) -> bytes:
    return encode(kitchen_ticket(replace(FIRST_ORDER, again="duplicate" if duplicate else ""), FORM))


def _in_gbk(character: str) -> bool:
    try:
        return len(character.encode("gbk")) == 2
    except UnicodeEncodeError:
        return False
