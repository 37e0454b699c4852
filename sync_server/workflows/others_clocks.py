"""How far the clocks of the gateways that guests pay by are from ours: every answer of theirs bears a date.

A gateway takes no call that is signed by a wrong clock, and what it tells itself looks old to one.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import requests

from sync_server.payments import alipay, wechat_account

GATEWAYS = {"wechat": wechat_account.GATEWAY, "alipay": alipay.GATEWAY}
ANSWER = 5.0  # seconds


def others_clocks(gateways: Iterable[tuple[str, str]]) -> list[tuple[str, int]]:
    """(address, milliseconds it is ahead of us) of each gateway that answers. ``gateways``: (channel, address
    of its own or "")."""
    known = (urlsplit(address or GATEWAYS.get(channel, "")) for channel, address in gateways)
    asked = sorted({f"{one.scheme}://{one.netloc}" for one in known if one.netloc})
    if not asked:
        return []
    with ThreadPoolExecutor(len(asked)) as pool:
        told = list(pool.map(_ahead, asked))
    return [(address, ahead) for address, ahead in zip(asked, told, strict=True) if ahead is not None]


def _ahead(address: str) -> int | None:
    """None where nobody answers, or without a date."""
    began = _now()
    try:
        date = requests.head(address, timeout=ANSWER).headers.get("Date", "")
        took = _now() - began  # a date has whole seconds: half of one is the best guess
        return round(parsedate_to_datetime(date).timestamp() * 1000) + 500 - began - took // 2
    except (requests.RequestException, ValueError):
        return None


def _now() -> int:
    return time.time_ns() // 1_000_000
