"""A printer while a person sets it up: what is chosen so far, and what is published in the end."""

from dataclasses import dataclass, field, replace

from domain.selling.print_changes import ALONE, NOT_HERE, TOO, Wish, stands
from domain.selling.print_setup import PASS, Names, Printer, PrintSetup, StationSlips
from pos_app.workflows.printer_verbs import Probed
from pos_app.workflows.views import TillView


@dataclass
class Draft:
    """`setup` is the one that was looked at; `new` as long as the printer is not in it."""

    setup: PrintSetup
    printer: Printer
    new: bool = True
    probed: Probed | None = None
    answer: str = ""
    takes: dict[str, str] = field(default_factory=dict)
    slips: dict[str, StationSlips] = field(default_factory=dict)

    def change(self, **values: object) -> None:
        """Another value for fields of the printer."""
        self.printer = replace(self.printer, **values)  # type: ignore[arg-type]

    def move_to(self, address: str) -> None:
        """Another address: what was said at the old one does not count."""
        if address != self.printer.target:
            self.change(target=address, mac="", seen="", seen_at=0)
            self.probed, self.answer = None, ""

    def wish(self, name: str, language: str) -> Wish:
        """What is asked of the till. The name is kept for the language in which it was typed."""
        names = {**self.printer.names, language: name.strip()}
        return Wish(
            replace(self.printer, names=names, mac=self._mac()),
            dict(self.takes),
            dict(self.slips),
        )

    def slips_of(self, station: str) -> StationSlips:
        """How a station prints, as far as it is changed already."""
        return self.slips.get(station) or self.setup.slips_of(station)

    def here(self) -> list[str]:
        """The stations whose slips it takes."""
        return [station for station, how in self.takes.items() if how != NOT_HERE]

    def _mac(self) -> str:
        return (self.probed.mac if self.probed else "") or self.printer.mac


def stations_of(view: TillView) -> list[str]:
    """The stations that print, in the menu's order, then the pass."""
    return [*(station.id for station in view.menu.stations), PASS]


def draft_of(setup: PrintSetup, view: TillView, printer: str, new_id: str) -> Draft:
    """A draft of a printer that is there, by its id, or of a new one."""
    known = setup.printer(printer)
    shown = next((one.target for one in view.printers if one.id == printer), "")
    if known is None and printer:  # a station's own, from before printers had names
        known = Printer(printer, view.menu.station(printer).names, shown)
    elif known is not None and not known.target:  # one that only the command line names
        known = replace(known, target=shown)
    draft = Draft(setup, known or Printer(new_id, {}, ""), new=known is None)
    draft.answer = draft.printer.seen
    here = [one for one in stations_of(view) if known and stands(setup, known.id, one) != NOT_HERE]
    draft.takes = {one: stands(setup, known.id, one) for one in here} if known else {}
    return draft


def others_of(setup: PrintSetup, view: TillView, printer: str) -> dict[str, Names]:
    """All other printers by id, with their names."""
    found = {one.id: one.names for one in view.printers}
    found.update({one.id: one.names for one in setup.printers})
    found.pop(printer, None)
    return found


def ways(setup: PrintSetup, view: TillView, printer: str, station: str) -> list[str]:
    """How this printer may stand to a station: a copy only beside another one."""
    others = others_of(setup, view, printer)
    beside = any(one in others for one in setup.slips_of(station).printers)
    return [NOT_HERE, ALONE, TOO] if beside else [NOT_HERE, ALONE]
