"""What a server that keeps facts does with a batch. Pure: see PROTOCOL.md."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.record.envelope import GENESIS


@dataclass(frozen=True, slots=True)
class Held:
    """An incarnation as the keeper holds it: the last number and the hash after it."""

    seq: int
    head: bytes


@dataclass(frozen=True, slots=True)
class Told:
    """A batch as it came. ``previous``: the hash it claims before its first event; ``hashes``: after each."""

    after: int
    previous: bytes
    hashes: Sequence[bytes]
    fork: int = 0

    @property
    def last(self) -> int:
        return self.after + len(self.hashes)


@dataclass(frozen=True, slots=True)
class Decision:
    """take: the events from ``fresh`` on are new. gap: something is missing before. fork: another story,
    or no branch at all: what it would branch off goes on with the same event."""

    what: str
    fresh: int = 0


def judge(told: Told, held: Held | None, hash_at: Callable[[int], bytes | None]) -> Decision:
    """What to do with a batch. ``hash_at``: our hash after an event of its incarnation, None if not held.

    For an incarnation that is new here and branches off another one, ``hash_at`` answers for that one up to
    the fork.
    """
    begins = told.fork if held is None else 0
    seq = begins if held is None else held.seq
    if told.after > seq:
        return Decision("gap")
    overlap = min(seq - told.after, len(told.hashes))
    ours = hash_at(told.after) if told.after else GENESIS
    again = told.hashes[overlap - 1] if overlap else told.previous
    if ours is None:
        return Decision("gap")
    if ours != told.previous or (overlap and hash_at(told.after + overlap) != again):
        return Decision("fork")
    if held is None and told.fork and told.hashes and hash_at(told.after + 1) == told.hashes[0]:
        return Decision("fork")  # who tells it has not asked what stands here: it would be kept twice
    return Decision("take", overlap)
