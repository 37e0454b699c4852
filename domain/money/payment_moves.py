"""A payment made on the wrong table 转款: the money is the same, it stands on another open bill now."""

from __future__ import annotations

from dataclasses import replace

from domain.floor.openings import Opening
from domain.money import adjustments
from domain.money.further import put_right
from domain.money.payments import Payment, Settlement, pays_for
from domain.money.settled import is_counted
from domain.record.envelope import Event
from domain.record.latest import stands
from domain.record.tables import Tables

MOVED = "payment.moved"


def payment_moved(event: Event, tables: Tables) -> None:
    """The money is on ``bill`` of ``opening``; the same act once. ``source``: the opening that it left."""
    body = event.body
    payment = tables.get(Payment, body["payment"])
    if payment is None or adjustments.kept(event, tables):
        return
    if stands(event, tables, pays_for(payment.id)):
        tables.put(_taken_for(tables, payment, body["opening"], body.get("bill", body["opening"])))
    for id in dict.fromkeys((body["source"], body["opening"])):
        opening = tables.get(Opening, id)
        if opening is not None:
            tables.put(replace(opening, version=opening.version + 1))
    put_right(tables, payment.opening, body["source"], body["opening"])
    adjustments.keep(event, tables, 0, payment.amount)


def _taken_for(tables: Tables, payment: Payment, opening: str, bill: str) -> Payment:
    """The payment as if it had been taken for this bill; where another history counted it, it stands."""
    there = tables.get(Settlement, payment.bill)
    moved = replace(payment, opening=opening, bill=bill, taken_on="", taken_for="")
    if there is not None and is_counted(there, payment.id):
        return moved.on(payment.opening, payment.bill)
    return moved


APPLIES = {MOVED: payment_moved}
