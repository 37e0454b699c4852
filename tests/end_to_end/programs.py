"""Real programs in processes of their own: started, asked for their ready line, killed, ended."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0  # seconds for a start on a busy machine


class Ended(AssertionError):  # noqa: N818 - it reads as what happened
    """The program has ended while something was expected of it."""


class Program:
    """`python -m MODULE …` that says when it is ready, by one JSON line on its standard output."""

    def __init__(
        self,
        module: str,
        arguments: Sequence[str],
        said: Path,
        environment: Mapping[str, str] | None = None,
        root: Path = ROOT,
    ) -> None:
        """Start it. ``said``: a file that takes its standard error. ``root``: where its source lies."""
        self._said = said
        with said.open("ab") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=root,
                env={
                    **os.environ,
                    "PYTHONPATH": str(root),
                    "PYTHONFAULTHANDLER": "1",
                    **(environment or {}),
                },
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._listener = threading.Thread(target=self._listen, name=f"{module}-said", daemon=True)
        self._listener.start()
        self.ready: Mapping[str, Any] = {}

    def wait_ready(self) -> Mapping[str, Any]:
        """Its ready line. AssertionError with its last words if it stays silent, Ended if it ends instead."""
        self.ready = self.next_line()
        return self.ready

    def next_line(self, seconds: float = PATIENCE) -> Mapping[str, Any]:
        """The next JSON line that it prints."""
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            raise AssertionError(f"silent for {seconds} s: {self.last_words()}") from None
        if not line:
            self._lines.put(b"")
            raise Ended(self.last_words())
        return dict(json.loads(line))

    def tell(self, line: object) -> None:
        """One JSON line to its standard input. Raises Ended."""
        assert self.process.stdin
        try:
            self.process.stdin.write(json.dumps(line).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise Ended(self.last_words()) from None

    def last_words(self) -> str:
        return self._said.read_text(errors="replace")[-6000:]

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def wait_dead(self, seconds: float = PATIENCE) -> int:
        """Its exit code once it has ended by itself."""
        return self.process.wait(seconds)

    def hang_up(self) -> None:
        """Close its standard input, as the end of whoever started it does."""
        assert self.process.stdin
        self.process.stdin.close()

    def kill(self) -> None:
        """As a power cut would, for this process."""
        self.process.kill()
        self._let_go()

    def freeze(self) -> None:
        """As a computer that goes to sleep: it keeps all that it has, and says nothing."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It wakes up where it was."""
        self.process.send_signal(signal.SIGCONT)

    def kill_with_its_own(self) -> None:
        """As a power cut would: the program and those that it has started, at one stroke."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self._let_go()

    def end(self) -> int:
        """Ask it to end (SIGTERM); its exit code. AssertionError with where its threads stand if it stays."""
        if self.alive:
            self.process.send_signal(signal.SIGTERM)
            self._hang_up()  # a signal just before it waits for a line would be seen with the next one
        try:
            code = self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGABRT)
            self._let_go()
            raise AssertionError(f"does not end: {self.last_words()}") from None
        self._let_go()
        return code

    def _let_go(self) -> None:
        self.process.wait()
        self._listener.join(5)
        assert self.process.stdout
        self._hang_up()
        self.process.stdout.close()

    def _hang_up(self) -> None:
        assert self.process.stdin
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(b"")
