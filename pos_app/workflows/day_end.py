"""Day end 日结: what is open is listed and carried over, figures are frozen, no manager is refused."""

from __future__ import annotations

from dataclasses import replace

from domain.errors import Refused
from domain.money.accounts import DebtPayment
from domain.money.day_figures import DayFigures, figures_of
from domain.money.days import DayEnd, Z, is_closed, last_closed, open_date
from domain.money.deposits import DepositMove
from domain.money.dish_sums import dishes_of
from domain.money.payments import Payment, Settlement
from domain.money.refunds import Refund
from domain.record.business_day import business_date, day_after
from domain.record.plain import to_plain
from domain.record.rows import last_number
from domain.record.tables import Tables
from domain.selling.menu import EMPTY_MENU, Menu
from pos_app.database.state import SqlTables
from pos_app.workflows.book import Entry
from pos_app.workflows.carrying_over import Rounds, carried_over
from pos_app.workflows.reading import document

NOTHING: Rounds = {}
MOST_DAYS = 62  # further back nobody looks for a day that was never closed


def due_date(tables: Tables, clock_date: str) -> str:
    """The business day that a day end would close: the oldest one with money since the last that was closed.

    ``clock_date``: the clock's. If that is closed already, the next one, which nobody can close yet.
    """
    last = last_closed(tables)
    if last is None:
        return open_date(tables, clock_date)
    date = day_after(last.date)
    for _ in range(MOST_DAYS):
        if date >= clock_date:
            break
        kinds = (Settlement, Payment, Refund, DebtPayment, DepositMove)
        used = any(tables.where(kind, date=date) for kind in kinds)
        if used and not is_closed(tables, date):
            return date
        date = day_after(date)
    return open_date(tables, clock_date)


def figures_now(
    tables: SqlTables, clock_date: str, zone: str, rounds: Rounds = NOTHING, dishes: bool = True
) -> DayFigures:
    """The X of the day that is due: figures, and what would be carried over. ``rounds``: not sent yet.
    Without ``dishes``, which take longest, it is for who looks at sums as facts come."""
    date = due_date(tables, clock_date)
    figures = replace(figures_of(tables, date, zone), carried=carried_over(tables, clock_date, rounds))
    if not dishes:
        return figures
    return replace(figures, dishes=dishes_of(tables, date, document(tables, Menu, "menu", EMPTY_MENU)))


def close_day(entry: Entry, day_id: str, rounds: Rounds, print_slip: bool, by: str) -> DayEnd:
    """Freeze the day that is due under the next Z. The same id twice is once.

    Raises Refused("day_closed") only if the clock's business day has its Z already.
    """
    known = entry.tables.get(DayEnd, day_id)
    if known:
        return known
    clock_date = business_date(entry.now, entry.zone)
    figures = figures_now(entry.tables, clock_date, entry.zone, rounds)
    if figures.date > clock_date:
        raise Refused("day_closed")
    z = last_number(entry.tables, Z) + 1
    body = {"day": day_id, "z": z, "date": figures.date, "report": to_plain(figures), "print": print_slip}
    entry.record("day.closed", body, by)
    closed = entry.tables.get(DayEnd, day_id)
    assert closed is not None
    return closed


def closed_days(tables: Tables, before: int, most: int) -> tuple[DayEnd, ...]:
    """Closed days, latest first, from the one before the Z ``before`` (0: from the last one)."""
    top = before - 1 if before else last_number(tables, Z)
    found: list[DayEnd] = []
    for z in range(top, 0, -1):
        found += sorted(tables.where(DayEnd, z=z), key=lambda day: (-day.at, day.id))
        if len(found) >= most:
            break
    return tuple(found[:most])
