"""Roles: what each may do, and up to where. A matrix of stable names that the owner edits.

A store that has published no roles has these, which mean what release 0.1.0 did, with today's further rights.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

RIGHTS: tuple[str, ...] = (
    "sell",
    "serve",
    "settle",
    "print",
    "sold_out",
    "void",
    "gift",
    "discount",
    "reprice",
    "open_price",
    "comp",
    "staff_meal",
    "walkout",
    "tender_change",
    "refund",
    "reverse",
    "drawer",
    "shift_force",
    "day_end",
    "reports",
    "people",
    "settings",
    "account",
    "account_over",
    "deposit",
    "deposit_back",
    "tip_over",
    "off_hours",
)
"""Every right there is, as the matrix lists them; names are never changed or used again."""

A_DAY = "a_day"
LIMITS: Mapping[str, tuple[str, ...]] = {
    "discount": ("discount",),
    "void": ("void",),
    "gift": ("gift",),
    "reprice": ("reprice",),
    "open_price": ("open_price",),
    A_DAY: ("void", "gift", "discount", "reprice", "comp", "staff_meal", "walkout", "refund"),
    "refund": ("refund",),
    "deposit_back": ("deposit_back",),
    "drawer": ("drawer",),
}
"""Limits by name, and the rights that each bounds.

discount: basis points of the bill or line, 1000 is 10 %. void, gift, reprice (below the menu's price),
refund, deposit_back: minor units of one act. open_price: minor units that the dishes of a round come to whose
price was typed, or of a price for the day. a_day: minor units that a person agrees to take off bills, or
to give back of them, in a business day, by whatever act. drawer: times a shift that the drawer is opened
without a sale.
"""


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the store. ``names`` are empty for those that the program knows, which it translates itself.

    ``limits``: the most that needs nobody else, by name of ``LIMITS``; one that is missing is no limit.
    """

    id: str
    rights: tuple[str, ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def carries(self, right: str) -> bool:
        return right in self.rights

    def limit(self, name: str) -> int | None:
        """The most that this role may do alone; None: no limit, 0: nothing, for it lacks each right."""
        if not any(right in self.rights for right in LIMITS[name]):
            return 0
        return self.limits.get(name)

    def within(self, other: Role) -> bool:
        """Whether the other role may do all that this one may."""
        return all(right in other.rights for right in self.rights) and all(
            _at_most(self.limit(name), other.limit(name)) for name in LIMITS
        )


CAME_FROM: Mapping[str, str] = {
    "account_over": "settings",
    "deposit": "settle",
    "deposit_back": "refund",
    "tip_over": "refund",
    "off_hours": "reprice",
}
"""Rights that were part of another one until they got a name of their own."""


def with_new_rights(role: Role, known: Collection[str]) -> Role:
    """A role as it was meant by a list whose writer knew only these rights: what was part of one goes on."""
    new = [right for right, part_of in CAME_FROM.items() if right not in known and role.carries(part_of)]
    limits = {right: role.limits[CAME_FROM[right]] for right in new if CAME_FROM[right] in role.limits}
    rights = (*role.rights, *(right for right in new if not role.carries(right)))
    bounds = {name: value for name, value in limits.items() if name in LIMITS}
    return replace(role, rights=rights, limits={**bounds, **role.limits})


def _at_most(one: int | None, other: int | None) -> bool:
    return other is None or (one is not None and one <= other)


NOBODY = Role("")
TEN_NOTES = 10
"""So many of the smallest note that guests pay with is what a cashier voids alone at first: ¥100 of ¥10."""


def first_roles(note: int) -> tuple[Role, ...]:
    """The roles that a store begins with, by the smallest ``note`` of its currency (minor units)."""
    own = {"void": TEN_NOTES * note}
    return tuple(
        replace(role, limits={**role.limits, **own}) if role.limits else role for role in FIRST_ROLES
    )


FIRST_ROLES: tuple[Role, ...] = (
    Role("owner", RIGHTS),
    Role("manager", RIGHTS),
    Role(
        "cashier",
        (
            "sell",
            "serve",
            "settle",
            "print",
            "sold_out",
            "void",
            "discount",
            "open_price",
            "tender_change",
            "drawer",
            "account",
            "deposit",
        ),
        {"discount": 1_000, "void": 10_000, "drawer": 3},
    ),
    Role("waiter", ("sell", "serve", "print")),
    Role("chef", ("serve", "print", "sold_out")),
)
