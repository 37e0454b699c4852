"""An evening as a till would tell it: facts with their chain, and the state that they fold into."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.floor.openings import Opening
from domain.money.payments import paid_so_far
from domain.money.tenders import Tender, take_money
from domain.record.business_day import business_date
from domain.record.envelope import GENESIS, Event, chain, encode
from domain.record.fold import apply
from domain.record.plain import from_plain, to_plain
from domain.record.tables import MemoryTables
from domain.selling.menu import Menu
from domain.selling.order import CartLine, take_cart
from domain.selling.orders import OrderLine
from domain.selling.price import BillFigures, Rules, bill_facts, price_order
from domain.selling.printing import PrintJob
from domain.supply.stock import Stock
from tests.sync_server.wire import demo, new_id

NOON = 12 * 60
ZONE = "Asia/Shanghai"
TENDERS = {one["id"]: from_plain(Tender, one) for one in demo("tenders")}


class Story:
    """Facts of one incarnation, and their own fold. ``at``: UTC milliseconds of the next fact."""

    def __init__(self, at: int) -> None:
        self.incarnation = new_id()
        self.at = at
        self.raws: list[bytes] = []
        self.heads = [GENESIS]
        self.tables = MemoryTables()
        self.menu = from_plain(Menu, demo("menu"))
        self.rules = from_plain(Rules, demo("rules"))

    @property
    def date(self) -> str:
        return business_date(self.at, ZONE)

    def tell(self, kind: str, body: Mapping[str, Any], by: str = "zhou") -> None:
        event = self.event(kind, body, by)
        self.slip_in(encode(event))
        apply(event, self.tables)
        self.at += 1_000

    def event(self, kind: str, body: Mapping[str, Any], by: str = "zhou") -> Event:
        """The next fact, not told yet."""
        return Event(len(self.raws) + 1, kind, self.at, self.date, by, dict(body))

    def slip_in(self, raw: bytes) -> None:
        """Anything in the place of a fact; it changes no state."""
        self.raws.append(raw)
        self.heads.append(chain(self.heads[-1], raw))

    def found(self) -> None:
        for name in ("store", "menu", "rules", "floor", "staff"):
            self.tell(f"{name}.{'founded' if name == 'store' else 'published'}", demo(name), "till")
        self.tell("tenders.published", {"version": 1, "tenders": demo("tenders")}, "till")

    def sit(self, table: str, guests: int = 2) -> str:
        opening = new_id()
        number = f"{len(self.tables.where(Opening)) + 1:03d}"
        body = {"opening": opening, "table": table, "guests": guests, "secret": "s" * 32, "number": number}
        self.tell("opening.started", body)
        return opening

    def order(self, opening: str, *cart: CartLine, phone: str = "", id: str = "", received: int = 0) -> str:
        lines, refused = take_cart(self.menu, Stock(), cart, NOON)
        assert not refused, refused
        id = id or new_id()
        found = self.tables.get(Opening, opening)
        assert found
        body: dict[str, Any] = {"order": id, "opening": opening, "round": found.rounds + 1}
        body["lines"] = [to_plain(line) for line in lines]
        if phone:
            guest = found.guest_number(phone)
            body |= {"phone": phone, "guest": guest, "digest": "d" * 32, "received": received}
        self.tell("order.placed", body, "phone" if phone else "zhou")
        return id

    def print(self, state: str = "confirmed") -> None:
        """Every ticket that waits comes out."""
        for job in self.tables.where(PrintJob, open=1):
            self.tell("print.started", {"job": job.id}, "till")
            self.tell("print.finished", {"job": job.id, "state": state}, "till")

    def due(self, opening: str) -> int:
        return self._bill(opening).total - paid_so_far(self.tables, opening)

    def _bill(self, opening: str) -> BillFigures:
        found = self.tables.get(Opening, opening)
        assert found
        return price_order(self.tables.where(OrderLine, opening=opening), found.guests, self.rules)

    def pay(self, opening: str, tender: str = "cash", tendered: int = 0, by: str = "zhou") -> None:
        due = self.due(opening)
        taken = take_money(TENDERS[tender], due, tendered or due)
        body: dict[str, Any] = {"payment": new_id(), "opening": opening, "tender": tender}
        body |= {"amount": taken.amount, "tendered": taken.tendered, "change": taken.change}
        if TENDERS[tender].confirm:
            body["to_confirm"] = True
        if taken.amount == due:
            body["settled"] = bill_facts(self._bill(opening))
        self.tell("payment.received", body, by)

    def clear(self, opening: str) -> None:
        self.tell("opening.cleared", {"opening": opening})


def lines(*dishes: str) -> tuple[CartLine, ...]:
    """A cart of simple dishes of the demo menu."""
    menu = from_plain(Menu, demo("menu"))
    return tuple(CartLine(dish, menu.dish(dish).specs[0].id) for dish in dishes)


def simple_dishes() -> list[str]:
    """Demo dishes that one tap orders, at any hour."""
    return [
        dish.id
        for dish in from_plain(Menu, demo("menu")).dishes
        if dish.simple and not (dish.hours or dish.unit)
    ]
