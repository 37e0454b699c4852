"""The figures of a business day, for X, Z, paper and the owner's page alike.

Receivable − reductions = takings is ``takings_of``'s; here stands how it comes about, by tender, by hour, by
drawer. An X is these figures now; a Z is the same, frozen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from domain.money.accounts import DebtPayment
from domain.money.carried import Carried
from domain.money.day_changes import DayChange, changes_of
from domain.money.deposits import DepositMove, by_kind, held
from domain.money.dish_sums import DishSum
from domain.money.fees import FEES, told
from domain.money.invoices import InvoiceTitle
from domain.money.payments import Payment, Settlement
from domain.money.refunds import Refund, part_of_line, refunds_of
from domain.money.reversals import Reversal
from domain.money.shifts import CashMove, Shift
from domain.money.takings import Takings, counts, takings_of
from domain.money.tenders import Tender, tenders_of
from domain.money.tips import Tip
from domain.money.unconfirmed import Unconfirmed, by_state, waiting
from domain.record.business_day import local_time
from domain.record.tables import Tables

Names = Mapping[str, str]
PARTS = ("subtotal", *FEES)
"""What a receivable consists of, by the names of ``price.bill_facts``, beside added tax and rounding up."""
REDUCTIONS = ("promotion", "given", "by_hand", "rounding")
"""What reductions consist of: the house's promotions, dishes given, discounts by hand, 抹零."""


@dataclass(frozen=True, slots=True)
class Part:
    """A sum that the takings come from, signed; ``other`` is what no known name explains.

    Reports of before the fees have all reductions of bills under one name, ``reduction``.
    """

    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class TenderSum:
    """Money of one tender for the bills settled on the day. ``count``: how often it was taken, and ``back``
    how often some of it went back; in figures of before both are the ``count``."""

    id: str
    names: Names
    count: int
    amount: int
    takings: bool = True
    back: int = 0


@dataclass(frozen=True, slots=True)
class HourSum:
    """Takings of the bills settled within an hour of the store's clock."""

    hour: int
    amount: int


@dataclass(frozen=True, slots=True)
class DrawerSum:
    """A shift handed over on the day, its report's figures; ``counted`` None: nobody counted."""

    shift: str
    number: int
    by: str
    opened_at: int
    closed_at: int
    closed_by: str
    start: int
    expected: int
    counted: int | None = None
    reason: str = ""

    @property
    def over(self) -> int | None:
        """长款 above zero, 短款 below."""
        return None if self.counted is None else self.counted - self.expected


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Minor units. ``part_payments``: taken on the day for bills that are still open, in no figure yet.

    ``refunds``: all money given back on the day, that of reversed bills too unless it was carried to those
    in their place; tenders and takings are without it. ``reversals``: bills reversed on the day. ``owed``:
    what lies in the tenders beyond the takings, for it was paid too much and guests get it back.
    ``tips`` for the staff, ``invoices`` to be issued. ``collected``: debts of accounts that were paid on the
    day, by tender; no sale, and in no other figure. ``deposits`` of bookings moved on the day, by
    ``DepositMove.kind`` and signed as what is held; no takings. What is held at the moment of the figures is
    ``deposits_held``. ``unconfirmed``: of the payments of the day, those by the printed code that nobody has
    seen arrive; they are in tenders and takings. ``changes`` are in the reductions, or in no figure.
    ``vouchers_face`` is what group-buying vouchers took off the day's bills, ``vouchers_sold`` what guests
    paid for them elsewhere, both without what went back; what the house gets of it is a tender's.
    ``dishes``: what was sold, as ``dish_sums.dishes_of`` has it; () in figures of before.
    """

    date: str
    bills: int = 0
    guests: int = 0
    receivable: int = 0
    reductions: int = 0
    tax: int = 0
    first_receipt: int = 0
    last_receipt: int = 0
    part_payments: int = 0
    refunds: int = 0
    openings: int = 0
    reversals: int = 0
    owed: int = 0
    tips: int = 0
    invoices: int = 0
    parts: tuple[Part, ...] = ()
    tenders: tuple[TenderSum, ...] = ()
    collected: tuple[TenderSum, ...] = ()
    hours: tuple[HourSum, ...] = ()
    drawers: tuple[DrawerSum, ...] = ()
    carried: tuple[Carried, ...] = ()
    deposits: tuple[Part, ...] = ()
    deposits_held: int = 0
    unconfirmed: tuple[Unconfirmed, ...] = ()
    changes: tuple[DayChange, ...] = ()
    vouchers_face: int = 0
    vouchers_sold: int = 0
    dishes: tuple[DishSum, ...] = ()

    @property
    def takings(self) -> int:
        """实收."""
        return self.receivable - self.reductions


def figures_of(tables: Tables, date: str, zone: str) -> DayFigures:
    """A business day's figures from the state as it is."""
    settled = sorted(tables.where(Settlement, date=date), key=lambda one: (one.at, one.receipt))
    payments, rest = _payments_of(tables, settled, tables.where(Payment, date=date))
    tenders = tenders_of(tables)
    refunds, reversals = tables.where(Refund, date=date), tables.where(Reversal, date=date)
    sums = takings_of(settled, payments, tenders, refunds, reversals)
    carried = {one.id for one in reversals if one.carried}
    receipts = [one.receipt for one in settled]
    face, sold = vouchers_of(tables, payments, refunds)
    return DayFigures(
        date=date,
        bills=sums.bills,
        guests=sums.guests,
        receivable=sums.receivable,
        reductions=sums.reductions,
        tax=sum(one.bill.get("tax", 0) for one in settled) - sum(one.of("tax") for one in reversals),
        first_receipt=min(receipts, default=0),
        last_receipt=max(receipts, default=0),
        part_payments=rest,
        openings=sum(move.kind == "opened" for move in tables.where(CashMove, date=date)),
        reversals=sums.reversals,
        owed=sums.owed,
        tips=sum(one.amount for one in tables.where(Tip, date=date)),
        invoices=len(tables.where(InvoiceTitle, date=date)),
        parts=parts_of(settled, sums, tenders, reversals, lost_to_deals(payments, refunds)),
        refunds=sum(one.amount for one in refunds if one.act not in carried),
        tenders=_by_tender([*payments, *refunds], tenders, {one.id for one in refunds if one.act in carried}),
        collected=_by_tender(tables.where(DebtPayment, date=date), tenders),
        hours=tuple(HourSum(*one) for one in hours_of(settled, payments, tenders, zone, refunds)),
        drawers=tuple(_drawers(tables, date)),
        deposits=_deposits(tables.where(DepositMove, date=date)),
        deposits_held=held(tables.where(DepositMove)),
        unconfirmed=by_state(one for one in waiting(tables) if one.date == date),
        changes=changes_of(tables, date),
        vouchers_face=face,
        vouchers_sold=sold,
    )


