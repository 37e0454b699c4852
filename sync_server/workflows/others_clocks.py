"""How far the clocks of the gateways that guests pay by are from ours: every answer of theirs bears a date.

A gateway takes no call that is signed by a wrong clock, and what it tells itself looks old to one.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from sync_server.payments.gateway_time import ahead_of_us
from sync_server.payments.kinds import gateways as real_gateways
from sync_server.payments.port import NoAnswer


def others_clocks(gateways: Iterable[tuple[str, str]]) -> list[tuple[str, int]]:
    """(address, milliseconds it is ahead of us) of each gateway that answers. ``gateways``: (channel, address
    of its own or "")."""
    real = real_gateways()
    known = (urlsplit(address or real.get(channel, "")) for channel, address in gateways)
    asked = sorted({f"{one.scheme}://{one.netloc}" for one in known if one.netloc})
    if not asked:
        return []
    with ThreadPoolExecutor(len(asked)) as pool:
        told = list(pool.map(_ahead, asked))
    return [(address, ahead) for address, ahead in zip(asked, told, strict=True) if ahead is not None]


def _ahead(address: str) -> int | None:
    """None where nobody answers, or without a date."""
    try:
        return ahead_of_us(address)
    except NoAnswer:
        return None
