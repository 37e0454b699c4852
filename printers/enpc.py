"""Epson's own call into the network (ENPC): one datagram to everybody, and each of its printers answers.

The call is of the reference. A longer answer of 184 bytes names hardware address and model; this is as other
programs read it and has not been tried with a real Epson yet. Of any other answer only the sender counts.
"""

import contextlib
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from printers.networks import is_mac, plain_mac

PORT = 3289
SECONDS = 1.5
CALLS = (
    b"EPSONQ\x03\x00\x00\x00\x10\x00\x00\x00\x00\x00",
    b"EPSONQ\x03\x00\x00\x01\x00\x00\x00\x00",  # asks for address and name
)
_LONG, _MAC, _NAME = 184, slice(14, 20), 56


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answered; ``mac`` and ``name`` are empty if it did not say."""

    host: str
    mac: str = ""
    name: str = ""


def call(targets: Sequence[str], *, port: int = PORT, seconds: float = SECONDS) -> Iterator[Answer]:
    """Everybody who answers in time, each once, the most telling answer. ``targets``: broadcast addresses."""
    best: dict[str, Answer] = {}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        for target in targets:
            for words in CALLS:
                with contextlib.suppress(OSError):
                    sock.sendto(words, (target, port))
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            sock.settimeout(left)
            try:
                data, (host, _port) = sock.recvfrom(2048)
            except OSError:
                continue  # the time is over, or somebody refused
            answer = read(host, data)
            if answer and len(answer.mac + answer.name) >= len(best.get(host, Answer(host)).mac):
                best[host] = answer
    yield from best.values()


def read(host: str, data: bytes) -> Answer | None:
    """One answer; None if it is none."""
    if not data.startswith(b"EPSONq"):
        return None
    if len(data) != _LONG:
        return Answer(host)
    mac = plain_mac(data[_MAC].hex())
    name = data[_NAME:].split(b"\0")[0].decode("ascii", "replace").strip()
    return Answer(host, mac if is_mac(mac) else "", name if name.isprintable() else "")
