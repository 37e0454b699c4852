"""`sync-server`: starts the server, says where it is, and ends cleanly."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import uvicorn

from domain.errors import Refused, _m
from domain.findings import OK, Finding, in_trouble, json_of, text_of
from sync_server import dying
from sync_server.app import PlayMoney, Server, build
from sync_server.console import print_any_language, system_words
from sync_server.crashes import CrashReports
from sync_server.data_folder import (
    does_not_open,
    folder_key,
    forget_address,
    leave_address,
    no_disk,
    no_server_may_start,
    open_folder,
    url_of,
)
from sync_server.database.connecting import WrongKey
from sync_server.database.copying import CannotCopy
from sync_server.database.disk import of_place
from sync_server.database.migrating import NewerFolder
from sync_server.database.session import Database
from sync_server.diner.flood import Flood
from sync_server.doctor import pack, patient_of
from sync_server.logs import JsonLines, log_to, warn_on_stderr
from sync_server.own_copy import give, take_back
from sync_server.settings import CannotStart, ChildSecret, Settings, read_child_secret, read_settings
from sync_server.whole_copy import back_up, key_beside, restore
from sync_server.workflows.backups import Limits
from sync_server.workflows.clock import Clock
from sync_server.workflows.examining import examine, program_version
from sync_server.workflows.verifying import verify

CRASHED = 70  # as sysexits.h calls it: an error of the program itself
POLITE = 10  # of 19: how far behind the till a copy for its backup stands on a busy machine
END_WITHIN = 5.0  # seconds from the till's death to ours
AT_A_TURN = 64  # callers that are let in at once


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until told to end, or verify. 0: ended cleanly; 1: trouble found; 2: could not start."""
    print_any_language()
    warn_on_stderr()
    settings = None
    try:
        settings = read_settings(sys.argv[1:] if arguments is None else arguments)
        secret = read_child_secret(sys.stdin.buffer) if settings.child else None
        if settings.command != "run":
            gc.enable()
        if settings.command == "verify":
            return _verify(settings, secret)
        if settings.command == "doctor":
            return _doctor(settings, secret)
        if settings.command in ("backup", "restore"):
            return _own_copy(settings, secret) if secret else _whole_copy(settings)
        with ExitStack() as ending:
            door = ending.enter_context(_listen(settings))
            ending.enter_context(open_folder(settings.data_dir))
            return _run(settings, secret, door, ending)
    except CannotStart as why:
        if settings and settings.child and settings.command == "run":
            print(json.dumps({"refused": why.code, "said": str(why), "facts": why.facts}), flush=True)
        print(f"sync-server: {why.text(system_words())}", file=sys.stderr)
        return 2


def _run(settings: Settings, secret: ChildSecret | None, door: socket.socket, ending: ExitStack) -> int:
    """Serve until told to end; an error that nobody expected leaves a report in the folder."""
    logs = settings.data_dir / "logs"
    reports = ending.enter_context(CrashReports(logs, f"sync-server {program_version()}", JsonLines()))
    try:
        ending.enter_context(log_to(logs))
    except OSError as error:
        raise no_disk(settings.data_dir, error) from error
    try:
        server = _open(settings, secret, ending)
        dying.install(os.environ)
        _serve(settings, secret, server, door, reports)
    except CannotStart:
        raise
    except Exception as error:
        reports.write(error, "main")
        return CRASHED
    return 0


def _verify(settings: Settings, secret: ChildSecret | None) -> int:
    folder, began = settings.data_dir, time.monotonic()
    if not (folder / "server.db").exists():
        said = f"data folder {folder}: there is no server's file in it"
        raise CannotStart(said, "server_none", folder=str(folder))
    key = secret.key if secret else folder_key(folder)[0]
    try:
        with no_server_may_start(folder) as quiet:
            findings = verify(folder, key, running=not quiet)
    except WrongKey as error:
        raise does_not_open(folder) from error
    except NewerFolder as error:
        raise _newer(folder) from error
    except Refused as no:  # by the copy: it holds what cannot be read
        raise does_not_open(folder) from no
    except (CannotCopy, OSError) as error:
        if of_place(error.__cause__):
            raise does_not_open(folder) from error
        raise CannotStart(f"data folder {folder}: cannot be copied: {error}") from error
    seconds = f"{time.monotonic() - began:.1f}"
    took = Finding("time", OK, _m("Proved in {seconds} s."), "", {"seconds": seconds})
    return _say((*findings, took), settings.as_json)


def _newer(folder: Path) -> CannotStart:
    said = f"data folder {folder}: a newer version wrote it; update this program"
    return CannotStart(said, "server_newer", folder=str(folder))


