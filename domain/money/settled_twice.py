"""A bill that two histories both settled: whoever hears them in whatever order has the same settlement.

It charges for what either was paid for, each dish once, and counts the money of both: what both were paid for
is due back once, and what only one of them was paid for is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.money.borne import borne_by, most_of
from domain.money.fees import Taxed
from domain.money.settled import (
    ALSO,
    BEARS,
    COUNTED,
    ELSEWHERE,
    LEFT,
    PAID,
    PARTS,
    VOUCHERS,
    Settlement,
    by_time,
)
from domain.record.plain import from_plain, to_plain
from domain.record.tables import Tables

OF_ONE_HISTORY = (BEARS, COUNTED, LEFT, PARTS, ALSO, ELSEWHERE)
SCALED = ("service", "packing", "reduction", "given", "by_hand", "tax")  # figures of the dishes alone
BESIDE = ("cover", "minimum", "service", "packing")  # what stands beside the dishes in a total


def of_both(tables: Tables, known: Settlement | None, told: Settlement) -> Settlement:
    """A bill as it stands when one more settlement of it is told: of two histories both may have settled it.

    The first stands. What either of them pays is paid, and what either counts is counted: the number and time
    are those of the first, the figures those of the greatest total with all that only another one was paid
    for, and the rest is due back. What older programs tell does not say what each dish bears: then the
    figures are those of the greatest total.
    """
    if known is None:
        return told
    if COUNTED in known.bill and COUNTED in told.bill:
        return _of_several(tables, [*_each(known), told])
    first = min(known, told, key=by_time)
    if PAID not in known.bill:
        return first
    both: dict[str, Any] = {PAID: _of_either(known.bill[PAID], told.bill.get(PAID, {}))}
    if VOUCHERS in known.bill and VOUCHERS in told.bill:
        vouchers = {plain["id"]: plain for each in (known, told) for plain in each.bill[VOUCHERS]}
        both[VOUCHERS] = [vouchers[id] for id in sorted(vouchers)]
    figures = {name: value for name, value in first.bill.items() if name not in OF_ONE_HISTORY}
    return replace(first, bill={**figures, **both})


def anew(tables: Tables, settled: Settlement) -> Settlement:
    """A bill that several settled, after a dish of it was divided."""
    if ALSO not in settled.bill:
        return settled
    found = _of_several(tables, _each(settled))
    kept = {ELSEWHERE: settled.bill[ELSEWHERE]} if ELSEWHERE in settled.bill else {}
    return replace(found, bill={**found.bill, **kept})


def _of_either(one: Mapping[str, Sequence[int]], other: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    keys = sorted({*one, *other})
    return {key: sorted({*one.get(key, ()), *other.get(key, ())}) for key in keys}


def _each(settled: Settlement) -> list[Settlement]:
    as_told = {name: value for name, value in settled.bill.items() if name != ELSEWHERE}
    return [from_plain(Settlement, one) for one in settled.bill.get(ALSO, ())] or [
        replace(settled, bill=as_told)
    ]


def _of_several(tables: Tables, settled: Sequence[Settlement]) -> Settlement:
    every = [one for _, one in sorted({by_time(one): one for one in settled}.items())]
    first, most = every[0], max(every, key=lambda one: one.total)
    if len(every) == 1:
        return first
    money = {id: amount for one in reversed(every) for id, amount in one.bill[COUNTED].items()}
    borne = {by_time(one): found for one in every if (found := borne_by(tables, one.bill)) is not None}
    figures = dict(most.bill)
    if len(borne) == len(every):
        figures |= _figures([(one, borne[by_time(one)]) for one in every], most, sum(money.values()))
    figures |= {name: first.bill[name] for name in ("receipt", "code") if name in first.bill}
    figures["over"] = max(0, sum(money.values()) - figures["total"])
    return replace(first, total=figures["total"], bill={**figures, ALSO: [to_plain(one) for one in every]})


def _figures(
    every: Sequence[tuple[Settlement, Mapping[str, int]]], most: Settlement, money: int
) -> dict[str, Any]:
    """What the bill comes to, each dish once: the greatest total, and of each other settlement the dishes of
    which that one had none or less. Guests are charged once for their places; a minimum spend is held
    against all dishes. It is never more than the ``money`` that was taken, for no paid bill asks for more.
    """
    named = next(borne for one, borne in every if one is most)
    union = most_of([borne for _, borne in every])
    dishes = sum(union.values())
    minimum = _of(most, "minimum")
    if any(_of(one, "minimum") for one, _ in every):
        minimum = max(0, max(_of(one, "minimum") + sum(borne.values()) for one, borne in every) - dishes)
    places = max(one.total - sum(borne.values()) - _of(one, "minimum") for one, borne in every)
    total = max(most.total, min(dishes + places + minimum, money))
    if total == most.total:
        return {}
    figures: dict[str, Any] = {
        "total": total,
        "minimum": minimum,
        **{name: max(_of(one, name) for one, _ in every) for name in ("guests", "cover")},
        **{name: _of(most, name) for name in SCALED},
    }
    taxes = {one["rate"]: from_plain(Taxed, one) for one in most.bill.get("taxes", ())}
    known = dict(named)
    for one, borne in every:
        more = sum(max(0, amount - known.get(id, 0)) for id, amount in borne.items())
        known = most_of([known, borne])
        if more:
            _add(figures, taxes, one, more, sum(borne.values()))
    beside = sum(figures[name] for name in BESIDE) - figures["reduction"] + max(0, _of(most, "rounding"))
    figures["subtotal"] = total - beside - (figures["tax"] if _adds_tax(most) else 0)
    if "taxes" in most.bill:
        figures["taxes"] = to_plain(tuple(taxes[rate] for rate in sorted(taxes, reverse=True)))
    return {name: amount for name, amount in figures.items() if amount or name in most.bill}


def _add(figures: dict[str, Any], taxes: dict[int, Taxed], one: Settlement, more: int, of: int) -> None:
    """The dishes of one settlement that are ``more``, of what all ``of`` its dishes bear, in proportion."""
    for name in SCALED:
        rounded = max(0, -_of(one, "rounding")) if name == "reduction" else 0  # that is in what they bear
        figures[name] += (_of(one, name) - rounded) * more // of
    for told in (from_plain(Taxed, plain) for plain in one.bill.get("taxes", ())):
        before = taxes.get(told.rate, Taxed(told.rate, 0, 0))
        base, amount = told.base * more // of, told.amount * more // of
        taxes[told.rate] = replace(before, base=before.base + base, amount=before.amount + amount)


def _adds_tax(one: Settlement) -> bool:
    """Whether its tax was added to its dishes, and not within them."""
    parts = sum(_of(one, name) for name in ("subtotal", *BESIDE)) - _of(one, "reduction")
    return one.total - parts - max(0, _of(one, "rounding")) == _of(one, "tax") != 0


def _of(one: Settlement, name: str) -> int:
    return int(one.bill.get(name, 0))
