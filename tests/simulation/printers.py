"""The printers of a store: which set-ups people publish, and workers that run on virtual time."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any, cast

from domain.record.plain import to_plain
from domain.selling.print_changes import ALONE, TOO, Wish, changed
from domain.selling.print_setup import CUTS, PASS, Printer, StationSlips
from domain.selling.printing import setup_in
from pos_app.workflows.book import Entry
from pos_app.workflows.print_desk import PrintDesk
from pos_app.workflows.printing import PrinterWorker
from printers.slips.words import SlipForm

if TYPE_CHECKING:
    from tests.simulation.till_node import TillNode

STATIONS = ("kitchen", "bar", "counter")
TARGET = "tcp://192.168.1.50:9100"  # nothing is ever sent there
OWN = {station: Printer(station, {}, TARGET) for station in STATIONS}  # without a set-up
HOT = Printer("hot", {"en": "Hot kitchen"}, TARGET)
SPARE = Printer("spare", {"en": "Spare"}, TARGET)
AS_COOKED = "kitchen"


def publish(entry: Entry, rng: Random) -> None:
    """Another way to print: the kitchen's own printer, a second one as fallback, copies, cuts, a pass."""
    setup = setup_in(entry.tables)
    if setup.printer(SPARE.id) is None:
        wish = Wish(SPARE, {"bar": TOO})
    else:
        takes = {AS_COOKED: rng.choice([ALONE, TOO]), **({PASS: ALONE} if rng.random() < 0.3 else {})}
        fallback = rng.choice(["", SPARE.id])
        slips = StationSlips(AS_COOKED, (), rng.choice(CUTS), fallback, fallback_after=20)
        wish = Wish(HOT, takes, {AS_COOKED: slips})
    entry.record("printers.published", to_plain(changed(setup, wish, STATIONS)), "wang")


class _Still(PrinterWorker):
    """A worker without its thread: printer_node does its steps."""

    def start(self) -> None:
        pass

    def _look(self) -> None:
        pass


def desk_of(till: TillNode) -> PrintDesk:
    """The real desk, which nobody starts: its clock is looked at by ``TillNode``."""
    book = cast(Any, till.book)

    def make(printer: Printer) -> PrinterWorker:
        return _Still(printer, book, cast(Any, None), lambda _: SlipForm(), None, lambda: None)

    return PrintDesk(book, cast(Any, None), make, OWN)
