"""What a request was answered, for ever: the same id with the same content gets the same answer."""

from __future__ import annotations

from dataclasses import dataclass

from domain.record.tables import Tables
from domain.selling.request import Verdict


@dataclass(frozen=True, slots=True)
class Heard:
    """A request the till has answered, remembered for ever: same id and digest, same verdict."""

    id: str
    digest: str
    opening: str
    verdict: Verdict


def keep_answer(tables: Tables, heard: Heard) -> None:
    """Of two histories that both answered a request, what was cooked stands, then what was said first. Only a
    fold may call this."""
    tables.put(min(filter(None, (tables.get(Heard, heard.id), heard)), key=by_answer))


def by_answer(heard: Heard) -> tuple[bool, int, str]:
    """What of two answers to one request tells the one that stands."""
    return heard.verdict.state == "refused", heard.verdict.at, heard.digest
