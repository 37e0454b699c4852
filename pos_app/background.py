"""Threads of the till: one writer owns the database; everything else hands it work and gets a future."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class Writer:
    """One thread that runs handed-in work in order. What a work raises comes out of its future."""

    def __init__(self, name: str = "writer") -> None:
        self._works: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Run ``work`` on the writer thread, after all that was handed in before."""
        future: Future[T] = Future()
        self._works.put((work, future))
        return future

    def close(self) -> None:
        """Finish what was handed in and end the thread."""
        self._works.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (item := self._works.get()) is not None:
            work, future = item
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = work()
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(result)
