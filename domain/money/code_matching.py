"""Payments by the store's own printed code laid beside the lines of gateways' bills that no charge explains.

Such a payment has no number at the gateway: sum, channel and time tell whose it is. Where they do not tell it
for sure nothing is guessed; all that it may be stands together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

WINDOW = 30 * 60_000  # milliseconds between the gateway's time and the till's: who has no network books late
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line of a bill: ``amount`` minor units between two moments (UTC milliseconds), one unless the gateway
    tells the day only."""

    account: str
    day: str
    number: str
    channel: str
    amount: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class CodePayment:
    """A payment that the till has; ``channel``: by which the code is, "" if nobody said."""

    id: str
    channel: str
    amount: int
    at: int


@dataclass(frozen=True, slots=True)
class Laid:
    """``pairs``: line and payment; ``unsure``: those of one sum and time of which one side has more;
    ``lines`` and ``payments`` that nothing explains. ``sure``: pairs that nothing else could be."""

    pairs: tuple[tuple[CodeLine, CodePayment], ...]
    unsure: tuple[tuple[tuple[CodeLine, ...], tuple[CodePayment, ...]], ...]
    lines: tuple[CodeLine, ...]
    payments: tuple[CodePayment, ...]
    sure: tuple[tuple[CodeLine, CodePayment], ...] = ()


def laid(lines: Iterable[CodeLine], payments: Iterable[CodePayment]) -> Laid:
    """Each line and each payment once, whatever their order."""
    left = sorted(payments, key=lambda one: (one.at, one.id))
    rest = sorted(lines, key=lambda one: (one.first, one.account, one.number))
    pairs: list[tuple[CodeLine, CodePayment]] = []
    unsure: list[tuple[tuple[CodeLine, ...], tuple[CodePayment, ...]]] = []
    sure: list[tuple[CodeLine, CodePayment]] = []
    alone: list[CodeLine] = []
    while rest:
        mine, theirs = _together(rest[0], rest, left)
        rest, left = _without(rest, mine), _without(left, theirs)
        if not theirs:
            alone += mine
        elif len(mine) == len(theirs) and all(map(may_be, mine, theirs)):
            pairs += zip(mine, theirs, strict=True)
            sure += zip(mine, theirs, strict=True) if len(mine) == 1 else ()
        else:
            unsure.append((tuple(mine), tuple(theirs)))
    return Laid(tuple(pairs), tuple(unsure), tuple(alone), tuple(left), tuple(sure))


def _without(those: Sequence[T], gone: Sequence[T]) -> list[T]:
    return [one for one in those if one not in gone]


def _together(
    first: CodeLine, lines: Sequence[CodeLine], payments: Sequence[CodePayment]
) -> tuple[list[CodeLine], list[CodePayment]]:
    """All that hangs together with a line: payments that it may be, lines that those may be, and so on."""
    mine, theirs = [first], list[CodePayment]()
    while True:
        more = [one for one in payments if one not in theirs and any(may_be(line, one) for line in mine)]
        theirs += more
        lines_too = [one for one in lines if one not in mine and any(may_be(one, paid) for paid in theirs)]
        mine += lines_too
        if not more and not lines_too:
            order = sorted(mine, key=lambda one: (one.first, one.account, one.number))
            return order, sorted(theirs, key=lambda one: (one.at, one.id))


def may_be(line: CodeLine, payment: CodePayment) -> bool:
    """Whether a line is of this payment, as far as sum, channel and time tell."""
    same = line.amount == payment.amount and payment.channel in ("", line.channel)
    return same and line.first - WINDOW <= payment.at <= line.last + WINDOW
