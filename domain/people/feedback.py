"""What guests say after the meal: stars, words, a picture; at most one of each phone for each opening.

A guest may have it gone again. What was said then stands in no row any more; that it went, does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.errors import Refused
from domain.record.envelope import Event
from domain.record.tables import Tables
from domain.selling.pictures import is_picture_id

MOST_STARS = 5
BAD = 2  # stars; so many or fewer need somebody
LONGEST = 500  # characters


@dataclass(frozen=True, slots=True)
class Feedback:
    """``id`` is ``feedback_id``. ``at``: when a server had it, UTC milliseconds; ``date``: the business day
    on which the till heard of it. ``seen_at``: when staff read it first, and ``seen_by`` whom; 0: nobody has.
    ``picture``: what it is called (``guest_pictures``). ``gone_at``: up to when the guest has taken back what
    was said; of that nothing stands here.
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
    picture: str = ""
    gone_at: int = 0

    @property
    def gone(self) -> bool:
        """Whether the guest has taken it back."""
        return self.gone_at >= self.at

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
    picture: str = ""


def check_said(said: Said) -> None:
    """Raise Refused for what is no feedback."""
    if not 1 <= said.stars <= MOST_STARS or (said.picture and not is_picture_id(said.picture)):
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
        picture=str(body.get("picture", "")),
    )
    known = tables.get(Feedback, told.id)
    if known is None:
        tables.put(told)
    elif _by_time(known) < _by_time(told):
        read = replace(told, seen_at=known.seen_at, seen_by=known.seen_by)
        tables.put(_without_what_is_gone(replace(read, gone_at=known.gone_at)))


def _by_time(one: Feedback) -> tuple[int, int, str, str, str]:
    return one.at, one.stars, one.words, one.picture, one.date


def feedback_withdrawn(event: Event, tables: Tables) -> None:
    """The guest wants gone what was said up to a moment, also what another history tells only later."""
    body: Mapping[str, object] = event.body
    id, opening, until = event.body["feedback"], str(body["opening"]), event.body["until"]
    known = tables.get(Feedback, id) or Feedback(id, opening, event.body["guest"], 0, "", 0, "")
    if known.gone_at < until:
        tables.put(_without_what_is_gone(replace(known, gone_at=until)))


def _without_what_is_gone(one: Feedback) -> Feedback:
    return replace(one, stars=0, words="", picture="", date="") if one.gone else one


def feedback_seen(event: Event, tables: Tables) -> None:
    known = tables.get(Feedback, event.body["feedback"])
    if known and (not known.seen_at or (event.at, event.by) < (known.seen_at, known.seen_by)):
        tables.put(replace(known, seen_at=event.at, seen_by=event.by))


APPLIES = {
    "feedback.given": feedback_given,
    "feedback.seen": feedback_seen,
    "feedback.withdrawn": feedback_withdrawn,
}
