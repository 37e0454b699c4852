"""The bills of a restaurant as plain sums: who sits where, what stands on which bill, what was paid.

It shares no code with the till. There is no promotion, no service and no tax on top, so a bill is its dishes,
less what was given, and a cover for each guest whom no other bill has charged.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

COVER = 200
FOLLOWS = -1


@dataclass
class Dish:
    """A line: ``quantity`` in thousandths, always whole portions here; ``off`` in minor units."""

    id: str
    order: str
    name: str
    price: int
    quantity: int
    table: Visit
    bill: Slip
    given: int = 0
    off: int = 0
    held: bool = False
    home: Visit | None = None  # where it was ordered or moved to, while its table is on another one's bill
    by_head: bool = False
    weight: int = 1_000  # of each portion; what is weighed stands here as one portion
    weight_known: bool = False

    def _of(self, quantity: int) -> int:
        return self.price * quantity * self.weight // 1_000_000

    @property
    def reduction(self) -> int:
        gift = self._of(min(self.given, self.quantity))
        return gift + min(self.off, self._of(self.quantity) - gift)

    @property
    def charged(self) -> int:
        return self._of(self.quantity) - self.reduction


@dataclass
class Paid:
    """Money for a bill, of which so much is ``left``; of a voucher the house never gets the ``reduction``."""

    id: str
    tender: str
    amount: int
    left: int
    reduction: int = 0

    def give(self, part: int) -> int:
        """So much of it goes back; answers the money that leaves its tender."""
        before = self.amount - self.left
        never = self.reduction * (before + part) // self.amount - self.reduction * before // self.amount
        self.left -= part
        return part - never


@dataclass
class Slip:
    """A bill. ``rate``: basis points off, ``off`` minor units; ``settled``: its total once it is paid, then
    nothing changes. ``corrects``: it takes the place of one that is ``corrected``. ``late``: rate and off
    that it shares with others that were split, by the act ``shared``. ``came``: the bill of a joined table
    that it stands for. ``free``: nothing is charged for it and for what is split from it later;
    ``part_free``: it is a part of a split one, and of that alone nothing is charged."""

    id: str
    root: str = ""
    guests: int = FOLLOWS
    rate: int = 0
    paid: int = 0
    settled: int = -1
    charged: int = 0
    payments: list[Paid] = field(default_factory=list)
    back: int = 0
    off: int = 0
    corrects: bool = False
    corrected: bool = False
    dishes_back: Counter[str] = field(default_factory=Counter)
    late: tuple[int, int] = (0, 0)
    shared: str = ""
    came: Slip | None = None
    free: bool = False
    part_free: bool = False

    @property
    def giving_back(self) -> list[Paid]:
        """Its payments as they go back: the latest first, vouchers last."""
        latest = self.payments[::-1]
        return [one for last in (False, True) for one in latest if (one.tender == "group") == last]

    @property
    def agreed(self) -> bool:
        """Whether anything is taken off the whole of it."""
        return bool(self.late != (0, 0) if self.shared else self.rate or self.off)

    @property
    def open(self) -> bool:
        return self.settled < 0

    @property
    def family(self) -> str:
        return self.root or self.id


@dataclass(eq=False)
class Visit:
    """Guests at a table, and the one ``into`` whose bill they have joined; ``later``: they have gone, and
    somebody pays another time."""

    id: str
    table: str
    guests: int
    slips: list[Slip] = field(default_factory=list)
    into: Visit | None = None
    later: bool = False

    def __post_init__(self) -> None:
        self.slips = [Slip(self.id)]

    @property
    def head(self) -> Visit:
        return self.into or self

    @property
    def open(self) -> list[Slip]:
        return [slip for slip in self.slips if slip.open]

    @property
    def paid(self) -> bool:
        return not self.open

    @property
    def begun(self) -> bool:
        return any(slip.paid for slip in self.open)

    @property
    def plain(self) -> list[Slip]:
        return [slip for slip in self.open if not slip.corrects]

    def family(self, slip: Slip) -> list[Slip]:
        return [one for one in self.slips if one.family == slip.family]

    def free(self, slip: Slip) -> bool:
        """Whether nothing is charged for a bill."""
        return slip.part_free or self.family(slip)[0].free

    def charges(self, slip: Slip) -> int:
        """The guests whom a bill charges for."""
        if not slip.open:
            return 0 if slip.corrected else slip.charged
        if slip.guests != FOLLOWS:
            return slip.guests
        return max(0, self.guests - sum(self.charges(one) for one in self.slips if one is not slip))


@dataclass
class House:
    """All tables in use, and every dish that was ever sent."""

    visits: list[Visit] = field(default_factory=list)
    dishes: dict[str, Dish] = field(default_factory=dict)
    sent: Counter[str] = field(default_factory=Counter)
    voided: Counter[str] = field(default_factory=Counter)
    drawer: Counter[str] = field(default_factory=Counter)
    settled: list[Slip] = field(default_factory=list)
    copied: set[str] = field(default_factory=set)
    cover: int = COVER
    tips: dict[str, int] = field(default_factory=dict)

    def held_at(self, visit: Visit) -> list[Dish]:
        """What waits for the word on a table's bills, paid ones too."""
        return [one for one in self.dishes.values() if one.table is visit and one.held and one.quantity]

    def on(self, *slips: Slip) -> list[Dish]:
        ids = {slip.id for slip in slips}
        return [dish for dish in self.dishes.values() if dish.bill.id in ids and dish.quantity]

    def nobody_pays_for_nothing(self) -> None:
        """Who has gone and owes nothing any more is no visit."""
        gone = [one for one in self.visits if one.later and not self.on(*one.open)]
        self.visits = [one for one in self.visits if one not in gone]

    def family_total(self, visit: Visit, slip: Slip) -> int:
        """What a bill and all that were split from it come to."""
        family = visit.family(slip)
        paying = [one for one in family if not visit.free(one)]
        charged = sum(dish.charged for dish in self.on(*paying))
        cover = self.cover * sum(visit.charges(one) for one in paying) if self.on(*family) else 0
        return charged - self._off(visit, paying) + cover

    def _off(self, visit: Visit, slips: list[Slip]) -> int:
        """What is taken off these bills of a family, each discount once over all that share it."""
        if not slips:
            return 0
        root = next((one for one in visit.slips if one.id == slips[0].family), slips[0])
        groups: dict[str, tuple[tuple[int, int], list[Slip]]] = {}
        for one in slips:
            groups.setdefault(one.shared, (one.late if one.shared else (root.rate, root.off), []))[1].append(
                one
            )
        found = 0
        for (rate, off), mine in groups.values():
            charged = sum(dish.charged for dish in self.on(*mine))
            found += min(charged, off + (charged * rate + 5_000) // 10_000)
        return found

    def open_total(self, visit: Visit, slip: Slip) -> int | None:
        """What all unpaid bills of a family come to; None where one that is paid had a part in a discount."""
        family = visit.family(slip)
        still = [one for one in family if one.open and not visit.free(one)]
        if not still:
            return 0
        groups = {one.shared for one in still}
        if any(one.shared in groups and one.agreed for one in family if not one.open):
            return None
        root = next(one for one in family if one.id == slip.family)
        if "" in groups and (root.rate or root.off) and len(still) < len(family):
            return None
        charged = sum(dish.charged for dish in self.on(*still))
        cover = self.cover * sum(visit.charges(one) for one in still) if self.on(*family) else 0
        return charged - self._off(visit, still) + cover

    def total(self, visit: Visit, slip: Slip) -> int | None:
        """What an open bill comes to; None where a discount is shared over several."""
        family = visit.family(slip)
        if visit.free(slip):
            return 0
        if len(family) == 1:
            return self.family_total(visit, slip)
        root = next((one for one in family if one.id == slip.family), slip)
        if root.rate or root.off or any(one.shared and one.agreed for one in family):
            return None
        cover = self.cover * visit.charges(slip) if self.on(*family) else 0
        return sum(dish.charged for dish in self.on(slip)) + cover

    def settle(self, visit: Visit, slip: Slip, total: int) -> None:
        priced_with = [slip] if slip.part_free else visit.family(slip)
        slip.charged = visit.charges(slip) if self.on(*priced_with) else 0
        slip.settled = total
        self.settled.append(slip)
        if not visit.table and visit.paid and visit in self.visits:  # nobody sits there
            self.visits.remove(visit)

    def piece(self, dish: Dish, quantity: int, id: str) -> Dish:
        """Some portions of a line as a line of its own, which was told as ``id``, or the whole of it."""
        if quantity == dish.quantity:
            return dish
        assert id not in self.dishes
        dish.quantity -= quantity
        part = Dish(id, dish.order, dish.name, dish.price, quantity, dish.table, dish.bill)
        part.held, part.home, part.by_head = dish.held, dish.home, dish.by_head
        self.dishes[part.id] = part
        return part
