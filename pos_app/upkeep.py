"""The commands beside the till itself: they found, prove, mend and restore a store, or practise in one."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from domain.errors import Refused, _m
from domain.findings import OK, TROUBLE, Finding, in_trouble, json_of, text_of
from domain.record import canonical as record
from domain.record.proof import findings_of
from pos_app.console import HowFar, system_words
from pos_app.crashing import install_failpoints
from pos_app.damaged import go_on_with_what_is_read
from pos_app.database.session import FILE, FolderError
from pos_app.doctor import pack, patient_of
from pos_app.folder import StartError, found_store, no_key, no_store, open_folder, start_error
from pos_app.keys import KeyBox, KeysError
from pos_app.settings import Options
from pos_app.sync.own_server import ChildSettings, ServerStartError, own_server_says
from pos_app.workflows import founding
from pos_app.workflows.examining import examine
from pos_app.workflows.rebuilding import rebuild
from pos_app.workflows.recovery import make_key
from pos_app.workflows.verifying import verify
from printers.slips.recovery_sheet import RecoverySheet

MAKING_ANEW = _m("The store's file is made anew: {done} of {all} entries")
MENDED_FILE = _m(
    "The store's file is sound again. Facts read: {read}; not read: {lost}. What a server has of these comes"
    " back when the till runs. The file as it was: {file}"
)
RECOVERY = _m(
    "This is the recovery sheet: the only key that opens backups of this store. Write it down or print it,"
    " keep it away from the till, and type its last 6 characters at the till."
)


def _init(options: Options) -> int:
    asked = founding.FirstRun(
        *(options.init[name] for name in ("name", "currency", "zone", "manager", "pin"))
    )
    given = {name: _read(options.init[name]) for name in ("menu", "floor", "rules") if options.init[name]}
    found_store(options, founding.restaurant(asked, given))
    print(f"{asked.name}: {options.data_dir}")
    print(system_words()(RECOVERY), _recovery_key(options).text, sep="\n")
    return 0


def _recovery_key(options: Options) -> RecoverySheet:
    """The new store's key for backups; the words on the terminal are its only copy."""
    parts = open_folder(options, progress=HowFar())
    try:
        made = parts.writer.submit(lambda: parts.book.write(lambda entry: make_key(entry, "manager")))
        return made.result()
    finally:
        parts.close()


def _restore(options: Options) -> int:
    from pos_app.restore import restore_as_asked

    for line in restore_as_asked(options, system_words()):
        print(line, flush=True)
    return 0


def _drill(options: Options) -> int:
    from pos_app.drill import drill_as_told

    return drill_as_told()


def _practice(options: Options) -> int:
    from pos_app.practice import practise

    return practise(options)


def _rebuild(options: Options) -> int:
    if not (options.data_dir / FILE).exists():
        raise no_store(options.data_dir)
    parts = open_folder(options, progress=HowFar())
    try:
        result = parts.writer.submit(lambda: rebuild(parts.database)).result()
    finally:
        parts.close()
    if result.broken:
        print(f"the chain breaks at {result.broken}")
        return 1
    changed = ", ".join(result.different) or "nothing"
    print(f"{result.events} events folded; the chain holds; changed: {changed}")
    return 0


def _mend(options: Options) -> int:
    """Where the disk does not give a page of the store's file: go on with all that can be read."""
    install_failpoints()
    made = go_on_with_what_is_read(options.data_dir, HowFar(MAKING_ANEW))
    read, lost = made.copied.facts, made.copied.at_end + made.copied.between
    print(system_words()(MENDED_FILE).format(read=read, lost=lost, file=made.kept.name))
    return 0


def _verify(options: Options) -> int:
    folder = options.data_dir
    if not (folder / FILE).exists():
        raise no_store(folder)
    began = time.monotonic()
    try:
        keys = KeyBox(folder, look_only=True)
        if not keys.has_database_key:
            raise no_key(folder, keys)
        proof = verify(folder, keys.database_key())
    except (KeysError, FolderError) as error:
        raise start_error(error, folder) from error
    except OSError as error:  # of the place for the copy, or of the folder
        where = error.filename or folder
        raise StartError(f"{where}: {error.strerror or error}") from error
    took = Finding(
        "time", OK, _m("Proved in {seconds} s."), "", {"seconds": f"{time.monotonic() - began:.1f}"}
    )
    server_key = keys.server_key() if keys.has_server_key else ""
    return _say((*findings_of(proof), took), options, "verify", server_key, options.relay_port)


def _doctor(options: Options) -> int:
    patient, words = patient_of(options), system_words()
    findings = examine(patient, time.time_ns() // 1_000_000)
    code = _say(findings, options, "doctor", patient.server_key, patient.port)
    if options.report:
        try:
            packed = pack(options.data_dir, options.report, findings)
        except OSError as error:
            raise StartError(f"{options.report}: {error.strerror or error}") from error
        print(text_of([packed], words), file=sys.stderr if options.as_json else sys.stdout)
    return code


def _say(findings: Sequence[Finding], options: Options, command: str, server_key: str, port: int) -> int:
    """Print what was found, and what the server beside this till finds in its own folder."""
    folder, code, its = options.data_dir / "server", 0, ""
    if server_key and (folder / "server.db").exists():
        settings = ChildSettings(folder, options.relay_host, port, {"key": server_key})
        try:
            code, its = own_server_says(command, settings, options.as_json)
        except ServerStartError as error:
            trouble = Finding("server", TROUBLE, _m("The server: {problem}"), "", {"problem": str(error)})
            findings = [*findings, trouble]
    if options.as_json:
        theirs = [{**one, "check": f"server.{one['check']}"} for one in json.loads(its or "[]")]
        print(json.dumps([*json.loads(json_of(findings)), *theirs], ensure_ascii=False, indent=1))
    else:
        words = system_words()
        print(text_of(findings, words))
        if its:
            print(words(_m("The server beside this till:")), its, sep="\n")
    return 1 if code or in_trouble(findings) else 0


def _read(path: str) -> Any:
    try:
        return record.parse(Path(path).read_bytes())
    except (OSError, Refused) as error:
        raise founding.FoundingError(f"{path} is no JSON object with whole numbers") from error


COMMANDS = {
    "init": _init,
    "rebuild": _rebuild,
    "verify": _verify,
    "drill": _drill,
    "practice": _practice,
    "doctor": _doctor,
    "restore": _restore,
    "mend": _mend,
}
