"""The owner's figures of a day and one order's whole trace, read from the projections.

No figure is made up: what the facts do not say is not shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from domain.errors import Refused, name_in
from domain.floor.openings import Opening
from domain.floor.pickup import label_of
from domain.floor.plan import Floor
from domain.money.carried import SHIFT
from domain.money.day_figures import DayFigures, Part, hours_of, lost_to_deals, parts_of, vouchers_of
from domain.money.deposits import by_kind as deposits_by_kind
from domain.money.payments import Payment, Settlement
from domain.money.shares import share
from domain.money.takings import Takings, counts, takings_of
from domain.money.tenders import Tender, tenders_in
from domain.money.to_confirm import ToConfirm
from domain.money.to_give_back import all_owing
from domain.money.unconfirmed import Unconfirmed, by_state, waiting
from domain.people.feedback import Feedback
from domain.record.business_day import business_date
from domain.record.plain import from_plain
from domain.record.proof import Totals, totals_of
from domain.selling.price import Rules
from sync_server.database import charges, journal, sales
from sync_server.database.charges import ChargeRow
from sync_server.database.projections import SqlTables, present_shape
from sync_server.database.sales import Day, OpeningStory, Sold, Standing
from sync_server.database.session import Connection, Database
from sync_server.workflows.clock import Clock
from sync_server.workflows.storefront import DEFAULT_ZONE

Names = Mapping[str, str]
MOST_LATE = 100
A_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class TenderTaken:
    """Money of one tender. ``share``: thousandths of the takings, 0 if it is no takings."""

    id: str
    names: Names
    amount: int
    takings: bool
    share: int


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """An opening in the list. state: paid | open | trouble (a ticket needs somebody)."""

    id: str
    at: int
    table: Names
    guests: int
    amount: int
    state: str


@dataclass(frozen=True, slots=True)
class DayClosed:
    """A Z as its till has frozen it. ``people``: names of those whose drawers it lists, of who
    had not handed over, and who closed it."""

    z: int
    at: int
    by: str
    figures: DayFigures
    people: Mapping[str, Names]


@dataclass(frozen=True, slots=True)
class DayReport:
    """A business day. Amounts in minor units; ``hours``: takings by hour of settling, gaps filled with 0."""

    date: str
    figures: Takings
    part_payments: int
    tables: int
    tenders: tuple[TenderTaken, ...]
    hours: tuple[tuple[int, int], ...]
    dishes: tuple[Sold, ...]
    openings: tuple[OpeningRow, ...]
    held: int
    closed: tuple[DayClosed, ...] = ()
    debts: int = 0  # of accounts, paid on the day: no sale
    deposits: Mapping[str, int] = field(default_factory=dict)  # of bookings, by ``DepositMove.kind``
    deposits_held: int = 0  # owed to guests at the end of the day
    unconfirmed: tuple[Unconfirmed, ...] = ()  # of its payments by the printed code, now
    bills_owing: int = 0  # bills of it, of today's report those of all days, that owe guests money now
    to_give_back: int = 0  # what they owe, part of which is takings until it goes back
    vouchers_face: int = 0  # what group-buying vouchers took off
    vouchers_sold: int = 0  # what guests paid for them elsewhere
    parts: tuple[Part, ...] = ()  # what the takings come from, signed

    @property
    def reduced(self) -> Mapping[str, int]:
        """The reductions by who or what gave them; their sum is that of the figures. ``vouchers``: those that
        are no takings, and what of group-buying ones the house never gets."""
        off = Counter({one.name: -one.amount for one in self.parts})
        return {
            "promotions": off["promotion"],
            "staff": off["given"] + off["by_hand"],
            "vouchers": off["deals"] + off["no_takings"],
            "rounding": off["rounding"],
        }


@dataclass(frozen=True, slots=True)
class DayTold:
    """A day's figures for who has no page around them; ``behind``: facts of the store not folded yet."""

    day: DayReport
    currency: str
    zone: str
    behind: int


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """What a guest said, and where: the table's name or the number at the counter."""

    said: Feedback
    label: Names


