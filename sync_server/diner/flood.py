"""How much one phone, table or address may ask for: a bucket of tokens each, in memory."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_BUCKETS = 20_000


@dataclass(frozen=True, slots=True)
class Limit:
    """So many at once, and so many a second after that."""

    burst: float
    per_second: float


# One Wi-Fi is one address for a whole dining room, so addresses get much.
ORDER_BY_PHONE = Limit(6, 0.2)
ORDER_BY_TABLE = Limit(30, 0.5)
ORDER_BY_ADDRESS = Limit(200, 10)
SAY_BY_PHONE = Limit(10, 0.2)
SAY_BY_ADDRESS = Limit(120, 2)
PICTURE_BY_PHONE = Limit(6, 0.05)
PICTURE_BY_TABLE = Limit(12, 0.05)
PICTURE_BY_ADDRESS = Limit(60, 0.5)
COUNTER_BY_ADDRESS = Limit(60, 1)
COUNTER_BY_CODE = Limit(120, 4)  # of a store's own code, which all its phones share
PAY_BY_PHONE = Limit(8, 0.1)
CALL_BY_TABLE = Limit(6, 0.1)
CALL_BY_ADDRESS = Limit(60, 2)
ASK_BY_ADDRESS = Limit(1200, 120)
ADDRESSES = ("address", "counter", "saying", "picturing")  # kinds that are network addresses
LOOPBACK = ("127.0.0.1", "::1")


@dataclass
class Flood:
    """Counts what comes in. ``on=False`` lets everything through, for measuring."""

    on: bool = True
    clock: Callable[[], float] = time.monotonic
    _buckets: OrderedDict[tuple[str, str], tuple[float, float]] = field(default_factory=OrderedDict)

    def allows(self, *asked: tuple[str, str, Limit]) -> bool:
        """Take one token from each (kind, who, limit), or none at all if one of them is empty.

        A server's own machine (its till, a proxy in front) is not an address to be limited.
        """
        if not self.on:
            return True
        now = self.clock()
        levels = {}
        for kind, who, limit in asked:
            if kind in ADDRESSES and who in LOOPBACK:
                continue
            levels[kind, who] = level = self._level(kind, who, limit, now)
            if level < 1:
                return False
        for bucket, level in levels.items():
            self._buckets[bucket] = (level - 1, now)
            self._buckets.move_to_end(bucket)
        while len(self._buckets) > MOST_BUCKETS:
            self._buckets.popitem(last=False)
        return True

    def _level(self, kind: str, who: str, limit: Limit, now: float) -> float:
        level, since = self._buckets.get((kind, who), (limit.burst, now))
        return min(limit.burst, level + (now - since) * limit.per_second)
