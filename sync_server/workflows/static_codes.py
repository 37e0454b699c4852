"""Payments by the store's own printed code, looked for on the gateways' bills of a day and its neighbours.

Worked out anew each time from the bills' lines and the facts, for a till without a network tells late what it
took: a line that no bill had may be explained, and then nobody is asked about it any more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.errors import _m
from domain.money.code_matching import WINDOW, CodeLine, Laid, laid
from domain.money.tenders import tenders_of
from domain.money.to_confirm import CONFIRMED, DENIED, OPEN, ConfirmWish, ToConfirm, code_payments
from domain.money.unconfirmed import left_of
from sync_server.database import reconciliations
from sync_server.database.projections import SqlTables
from sync_server.database.reconciliations import DayRow, DifferenceRow, LineRow
from sync_server.database.session import Connection
from sync_server.workflows.matching import CHARGE, THEIRS_ONLY

ZONE = ZoneInfo("Asia/Shanghai")  # the gateways' calendar
MISSING, UNSURE, CAME = "code_missing", "code_unsure", "code_came"
DEMO = "demo"


FOUND = _m("Found: it was paid by the printed code.")
"""What stands at a difference that explained itself."""


@dataclass(frozen=True, slots=True)
class _Day:
    """A day of a store as the bills have it; ``whole``: the bills of all its accounts are here, and those of
    the day before. ``gone``: payments that went back to their guests. ``here``:
    (account, day) of the bills that are here, of all ``accounts``."""

    store: str
    day: date
    rows: tuple[DayRow, ...]
    whole: bool
    seen: Laid
    payments: dict[str, ToConfirm]
    gone: frozenset[str]
    accounts: frozenset[str]
    here: frozenset[tuple[str, str]]


def lay_codes(connection: Connection, store: str, day: date, now: int) -> None:
    """Look at a day: keep what does not agree about the printed code, settle what has explained itself."""
    one = _look(connection, store, day)
    if one is None:
        return
    sure = {(line.account, line.day, line.number) for line, _ in one.seen.pairs}
    perhaps = {(line.account, line.day, line.number) for lines, _ in one.seen.unsure for line in lines}
    came = {payment.id for _, payment in one.seen.pairs}
    for row in reconciliations.differences_of(connection, store, False):
        line = (row.account, row.day, row.number)
        if (
            (row.what == THEIRS_ONLY and line in sure | perhaps)
            or (row.what == UNSURE and line in sure)
            or (row.what == MISSING and row.number in came)
        ):
            reconciliations.settle(connection, store, row.id, FOUND, now)
    reconciliations.add_differences(connection, _differences(one, now))


def explained_by_code(connection: Connection, store: str, day: date) -> set[tuple[str, str]]:
    """(account, number) of a day's lines that are, or may be, payments by the printed code."""
    one = _look(connection, store, day)
    if one is None:
        return set()
    lines = [line for line, _ in one.seen.pairs]
    lines += [line for several, _ in one.seen.unsure for line in several]
    return {(line.account, line.number) for line in lines if line.day == str(day)}


def found_for_sure(connection: Connection, store: str, day: date) -> list[ConfirmWish]:
    """What the till may confirm by itself: payments of which nobody has said it, each on the bills once.

    The bills of all accounts are here for as long as another line could be theirs; one without a time of its
    own is never sure. A payment is told under one id, however often the bills are looked at.
    """
    one = _look(connection, store, day)
    return [
        ConfirmWish(_saying(paid.id), paid.id, True, line)
        for line, paid in (one.seen.sure if one else ())
        if one and line.day == str(day) and one.payments[paid.id].state == OPEN and _alone(one, line)
    ]


def _alone(one: _Day, line: CodeLine) -> bool:
    """Whether no bill is missing that could hold another line for what this one paid."""
    days = {_day_of(line.first - 2 * WINDOW), line.day, _day_of(line.last + 2 * WINDOW)}
    wanted = {(account, day) for account in one.accounts for day in days}
    return line.first == line.last and wanted <= one.here


def _saying(payment: str) -> str:
    return hashlib.sha256(f"bill {payment}".encode()).hexdigest()[:32]


def _day_of(at: int) -> str:
    return str(datetime.fromtimestamp(at / 1000, ZONE).date())


def has_codes(connection: Connection, store: str, days: Iterable[date]) -> bool:
    """Whether any guest paid by such a code on one of these days."""
    tables = SqlTables(connection, store)
    return any(tables.where(ToConfirm, date=str(day)) for day in days)


