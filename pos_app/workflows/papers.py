"""The demo's printers: virtual ones that speak ESC/POS over TCP, and show what came out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from printers.paper import Paper
from printers.ticket import Width
from printers.virtual import PrinterServer

Shown = Callable[[str, Paper], None]


class PaperFeed:
    """One virtual printer a station; listeners hear each ticket, from other threads."""

    def __init__(self, widths: Mapping[str, Width]) -> None:
        self._listeners: list[Shown] = []
        self.kept: list[tuple[str, Paper]] = []
        self._servers = {
            station: PrinterServer(partial(self._came, station), width_dots=width.dots, forgets=True).start()
            for station, width in widths.items()
        }

    @property
    def targets(self) -> dict[str, str]:
        """Each station's address."""
        return {station: server.address for station, server in self._servers.items()}

    def listen(self, callback: Shown) -> None:
        """Hear of each ticket; those that came already are told at once."""
        for station, paper in self.kept:
            callback(station, paper)
        self._listeners.append(callback)

    def close(self) -> None:
        for server in self._servers.values():
            server.stop()

    def _came(self, station: str, paper: Paper) -> None:
        self.kept = [*self.kept[-50:], (station, paper)]
        for listener in self._listeners:
            listener(station, paper)


def narrow(stations: Iterable[str]) -> dict[str, Width]:
    """Paper widths as small places have them: the bar's printer is a 58 mm one."""
    return {station: Width.MM_58 if station == "bar" else Width.MM_80 for station in stations}
