"""A house where phones pay first 先付: they are charged by a gateway, pay at the counter, or nobody pays.

A further pair of hands with chance of its own; what really happened to guests' money stands at the gateway,
which no fault touches.
"""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import TYPE_CHECKING

from domain.floor.openings import Opening
from domain.money.grants import DUE_BACK, OPEN, RETURNED, Grant
from domain.money.payments import Payment, is_paid
from domain.record.rows import Document
from domain.record.tables import Tables
from domain.selling.order_rows import OrderLine, lines_of_order
from domain.selling.printing import PrintJob, keys_on
from domain.selling.unpaid import RELEASED, TAKEN, WAITING, PayFirst, still_to_pay, waiting_on
from pos_app.workflows import floor, granting, pay_first, paying, supplying
from pos_app.workflows.book import Entry
from sync_server.database.projections import SqlTables
from tests.pos_app.shop import RICE, TOFU
from tests.pos_app.workflows.test_any_pay_first import grant_part
from tests.simulation.cashier import MANAGER
from tests.simulation.wider import _some, rows
from tests.simulation.world import Store, Violation, World

if TYPE_CHECKING:
    from tests.simulation.till_node import TillNode

MINUTES = 2  # for which an order is kept unpaid


def publish(entry: Entry) -> None:
    """The owner says that phones pay first."""
    known = entry.tables.get(Document, "floor")
    assert known is not None
    body = {**known.body, "version": known.version + 1, "pay_first": True, "pay_minutes": MINUTES}
    entry.record("floor.published", body)


def act(till: TillNode, rng: Random) -> str:
    """Something that guests, the cashier or time do, in words for the trace. Raises Refused."""
    return rng.choice(ACTS)(till, rng)


def _waiting(till: TillNode, rng: Random) -> tuple[PayFirst, OrderLine] | None:
    """Some order that waits for its money, and a line of it."""
    row = _some(rng, rows(till, PayFirst, state=WAITING))
    lines = till.book.read(lambda tables: lines_of_order(tables, row.id)) if row else []
    left = [line for line in lines if line.quantity]
    return (row, left[0]) if row and left else None


def _wish(till: TillNode, rng: Random) -> str:
    """A phone begins to pay, all of it or a half: the till lets the home charge it."""
    found, payment = _waiting(till, rng), till.book.clock.new_id()
    if found is None:
        return "finds no order to pay"
    (row, line), part = found, rng.choice((1, 1, 1, 2))
    given = till.book.write(lambda entry: grant_part(entry, line, part, payment, row.phone))
    till.store.gateway.orders[payment] = given.amount
    return f"lets {given.amount} be charged for {row.id[-6:]}"


def _agree(till: TillNode, rng: Random) -> str:
    """The guest agrees on her phone, perhaps after it was closed."""
    attempt = _some(rng, sorted(till.store.gateway.orders))
    if attempt is None:
        return "nobody agrees to pay"
    till.store.gateway.pays(attempt, too_late=rng.random() < 0.2)
    return f"charge {attempt[-6:]} is agreed to"


def _hear(till: TillNode, rng: Random) -> str:
    """The home tells what became of a charge."""
    attempt = _some(rng, sorted(till.store.gateway.orders))
    return _learn(till, attempt) if attempt else "hears of no charge"


def _learn(till: TillNode, attempt: str) -> str:
    now = till.store.gateway.says(attempt)
    if now.final:
        till.book.write(lambda entry: granting.came_to(entry, now))
    return f"hears of charge {attempt[-6:]}: {now.state}"


