"""What guests say after the meal: stars and words, at most one of each phone for each opening."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.errors import Refused
from domain.record.envelope import Event
from domain.record.tables import Tables

MOST_STARS = 5
BAD = 2  # stars; so many or fewer need somebody
LONGEST = 500  # characters


@dataclass(frozen=True, slots=True)
class Feedback:
    """``id`` is ``feedback_id``. ``at``: when a server had it, UTC milliseconds; ``date``: the business day
    on which the till heard of it. ``seen_at``: when staff read it first, and ``seen_by`` whom; 0: nobody has.
    """

    id: str
    opening: str
    guest: int
    stars: int
    words: str
    at: int
    date: str
    seen_at: int = 0
    seen_by: str = ""

    @property
    def bad(self) -> bool:
        return self.stars <= BAD


@dataclass(frozen=True, slots=True)
class Said:
    """What a phone sends. ``id`` is made there; ``opening``: at which it ate."""

    id: str
    phone: str
    opening: str
    stars: int
    words: str = ""


def check_said(said: Said) -> None:
    """Raise Refused for what is no feedback."""
    if not 1 <= said.stars <= MOST_STARS:
        raise Refused("unreadable")
    if len(said.words) > LONGEST:
        raise Refused("words_too_long", maximum=LONGEST)


def feedback_id(opening: str, guest: int) -> str:
    """By what the feedback of a guest's phone is known."""
    return f"{opening}.{guest}"


def feedback_given(event: Event, tables: Tables) -> None:
    """The latest that a phone has said stands, whichever history tells it first."""
    body: Mapping[str, object] = event.body
    told = Feedback(
        event.body["feedback"],
        event.body["opening"],
        event.body["guest"],
        event.body["stars"],
        str(body.get("words", "")),
        event.body["said_at"],
        event.date,
    )
    known = tables.get(Feedback, told.id)
    if known is None or _by_time(known) < _by_time(told):
        seen = (known.seen_at, known.seen_by) if known else (0, "")
        tables.put(replace(told, seen_at=seen[0], seen_by=seen[1]))


def _by_time(one: Feedback) -> tuple[int, int, str, str]:
    return one.at, one.stars, one.words, one.date


def feedback_seen(event: Event, tables: Tables) -> None:
    known = tables.get(Feedback, event.body["feedback"])
    if known and (not known.seen_at or (event.at, event.by) < (known.seen_at, known.seen_by)):
        tables.put(replace(known, seen_at=event.at, seen_by=event.by))


APPLIES = {"feedback.given": feedback_given, "feedback.seen": feedback_seen}
