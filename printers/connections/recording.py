"""A printer that is only remembered: for tests, and to see what would be sent."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class RecordingConnection:
    """Keeps what is sent, and answers as told: `answer(sent)` gives the reply to each sending."""

    answer: Callable[[bytes], bytes] = lambda sent: b""
    sent: bytearray = field(default_factory=bytearray)
    answers: bool = True
    _replies: bytearray = field(default_factory=bytearray, init=False)

    def open(self) -> None:
        self._replies.clear()

    def send(self, data: bytes) -> None:
        self.sent += data
        self._replies += self.answer(data)

    def receive(self, seconds: float) -> bytes:
        if not self._replies:
            time.sleep(seconds)
        data = bytes(self._replies)
        self._replies.clear()
        return data

    def close(self) -> None:
        pass
