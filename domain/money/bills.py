"""Bills of an opening: what is agreed about the whole of one, beside its lines.

The first bill of an opening has the opening's id. A dish that is ordered after all were paid begins another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.money.discounts import NO_DISCOUNT, Discount
from domain.record.tables import Tables

FOLLOWS = -1
FREE = ("comp", "staff_meal", "walkout")  # 免单, 员工餐, 跑单: as what nothing is charged


@dataclass(frozen=True, slots=True, order=True)
class Merge:
    """That a bill was put together with another, ``into`` which, ``at`` which time."""

    at: int
    into: str


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill; the first of an opening has the opening's id and no row until something is agreed about it.

    ``reason``: why it is discounted; ``free_as``: "" | comp | staff_meal | walkout. ``shown_at``: when a
    pre-bill 预结单 of ``shown`` minor units was last printed, 0: never; ``times_shown`` in all. ``root``: the
    bill that it was split from, "" for none; those are priced together. ``guests``: whom a part charges for,
    FOLLOWS: all of the opening whom no other bill does. ``into``: the bill that it was put together with.
    ``corrects``: the settled bill in whose place it stands 反结账; ``corrected``: the one in place of this.
    ``shared``: the act by which this and other parts of a split bill got the discount ``late`` together, in
    place of the whole's; "": none. ``came``: the bill of a joined table that it stands for, which was split
    before; parted again, that has its dishes back. ``took``: ids of the lines that it had when it was put
    ``into`` another. ``split_from``: the very bill that it was split from, which may be a part, too.
    ``idle`` 1: another history paid that whole, and as long as nothing stands here there is no such bill.
    """

    id: str
    opening: str
    discount: Discount = NO_DISCOUNT
    reason: str = ""
    free_as: str = ""
    shown_at: int = 0
    shown: int = 0
    times_shown: int = 0
    root: str = ""
    guests: int = FOLLOWS
    into: str = ""
    corrects: str = ""
    corrected: str = ""
    late: Discount = NO_DISCOUNT
    shared: str = ""
    came: str = ""
    took: tuple[str, ...] = ()
    split_from: str = ""
    idle: int = 0
    merges: tuple[Merge, ...] = ()

    @property
    def part_is_free(self) -> bool:
        """Whether nothing is charged for it, a part of a split bill."""
        return bool(self.shared) and self.late.free

    @property
    def family(self) -> str:
        """The id that it shares with all that is priced together with it."""
        return self.root or self.id

    @property
    def named(self) -> Mapping[str, str]:
        """How a fact names it; the first of an opening needs no name, as in release 0.1.0."""
        return {"bill": self.id} if self.id != self.opening else {}

    @property
    def count(self) -> int:
        """For how many guests it charges itself; below none where two histories split off the same ones."""
        return self.guests if self.guests >= 0 else self.guests - FOLLOWS

    def with_more(self, guests: int) -> Bill:
        """The bill for so many more; how many are lacking is kept one too low, for one below none FOLLOWS."""
        now = self.count + guests
        return replace(self, guests=now if now >= 0 else now + FOLLOWS)


NOTHING_AGREED = Bill("", "")


def bill_row(tables: Tables, opening: str, bill: str = "") -> Bill:
    """A bill of an opening, its first one unless another is named."""
    return tables.get(Bill, bill or opening) or Bill(bill or opening, opening)


def freed_as(tables: Tables, opening: str, bill: str) -> str:
    """One of `FREE` if nothing is charged for a bill, or for the whole that it was split from; else ""."""
    row = bill_row(tables, opening, bill)
    whole = row if row.shared or not row.root else bill_row(tables, opening, row.root)
    return whole.free_as


def bills_on(tables: Tables, opening: str) -> list[Bill]:
    """All bills of an opening in the order in which they were begun; there is always a first one."""
    rows = tables.where(Bill, opening=opening)
    others = [bill for bill in rows if bill.id != opening and not bill.into and not bill.idle]
    return [bill_row(tables, opening), *others]


def standing_bills(tables: Tables, opening: str) -> list[Bill]:
    """The bills of an opening that no other has taken the place of."""
    return [bill for bill in bills_on(tables, opening) if not bill.corrected]


def family_of(tables: Tables, bill: Bill) -> list[Bill]:
    """A bill with those that it is split from and into, settled ones too, in the order of their beginning."""
    return [one for one in bills_on(tables, bill.opening) if one.family == bill.family]


def stand_in(tables: Tables, opening: str, came: str) -> str:
    """The bill of an opening that stands for one of a table that is joined to it; "": none does."""
    stand = {bill.came: bill.id for bill in reversed(tables.where(Bill, opening=opening)) if bill.came}
    part = stand.get(came) or next((id for of, id in stand.items() if further_bill(of) == came), "")
    return in_one(tables, part) if part else ""


def further_bill(paid: str) -> str:
    """The id of the bill for what another history had put on a paid one; it sorts after that."""
    return f"{paid[:12]:0<12}8{hashlib.sha256(paid.encode()).hexdigest()[:19]}"


def is_further(bill: str) -> bool:
    """Whether a bill is one of those: all other ids have a 7 at that place (``domain.record.ids``)."""
    return len(bill) == 32 and bill[12] == "8"


def opening_of(tables: Tables, bill: str) -> str:
    """The opening whose bill this is; the first one of each has its id."""
    row = tables.get(Bill, bill)
    return row.opening if row else bill


def in_one(tables: Tables, bill: str) -> str:
    """The bill on which the dishes of this one stand, which may have been put together with others."""
    return together_with(tables, bill)[-1]


def together_with(tables: Tables, bill: str) -> list[str]:
    """A bill, and those with which it was put together, one after another."""
    found = [bill]
    while (row := tables.get(Bill, found[-1])) is not None and row.into and row.into not in found:
        found.append(row.into)
    return found
