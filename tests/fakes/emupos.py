"""emupos, a receipt printer that nobody here wrote, as a process of its own; it needs Python 3.13 or newer.

`program()` finds such a Python and installs emupos beside it in .work/, or says in a sentence why it cannot.
"""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import requests

ROOT = Path(__file__).parents[2]
HOME = ROOT / ".work" / "emupos"
LOCK = Path(__file__).with_suffix(".lock")
FAULTS = ("paper-out", "cover-open", "offline", "paper-near-end")
_STILL = 20.0  # seconds in which one that starts has done nothing at all


class MissingError(Exception):
    """Why emupos cannot run here, in a sentence."""


@cache
def program() -> Path:
    """The command, installed by the lock if need be. MissingError."""
    made = HOME / ("Scripts" if sys.platform == "win32" else "bin")
    HOME.parent.mkdir(exist_ok=True)
    with (HOME.parent / "emupos.guard").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)  # two runs at once would trip over each other
        done = HOME / "installed"
        if not (done.exists() and done.read_bytes() == LOCK.read_bytes()):
            _install(_newer_python(), made / "python")
            done.write_bytes(LOCK.read_bytes())
    return made / "emupos"


def _newer_python() -> str:
    """A Python of at least 3.13: named by $MASHANG_PYTHON_313, on the path, or kept by pyenv."""
    named = os.environ.get("MASHANG_PYTHON_313")
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates = [
        *([named] if named else []),
        *(str(path) for path in sorted(kept.glob("3.1[3-9].*/bin/python3"), reverse=True)),
        *filter(None, (shutil.which(f"python3.{minor}") for minor in range(19, 12, -1))),
    ]
    if sys.version_info >= (3, 13):
        candidates.append(sys.executable)
    for candidate in candidates:
        asked = "import sys, venv, ensurepip; raise SystemExit(sys.version_info < (3, 13))"
        try:
            if subprocess.run([candidate, "-c", asked], capture_output=True, timeout=20).returncode == 0:
                return candidate
        except (OSError, subprocess.TimeoutExpired):
            continue
    raise MissingError("emupos needs Python 3.13 or newer, which is not here; set MASHANG_PYTHON_313")


def _install(python: str, made: Path) -> None:
    uv = str(Path(sys.executable).with_name("uv"))
    steps = (
        [python, "-m", "venv", "--without-pip", "--clear", str(HOME)],
        [uv, "pip", "sync", "-q", "--system-certs", "--require-hashes", "--python", str(made), str(LOCK)],
    )
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, timeout=300)
        if done.returncode:
            said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise MissingError(f"emupos could not be installed: {said}")


class Emupos:
    """One printer of emupos on a port of this machine, with its own folder for receipts."""

    def __init__(self, folder: Path, profile: str = "epson-tm-t20iii") -> None:
        self._folder = folder
        self.port, api = _free_ports(2)
        self._api = f"http://127.0.0.1:{api}/api/v1"
        config = {
            "schema": 1,
            "api": {"host": "127.0.0.1", "port": api},
            "devices": [
                {
                    "id": "hot",
                    "type": "printer",
                    "profile": profile,
                    "connections": [{"tcp": {"host": "127.0.0.1", "port": self.port}}],
                    "receipts_dir": str(folder / "receipts"),
                }
            ],
        }
        (folder / "emupos.yaml").write_text(json.dumps(config))  # JSON is YAML
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def __enter__(self) -> "Emupos":
        log = (self._folder / "emupos.log").open("wb")
        self._process = subprocess.Popen(
            [program(), "run", "--config", "emupos.yaml"],
            cwd=self._folder,
            stdout=log,
            stderr=log,
            env={name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        )
        log.close()
        worked, until = 0, time.monotonic() + _STILL
        while time.monotonic() < until and self._process.poll() is None:
            try:
                requests.get(f"{self._api}/health", timeout=1).raise_for_status()
                return self
            except requests.RequestException:
                time.sleep(0.02)
            if (by_now := _worked(self._process.pid)) > worked:  # busy processors: it gets its turn late
                worked, until = by_now, time.monotonic() + _STILL
        self.__exit__()
        raise AssertionError((self._folder / "emupos.log").read_text() or "emupos stands still")

    def __exit__(self, *exception: object) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(10)

    def fail(self, fault: str) -> None:
        self._call("PUT", f"faults/{fault}")

    def mend(self) -> None:
        for fault in self._call("GET", "").json()["state"]["faults"]:
            self._call("DELETE", f"faults/{fault}")

    @property
    def drawer(self) -> str:
        """open | closed."""
        return str(self._call("GET", "").json()["state"]["drawer"])

    @property
    def texts(self) -> list[str]:
        """Each receipt's characters, the oldest first. emupos shows every byte as one of code page 437."""
        found = self._call("GET", "receipts").json()
        raw = [self._call("GET", f"receipts/{one['id']}/text").content.decode() for one in reversed(found)]
        return [text.replace("\n", "\r\n").encode("cp437").decode("gb18030") for text in raw]

    def wait_for(self, count: int, seconds: float = 5.0) -> list[str]:
        """The receipts once there are so many."""
        until = time.monotonic() + seconds
        while len(texts := self.texts) < count:
            assert time.monotonic() < until, f"{len(texts)} of {count} receipts in {seconds} s"
            time.sleep(0.02)
        return texts

    def _call(self, method: str, path: str) -> requests.Response:
        answer = requests.request(method, f"{self._api}/devices/hot/{path}".rstrip("/"), timeout=5)
        answer.raise_for_status()
        return answer


def _worked(process: int) -> int:
    """Processor time that a process has had so far, in ticks; 0 where the system does not tell."""
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0
    return int(told[11]) + int(told[12])


def _free_ports(count: int) -> list[int]:
    """Ports below the ephemeral range where nobody listens at this moment.

    Test processes that begin at once, as two workers of one run do, look in places of their own.
    """
    found: list[int] = []
    for port in range(20_000 + os.getpid() * count % 10_000, 32_000):
        with socket.socket() as sock:
            if sock.connect_ex(("127.0.0.1", port)) != 0:
                found.append(port)
        if len(found) == count:
            return found
    raise AssertionError("no free port")
