"""A thousand stores come back at once after an outage, to one server process: who is served last, how fairly.

Each asks hello and its marks, as a till does, and sends the same evening's facts as its own in a few batches.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from domain.record.envelope import GENESIS, head_of
from domain.record.replication import PROTOCOLS, BatchHeader, pack
from pos_app.sync.client import ANSWER
from sync_server.database.connecting import connect
from tests.bench import raw_inserts
from tests.bench.crowd import STORES, Call, Crowd, Story, Till, Told, new_tills, port_of, server_of, tell
from tests.bench.figures import Row, ms, samples, times
from tests.bench.past import found, opened, sell
from tests.end_to_end.books import till_facts

ORDERS, BATCHES, FACTS = 75, 3, 100  # of one store; facts of one batch
SENDING = 60.0  # seconds after which a till gives up one batch


def measure(folder: Path) -> list[Row]:
    tills, raws = new_tills(), _evening(folder / "evening")
    with Crowd() as crowd:
        packed = dict(crowd.each(_pack, tills, raws))
        with server_of(folder / "server", tills) as (program, key):
            told: list[Told] = crowd.each(_come_back, tills, port_of(program), packed)
        _assert_none_is_lost(folder, key, tills, raws)
    floor = raw_inserts.rate(folder / "server" / "data", key, folder / "raw")
    return _rows(told, len(tills) * len(raws), floor)


def _evening(folder: Path) -> list[bytes]:
    """The first facts of a real till, orders of six lines."""
    with opened(folder) as parts:
        found(parts)
        sell(parts, ORDERS, lines=6, paid=False)
    return [kept.raw for kept in till_facts(folder)][: BATCHES * FACTS]


def _pack(tills: Sequence[Till], raws: Sequence[bytes]) -> list[tuple[str, list[bytes]]]:
    """By store, its batches."""
    heads = [GENESIS]
    parts = [raws[first : first + FACTS] for first in range(0, len(raws), FACTS)]
    for part in parts:
        heads.append(head_of(heads[-1], part))
    chained = list(zip(parts, heads, heads[1:], strict=False))
    return [(till.store, [_batch(till, *one) for one in enumerate(chained)]) for till in tills]


def _batch(till: Till, number: int, part: tuple[Sequence[bytes], bytes, bytes]) -> bytes:
    raws, before, after = part
    header = BatchHeader(
        till.brand,
        till.store,
        till.device,
        till.incarnation,
        number * FACTS,
        before.hex(),
        after.hex(),
        max(PROTOCOLS),
    )
    return pack(header, raws)


def _come_back(tills: Sequence[Till], port: int, packed: dict[str, list[bytes]]) -> list[Told]:
    return tell(port, [(till, _story(packed[till.store])) for till in tills])


def _story(batches: Sequence[bytes]) -> Story:
    yield Call("GET", "/v1/hello")
    yield Call("GET", "/v1/marks")
    for number, batch in enumerate(batches, 1):
        answer = yield Call("POST", "/v1/events", batch)
        assert answer["seq"] == number * FACTS, answer


def _assert_none_is_lost(folder: Path, key: str, tills: Sequence[Till], raws: Sequence[bytes]) -> None:
    """Each store has all its facts, with the last hash of its chain."""
    head = head_of(GENESIS, raws)
    query = (
        "SELECT i.store, i.id, i.head, count(*) FROM events e JOIN incarnations i ON i.id = e.incarnation"
        " GROUP BY i.id"
    )
    with closing(connect(folder / "server" / "data" / "server.db", key, read_only=True)) as there:
        kept = {(store, one): (bytes(hash), count) for store, one, hash, count in there.execute(query)}
    assert kept == {(till.store, till.incarnation): (head, len(raws)) for till in tills}, "a fact is missing"


def _rows(told: Sequence[Told], facts: int, floor: float) -> list[Row]:
    began = min(one.began for one in told)
    served = samples([one.ended - began for one in told])
    asking = max(max(one.seconds[:2]) for one in told)
    sending = max(max(one.seconds[2:]) for one in told)
    rate = facts / served.worst
    return [
        Row(
            f"11 catch-up of {STORES:,} stores, {facts:,} facts",
            f"{rate:,.0f} facts/s",
            f"raw inserts {floor:,.0f}/s",
            times(rate / floor),
            "",
            None,
        ),
        Row(
            "  slowest store served",
            ms(served.worst),
            f"median {ms(served.p50)}",
            times(served.worst / served.p50),
            "",
            None,
            served.spread(),
        ),
        Row("  longest wait for hello, marks", ms(asking), "", "", f"≤ {ANSWER:.0f} s", asking <= ANSWER),
        Row("  longest wait for a batch", ms(sending), "", "", f"≤ {SENDING:.0f} s", sending <= SENDING),
    ]