@dataclass(frozen=True, slots=True)
class Trace:
    """One opening's whole story, with the names to tell it by."""

    story: OpeningStory
    table: Names
    total: int
    due: int
    staff: Mapping[str, Names]
    stations: Mapping[str, Names]
    tenders: Mapping[str, Tender]


class Reporting:
    """Reads the projections of one server's stores. Blocks: call it from a worker thread."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def now(self) -> int:
        """UTC milliseconds."""
        return self._clock.now()

    def today(self, zone: str) -> str:
        """The business date now."""
        return business_date(self._clock.now(), zone)

    def day(self, store: str, date: str, zone: str) -> DayReport:
        """The figures of a business day."""
        return self._database.read(lambda c: _report(c, store, date, zone, self.today(zone)))

    def told_day(self, store: str, date: str) -> DayTold:
        """The same in the store's zone. ``date``: yyyy-mm-dd, "" for today. Raises Refused: unreadable."""

        def read(connection: Connection) -> DayTold:
            plain = sales.document(connection, store, "store")
            zone, currency = str(plain.get("zone", DEFAULT_ZONE)), str(plain.get("currency", "CNY"))
            today = self.today(zone)
            day = _report(connection, store, date or today, zone, today)
            return DayTold(day, currency, zone, behind(connection, store))

        if date and not A_DATE.fullmatch(date):
            raise Refused("unreadable")
        return self._database.read(read)

    def trace(self, store: str, opening: str) -> Trace | None:
        """One opening from the phone to the money."""
        return self._database.read(lambda c: _trace(c, store, opening))

    def feedback(self, store: str) -> tuple[FeedbackRow, ...]:
        """What guests said lately, the newest first."""
        return self._database.read(lambda connection: _feedback(connection, store))

    def unconfirmed(self, store: str) -> tuple[ToConfirm, ...]:
        """Payments by the printed code that nobody has seen arrive, the oldest first."""
        return self._database.read(lambda c: waiting(SqlTables(c, store)))

    def late(self, store: str) -> list[ChargeRow]:
        """Charges that came when no bill took them any more, the latest first."""
        return self._database.read(lambda c: charges.given_back(c, store, MOST_LATE))

    def document(self, store: str, name: str) -> Mapping[str, object]:
        """The store's document of a kind, as its facts say."""
        return self._database.read(lambda c: sales.document(c, store, name))

    def totals(self, store: str) -> tuple[Totals, int]:
        """The store's sums over all time as folded here, and how many of its facts are not folded yet."""

        def read(connection: Connection) -> tuple[Totals, int]:
            return totals_of(SqlTables(connection, store)), behind(connection, store)

        return self._database.read(read)

    def standing(self, store: str) -> Standing:
        """What this server holds of a store."""
        return self._database.read(lambda c: sales.standing(c, store))


def behind(connection: Connection, store: str) -> int:
    """How many of the store's facts are not folded yet."""
    position = journal.folded_position(connection, present_shape()) or 0
    return journal.not_folded(connection, store, position)


def _report(connection: Connection, store: str, date: str, zone: str, today: str) -> DayReport:
    day, tables = sales.the_day(connection, store, date), SqlTables(connection, store)
    owing = [one for one in all_owing(tables) if date in (today, one.bill.date)]
    tenders = _tenders(connection, store)
    figures = takings_of(day.settled, day.payments, tenders, day.refunds, day.reversals)
    face, sold = vouchers_of(tables, day.payments, day.refunds)
    lost = lost_to_deals(day.payments, day.refunds)
    floor = _floor(connection, store)
    return DayReport(
        date=date,
        figures=figures,
        part_payments=day.part_payments,
        tables=len(floor.tables),
        tenders=_taken(figures, tenders),
        hours=hours_of(day.settled, day.payments, tenders, zone, day.refunds),
        dishes=tuple(day.dishes),
        openings=_rows(connection, store, day, floor),
        held=day.held,
        closed=tuple(_closed(connection, store, day)),
        debts=sum(one.amount for one in day.debts),
        deposits=deposits_by_kind(day.deposits),
        deposits_held=day.deposits_held,
        unconfirmed=by_state(one for one in waiting(tables) if one.date == date),
        bills_owing=len(owing),
        to_give_back=sum(one.amount for one in owing),
        vouchers_face=face,
        vouchers_sold=sold,
        parts=parts_of(day.settled, figures, tenders, day.reversals, lost),
    )


