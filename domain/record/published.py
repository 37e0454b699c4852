"""Documents that are replaced whole: store, menu, rules, floor, staff, tenders, printers, slips, accounts,
queue, store code.

Two histories may each publish one. The highest version stands, whichever is heard of last; of two that are
equal the one with the greater hash, so that everybody has the same. Each that facts are made with is kept
beside it under its digest, which those facts tell.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from domain.floor.plan import Floor
from domain.floor.queue import QueueSetup
from domain.floor.store_code import StoreCode
from domain.money.accounts import Accounts
from domain.money.tenders import tenders_in
from domain.people.staff import StaffList
from domain.record.business_day import business_date
from domain.record.canonical import canonical
from domain.record.envelope import Event
from domain.record.latest import stands
from domain.record.plain import from_plain
from domain.record.rows import Document, digest_of, kept_as
from domain.record.tables import Tables
from domain.selling.menu import Menu
from domain.selling.price import Rules
from domain.selling.print_setup import PrintSetup
from domain.selling.slip_templates import SlipTemplates

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
    "queue.published": "queue",
    "store_code.published": "store_code",
}
FORMS: Mapping[str, type[object]] = {
    "menu": Menu,
    "rules": Rules,
    "floor": Floor,
    "staff": StaffList,
    "printers": PrintSetup,
    "slips": SlipTemplates,
    "accounts": Accounts,
    "queue": QueueSetup,
    "store_code": StoreCode,
}
CHANGED = "changed"  # in a list of accounts: the ids of those that are new or otherwise
MADE_WITH = frozenset({"printers"})
"""Documents that facts name (``domain.selling.ticket_numbers``): a store has a few dozen in its life."""


def document_published(event: Event, tables: Tables) -> None:
    _refuse_misfits(KINDS[event.kind], event)
    if event.kind == "accounts.published" and CHANGED in event.body:
        _accounts_changed(event, tables)
        return
    now = Document(KINDS[event.kind], event.body.get("version", 1), event.body)
    if now.name in MADE_WITH:
        tables.put(Document(kept_as(now.name, digest_of(now)), now.version, now.body))
    before = tables.get(Document, now.name)
    if before is None or _stands(now, before):
        tables.put(now)


def _accounts_changed(event: Event, tables: Tables) -> None:
    """These accounts are so now, the others stay: two histories that each add one keep both."""
    told = {one["id"]: one for one in event.body["accounts"]}
    before = tables.get(Document, "accounts")
    known = {one["id"]: one for one in before.body["accounts"]} if before else {}
    for id in sorted(event.body[CHANGED]):
        if stands(event, tables, f"account:{id}"):
            known[id] = told[id]
    every = {**told, **known}
    version = max(event.body["version"], before.version if before else 0)
    body = {"version": version, "accounts": [every[id] for id in sorted(every)]}
    tables.put(Document("accounts", version, body))


def _refuse_misfits(name: str, event: Event) -> None:
    """The one before stands on, rather than one that nobody could read: a house without tables or staff."""
    if name in FORMS:
        from_plain(FORMS[name], event.body)
    elif name == "tenders":
        tenders_in(event.body["tenders"])
    elif name == "store":
        business_date(event.at, event.body.get("zone", "UTC"))  # else no day could be told from another


def _stands(now: Document, before: Document) -> bool:
    """Whether a document that is heard of replaces another. One without a version is of a program that did
    not number it, and replaces those like it."""
    if now.version == before.version and "version" in now.body:
        return _digest(now) >= _digest(before)
    return now.version >= before.version


def _digest(document: Document) -> bytes:
    return hashlib.sha256(canonical(document.body)).digest()


APPLIES = dict.fromkeys(KINDS, document_published)
