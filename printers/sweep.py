"""Looking at each address of the store's networks for a printer: an open port is not enough, it must answer.

What does not answer DLE EOT is no receipt printer, or one that somebody else talks to just now.
"""

import contextlib
import socket
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from ipaddress import IPv4Network
from itertools import islice

from printers.connections.tcp import PORT
from printers.networks import LARGEST

AT_ONCE = 64
MOST = 4096  # addresses in one search, whatever it was told
CONNECT_SECONDS = 0.6
ANSWER_SECONDS = 0.6
_QUESTION = b"\x10\x04\x01"
_connect = socket.create_connection


def sweep(
    networks: Sequence[IPv4Network],
    *,
    port: int = PORT,
    skip: Collection[str] = (),
    looked: Callable[[int, int], None] = lambda done, all_: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[str]:
    """IP addresses of printers as they are found. ValueError for a network that is not the store's.

    ``skip``: addresses left alone, such as those of our own printers, which have one owner each. ``looked``
    hears how many of how many were looked at; ``stopped`` ends it early.
    """
    for network in networks:
        if not network.is_private or network.prefixlen < LARGEST:
            raise ValueError(f"{network} is not searched: it is public or too large")
    everyone = (str(host) for network in networks for host in network.hosts())
    hosts = [host for host in islice(everyone, MOST) if host not in skip]
    looked(0, len(hosts))
    pool = ThreadPoolExecutor(min(AT_ONCE, max(1, len(hosts))), thread_name_prefix="sweep")
    try:
        asked = {pool.submit(_look, host, port, stopped): host for host in hosts}
        for done, future in enumerate(as_completed(asked), 1):
            looked(done, len(hosts))
            if stopped():
                return
            if future.result():
                yield asked[future]
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def answers(host: str, port: int = PORT) -> bool:
    """Whether a receipt printer is there: it says its state when asked, in a byte that only printers say."""
    with contextlib.suppress(OSError), _connect((host, port), CONNECT_SECONDS) as sock:
        sock.sendall(_QUESTION)
        until = time.monotonic() + ANSWER_SECONDS
        while (left := until - time.monotonic()) > 0:
            sock.settimeout(left)
            data = sock.recv(16)
            if not data:
                return False
            if any(byte & 0x93 == 0x12 for byte in data) and len(data) <= 5:
                return True
            if len(data) > 5:
                return False
    return False


def _look(host: str, port: int, stopped: Callable[[], bool]) -> bool:
    return not stopped() and answers(host, port)
