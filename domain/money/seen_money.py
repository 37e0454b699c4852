"""What phones are shown of the money of a bill: what it comes to, who pays, and what nobody pays yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.floor.openings import Opening
from domain.money.billing import figures_of, lines_on
from domain.money.bills import family_of
from domain.money.grants import Grant, open_grants
from domain.money.payments import Payment, open_bills
from domain.record.plain import from_plain
from domain.record.rows import Document
from domain.record.tables import Tables
from domain.selling.orders import Order, guest_number
from domain.selling.price import Rules

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
class SeenMoney:
    """An open ``bill`` in minor units: ``total``, of which so much is ``paid``, and so much may be charged
    to somebody just now (``waiting``). ``only``: why only the counter takes money for it, a code, "" if
    phones may pay too."""

    bill: str
    total: int
    paid: int = 0
    waiting: int = 0
    guests: tuple[SeenGuest, ...] = ()
    only: str = ""

    @property
    def left(self) -> int:
        """Minor units that nobody pays yet."""
        return max(0, self.total - self.paid - self.waiting)


def see_money(tables: Tables, opening: Opening) -> SeenMoney | None:
    """What is to be published of an opening's money; None if nothing is to be paid."""
    unsettled = open_bills(tables, opening.id)
    if not unsettled:
        return None
    bill, document = unsettled[0], tables.get(Document, "rules")
    rules = from_plain(Rules, document.body) if document else Rules()
    figures, lines = figures_of(tables, opening, bill, rules), lines_on(tables, bill.id)
    if not lines and not figures.total:
        return None
    payments, grants = tables.where(Payment, bill=bill.id), open_grants(tables, opening.id, bill.id)
    dishes: dict[int, int] = {}
    for line, part in zip(lines, figures.lines, strict=True):
        order = tables.get(Order, line.order)
        guest = guest_number(tables, order, opening) if order else 0
        dishes[guest] = dishes.get(guest, 0) + part.total
    paid = _by_guest(opening, {one.id: one.amount for one in payments}, tables)
    waiting = _by_guest(opening, {one.id: one.amount for one in grants}, tables)
    only = COUNTER if len(unsettled) > 1 or len(family_of(tables, bill)) > 1 or bill.corrects else ""
    return SeenMoney(
        bill.id,
        figures.total,
        sum(one.amount for one in payments),
        sum(one.amount for one in grants),
        tuple(
            SeenGuest(guest, dishes.get(guest, 0), paid.get(guest, 0), waiting.get(guest, 0))
            for guest in sorted({*dishes, *paid, *waiting} - {0})
        ),
        WEIGH if any(line.line.awaits_weight for line in lines) else only,
    )


def _by_guest(opening: Opening, amounts: Mapping[str, int], tables: Tables) -> dict[int, int]:
    """Of payments by id, what each phone at the table has paid; by staff it is nobody's."""
    found: dict[int, int] = {}
    for payment, amount in amounts.items():
        grant = tables.get(Grant, payment)
        if grant is not None and grant.phone in opening.phones:
            guest = opening.phones.index(grant.phone) + 1
            found[guest] = found.get(guest, 0) + amount
    return found
