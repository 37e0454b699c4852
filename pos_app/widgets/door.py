"""Other threads speak to what is drawn only while it is there: a signal of an object that is gone ends the
program."""

from collections.abc import Callable
from threading import RLock


class Door:
    """Open until ``close``."""

    def __init__(self) -> None:
        self._lock, self.open = RLock(), True

    def speak(self, say: Callable[[], object]) -> None:
        """``say`` on whatever thread, unless the door is closed."""
        with self._lock:
            if self.open:
                say()

    def close(self) -> None:
        """Whoever speaks at this moment is let finish first, and nobody does afterwards."""
        with self._lock:
            self.open = False