def vouchers_of(tables: Tables, payments: Iterable[Payment], refunds: Iterable[Refund]) -> tuple[int, int]:
    """What group-buying vouchers of a day's payments took off and were sold for, in minor units, without what
    of them went back by its refunds."""
    taken = [one for one in payments if one.deal]
    face, sold = sum(one.amount for one in taken), sum(int(one.deal.get("sold", 0)) for one in taken)
    for back in refunds:
        paid = tables.get(Payment, back.payment)
        if paid is None or not paid.deal:
            continue
        earlier = [one for one in refunds_of(tables, back.bill) if (one.at, one.id) < (back.at, back.id)]
        before = sum(one.amount for one in earlier if one.payment == paid.id)
        face -= back.amount
        sold -= part_of_line(int(paid.deal.get("sold", 0)), paid.amount, before, back.amount)
    return face, sold


def _deposits(moves: Iterable[DepositMove]) -> tuple[Part, ...]:
    return tuple(Part(kind, amount) for kind, amount in by_kind(moves).items())


def _payments_of(
    tables: Tables, settled: Iterable[Settlement], of_day: Iterable[Payment]
) -> tuple[list[Payment], int]:
    """All payments of the settled bills, and what of the day's money belongs to others."""
    wanted = {one.id: one.total + one.over for one in settled}
    found: list[Payment] = []
    rest = 0
    for payment in of_day:
        if payment.bill in wanted:
            found.append(payment)
        elif tables.get(Settlement, payment.bill) is None:
            rest += payment.amount
    paid: Counter[str] = Counter()
    for payment in found:
        paid[payment.bill] += payment.amount
    for bill in [bill for bill, total in wanted.items() if paid[bill] != total]:
        found = [payment for payment in found if payment.bill != bill]
        found += tables.where(Payment, bill=bill)  # some of it was taken on another day
    return found, rest


def lost_to_deals(payments: Iterable[Payment], refunds: Iterable[Refund]) -> int:
    """What of group-buying vouchers the house never gets."""
    return sum(one.reduction for one in payments) - sum(one.reduction for one in refunds)


