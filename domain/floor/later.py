"""Settled later 暂结: guests have gone and pay another time. Their bill leaves its table, which is free, and
stays open under a name until it is paid."""

from __future__ import annotations

from dataclasses import dataclass

from domain.floor.openings import Opening
from domain.floor.pickup import label_of
from domain.floor.plan import Floor
from domain.record.envelope import Event
from domain.record.tables import Tables
from domain.selling.menu import Names

LONGEST_NAME = 24
SEALED = "later"
"""In the fact of an opening that leaves its table: who pays later, sealed as hex by the till."""


@dataclass(frozen=True, slots=True)
class Later:
    """An opening (its ``id``) of which somebody pays later, ``sealed`` as hex; they sat at ``table``, with
    that ``party`` of a shared one. It is in use until all is paid; ``at`` in UTC milliseconds.
    """

    id: str
    sealed: str
    table: str
    party: int
    at: int
    by: str


def leave_or_sit(event: Event, tables: Tables, before: Opening) -> None:
    """Guests have moved: to pay later, or to a table, where they pay as others do. Only a fold may call
    this."""
    if sealed := event.body.get(SEALED, ""):
        tables.put(Later(before.id, sealed, before.table, before.party, event.at, event.by))
    else:
        tables.remove(Later, before.id)


def pays_later(tables: Tables, opening: Opening) -> bool:
    """Whether its guests have gone and somebody pays another time."""
    return not (opening.table or opening.pickup) and tables.get(Later, opening.id) is not None


def have_gone(tables: Tables, opening: Opening) -> bool:
    """Whether its guests have left, or are said to pay later: it is in use while something is not paid."""
    return bool(opening.cleared_at) or pays_later(tables, opening)


def place_of_guests(tables: Tables, floor: Floor, opening: Opening) -> Names:
    """What stands for an opening on paper: its table, also one that it has left to be paid later, else its
    number; {} for a table that is gone."""
    later = tables.get(Later, opening.id) if not (opening.table or opening.pickup) else None
    return floor.label_of(later.table, later.party) if later else label_of(floor, opening)
