"""The doctor: looks at everything a server stands on, changes nothing, and says what to do."""

from __future__ import annotations

import os
import platform
import shutil
import stat
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

from domain import health
from domain.errors import _m
from domain.findings import NOTE, OK, TROUBLE, Finding
from domain.record.proof import early_facts, facts_aside
from sync_server.database import condition
from sync_server.database.condition import Condition
from sync_server.workflows.others_clocks import others_clocks

PROBE = "doctor.probe"
RENAME = _m(
    "The till has all of the store's facts and sells on. Rename this folder: the till starts a new server and"
    " tells it everything. The owner's password, and devices that only read, are set up anew."
)


@dataclass(frozen=True, slots=True)
class Patient:
    """What is examined. ``key``: "" if there is none; ``key_file``: "" if the system's key store has it.

    ``child``: a till keeps the key; ``running``: a server works on the folder now;
    ``port_problem``: why nobody could listen there, or why the server does not answer; ``folder_problem``:
    why nothing can be read in the folder.
    """

    folder: Path
    key: str
    key_file: str = ""
    key_problem: str = ""
    child: bool = False
    running: bool = False
    port: int = 0
    port_problem: str = ""
    folder_problem: str = ""


def examine(patient: Patient, now: int) -> list[Finding]:
    """All that was found, in the order in which a person would look."""
    file = patient.folder / "server.db"
    there = not patient.folder_problem and file.exists()
    found = (
        condition.condition_of(file, patient.key, running=patient.running) if patient.key and there else None
    )
    seen, disk = found or Condition(), _disk(patient.folder)
    return [
        health.versions(program_version(), platform.python_version(), platform.platform(terse=True)),
        health.sqlite(condition.SQLITE, seen.cipher or "–", condition.SQLITE_IS_SAFE),
        disk,
        *_keys(patient, there),
        *_database(patient, found, bool(disk.facts["problem"])),
        health.clock(now, seen.heard_at, others_clocks(seen.gateways)),
        *health.told_too_early(seen.ahead),
        *_port(patient),
        *(_stores(seen) if found and not found.problem else ()),
        health.crashes(len(crash_reports(patient.folder)), str(patient.folder / "logs" / "crashes")),
    ]


def program_version() -> str:
    """This program's version, "?" where it was not installed."""
    try:
        return metadata.version("mashang")
    except metadata.PackageNotFoundError:
        return "?"


def crash_reports(folder: Path) -> list[Path]:
    """The reports of errors that nobody caught, oldest first; none that a broken disk does not give."""
    try:
        return sorted((folder / "logs" / "crashes").glob("*.json"))
    except OSError:
        return []


def write_probe(file: Path) -> None:
    """Write a small file through to the disk and remove it. Raises OSError."""
    try:
        with file.open("wb") as out:
            out.write(b"\0" * 4096)
            out.flush()
            os.fsync(out.fileno())
    finally:
        file.unlink(missing_ok=True)


def _disk(folder: Path) -> Finding:
    try:
        there = next(path for path in (folder, *folder.parents) if path.exists())
        usage = shutil.disk_usage(there)
    except OSError as error:
        return health.disk(str(folder), 0, 0, error.strerror or str(error), health.SERVER_STOPS)
    try:
        write_probe(there / PROBE)
    except OSError as error:
        problem = error.strerror or str(error)
        return health.disk(str(there), usage.free, usage.total, problem, health.SERVER_STOPS)
    return health.disk(str(there), usage.free, usage.total, "", health.SERVER_STOPS)


def _keys(patient: Patient, has_file: bool) -> Iterable[Finding]:
    if patient.child or not (has_file or patient.key_file or patient.key_problem):
        return
    others = False
    if patient.key_file and sys.platform != "win32":
        others = bool(stat.S_IMODE(Path(patient.key_file).stat().st_mode) & 0o077)
    yield health.keys(patient.key_file, patient.key_problem, others)


def _database(patient: Patient, found: Condition | None, no_disk: bool) -> Iterable[Finding]:
    if patient.folder_problem:
        yield health.database_unread(patient.folder_problem)
    elif found is not None and found.unread and no_disk:
        yield health.database_unread(found.problem)
    elif found is not None:
        seen = health.database(found.problem, found.revision, found.latest, found.size, found.wal)
        yield replace(seen, advice=RENAME) if found.problem and patient.child else seen
    elif not (patient.folder / "server.db").exists():
        text = _m("{folder} holds no server's data yet.")
        advice = _m("Start the server once, or choose its folder with --data-dir.")
        yield Finding("database", NOTE, text, advice, {"folder": str(patient.folder)})


def _port(patient: Patient) -> Iterable[Finding]:
    facts: dict[str, str | int] = {"port": patient.port}
    if patient.folder_problem:  # nobody knows whether it runs
        return
    if not patient.running:
        yield health.port(patient.port, patient.port_problem)
    elif patient.port_problem:
        text = _m("The server runs, but does not answer on port {port}.")
        advice = _m("If it listens elsewhere, name its --host and --port; else start it anew.")
        yield Finding("port", TROUBLE, text, advice, facts)
    else:
        yield Finding("port", OK, _m("The server runs and answers on port {port}."), "", facts)


def _stores(seen: Condition) -> Iterable[Finding]:
    facts: dict[str, str | int] = {"stores": seen.stores, "devices": seen.devices}
    yield Finding("stores", OK, _m("Stores: {stores}. Devices that may speak: {devices}."), "", facts)
    yield from facts_aside(seen.troubled)
    if seen.review:
        text = _m("Facts that wait for the owner's review: {count}. They are in no figure yet.")
        yield Finding("review", NOTE, text, _m("Decide on the owner's page."), {"count": seen.review})
    yield from early_facts(seen.early)