def _counter(till: TillNode, rng: Random) -> str:
    """Or the guest pays at the counter, seldom only a part."""
    found, payment, part = _waiting(till, rng), till.book.clock.new_id(), rng.choice((1, 1, 1, 2))
    if found is None:
        return "finds no order to pay"
    row, line = found

    def work(entry: Entry) -> object:
        opening = entry.tables.get(Opening, line.opening)
        assert opening is not None
        bill = floor.bill_named(entry, opening, line.bill)
        amount = max(1, floor.due_on(entry, opening, bill) // part)
        args = (opening.id, "cash", amount, opening.version, False, "zhou", payment, bill.id)
        return paying.take_payment(entry, *args)

    till.book.write(work)
    return f"takes money for {row.id[-6:]} at the counter"


def _release(till: TillNode, rng: Random) -> str:
    row = _some(rng, rows(till, PayFirst, state=WAITING))
    if row is None:
        return "finds no order to give up"
    till.book.write(lambda entry: pay_first.release(entry, row.id))
    return f"gives {row.id[-6:]} up"


def _lapse(till: TillNode, rng: Random) -> str:
    """What nobody has paid in time goes; charges that are open are closed first, if the gateway answers."""
    over = [row for row in rows(till, PayFirst, state=WAITING) if row.ends <= till.now()]
    for row in over:
        for payment in till.book.write(lambda entry, id=row.id: pay_first.lapse(entry, id)):  # type: ignore[misc]
            if rng.random() < 0.7:
                till.store.gateway.closed.add(payment)
    return f"looks at {len(over)} orders whose time is over"


def _supply(till: TillNode, rng: Random) -> str:
    """A dish is off sale, counted, or sold freely again: of unpaid orders that goes which is not there."""
    dish, left = rng.choice((TOFU, RICE)).dish, rng.choice((None, None, 5_000, 0))
    if left == 0:
        till.book.write(lambda entry: supplying.take_off_sale(entry, dish, MANAGER))
    else:
        till.book.write(lambda entry: supplying.set_stock(entry, dish, left, MANAGER))
    return f"has {'plenty' if left is None else left // 1_000} of {dish}"


ACTS = (*(_wish, _agree, _hear, _lapse) * 3, _counter, _release, _supply)


def come_to_rest(till: TillNode) -> None:
    """All is heard that became of charges, and all time is over."""
    gateway = till.store.gateway
    for _ in range(2):
        for attempt in sorted(gateway.orders):
            if attempt not in gateway.charged:
                gateway.closed.add(attempt)
            _learn(till, attempt)
        for row in rows(till, PayFirst, state=WAITING):
            till.book.write(lambda entry, id=row.id: pay_first.lapse(entry, id))  # type: ignore[misc]


# ---------------------------------------------------------------- what must be true


def check_paid_first(world: World, store: Store, till: TillNode) -> None:
    """Raises Violation for the first that does not hold."""
    if not world.first:
        return
    till.book.read(lambda tables: _holds(store, till.name, tables))
    for server in world.keepers:
        with server.connection.begin():
            _holds(store, server.name, SqlTables(server.connection, store.id))


def _holds(store: Store, who: str, tables: Tables) -> None:
    charged_is_recorded_or_due_back(store, who, tables)
    jobs = [job for job in tables.where(PrintJob) if job.kind == "kitchen"]
    for row in tables.where(PayFirst):
        mine = [job for job in jobs if job.order == row.id]
        lines = [line for line in lines_of_order(tables, row.id) if line.quantity]
        cooked_is_paid_and_once(store, who, tables, row, mine)
        if row.state == RELEASED and lines and not store.concurrent:
            raise Violation("7 what is let go is not owed", f"{who} {row.id[-6:]}")
        waits = {line.bill for line in still_to_pay(tables, row)}
        if row.state == WAITING and not _people_decide(tables, waits):
            raise Violation("9 no unpaid order waits for ever", f"{who} {row.id[-6:]}")


def charged_is_recorded_or_due_back(store: Store, who: str, tables: Tables) -> None:
    """3: what the gateway took of a guest is a payment or goes back, never both, and of no fault less."""
    grants = {one.id: one for one in tables.where(Grant)}
    recorded = {one.id: one.amount for one in tables.where(Payment) if one.id in grants}
    back = {id: one.amount for id, one in grants.items() if one.state in (DUE_BACK, RETURNED)}
    charged = {id: amount for id, amount in store.gateway.charged.items() if id in grants}
    if recorded.keys() & back.keys() or charged != recorded | back:
        raise Violation("3 charged = recorded + due back", f"{who} {charged} {recorded} {back}")
    if any(one.state == OPEN for one in grants.values()):
        raise Violation("4 what is unknown is asked about", who)


def cooked_is_paid_and_once(
    store: Store, who: str, tables: Tables, row: PayFirst, jobs: list[PrintJob]
) -> None:
    """12: nothing is cooked without money, and no dish stands on two tickets of one station at one printer (a
    second station's comes out there, too, where it stands in for a dead one)."""
    waits = still_to_pay(tables, row) if row.state == WAITING else []
    if (jobs and not row.cooked) or any(keys_on(job, line) for job in jobs for line in waits):
        raise Violation("12 nothing is cooked unpaid", f"{who} {row.id[-6:]} is {row.state}")
    lines = [line for line in lines_of_order(tables, row.id) if line.quantity]
    if row.state == TAKEN and not store.concurrent and not all(is_paid(tables, line) for line in lines):
        raise Violation("12 nothing is cooked unpaid", f"{who} {row.id[-6:]}")
    first = [job for job in jobs if not job.asked_by]
    dishes = Counter((job.station, job.at_printer, key) for job in first for key in job.lines or ("",))
    again = [key for key, times in dishes.items() if times > 1]
    if again:
        raise Violation("12 nothing is cooked twice", f"{who} {row.id[-6:]} {again}")


def _people_decide(tables: Tables, bills: set[str]) -> bool:
    """Whether a part was paid at the counter, of these bills or of what waits together with them, as after a
    dish was moved: there people see it."""
    orders = waiting_on(tables, bills)
    with_them = {line.bill for one in orders for line in still_to_pay(tables, one)}
    if not with_them <= bills:
        return _people_decide(tables, bills | with_them)
    paid = (one for bill in bills for one in tables.where(Payment, bill=bill))
    return any(tables.get(Grant, one.id) is None for one in paid)
