"""What each person has agreed to take off bills in a business day: many small gifts are a big one.

An act counts for whoever approved it, else for whoever did it, and so does what is given back of a paid bill,
but for what had been paid beyond it. What is taken back counts for nobody any more,
but it makes no room for more than it had taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from domain.floor.openings import Opening
from domain.money.adjustments import BILL_DISCOUNTED, TAKEN_OFF, Adjustment
from domain.money.billing import figures_of
from domain.money.bills import standing_bills
from domain.money.refunds import REFUNDED, Refund
from domain.money.settled import Settlement
from domain.record.tables import Tables
from domain.selling.price import Rules


def taken_off(tables: Tables, rules: Rules, date: str) -> Mapping[str, int]:
    """Minor units by person, of the acts of a business day."""
    acts = [one for one in tables.where(Adjustment, date=date) if one.kind in TAKEN_OFF]
    found = Counter(_by_acts(one for one in acts if one.kind != BILL_DISCOUNTED))
    for who, amount in _given_back(tables, date):
        found[who] += amount
    for last in _last([one for one in acts if one.kind == BILL_DISCOUNTED]):
        found[last.agreed_by] += _off_whole(tables, rules, last)
    return found


def _by_acts(acts: Iterable[Adjustment]) -> dict[str, int]:
    """Of acts on lines, and on a banquet's tables: what was said of the same line in the same way is one."""
    sums: Counter[tuple[str, str, str]] = Counter()
    for one in acts:
        sums[one.agreed_by, one.kind, one.line or one.opening] += one.amount
    found: Counter[str] = Counter()
    for (who, _kind, _what), amount in sums.items():
        found[who] += max(0, amount)
    return found


def _given_back(tables: Tables, date: str) -> Iterable[tuple[str, int]]:
    """Who agreed to refunds of a business day, and what they came to."""
    agreed = {one.id: one.agreed_by for one in tables.where(Adjustment, date=date) if one.kind == REFUNDED}
    for back in tables.where(Refund, date=date):
        if back.act in agreed:
            yield agreed[back.act], back.reversed


def _last(acts: Iterable[Adjustment]) -> Iterable[Adjustment]:
    """A discount on a whole bill takes the place of any before."""
    return {one.opening: one for one in sorted(acts, key=lambda one: (one.at, one.id))}.values()


def _off_whole(tables: Tables, rules: Rules, act: Adjustment) -> int:
    """What is off an opening's bills now: dishes that were ordered since are discounted too."""
    opening = tables.get(Opening, act.opening)
    if opening is None:
        return max(0, act.amount)
    found = 0
    for bill in standing_bills(tables, opening.id):
        settled = tables.get(Settlement, bill.id)
        found += int(
            settled.bill.get("by_hand", 0) if settled else figures_of(tables, opening, bill, rules).by_hand
        )
    return found
