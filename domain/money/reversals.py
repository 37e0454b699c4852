"""A settled bill reversed 反结账: it stays as it was paid, and a correcting bill stands in its place.

All money that is left of it goes back by the tenders it came by, or is carried to the correcting bill; one
payment, ``moved``, that was made on the wrong table 转款 to an open bill of ``target``. The correcting one
begins with copies of the dishes: nobody cooks them again, and what is agreed on each goes along.
"""

from __future__ import annotations

from dataclasses import replace

from domain.floor.openings import Opening
from domain.money import adjustments
from domain.money.billing import lines_on
from domain.money.bills import FOLLOWS, Bill, bill_row
from domain.money.deposits import DepositMove, use
from domain.money.discounts import Discount
from domain.money.further import put_right
from domain.money.payments import RECEIPT_STATION, Payment, Settlement, all_paid_at
from domain.money.refunds import SLIP, Refund, put_back
from domain.money.reversal_rows import Reversal as Reversal
from domain.record.envelope import Event
from domain.record.plain import from_plain
from domain.record.tables import Tables
from domain.selling.order_rows import place_of, recount
from domain.selling.orders import Order, OrderLine, line_id
from domain.selling.pieces import TOLD
from domain.selling.printing import queue_slips

REVERSED = "bill.reversed"


def bill_reversed(event: Event, tables: Tables) -> None:
    """The correcting bill begins, and the money leaves the old one; the same act once."""
    body = event.body
    bill = bill_row(tables, body["opening"], body.get("bill", ""))
    opening = tables.get(Opening, body.get("on", body["opening"]))
    if opening is None or adjustments.kept(event, tables):
        return
    settlement = tables.get(Settlement, bill.id)
    put_back(event, tables)
    tables.put(
        Reversal(
            id=body["act"],
            bill=bill.id,
            receipt=settlement.receipt if settlement else 0,
            to=body["to"],
            opening=opening.id,
            amount=body["amount"],
            carried=int(body.get("carry", False)),
            at=event.at,
            by=event.by,
            date=event.date,
            shift=body.get("shift", ""),
            figures=settlement.bill if settlement else {},
        )
    )
    first = min(filter(None, (bill.corrected, body["to"])))  # of two histories that both reversed it
    tables.put(replace(bill, corrected=first))
    _begin(event, tables, bill, opening)
    adjustments.keep(event, tables, 0, body["amount"])
    if body.get("print", False):
        act = body["act"]
        queue_slips(event, tables, f"{act}.slip", RECEIPT_STATION, SLIP, body["opening"], act)


def _begin(event: Event, tables: Tables, bill: Bill, opening: Opening) -> None:
    """The correcting bill with copies of the dishes, and with the money if that is carried."""
    body = event.body
    tables.put(
        Bill(
            body["to"],
            opening.id,
            discount=from_plain(Discount, body.get("discount", {})),
            reason=bill.reason if "discount" in body else "",
            guests=body.get("guests", FOLLOWS),
            corrects=bill.id,
        )
    )
    lines = body.get("copied", [row.id for row in dishes_on(tables, bill.id)])
    told = [from_plain(OrderLine, one) for one in body.get(TOLD, ())]
    for place, row in enumerate(told or [tables.get(OrderLine, line) for line in lines]):
        if row is not None:
            tables.put(_copy(event, row, place, opening.id))
    if body.get("carry", False):
        _carry(event, tables, opening.id)
    rounds = max(opening.rounds, body.get("round", opening.rounds + 1)) if lines else opening.rounds
    if lines:
        tables.put(Order(body["act"], opening.id, body.get("round", rounds), event.at, event.by))
    tables.put(
        replace(
            opening,
            version=opening.version + 1,
            rounds=rounds,
            paid_at=all_paid_at(tables, opening.id),
        )
    )
    recount(tables, opening.id)
    put_right(tables, opening.id, body.get("target", ""))  # its guests may have left by another history


def dishes_on(tables: Tables, bill: str) -> list[OrderLine]:
    """The dishes that a correcting bill begins with, in their order.

    A reversal names them (``copied``) and tells how each was then (``TOLD``): another history may have served
    or changed them since, and the order in which facts come decides nothing. Those of older programs do not.
    """
    return sorted(lines_on(tables, bill), key=lambda row: (row.order, place_of(row)))


def _copy(event: Event, row: OrderLine, place: int, opening: str) -> OrderLine:
    """A dish on the correcting bill, in an order of its own: no ticket knows it."""
    return replace(
        row,
        id=line_id(event.body["act"], place),
        order=event.body["act"],
        opening=opening,
        bill=event.body["to"],
        served_at=row.served_at or event.at,
        voided=0,
        piece_of="",
        pieces=(),
        placed_at="",
    )


def _carry(event: Event, tables: Tables, opening: str) -> None:
    body = event.body
    target = tables.get(Opening, body.get("target", ""))
    if target is not None:
        tables.put(replace(target, version=target.version + 1))
    for place, back in enumerate(body["back"]):
        paid, gone = tables.get(Payment, back["payment"]), tables.get(Refund, f"{body['act']}.{place}")
        used = tables.get(DepositMove, back["payment"])
        if used is not None:
            use(event, tables, f"{body['act']}.{place}", used.booking, back["amount"])
        on, bill = opening, body["to"]
        if target is not None and back["payment"] == body["moved"]:
            on, bill = target.id, body.get("target_bill", target.id)
        tables.put(
            Payment(
                id=f"{body['act']}.{place}",
                opening=on,
                tender=back["tender"],
                amount=back["amount"],
                tendered=back["amount"],
                change=0,
                at=event.at,
                by=event.by,
                date=event.date,
                shift=body.get("shift", ""),
                bill=bill,
                account=gone.account if gone else "",
                voucher=paid.voucher if paid else "",
                reduction=gone.reduction if gone else 0,
                deal={**paid.deal, "lines": {}} if paid and paid.deal else {},
                reference=paid.reference if paid else "",
            )
        )


APPLIES = {REVERSED: bill_reversed}
