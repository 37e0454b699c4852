"""Bugs, planted one at a time, and the check that finds each: else being content proves nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from domain.record import replication
from printers import spool
from sync_server.database import asked, journal

Patch = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True)
class Planted:
    """``found_by``: the number of the invariant, by which some seed must tell it."""

    what: str
    found_by: str
    plant: Patch


def _review_to_the_bin(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(journal, "put_aside", lambda c, store, batch, why, now: batch.told.last)


def _handed_once_for_ever(patch: pytest.MonkeyPatch) -> None:
    hand_over = asked.hand_over

    def forgetful(*arguments: Any) -> Any:
        items, last, lapsed = hand_over(*arguments)
        return [one for one in items if one.state == "received"], last, lapsed

    patch.setattr(asked, "hand_over", forgetful)


def _no_banner(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(spool.Job, "marked", property(lambda job: False))


def _rewound_and_silent(patch: pytest.MonkeyPatch) -> None:
    about = replication.Replica._about

    def calm(replica: Any, *arguments: Any) -> Any:
        step = about(replica, *arguments)
        return None if isinstance(step, replication.Renew) else step

    patch.setattr(replication.Replica, "_about", calm)


PLANTED = (
    Planted("what may not count is thrown away instead of put into review", "1", _review_to_the_bin),
    Planted("a request handed once is not handed again after a crash", "9", _handed_once_for_ever),
    Planted("a second ticket goes out without its banner", "12", _no_banner),
    Planted("a till does not notice that it was rewound", "10", _rewound_and_silent),
)
