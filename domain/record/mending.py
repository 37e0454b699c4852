"""A damaged fact of a till's own record comes back from a server, if it is the one that was written. Pure.

What the till wrote down proves it: chained onto the hash before it, the fact must give the hash that stands
here behind it, or lead to the next fact that stands here. What does not is another story, and is left aside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from domain.errors import Refused
from domain.record.envelope import chain, decode

MENDED = "record.mended"  # what a till records of it; the state stays as it is


class Altered(NamedTuple):
    """What stood in a fact's place until it came back, by the hash under which a server may have put it
    aside for the owner."""

    incarnation: str
    seq: int
    hash: bytes


def replaced(raw: bytes) -> list[Altered]:
    """Of what a fact tells that it stands in a record no longer: nothing, of any but MENDED."""
    if MENDED.encode() not in raw:
        return []
    try:
        event = decode(raw)
        if event.kind != MENDED:
            return []
        told = [(str(one["seq"]), str(one["hash"])) for one in event.body["altered"]]
        return [Altered(str(event.body["incarnation"]), int(seq), bytes.fromhex(one)) for seq, one in told]
    except (Refused, LookupError, TypeError, ValueError):
        return []


class Fact(NamedTuple):
    """A fact of an incarnation: its number, its bytes, and the hash after it."""

    seq: int
    raw: bytes
    hash: bytes


def in_a_row(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Ascending numbers as runs without a gap: first and last of each."""
    begin = 0
    for place, number in enumerate(numbers, 1):
        if place == len(numbers) or numbers[place] != number + 1:
            yield numbers[begin], number
            begin = place


def proven(first: int, before: bytes, told: Sequence[bytes], written: Mapping[int, Fact]) -> list[Fact]:
    """Those of the facts that a server ``told``, from number ``first`` on, that the till has written itself.

    ``before``: the hash before the first; ``written``: what the till can read of its own from there on, one
    fact further than ``told`` if it can.
    """
    back: list[Fact] = []
    still: list[Fact] = []  # nothing has proven them yet
    head = before
    for seq, raw in enumerate(told, first):
        head = chain(head, raw)
        still.append(Fact(seq, raw, head))
        if seq in written and written[seq].hash == head:
            back, still = back + still, []
    beyond = written.get(first + len(told))
    return back + still if beyond and chain(head, beyond.raw) == beyond.hash else back
