"""What is open at a day's end and goes over to the next day 结转: each thing with its sum, and since when.

A Z freezes the list. It is no figure of the day: money in it is in takings already, or is no takings at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from domain.errors import Refused
from domain.money.days import DayEnd
from domain.record.plain import from_plain

Names = Mapping[str, str]
TABLE, UNSENT, WEIGH, PARKED = "table", "unsent", "weigh", "parked"
CHARGE, ASIDE, LATE = "charge", "aside", "late"
BACK, STUCK = "back", "stuck"
UNCLAIMED, TWICE, OVER, FOUND = "unclaimed", "twice", "over", "found"
CONFIRM, MISSING = "confirm", "missing"
JOB, HELD, SHIFT = "job", "held", "shift"
GOING_BACK = (ASIDE, LATE, UNCLAIMED, BACK, STUCK, FOUND)
BY_CODE = (CONFIRM, MISSING)
AT_TABLE = (TABLE, UNSENT, WEIGH)
SAME = {ASIDE: CHARGE, LATE: CHARGE, UNCLAIMED: CHARGE, STUCK: BACK, MISSING: CONFIRM}
"""What one thing may have become meanwhile, by what it was: it is still the same."""


@dataclass(frozen=True, slots=True)
class Carried:
    """One thing. ``of`` is its id, ``label`` what or where it is called, ``tender`` by what it was paid.

    ``kind``: table (``amount`` still due) | unsent (``count`` lines) | weigh (``count`` dishes) | parked 挂单
    | charge (nobody knows yet whether it was paid) | aside (nor that; it goes back if it was) | late (paid
    when no bill took it, goes back) | unclaimed (paid, and no bill knows of it) | twice
    (a bill for dishes that another one was paid for; to give back) | over (what was paid beyond a bill; the
    same) | found (gone back in the provider's own app, not booked) | back (a refund on its way)
    | stuck (one that a person has to see to) | confirm (by the printed code, nobody has looked) | missing
    (it has not come) | job (ticket ``count``) | held (a phone's order) | shift (number ``count``).
    ``counter`` 1: the label is a number at the counter.
    ``since``: the business day whose Z listed it first, "" if none has yet.
    """

    kind: str
    of: str = ""
    label: Names = field(default_factory=dict)
    amount: int = 0
    count: int = 0
    tender: Names = field(default_factory=dict)
    counter: int = 0
    since: str = ""


def marked(found: Iterable[Carried], last: DayEnd | None) -> tuple[Carried, ...]:
    """These, with since when they are carried over: as the ``last`` day that was closed has listed them."""
    before = {_same(one): one.since or last.date for one in _listed(last)} if last else {}
    return tuple(replace(one, since=before.get(_same(one), "")) for one in found)


def _same(one: Carried) -> tuple[str, str]:
    return SAME.get(one.kind, one.kind), one.of


def _listed(day: DayEnd) -> Iterable[Carried]:
    """Another program's list that cannot be read keeps nobody from closing."""
    try:
        return from_plain(tuple[Carried, ...], day.report.get("carried", ()))
    except Refused:
        return ()
