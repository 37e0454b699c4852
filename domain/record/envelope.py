"""The envelope of a fact: what the journal keeps and what travels, byte for byte.

An event's id is (incarnation, seq); brand, store and device stand once per batch. The hash chain is
SHA-256(previous hash ‖ raw bytes), so that one altered, missing or inserted event breaks every later hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from domain.errors import Refused
from domain.record.canonical import canonical, parse

GENESIS = bytes(32)
LAST_MOMENT = 253_402_300_799_999  # UTC milliseconds: the calendar ends with the year 9999


@dataclass(frozen=True, slots=True)
class Event:
    """One fact. ``at``: UTC milliseconds; ``date``: business date; ``by``: staff id, "phone" or "till"."""

    seq: int
    kind: str
    at: int
    date: str
    by: str
    body: Mapping[str, Any]


def encode(event: Event) -> bytes:
    """The raw bytes that are chained, kept and sent. They hold no line break."""
    return canonical(
        {
            "at": event.at,
            "body": event.body,
            "by": event.by,
            "date": event.date,
            "kind": event.kind,
            "seq": event.seq,
        }
    )


def decode(raw: bytes | str) -> Event:
    """The fact in raw bytes. Raises Refused("unreadable") if it is no envelope; an unknown kind is fine."""
    plain = parse(raw)
    try:
        event = Event(**cast(Any, plain))
    except TypeError as error:
        raise Refused("unreadable") from error
    texts = (event.kind, event.date, event.by)
    if type(event.seq) is not int or type(event.at) is not int or not all(isinstance(t, str) for t in texts):
        raise Refused("unreadable")
    if not isinstance(event.body, dict) or event.seq < 1 or not 0 <= event.at <= LAST_MOMENT:
        raise Refused("unreadable")
    return event


def chain(previous: bytes, raw: bytes) -> bytes:
    """The hash of an event, given that of the event before it (GENESIS for the first of an incarnation)."""
    return hashlib.sha256(previous + raw).digest()


def head_of(previous: bytes, raws: Iterable[bytes]) -> bytes:
    """The hash after a run of events."""
    for raw in raws:
        previous = chain(previous, raw)
    return previous