def _look(connection: Connection, store: str, day: date) -> _Day | None:
    """None for a store whose guests pay by no such code."""
    around = [day + timedelta(days=step) for step in (-1, 0, 1)]
    tables, tenders = SqlTables(connection, store), tenders_of(SqlTables(connection, store))
    dates = [day + timedelta(days=step) for step in (-2, -1, 0, 1, 2)]  # a business day ends when it ends
    found = [row for one in dates for row in tables.where(ToConfirm, date=str(one))]
    by_code = code_payments(found, tenders, tables)
    if not by_code:
        return None
    ids = {one.id for one in by_code}
    payments = {row.id: row for row in found if row.id in ids}
    known = reconciliations.days_on(connection, store, map(str, around))
    rows = [row for row in known if row.channel != DEMO]
    here = {(row.account, row.day): row.channel for row in rows if row.fetched_at}
    of_day = tuple(row for row in rows if row.day == str(day) and row.fetched_at)
    lines = reconciliations.unexplained(connection, store, map(str, around))
    seen = laid(
        [_line(one, here[one.account, one.day]) for one in lines if (one.account, one.day) in here],
        by_code,
    )
    whole = all(row.fetched_at for row in rows if row.day <= str(day))
    gone = frozenset(id for id, row in payments.items() if left_of(row, tables).amount <= 0)
    if not of_day:
        return None
    accounts = frozenset(row.account for row in rows)
    return _Day(store, day, of_day, whole, seen, payments, gone, accounts, frozenset(here))


def _line(row: LineRow, channel: str) -> CodeLine:
    first, last = _moments(row)
    return CodeLine(row.account, row.day, row.number, channel, row.amount, first, last)


def _moments(row: LineRow) -> tuple[int, int]:
    """When it was paid: all the day if the gateway's time cannot be read."""
    try:
        at = datetime.fromisoformat(row.at)
    except ValueError:
        begins = date.fromisoformat(row.day)
        return moment(begins), moment(begins + timedelta(days=1)) - 1
    at = at.replace(tzinfo=ZONE) if at.tzinfo is None else at
    return (round(at.timestamp() * 1000),) * 2


def _differences(one: _Day, now: int) -> Iterator[DifferenceRow]:
    for line, paid in one.seen.pairs:
        row = one.payments[paid.id]
        if line.day == str(one.day) and row.state == DENIED:
            yield _about(one, CAME, line.number, line.amount, 0, row, now, line.account)
    for lines, several in one.seen.unsure:
        if lines[0].day == str(one.day):
            theirs, ours = (sum(each.amount for each in side) for side in (lines, several))
            row = one.payments[several[0].id]
            yield _about(one, UNSURE, lines[0].number, theirs, ours, row, now, lines[0].account)
    yield from _missing(one, now)


def _missing(one: _Day, now: int) -> Iterable[DifferenceRow]:
    """Of those that somebody saw arrive. Near midnight one may be on either day's bill: the next tells."""
    begin, end = moment(one.day) - WINDOW, moment(one.day + timedelta(days=1)) - WINDOW
    for paid in one.seen.payments if one.whole else ():
        row = one.payments[paid.id]
        if row.state == CONFIRMED and row.id not in one.gone and begin <= row.at < end:
            account = one.rows[0].account
            yield _about(one, MISSING, row.id, 0, row.amount, row, now, account)


def _about(
    one: _Day, what: str, number: str, theirs: int, ours: int, row: ToConfirm, now: int, account: str
) -> DifferenceRow:
    channel = next(day.channel for day in one.rows if day.account == account)
    return DifferenceRow(
        id=f"{account}.{one.day}.{CHARGE}.{number}.{what}",
        store=one.store,
        account=account,
        channel=channel,
        day=str(one.day),
        what=what,
        kind=CHARGE,
        number=number,
        charge="",
        theirs=theirs,
        ours=ours,
        transaction="",
        at=_clock(row.at),
        opening=row.opening,
        found_at=now,
    )


def _clock(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, ZONE).strftime("%Y-%m-%d %H:%M:%S")


def moment(day: date) -> int:
    """When a day begins at the gateways, in UTC milliseconds."""
    return int(datetime.combine(day, time(), ZONE).astimezone(UTC).timestamp()) * 1000
