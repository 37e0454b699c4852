"""Yesterday's bill of each gateway, fetched when there is one and laid beside what is kept here 对账.

Nothing is changed by it: each difference is kept until a person has seen to it. But of what was paid by the
printed code and is there for sure the till is told.
"""

from __future__ import annotations

import asyncio
import csv
import io
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import date, datetime, time, timedelta

from domain.errors import Refused
from domain.money.gateway_refunds import FoundRefund
from domain.money.pay_codes import CHANNELS
from domain.money.to_confirm import ConfirmWish
from sync_server.database import charges, gateway_refunds, merchants, reconciliations
from sync_server.database.reconciliations import DayRow, DifferenceRow, LineRow
from sync_server.database.session import Connection, Database
from sync_server.payments.port import BillLine, Declined, Provider
from sync_server.workflows.booked_refunds import bookable, booked, settle_booked, to_book, to_tell
from sync_server.workflows.charge_terms import Merchants
from sync_server.workflows.clock import Clock
from sync_server.workflows.gateway_calls import ask
from sync_server.workflows.matching import (
    BACK_AGAIN,
    CHARGE,
    NOTHING,
    OPEN,
    REFUND,
    TAKEN,
    THEIRS_ONLY,
    Found,
    Ours,
    differences,
    only_here,
)
from sync_server.workflows.paid_after_all import AskAgain, see_to
from sync_server.workflows.reporting import behind
from sync_server.workflows.static_codes import (
    ZONE,
    explained_by_code,
    found_for_sure,
    has_codes,
    lay_codes,
    moment,
)
from sync_server.workflows.storefront import RequestNow

log = logging.getLogger(__name__)
FROM = time(10, 5)  # the gateways promise the bill of the day before from ten o'clock
EVERY = 600.0  # seconds between two looks whether one is there
AGAIN = 1_800_000  # milliseconds before one that was not there is asked for again
BACK = 7  # days that are made up for after the server was off
NEVER = timedelta(days=3)  # after a day from which a gateway without a bill of it has nothing to tell
EDGE = 600_000  # milliseconds at the end of a day in which a payment may be on either day's bill
STATES = {
    "paid": TAKEN,
    "returned": BACK_AGAIN,
    "returning": BACK_AGAIN,
    "failed": NOTHING,
    "closed": NOTHING,
}
REFUNDS = {"done": TAKEN, "failed": NOTHING}
LONGEST_NOTE = 200
MOST_TOLD = 100  # refunds that a till is told of at once
Tell = Callable[[str, ConfirmWish | FoundRefund], Awaitable[None]]
Told = Callable[[str], Mapping[str, RequestNow]]


