"""What a cashier does at the counter; reached as ``till.counter``."""

from __future__ import annotations

from concurrent.futures import Future

from pos_app.workflows import counter
from pos_app.workflows.staff_write import StaffWrite


class CounterVerbs:
    """Verbs return at once, as the till's other verbs do."""

    def __init__(self, write: StaffWrite) -> None:
        self._write = write

    def open(self, to_go: bool, by: str) -> Future[str]:
        """A new order with the day's next number; the opening's id."""
        return self._write(by, "sell", lambda entry: counter.open_counter(entry, to_go, by))

    def call(self, opening: str, by: str) -> Future[None]:
        """It is ready; call its number, once more if it was called."""
        return self._write(by, "serve", lambda entry: counter.call_number(entry, opening, by))

    def hand_over(self, opening: str, by: str) -> Future[None]:
        """The guest has it."""
        return self._write(by, "serve", lambda entry: counter.hand_over(entry, opening, by))
