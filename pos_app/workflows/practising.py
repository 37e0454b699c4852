"""Practice 练习模式: a store of its own with this store's menu, floor and staff, whose figures nobody counts.

It has its own journal in a folder of its own, so that nothing of it can reach a figure, a server or a cook.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Protocol

from domain.errors import Refused
from domain.record.rows import Document
from domain.record.tables import Tables
from pos_app.workflows.founding import Founding


class PracticePort(Protocol):
    """The practice beside a till."""

    @property
    def open(self) -> bool:
        """Whether its window is open."""

    def start(self) -> Future[None]:
        """Open its window. Raises Refused("practice_open") while there is one."""


LEFT_OUT = frozenset({"brand", "store", "device", "demo"})  # whose this store is
DOCUMENTS = ("menu", "floor", "rules", "staff", "tenders")


@dataclass(frozen=True, slots=True)
class Practice:
    """What the till hands over to its practice: how that store begins, and what is mixed into its PINs."""

    documents: Mapping[str, Mapping[str, Any]]
    pepper: str


def practice_of(tables: Tables, pepper: str) -> Practice:
    """A practice store as this store is now; nothing is sold out in it. Raises Refused("unreadable")."""
    documents = {}
    for name in ("store", *DOCUMENTS):
        found = tables.get(Document, name)
        if found is None:
            raise Refused("unreadable")
        documents[name] = dict(found.body)
    store = {key: value for key, value in documents["store"].items() if key not in LEFT_OUT}
    tables_of = [{**table, "code": ""} for table in documents["floor"]["tables"]]
    documents["store"] = {**store, "practice": True}
    documents["floor"] = {**documents["floor"], "tables": tables_of}
    return Practice(documents, pepper)


def founding_of(practice: Practice) -> Founding:
    """The first facts of the practice store; its PINs are hashed already."""
    documents = practice.documents
    return Founding(
        store=documents["store"],
        menu=documents["menu"],
        floor=documents["floor"],
        rules=documents["rules"],
        staff=documents["staff"],
        tenders=tuple(documents["tenders"]["tenders"]),
        supply={},
        hashed=True,
    )
