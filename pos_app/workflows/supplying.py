"""The sold-out list 估清, what is off sale 停售, the prices of the day 时价; reached as ``till.supply``."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass

from domain.errors import Refused
from domain.money.currency import MOST_PRICE
from domain.money.days import trading_date
from domain.selling.menu import Menu
from domain.selling.order import MOST_PORTIONS
from domain.supply.counted import Counted, name_behind, name_of_count
from domain.supply.day_prices import DayPrice
from pos_app.background import Writer
from pos_app.workflows.approving import Approver, Approving
from pos_app.workflows.book import Book, Entry
from pos_app.workflows.demands import to_price_the_day
from pos_app.workflows.staff_write import StaffWrite


@dataclass(frozen=True, slots=True)
class DayTurned:
    """A business day has begun, or another one ended: what holds for a day holds no more."""

    date: str


def set_stock(entry: Entry, item: str, left: int | None, by: str) -> None:
    """Say how many thousandths of a dish or option are left today; None ends the counting."""
    if left is not None and not 0 <= left <= MOST_PORTIONS:
        raise Refused("bad_left", maximum=MOST_PORTIONS // 1000)
    counted = entry.tables.get(Counted, item)
    holds = counted is not None and counted.holds(entry.date) and not counted.off
    if (counted.left if counted and holds else None) != left or (left is None and _is_off(counted)):
        count_items(entry, {item: left}, by, entry.date)


def take_off_sale(entry: Entry, item: str, by: str) -> None:
    """Nothing of it is sold until somebody changes that."""
    if not _is_off(entry.tables.get(Counted, item)):
        count_items(entry, {item: 0}, by, off=True)


def _is_off(counted: Counted | None) -> bool:
    return counted is not None and bool(counted.counting and counted.off)


def count_items(
    entry: Entry, items: Mapping[str, int | None], by: str, date: str = "", off: bool = False
) -> None:
    """A new count of these items, as one fact; for one business day, or ("") until it is changed."""
    count = name_of_count(entry.tables, items, entry.now, entry.clock.randomness(10))
    body = {"items": dict(items), "count": count}
    entry.record("stock.set", body | ({"date": date} if date else {}) | ({"off": True} if off else {}), by)


def set_price(entry: Entry, dish_id: str, price: int, by: str, approved: str = "") -> None:
    """What a dish costs today that is priced by the day, minor units; 0: nobody knows. ``approved``: who
    agreed to it, "": nobody had to."""
    dish = entry.document(Menu, "menu").dish(dish_id)
    if not dish.by_day or not 0 <= price <= MOST_PRICE:
        raise Refused("bad_price")
    row = entry.tables.get(DayPrice, dish_id)
    if (row.price if row and row.date == entry.date else 0) != price:
        name = name_behind([row.name] if row else [], entry.now, entry.clock.randomness(10))
        agreed_to = {"approved": approved} if approved else {}
        body = {"items": {dish_id: price}, "date": entry.date, "name": name, **agreed_to}
        entry.record("price.set", body, by)


class SupplyVerbs:
    """Verbs return futures; a rule's no comes out of them as domain.errors.Refused."""

    def __init__(self, book: Book, writer: Writer, write: StaffWrite, approving: Approving) -> None:
        self._book, self._writer, self._write, self._approving = book, writer, write, approving

    def count(self, item: str, left: int | None, by: str) -> Future[None]:
        """So many thousandths are left today, 0: sold out; None: it is not counted, and for sale."""
        return self._write(by, "sold_out", lambda entry: set_stock(entry, item, left, by))

    def off_sale(self, item: str, by: str) -> Future[None]:
        """停售, until it is sold again."""
        return self._write(by, "sold_out", lambda entry: take_off_sale(entry, item, by))

    def price(self, dish: str, price: int, by: str, approver: Approver | None = None) -> Future[None]:
        """时价 of today, minor units; 0 takes it back."""
        return self._approving.act(
            by,
            lambda _entry: to_price_the_day(price),
            lambda entry, who: set_price(entry, dish, price, by, who),
            approver,
        )

    def look_at_the_day(self, shown: str) -> Future[None]:
        """Tell screens and servers if the business day is another than the one that is ``shown``."""

        def look() -> None:
            book = self._book
            date = book.read(lambda tables: trading_date(tables, book.clock.now(), book.zone))
            if date != shown:
                book.notice(DayTurned(date))

        return self._writer.submit(look)
