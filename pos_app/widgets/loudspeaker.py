"""All that this computer is heard saying, one thing at a time: a sentence never talks over a sound."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pos_app.widgets.in_turn import InTurn

MOST_SENTENCES = 5  # what would be said later is old by then


@dataclass(frozen=True, slots=True)
class _Heard:
    """``rank``: of a sound, the lower the earlier; None: a sentence. ``make``: have it heard, if possible."""

    name: str
    rank: int | None
    make: Callable[[], None]


class Loudspeaker:
    """Never blocks who asks. Sounds that wait come before all sentences that do: they are short, and some
    cry for help. The same sound waits only once, and of sentences only the latest wait."""

    def __init__(self) -> None:
        self._turns = InTurn[_Heard]("heard", lambda one: one.make(), _fit)

    def sound(self, name: str, rank: int, play: Callable[[], None]) -> None:
        """Now, or before what is less important."""
        self._turns.add(_Heard(name, rank, play))

    def sentence(self, say: Callable[[], None]) -> None:
        """Now, or after all sounds and the sentences before it."""
        self._turns.add(_Heard("", None, say))


def _fit(waiting: Sequence[_Heard], one: _Heard) -> Sequence[_Heard]:
    sounds = [each for each in waiting if each.rank is not None]
    sentences = [each for each in waiting if each.rank is None]
    if one.rank is None:
        return [*sounds, *[*sentences, one][-MOST_SENTENCES:]]
    if one.name not in [each.name for each in sounds]:
        sounds = sorted([*sounds, one], key=lambda each: each.rank or 0)
    return [*sounds, *sentences]
