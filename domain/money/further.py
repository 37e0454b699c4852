"""Dishes that one history put onto a bill which the other one paid: they stand on a further bill.

The paid bill never reopens and no dish is lost. Whichever history is heard first, the further bill has the
same id and is there as long as something is on it; so long its opening is in use, though its guests had left
by the other history.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from domain.floor.later import have_gone
from domain.floor.openings import Opening, stands_on
from domain.money.bills import FOLLOWS, Bill, bill_row, bills_on, further_bill, in_one, is_further
from domain.money.reversal_rows import as_it_was_paid
from domain.money.settled import (
    PAID,
    Payment,
    Settlement,
    all_paid_at,
    charges_for,
    counts_here,
    is_counted,
    is_paid,
)
from domain.money.settled_twice import anew
from domain.money.to_give_back import note_to_give_back
from domain.record.tables import Tables
from domain.selling.order_rows import OrderLine, recount


def put_right(tables: Tables, *openings: str) -> None:
    """What is not paid on paid bills of these openings, and the money that those do not count, stands where
    it can be. Only a fold may call this."""
    every = dict.fromkeys(openings)
    for id in openings:
        every |= dict.fromkeys(money_put_right(tables, tables.where(Payment, opening=id)))
    for id in every:
        opening = tables.get(Opening, id)
        if opening is None:
            continue
        touched = {id: None}
        bills = tables.where(Bill, opening=id)
        for bill in dict.fromkeys((id, *(one.id for one in bills if not one.into))):
            if _tells_what_it_paid(tables, bill):
                _paid_anew(tables, bill)
                touched |= dict.fromkeys(_further(tables, opening, bill))
        for each in touched if len(touched) > 1 else ():
            recount(tables, each)
        for part in bills:
            if part.split_from:
                _idle_or_not(tables, part.id)
        for each in touched:
            _in_use(tables, each)


def money_put_right(tables: Tables, payments: Iterable[Payment]) -> list[str]:
    """Payments stand where that is to be paid for which they were taken; the openings of which some changed.
    Only a fold may call this."""
    touched = list[str]()
    for payment in payments:
        now = payment.on(*_stands(tables, payment))
        if now != payment:
            tables.put(now)
            touched += [payment.opening, now.opening]
            pays_further(tables, now.opening, now.bill)
    return touched


def _stands(tables: Tables, payment: Payment) -> tuple[str, str]:
    """The opening and the bill on which a payment stands: that for which it was taken, unless another history
    put that together with others, or paid it and does not count this."""
    here = tables.get(Settlement, payment.bill)
    if here is not None and is_counted(here, payment.id):
        return payment.opening, payment.bill
    home, bill = payment.home
    opening = tables.get(Opening, home)
    settled = here if bill == payment.bill else tables.get(Settlement, bill)
    if opening is None or (settled is not None and counts_here(settled, payment)):
        return home, bill
    on, bill = stands_on(tables, opening, further_bill(bill) if settled else bill)
    while (settled := tables.get(Settlement, bill)) is not None and not counts_here(settled, payment):
        bill = in_one(tables, further_bill(bill))
    return on.id, bill


def put_right_if_odd(tables: Tables, rows: Iterable[OrderLine]) -> None:
    """The same after there is more or less of these lines: most stand on open bills of guests who are there.
    Only a fold may call this."""
    for id in dict.fromkeys(row.opening for row in rows if _is_odd(tables, row)):
        put_right(tables, id)


def pays_further(tables: Tables, opening: str, bill: str) -> None:
    """Money came for a bill, perhaps before what is on it is heard. Only a fold may call this."""
    if is_further(bill) and tables.get(Bill, bill) is None:
        tables.put(Bill(bill, opening))


def _is_odd(tables: Tables, row: OrderLine) -> bool:
    opening = tables.get(Opening, row.opening)
    if opening is not None and have_gone(tables, opening):
        return True
    if is_further(row.bill) or tables.get(Settlement, row.bill) is not None:
        return True
    bill = tables.get(Bill, row.bill) if row.bill != row.opening else None
    return bill is not None and may_be_idle(tables, bill)


def _begun(tables: Tables, opening: str, paid: str) -> Bill:
    """The further bill of one that is paid: it charges for guests who came since, unless others follow."""
    follows = bill_row(tables, opening, paid).guests == FOLLOWS
    return Bill(further_bill(paid), opening, guests=FOLLOWS if follows else 0)


def _tells_what_it_paid(tables: Tables, bill: str) -> bool:
    """Whether a bill is settled, and not by release 0.1.0."""
    settled = tables.get(Settlement, bill)
    return settled is not None and PAID in settled.bill


def _paid_anew(tables: Tables, bill: str) -> None:
    """A bill that two histories both settled charges for pieces of its dishes that are heard of only now."""
    settled = tables.get(Settlement, bill)
    now = anew(tables, settled) if settled else None
    if now is not None and now != settled:
        tables.put(now)
        if bill_row(tables, now.opening, bill).corrected:
            as_it_was_paid(tables, now)
        note_to_give_back(tables, bill)


def _further(tables: Tables, opening: Opening, paid: str) -> Iterable[str]:
    """Lines go from a paid bill to its further one, and back if nothing is left of them; the openings on
    which they stand then."""
    id = further_bill(paid)
    here = [row for row in tables.where(OrderLine, bill=paid) if not is_paid(tables, row)]
    known = tables.get(Bill, id)
    if not here and known is None and not tables.where(OrderLine, bill=id):
        return  # else what was put onto one before is here already, for that one was paid, too
    used = tables.get(Settlement, id) is not None or bool(tables.where(Payment, bill=id))
    for row in here:
        if row.quantity or used:
            on, onto = _to_be_paid_by(tables, opening, id, row)
            tables.put(row.on(on, onto))
            yield on
    if not used and known is not None:
        for row in tables.where(OrderLine, bill=id):
            if not row.quantity:
                tables.put(row.on(opening.id, paid))
    rows, begun = tables.where(OrderLine, bill=id), _begun(tables, opening.id, paid)
    if known is not None and replace(known, guests=begun.guests) != begun:
        return  # something is agreed about it
    if rows or used:
        tables.put(begun)
    else:
        tables.remove(Bill, id)


def _idle_or_not(tables: Tables, id: str) -> None:
    """A part that was split off in one history only is no bill while the whole, paid in the other, has all of
    it; nor is one that some history put together with another, while nothing is left on it."""
    bill = tables.get(Bill, id)
    if bill is None:
        return
    unpaid = tables.get(Settlement, id) is None and not _something_on(tables, id)
    idle = unpaid and may_be_idle(tables, bill)
    if bill.idle != int(idle):
        tables.put(replace(bill, idle=int(idle)))


def may_be_idle(tables: Tables, bill: Bill) -> bool:
    """Whether there is no such bill while nothing stands on it."""
    return bool(bill.merges) or charges_for(tables, bill)


def _something_on(tables: Tables, bill: str) -> bool:
    return bool(tables.where(Payment, bill=bill)) or any(
        row.quantity for row in tables.where(OrderLine, bill=bill)
    )


def _to_be_paid_by(tables: Tables, opening: Opening, bill: str, row: OrderLine) -> tuple[str, str]:
    """Where a line stands now which is to be paid by this bill of an opening, and on which one: the first
    that is open, or that says it paid the line, whichever of both was heard before."""
    on, onto = stands_on(tables, opening, bill)
    while _tells_what_it_paid(tables, onto) and not is_paid(tables, row.on(on.id, onto)):
        onto = in_one(tables, further_bill(onto))
    return on.id, onto


def _in_use(tables: Tables, id: str) -> None:
    """An opening with when all was paid; once its guests had left, also those who pay later, it is in use
    while something is not."""
    opening = tables.get(Opening, id)
    if opening is None:
        return
    now = replace(opening, paid_at=all_paid_at(tables, id))
    if have_gone(tables, now):
        now = replace(now, live=0 if now.paid_at else int(_owes(tables, id)))
    if now != opening:
        tables.put(replace(now, version=opening.version + 1))


def _owes(tables: Tables, opening: str) -> bool:
    unsettled = [one for one in bills_on(tables, opening) if tables.get(Settlement, one.id) is None]
    return any(_something_on(tables, one.id) for one in unsettled)