def _closed(connection: Connection, store: str, day: Day) -> Iterator[DayClosed]:
    people = _named(connection, store, "staff", "staff", "name") if day.ends else {}
    for end in day.ends:
        figures = from_plain(DayFigures, end.report)
        shifts = (name_in(one.label, "und") for one in figures.carried if one.kind == SHIFT)
        wanted = {end.by, *(one.by for one in figures.drawers), *shifts}
        names = {id: people.get(id, {"und": id}) for id in sorted(wanted)}
        yield DayClosed(end.z, end.at, end.by, figures, names)


def _tenders(connection: Connection, store: str) -> dict[str, Tender]:
    plain = sales.document(connection, store, "tenders").get("tenders", [])
    return tenders_in(plain if isinstance(plain, list) else [])


def _floor(connection: Connection, store: str) -> Floor:
    """The floor as far as it can be read."""
    try:
        return from_plain(Floor, sales.document(connection, store, "floor"))
    except Refused:
        return Floor()


def _label(floor: Floor, opening: Opening) -> Names:
    """Where an opening is: its table's label, else its number."""
    return label_of(floor, opening) or {"en": opening.table or opening.number}


def _named(connection: Connection, store: str, document: str, list_name: str, names: str) -> dict[str, Names]:
    plain = sales.document(connection, store, document).get(list_name, [])
    return {one["id"]: one[names] for one in plain} if isinstance(plain, list) else {}


def _taken(figures: Takings, tenders: Mapping[str, Tender]) -> tuple[TenderTaken, ...]:
    """Tenders by amount; those that are no takings last. The shares of takings add up to a whole."""
    weights = [max(0, amount) if counts(id, tenders) else 0 for id, amount in figures.by_tender.items()]
    shares = share(1000, weights) if any(weights) else [0] * len(weights)
    found = [
        TenderTaken(id, tenders[id].names if id in tenders else {"en": id}, amount, counts(id, tenders), part)
        for (id, amount), part in zip(figures.by_tender.items(), shares, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (not one.takings, -one.amount, one.id)))


def _rows(connection: Connection, store: str, day: Day, floor: Floor) -> tuple[OpeningRow, ...]:
    rules = from_plain(Rules, sales.document(connection, store, "rules"))

    def row(opening: Opening) -> OpeningRow:
        amount = sales.total_of(connection, store, opening, rules)
        state = "trouble" if opening.id in day.troubled else "paid" if opening.paid_at else "open"
        label = _label(floor, opening)
        at = max(opening.started_at, opening.ordered_at, opening.paid_at)
        return OpeningRow(opening.id, at, label, opening.guests, amount, state)

    return tuple(sorted(map(row, day.openings), key=lambda one: -one.at))


def _feedback(connection: Connection, store: str) -> tuple[FeedbackRow, ...]:
    tables, floor = SqlTables(connection, store), _floor(connection, store)

    def row(said: Feedback) -> FeedbackRow:
        opening = tables.get(Opening, said.opening)
        return FeedbackRow(said, _label(floor, opening) if opening else {})

    return tuple(row(said) for said in sales.latest_feedback(connection, store))


def _trace(connection: Connection, store: str, opening: str) -> Trace | None:
    story = sales.opening_story(connection, store, opening)
    if story is None:
        return None
    rules = from_plain(Rules, sales.document(connection, store, "rules"))
    total = sales.total_of(connection, store, story.opening, rules)
    label = _label(_floor(connection, store), story.opening)
    return Trace(
        story,
        label,
        total,
        total - sales.paid_of(connection, store, opening),
        _named(connection, store, "staff", "staff", "name"),
        _named(connection, store, "menu", "stations", "names"),
        _tenders(connection, store),
    )


__all__ = ["DayReport", "OpeningRow", "Payment", "Reporting", "Settlement", "TenderTaken", "Trace"]
