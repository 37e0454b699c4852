"""One thing after the other on a thread of their own; who asks goes on at once."""

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class InTurn(Generic[Thing]):
    """``do`` is called for one thing at a time, and must not raise.

    ``fit`` says what waits, the next first, once one more has come to those that wait. The thread lives only
    while there is something to do, and never keeps the program from ending.
    """

    def __init__(
        self,
        name: str,
        do: Callable[[Thing], None],
        fit: Callable[[Sequence[Thing], Thing], Sequence[Thing]],
    ) -> None:
        self._name, self._do, self._fit = name, do, fit
        self._waiting: list[Thing] = []
        self._busy, self._lock = False, threading.Lock()

    def add(self, thing: Thing) -> None:
        """It is done after those before it; answers at once."""
        with self._lock:
            if self._busy:
                self._waiting = list(self._fit(self._waiting, thing))
                return
            self._busy = True
        threading.Thread(target=self._run, args=(thing,), name=self._name, daemon=True).start()

    def _run(self, thing: Thing) -> None:
        while True:
            self._do(thing)
            with self._lock:
                if not self._waiting:
                    self._busy = False
                    return
                thing = self._waiting.pop(0)
