"""What time a gateway's own server says it is: the Date of whatever it answers. Calls block.

Gateways refuse what is signed more than some minutes off, and say no more than that the signature is wrong.
"""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

from sync_server.payments.port import NoAnswer

TIMES = (3, 5)  # seconds to connect and to answer
SLOW = 5.0  # seconds: what took longer tells no time


def ahead_of_us(address: str) -> int:
    """Milliseconds by which the clock there is ahead of ours, to half a second. Raises NoAnswer."""
    import requests

    began, steady = time.time(), time.monotonic()
    try:
        with requests.Session() as session:
            session.trust_env = False
            with session.head(address, timeout=TIMES, allow_redirects=False) as answer:
                told = answer.headers.get("Date", "")
    except requests.RequestException as error:
        raise NoAnswer from error
    took = time.monotonic() - steady
    if took > SLOW:
        raise NoAnswer
    try:
        there = parsedate_to_datetime(told).timestamp()
    except ValueError as error:
        raise NoAnswer from error
    return round((there + 0.5 - began - took / 2) * 1000)
