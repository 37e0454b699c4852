"""What slips of all chapters look up in the state: lines in their order, who somebody is, times."""

from __future__ import annotations

from domain.errors import name_in
from domain.people.staff import NO_STAFF, StaffList
from domain.record.business_day import local_time
from domain.selling.menu import Names
from domain.selling.order import Line
from domain.selling.order_rows import place_of
from domain.selling.orders import OrderLine, orders_on
from domain.selling.weights import weight_text
from pos_app.database.state import SqlTables
from pos_app.workflows.reading import document
from printers.slips.words import PHONE, SlipForm

TO_GO = {"en": "To go", "zh-Hans": "打包"}
TO_WEIGH = {"en": "To be weighed", "zh-Hans": "待称重"}
UNITS = {
    "kg": {"en": "kg", "zh-Hans": "公斤"},
    "jin": {"en": "jin", "zh-Hans": "斤"},
    "liang": {"en": "liang", "zh-Hans": "两"},
    "g": {"en": "g", "zh-Hans": "克"},
}


def lines_of(tables: SqlTables, opening: str) -> list[OrderLine]:
    """The lines on an opening's bill as they were ordered; those that came from other tables last."""
    rows = tables.where(OrderLine, opening=opening)
    places = {order.id: place for place, order in enumerate(orders_on(tables, opening, rows))}
    return sorted(rows, key=lambda row: (places.get(row.order, 0), place_of(row)))


def weight_note(line: Line) -> tuple[Names, ...]:
    """What a line weighs, or that it is still to be weighed; nothing of what is sold by the portion."""
    if not line.unit:
        return ()
    if not line.weight:
        return (TO_WEIGH,)
    number = weight_text(line.weight)
    return ({tag: f"{number} {unit}" for tag, unit in UNITS.get(line.unit, {"en": line.unit}).items()},)


def person(tables: SqlTables, by: str, guest: int, form: SlipForm) -> str:
    """Who did it, as paper says it: a name of the staff, or a guest's number."""
    if guest:
        return form.say(PHONE, number=guest)
    staff = document(tables, StaffList, "staff", NO_STAFF).staff
    return next((name_in(one.name, form.language) for one in staff if one.id == by), "")


def clock(at: int, zone: str, form: str) -> str:
    """A moment (UTC milliseconds) on the store's clock."""
    return local_time(at, zone).strftime(form)
