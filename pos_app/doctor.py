"""What the doctor is shown of a data folder, and the parcel of logs that a person may send."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

from domain.errors import _m
from domain.findings import OK, Finding, json_of
from domain.health import GONE, SHUT
from pos_app.addresses import cannot_listen, lan_address
from pos_app.database.session import FILE, no_till_may_start
from pos_app.keys import FILE as KEYS
from pos_app.keys import KeyBox, KeysError
from pos_app.settings import Options
from pos_app.sync.own_server import port_of
from pos_app.workflows.examining import Patient

LOOPBACK = "127.0.0.1"


def patient_of(options: Options) -> Patient:
    """The folder and its surroundings as they are now; nothing is made or changed."""
    try:
        return _patient_of(options)
    except OSError as error:  # of a disk that gives nothing: that is what a person has to hear
        problem, lan = error.strerror or str(error), lan_address()
        where = "" if lan == LOOPBACK else lan
        return Patient(options.data_dir, lan=where, has_store=False, folder_problem=problem)


def _patient_of(options: Options) -> Patient:
    folder = options.data_dir
    with no_till_may_start(folder) as quiet:
        running = not quiet
    lan = lan_address()
    has_store = (folder / FILE).exists()
    problem, keys = "", None
    try:
        keys = KeyBox(folder, look_only=True)
    except (KeysError, OSError) as error:
        problem = str(error)
    if keys and has_store and not keys.has_database_key:
        problem, keys = SHUT if keys.shut else GONE, None
    usable = keys if keys and keys.has_database_key else None
    return Patient(
        folder,
        key_file=str(folder / KEYS) if (folder / KEYS).exists() else "",
        key_problem=problem,
        database_key=usable.database_key() if usable and has_store else "",
        server_key=usable.server_key() if usable and usable.has_server_key else "",
        device_key=usable.device_key() if usable and usable.has_device_key else None,
        running=running,
        port=(running and port_of(folder / "server")) or options.relay_port,
        port_problem="" if running else cannot_listen(options.relay_host, options.relay_port),
        lan="" if lan == LOOPBACK else lan,
        printers=options.printers,
        has_store=has_store,
    )


def pack(folder: Path, target: Path, findings: Sequence[Finding]) -> Finding:
    """Pack logs, crash reports and what was found; says what is in it. Raises OSError."""
    rooms = folder / "logs", folder / "server" / "logs"
    files = [path for room in rooms for path in sorted(room.rglob("*")) if path.is_file()]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as parcel:
        parcel.writestr("doctor.json", json_of(findings))
        for path in files:
            parcel.write(path, str(path.relative_to(folder)))
    names = ", ".join(["doctor.json", *(str(path.relative_to(folder)) for path in files)])
    text = _m("{file} holds: {names}. Nobody has been sent anything; look into it before you do.")
    return Finding("report", OK, text, "", {"file": str(target), "names": names})
