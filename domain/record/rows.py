"""State that belongs to no chapter: documents, running numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.record.canonical import canonical
from domain.record.tables import Tables


@dataclass(frozen=True, slots=True)
class Document:
    """The present version of something published whole: store, menu, rules, floor, staff, tenders."""

    name: str
    version: int
    body: Mapping[str, Any]


def digest_of(document: Document) -> str:
    """By what a fact names the very document with which it was made."""
    return hashlib.sha256(canonical(document.body)).hexdigest()[:16]


def kept_as(name: str, digest: str) -> str:
    """Under what name such a document is kept for ever, whichever of that name stands now."""
    return f"{name}@{digest}"


@dataclass(frozen=True, slots=True)
class Counter:
    """The last number given out under a name."""

    name: str
    value: int


def last_number(tables: Tables, name: str) -> int:
    """The last number given out under a name; 0 if none."""
    counter = tables.get(Counter, name)
    return counter.value if counter else 0


def next_number(tables: Tables, name: str) -> int:
    """Give out the next number under a name, without gaps. Only a fold may call this."""
    value = last_number(tables, name) + 1
    tables.put(Counter(name, value))
    return value


def take_number(tables: Tables, name: str, number: int) -> int:
    """A number that a fact names itself: the next one given out is greater. Only a fold may call this."""
    if number > last_number(tables, name):
        tables.put(Counter(name, number))
    return number
