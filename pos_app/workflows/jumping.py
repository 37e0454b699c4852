"""Which numbers a new incarnation leaves out, so that none stands on two papers.

Where it is known how many facts are missing, those may have used as many numbers, and no more are left out.
Where nobody knows, other histories of this disk may have gone on that never met: the same backup was restored
before, or an older one after a newer one. A fixed jump would lead all of them to the same numbers. So they
go on where a line over time stands when they begin, and the line rises faster than a till can give numbers:
who begins later begins above all that those before it have given. Receipts count from the business day of
the last fact that is here, all others from the present one: those begin anew each day.
"""

from __future__ import annotations

from domain.floor import queue
from domain.floor.pickup import number_name
from domain.money.days import Z, last_closed
from domain.money.payments import RECEIPT_STATION
from domain.money.shifts import SHIFTS_A_DAY, shifts_of
from domain.record.began import LEFT_OUT
from domain.record.business_day import business_date, day_began, days_between
from domain.record.rows import last_number
from domain.selling.menu import Menu
from domain.selling.printing import setup_in
from domain.selling.ticket_numbers import ticket_jumps
from pos_app.database.journal import last_event
from pos_app.workflows.book import Entry
from pos_app.workflows.queue_view import setup_of

MINUTE = 60_000
RECEIPTS_A_MINUTE = 4  # more than one till gives for long
TICKETS_A_MINUTE = 10  # at one printer
MINUTES_OF_A_SHIFT = 10  # none is handed over sooner
MOST_PICKUPS = 100  # those that are called and those of the queue keep three digits
PICKUPS_A_MINUTE = 2
PICKUP_FORGOTTEN = 180  # minutes: who has such a slip has long been called


def jumps(entry: Entry, missing: int) -> dict[str, int]:
    """The last numbers that facts which are not here may have used, by counter: of receipts, of today's
    tickets, shifts, pick-ups and places in the queue, and of Z's.

    ``missing``: how many facts; −1 if nobody knows.
    """
    unknown, skipped = missing < 0, missing if missing >= 0 else LEFT_OUT
    present = business_date(entry.now, entry.zone)
    today = _minutes_since(entry, present) if unknown else 0
    ever = max(today, _minutes_since(entry, _last_day(entry))) if unknown else 0
    shifts, tables = shifts_of(entry.date), entry.tables
    found = {
        "receipt": last_number(tables, "receipt") + skipped + RECEIPTS_A_MINUTE * ever,
        shifts: last_number(tables, shifts) + min(skipped, SHIFTS_A_DAY) + today // MINUTES_OF_A_SHIFT,
        **ticket_jumps(tables, _printers(entry), entry.date, skipped, LEFT_OUT, TICKETS_A_MINUTE * today),
    }
    if skipped:  # slips of the lost ones may still be in guests' hands
        name = number_name(entry.date)
        some = min(skipped, MOST_PICKUPS) + PICKUPS_A_MINUTE * (today % PICKUP_FORGOTTEN)
        found[name] = last_number(tables, name) + some
        found.update(queue.jumps(tables, setup_of(tables), present, some))
    last = last_closed(tables)
    if last is not None:
        found[Z] = last.z + max(0, min(skipped, days_between(last.date, present)))
    return found


def _minutes_since(entry: Entry, day: str) -> int:
    return max(0, entry.now - day_began(day, entry.zone)) // MINUTE


def _last_day(entry: Entry) -> str:
    """The business day on which the last fact here happened."""
    last = last_event(entry.connection)
    return business_date(last.at if last else entry.now, entry.zone)


def _printers(entry: Entry) -> set[str]:
    """All that may print here, also those that have not yet."""
    setup, menu = setup_in(entry.tables), entry.tables.document(Menu, "menu")
    stations = (station.id for station in menu.stations) if menu else ()
    return {RECEIPT_STATION, *stations, *(printer.id for printer in setup.printers)}
