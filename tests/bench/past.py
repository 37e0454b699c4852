"""A store with a past: many orders written as the till writes them, and years of them by copying rows."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from domain.floor.openings import Opening
from domain.money.payments import Payment, Settlement
from domain.record.plain import to_plain
from domain.record.rows import last_number
from domain.selling.menu import Dish, Menu
from domain.selling.order import CartLine, Line, take_cart
from domain.selling.orders import Order, OrderLine
from domain.selling.printing import PrintJob
from domain.supply.stock import Stock
from pos_app.database.schema import journal, state_tables
from pos_app.folder import Parts, open_folder
from pos_app.paths import DEMO
from pos_app.settings import Options
from pos_app.workflows import founding
from pos_app.workflows.book import Clock, Entry

AT_ONCE = 200  # orders in one transaction
NOON = 12 * 60  # minute of the day
A_DAY = 86_400_000  # milliseconds
IDS = {"id", "order", "opening"}  # columns that hold ids made by the till


def options_of(folder: Path) -> Options:
    """A demo till on a folder, on any free port."""
    return Options("run", folder, demo=True, headless=True, relay_host="127.0.0.1", relay_port=0)


@contextmanager
def opened(folder: Path, age: int = 0) -> Iterator[Parts]:
    """The store of a folder, with a clock that is ``age`` days behind."""
    parts = open_folder(options_of(folder), Clock(now=lambda: Clock().now() - age * A_DAY))
    try:
        yield parts
    finally:
        parts.close()


def found(parts: Parts, dishes: int = 0) -> None:
    """Found the demo restaurant; with ``dishes``, so many instead of its sixty."""
    begin = founding.demo(DEMO)
    if dishes:
        begin = replace(begin, menu=big_menu(begin.menu, dishes))
    parts.writer.submit(lambda: founding.found(parts.book, begin, parts.keys.pepper())).result()


def big_menu(menu: Any, dishes: int) -> Any:
    """A menu of so many dishes, made of the given ones under other ids, codes and names."""
    found = []
    plain = [dish for dish in menu["dishes"] if not dish.get("parts")]
    for number in range(dishes):
        dish = plain[number % len(plain)]
        turn = number // len(plain)
        names = {tag: f"{name} {turn}" if turn else name for tag, name in dish["names"].items()}
        found.append({**dish, "id": f"{dish['id']}-{turn}", "code": f"{number + 1:05d}", "names": names})
    return {**menu, "dishes": found}


def sell(parts: Parts, orders: int, lines: int, paid: bool) -> None:
    """So many orders of so many lines each: opened, placed, printed; and ``paid`` and cleared, or waiting."""
    chance = random.Random(orders)
    for before in range(0, orders, AT_ONCE):
        count = min(orders - before, AT_ONCE)
        parts.writer.submit(partial(parts.book.write, _Evening(chance, count, lines, paid))).result()


@dataclass(frozen=True)
class _Evening:
    chance: random.Random
    orders: int
    lines: int
    paid: bool

    def __call__(self, entry: Entry) -> None:
        menu = entry.document(Menu, "menu")
        simple = [
            dish for dish in menu.dishes if dish.simple and not dish.unit and dish.station == "kitchen"
        ][:60]
        for _ in range(self.orders):
            opening = _open(entry)
            amount = _order(entry, opening, _lines(menu, self.chance.sample(simple, self.lines)))
            if self.paid:
                _pay(entry, opening, amount + 400)


def _open(entry: Entry) -> str:
    opening = entry.clock.new_id()
    number = f"{entry.date[5:7]}{entry.date[8:10]}-{entry.head.seq:03d}"
    secret = entry.clock.randomness(16).hex()
    body = {"opening": opening, "table": "A1", "guests": 2, "secret": secret, "number": number}
    entry.record("opening.started", body, "zhou")
    return opening


def _order(entry: Entry, opening: str, lines: Sequence[Line]) -> int:
    """Placed and printed; what it comes to."""
    order = entry.clock.new_id()
    body = {"order": order, "opening": opening, "round": 1, "lines": to_plain(tuple(lines))}
    entry.record("order.placed", body, "zhou")
    for station in {line.station for line in lines}:
        entry.record("print.started", {"job": f"{order}.{station}"})
        entry.record("print.finished", {"job": f"{order}.{station}", "state": "confirmed"})
    return sum(line.amount for line in lines)


def _lines(menu: Menu, dishes: Sequence[Dish]) -> tuple[Line, ...]:
    cart = [CartLine(dish.id, dish.specs[0].id) for dish in dishes]
    taken, refused = take_cart(menu, Stock({}), cart, NOON)
    assert not refused
    return taken


def _pay(entry: Entry, opening: str, total: int) -> None:
    receipt = {"receipt": last_number(entry.tables, "receipt") + 1, "total": total}
    amounts = {"amount": total, "tendered": total, "change": 0}
    body = {"payment": entry.clock.new_id(), "opening": opening, "tender": "cash", **amounts}
    entry.record("payment.received", {**body, "settled": receipt}, "zhou")
    entry.record("opening.cleared", {"opening": opening}, "zhou")


def multiply(parts: Parts, times: int) -> None:
    """All facts and rows ``times`` times, each turn a day earlier. Copies do not chain: nobody reads them."""

    def work() -> None:
        with parts.database.transaction() as connection:
            for table, moved in ((journal, _journal_columns(parts)), *((t, _columns(t)) for t in _past())):
                names = ", ".join(f'"{column.name}"' for column in table.columns if column.name in moved)
                connection.exec_driver_sql(
                    f"INSERT INTO {table.name} ({names}) WITH RECURSIVE turns(n) AS"
                    f" (SELECT 1 UNION ALL SELECT n + 1 FROM turns WHERE n < {times - 1})"
                    f" SELECT {', '.join(moved.values())} FROM turns CROSS JOIN {table.name}"
                )

    parts.writer.submit(work).result()


def _past() -> list[sa.Table]:
    return [state_tables[kind] for kind in (Opening, Order, OrderLine, Payment, Settlement, PrintJob)]


def _columns(table: sa.Table) -> dict[str, str]:
    return {column.name: _moved(column.name) for column in table.columns}


def _journal_columns(parts: Parts) -> dict[str, str]:
    further = f"seq + n * {parts.book.head_seq}"
    return {"incarnation": "incarnation", "seq": further, "kind": "kind", "raw": "raw", "hash": "hash"}


def _moved(name: str) -> str:
    """Ids of a copy differ in their first eight letters; its date lies earlier."""
    if name in IDS:
        return (
            f"CASE WHEN length(\"{name}\") >= 32 THEN printf('%08x', n) || substr(\"{name}\", 9) ELSE '' END"
        )
    return "date(date, '-' || n || ' days')" if name == "date" else f'"{name}"'
