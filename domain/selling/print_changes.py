"""Changing a store's printers: one is set up, changed or taken away, and no station is left without any."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.errors import Refused
from domain.selling.print_setup import CUTS, PASS, Printer, PrintSetup, StationSlips

NOT_HERE, ALONE, TOO = "", "alone", "too"
"""How a printer stands to a station: takes none of its slips, all of them, or a copy beside others."""
ROLLS = (58, 80)
DRIVERS = ("escpos", "tspl", "zpl")
LABEL_WIDTHS, LABEL_HEIGHTS = range(15, 111), range(10, 201)
SECONDS_OF_FALLBACK, SECONDS_OF_ASKING = range(5, 3601), range(60, 24 * 3600 + 1)
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Wish:
    """A printer as it shall be. ``takes``: station → NOT_HERE, ALONE or TOO; others stay as they are.

    ``slips``: how a station's slips are cut, who stands in and when; their ``printers`` do not count, and a
    station that is not named stays as it is.
    """

    printer: Printer
    takes: Mapping[str, str] = field(default_factory=dict)
    slips: Mapping[str, StationSlips] = field(default_factory=dict)


def stands(setup: PrintSetup, printer: str, station: str) -> str:
    """How a printer stands to a station now."""
    printers = setup.slips_of(station).printers
    if printer not in printers:
        return NOT_HERE
    return ALONE if len(printers) == 1 else TOO


def changed(setup: PrintSetup, wish: Wish, own: Collection[str] = ()) -> PrintSetup:
    """The next version of the set-up. ``own``: stations that may be their own printer. Raises Refused."""
    check(wish)
    printer = wish.printer
    _check_names(setup, printer)
    known = {"", *own, *(one.id for one in setup.printers)}
    if any(slips.fallback not in known for slips in wish.slips.values()):
        raise Refused("printer_no_fallback")
    printers = tuple(printer if one.id == printer.id else one for one in setup.printers)
    if printer.id not in {one.id for one in setup.printers}:
        printers = (*printers, printer)
    stations = {one.station: one for one in setup.stations}
    for station, how in wish.takes.items():
        before = setup.slips_of(station)
        slips = _placed(replace(wish.slips.get(station, before), printers=before.printers), printer.id, how)
        if slips.printers:
            stations[station] = slips
        elif station == PASS:
            stations.pop(station, None)
        else:
            raise Refused("station_without_printer", station=station)
        if slips == StationSlips(station, (station,)) and not setup.printer(station):
            stations.pop(station)  # as if nobody had said anything
    return replace(setup, version=setup.version + 1, printers=printers, stations=tuple(stations.values()))


def without(setup: PrintSetup, printer: str) -> PrintSetup:
    """The next version without a printer. Raises Refused if a station would have none left."""
    stations = []
    for slips in setup.stations:
        left = tuple(one for one in slips.printers if one != printer)
        if not left and slips.station != PASS:
            raise Refused("station_without_printer", station=slips.station)
        if left:
            fallback = "" if slips.fallback == printer else slips.fallback
            stations.append(replace(slips, printers=left, fallback=fallback))
    printers = tuple(one for one in setup.printers if one.id != printer)
    return replace(setup, version=setup.version + 1, printers=printers, stations=tuple(stations))


def moved(setup: PrintSetup, printer: str, target: str) -> PrintSetup:
    """The next version, in which a printer is at another address."""
    printers = tuple(replace(one, target=target) if one.id == printer else one for one in setup.printers)
    return replace(setup, version=setup.version + 1, printers=printers)


def check(wish: Wish) -> None:
    """Raises Refused for what no printer can be, with what to do."""
    printer = wish.printer
    if not any(name.strip() for name in printer.names.values()):
        raise Refused("printer_no_name")
    if any(len(name) > LONGEST_NAME for name in printer.names.values()):
        raise Refused("printer_long_name", maximum=LONGEST_NAME)
    if printer.driver not in DRIVERS:
        raise Refused("unreadable")
    check_paper(printer)
    for slips in wish.slips.values():
        _check_slips(printer, slips)


def _check_slips(printer: Printer, slips: StationSlips) -> None:
    if slips.cut not in CUTS:
        raise Refused("unreadable")
    if slips.fallback == printer.id:
        raise Refused("printer_own_fallback")
    if slips.fallback_after not in SECONDS_OF_FALLBACK or slips.ask_after not in SECONDS_OF_ASKING:
        raise Refused("printer_times")


def check_paper(printer: Printer) -> None:
    """Raises Refused for a roll or a label that does not exist."""
    if printer.driver == "escpos" and printer.width not in ROLLS:
        raise Refused("printer_paper")
    if printer.driver != "escpos" and not (printer.width in LABEL_WIDTHS and printer.height in LABEL_HEIGHTS):
        raise Refused("printer_label")


def _check_names(setup: PrintSetup, printer: Printer) -> None:
    taken = {name for one in setup.printers if one.id != printer.id for name in one.names.values()}
    for name in printer.names.values():
        if name in taken:
            raise Refused("printer_name_taken", name=name)


def _placed(slips: StationSlips, printer: str, how: str) -> StationSlips:
    """A station's slips once the printer stands to it as wished."""
    others = tuple(one for one in slips.printers if one != printer)
    if how == NOT_HERE:
        return replace(slips, printers=others)
    printers: Sequence[str] = (printer,) if how == ALONE else slips.printers
    if printer not in printers:
        printers = (*printers, printer)
    return replace(slips, printers=tuple(printers))
