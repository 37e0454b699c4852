"""The counter as a phone sees it by the store's own code: its numbers, how far they are, what may come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from domain.errors import Refused, refusal_text
from domain.floor.kitchen_line import Standing
from domain.floor.pickup_seen import SeenPickup
from domain.floor.seen import SeenOpening
from domain.floor.store_code import DAY, QUARTER, StoreCode, check_order, quarter_of
from domain.selling.order import Line
from domain.selling.price import price_order
from sync_server.diner.language import Language
from sync_server.workflows.storefront import CounterNow, TableNow


def tell_counter(now: TableNow, counter: CounterNow, at: int, language: Language) -> dict[str, Any]:
    """At a moment in UTC milliseconds; ``text``: why nothing is taken for at once, "" if it is."""
    setup, zone = counter.setup, now.zone
    kinds = {"here": setup.here, "to_go": setup.to_go}
    times = times_of(setup, counter.full, quarter_of(at), zone) if setup.ahead else ()
    return {
        "kinds": [kind for kind, offered in kinds.items() if offered],
        "text": _why_not(counter, zone, at, language),
        "times": [one for one in times if one > at],
        "numbers": [_number(*one, now, at) for one in reversed(counter.mine)],
        "cups": setup.cups,
    }


def tell_line(counter: CounterNow, lines: Sequence[Line], at: int) -> dict[str, int]:
    """How much is made before dishes that are ordered at a moment (UTC milliseconds), and how long that may
    take."""
    there = counter.backlog
    stands = there.before(lines, at) if there else Standing(counter.pieces, counter.about)
    return {"before": stands.pieces, "minutes": _minutes(stands.about, at)}


def _minutes(about: int, at: int) -> int:
    """By the kitchen's pace; −1 if nobody knows, 0 if it takes longer than it should."""
    return max(0, -(-(about - at) // 60_000)) if about else -1


def _why_not(counter: CounterNow, zone: str, at: int, language: Language) -> str:
    try:
        check_order(counter.setup, counter.setup.to_go, 0, at, zone, counter.begun_in)
    except Refused as no:
        return refusal_text(no.code, no.facts, language.translate, language.tag)
    return ""


@lru_cache(maxsize=1024)
def times_of(setup: StoreCode, full: frozenset[int], quarter: int, zone: str) -> tuple[int, ...]:
    """For which times of this business day a guest may order in a quarter of an hour, UTC milliseconds."""
    now = quarter * QUARTER
    first = quarter_of(now + setup.before * 60_000) + 1
    return tuple(
        one * QUARTER
        for one in range(first, first + DAY // 15)
        if _fits(setup, full, one * QUARTER, now, zone)
    )


def _fits(setup: StoreCode, full: frozenset[int], wanted_at: int, now: int, zone: str) -> bool:
    try:
        counter = CounterNow(setup, full)
        check_order(setup, setup.to_go, wanted_at, now, zone, counter.begun_in)
    except Refused:
        return False
    return True


def _number(seen: SeenPickup, opening: SeenOpening, now: TableNow, at: int) -> Mapping[str, Any]:
    """An order's number. ``before``: pieces made before its own, −1 if nobody says; ``minutes``: until it may
    be ready. ``secret``: with which its phone, and no other, pays it; ``pay``: so much
    is left to be paid, if phones can pay at all; ``pay_by``: until when it is kept, if the kitchen gets it
    only once it is paid."""
    return {
        "id": seen.id,
        "number": seen.number,
        "orders": [order.id for order in opening.orders],
        "to_go": bool(seen.to_go),
        "wanted": seen.wanted_at,
        "begin": seen.begin_at,
        "begun": seen.begun,
        "ready": seen.ready_at,
        "called": seen.called_at,
        "before": seen.before,
        "minutes": _minutes(seen.about, at),
        "paid": seen.paid,
        "total": price_order(opening.lines, 0, now.rules, opening.discount).total,
        "secret": opening.secret,
        "pay_by": max((order.pay_by for order in opening.orders), default=0),
        "pay": sum(one.total - one.paid for one in opening.to_pay) if any(now.ways.values()) else 0,
    }
