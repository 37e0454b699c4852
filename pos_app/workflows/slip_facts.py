"""What slips of all chapters look up in the state: lines in their order, who somebody is, times."""

from __future__ import annotations

from domain.errors import name_in
from domain.people.staff import NO_STAFF, StaffList
from domain.record.business_day import local_time
from domain.selling.orders import Order, OrderLine
from pos_app.database.state import SqlTables
from pos_app.workflows.reading import document
from printers.slips.words import SlipForm


def _m(message: str) -> str:
    return message


GUEST = _m("Phone, guest {number}")


def lines_of(tables: SqlTables, opening: str, order: str = "") -> list[OrderLine]:
    """The lines of an opening, or of one of its orders, as they were ordered."""
    rounds = {one.id: one.round for one in tables.where(Order, opening=opening)}
    rows = [row for row in tables.where(OrderLine, opening=opening) if order in ("", row.order)]
    return sorted(rows, key=lambda row: (rounds.get(row.order, 0), int(row.id.rpartition(".")[2])))


def person(tables: SqlTables, by: str, guest: int, form: SlipForm) -> str:
    """Who did it, as paper says it: a name of the staff, or a guest's number."""
    if guest:
        return form.say(GUEST, number=guest)
    staff = document(tables, StaffList, "staff", NO_STAFF).staff
    return next((name_in(one.name, form.language) for one in staff if one.id == by), "")


def clock(at: int, zone: str, form: str) -> str:
    """A moment (UTC milliseconds) on the store's clock."""
    return local_time(at, zone).strftime(form)