class Reconciling:
    """One home's."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        merchants: Merchants,
        tell: Tell,
        asked: Told,
        ask_again: AskAgain,
    ) -> None:
        """``tell``: keeps for a store's till what it may confirm or book; the same id again is the same.
        ``asked``: what it was told lately, by payment or refund. ``ask_again``: about a charge that was over
        here."""
        self._database, self._clock, self._merchants = database, clock, merchants
        self._tell, self._asked, self._ask_again = tell, asked, ask_again

    async def watch(self) -> None:
        """Look from time to time, until it is cancelled."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.look()
            except Exception:
                log.exception("a gateway's bill could not be laid beside ours")

    async def look(self) -> None:
        """Fetch what there should be by now and is not here yet."""
        here = self._here()
        last = here.date() - timedelta(days=1 if here.time() >= FROM else 2)
        for store, channel, provider, first in self._accounts():
            for day in (last - timedelta(days=back) for back in range(BACK)):
                if day < first:
                    continue
                known = self._day(store, provider, day)
                done = known is not None and known.fetched_at > 0
                if done or (known is not None and self._clock.now() - known.tried_at < AGAIN):
                    continue
                await self._fetch(store, channel, provider, day)
        for store in sorted({store for store, *_ in self._accounts()}):
            await self.settle_booked(store)
            await see_to(self._database, store, self._ask_again, self._clock.now())
            await self._lay_codes(store, [last - timedelta(days=back) for back in range(BACK)])

    async def _lay_codes(self, store: str, days: Sequence[date]) -> None:
        """What was paid by the printed code is looked for again: tills without a network tell late of it."""
        around = [day + timedelta(days=step) for day in days for step in (-2, -1, 0, 1, 2)]
        if not self._database.read(lambda c: has_codes(c, store, sorted({*around}))):
            return
        now = self._clock.now()

        def lay(connection: Connection) -> list[ConfirmWish]:
            for day in sorted(days):
                lay_codes(connection, store, day, now)
            return [wish for day in sorted(days) for wish in found_for_sure(connection, store, day)]

        for wish in await self._database.write(lay):
            await self._tell(store, wish)

    async def fetch(self, store: str, day: date) -> None:
        """Fetch a day's bills of a store now. Raises Refused("no_merchant")."""
        accounts = [one for one in self._accounts() if one[0] == store]
        if not accounts:
            raise Refused("no_merchant")
        for _, channel, provider, _first in accounts:
            await self._fetch(store, channel, provider, day)
        await see_to(self._database, store, self._ask_again, self._clock.now())
        await self._lay_codes(store, [day + timedelta(days=step) for step in (-1, 0, 1)])

    def days(self, store: str) -> list[DayRow]:
        """The last days of a store, latest first."""
        return self._database.read(lambda c: reconciliations.days_of(c, store, 28))

    def differences(self, store: str, settled: bool = False) -> list[DifferenceRow]:
        """What did not agree, latest first: what is open, or what was seen to."""
        return self._database.read(lambda c: reconciliations.differences_of(c, store, settled))

    async def settle_booked(self, store: str) -> None:
        """What was booked at the till since settles its difference."""
        now = self._clock.now()
        await self._database.write(lambda c: settle_booked(c, store, now))

    def bookable(self, rows: Sequence[DifferenceRow]) -> set[str]:
        """The ids of those that the till can book as given back."""
        return self._database.read(lambda c: {row.id for row in rows if bookable(c, row)})

    def asked(self, store: str) -> Mapping[str, RequestNow]:
        """What the till was asked to book or confirm lately, by the provider's number or by payment."""
        return self._asked(store)

    def to_book(self, store: str) -> list[DifferenceRow]:
        """What went back without the till, and it can book. None while facts of it wait to be folded."""

        def read(connection: Connection) -> list[DifferenceRow]:
            return [] if behind(connection, store) else to_tell(connection, store, MOST_TOLD)

        return self._database.read(read)

    async def book(self, store: str, id: str, reason: str) -> None:
        """Ask the till to book what was given back in the provider's app. The same again is asked once.

        Raises Refused: as ``booked_refunds.to_book``, and refund_booked while the till was asked already.
        """
        wish = self._database.read(lambda c: to_book(c, store, id, reason, self._clock.new_id()))
        asked = self._asked(store).get(wish.refund)
        if asked is not None and asked.state != "refused":
            raise Refused("refund_booked")
        await self._tell(store, wish)

    async def settle(self, store: str, id: str, note: str) -> None:
        """A person has seen to it, and says how. Raises Refused: reason_missing, remark_too_long."""
        words, now = " ".join(note.split()), self._clock.now()
        if not words:
            raise Refused("reason_missing")
        if len(words) > LONGEST_NOTE:
            raise Refused("remark_too_long", maximum=LONGEST_NOTE)
        await self._database.write(lambda c: reconciliations.settle(c, store, id, words, now))

    def as_csv(self, store: str, day: str = "") -> str:
        """All differences of a store, or all lines of its bills of a day; sums in minor units."""
        if day:
            lines = self._database.read(lambda c: reconciliations.lines_of(c, store, day))
            return _csv([field.name for field in fields(LineRow)], [asdict(line) for line in lines])
        rows = [*self.differences(store), *self.differences(store, True)]
        return _csv([field.name for field in fields(DifferenceRow)], [asdict(row) for row in rows])

    # inside

    def _here(self) -> datetime:
        return datetime.fromtimestamp(self._clock.now() / 1000, ZONE)

    def _day(self, store: str, provider: Provider, day: date) -> DayRow | None:
        return self._database.read(lambda c: reconciliations.day_of(c, store, provider.account, str(day)))

    def _accounts(self) -> list[tuple[str, str, Provider, date]]:
        """(store, channel, provider, its first day): who charges now or did lately; each account once."""
        since = self._clock.now() - BACK * 86_400_000
        lately, kept = self._database.read(
            lambda c: (reconciliations.accounts_with_charges(c, since), merchants.all_merchants(c))
        )
        now = [(one.store, one.channel, one.id, one.added_at) for one in kept if not one.ended_at]
        found: dict[tuple[str, str], tuple[str, str, Provider, date]] = {}
        for store, channel, account, first in (*now, *lately):
            provider = self._merchants.of(account)
            if provider is not None and channel in CHANNELS:
                begun = datetime.fromtimestamp(first / 1000, ZONE).date()
                found.setdefault((store, provider.account), (store, channel, provider, begun))
        return list(found.values())

    async def _fetch(self, store: str, channel: str, provider: Provider, day: date) -> None:
        """One day of one account, and what of it does not agree. A day that was here stays if it fails. Of a
        day without a trade gateways have no bill, and say no more than that."""
        now, name = self._clock.now(), "demo" if provider.name == "demo" else channel
        row = DayRow(store, provider.account, str(day), name, now)
        try:
            lines = await ask(provider.bill, day)
        except Declined as no:
            empty = no.why == "bill_none_yet" and self._here().date() - day >= NEVER
            lines, row = ([], row) if empty else (None, replace(row, trouble=no.why))
        if lines is None:
            row = replace(row, trouble=row.trouble or "gateway_silent")
            known = self._day(store, provider, day)
            if known is None or not known.fetched_at:
                await self._database.write(lambda c: reconciliations.put_day(c, row, ()))
            return
        told = lines
        found = await self._database.write(lambda c: _keep(c, row, told, day))
        log.info("a gateway's bill is here: %s lines, %s differences", len(lines), found)


