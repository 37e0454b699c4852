"""What the doctor is shown of a data folder, and the parcel of logs that a person may send."""

from __future__ import annotations

import socket
import urllib.request
import zipfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from domain.errors import _m
from domain.findings import OK, Finding, json_of
from sync_server.data_folder import folder_key, left_address, no_server_may_start, url_of
from sync_server.settings import CannotStart, ChildSecret, Settings
from sync_server.workflows.examining import Patient

ANSWER = 5.0  # seconds


def patient_of(settings: Settings, secret: ChildSecret | None) -> Patient:
    """The folder and its surroundings as they are now; nothing is made or changed."""
    try:
        return _patient_of(settings, secret)
    except OSError as error:  # of a disk that gives nothing: that is what a person has to hear
        problem, port = error.strerror or str(error), settings.port
        return Patient(settings.data_dir, "", child=secret is not None, port=port, folder_problem=problem)


def _patient_of(settings: Settings, secret: ChildSecret | None) -> Patient:
    folder = settings.data_dir
    with no_server_may_start(folder) as quiet:
        running = not quiet
    url = _address(settings) if running else ""
    key, problem = secret.key if secret else "", ""
    if not secret and (folder / "server.db").exists():
        try:
            key = folder_key(folder)[0]
        except CannotStart as error:
            problem = str(error)
    file = folder / "key"
    return Patient(
        folder,
        key,
        key_file=str(file) if file.exists() else "",
        key_problem=problem,
        child=secret is not None,
        running=running,
        port=(urlsplit(url).port or 0) if running else settings.port,
        port_problem=_silent(url) if running else _cannot_listen(settings),
    )


def _cannot_listen(settings: Settings) -> str:
    try:
        with socket.create_server((settings.host, settings.port)):
            return ""
    except OSError as error:
        return error.strerror or str(error)


def _address(settings: Settings) -> str:
    """Where the server that runs here should answer: as somebody says, else as it said itself."""
    said = "" if settings.named else left_address(settings.data_dir)
    return said or url_of(settings.host, settings.port)


def _silent(url: str) -> str:
    """Why the server that runs here does not answer, "" if it does."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}/v1/openapi.json", timeout=ANSWER):
            return ""
    except (OSError, ValueError) as error:
        return str(error)


def pack(folder: Path, target: Path, findings: Sequence[Finding]) -> Finding:
    """Pack logs, crash reports and what was found; says what is in it. Raises OSError."""
    files = [path for path in sorted((folder / "logs").rglob("*")) if path.is_file()]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as parcel:
        parcel.writestr("doctor.json", json_of(findings))
        for path in files:
            parcel.write(path, str(path.relative_to(folder)))
    names = ", ".join(["doctor.json", *(str(path.relative_to(folder)) for path in files)])
    text = _m("{file} holds: {names}. Nobody has been sent anything; look into it before you do.")
    return Finding("report", OK, text, "", {"file": str(target), "names": names})
