"""The doctor: looks at everything a till stands on, changes nothing, and says what to do."""

from __future__ import annotations

import os
import platform
import shutil
import stat
import sys
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain import health
from domain.errors import Refused, _m, name_in
from domain.findings import NOTE, Finding
from domain.record.plain import from_plain
from domain.record.proof import broken_chain, early_facts, facts_aside, mended_facts
from domain.selling.print_setup import EMPTY, Printer, PrintSetup
from pos_app.database import condition
from pos_app.database.condition import Condition
from pos_app.paths import program_version
from pos_app.sync.client import ServerClient, ServerRefused, Unreachable
from pos_app.workflows.joining import SERVERS
from pos_app.workflows.mending import WHOLE_AGAIN
from pos_app.workflows.print_desk import arranged
from printers.connections import connection_to
from printers.delivery import look

PROBE = "doctor.probe"
UNKNOWN = Ed25519PrivateKey.from_private_bytes(bytes(32))  # of a till that has no key: nobody takes it
AT_ONCE = 8  # printers and servers; each waits some seconds at most


@dataclass(frozen=True, slots=True)
class Patient:
    """What is examined. ``key_file``: "" if the system's key store has the keys; ``key_problem``: why none.

    ``running``: a till works on the folder now. ``port_problem``: why nobody could listen there;
    ``folder_problem``: why nothing can be read in the folder.
    """

    folder: Path
    key_file: str = ""
    key_problem: str = ""
    database_key: str = ""
    server_key: str = ""  # of the server beside it
    device_key: Ed25519PrivateKey | None = None
    running: bool = False
    port: int = 0
    port_problem: str = ""
    lan: str = ""
    printers: Mapping[str, str] = field(default_factory=dict)
    has_store: bool = True
    folder_problem: str = ""


def examine(patient: Patient, now: int) -> list[Finding]:
    """All that was found, in the order in which a person would look."""
    found = condition.condition_of(patient.folder, patient.database_key) if patient.database_key else None
    look_around = found or Condition()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        servers = pool.map(lambda url: _ask(patient, look_around, url), _servers(patient, look_around))
        printers = pool.map(_printer, _printers(patient, look_around))
        asked = list(servers)
        looked = list(printers)
    own = _own(patient)  # runs by this computer's clock: it agrees with itself
    offsets = [(answer.url, answer.ahead) for answer in asked if not (answer.problem or answer.url in own)]
    disk = disk_of(patient.folder)
    return [
        health.versions(program_version(), platform.python_version(), platform.platform(terse=True)),
        health.sqlite(condition.SQLITE, look_around.cipher or "–", condition.SQLITE_IS_SAFE),
        disk,
        *_keys(patient),
        *_database(patient, found, bool(disk.facts["problem"])),
        *early_facts(look_around.early),
        *facts_aside(look_around.aside),
        health.clock(now, look_around.last_at, offsets),
        health.lan(patient.lan),
        *(
            []
            if patient.running or patient.folder_problem
            else [health.port(patient.port, patient.port_problem)]
        ),
        *(health.server(a.url, a.took, a.problem, a.refused) for a in asked),
        *(health.server_version(a.url, a.version, program_version()) for a in asked if not a.problem),
        *looked,
        *(_backups(look_around, now) if found and (found.local or not found.problem) else ()),
        health.crashes(len(crash_reports(patient.folder)), str(patient.folder / "logs" / "crashes")),
    ]


def crash_reports(folder: Path) -> list[Path]:
    """The reports of errors that nobody caught, oldest first; none that a broken disk does not give."""
    try:
        return sorted((folder / "logs" / "crashes").glob("*.json"))
    except OSError:
        return []


def disk_of(folder: Path) -> Finding:
    """Room and whether it can be written: a small file is really written, synced and removed."""
    try:
        there = next(path for path in (folder, *folder.parents) if path.exists())
        usage = shutil.disk_usage(there)
    except OSError as error:
        return health.disk(str(folder), 0, 0, error.strerror or str(error))
    try:
        write_probe(there / PROBE)
    except OSError as error:
        return health.disk(str(there), usage.free, usage.total, error.strerror or str(error))
    return health.disk(str(there), usage.free, usage.total, "")


def write_probe(file: Path) -> None:
    """Write a small file through to the disk and remove it. Raises OSError."""
    try:
        with file.open("wb") as out:
            out.write(b"\0" * 4096)
            out.flush()
            os.fsync(out.fileno())
    finally:
        file.unlink(missing_ok=True)


