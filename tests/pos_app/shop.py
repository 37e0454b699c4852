"""A till over a real encrypted folder, its clock and chance under the test's hand, and its guests' phones.

``Shop`` is the demo restaurant as a real store. ``shop.phone("A1")`` orders as the relay would hand it over.
"""

from __future__ import annotations

import atexit
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from domain.record.business_day import minute_of_day
from domain.record.ids import uuid7
from domain.record.plain import to_plain
from domain.record.rows import Document
from domain.selling.order import CartLine, Choice, Line
from domain.selling.request import OrderRequest, Quote, Verdict, quote_cart
from pos_app.database.journal import all_events
from pos_app.database.state import SqlTables
from pos_app.folder import Parts, open_folder
from pos_app.paths import DEMO
from pos_app.settings import Options
from pos_app.workflows import floor, founding
from pos_app.workflows.book import Clock
from pos_app.workflows.paying import PaymentDone
from pos_app.workflows.people import open_door
from pos_app.workflows.rebuilding import Rebuilt, rebuild
from pos_app.workflows.selling import hear_order
from pos_app.workflows.till import Till
from pos_app.workflows.views import OpeningView
from tests.memory import MEMORY

T = TypeVar("T")
ZONE = "Asia/Shanghai"
FISH = CartLine("boiled-fish", "large", options=("spice-medium", "extra-bean-sprouts"))
TOFU = CartLine("mapo-tofu", "one")
RICE = CartLine("steamed-rice", "one", 2_000)
DRINK = CartLine("plum-drink", "one", options=("ice-less",))
NOODLES = CartLine("dandan-noodles", "one")  # lunch only
CABBAGE = CartLine("hand-torn-cabbage", "one")  # sold out from the beginning
BEER = CartLine("lager", "one")
SET_FOR_TWO = CartLine(
    "set-for-two",
    "one",
    choices=(
        Choice("cold", "bean-jelly"),
        Choice("main", "mapo-tofu"),
        Choice("greens", "potato-shreds"),
        Choice("drinks", "cola"),
        Choice("drinks", "cola"),
        Choice("rice", "steamed-rice"),
        Choice("rice", "steamed-rice"),
    ),
)


def at(clock: str, zone: str = ZONE) -> int:
    """UTC milliseconds of a store's wall clock, "2026-11-23T12:00"."""
    return int(datetime.fromisoformat(clock).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1_000)


