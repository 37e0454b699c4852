"""A guest's phone: it orders from whichever server answers, asks again under the same id, may be rude."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any

from domain.errors import Refused
from domain.record.business_day import minute_of_day
from domain.record.ids import uuid7
from domain.selling.menu import Menu
from domain.selling.price import Rules
from domain.selling.request import OrderRequest, quote_cart
from domain.supply.stock import Stock
from tests.simulation.cashier import CARTS, TABLES
from tests.simulation.network import Unreachable
from tests.simulation.world import Call, Owner, Process, Store, World

ZONE = "Asia/Shanghai"
FINAL = ("accepted", "partly", "refused")


class PhoneNode(Owner):
    """One phone at one table."""

    def __init__(self, world: World, name: str, store: Store, menu: Menu, rules: Rules) -> None:
        self.world, self.name, self.store = world, name, store
        self.rng = Random(f"{world.seed}:{name}")
        self.offset = 0
        self.asked: dict[str, OrderRequest] = {}
        self.told: dict[str, tuple[str, str]] = {}  # request → (final state, by which server)
        self._menu, self._rules = menu, rules
        self._seen: dict[str, Any] = {}
        world.spawn(self, self._sit())

    def _sit(self) -> Process:
        while not self.world.quiet:
            yield self.rng.randrange(10_000, 80_000)
            if self.world.quiet:
                return
            table = self.rng.choice(TABLES)
            servers = list(self.world.servers)
            self.rng.shuffle(servers)
            request = None
            for server in servers:
                try:
                    self._seen = yield Call(server, "look", (self.store.id,))
                    request = request or self._request(table)
                    yield Call(server, "order", (self.store.id, request))
                except (Refused, Unreachable):
                    continue  # fails over, with the same id
                self.world.log(self.name, f"orders {request.id[-6:]} at {table} from {server}")
                yield from self._wait(server, request)
                break

    def _request(self, table: str) -> OrderRequest:
        rng, now = self.rng, self.world.now + self.offset
        seen = self._seen.get(f"table/{table}") or {}
        opening: Mapping[str, Any] = seen.get("opening") or {}
        cart = rng.choice(CARTS)
        quoted = quote_cart(
            self._menu,
            self._rules,
            Stock(self._seen.get("stock") or {}),
            cart,
            (),
            2,
            minute_of_day(now, ZONE),
            now,
        )
        id = uuid7(now, rng.randbytes(10))
        request = OrderRequest(
            id,
            table,
            f"phone-{self.name}-0000",
            cart,
            quoted.quote,
            opening.get("id", ""),
            opening.get("secret", ""),
            2,
        )
        self.asked[id] = request
        return request

    def _wait(self, server: str, request: OrderRequest) -> Process:
        """Look what became of it; a rude phone sends it again meanwhile, or something else under its id."""
        for _ in range(self.rng.randrange(2, 8)):
            yield self.rng.randrange(1_000, 9_000)
            try:
                if self.rng.random() < 0.15:
                    other = self.rng.choice(list(self.world.servers))
                    changed = replace(request, remark="more") if self.rng.random() < 0.4 else request
                    self.world.faults[
                        "same id, other content" if changed is not request else "sent twice"
                    ] += 1
                    yield Call(other, "order", (self.store.id, changed))
                state = yield Call(server, "state", (self.store.id, request.id))
            except (Refused, Unreachable):
                continue
            if state in FINAL:
                self.told[request.id] = (state, server)
                self.world.log(self.name, f"hears {request.id[-6:]} {state}")
                return

    def crash(self) -> None:
        raise AssertionError("phones do not die here")
