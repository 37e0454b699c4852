"""What a request was answered, for ever: the same id with the same content gets the same answer."""

from __future__ import annotations

from dataclasses import dataclass, replace

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


def of_both(known: Heard | None, told: Heard, out: int) -> Heard:
    """What the guest of a request reads that histories took, one of them only in part: what one of them took
    is taken. ``out``: how many dishes one or another did not take."""
    both = [told, known] if known and known.verdict.state != "refused" else [told]
    first = min(both, key=by_answer)
    nobody = set.intersection(*({one.index for one in heard.verdict.refused} for heard in both))
    refused = tuple(one for one in first.verdict.refused if one.index in nobody)
    state, change = "partly" if refused else "accepted", out - len(refused)
    return replace(first, verdict=replace(first.verdict, state=state, refused=refused, change=change))


def by_answer(heard: Heard) -> tuple[bool, int, str]:
    """What of two answers to one request tells the one that stands."""
    return heard.verdict.state == "refused", heard.verdict.at, heard.digest
