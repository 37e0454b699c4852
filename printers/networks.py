"""Which networks are the store's own, and which hardware address stands behind an IP address.

Only these are ever searched: private ones, a small part of a large one, no tunnels and no containers.
"""

import re
import socket
import struct
import subprocess
import sys
from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

ROUTES, NEIGHBOURS = Path("/proc/net/route"), Path("/proc/net/arp")
LARGEST = 22  # bits of a mask: up to 1,022 addresses are looked at, of a larger network the part around us
_NOT_OURS = re.compile(r"lo$|docker|br-|veth|virbr|tun|tap|wg|tailscale|zt|ppp")
_COMMAND_SECONDS = 5.0


def own_networks() -> tuple[IPv4Network, ...]:
    """The networks that this computer stands in."""
    if ROUTES.exists():
        return networks_of(ROUTES.read_text(encoding="ascii"), _own_addresses())
    return narrowed((IPv4Network(f"{own}/24", strict=False) for own in _own_addresses()), ())


def networks_of(routes: str, own: Iterable[IPv4Address]) -> tuple[IPv4Network, ...]:
    """The directly connected networks of a table like /proc/net/route."""
    found = []
    for line in routes.splitlines()[1:]:
        name, target, gateway, *_, mask = line.split()[:8]
        if _NOT_OURS.match(name) or int(gateway, 16) or not int(mask, 16):
            continue
        found.append(IPv4Network((_address(target), str(_address(mask)))))
    return narrowed(found, tuple(own))


def narrowed(networks: Iterable[IPv4Network], own: Iterable[IPv4Address]) -> tuple[IPv4Network, ...]:
    """Those that are private; of a large one the 254 addresses around each of ours in it."""
    kept: dict[IPv4Network, None] = {}
    for network in networks:
        if not network.is_private or network.prefixlen > 30:
            continue
        if network.prefixlen >= LARGEST:
            kept.setdefault(network)
        for address in own:
            if network.prefixlen < LARGEST and address in network:
                kept.setdefault(IPv4Network(f"{address}/24", strict=False))
    return tuple(kept)


def neighbours() -> dict[str, str]:
    """IP address → hardware address of whoever this computer has lately talked to; empty if unknown."""
    if NEIGHBOURS.exists():
        return neighbours_in(NEIGHBOURS.read_text(encoding="ascii"))
    try:
        said = subprocess.run(
            ["arp", "-a"],
            capture_output=True,
            timeout=_COMMAND_SECONDS,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return {}
    return neighbours_in(said.decode("mbcs" if sys.platform == "win32" else "utf-8", "replace"))


def neighbours_in(table: str) -> dict[str, str]:
    """Reads /proc/net/arp and what `arp -a` says on Windows, whatever its language."""
    found = {}
    for line in table.splitlines():
        address = re.search(r"\b\d{1,3}(?:\.\d{1,3}){3}\b", line)
        hardware = re.search(r"\b[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}\b", line)
        if address and hardware and is_mac(hardware[0]):
            found[address[0]] = plain_mac(hardware[0])
    return found


def plain_mac(text: str) -> str:
    """A hardware address as we keep it, 00:26:ab:12:34:56; "" for anything else."""
    digits = re.sub(r"[:.\s-]", "", text).lower()
    return (
        ":".join(digits[at : at + 2] for at in range(0, 12, 2))
        if re.fullmatch("[0-9a-f]{12}", digits)
        else ""
    )


def is_mac(text: str) -> bool:
    """Whether it names one device: not nobody, not everybody."""
    plain = plain_mac(text)
    return bool(plain) and plain != "00:00:00:00:00:00" and not int(plain[:2], 16) & 1


def at_mac(mac: str, table: Mapping[str, str]) -> list[str]:
    """The IP addresses behind a hardware address; two while an old one is still remembered."""
    return [address for address, hardware in table.items() if hardware == plain_mac(mac)]


def _own_addresses() -> tuple[IPv4Address, ...]:
    """Ours. Connecting a datagram socket sends nothing, and says from where it would go out."""
    found: dict[IPv4Address, None] = {}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect(("192.0.2.1", 9))  # an address for documentation: nobody is there
            found.setdefault(IPv4Address(sock.getsockname()[0]))
        except OSError:
            pass
    try:
        for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET):
            found.setdefault(IPv4Address(info[4][0]))
    except OSError:
        pass
    return tuple(address for address in found if not address.is_loopback)


def _address(hexadecimal: str) -> IPv4Address:
    """/proc writes addresses as the machine keeps them."""
    return IPv4Address(struct.pack("=L", int(hexadecimal, 16)))
