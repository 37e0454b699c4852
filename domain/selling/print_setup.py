"""Which printers a store has, and which slips go to which of them: one document, owned by the store.

A store that has published none prints as release 0.1.0 did: each station is its own printer, named by the
station's id, and takes one slip an order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Names = Mapping[str, str]

DOCUMENT = "printers"
ORDER, CATEGORY, DISH, CUP = "order", "category", "dish", "cup"
LABEL_DRIVERS = ("tspl", "zpl")
MOST_CUPS = 9  # labels of one portion
CUTS = (ORDER, CATEGORY, DISH, CUP)
"""How a station's share of an order is cut into slips: whole, one a category, one a dish, a label a cup."""
MARKED, LATER = "marked", "later"
"""What a station gets of a dish that waits for the word 叫起: a slip that says so, or one when it comes."""
PASS = "pass"  # noqa: S105 - where the dishes pass
"""The station that cooks nothing and sees all dishes of an order, if the set-up names it."""


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer of the store. ``id`` never changes; ``target`` is an address of printers.connections.

    ``driver``: escpos | tspl | zpl. ``width``: paper in mm, 58 or 80, or a label's, whose ``height`` is
    in mm too, 0 for a roll. ``language`` and ``second`` are BCP-47 tags; an empty ``language`` is the
    store's, an empty ``second`` prints one only. ``mac`` finds it again when its address has changed.
    ``buzz``: how often it calls the cook per slip. ``seen``: what a person said came out of its test page
    (a key of ``printer_words.answers``), ``seen_at`` (UTC milliseconds); "" if nobody has said.
    """

    id: str
    names: Names
    target: str
    driver: str = "escpos"
    width: int = 80
    language: str = ""
    second: str = "en"
    mac: str = ""
    buzz: int = 0
    height: int = 0
    seen: str = ""
    seen_at: int = 0

    @property
    def on_labels(self) -> bool:
        """Whether it prints labels, not a roll."""
        return self.driver in LABEL_DRIVERS


@dataclass(frozen=True, slots=True)
class StationSlips:
    """The slips of one station (``kitchen``, ``bar``, ``counter``, or ``pass`` for the 总单 of all dishes).

    Each of ``printers`` gets its own copy. After ``fallback_after`` seconds that a job could not leave for
    its printer it goes to the printer ``fallback`` ("" for none), marked with where it should have come
    out. A job older than ``ask_after`` seconds is not printed unasked. ``runner``: a runner slip 传菜单
    comes with them, for the tray. ``held``: MARKED or LATER.
    """

    station: str
    printers: tuple[str, ...]
    cut: str = ORDER
    fallback: str = ""
    fallback_after: int = 60
    ask_after: int = 30 * 60
    runner: bool = False
    held: str = MARKED

    @property
    def holds_slips(self) -> bool:
        """Whether the slip of a held dish comes when it is started; a cup's label cannot lie about."""
        return self.held == LATER or self.cut == CUP


@dataclass(frozen=True, slots=True)
class PrintSetup:
    """All of it, replaced whole by the fact ``printers.published`` (document ``printers``).

    ``cups``: how many labels 杯贴 a portion gets, by id of the dish, else of its categories. Where there
    are some, a station's label printers print these beside the slips of its other printers.
    """

    version: int = 0
    printers: tuple[Printer, ...] = ()
    stations: tuple[StationSlips, ...] = ()
    cups: Mapping[str, int] = field(default_factory=dict)

    def printer(self, printer_id: str) -> Printer | None:
        return next((one for one in self.printers if one.id == printer_id), None)

    def cups_of(self, dish: str, categories: Sequence[str]) -> int:
        """Labels that a portion of a dish gets where labels are printed beside slips."""
        return self.cups.get(dish, max((self.cups.get(one, 0) for one in categories), default=0))

    def labels_at(self, station: str) -> tuple[str, ...]:
        """The printers of a station that print only labels, beside others that print its slips."""
        printers = self.slips_of(station).printers if self.cups else ()
        found = tuple(id for id in printers if (one := self.printer(id)) and one.on_labels)
        return found if len(found) < len(printers) else ()

    def rolls_at(self, station: str) -> tuple[str, ...]:
        """The printers that print its slips."""
        labels = self.labels_at(station)
        return tuple(id for id in self.slips_of(station).printers if id not in labels) or (station,)

    def names(self, station: str) -> bool:
        """Whether the set-up says how this station prints."""
        return any(one.station == station for one in self.stations)

    def slips_of(self, station: str) -> StationSlips:
        """How a station prints; one that the set-up does not name is its own printer."""
        for one in self.stations:
            if one.station == station:
                return one
        return StationSlips(station, (station,))


EMPTY = PrintSetup()
