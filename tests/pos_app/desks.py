"""Printers beside a shop: by the addresses of its stations, or as its owner has set them up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from domain.record.plain import to_plain
from domain.selling.print_setup import Printer, PrintSetup, StationSlips
from domain.selling.printing import PrintJob
from pos_app.workflows.print_desk import PrintDesk
from pos_app.workflows.printing import PATIENCE, PrinterWorker
from printers.delivery import Patience
from printers.raster import Painter
from printers.slips.words import SlipForm
from printers.ticket import Width
from tests.fakes.printer import until
from tests.pos_app.shop import Shop
from tests.printers.evening import chinese

CHINESE = chinese(Width.MM_80)


@contextmanager
def desk_of(
    shop: Shop,
    *,
    form: SlipForm = CHINESE,
    patience: Patience = PATIENCE,
    painter: Painter | None = None,
    saved: Mapping[str, str] | None = None,
    **targets: str,
) -> Iterator[PrintDesk]:
    """The desk of a running till; ``targets`` are those of its command line."""
    book, writer = shop.parts.book, shop.parts.writer

    def make(printer: Printer) -> PrinterWorker:
        verbs = shop.till.printers
        return PrinterWorker(
            printer,
            book,
            writer,
            lambda _: form,
            painter,
            shop.till.refresh,
            patience,
            verbs.seek,
            lambda: verbs.around().neighbours(),
        )

    desk = PrintDesk(book, writer, make, _printers(targets), _printers(saved or {}))
    shop.till.print_with(desk)
    try:
        yield desk
    finally:
        desk.close()


def _printers(targets: Mapping[str, str]) -> dict[str, Printer]:
    return {station: Printer(station, {}, target) for station, target in targets.items()}


def set_up(shop: Shop, *stations: StationSlips, version: int = 1, **targets: str) -> None:
    """The owner says which printers there are, and which slips go where."""
    printers = tuple(Printer(id, {"en": id.title(), "zh-Hans": id}, target) for id, target in targets.items())
    body: dict[str, Any] = to_plain(PrintSetup(version, printers, stations))
    write(shop, lambda entry: entry.record("printers.published", body))


def write(shop: Shop, work: Callable[[Any], object]) -> None:
    """A fact of the test's own."""
    shop.parts.writer.submit(lambda: shop.parts.book.write(work)).result()


def jobs(shop: Shop, **equal: str | int) -> list[PrintJob]:
    """The ledger, first come first."""
    return sorted(shop.rows(PrintJob, **equal), key=lambda row: (row.queued_at, row.number))


def newest(shop: Shop, station: str = "kitchen") -> PrintJob:
    """The newest job of a station."""
    return max(shop.rows(PrintJob, station=station), key=lambda row: row.number)


def ends(shop: Shop, wanted: str, station: str = "kitchen") -> PrintJob:
    """The newest job of a station, once it has come to a state."""
    until(lambda: newest(shop, station).state == wanted)
    return newest(shop, station)
