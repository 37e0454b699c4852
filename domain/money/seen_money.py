"""What phones are shown of the money of a bill: what it comes to, who pays, and what nobody pays yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.floor.openings import Opening
from domain.money.bill_codes import bill_code
from domain.money.billing import figures_of, lines_on
from domain.money.bills import Bill, bills_on, family_of
from domain.money.grants import Grant, open_grants
from domain.money.payments import Payment, open_bills
from domain.money.shares import share
from domain.record.plain import from_plain
from domain.record.rows import Document
from domain.record.tables import Tables
from domain.selling.menu import Names
from domain.selling.orders import Order, OrderLine, guests_of
from domain.selling.price import BillFigures, Rules

COUNTER, WEIGH = "pay_counter", "to_weigh"


@dataclass(frozen=True, slots=True)
class SeenGuest:
    """The phone with this number at the table: what its ``dishes`` come to, and what it has ``paid`` or is
    about to (``waiting``), in minor units."""

    guest: int
    dishes: int = 0
    paid: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class SeenDish:
    """A dish on a bill, in thousandths, and the ``amount`` that it bears of the bill, in minor units."""

    names: Names
    quantity: int
    amount: int


@dataclass(frozen=True, slots=True)
class SeenMoney:
    """An open ``bill`` in minor units: ``total``, of which so much is ``paid``, and so much may be charged
    to somebody just now (``waiting``). ``only``: why only the counter takes money for it, a code, "" if
    phones may pay too. ``place``: which of its opening's bills it is, from 1. ``dishes``: what is on it,
    where that is not all that its guests have ordered; the rest of the total are fees.
    ``code``: of a pre-bill that shows it just so. ``also``: the bills that one payment pays with it."""

    bill: str
    total: int
    paid: int = 0
    waiting: int = 0
    guests: tuple[SeenGuest, ...] = ()
    only: str = ""
    place: int = 1
    dishes: tuple[SeenDish, ...] = ()
    code: str = ""
    also: tuple[str, ...] = ()

    @property
    def left(self) -> int:
        """Minor units that nobody pays yet."""
        return max(0, self.total - self.paid - self.waiting)


def see_bills(tables: Tables, opening: Opening) -> tuple[SeenMoney, ...]:
    """What is to be published of an opening's money: its bills on which there is something to pay."""
    unsettled = open_bills(tables, opening.id)
    document = tables.get(Document, "rules") if unsettled else None
    rules = from_plain(Rules, document.body) if document else Rules()
    told = len(unsettled) > 1 or bool(opening.pickup)
    found = (_see(tables, opening, bill, rules, told) for bill in unsettled)
    return tuple(one for one in found if one is not None)


def the_one(bills: Sequence[SeenMoney]) -> SeenMoney | None:
    """The bill of who names none. Of several, an older page shows one, and that the counter takes money."""
    if len(bills) > 1:
        return replace(bills[0], only=COUNTER, dishes=())
    return bills[0] if bills else None


def _see(tables: Tables, opening: Opening, bill: Bill, rules: Rules, told: bool) -> SeenMoney | None:
    """``told``: with its dishes."""
    figures, lines = figures_of(tables, opening, bill, rules), lines_on(tables, bill.id)
    if not lines and not figures.total:
        return None
    payments, grants = tables.where(Payment, bill=bill.id), open_grants(tables, opening.id, bill.id)
    kin = [line for one in family_of(tables, bill) for line in lines_on(tables, one.id)]
    only = COUNTER if bill.corrects else ""
    paid = _by_guest(opening, {one.id: one.amount for one in payments}, tables)
    waiting = _by_guest(opening, {one.id: one.amount for one in grants}, tables)
    dishes = dishes_by_guest(tables, opening, lines, figures)
    return SeenMoney(
        bill.id,
        figures.total,
        sum(one.amount for one in payments),
        sum(one.amount for one in grants),
        tuple(
            SeenGuest(guest, dishes.get(guest, 0), paid.get(guest, 0), waiting.get(guest, 0))
            for guest in sorted({*dishes, *paid, *waiting} - {0})
        ),
        WEIGH if any(line.line.awaits_weight for line in kin) else only,
        bills_on(tables, opening.id).index(bill) + 1,
        dishes_seen(lines, figures) if told else (),
        code_of(opening, bill, figures, lines),
    )


def dishes_seen(lines: Sequence[OrderLine], figures: BillFigures) -> tuple[SeenDish, ...]:
    """The dishes of a bill with what each bears of it."""
    parts = zip(lines, figures.lines, strict=True)
    return tuple(SeenDish(row.line.names, row.quantity, part.total) for row, part in parts)


def code_of(opening: Opening, bill: Bill, figures: BillFigures, lines: Sequence[OrderLine]) -> str:
    """The code of a pre-bill of a bill as it is now, with these lines."""
    parts = zip(lines, figures.lines, strict=True)
    dishes = [(row.id, row.quantity, part.total) for row, part in parts]
    return bill_code(opening.secret, bill.id, figures.total, dishes)


def dishes_by_guest(
    tables: Tables, opening: Opening, lines: Sequence[OrderLine], figures: BillFigures
) -> dict[int, int]:
    """By the number of the phone at the table, what its dishes come to on a bill, in minor units.

    0 is nobody's. A dish that several wanted is shared by them.
    """
    found: dict[int, int] = {}
    for row, part in zip(lines, figures.lines, strict=True):
        order = tables.get(Order, row.order)
        guests = (guests_of(tables, order, row.line, opening) if order else ()) or (0,)
        for guest, amount in zip(guests, share(part.total, [1] * len(guests)), strict=True):
            found[guest] = found.get(guest, 0) + amount
    return found


def _by_guest(opening: Opening, amounts: Mapping[str, int], tables: Tables) -> dict[int, int]:
    """Of payments by id, what each phone at the table has paid; by staff it is nobody's."""
    found: dict[int, int] = {}
    for payment, amount in amounts.items():
        grant = tables.get(Grant, payment)
        guest = opening.known_as(grant.phone) if grant else 0
        if guest:
            found[guest] = found.get(guest, 0) + amount
    return found