def _doctor(settings: Settings, secret: ChildSecret | None) -> int:
    findings = examine(patient_of(settings, secret), time.time_ns() // 1_000_000)
    code = _say(findings, settings.as_json)
    if settings.report:
        try:
            packed = pack(settings.data_dir, settings.report, findings)
        except OSError as error:
            raise CannotStart(f"{settings.report}: {error.strerror or error}") from error
        print(text_of([packed], system_words()), file=sys.stderr if settings.as_json else sys.stdout)
    return code


def _whole_copy(settings: Settings) -> int:
    file = settings.backup
    assert file
    if settings.command == "backup":
        print(back_up(settings.data_dir, file, system_words()))
    else:
        key = settings.backup_key or key_beside(file)
        print(restore(file, key, settings.data_dir, time.time_ns() // 1_000_000, system_words()))
    return 0


def _own_copy(settings: Settings, secret: ChildSecret) -> int:
    file, now = settings.backup, time.time_ns() // 1_000_000
    assert file
    if settings.command == "backup":
        if hasattr(os, "nice"):  # for a restore somebody waits
            os.nice(POLITE)
        give(settings.data_dir, secret.key, file, now, (sys.stdin.buffer, sys.stdout.buffer))
    else:
        take_back(file, secret.key, settings.data_dir, now, sys.stdout.buffer)
    return 0


def _say(findings: Sequence[Finding], as_json: bool) -> int:
    print(json_of(findings) if as_json else text_of(findings, system_words()))
    return 1 if in_trouble(findings) else 0


def _listen(settings: Settings) -> socket.socket:
    if settings.door >= 0:
        return _inherited(settings.door)
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM
        )[0]
        with ExitStack() as unless_bound:
            door = unless_bound.enter_context(socket.socket(family, kind))
            if sys.platform != "win32":  # there it would let two servers share a port
                door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind(address)
            door.listen(1024)
            unless_bound.pop_all()
    except OSError as error:
        reason = error.strerror or str(error)
        said = f"cannot listen on {settings.host} port {settings.port}: {reason}"
        raise CannotStart(
            said, "server_port", host=settings.host, port=settings.port, reason=reason
        ) from error
    return door


def _inherited(handle: int) -> socket.socket:
    """The socket on which the till listens: what has knocked since the server before us ended waits there."""
    try:
        door = socket.socket(fileno=handle)
        door.set_inheritable(False)
    except OSError as error:
        raise CannotStart(f"--door {handle}: {error.strerror or error}") from error
    return door


def _open(settings: Settings, secret: ChildSecret | None, ending: ExitStack) -> Server:
    folder = settings.data_dir
    try:
        key, where = (secret.key, "") if secret else folder_key(folder)
    except OSError as error:
        raise no_disk(folder, error) from error
    flood = Flood(on=not os.environ.get("MASHANG_NO_FLOOD_LIMIT"))  # off only to measure
    try:
        database = Database(folder / "server.db", key)
        ending.callback(database.close)
        limits = Limits(settings.backup_size << 20, settings.backup_count)
        clock = Clock()
        merchants = PlayMoney(clock) if secret and secret.play_money else None
        server = build(database, clock, flood, limits, merchants)
    except WrongKey as error:
        raise does_not_open(folder) from error
    except NewerFolder as error:
        raise _newer(folder) from error
    except CannotCopy as error:
        said = f"data folder {folder}: cannot be copied before the update ({error})"
        raise CannotStart(said, "start_no_room") from error
    except Refused as no:
        said = f"data folder {folder}: {no.__cause__}"
        raise CannotStart(said, "start_disk", folder=str(folder)) from no
    if seconds := os.environ.get("MASHANG_RUN_SILENT"):  # a test's disk goes back in seconds, not in minutes
        server.enrolling.alive = int(seconds) * 1000
    if where:
        print(where, file=sys.stderr)
    return server


def _serve(
    settings: Settings, secret: ChildSecret | None, server: Server, door: socket.socket, reports: CrashReports
) -> None:
    config = uvicorn.Config(
        server.app,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="on",
        timeout_keep_alive=75,
        timeout_graceful_shutdown=2,
    )
    web = _Web(config, server, url_of(settings.host, door.getsockname()[1]), settings.data_dir)
    if secret:
        if secret.enrol_code:
            server.enrolling.keep_child_code(secret.enrol_code)
        threading.Thread(target=_end_with_till, args=(web,), daemon=True).start()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: web.end())
    _tune()
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.get_loop().set_exception_handler(reports.of_loop)
        if secret and secret.owner_password:
            runner.run(server.owning.set_first_password(secret.owner_password))
        runner.run(web.serve(sockets=_doors(door)))


def _tune() -> None:
    """The writer comes back from the disk every few milliseconds and must not wait as long for its turn.

    What stands in memory by now stays for ever; looking through it for garbage again and again is of no use.
    """
    sys.setswitchinterval(0.0005)
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()


def _doors(door: socket.socket) -> list[socket.socket]:
    """The door under many numbers. uvloop lets in one caller a turn of its loop by each: where a thousand
    tills come back together, those that are in already would keep the others out for half a minute."""
    return [door] if sys.platform == "win32" else [door, *(door.dup() for _ in range(AT_A_TURN - 1))]


class _Web(uvicorn.Server):
    """uvicorn, that says when and where it is ready, wakes those who wait before it ends, and then ends with
    0."""

    def __init__(self, config: uvicorn.Config, server: Server, url: str, folder: Path) -> None:
        super().__init__(config)
        self._server = server
        self._url = url
        self._folder = folder

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # ours are set already; uvicorn's would raise the signal again after the end

    def end(self) -> None:
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            leave_address(self._folder, self._url)
            _tell_ready(self._url, self._server.owning.setup_token)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        forget_address(self._folder)
        self._server.let_go()
        await super().shutdown(sockets)


def _tell_ready(url: str, setup_token: str) -> None:
    ready: dict[str, object] = {"ready": True, "url": url, "owner_url": f"{url}/owner/"}
    if setup_token:
        ready["setup_url"] = f"{url}/owner/setup?token={setup_token}"
        print(f"To set the owner's password, open once: {ready['setup_url']}", file=sys.stderr)
    print(f"For a till's enrolment code, sign in at {url}/owner/devices and choose a code.", file=sys.stderr)
    print(json.dumps(ready), flush=True)


def _end_with_till(web: _Web) -> None:
    """Wait for the end of standard input: also a killed till closes it."""
    while sys.stdin.buffer.read(4096):
        pass
    web.end()
    threading.Event().wait(END_WITHIN)
    os._exit(0)  # something hangs; the till is gone, and nothing acknowledged is lost


if __name__ == "__main__":
    sys.exit(main())
