"""Invoice titles 发票抬头 taken on a bill: who it is for. The invoice itself is to be issued elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from domain.record.envelope import Event
from domain.record.latest import stands
from domain.record.tables import Tables

LONGEST_TITLE, LONGEST_NUMBER = 60, 20


@dataclass(frozen=True, slots=True)
class InvoiceTitle:
    """Of a bill (its id): the name, and the tax number 税号 of a company, "" for a person."""

    id: str
    opening: str
    title: str
    number: str
    at: int
    by: str
    date: str


def invoice_asked(event: Event, tables: Tables) -> None:
    """The latest title stands."""
    body = event.body
    bill = body.get("bill", body["opening"])
    if not stands(event, tables, f"invoice:{bill}"):
        return
    title, number = body["title"], body.get("number", "")
    tables.put(InvoiceTitle(bill, body["opening"], title, number, event.at, event.by, event.date))


APPLIES = {"invoice.asked": invoice_asked}
