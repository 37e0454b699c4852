"""Rounds that nobody has sent yet: not facts, but kept on this device, so that a killed till still has them.

A round keeps the id under which it will be sent. One that was on its way when the till died comes back only
if the journal does not have it; sent again it is the same request, so it is cooked once.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from domain.errors import Refused
from domain.record.plain import from_plain, to_plain
from domain.selling.order import CartLine
from pos_app.background import Writer
from pos_app.workflows.book import Book

NAME = "drafts"
PARKED = "parked."
"""Before the id of a parked round among the drafts, so that both are saved in one write."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Draft:
    """An unsent round of one opening, or one that was parked 挂单: with ``name``, ``at`` (UTC ms) and ``by``.

    ``to_go``: it was parked from an order to go.
    """

    request: str
    lines: tuple[CartLine, ...]
    remark: str = ""
    name: str = ""
    at: int = 0
    by: str = ""
    to_go: bool = False


class Drafts:
    """The drafts by opening; the last state wins, many changes in a row are one write."""

    def __init__(self, book: Book, writer: Writer) -> None:
        self._book, self._writer = book, writer
        self._lock, self._latest, self._waiting = threading.Lock(), dict[str, Draft](), False
        self._plain: dict[str, tuple[Draft, object]] = {}

    def load(self) -> dict[str, Draft]:
        """What was kept; what an older or newer program wrote otherwise is nothing."""
        try:
            kept = self._writer.submit(lambda: self._book.local(NAME)).result()
            return from_plain(dict[str, Draft], kept or {})
        except Refused:
            log.warning("unsent rounds of another release were not read")
            return {}

    def keep(self, drafts: Mapping[str, Draft]) -> None:
        """Saved soon, by the writer. A draft that cannot be saved stays on the screen and costs no sale."""
        with self._lock:
            self._latest = dict(drafts)
            if self._waiting:
                return
            self._waiting = True
        self._writer.submit(lambda: self._writer.let_others_first(self._save))

    def _save(self) -> None:
        with self._lock:
            latest, self._waiting = self._latest, False
        self._plain = {key: self._encoded(key, draft) for key, draft in latest.items()}
        self._book.set_local(NAME, {key: plain for key, (_, plain) in self._plain.items()})

    def _encoded(self, key: str, draft: Draft) -> tuple[Draft, object]:
        """Only what has changed: a full house has many rounds, and each tap changes one."""
        before = self._plain.get(key)
        return before if before and before[0] == draft else (draft, to_plain(draft))
