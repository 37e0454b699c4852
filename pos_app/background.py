"""Threads of the till: one writer owns the database; everything else hands it work and gets a future."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")
Item = tuple[Callable[[], Any], Future[Any]] | None
A_MOMENT = 0.004  # seconds without work after which works behind have their turn
LONGEST = 0.025  # seconds that works behind wait at most

log = logging.getLogger(__name__)


class Writer:
    """One thread that runs handed-in work in order. What a work raises comes out of its future."""

    def __init__(self, name: str = "writer") -> None:
        self._works: queue.SimpleQueue[Item] = queue.SimpleQueue()
        self._behind: list[Callable[[], None]] = []
        self._behind_since = 0.0
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Run ``work`` on the writer thread, after all that was handed in before."""
        future: Future[T] = Future()
        self._works.put((work, future))
        return future

    def let_others_first(self, work: Callable[[], None]) -> None:
        """Run ``work`` when nothing has been handed in for a moment. Only from the writer thread."""
        if not self._behind:
            self._behind_since = time.monotonic()
        self._behind.append(work)

    def close(self) -> None:
        """Finish what was handed in and end the thread."""
        self._works.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (item := self._next()) is not None:
            work, future = item
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = work()
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(result)
        self._run_behind()

    def _next(self) -> Item:
        while self._behind:
            left = min(A_MOMENT, self._behind_since + LONGEST - time.monotonic())
            try:
                if left > 0:
                    return self._works.get(timeout=left)
            except queue.Empty:
                pass
            self._run_behind()
        return self._works.get()

    def _run_behind(self) -> None:
        works, self._behind = self._behind, []
        for work in works:
            try:
                work()
            except Exception:
                log.exception("a work that let others first failed")
