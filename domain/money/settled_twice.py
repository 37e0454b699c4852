"""A bill that two histories both settled: whoever hears them in whatever order has the same settlement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.money.settled import ALSO, COUNTED, ELSEWHERE, LEFT, PAID, PARTS, VOUCHERS, Settlement, by_time
from domain.record.plain import from_plain, to_plain

OF_ONE_HISTORY = (COUNTED, LEFT, PARTS, ALSO, ELSEWHERE)


def of_both(known: Settlement | None, told: Settlement) -> Settlement:
    """A bill as it stands when one more settlement of it is told: of two histories both may have settled it.

    The first stands. What either of them pays is paid, and what either counts is counted: the number and time
    are those of the first, the figures those of the greatest total, and the rest is due back.
    """
    if known is None:
        return told
    if COUNTED in known.bill and COUNTED in told.bill:
        return _of_several([*_each(known), told])
    first = min(known, told, key=by_time)
    if PAID not in known.bill:
        return first
    both: dict[str, Any] = {PAID: _of_either(known.bill[PAID], told.bill.get(PAID, {}))}
    if VOUCHERS in known.bill and VOUCHERS in told.bill:
        vouchers = {plain["id"]: plain for each in (known, told) for plain in each.bill[VOUCHERS]}
        both[VOUCHERS] = [vouchers[id] for id in sorted(vouchers)]
    figures = {name: value for name, value in first.bill.items() if name not in OF_ONE_HISTORY}
    return replace(first, bill={**figures, **both})


def _of_either(one: Mapping[str, Sequence[int]], other: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    keys = sorted({*one, *other})
    return {key: sorted({*one.get(key, ()), *other.get(key, ())}) for key in keys}


def _each(settled: Settlement) -> list[Settlement]:
    as_told = {name: value for name, value in settled.bill.items() if name != ELSEWHERE}
    return [from_plain(Settlement, one) for one in settled.bill.get(ALSO, ())] or [
        replace(settled, bill=as_told)
    ]


def _of_several(settled: Sequence[Settlement]) -> Settlement:
    every = [one for _, one in sorted({by_time(one): one for one in settled}.items())]
    first, most = every[0], max(every, key=lambda one: one.total)
    if len(every) == 1:
        return first
    money = {id: amount for one in reversed(every) for id, amount in one.bill[COUNTED].items()}
    figures = {**most.bill, **{name: first.bill[name] for name in ("receipt", "code") if name in first.bill}}
    figures["over"] = max(0, sum(money.values()) - most.total)
    return replace(first, total=most.total, bill={**figures, ALSO: [to_plain(one) for one in every]})
