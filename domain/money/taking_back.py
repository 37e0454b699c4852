"""What another history had put elsewhere stands on the settled bill that pays or counts it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from domain.money.settled import (
    COUNTED,
    ELSEWHERE,
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


def take_money_back(tables: Tables, opening: str, bill: str) -> tuple[list[str], list[str]]:
    """What a settlement counts stands on its bill, wherever another history had put it; the openings that it
    left, and the other bills that count some of it. Only a fold may call this."""
    left, others = list[str](), list[str]()
    for payment in _counted(tables, bill):
        if payment.bill == bill:
            continue
        others.append(payment.bill)
        if not _earlier_counted(tables, payment, bill):
            left.append(payment.opening)
            tables.put(payment.on(opening, bill))
    for each in dict.fromkeys((bill, *others)):
        _note_elsewhere(tables, each)
    return left, others


def _counted(tables: Tables, bill: str) -> list[Payment]:
    """The payments that a settled bill counts, wherever they stand."""
    settled = tables.get(Settlement, bill)
    told = {id for one in tellings(settled) for id in one.get(COUNTED, ())} if settled else ()
    return [payment for id in sorted(told) if (payment := tables.get(Payment, id)) is not None]


def _note_elsewhere(tables: Tables, bill: str) -> None:
    """Money that two bills count is had once: the one on which it does not stand says how much it lacks."""
    settled = tables.get(Settlement, bill)
    if settled is None:
        return
    gone = [payment for payment in _counted(tables, bill) if payment.bill != bill]
    lacks = sum(one.amount for one in gone if _earlier_counted(tables, one, bill))
    if lacks != settled.bill.get(ELSEWHERE, 0):
        figures = {name: value for name, value in settled.bill.items() if name != ELSEWHERE}
        tables.put(replace(settled, bill={**figures, ELSEWHERE: lacks} if lacks else figures))


def _earlier_counted(tables: Tables, payment: Payment, bill: str) -> bool:
    """Whether the bill on which money stands was paid before this one, by it too."""
    there, here = tables.get(Settlement, payment.bill), tables.get(Settlement, bill)
    return bool(there and here and is_counted(there, payment.id) and by_time(there) < by_time(here))
