"""Two tills that were one, in a house where phones pay first: orders that both take, cook or let go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.floor.openings import admission
from domain.money.bills import bill_row
from domain.money.payments import Payment, Settlement, is_paid
from domain.selling.order import items_of
from domain.selling.order_rows import PLACES, Order, OrderLine, place_of
from domain.selling.printing import MORE
from domain.selling.unpaid import PAY_FIRST, WAITING, PayFirst, all_of, still_to_pay, what_is_let_go
from domain.supply.counted import COUNTS, Counted, counts_of, name_of_count
from tests.domain.record.two_purses import Purse
from tests.domain.record.two_tills import OUT, Till, evening, taken

TEN_MINUTES = 600_000


class FirstTill(Purse):
    """A till of such a house: what it does follows from what it knows, as in ``pos_app.workflows``."""

    def ask(self, where: str, other: str, number: int) -> None:
        """A phone's request, which several servers hand over; the kitchen gets it once it is paid."""
        self._take(where, other, number, {PAY_FIRST: {"ends": self.clock + TEN_MINUTES}})

    def ask_plain(self, where: str, other: str, number: int) -> None:
        """The same where the house has not yet said that phones pay first."""
        self._take(where, other, number, {})

    def _take(self, where: str, other: str, number: int, first: dict[str, Any]) -> None:
        at, id, phone = self.of(where), f"asked{number}", f"phone{number}"
        if self.tables.get(Order, id) is not None or not at.live:
            return
        dishes = {"soup": number * 1_000, "tea": 1_000, "cake": 1_000}
        told, refused = taken(dishes, {*OUT.get(other, ()), *(dish for dish in dishes if self._is_out(dish))})
        lines = [{**line, "held": True} for line in told["lines"]] if first else told["lines"]
        if not lines:
            return
        guest = {"guest": 0} if first else admission(at, phone, (phone,))
        body = {"opening": at.id, "order": id, "round": at.rounds + 1, "bill": f"{self.act}.bill", **guest}
        body |= {"lines": lines, "phone": phone, "digest": f"of {id}", **refused, **first}
        self.tell("order.placed", {**body, COUNTS: counts_of(self.tables, dishes)})

    def decline_order(self, where: str, _: str, number: int) -> None:
        """Or it is refused."""
        if self.tables.get(Order, f"asked{number}") is None:
            body = {"order": f"asked{number}", "opening": where, "digest": f"of asked{number}"}
            self.tell("order.refused", {**body, "code": "off_sale"})

    def pay_order(self, _: str, __: str, number: int) -> None:
        """All of an order is paid at the counter: to the kitchen with it."""
        self._pay(number, charged=False)

    def charge_order(self, _: str, __: str, number: int) -> None:
        """By a gateway: what is sold out meanwhile is not made."""
        self._pay(number, charged=True)

    def _pay(self, number: int, charged: bool) -> None:
        row = self.tables.get(PayFirst, f"asked{number}")
        if row is None or row.state != WAITING:
            return
        for bill in dict.fromkeys(line.bill for line in self._left(row)):
            where = next(line.opening for line in self._left(row) if line.bill == bill)
            if self.tables.get(Settlement, bill) is None:
                due = sum(line.charged for line in self.tables.where(OrderLine, bill=bill))
                due -= sum(one.amount for one in self.tables.where(Payment, bill=bill))
                money = {"tender": "wechat" if charged else "cash", "amount": max(0, due)}
                self.receive(where, bill_row(self.tables, where, bill), money)
        rows = self._left(row)
        if not rows or not all(is_paid(self.tables, line) for line in rows):
            return
        opening = self.of(row.opening)
        body: dict[str, Any] = {"order": row.id, "opening": row.opening, "lines": [line.id for line in rows]}
        body |= admission(opening, row.phone, (row.phone,))
        body[COUNTS] = counts_of(self.tables, items_of([line.line for line in rows]))
        if out := [line.id for line in rows if charged and self._is_out(line.dish)]:
            body["refused"] = out
        order = self.tables.get(Order, row.id)
        if row.cooked:
            body[MORE] = f"{self.act}.more"
        elif order and order.out:
            body[PLACES] = sorted({place_of(line) for line in rows})
        self.tell("order.prepaid", body)

    def sold_out(self, _: str, dish: str, number: int) -> None:
        """A dish is counted anew: there are none left, or some; what waits for it is let go."""
        item = ["soup", "tea", "cake"][number - 1]
        left = None if dish == "three" else 0 if dish == "two" else 9_000
        count = name_of_count(self.tables, [item], self.clock, self.name.encode() * 10)
        self.tell("stock.set", {"items": {item: left}, "count": count})
        for row in self.tables.where(PayFirst, state=WAITING):
            if not self._touched(row):
                self._let_go(row, [one for one in self._left(row) if self._is_out(one.dish)], "sold_out")

    def lapse(self, _: str, __: str, number: int) -> None:
        """Nobody has paid it in time."""
        row = self.tables.get(PayFirst, f"asked{number}")
        if row is not None and row.state == WAITING and not self._touched(row):
            self._let_go(row, self._left(row), "pay_first_over")

    def _let_go(self, row: PayFirst, lines: Sequence[OrderLine], why: str) -> None:
        every = len(lines) == len(self._left(row))
        if lines or every:
            body: dict[str, Any] = {"opening": row.opening, "why": why}
            body |= what_is_let_go(self.tables, row, lines)
            body[COUNTS] = counts_of(self.tables, items_of([one.line for one in lines]))
            self.tell("order.released", body | (all_of(self.tables, row) if every else {}))

    def serve_order(self, where: str, _: str, number: int) -> None:
        row = self.tables.get(PayFirst, f"asked{number}")
        if row is None or row.state != WAITING:
            self.serve(where, "", number)

    def void_dish(self, where: str, other: str, number: int) -> None:
        """Some of a dish is taken off, cooked or not yet."""
        rows = [row for row in self.tables.where(OrderLine, opening=where) if row.quantity]
        for row in rows[:1] if not rows or not is_paid(self.tables, rows[0]) else ():
            body = {"act": self.act, "opening": where, "line": row.id, "cooked": other == "three"}
            body |= {"quantity": min(row.quantity, number * 1_000)}
            self.tell("line.voided", {**body, COUNTS: counts_of(self.tables, items_of([row.line]))})

    def _left(self, row: PayFirst) -> list[OrderLine]:
        return still_to_pay(self.tables, self.tables.get(PayFirst, row.id) or row)

    def _touched(self, row: PayFirst) -> bool:
        return any(self.tables.where(Payment, bill=line.bill) for line in self._left(row))

    def _is_out(self, dish: str) -> bool:
        counted = self.tables.get(Counted, dish)
        return counted is not None and bool(counted.counting) and counted.left <= 0


def told(before: Till, name: str, story: Sequence[tuple[str, str, str, int]]) -> FirstTill:
    till = FirstTill(name, before)
    till.facts = []
    for act, *values in story:
        getattr(till, act)(*values)
    return till


def house() -> FirstTill:
    """Three tables; there are nine portions of soup."""
    return told(evening(), "a", [("sold_out", "one", "one", 1)])