def parts_of(
    settled: Iterable[Settlement],
    sums: Takings,
    tenders: Mapping[str, Tender],
    reversals: Iterable[Reversal],
    deals: int,
) -> tuple[Part, ...]:
    """What a day's takings come from, of its figures ``sums``; ``deals``: what `lost_to_deals` says."""
    by_name: Counter[str] = Counter()
    for one in settled:
        by_name.update(_consists_of(one))
    vouchers = sum(amount for id, amount in sums.by_tender.items() if not counts(id, tenders))
    by_name["no_takings"] = -vouchers
    by_name["refunded"] = -sums.refunded
    by_name["reversed"] = -sums.reversed_
    by_name["deals"] = -deals
    for reversal in reversals:  # what they were reduced by is no reduction any more, nor ever receivable
        for line in told(reversal.figures):
            if line.name in REDUCTIONS and line.amount < 0:
                by_name[line.name] -= line.amount
                by_name["reversed"] += line.amount
    names = (*PARTS, "tax", "rounded_up", "other", "refunded", "reversed", *REDUCTIONS, "deals", "no_takings")
    return tuple(Part(name, by_name[name]) for name in names if by_name[name])


def _consists_of(one: Settlement) -> dict[str, int]:
    """The parts of one bill, signed; their sum is its total."""
    parts = {name: int(one.bill.get(name, 0)) for name in PARTS}
    for line in told(one.bill):
        if line.name in REDUCTIONS:
            parts["rounded_up" if line.amount > 0 else line.name] = line.amount
    rest = one.total - sum(parts.values())
    return parts | {"tax" if rest == one.bill.get("tax", 0) else "other": rest}


def _by_tender(
    money: Iterable[Payment | Refund | DebtPayment],
    tenders: Mapping[str, Tender],
    carried: Collection[str] = (),
) -> tuple[TenderSum, ...]:
    """``carried``: refunds, and payments of the same id, by which money only changed its bill: nobody handed
    anything over, and a card machine has no slip of it."""
    times, backs = Counter[str](), Counter[str]()
    amounts: Counter[str] = Counter()
    for one in money:
        goes_back = isinstance(one, Refund)
        (backs if goes_back else times)[one.tender] += one.id not in carried
        had = one.amount - one.reduction
        amounts[one.tender] += -had if goes_back else had
    found = [
        TenderSum(
            id,
            tenders[id].names if id in tenders else {"und": id},
            times[id],
            amount,
            counts(id, tenders),
            backs[id],
        )
        for id, amount in amounts.items()
        if times[id] or backs[id] or amount
    ]
    return tuple(sorted(found, key=lambda one: (not one.takings, -one.amount, one.id)))


def hours_of(
    settled: Iterable[Settlement],
    payments: Iterable[Payment],
    tenders: Mapping[str, Tender],
    zone: str,
    refunds: Iterable[Refund] = (),
) -> tuple[tuple[int, int], ...]:
    """Takings by the hour in which the bill was settled, from the first to the last, over midnight too.

    A refund is in the hour in which it was given.
    """
    taken: Counter[str] = Counter()
    for payment in payments:
        if counts(payment.tender, tenders):
            taken[payment.bill] += payment.amount - payment.reduction
    by_hour: Counter[int] = Counter()
    for settlement in settled:
        by_hour[_hour_of(settlement.at, zone)] += taken[settlement.id] - settlement.over
    for refund in refunds:
        if counts(refund.tender, tenders):
            by_hour[_hour_of(refund.at, zone)] -= refund.reversed - refund.reduction
    if not by_hour:
        return ()
    hours = range(min(by_hour), max(by_hour) + 1, 3_600_000)
    return tuple((local_time(hour, zone).hour, by_hour[hour]) for hour in hours)


def _hour_of(at: int, zone: str) -> int:
    """When the local hour of a moment began; not every zone lies whole hours from UTC."""
    moment = local_time(at, zone)
    return at - at % 1000 - (moment.minute * 60 + moment.second) * 1000


def _drawers(tables: Tables, date: str) -> Iterable[DrawerSum]:
    shifts = tables.where(Shift, closed_date=date)
    for shift in sorted(shifts, key=lambda one: (one.closed_at, one.id)):
        report = shift.report
        yield DrawerSum(
            shift.id,
            shift.number,
            shift.by,
            shift.opened_at,
            shift.closed_at,
            shift.closed_by,
            shift.start,
            report.get("expected", 0),
            report.get("counted"),
            report.get("reason", ""),
        )
