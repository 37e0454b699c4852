"""A payment made on the wrong table 转款: the money is the same, it stands on another open bill now."""

from __future__ import annotations

from dataclasses import replace

from domain.floor.openings import Opening
from domain.money import adjustments
from domain.money.payments import Payment
from domain.record.envelope import Event
from domain.record.tables import Tables

MOVED = "payment.moved"


def payment_moved(event: Event, tables: Tables) -> None:
    """The money is on ``bill`` of ``opening``; the same act once. ``source``: the opening that it left."""
    body = event.body
    payment = tables.get(Payment, body["payment"])
    if payment is None or adjustments.kept(event, tables):
        return
    tables.put(replace(payment, opening=body["opening"], bill=body.get("bill", body["opening"])))
    for id in dict.fromkeys((body["source"], body["opening"])):
        opening = tables.get(Opening, id)
        if opening is not None:
            tables.put(replace(opening, version=opening.version + 1))
    adjustments.keep(event, tables, 0, payment.amount)


APPLIES = {MOVED: payment_moved}