class Hand:
    """A clock that moves only when told, and chance that repeats itself."""

    def __init__(self, seed: int = 7, clock: str = "2026-11-23T12:00") -> None:
        self.at = at(clock)
        self.passed = 0
        self._chance = random.Random(seed)

    def clock(self) -> Clock:
        return Clock(lambda: self.at, self._chance.randbytes, lambda: self.passed)

    def new_id(self) -> str:
        return uuid7(self.at, self._chance.randbytes(10))

    def later(self, minutes: float = 0, seconds: float = 0) -> None:
        passed = int(minutes * 60_000 + seconds * 1_000)
        self.at, self.passed = self.at + passed, self.passed + passed


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for a while, in memory where the system has such: each commit waits for the disk."""
    folder = Path(tempfile.mkdtemp(prefix="mashang-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@cache
def founded() -> Path:
    """A folder with the store founded once; copy it, for hashing PINs takes its time."""
    kept = ExitStack()
    folder = kept.enter_context(scratch())
    atexit.register(kept.close)
    demo = founding.demo(DEMO)
    parts = open_folder(Options("init", folder / "store", relay_port=0), Hand(1, "2026-11-23T09:00").clock())
    begin = replace(demo, store={**demo.store, "demo": False})
    parts.writer.submit(lambda: founding.found(parts.book, begin, parts.keys.pepper())).result()
    parts.close()
    return folder / "store"


def settle(parts: Parts, till: Till) -> None:
    """Wait until the view shows what is written, also where it lets a ticket go first."""
    while parts.writer.submit(lambda: bool(till._unseen)).result():
        pass


class Shop:
    """A running till without servers and printers."""

    def __init__(self, folder: Path, time: Hand | None = None) -> None:
        if not folder.exists():
            shutil.copytree(founded(), folder)
        self.folder = folder
        self.time = time or Hand()
        self.parts: Parts = open_folder(Options("run", folder, relay_port=0), self.time.clock())
        self.door = open_door(self.parts.book, self.parts.writer, self.parts.keys.pepper())
        self.till = Till(self.parts.book, self.parts.writer, self.door, self.parts.keys.in_file)

    def close(self) -> None:
        self.till.charging.close()
        self.parts.close()

    def again(self) -> Shop:
        """The same folder after the till was ended and started anew."""
        self.close()
        return Shop(self.folder, self.time)

    # looking

    def opening(self, table: str) -> OpeningView:
        """What stands on a table's bill now."""
        self.caught_up()
        return self.till.view.openings[self.till.view.tables[table].opening]

    def state(self, table: str) -> str:
        self.caught_up()
        return self.till.view.tables[table].state

    def caught_up(self) -> None:
        """Wait until the view shows what is written."""
        settle(self.parts, self.till)

    def rows(self, kind: type[T], /, **equal: str | int) -> list[T]:
        """Rows of the state tables."""
        asked = {name: value for name, value in equal.items() if name != "kind"}  # a name of where's own
        found = self.read(lambda tables: tables.where(kind, **asked))
        return [row for row in found if "kind" not in equal or getattr(row, "kind", "") == equal["kind"]]

    def read(self, work: Callable[[SqlTables], T]) -> T:
        return self.parts.writer.submit(lambda: self.parts.book.read(work)).result()

    def read_document(self, name: str) -> dict[str, Any]:
        """A published document as it was published."""

        def look(tables: SqlTables) -> dict[str, Any]:
            row = tables.get(Document, name)
            assert row is not None
            return dict(row.body)

        return self.read(look)

    def publish(self, name: str, **change: Any) -> None:
        """A new version of a document, as its owner will publish it."""
        document = self.read_document(name)
        body = {**document, "version": document["version"] + 1, **change}
        self.parts.writer.submit(
            lambda: self.parts.book.write(lambda entry: entry.record(f"{name}.published", body))
        ).result()

    def events(self, kind: str = "") -> list[Mapping[str, Any]]:
        """Bodies of the journal's events of a kind, else all."""

        def work() -> list[Mapping[str, Any]]:
            with self.parts.database.transaction() as connection:
                return [event.body for _, event in all_events(connection) if kind in ("", event.kind)]

        return self.parts.writer.submit(work).result()

    def rebuilt(self) -> Rebuilt:
        """The state folded anew from the journal."""
        return self.parts.writer.submit(lambda: rebuild(self.parts.database)).result()

    # doing

    def open(self, table: str, guests: int = 2) -> str:
        return self.till.open_table(table, guests, "zhou").result()

    def send(self, table: str, *cart: CartLine, request: str = "", remark: str = "") -> None:
        """A round that staff take; the table must be open."""
        opening = self.opening(table).opening.id
        self.till.send_to_kitchen(opening, cart, remark, "chen", request or self.time.new_id()).result()

    def pay(self, table: str, tendered: int = 0, tender: str = "cash", receipt: bool = True) -> PaymentDone:
        """Take ``tendered``, else just what is due."""
        view = self.opening(table)
        return self.till.take_payment(
            view.opening.id,
            tender,
            tendered or view.due,
            view.version,
            receipt,
            "zhou",
            self.time.new_id(),
        ).result()

    def call(self, table: object, what: object, opening: str = "", dish: object = "") -> None:
        """A guest taps "call a waiter" or "the bill, please", or asks after a dish."""
        body = {"table": table, "what": what, "opening": opening, "dish": dish}
        self.parts.writer.submit(
            lambda: self.parts.book.write(lambda entry: floor.call(entry, body))
        ).result()

    def phone(self, table: str, name: str = "phone-of-a-guest") -> Phone:
        return Phone(self, table, name)

    def hear(self, *plains: Mapping[str, Any], age: int = 0) -> list[Verdict]:
        """Requests as a relay hands them over, all in one transaction."""

        def work() -> list[Verdict]:
            return self.parts.book.write(
                lambda entry: [hear_order(entry, plain, age, self.time.at - age) for plain in plains]
            )

        return self.parts.writer.submit(work).result()


class Phone:
    """A guest's phone at a table: it knows what its page knows."""

    def __init__(self, shop: Shop, table: str, name: str) -> None:
        self._shop = shop
        self.table = table
        self.name = name
        self.opening = ""
        self.secret = ""
        self.look()

    def look(self) -> None:
        """Load the page again: which opening is it now?"""
        self._shop.caught_up()
        view = self._shop.till.view
        live = view.openings.get(view.tables[self.table].opening)
        self.opening, self.secret = (live.opening.id, live.opening.secret) if live else ("", "")

    def request(self, *cart: CartLine, guests: int = 2, remark: str = "", request: str = "") -> OrderRequest:
        """What the phone sends when the guest taps "order": the cart as it was quoted just now."""
        return OrderRequest(
            id=request or self._shop.time.new_id(),
            table=self.table,
            phone=self.name,
            lines=cart,
            quote=self.quote(cart, guests),
            opening=self.opening,
            secret=self.secret,
            guests=guests,
            remark=remark,
        )

    def quote(self, cart: Sequence[CartLine], guests: int = 2) -> Quote:
        """What the relay would say that the cart costs."""
        shop, view = self._shop, self._shop.till.view
        live = view.openings.get(view.tables[self.table].opening)
        before: list[Line] = [line.line for order in live.orders for line in order.lines] if live else []
        people = live.opening.guests if live else guests
        minute = minute_of_day(shop.time.at, ZONE)
        return quote_cart(view.menu, view.rules, view.stock, cart, before, people, minute, shop.time.at).quote

    def order(self, *cart: CartLine, guests: int = 2, remark: str = "", age: int = 0) -> Verdict:
        """Order, and look at the page again."""
        verdict = self.send(self.request(*cart, guests=guests, remark=remark), age)
        self.look()
        return verdict

    def send(self, request: OrderRequest, age: int = 0) -> Verdict:
        return self._shop.hear(to_plain(request), age=age)[0]
