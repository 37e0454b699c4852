"""Gateways' bills of days as they were fetched, and what did not agree; nothing here is ever removed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from sync_server.database.charges import RETURNED
from sync_server.database.tables import channel_days, channel_lines, charges, differences, gateway_refunds


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day (ISO) of an account's bill. Sums in minor units. ``fetched_at``: UTC milliseconds, 0 if it could
    not be fetched yet; ``trouble``: why, a code of domain.errors."""

    store: str
    account: str
    day: str
    channel: str
    tried_at: int
    fetched_at: int = 0
    charges: int = 0
    charged: int = 0
    refunds: int = 0
    refunded: int = 0
    fees: int = 0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of a bill, as ``payments.port.BillLine``."""

    store: str
    account: str
    day: str
    kind: str
    number: str
    charge: str
    amount: int
    fee: int
    currency: str
    transaction: str
    at: str


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """As ``workflows.matching.Found``. ``settled_at``: UTC milliseconds, 0 while nobody has seen to it, with
    the ``note`` of who did. ``opening``: whose bill it is about, "" if nobody knows."""

    id: str
    store: str
    account: str
    channel: str
    day: str
    what: str
    kind: str
    number: str
    charge: str
    theirs: int
    ours: int
    transaction: str
    at: str
    opening: str
    found_at: int
    settled_at: int = 0
    note: str = ""


def put_day(connection: Connection, row: DayRow, lines: Iterable[LineRow]) -> None:
    """Keep a day as it was fetched; lines are kept once."""
    values = asdict(row)
    keys = ("store", "account", "day")
    changed = {name: value for name, value in values.items() if name not in keys}
    statement = upsert(channel_days).values(**values)
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))
    for line in lines:
        connection.execute(upsert(channel_lines).values(**asdict(line)).on_conflict_do_nothing())


def add_differences(connection: Connection, rows: Iterable[DifferenceRow]) -> None:
    """Keep what was found; what is kept already stays as it is, settled or not."""
    for row in rows:
        connection.execute(upsert(differences).values(**asdict(row)).on_conflict_do_nothing())


def day_of(connection: Connection, store: str, account: str, day: str) -> DayRow | None:
    """One day."""
    mine = (channel_days.c.store == store) & (channel_days.c.account == account) & (channel_days.c.day == day)
    row = connection.execute(select(channel_days).where(mine)).first()
    return DayRow(**row._mapping) if row else None


def days_of(connection: Connection, store: str, most: int) -> list[DayRow]:
    """A store's days, latest first."""
    wanted = select(channel_days).where(channel_days.c.store == store)
    order = (channel_days.c.day.desc(), channel_days.c.channel)
    return [DayRow(**row._mapping) for row in connection.execute(wanted.order_by(*order).limit(most))]


def lines_of(connection: Connection, store: str, day: str) -> list[LineRow]:
    """All lines of a day, of all of a store's accounts."""
    mine = (channel_lines.c.store == store) & (channel_lines.c.day == day)
    order = (channel_lines.c.account, channel_lines.c.at, channel_lines.c.number)
    return [
        LineRow(**row._mapping)
        for row in connection.execute(select(channel_lines).where(mine).order_by(*order))
    ]


def days_on(connection: Connection, store: str, days: Iterable[str]) -> list[DayRow]:
    """What is known of a store's accounts of some days."""
    mine = (channel_days.c.store == store) & channel_days.c.day.in_(list(days))
    order = (channel_days.c.day, channel_days.c.account)
    return [
        DayRow(**row._mapping)
        for row in connection.execute(select(channel_days).where(mine).order_by(*order))
    ]


def unexplained(connection: Connection, store: str, days: Iterable[str]) -> list[LineRow]:
    """Lines of charges on a store's bills of some days of which nobody here has asked a gateway."""
    lines = channel_lines.c
    asked = select(charges.c.id).where(charges.c.id == lines.number).exists()
    mine = (lines.store == store) & lines.day.in_(list(days)) & (lines.kind == "charge") & ~asked
    return [LineRow(**row._mapping) for row in connection.execute(select(channel_lines).where(mine))]


def seen(connection: Connection, account: str, numbers: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of these (kind, number) have been on a bill of the account."""
    lines = channel_lines.c
    wanted = list(numbers)
    found = connection.execute(
        select(lines.kind, lines.number).where(
            (lines.account == account) & lines.number.in_([number for _, number in wanted])
        )
    )
    return {(row.kind, row.number) for row in found}


def differences_of(connection: Connection, store: str, settled: bool, most: int = 500) -> list[DifferenceRow]:
    """A store's, open or settled, latest first."""
    mine = (differences.c.store == store) & (
        (differences.c.settled_at > 0) if settled else (differences.c.settled_at == 0)
    )
    order = (differences.c.day.desc(), differences.c.id)
    rows = connection.execute(select(differences).where(mine).order_by(*order).limit(most))
    return [DifferenceRow(**row._mapping) for row in rows]


def settle(connection: Connection, store: str, id: str, note: str, now: int) -> bool:
    """A person has seen to it. False if there is none that is open."""
    mine = (differences.c.id == id) & (differences.c.store == store) & (differences.c.settled_at == 0)
    return bool(
        connection.execute(update(differences).where(mine).values(settled_at=now, note=note)).rowcount
    )


def accounts_with_charges(connection: Connection, since: int) -> list[tuple[str, str, str, int]]:
    """(store, channel, account, when it was first asked) of what was charged since."""
    mine = (charges.c.store, charges.c.channel, charges.c.merchant)
    wanted = select(*mine, func.min(charges.c.asked_at)).group_by(*mine)
    rows = connection.execute(wanted.having(func.max(charges.c.changed_at) >= since).order_by(*mine))
    return [(store, channel, account, int(first)) for store, channel, account, first in rows]


def taken_between(
    connection: Connection, store: str, account: str, begin: int, end: int
) -> list[tuple[str, str]]:
    """(kind, number) of what is charged, or given back, for sure, and was learned between two moments."""
    found: list[tuple[str, str]] = []
    for kind, table, state in (("charge", charges, "paid"), ("refund", gateway_refunds, "done")):
        mine = (table.c.store == store) & (table.c.merchant == account) & (table.c.state == state)
        moment = (table.c.changed_at >= begin) & (table.c.changed_at < end)
        found += [(kind, row.id) for row in connection.execute(select(table.c.id).where(mine & moment))]
    return found


def taken_back_only_here(connection: Connection, store: str, account: str, begin: int, end: int) -> list[str]:
    """Charges that went back whole, as we learned between two moments, of which the account's bills have the
    charge and not the way back."""
    lines = channel_lines.c
    mine = (charges.c.store == store) & (charges.c.merchant == account) & (charges.c.state == RETURNED)
    moment = (charges.c.changed_at >= begin) & (charges.c.changed_at < end)
    on_bill = (lines.account == account) & (lines.charge == charges.c.id)
    taken, back = (
        select(lines.number).where(on_bill & (lines.kind == kind)).exists() for kind in ("charge", "refund")
    )
    return list(connection.execute(select(charges.c.id).where(mine & moment & taken & ~back)).scalars())
