"""Documents that are replaced whole: store, menu, rules, floor, staff, tenders, printers, slips, accounts."""

from __future__ import annotations

from domain.record.envelope import Event
from domain.record.rows import Document
from domain.record.tables import Tables

KINDS = {
    "store.founded": "store",
    "menu.published": "menu",
    "rules.published": "rules",
    "floor.published": "floor",
    "staff.published": "staff",
    "tenders.published": "tenders",
    "printers.published": "printers",
    "slips.published": "slips",
    "accounts.published": "accounts",
}


def document_published(event: Event, tables: Tables) -> None:
    tables.put(Document(KINDS[event.kind], event.body.get("version", 1), event.body))


APPLIES = dict.fromkeys(KINDS, document_published)
