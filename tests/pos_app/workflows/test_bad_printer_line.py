"""Whatever the line and the printer do: each dish is on paper, and never twice without the mark.

Real sockets, the real worker, a line that cuts, delays, hangs and babbles, and a printer that runs out of
paper while it is sent to. What befalls is drawn from a seed. Any stray byte may be a one-byte answer, so the
line's rubbish holds none that is an answer by itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random

import pytest

from domain.selling.print_setup import StationSlips
from domain.selling.printing import PrintJob
from pos_app.workflows import print_desk, printing
from printers.connections import Connection, TcpConnection
from printers.connections import connection_to as real
from printers.delivery import Patience
from printers.virtual import ReceivedTicket
from tests.fakes.printer import Fault, VirtualPrinter, until
from tests.fakes.printer_line import Mishap, PrinterLine
from tests.pos_app.desks import desk_of, set_up
from tests.pos_app.shop import TOFU, Shop, scratch

BRIEF = Patience(status=0.06, answer=0.12, poll=0.25, every=0.05)
BANNER, HEAD = "POSSIBLE DUPLICATE", "第1/1张"
ORDERS = 4
SLICE, SOAK = 25, 1_000


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that waits waits less than in a real kitchen."""

    def brief(address: str) -> Connection:
        connection = real(address)
        assert isinstance(connection, TcpConnection)
        return replace(connection, connect_seconds=0.3, send_seconds=0.2)

    monkeypatch.setattr(printing, "RETRY", 0.02)
    monkeypatch.setattr(print_desk, "TICK", 0.03)
    monkeypatch.setattr(printing, "connection_to", brief)


class WithoutMarks(VirtualPrinter):
    """An older model: it answers GS r, and GS ( H means nothing to it."""

    def _reply(self, data: bytes) -> None:
        at = data.find(b"\x37\x22")
        super()._reply(data if at < 0 else data[:at] + data[at + 7 :])


@dataclass
class Evening:
    """One seed's story."""

    seed: int
    chance: Random = field(init=False)
    remarks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)

    def tell(self) -> PrinterLine:
        chance = self.chance
        model: type[VirtualPrinter] = VirtualPrinter if chance.random() < 0.6 else WithoutMarks
        with scratch() as folder, model() as hot, VirtualPrinter() as bar:
            line = PrinterLine("127.0.0.1", hot.port, Random(self.seed))
            with line:
                shop = Shop(folder / "store")
                try:
                    self._set_up(shop, line, bar)
                    with desk_of(shop, patience=BRIEF) as desk:
                        until(lambda: desk.workers["hot"].state.rung != "")  # probed while all was well
                        self._serve(shop, line, hot)
                        self._clear_up(shop, line, hot)
                        hot.drain()
                    self._check([*hot.printed, *bar.printed])
                    assert shop.rebuilt().different == ()
                finally:
                    shop.close()
            return line

    def _set_up(self, shop: Shop, line: PrinterLine, bar: VirtualPrinter) -> None:
        fallback = "taps" if self.chance.random() < 0.5 else ""
        slips = StationSlips("kitchen", ("hot",), fallback=fallback, fallback_after=60)
        set_up(shop, slips, hot=line.address, taps=bar.address)

    def _serve(self, shop: Shop, line: PrinterLine, hot: VirtualPrinter) -> None:
        """Orders come while line and printer misbehave, and sometimes a minute passes."""
        chance = self.chance
        line.share = chance.choice([0.3, 0.6, 0.9])
        shop.open("A1")
        for number in range(ORDERS):
            trouble = chance.choice([None, None, None, *TROUBLES])
            if trouble:
                trouble(hot)
            remark = f"k-{self.seed}-{number}."
            shop.send("A1", replace(TOFU, remark=remark))
            self.remarks.append(remark)
            time.sleep(chance.uniform(0, 0.15))  # the story's own pace, not a wait for anything
            if trouble:
                hot.fault = None
            if chance.random() < 0.3:
                shop.time.later(minutes=1)

    def _clear_up(self, shop: Shop, line: PrinterLine, hot: VirtualPrinter) -> None:
        """The line is mended, and people decide about what is left to them.

        A printer cut off within a command takes all that follows for the rest of it, our questions too, and
        looks dead: somebody switches it off and on.
        """
        line.mend()
        hot.fault = None
        seen = hot.connections
        left: list[PrintJob] = []

        def done() -> bool:
            nonlocal seen, left
            if hot.connections > seen + 5 and shop.till.view.printers[0].state == "mute":
                hot.switch_off_and_on()
                seen = hot.connections
            left = [job for job in shop.rows(PrintJob) if job.state not in ("confirmed", "unsure")]
            for job in left:
                if job.state == "unknown" and job.attempts > 1:
                    shop.till.print_again(job.id, "zhou").result()
            return not left

        try:
            until(done, 20)
        except AssertionError as late:
            late.add_note(f"left: {left}; {shop.till.view.printers}; {hot.connections} connections")
            raise

    def _check(self, tickets: Sequence[ReceivedTicket]) -> None:
        papers = sorted(tickets, key=lambda one: one.printed_at or 0.0)
        full = "\n".join(one.text for one in papers)
        for remark in self.remarks:
            places = [at for at in range(len(full)) if full.startswith(remark, at)]
            assert places, f"seed {self.seed}: {remark} is on no paper"
            plain = [at for at in places if not _marked(full, at)]
            assert len(plain) <= 1, f"seed {self.seed}: {remark} twice without the mark"


def _marked(full: str, at: int) -> bool:
    """Whether the slip on which a remark stands has the banner above its head."""
    head = full.rindex(HEAD, 0, at)
    return BANNER in full[max(0, head - 120) : head]


def _fault(fault: Fault) -> Callable[[VirtualPrinter], None]:
    def happens(printer: VirtualPrinter) -> None:
        printer.fault = fault

    return happens


TROUBLES: list[Callable[[VirtualPrinter], None]] = [
    _fault(Fault.PAPER_OUT),
    _fault(Fault.COVER_OPEN),
    _fault(Fault.PAPER_OUT_MID_JOB),
    _fault(Fault.RESET_MID_JOB),
    _fault(Fault.RESET_AFTER_JOB),
    _fault(Fault.SILENT),
    _fault(Fault.OFFLINE),
    _fault(Fault.ERROR),
]


@pytest.mark.parametrize("seed", range(SLICE))
def test_each_dish_is_on_paper_and_never_twice_without_the_mark(seed: int) -> None:
    Evening(seed).tell()


@pytest.mark.soak
def test_a_thousand_evenings_on_a_bad_line() -> None:
    met: dict[Mishap, int] = {}
    for seed in range(SLICE, SLICE + SOAK):
        for mishap, count in Evening(seed).tell().met.items():
            met[mishap] = met.get(mishap, 0) + count
    assert set(met) == set(Mishap), "each of them has happened"
    assert threading.active_count() < 50
