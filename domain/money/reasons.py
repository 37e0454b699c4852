"""Why a bill is changed: the reasons offered to the cashier. The owner may replace them; any may be typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.errors import _m
from domain.selling.menu import Names

LONGEST_REASON = 80  # characters
DOCUMENT = "reasons"
PAID_BEYOND = "paid_beyond"

# Words of the reasons that the program knows; their ids stand in the facts, so they never change.
WORDS: Mapping[str, str] = {
    "changed_mind": _m("Guest changed their mind"),
    "fewer_guests": _m("Fewer guests"),
    "too_slow": _m("Waited too long"),
    "wrong_dish": _m("Wrong dish ordered"),
    "sold_out": _m("Sold out"),
    "bad_dish": _m("Complaint about the dish"),
    "complaint": _m("Complaint"),
    "regular": _m("Regular guest"),
    "celebration": _m("Birthday, celebration"),
    "house": _m("With the compliments of the house"),
    "wrong_price": _m("Wrong price"),
    "market_price": _m("Market price of the day"),
    "agreed": _m("Agreed with the guest"),
    "partner": _m("Partner, neighbour"),
    "staff": _m("Staff"),
    "wrong_tender": _m("Wrong way of paying"),
    "wrong_table": _m("Wrong table"),
    "wrong_bill": _m("Bill was wrong"),
    "own_things": _m("Brought their own"),
    "children": _m("Small children"),
    "called_off": _m("Guests called it off"),
    "not_come": _m("Guests did not come"),
    "left": _m("Guests left without paying"),
    "pay_first_over": _m("Not paid in time"),
    PAID_BEYOND: _m("Paid beyond the bill"),
    "guests_change": _m("Change for a guest"),
    "look_inside": _m("Look at the drawer"),
    "jammed": _m("It jammed"),
    "gone_home": _m("Went home without handing over"),
    "ill": _m("Fell ill"),
    "called_away": _m("Called away"),
}

FIRST_REASONS: Mapping[str, tuple[str, ...]] = {
    "void": ("changed_mind", "too_slow", "wrong_dish", "sold_out", "bad_dish"),
    "waive": ("own_things", "children", "regular", "complaint", "house"),
    "gift": ("house", "celebration", "regular", "too_slow", "bad_dish"),
    "reprice": ("wrong_price", "market_price", "agreed"),
    "discount": ("regular", "complaint", "too_slow", "partner", "agreed"),
    "comp": ("house", "complaint", "celebration"),
    "staff_meal": ("staff",),
    "walkout": ("left",),
    "refund": ("bad_dish", "complaint", "wrong_bill"),
    "deposit_back": ("called_off", "not_come", "agreed"),
    "tender_change": ("wrong_tender", "wrong_table"),
    "reverse": ("wrong_bill", "wrong_table"),
    "drawer": ("guests_change", "look_inside", "jammed"),
    "shift_force": ("gone_home", "ill", "called_away"),
}
"""By right (or act, as "waive" is a void): what is offered where a store has published no list of its own."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason of the owner's; ``rights``: where it is offered."""

    id: str
    rights: tuple[str, ...]
    names: Names


@dataclass(frozen=True, slots=True)
class Reasons:
    """The store's reasons as published; none: the first ones."""

    version: int = 0
    reasons: tuple[Reason, ...] = field(default=())

    def offered(self, right: str) -> tuple[str, ...]:
        """Ids, in the order in which they are shown."""
        mine = tuple(one.id for one in self.reasons if right in one.rights)
        return mine or FIRST_REASONS.get(right, ())

    def names(self, reason: str) -> Names:
        """The owner's names of a reason; empty for one that the program knows, or that was typed."""
        return next((one.names for one in self.reasons if one.id == reason), {})
