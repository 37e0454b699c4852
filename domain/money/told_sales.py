"""What some facts tell of sales, in an owner's units: orders, paid bills, payments and from when to when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.errors import Refused
from domain.record.envelope import Event, decode


@dataclass(frozen=True, slots=True)
class Sales:
    """Of ``facts``: ``orders``, paid ``bills`` of ``total``, ``payments`` of ``taken`` in all (minor units).

    ``first`` and ``last`` of those, ``newest`` of all facts: UTC milliseconds, 0 if there are none.
    """

    facts: int = 0
    orders: int = 0
    bills: int = 0
    total: int = 0
    payments: int = 0
    taken: int = 0
    first: int = 0
    last: int = 0
    newest: int = 0

    @property
    def any(self) -> bool:
        """Whether something was sold."""
        return bool(self.orders or self.bills or self.payments)


def sales_in(raws: Iterable[bytes]) -> Sales:
    """What facts tell, in whatever order. One that cannot be read counts as a fact only."""
    facts, orders, bills, payments, times = 0, set(), {}, {}, [0]
    sold: list[int] = []
    for raw in raws:
        facts += 1
        try:
            event = decode(raw)
            times.append(event.at)
            if not _is_sale(event):
                continue
            body = event.body
            sold.append(event.at)
            if event.kind == "order.placed":
                orders.add(str(body["order"]))
            if event.kind == "payment.received":
                payments[str(body["payment"])] = int(body["amount"])
            if isinstance(settled := body.get("settled"), Mapping):
                bills[str(body.get("bill", body["opening"]))] = int(settled["total"])
        except (Refused, LookupError, TypeError, ValueError):
            continue
    span = (min(sold, default=0), max(sold, default=0), max(times))
    taken = sum(payments.values())
    return Sales(facts, len(orders), len(bills), sum(bills.values()), len(payments), taken, *span)


def _is_sale(event: Event) -> bool:
    return event.kind in ("order.placed", "payment.received", "bill.settled")
