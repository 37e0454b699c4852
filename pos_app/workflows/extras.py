"""What comes beside a bill: a tip for the staff, and the title for an invoice that is issued elsewhere."""

from __future__ import annotations

import re
from typing import Any

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.money.bills import bill_row
from domain.money.invoices import LONGEST_NUMBER, LONGEST_TITLE, InvoiceTitle
from domain.money.shifts import live_shift_id
from domain.money.tenders import GROUP, referred, tenders_of
from domain.money.tips import MOST_TIP, Tip
from pos_app.workflows.book import Entry

A_NUMBER = re.compile(r"[0-9A-Z]{15,20}")


def take_tip(
    entry: Entry,
    opening_id: str,
    bill_id: str,
    tender: str,
    amount: int,
    tip: str,
    by: str,
    reference: str = "",
) -> Tip:
    """Money for the staff beside a bill; the same id twice is taken once. Raises Refused."""
    known = entry.tables.get(Tip, tip)
    if known:
        if (known.opening, known.tender, known.amount) != (opening_id, tender, amount):
            raise Refused("payment_changed")
        return known
    opening = _opening(entry, opening_id)
    way = tenders_of(entry.tables).get(tender)
    if way is None or way.off or way.on_account or not way.takings or way.id == GROUP.id:
        raise Refused("unknown_tender")
    if not 0 < amount < MOST_TIP:
        raise Refused("bad_count")
    found_by = referred(way, reference)
    body: dict[str, Any] = {
        "tip": tip,
        "opening": opening.id,
        **bill_row(entry.tables, opening.id, bill_id).named,
        "tender": tender,
        "amount": amount,
        "shift": live_shift_id(entry.tables),
        **({"reference": found_by} if found_by else {}),
    }
    entry.record("tip.taken", body, by)
    done = entry.tables.get(Tip, tip)
    assert done is not None
    return done


def ask_invoice(entry: Entry, opening_id: str, bill_id: str, title: str, number: str, by: str) -> None:
    """The name and tax number for a bill's invoice, in place of any before. Raises Refused."""
    opening = _opening(entry, opening_id)
    name, plain = " ".join(title.split()), "".join(number.split()).upper()
    if not name or len(name) > LONGEST_TITLE:
        raise Refused("invoice_title", maximum=LONGEST_TITLE)
    if plain and (len(plain) > LONGEST_NUMBER or not A_NUMBER.fullmatch(plain)):
        raise Refused("invoice_number")
    bill = bill_row(entry.tables, opening.id, bill_id)
    known = entry.tables.get(InvoiceTitle, bill.id)
    if known and (known.title, known.number) == (name, plain):
        return
    body: dict[str, Any] = {"opening": opening.id, **bill.named, "title": name}
    entry.record("invoice.asked", {**body, "number": plain} if plain else body, by)


def _opening(entry: Entry, opening_id: str) -> Opening:
    opening = entry.tables.get(Opening, opening_id)
    if opening is None:
        raise Refused("opening_closed")
    return opening
