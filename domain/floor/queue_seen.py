"""What the till publishes of the queue: how far it is for who has the id of a number, and nothing of who."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from domain.floor.queue import CALLED, QueueNumber, with_those_before
from domain.record.tables import Tables


@dataclass(frozen=True, slots=True)
class SeenNumber:
    """``id`` stands in the code on its slip; ``ahead``: parties of its class before it; ``called``: now."""

    id: str
    number: str
    ahead: int = 0
    called: bool = False


@dataclass(frozen=True)
class SeenQueue:
    """Those that want a table now."""

    numbers: tuple[SeenNumber, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, SeenNumber]:
        return {one.id: one for one in self.numbers}


def see_queue(tables: Tables, day: str) -> SeenQueue:
    """What is to be published of the queue of a business day by the clock."""
    line = with_those_before(tables.where(QueueNumber, day=day))
    return SeenQueue(tuple(SeenNumber(one.id, one.text, ahead, one.state == CALLED) for one, ahead in line))
