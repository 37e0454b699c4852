"""What another history had put elsewhere stands on the settled bill that pays or counts it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from domain.money.settled import (
    COUNTED,
    PAID,
    VOUCHERS,
    Payment,
    Settlement,
    by_time,
    is_counted,
    is_in,
    is_paid,
    pays,
    tellings,
)
from domain.record.plain import from_plain
from domain.record.tables import Tables
from domain.selling.order_rows import OrderLine, pieces_of, recount


def put_back_vouchers(tables: Tables, settled: Mapping[str, Any]) -> None:
    """What a settled bill counts stays a payment, though another history took it off. Only for a fold."""
    for plain in settled.get(VOUCHERS, ()):
        payment = from_plain(Payment, plain)
        if tables.get(Payment, payment.id) is None:
            tables.put(payment)


def take_back(tables: Tables, opening: str, bill: str) -> tuple[list[str], set[str]]:
    """What another history had put on another bill stands where it was paid; the openings whose lines
    have come or gone, and the other bills on which some stood. Only a fold may call this."""
    settled = tables.get(Settlement, bill)
    touched, others = {opening}, set[str]()
    for told in tellings(settled) if settled else ():
        for row in paid_lines(tables, told):
            if row.bill == bill:
                continue
            others.add(row.bill)
            if not _earlier_on(tables, row, bill):
                tables.put(row.on(opening, bill))
                touched.add(row.opening)
    for id in sorted(touched) if len(touched) > 1 else ():
        recount(tables, id)
    return sorted(touched), others


def paid_lines(tables: Tables, told: Mapping[str, Any]) -> Iterator[OrderLine]:
    """The lines that a settlement pays, wherever they stand."""
    pieces = dict[str, None]()
    for order, places in told.get(PAID, {}).items():
        for place in places:
            row = tables.get(OrderLine, f"{order}.{place}")
            if row is not None:
                yield row
                pieces |= dict.fromkeys(pieces_of(tables, row) if COUNTED in told else ())
    for id in pieces:
        piece = tables.get(OrderLine, id)
        if piece is not None and not is_in(told[PAID], id) and pays(tables, told, piece):
            yield piece


def _earlier_on(tables: Tables, row: OrderLine, bill: str) -> bool:
    """Whether the bill on which a line stands was paid before this one, that line too."""
    there, here = tables.get(Settlement, row.bill), tables.get(Settlement, bill)
    return bool(there and here and is_paid(tables, row) and by_time(there) < by_time(here))


def take_money_back(tables: Tables, opening: str, bill: str) -> list[str]:
    """What a settlement counts stands on its bill, wherever another history had put it; the openings that it
    left. Only a fold may call this."""
    here, left = tables.get(Settlement, bill), list[str]()
    for id in sorted({id for told in tellings(here) for id in told.get(COUNTED, ())}) if here else ():
        payment = tables.get(Payment, id)
        if payment is not None and payment.bill != bill and not _earlier_counted(tables, payment, bill):
            left.append(payment.opening)
            tables.put(payment.on(opening, bill))
    return left


def _earlier_counted(tables: Tables, payment: Payment, bill: str) -> bool:
    """Whether the bill on which money stands was paid before this one, by it too."""
    there, here = tables.get(Settlement, payment.bill), tables.get(Settlement, bill)
    return bool(there and here and is_counted(there, payment.id) and by_time(there) < by_time(here))
