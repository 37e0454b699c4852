"""Tables: opening, serving, answering a call, clearing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.errors import Refused
from domain.floor.cleaning import Uncleaned
from domain.floor.leaving import TABLES
from domain.floor.openings import RUSH, Opening, brought, head_of, joined_to, parties_at, seat_beside
from domain.floor.plan import Floor
from domain.money.billing import figures_of, lines_on
from domain.money.bills import Bill, bills_on, family_of
from domain.money.discounts import Discount
from domain.money.grants import reserved
from domain.money.payments import current_bill, open_bills, paid_so_far
from domain.money.settled import what_settles
from domain.record.rows import last_number
from domain.selling.banquets import most_guests
from domain.selling.orders import OrderLine, on_bill
from domain.selling.price import BillFigures, Rules, settled_facts
from domain.selling.request import MOST_GUESTS
from domain.selling.serving import what_was_known
from domain.selling.unpaid import is_unpaid
from pos_app.workflows.approving import Demand
from pos_app.workflows.book import Entry
from pos_app.workflows.demands import to_have_fewer
from pos_app.workflows.heads import follow_guests, rows_by_head


def open_table(entry: Entry, table_id: str, guests: int, by: str, beside: bool = False) -> str:
    """Seat guests at a free table, or ``beside`` the guests of a taken one 拼桌; returns the opening's id.

    Its secret is new each time.
    """
    table = entry.document(Floor, "floor").table(table_id)
    live = entry.tables.where(Opening, table=table.id, live=1)
    if live and not beside:
        raise Refused("table_taken")
    _check_guests(guests)
    opening = entry.clock.new_id()
    start(entry, opening, table.id, guests, by, live)
    begun = entry.tables.get(Opening, opening)
    if begun is not None:
        follow_guests(entry, begun, 0, guests)
    return opening


def start(
    entry: Entry, opening: str, table: str, guests: int, by: str, live: Sequence[Opening] = (), **more: int
) -> None:
    """An opening begins beside those that are ``live`` there; ``table`` "": at the counter, or nowhere for a
    bill of guests who have gone. ``more``: facts of an order at the counter.
    """
    number = last_number(entry.tables, f"opening:{entry.date}") + 1
    entry.record(
        "opening.started",
        {
            "opening": opening,
            "table": table,
            "guests": guests,
            "secret": entry.clock.randomness(16).hex(),
            "number": f"{entry.date[5:7]}{entry.date[8:10]}-{number:03d}",
            **seat_beside(live),
            **more,
        },
        by,
    )


def to_set_guests(entry: Entry, opening_id: str, guests: int) -> Demand:
    """Fewer guests are as good as dishes that go off the bill, once something was ordered or they have seen
    the bill: until then a wrong number is put right by whoever serves."""
    opening = opening_for_change(entry, opening_id)
    bills = bills_on(entry.tables, opening.id)
    if guests >= opening.guests or not (opening.rounds or any(bill.shown_at for bill in bills)):
        return Demand("serve")
    rows = [row for row in rows_by_head(entry, opening) if row.quantity]
    return to_have_fewer(rows, entry.document(Rules, "rules").cover, opening.guests - guests)


def set_guests(entry: Entry, opening_id: str, guests: int, by: str, approved: str = "") -> None:
    """Correct the number of guests; the cover charge and what is charged by head follow. ``approved``: who
    agreed that they are fewer."""
    opening = opening_for_change(entry, opening_id)
    _check_guests(guests, most_guests(entry.tables, opening.id))
    if guests != opening.guests:
        body: dict[str, Any] = {"opening": opening.id, "guests": guests, "was": opening.guests}
        if any(bill.shown_at for bill in bills_on(entry.tables, opening.id)):
            body["prebilled"] = True
        if came := brought(entry.tables, opening.id):
            body["brought"] = came
        if approved:
            body["approved"] = approved
        entry.record("opening.guests", body, by)
        follow_guests(entry, opening, opening.guests, guests, approved or by)
        settle_if_paid(entry, opening.id, by)


def call(entry: Entry, body: Mapping[str, Any]) -> None:
    """A guest asks for a waiter or for the bill; for a table that is not in use it is dropped.

    A phone that nobody knows at a shared table gets a waiter: its party is to be asked first. With a dish
    that is still to come, the waiter is asked after that 催菜.
    """
    what = body.get("what")
    if what not in ("waiter", "bill"):
        return
    opening = _called_from(entry, body)
    if opening is None:
        parties = parties_at(entry.tables, str(body.get("table", "")))
        opening = next((one for one in parties if not one.called), None)
        what = "waiter"
    elif what == "waiter" and _awaits(entry, opening, dish := body.get("dish")):
        what = f"{RUSH}{dish}"
        if opening.called == "bill":
            return  # somebody is on the way
    if opening and opening.called != what:
        entry.record("opening.called", {"opening": opening.id, "what": what}, "phone")


def _awaits(entry: Entry, opening: Opening, dish: object) -> bool:
    rows = on_bill(entry.tables.where(OrderLine, opening=opening.id))
    return any(row.dish == dish and not row.served_at for row in rows)


def _called_from(entry: Entry, body: Mapping[str, Any]) -> Opening | None:
    """The opening of the page that calls, wherever it sits now; else the only one at its table."""
    known = entry.tables.get(Opening, str(body.get("opening", "")))
    if known and known.live:
        return head_of(entry.tables, known)
    parties, phone = parties_at(entry.tables, str(body.get("table", ""))), body.get("phone", "")
    if len(parties) > 1:
        parties = [one for one in parties if phone and phone in one.phones]
    return next(iter(parties), None)


def answer_call(entry: Entry, opening_id: str, by: str) -> None:
    """Staff have seen the call."""
    opening = entry.tables.get(Opening, opening_id)
    if opening and opening.called:
        entry.record("opening.answered", {"opening": opening.id}, by)


def serve(entry: Entry, opening_id: str, lines: Sequence[str], by: str) -> tuple[str, ...]:
    """Dishes have reached the table 划菜; those of these lines that had not been there before."""
    opening = opening_for_change(entry, opening_id, paid_too=True)
    rows = on_bill(entry.tables.where(OrderLine, opening=opening.id))
    waiting = {row.id for row in rows if not row.served_at and not is_unpaid(entry.tables, row)}
    served = [line for line in lines if line in waiting]
    if served:
        known = what_was_known(entry.tables, [row for row in rows if row.id in served])
        entry.record("lines.served", {"opening": opening.id, "lines": served, **known}, by)
    return tuple(served)


def clear_table(entry: Entry, opening_id: str, by: str) -> None:
    """The guests have left and the table is free again. Refused while money is owed."""
    opening = entry.tables.get(Opening, opening_id)
    if opening is None or not opening.live:
        return
    opening = head_of(entry.tables, opening)
    unsettled = open_bills(entry.tables, opening.id)
    if any(due_on(entry, opening, bill) > 0 for bill in unsettled):
        raise Refused("table_unpaid")
    if waiting := sum(reserved(entry.tables, opening.id, bill.id) for bill in unsettled):
        raise Refused("payment_waiting", amount=waiting)
    for bill in unsettled:
        check_weighed(entry, bill)
        begun = paid_so_far(entry.tables, opening.id, bill.id)
        used_at_all = bool(begun or lines_on(entry.tables, bill.id))
        settle_if_paid(entry, opening.id, by, bill, nothing_too=used_at_all)
    joined = joined_to(entry.tables, opening.id)
    used = opening.rounds > 0 or bool(joined)
    body: dict[str, Any] = {"opening": opening.id, "joined": [one.id for one in joined]}
    if flag := clean_flag(entry.document(Floor, "floor"), used):
        body |= {**flag, TABLES: {one.id: one.table for one in (opening, *joined)}}
    entry.record("opening.cleared", body, by)


def clean_flag(floor: Floor, used: bool) -> Mapping[str, Any]:
    """What a fact says of a table that guests have left: whether it is to be cleaned first 待清."""
    return {"clean": True} if floor.clean_after and used else {}


def clean_table(entry: Entry, table: str, by: str) -> None:
    """A table is cleaned and free."""
    if entry.tables.get(Uncleaned, table):
        entry.record("table.cleaned", {"table": table}, by)


def opening_for_change(
    entry: Entry, opening_id: str, paid_too: bool = False, itself: bool = False
) -> Opening:
    """A live opening whose bill may still change; of a joined table that of the common bill, unless asked for
    ``itself``. Raises Refused."""
    opening = entry.tables.get(Opening, opening_id)
    if opening is None or not opening.live:
        raise Refused("opening_closed")
    head = head_of(entry.tables, opening)
    if head.paid_at and not paid_too:
        raise Refused("opening_paid")
    return opening if itself else head


def bill_named(entry: Entry, opening: Opening, bill_id: str) -> Bill:
    """An open bill of an opening, "" for its current one. Raises Refused("opening_paid")."""
    unsettled = open_bills(entry.tables, opening.id)
    found = next((bill for bill in unsettled if bill_id in ("", bill.id)), None)
    if found is None:
        raise Refused("opening_paid")
    return found


def bill_of(
    entry: Entry, opening: Opening, discount: Discount | None = None, bill: Bill | None = None
) -> BillFigures:
    """An open bill of an opening now, its current one unless another is named; or with another ``discount``
    on the whole."""
    bill = bill or current_bill(entry.tables, opening.id)
    return figures_of(entry.tables, opening, bill, entry.document(Rules, "rules"), discount)


def due_on(entry: Entry, opening: Opening, bill: Bill) -> int:
    """What is still to be paid of an open bill, minor units; below zero: to give back."""
    return bill_of(entry, opening, bill=bill).total - paid_so_far(entry.tables, opening.id, bill.id)


def check_weighed(entry: Entry, bill: Bill) -> None:
    """Raise Refused("to_weigh") while something on a bill, or on those it is priced with, has no weight."""
    waiting = _waits_for_weight(entry, bill)
    if waiting:
        raise Refused("to_weigh", dish=waiting[0].line.names, line=waiting[0].id)


def _waits_for_weight(entry: Entry, bill: Bill) -> list[OrderLine]:
    rows = [row for one in family_of(entry.tables, bill) for row in lines_on(entry.tables, one.id)]
    return [row for row in rows if row.line.awaits_weight]


def settle_if_paid(
    entry: Entry,
    opening_id: str,
    by: str,
    bill: Bill | None = None,
    nothing_too: bool = False,
    print_receipt: bool = False,
) -> None:
    """After a change of an opening's bills, or of one: what was paid in part may be all now, or more.

    ``nothing_too``: a bill on which there is nothing to pay is settled without any money; and one that
    corrects another, which is ready only when somebody says so.
    """
    opening = entry.tables.get(Opening, opening_id)
    if opening is None or opening.paid_at:
        return
    if bill is not None and _waits_for_weight(entry, bill):
        return
    if bill is None:
        for each in open_bills(entry.tables, opening.id):
            settle_if_paid(entry, opening.id, by, each, nothing_too)
        return
    if reserved(entry.tables, opening.id, bill.id):
        return  # when its answer is there
    figures, paid = bill_of(entry, opening, bill=bill), paid_so_far(entry.tables, opening.id, bill.id)
    if figures.total > paid or not (nothing_too or (paid and not bill.corrects)):
        return
    settled: dict[str, Any] = {
        "receipt": last_number(entry.tables, "receipt") + 1,
        "code": entry.clock.new_code(),
        **what_settles(entry.tables, bill, [line.total for line in figures.lines]),
        **settled_facts(figures),
    }
    if opening.called:
        settled["answers"] = True
    if paid > figures.total:
        settled["over"] = paid - figures.total
    body = {"opening": opening.id, **bill.named, "settled": settled}
    entry.record("bill.settled", {**body, **({"print": True} if print_receipt else {})}, by)


def _check_guests(guests: int, most: int = MOST_GUESTS) -> None:
    if not 1 <= guests <= most:
        raise Refused("bad_guests", maximum=most)
