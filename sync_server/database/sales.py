"""What the owner asks of the projections: a day's settled bills, its openings, one opening's whole story."""

# ruff: noqa: S608 - names of tables and columns come from the domain's classes, values are bound

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.floor.openings import Opening
from domain.money.accounts import DebtPayment
from domain.money.adjustments import Adjustment
from domain.money.billing import opening_total
from domain.money.bills import Bill
from domain.money.days import DayEnd
from domain.money.deposits import SIGNS, DepositMove
from domain.money.payments import Payment, Settlement, paid_on
from domain.money.refunds import Refund
from domain.money.reversals import Reversal
from domain.people.feedback import Feedback
from domain.record.rows import Document
from domain.selling.orders import Held, Order, OrderLine
from domain.selling.price import Rules
from domain.selling.printing import PrintJob
from sync_server.database.asked import Asked, find_asked
from sync_server.database.projections import SqlTables, shape_of
from sync_server.database.session import Connection, raw

MOST_OPENINGS = 500
MOST_FEEDBACK = 100


@dataclass(frozen=True, slots=True)
class Sold:
    """A dish of the day: thousandths and minor units before reductions."""

    names: Mapping[str, str]
    quantity: int
    amount: int


@dataclass(frozen=True, slots=True)
class Day:
    """A business day of one store."""

    settled: Sequence[Settlement]
    payments: Sequence[Payment]  # of the settled bills, whenever they were taken
    refunds: Sequence[Refund]  # given back on it, of whichever bills
    reversals: Sequence[Reversal]  # of bills reversed on it
    debts: Sequence[DebtPayment]  # of accounts, paid on it
    deposits: Sequence[DepositMove]  # of bookings, on it
    deposits_held: int  # owed to guests at its end
    part_payments: int  # taken for bills that are still open
    openings: Sequence[Opening]
    dishes: Sequence[Sold]
    troubled: frozenset[str]  # openings with a ticket that needs somebody
    held: int  # phones that wait for staff
    ends: Sequence[DayEnd] = ()  # its Z; more than one only where two histories have closed it


def latest_feedback(connection: Connection, store: str) -> list[Feedback]:
    """What guests said last, the newest first."""
    order = 'ORDER BY one."date" DESC, one."at" DESC LIMIT ?'
    standing = 'one.store = ? AND one."at" > one."gone_at"'
    source = f"{shape_of(Feedback).table} AS one WHERE {standing} {order}"
    return SqlTables(connection, store).chosen(Feedback, source, store, MOST_FEEDBACK)


@dataclass(frozen=True, slots=True)
class OpeningStory:
    """Everything known of one opening; ``asked`` by the id of the order that it became."""

    opening: Opening
    orders: Sequence[Order]
    lines: Sequence[OrderLine]
    jobs: Sequence[PrintJob]
    payments: Sequence[Payment]
    settled: Sequence[Settlement]
    asked: Mapping[str, Asked]
    adjustments: Sequence[Adjustment]


def document(connection: Connection, store: str, name: str) -> Mapping[str, object]:
    """The present version of something published whole; empty if there is none."""
    found = SqlTables(connection, store).get(Document, name)
    return found.body if found else {}


OPENING, SETTLEMENT, PAYMENT, LINE, JOB, BILL, DEPOSIT = (
    shape_of(kind).table for kind in (Opening, Settlement, Payment, OrderLine, PrintJob, Bill, DepositMove)
)
# CROSS JOIN keeps the order of the tables: from the few bills of a day to what belongs to them.
OF_DAY = '{table} bill CROSS JOIN {other} one ON one."bill" = bill."id" AND one.store = bill.store'
ON_DAY = ' WHERE bill."date" = ? AND bill.store = ?'


def the_day(connection: Connection, store: str, date: str) -> Day:
    """A store's business day as far as its facts are folded."""
    tables = SqlTables(connection, store)
    paid = OF_DAY.format(table=SETTLEMENT, other=PAYMENT) + ON_DAY
    return Day(
        settled=sorted(tables.where(Settlement, date=date), key=lambda one: (one.at, one.receipt)),
        payments=tables.chosen(Payment, f'{paid} ORDER BY one."at", one."id"', date, store),
        refunds=tables.where(Refund, date=date),
        reversals=tables.where(Reversal, date=date),
        debts=tables.where(DebtPayment, date=date),
        deposits=tables.where(DepositMove, date=date),
        deposits_held=_deposits_held(connection, store, date),
        part_payments=_part_payments(connection, store, date),
        openings=_openings(tables, store, date),
        dishes=_dishes(connection, store, date),
        troubled=_troubled(connection, store),
        held=len(tables.where(Held)),
        ends=sorted(tables.where(DayEnd, date=date), key=lambda one: (one.z, one.at, one.id)),
    )


