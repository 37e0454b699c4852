"""The line to a scale: open while somebody looks at it, and tried again when it is gone."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from pos_app.scale.protocols import PROTOCOLS, Dialogue
from pos_app.scale.reading import SILENT, UNPLUGGED, Reading
from printers.connections.serial_line import SerialConnection

log = logging.getLogger(__name__)
Hear = Callable[[Reading], None]


@dataclass(frozen=True, slots=True)
class ScaleSettings:
    """Where the scale of this till is, and what it speaks (a name of ``protocols.PROTOCOLS``)."""

    port: str
    protocol: str
    baud: int = 9600


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: between two questions, until a scale counts as silent, until a lost line is tried again."""

    every: float = 0.2
    silence: float = 1.5
    again: float = 1.0


class ScaleLine:
    """One thread for as long as somebody watches. Watchers hear each change, on that thread."""

    def __init__(self, settings: ScaleSettings, pace: Pace = Pace()) -> None:
        self._settings, self._pace = settings, pace
        self._lock = threading.Lock()
        self._watchers: list[Hear] = []
        self._last: Reading | None = None
        self._zero = False
        self._changed = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def can_zero(self) -> bool:
        """Whether this scale can be told to take what it shows for nothing."""
        return bool(_dialogue(self._settings).zero)

    def watch(self, hear: Hear) -> Callable[[], None]:
        """Hear what it shows, from its thread; call the result to stop: nothing is heard after that."""
        with self._lock:
            self._watchers.append(hear)
            if self._last is not None:
                hear(self._last)
            if self._thread is None:
                self._changed.clear()
                self._thread = threading.Thread(target=self._run, name="scale", daemon=True)
                self._thread.start()
        return lambda: self._leave(hear)

    def zero(self) -> None:
        """The empty plate is nothing."""
        self._zero = True

    def close(self) -> None:
        """Nobody watches any more."""
        with self._lock:
            self._watchers.clear()
            thread = self._thread
        self._changed.set()
        if thread is not None:
            thread.join()

    def _leave(self, hear: Hear) -> None:
        with self._lock:
            if hear in self._watchers:
                self._watchers.remove(hear)

    def _watched(self) -> bool:
        """Whether to go on; who comes after this has said no finds no thread and begins one."""
        with self._lock:
            if not self._watchers:
                self._thread, self._last = None, None
                return False
            return True

    def _tell(self, reading: Reading) -> None:
        with self._lock:
            if reading != self._last:
                self._last = reading
                for hear in self._watchers:
                    hear(reading)

    def _run(self) -> None:
        while self._watched():
            line = SerialConnection(self._settings.port, self._settings.baud)
            try:
                line.open()
                self._talk(line)
            except Exception as error:  # termios has errors of its own, and a cable may go at any moment
                log.info("the scale is not there", extra={"why": type(error).__name__})
                self._tell(Reading(UNPLUGGED))
                self._changed.wait(self._pace.again)
            finally:
                line.close()

    def _talk(self, line: SerialConnection) -> None:
        """Until nobody watches; raises OSError when the cable is pulled."""
        dialogue, heard_at = _dialogue(self._settings), time.monotonic()
        with self._lock:
            watched = bool(self._watchers)
        while watched:
            if self._zero and dialogue.zero:
                line.send(dialogue.zero)
            self._zero = False
            if dialogue.ask:
                line.send(dialogue.ask)
            until = time.monotonic() + self._pace.every
            while (left := until - time.monotonic()) > 0:
                readings, answer = dialogue.hear(line.receive(left))
                if answer:
                    line.send(answer)
                if readings:
                    heard_at = time.monotonic()
                    self._tell(readings[-1])
            if time.monotonic() - heard_at > self._pace.silence:
                self._tell(Reading(SILENT))
            with self._lock:
                watched = bool(self._watchers)


def _dialogue(settings: ScaleSettings) -> Dialogue:
    return PROTOCOLS[settings.protocol]()
