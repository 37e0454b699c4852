"""A relay and the till behind it in memory: the demo restaurant, answering as the test says."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from domain.errors import Refused
from domain.floor.plan import Floor, Table
from domain.floor.seen import SeenLine, SeenOpening, SeenOrder, SeenReceipt, SeenTable
from domain.record.canonical import canonical
from domain.record.plain import from_plain, to_plain
from domain.selling.menu import Menu
from domain.selling.order import reduce_stock, take_cart
from domain.selling.price import Rules
from domain.selling.request import OrderRequest, Verdict, agreed, digest, line_amounts
from domain.supply.stock import Stock
from sync_server.workflows.storefront import NumberNow, RequestNow, TableNow

DEMO = Path(__file__).parents[2] / "resources" / "demo"
NOON = 12 * 60  # lunch-only dishes are served


def demo(name: str) -> Any:
    """One document of the demo restaurant."""
    return json.loads((DEMO / f"{name}.json").read_text(encoding="utf-8"))


def code_of(table: str) -> str:
    """The printed code of a demo table, as opaque as a real one looks."""
    return f"demo-code-of-table-{table}"[-22:].rjust(22, "-")


@dataclass
class FakeRelay:
    """Implements the relay's port. ``answers``: accept | hold | silent, what the till does with an order."""

    answers: str = "accept"
    connected: bool = True
    full: bool = False  # its disk takes nothing
    open_tables: bool = True
    minute: int = NOON
    menu: Menu = field(default_factory=lambda: from_plain(Menu, demo("menu")))
    rules: Rules = field(default_factory=lambda: from_plain(Rules, demo("rules")))
    stock: Stock = field(
        default_factory=lambda: Stock({item: 1000 * left for item, left in demo("supply").items()})
    )
    store: Mapping[str, Any] = field(default_factory=lambda: demo("store"))
    servers: tuple[str, ...] = ()
    openings: dict[str, SeenOpening] = field(default_factory=dict)
    parties: dict[str, SeenTable] = field(default_factory=dict)
    requests: dict[str, RequestNow] = field(default_factory=dict)
    heard: dict[str, OrderRequest] = field(default_factory=dict)
    hearings: list[str] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    left: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    changes: int = 0
    closing: bool = False

    def __post_init__(self) -> None:
        plain = demo("floor")
        for table in plain["tables"]:
            table["code"] = code_of(table["id"])
        self.floor = from_plain(Floor, plain)

    # ---------------------------------------------------------------- the port

    def table_id(self, code: str) -> str:
        return self._table(code).id

    def table(self, code: str, opening: str = "", phone: str = "") -> TableNow:
        table = self._table(code)
        seen = self.parties.get(table.id) or SeenTable(table.id, self.openings.get(table.id))
        mine = seen.opening_of(opening, phone)
        return TableNow(
            store=self.store,
            menu=self.menu,
            rules=self.rules,
            stock=self.stock,
            floor=self.floor,
            table=table,
            opening=mine,
            parties=() if mine else seen.parties,
            connected=self.connected,
            zone="Asia/Shanghai",
            store_id="demo",
            menu_version=str(self.menu.version),
            servers=self.servers,
        )

    def number(self, id: str) -> NumberNow:
        raise Refused("queue_gone")

    async def hear(self, code: str, request: OrderRequest) -> RequestNow:
        table = self._table(code)
        self.hearings.append(request.id)
        known = self.requests.get(request.id)
        if known is not None:
            if known.digest != digest(request):
                raise Refused("request_changed")
            return known
        if not self.connected:
            raise Refused("store_away")
        if self.full:
            raise Refused("server_disk")
        text = canonical(to_plain(request)).decode()
        self.heard[request.id] = request
        self.requests[request.id] = RequestNow(
            request.id, "received", now(), 0, 0, None, digest(request), text
        )
        self.touch()
        if self.answers != "silent":
            self.fetch(request.id)
            self.hold(request.id) if self.answers == "hold" else self.decide(request.id, table)
        return replace(self.requests[request.id], state="received")

    def requests_of(self, table: str, phone: str) -> tuple[RequestNow, ...]:
        self._table(table)
        return tuple(self.requests[id] for id, asked in self.heard.items() if asked.phone == phone)

    def moved_to(self, code: str, opening: str) -> str:
        here = self._table(code).id
        kept = self.openings.get(here)
        if not opening or (kept and (kept.id == opening or opening in kept.kin)):
            return ""
        homes = [one.table or key for key, one in self.openings.items() if one.id == opening]
        return self.floor.by_id[homes[0]].code if homes and homes[0] != here else ""

    def tag(self, code: str) -> str:
        self._table(code)
        return f"{id(self)}.{self.changes}"  # as of a real server: never that of another one

    async def changed(self, code: str, known_tag: str, wait: float) -> str:
        until = time.monotonic() + wait
        while self.tag(code) == known_tag and time.monotonic() < until and not self.closing:
            await asyncio.sleep(0.02)
        return self.tag(code)

    async def leave(self, code: str, kind: str, id: str, phone: str, body: Mapping[str, Any]) -> None:
        self._table(code)
        if not self.connected:
            raise Refused("store_away")
        self.left.append((kind, dict(body)))

    async def call(self, code: str, what: str, phone: str, opening: str, dish: str = "") -> None:
        if not self.connected:
            raise Refused("store_away")
        table = self._table(code).id
        self.calls.append((table, what))
        if table in self.openings:
            self.openings[table] = replace(self.openings[table], called=what)
        self.touch()

    # ---------------------------------------------------------------- the till's hand

    def fetch(self, request: str) -> None:
        """The till's feed gets the request."""
        self._put(request, state="handed", handed_at=now())

    def hold(self, request: str) -> None:
        """The till leaves it to its staff."""
        self._answer(Verdict(request, "held", now()))

    def refuse(self, request: str, code: str, **facts: Any) -> None:
        """The till takes nothing of it."""
        self._answer(Verdict(request, "refused", now(), code, facts))

    def lapse(self, request: str) -> None:
        """No till came for it."""
        self._put(request, state="lapsed")

    def decide(self, request: str, table: Table | None = None) -> None:
        """The till's own rules, in short: opening, price, stock."""
        asked = self.heard[request]
        where = table or self.floor.table(asked.table)
        opening = self.openings.get(where.id)
        if asked.opening and (opening is None or opening.id != asked.opening):
            return self.refuse(request, "old_opening")
        if opening is None and not self.open_tables:
            return self.refuse(request, "table_not_open")
        lines, refused = take_cart(self.menu, self.stock, asked.lines, self.minute)
        amounts = line_amounts(len(asked.lines), lines, refused)
        if not agreed(asked.quote, amounts):
            return self.refuse(request, "price_changed")
        if not lines:
            return self._answer(Verdict(request, "refused", now(), refused=refused))
        opening = opening or self.open(where.id, asked.guests or 2)
        phones = opening.phones if asked.phone in opening.phones else (*opening.phones, asked.phone)
        number, guest = len(opening.orders) + 1, phones.index(asked.phone) + 1
        seen = tuple(SeenLine(line, "kitchen") for line in lines)
        order = SeenOrder(request, number, now(), guest, seen, asked.remark)
        self.openings[where.id] = replace(
            opening, phones=phones, orders=(*opening.orders, order), version=opening.version + 1
        )
        for line in lines:
            self.stock = reduce_stock(self.stock, line)
        state = "partly" if refused else "accepted"
        return self._answer(Verdict(request, state, now(), round=number, refused=refused))

    def open(self, table: str, guests: int = 4) -> SeenOpening:
        """Guests sit down."""
        number = f"{len(self.openings) + self.changes:03d}"
        opening = SeenOpening(
            f"{number}".zfill(32), f"secret-{number}", f"A{number}", guests, 1, now(), phones=()
        )
        self.openings[table] = opening
        self.touch()
        return opening

    def clear(self, table: str) -> None:
        """Guests have left."""
        self.openings.pop(table, None)
        self.touch()

    def come_out(self, table: str, state: str = "printed") -> None:
        """All lines of a table are printed, or served."""
        opening = self.openings[table]
        orders = tuple(
            replace(order, lines=tuple(replace(line, state=state) for line in order.lines))
            for order in opening.orders
        )
        self.openings[table] = replace(opening, orders=orders)
        self.touch()

    def pay(self, table: str, *receipts: SeenReceipt) -> None:
        self.openings[table] = replace(self.openings[table], paid=True, receipts=receipts)
        self.touch()

    def connect(self, connected: bool) -> None:
        self.connected = connected
        self.touch()

    def touch(self) -> None:
        """Something changed; phones that wait are told."""
        self.changes += 1

    # ---------------------------------------------------------------- within

    def _table(self, code: str) -> Table:
        found = self.floor.by_code.get(code)
        if found is None:
            raise Refused("table_unknown")
        return found

    def _answer(self, verdict: Verdict) -> None:
        self._put(verdict.request, state=verdict.state, verdict_at=verdict.at, verdict=verdict)

    def _put(self, request: str, **values: Any) -> None:
        self.requests[request] = replace(self.requests[request], **values)
        self.touch()


def now() -> int:
    """UTC milliseconds."""
    return time.time_ns() // 1_000_000