def _part_payments(connection: Connection, store: str, date: str) -> int:
    """Money taken on a day for bills that are still open."""
    query = (
        f'SELECT coalesce(sum("amount"), 0) FROM {PAYMENT} one WHERE "date" = ? AND store = ? AND NOT EXISTS'
        f' (SELECT 1 FROM {SETTLEMENT} bill WHERE bill."id" = one."bill" AND bill.store = one.store)'
    )
    return int(raw(connection).execute(query, (date, store)).fetchone()[0])


def _deposits_held(connection: Connection, store: str, date: str) -> int:
    """What was owed to the guests of bookings when a day ended, or is now."""
    query = f'SELECT "kind", sum("amount") FROM {DEPOSIT} WHERE "date" <= ? AND store = ? GROUP BY "kind"'
    return sum(SIGNS[kind] * int(amount) for kind, amount in raw(connection).execute(query, (date, store)))


def _openings(tables: SqlTables, store: str, date: str) -> list[Opening]:
    """What was opened on a day or settled on it, latest first."""
    ids = (
        f'(SELECT "id" FROM {OPENING} WHERE "date" = ? AND store = ? UNION'
        f' SELECT "opening" FROM {SETTLEMENT} WHERE "date" = ? AND store = ?) known'
    )
    source = (
        f'{ids} CROSS JOIN {OPENING} one ON one."id" = known."id" AND one.store = ? WHERE one."rounds" > 0'
    )
    latest = ' ORDER BY one."started_at" DESC LIMIT ?'
    return tables.chosen(Opening, source + latest, date, store, date, store, store, MOST_OPENINGS)


def _dishes(connection: Connection, store: str, date: str) -> list[Sold]:
    """The dishes that brought most, by their latest names; those of a reversed bill stand on another one."""
    gone = f'SELECT 1 FROM {BILL} own WHERE own."id" = one."bill" AND own.store = one.store'
    query = (
        'SELECT one."line", max(one."id"), sum(one."quantity"), sum(one."amount") AS amount FROM '
        + OF_DAY.format(table=SETTLEMENT, other=LINE)
        + ON_DAY
        + f" AND NOT EXISTS ({gone} AND own.\"corrected\" != '')"
        + ' GROUP BY one."dish" HAVING sum(one."quantity") > 0 ORDER BY amount DESC, one."dish" LIMIT 10'
    )
    rows = raw(connection).execute(query, (date, store))
    return [Sold(json.loads(line)["names"], quantity, amount) for line, _, quantity, amount in rows]


def _troubled(connection: Connection, store: str) -> frozenset[str]:
    query = (
        f'SELECT DISTINCT "opening" FROM {JOB}'
        " WHERE \"open\" = 1 AND store = ? AND \"state\" IN ('unknown', 'failed')"
    )
    return frozenset(opening for (opening,) in raw(connection).execute(query, (store,)))


def total_of(connection: Connection, store: str, opening: Opening, rules: Rules) -> int:
    """What all bills of an opening come to, in minor units."""
    return opening_total(SqlTables(connection, store), opening, rules)


def paid_of(connection: Connection, store: str, opening: str) -> int:
    """Minor units taken for all bills of an opening that stand."""
    return paid_on(SqlTables(connection, store), opening)


def opening_story(connection: Connection, store: str, opening: str) -> OpeningStory | None:
    """Everything known of an opening; None if there is no such opening here."""
    tables = SqlTables(connection, store)
    found = tables.get(Opening, opening)
    if found is None:
        return None
    orders = sorted(tables.where(Order, opening=opening), key=lambda order: order.round)
    asked = {order.id: find_asked(connection, store, order.id) for order in orders}
    return OpeningStory(
        found,
        orders,
        tables.where(OrderLine, opening=opening),
        tables.where(PrintJob, opening=opening),
        sorted(tables.where(Payment, opening=opening), key=lambda payment: payment.at),
        sorted(tables.where(Settlement, opening=opening), key=lambda one: (one.at, one.receipt)),
        {id: row for id, row in asked.items() if row is not None},
        sorted(tables.where(Adjustment, opening=opening), key=lambda one: one.at),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How a store stands with this server."""

    facts: int  # kept of it
    heard_at: int  # when the last of them came, UTC milliseconds, 0: none yet
    troubled: int  # of them unreadable here
    reviewed: int  # kept for review, and the owner has not decided


def standing(connection: Connection, store: str) -> Standing:
    """What this server holds of a store."""
    driver = raw(connection)
    incarnations = "SELECT id FROM incarnations WHERE store = ?"
    facts, heard_at = driver.execute(
        "SELECT coalesce(sum(seq), 0), coalesce(max(heard_at), 0) FROM incarnations WHERE store = ?", (store,)
    ).fetchone()
    (troubled,) = driver.execute(
        f"SELECT count(*) FROM events WHERE trouble != '' AND incarnation IN ({incarnations})", (store,)
    ).fetchone()
    (reviewed,) = driver.execute(
        "SELECT count(*) FROM review WHERE store = ? AND verdict = ''", (store,)
    ).fetchone()
    return Standing(facts, heard_at, troubled, reviewed)
