"""Phones that order by the store's own code 门店码: whether it may be, the order there, its dishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.floor.pickup import number_name
from domain.floor.pickup_seen import begun_in
from domain.floor.store_code import DOCUMENT, PLACE, StoreCode, check_order
from domain.record.rows import last_number
from domain.selling.order import CartLine
from domain.selling.request import OrderRequest
from pos_app.database.state import SqlTables
from pos_app.workflows.book import Entry
from pos_app.workflows.floor import start

STAFF = "staff"


def setup_of(tables: SqlTables) -> StoreCode:
    """How the house takes such orders; not at all as long as nobody has said."""
    try:
        return tables.document(StoreCode, DOCUMENT) or StoreCode()
    except Refused:
        return StoreCode()


def by_store_code(request: OrderRequest) -> bool:
    """Whether it belongs to no table."""
    return request.table == PLACE


def wanted_at(request: OrderRequest) -> int:
    """For when its dishes are, UTC milliseconds; 0: as soon as may be, as at a table."""
    return request.wanted_at if by_store_code(request) else 0


def check(entry: Entry, request: OrderRequest) -> None:
    """Raise Refused while such an order may not come."""
    setup, tables = setup_of(entry.tables), entry.tables
    check_order(
        setup, request.to_go, request.wanted_at, entry.now, entry.zone, lambda at: begun_in(tables, at)
    )


def waits_for(entry: Entry, request: OrderRequest) -> str:
    """What an order waits for before it is taken: "" nothing, STAFF somebody who looks at it. Where phones
    pay first, it gets its number then, and the kitchen its dishes once they are paid."""
    return STAFF if setup_of(entry.tables).confirm else ""


def open_for(entry: Entry, request: OrderRequest) -> Opening:
    """Begin the order at the counter: each has its own number."""
    number = last_number(entry.tables, number_name(entry.date)) + 1
    opening = entry.clock.new_id()
    more = {"pickup": number, "to_go": int(request.to_go)}
    if request.wanted_at > entry.now:
        begins = setup_of(entry.tables).begins_at(request.wanted_at, entry.now)
        more |= {"wanted_at": request.wanted_at, "begin_at": begins}
    start(entry, opening, "", 0, "phone", (), **more)
    found = entry.tables.get(Opening, opening)
    assert found is not None
    return found


def to_be_made(entry: Entry, request: OrderRequest) -> Sequence[CartLine]:
    """Its dishes as the kitchen is to make them: to go each is packed, and for later each is held."""
    if not by_store_code(request):
        return request.lines
    later = setup_of(entry.tables).begins_at(request.wanted_at, entry.now) > entry.now
    return [replace(line, packed=request.to_go or line.packed, held=later) for line in request.lines]
