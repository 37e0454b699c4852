"""What every chapter's verbs are built over: one transaction for somebody who has the right."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol, TypeVar

from pos_app.workflows.book import Entry

T = TypeVar("T")


class StaffWrite(Protocol):
    """Write as a member of staff with a right, "" for none in particular. Its future raises Refused."""

    def __call__(self, by: str, right: str, work: Callable[[Entry], T], /) -> Future[T]: ...