def readable_by_others(key_file: str) -> bool:
    """Whether other users of this computer may read the keys; Windows keeps a person's folder to itself."""
    if not key_file or sys.platform == "win32" or not Path(key_file).exists():
        return False
    return bool(stat.S_IMODE(Path(key_file).stat().st_mode) & 0o077)


def _keys(patient: Patient) -> Iterable[Finding]:
    if patient.has_store or patient.key_file or patient.key_problem:
        yield health.keys(patient.key_file, patient.key_problem, readable_by_others(patient.key_file))


def _database(patient: Patient, found: Condition | None, no_disk: bool) -> Iterable[Finding]:
    if patient.folder_problem:
        yield health.database_unread(patient.folder_problem)
    elif not patient.has_store:
        advice = _m("Start the till once and found the store, or choose its folder with --data-dir.")
        facts = {"folder": str(patient.folder)}
        yield Finding("database", NOTE, _m("{folder} holds no store yet."), advice, facts)
    elif found is not None and found.unread and no_disk:
        yield health.database_unread(found.problem)
    elif found is not None:
        sizes = found.size, found.wal
        yield health.database(found.problem, found.revision, condition.NEWEST_REVISION, *sizes, found.page)
        if found.broken:
            yield broken_chain(found.broken)
        yield from mended_facts(int((found.local.get(WHOLE_AGAIN) or {}).get("facts", 0)))


def _backups(found: Condition, now: int) -> list[Finding]:
    kept = found.local.get("backups") or {}
    places = [
        (str(place.get("where", "")), str(place.get("state", "")))
        for place in kept.get("places", ())
        if place.get("state", "untried") not in ("ok", "untried")
    ]
    drill = kept.get("drill") or {}
    there = (kept.get("server_drill") or {}).get("problem", "") if _at_server(kept) else ""
    drilled, made_at = (drill.get("at", 0), drill.get("problem", "")), int(found.recovery.get("made_at", 0))
    return health.backups(now, kept.get("at", 0), places, *drilled, there, made_at)


def _at_server(kept: Mapping[str, Any]) -> bool:
    return any(place.get("kind") == "server" for place in kept.get("places", ()))


# ------------------------------------------------------------------ servers


@dataclass(frozen=True, slots=True)
class _Answer:
    url: str
    took: int = 0  # milliseconds
    ahead: int = 0  # milliseconds of its clock
    problem: str = ""
    refused: str = ""
    version: str = ""  # of its program; "" of release 0.1.0


def _servers(patient: Patient, found: Condition) -> Sequence[str]:
    """The addresses of all servers that this till knows, its own first if it runs."""
    cloud = found.local.get("cloud")  # as release 0.1.0 kept it
    joined = [str(one["url"]) for one in found.local.get(SERVERS) or ([{"url": cloud}] if cloud else [])]
    return [*_own(patient), *joined]


def _own(patient: Patient) -> list[str]:
    return [f"http://127.0.0.1:{patient.port}"] if patient.running else []


def _ask(patient: Patient, found: Condition, url: str) -> _Answer:
    """Reach a server, read its clock, and see whether it takes a call of ours that changes nothing."""
    device = str(found.local.get("device") or found.store.get("device", ""))
    client = ServerClient(url, device, patient.device_key or UNKNOWN)
    took, ahead, version = 0, 0, ""
    try:
        took, ahead, version = client.hello()
        client.versions()
    except Unreachable as error:
        return _Answer(url, problem=str(error))
    except ServerRefused as no:
        return _Answer(url, took, ahead, refused=no.matter, version=version)
    finally:
        client.close()
    return _Answer(url, took, ahead, version=version)


def _printers(patient: Patient, found: Condition) -> list[Printer]:
    """Those that a till would run: the published ones, and stations that are their own printer."""
    try:
        setup = from_plain(PrintSetup, found.printers)
    except Refused:
        setup = EMPTY
    saved = {} if patient.printers else found.local.get("printers") or {}
    at_stations = [
        {station: Printer(station, {}, target) for station, target in targets.items()}
        for targets in (patient.printers, saved)
    ]
    return sorted(arranged(setup, *at_stations), key=lambda printer: printer.id)


def _printer(printer: Printer) -> Finding:
    station, target = name_in(printer.names, "en") or printer.id, printer.target
    if printer.driver != "escpos":  # it would take a question for a part of a label
        return health.printer(station, target, "", "silent")
    if target == "virtual":
        return health.printer(station, target, "", "ok")
    try:
        seen = look(connection_to(target))
    except (OSError, ValueError) as error:
        return health.printer(station, target, getattr(error, "strerror", "") or str(error), "")
    return health.printer(station, target, "", seen.value if seen else "silent")
