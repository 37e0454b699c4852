"""Where printers may be: saved ones, those the system knows, cables, Epson's call, then each address.

All of it blocks and belongs on a thread of its own; what is found is told at once.
"""

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Network
from pathlib import Path
from urllib.parse import urlsplit

from printers import enpc
from printers.connections import PORT, named
from printers.networks import at_mac, is_mac, neighbours, plain_mac
from printers.sweep import answers, sweep

SAVED, SYSTEM, CABLE, NETWORK = "saved", "system", "cable", "network"


@dataclass(frozen=True, slots=True)
class Found:
    """A printer, or a port at which there may be one. ``by``: saved | system | cable | network."""

    address: str
    by: str
    name: str = ""
    mac: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known by now; ``looked`` of ``to_look`` addresses of the network were tried."""

    found: tuple[Found, ...] = ()
    looked: int = 0
    to_look: int = 0
    done: bool = False


@dataclass(slots=True)
class Surroundings:
    """What a search asks. Tests put their own in place of the system's."""

    networks: Sequence[IPv4Network] = ()
    port: int = PORT
    enpc_port: int = enpc.PORT
    enpc_seconds: float = enpc.SECONDS
    neighbours: Callable[[], dict[str, str]] = neighbours
    known: Callable[[], Iterator[Found]] = field(default_factory=lambda: system_and_cables)

    @property
    def everybody(self) -> list[str]:
        return [str(network.broadcast_address) for network in self.networks]


def search(
    saved: Collection[str],
    around: Surroundings,
    told: Callable[[Progress], None] = lambda progress: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Progress:
    """All that is found; ``told`` hears of each step on the caller's thread. ``saved``: addresses in use."""
    hall = _Hall(told)
    for address in saved:
        hall.add(Found(address, SAVED))
    hall.add(*(found for found in around.known() if found.address not in saved))
    ours = {urlsplit(address).hostname or "" for address in saved}
    for answer in enpc.call(around.everybody, port=around.enpc_port, seconds=around.enpc_seconds):
        if answer.host not in ours:
            hall.add(Found(_tcp(answer.host, around.port), NETWORK, answer.name, answer.mac))
    skip = {urlsplit(found.address).hostname or "" for found in hall.progress.found}
    for host in sweep(around.networks, port=around.port, skip=skip, looked=hall.looked, stopped=stopped):
        hall.add(Found(_tcp(host, around.port), NETWORK))
    hall.name_macs(around.neighbours())
    return hall.end()


def find_again(
    mac: str,
    around: Surroundings,
    saved: Collection[str] = (),
    stopped: Callable[[], bool] = lambda: False,
) -> str | None:
    """The address at which the printer with this hardware address answers now; None if nowhere.

    First who is remembered by this computer, then Epson's call, then each address of the store's networks
    but those of ``saved`` printers, which have one owner each.
    """
    skip = {urlsplit(address).hostname or "" for address in saved}
    if not is_mac(mac):
        return None
    for host in at_mac(mac, around.neighbours()):
        if host not in skip and _is_inside(host, around.networks) and answers(host, around.port):
            return _tcp(host, around.port)
    for answer in enpc.call(around.everybody, port=around.enpc_port, seconds=around.enpc_seconds):
        if answer.mac == plain_mac(mac):
            return _tcp(answer.host, around.port)
    for host in sweep(around.networks, port=around.port, skip=skip, stopped=stopped):
        if host in at_mac(mac, around.neighbours()):
            return _tcp(host, around.port)
    return None


def system_and_cables() -> Iterator[Found]:
    """Printers that the system has by name, USB printers, serial ports. Nothing is sent to any of them."""
    yield from _by_name()
    yield from _by_cable()


def _by_name() -> Iterator[Found]:
    try:
        if sys.platform == "win32":
            from printers.connections.windows import windows_printers

            names = [(name, name) for name in windows_printers()]
        else:
            from printers.connections.cups import cups_printers

            names = cups_printers()
    except OSError:
        return
    kind = "windows" if sys.platform == "win32" else "cups"
    for name, where in names:
        yield Found(named(kind, name), SYSTEM, name if where == name else f"{name} ({where})")


def _by_cable() -> Iterator[Found]:
    for file in sorted(Path("/dev/usb").glob("lp*")):
        yield Found(f"usb://{file}", CABLE)
    try:
        from printers.connections.usb import usb_printers

        for address, name in usb_printers():
            yield Found(address, CABLE, name)
    except (OSError, ImportError):
        pass
    try:
        from printers.connections.serial_line import serial_ports

        for address, name in serial_ports():
            yield Found(address, CABLE, name)
    except (OSError, ImportError):
        pass


class _Hall:
    """Collects what is found and tells each change."""

    def __init__(self, told: Callable[[Progress], None]) -> None:
        self.progress = Progress()
        self._told = told

    def add(self, *found: Found) -> None:
        if found:
            self._now(replace(self.progress, found=self.progress.found + found))

    def looked(self, done: int, all_: int) -> None:
        if done in (0, all_) or done % 8 == 0:
            self._now(replace(self.progress, looked=done, to_look=all_))

    def name_macs(self, table: dict[str, str]) -> None:
        def named_one(one: Found) -> Found:
            return replace(one, mac=one.mac or table.get(urlsplit(one.address).hostname or "", ""))

        self.progress = replace(self.progress, found=tuple(map(named_one, self.progress.found)))

    def end(self) -> Progress:
        self._now(replace(self.progress, done=True))
        return self.progress

    def _now(self, progress: Progress) -> None:
        self.progress = progress
        self._told(progress)


def _tcp(host: str, port: int) -> str:
    return f"tcp://{host}:{port}"


def _is_inside(host: str, networks: Sequence[IPv4Network]) -> bool:
    return any(IPv4Network(host).subnet_of(network) for network in networks)
