"""What guests' phones are shown is at each moment what the store was at one moment."""

from __future__ import annotations

import contextlib
import random
from collections import Counter
from collections.abc import Iterator

import pytest

from domain.errors import Refused
from domain.floor.seen import SeenTable
from domain.record.plain import from_plain
from domain.selling.order_rows import OrderLine
from tests.fakes.printer import until
from tests.fakes.server import FakeServer
from tests.pos_app.shop import RICE, TOFU, Shop
from tests.pos_app.sync.test_link import linked, settled

WAITER = "zhou"
MOVES = 300


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as server:
        yield server


def moments(server: FakeServer) -> Iterator[dict[str, SeenTable]]:
    """The tables as shown after each publication."""
    shown: dict[str, SeenTable] = {}
    for told in server.publications:
        for one in told["documents"]:
            if one["key"].startswith("table/"):
                shown[one["key"]] = from_plain(SeenTable, one["body"])
        yield dict(shown)


@pytest.mark.parametrize("seed", range(3))
def test_while_tables_are_moved_joined_and_parted_each_party_and_dish_is_shown_once(
    shop: Shop, server: FakeServer, seed: int
) -> None:
    chance = random.Random(seed)
    tables = shop.till.tables
    for table in ("A1", "A2", "A3", "A5"):
        shop.open(table)
        shop.send(table, TOFU, RICE)
    parties = {shop.opening(table).opening.id for table in ("A1", "A2", "A3", "A5")}
    free = [table.id for table in shop.till.view.floor.tables][:9]

    def move() -> None:
        one, other = chance.sample(sorted(parties), 2)
        match chance.randrange(5):
            case 0 | 1:
                tables.transfer(one, chance.choice(free), WAITER).result()
            case 2:
                tables.join(one, other, WAITER).result()
            case 3:
                tables.part(one, WAITER).result()
            case _:
                lines = [line.id for line in shop.rows(OrderLine) if line.opening == one]
                tables.move_lines(one, {chance.choice(lines): 1000}, other, WAITER).result()

    with linked(shop, server) as joined:
        settled(joined, server)
        before = len(server.publications)
        moved = 0
        for _ in range(MOVES):
            with contextlib.suppress(Refused, KeyError, IndexError):
                move()
                moved += 1
        until(joined.link.up_to_date.is_set)
    seen = list(moments(server))[before - 1 :]
    assert moved > MOVES / 4 and len(seen) > 20
    for shown in seen:
        sitting = list({one.id: one for table in shown.values() for one in table.openings}.values())
        assert {id for one in sitting for id in (one.id, *one.kin)} == parties
        dishes = Counter[str]()
        for one in sitting:
            for order in one.orders:
                for line in order.lines:
                    dishes[line.line.dish] += line.line.quantity
        assert dishes == {"mapo-tofu": 4_000, "steamed-rice": 8_000}
