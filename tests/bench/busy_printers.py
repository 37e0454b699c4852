"""Eight printers at work, and seven of them while the eighth is dead: the seven must not notice.

Each order makes a copy at all eight. The dead one takes connections and never answers, which costs whoever
waits for it more than one that refuses. Both tills run in turn, so that whatever else the machine does falls
on both.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from domain.selling.print_setup import StationSlips
from domain.selling.printing import PrintJob
from pos_app.workflows.book import Written
from printers.outcome import Rung
from tests.bench.figures import Row, Samples, ms, samples, times
from tests.bench.printers_beside import printers_beside
from tests.fakes.printer import until
from tests.pos_app.desks import desk_of, set_up
from tests.pos_app.shop import TOFU, Shop

NAMES = tuple(f"p{number}" for number in range(1, 9))
SEVEN = frozenset(NAMES[:7])
ROUNDS, ORDERS = 16, 5
GOAL = 1.1


def measure(folder: Path) -> list[Row]:
    with ExitStack() as stack:
        folder.mkdir(parents=True, exist_ok=True)
        alive = stack.enter_context(printers_beside(folder, NAMES))
        dead = {**alive, NAMES[7]: stack.enter_context(_mute())}
        tills = [
            stack.enter_context(_till(folder / name, all_of))
            for name, all_of in (("alive", alive), ("dead", dead))
        ]
        found: list[list[float]] = [[], []]
        for turn in range(ROUNDS + 2):  # the first two are to warm
            for place in (0, 1) if turn % 2 else (1, 0):
                found[place].append(tills[place].orders())
        whole, less = (samples(taken[2:]) for taken in found)
        for till in tills:
            until(till.is_right, 10)  # the eighth may be a ticket behind
    return [_row(whole, less)]


def _row(whole: Samples, less: Samples) -> Row:
    ratio = less.p50 / whole.p50
    return Row(
        f"14 {ORDERS} orders at 7 printers beside a dead one",
        ms(less.p50),
        f"8 alive {ms(whole.p50)}",
        times(ratio),
        f"≤ {GOAL} ×",
        ratio <= GOAL,
        less.spread(),
    )


class Till:
    """A till whose kitchen has eight printers."""

    def __init__(self, shop: Shop, dead: bool) -> None:
        self.shop = shop
        self._dead = dead
        self.out: set[str] = set()
        self._news = threading.Condition()
        shop.parts.book.after_commit.append(self._hear)
        self._sent = 0
        shop.open("A1")

    def orders(self) -> float:
        """Seconds until all tickets of the next orders are confirmed by the seven."""
        begin = time.perf_counter()
        for _ in range(ORDERS):
            self.shop.till.send_to_kitchen(
                self.shop.till.view.tables["A1"].opening or self._opening(),
                (TOFU,),
                "",
                "chen",
                self.shop.time.new_id(),
            ).result()
        self._sent += ORDERS
        with self._news:
            assert self._news.wait_for(lambda: len(self.out) == 7 * self._sent, 120), len(self.out)
        return time.perf_counter() - begin

    def is_right(self) -> bool:
        """Each order has its eight tickets; those of the seven are on paper, once."""
        rows = self.shop.rows(PrintJob)
        eighth = {row.state for row in rows if row.printer not in SEVEN}
        return (
            len(rows) == 8 * self._sent
            and all(row.state == "confirmed" and row.attempts == 1 for row in rows if row.printer in SEVEN)
            and eighth == ({"queued"} if self._dead else {"confirmed"})
        )

    def _opening(self) -> str:
        return self.shop.opening("A1").opening.id

    def _hear(self, written: Written) -> None:
        done = {
            row.id
            for row in written.rows
            if isinstance(row, PrintJob) and row.state == "confirmed" and row.printer in SEVEN
        }
        if done:
            with self._news:
                self.out |= done
                self._news.notify()


@contextmanager
def _till(folder: Path, targets: Mapping[str, str]) -> Iterator[Till]:
    shop = Shop(folder)
    for target in targets.values():  # they were well when they were set up
        name = f"rung:{target}"
        shop.parts.writer.submit(partial(shop.parts.book.set_local, name, Rung.COMPLETION.value)).result()
    set_up(shop, StationSlips("kitchen", NAMES), **targets)  # type: ignore[arg-type]
    with desk_of(shop):
        yield Till(shop, folder.name == "dead")
    shop.close()


@contextmanager
def _mute() -> Iterator[str]:
    """A printer that accepts connections and leaves it at that."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        yield f"tcp://127.0.0.1:{listener.getsockname()[1]}"
