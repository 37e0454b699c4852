"""How the places of backups stand, as it is remembered from run to run."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from pos_app.workflows.backup_places import OK, Place, PlaceFailed
from pos_app.workflows.views import DrillView, PlaceView

ORDER = ("till", "folder", "server")


@dataclass(frozen=True, slots=True)
class Kept:
    """What outlives a run: the last backup's name, number and bytes, the places, the last drills."""

    name: str = ""
    seq: int = 0
    at: int = 0
    size: int = 0
    sha256: str = ""
    places: tuple[PlaceView, ...] = ()
    own: str = ""  # whether the own server's copy is in the last one, see OwnCopy.state
    drill: DrillView = field(default_factory=DrillView)
    server_drill: DrillView = field(default_factory=lambda: DrillView(place="server"))


def noted(
    kept: Kept, places: Mapping[str, Place], states: Mapping[str, str], where: Mapping[str, str], now: int
) -> Kept:
    """What is known after ``places`` were tried: their states, and what is left there after thinning out."""
    known = {place.kind: place for place in kept.places}
    for kind, place in places.items():
        before = known.get(kind) or PlaceView(kind, "")
        state = states.get(kind, before.state)
        after = replace(before, where=where[kind], state=state)
        if state != before.state:
            after = replace(after, since=now)
        if state == OK:
            after = replace(after, good_at=kept.at)
            with suppress(PlaceFailed):
                left = place.thin(now)
                after = replace(after, kept=left.count, size=left.size)
        known[kind] = after
    return replace(kept, places=tuple(known[kind] for kind in ORDER if kind in known))