def _keep(connection: Connection, row: DayRow, told: list[BillLine], day: date) -> int:
    """The day, its lines, and what does not agree; in one transaction."""
    known = _known(connection, told)
    other = {key for key, (store, _) in known.items() if store != row.store}  # of another store's guests
    lines = [line for line in told if (line.kind, line.number) not in other]
    begin, end = moment(day), moment(day + timedelta(days=1))
    wanted = reconciliations.taken_between(connection, row.store, row.account, begin - EDGE, end - EDGE)
    before = reconciliations.seen(connection, row.account, wanted)
    due = [mine[1] for key in wanted if key not in before and (mine := _ours(connection, *key))]
    found = differences(lines, {key: ours for key, (_, ours) in known.items()}, due)
    charged, back = ([line for line in lines if line.kind == kind] for kind in (CHARGE, REFUND))
    day_row = replace(
        row,
        fetched_at=row.tried_at,
        charges=len(charged),
        charged=sum(line.amount for line in charged),
        refunds=len(back),
        refunded=sum(line.amount for line in back),
        fees=sum(line.fee for line in lines),
    )
    reconciliations.put_day(connection, day_row, [_line(day_row, line) for line in lines])
    whole = reconciliations.taken_back_only_here(connection, row.store, row.account, begin - EDGE, end - EDGE)
    found += [only_here(mine[1]) for id in whole if (mine := _ours(connection, CHARGE, id))]
    by_code = explained_by_code(connection, row.store, day)
    by_hand = booked(connection, row.store)
    found = [
        one
        for one in found
        if one.what != THEIRS_ONLY
        or ((row.account, one.number) not in by_code and not (one.kind == REFUND and one.number in by_hand))
    ]
    reconciliations.add_differences(connection, [_difference(connection, day_row, one) for one in found])
    return len(found)


def _known(connection: Connection, lines: Iterable[BillLine]) -> dict[tuple[str, str], tuple[str, Ours]]:
    """Ours by (kind, number), each with its store, of what is on these lines."""
    keys = {key for line in lines for key in ((line.kind, line.number), (CHARGE, line.charge))}
    return {key: ours for key in keys if (ours := _ours(connection, *key))}


def _ours(connection: Connection, kind: str, number: str) -> tuple[str, Ours] | None:
    if kind == REFUND:
        back = gateway_refunds.find(connection, number)
        state = REFUNDS.get(back.state, OPEN) if back else ""
        return (back.store, Ours(kind, number, back.charge, back.amount, state)) if back else None
    row = charges.find(connection, number)
    if row is None:
        return None
    return row.store, Ours(kind, number, number, row.charged, STATES.get(row.state, OPEN))


def _line(row: DayRow, line: BillLine) -> LineRow:
    return LineRow(row.store, row.account, row.day, **asdict(line))


def _difference(connection: Connection, row: DayRow, found: Found) -> DifferenceRow:
    charge = charges.find(connection, found.charge)
    return DifferenceRow(
        id=f"{row.account}.{row.day}.{found.kind}.{found.number}.{found.what}",
        store=row.store,
        account=row.account,
        channel=row.channel,
        day=row.day,
        opening=charge.opening if charge else "",
        found_at=row.tried_at,
        **asdict(found),
    )


def _csv(names: list[str], rows: list[dict[str, object]]) -> str:
    """With a mark at its begin, by which spreadsheets know UTF-8. Text that looks like a formula gets an
    apostrophe before it."""
    text = io.StringIO()
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _harmless(value) for name, value in row.items()})
    return "\ufeff" + text.getvalue()


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t") else value
