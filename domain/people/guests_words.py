"""What guests say of a meal in words: beside the facts, so that it can go from every copy of them.

The fact says when a phone spoke and how many stars it gave. Words stand at the till and at the servers that
it tells them; with the fact they belong together by feedback and time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from domain.people.feedback import Feedback

KEY = "said"  # under which they are published
MOST = 100  # the newest; as many as the owner's page shows


@dataclass(frozen=True, slots=True)
class GuestsWords:
    """``feedback``: what they belong to; ``at``: when it was said, UTC milliseconds."""

    feedback: str
    at: int
    words: str


@dataclass(frozen=True, slots=True)
class SeenWords:
    """All that stand."""

    said: tuple[GuestsWords, ...] = ()


def with_words(kept: Iterable[GuestsWords], fresh: GuestsWords) -> tuple[GuestsWords, ...]:
    """With what is said now, in place of what the same phone has said before; the newest first."""
    others = [one for one in kept if one.feedback != fresh.feedback]
    found = [*others, *([fresh] if fresh.words else [])]
    return tuple(sorted(found, key=lambda one: (-one.at, one.feedback)))[:MOST]


def standing(kept: Iterable[GuestsWords], find: Callable[[str], Feedback | None]) -> tuple[GuestsWords, ...]:
    """Those of feedback that stands as it was said: what is taken back or said anew has no others."""
    return tuple(one for one in kept if (row := find(one.feedback)) and not row.gone and row.at == one.at)


def spoken(row: Feedback, kept: Iterable[GuestsWords]) -> Feedback:
    """Feedback with its words. Facts of older tills hold theirs themselves."""
    if row.gone or row.words:
        return row
    mine = (one.words for one in kept if (one.feedback, one.at) == (row.id, row.at))
    return replace(row, words=next(mine, ""))
