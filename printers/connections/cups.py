"""A printer that CUPS knows by name: a raw job by `lp`, watched by `lpstat`, called off if it does not leave.

A job left in the queue would come out whenever somebody switches the printer on again, unasked.
"""

import os
import re
import subprocess
import time
from dataclasses import dataclass

from printers.connections.base import SendError

SEND_SECONDS = 15.0
_COMMAND_SECONDS = 10.0
_EVERY = 0.2
_ENGLISH = {"LC_ALL": "C"}


@dataclass(slots=True)
class CupsConnection:
    """`send_seconds`: how long a job may take to leave the queue."""

    name: str
    send_seconds: float = SEND_SECONDS

    @property
    def answers(self) -> bool:
        return False

    def open(self) -> None:
        said = _run("lpstat", "-p", self.name)
        if re.search(r"\bdisabled since\b", said):
            raise OSError(f"CUPS has stopped the printer {self.name}")

    def send(self, data: bytes) -> None:
        try:
            said = _run("lp", "-d", self.name, "-o", "raw", "-t", "Mashang", "-", given=data)
        except OSError as error:
            raise SendError(str(error), 0) from error
        found = re.search(r"request id is (\S+)", said)
        if not found:
            raise SendError(f"CUPS names no job: {said.strip()}", len(data))
        self._wait_for(found[1], len(data))

    def receive(self, seconds: float) -> bytes:
        time.sleep(seconds)
        return b""

    def close(self) -> None:
        pass

    def _wait_for(self, job: str, size: int) -> None:
        """Until the job has left the queue; one that has not even begun is called off for certain."""
        until = time.monotonic() + self.send_seconds
        while self._waits(job):
            if time.monotonic() > until:
                began = f"now printing {job}" in _run("lpstat", "-p", self.name)
                _run("cancel", job)
                raise SendError(f"CUPS did not print {job} in {self.send_seconds} s", size if began else 0)
            time.sleep(_EVERY)

    def _waits(self, job: str) -> bool:
        said = _run("lpstat", "-W", "not-completed", "-o", self.name)
        return any(line.split()[:1] == [job] for line in said.splitlines())


def cups_printers() -> list[tuple[str, str]]:
    """(name, device address) of all printers of CUPS. OSError where there is no CUPS."""
    try:
        said = _run("lpstat", "-v")
    except OSError as error:
        if "No destinations added" in str(error):  # it runs, and fails for want of a printer
            return []
        raise
    return re.findall(r"^device for (.+?): (\S+)", said, re.MULTILINE)


def _run(*command: str, given: bytes = b"") -> str:
    """What a command of CUPS says; OSError with its own words if it fails or is not there."""
    try:
        done = subprocess.run(
            command,
            input=given,
            capture_output=True,
            timeout=_COMMAND_SECONDS,
            env={**os.environ, **_ENGLISH},
        )
    except subprocess.TimeoutExpired as error:
        raise OSError(f"{command[0]} does not answer") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise OSError(said or f"{command[0]} failed with {done.returncode}")
    return done.stdout.decode(errors="replace")
