"""What a person asked of the program on its command line, checked."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from pos_app.paths import default_data_dir

DEFAULT_PORT = 8626


class UsageError(Exception):
    """A wrong option; the message is one line for a person."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to run. ``command``: run | init | rebuild | verify | mend | drill | doctor | restore | practice."""

    command: str
    data_dir: Path
    demo: bool = False
    headless: bool = False
    relay_host: str = "0.0.0.0"
    relay_port: int = DEFAULT_PORT
    server: str = ""
    enrol: str = ""
    role: str = "joining"  # of that server: joining (to be home) | standby
    printers: Mapping[str, str] = field(default_factory=dict)
    init: Mapping[str, str] = field(default_factory=dict)
    file: Path | None = None  # a backup to restore
    key_file: Path | None = None
    store: str = ""
    old: Path | None = None  # the folder of the till that is restored, if it is still on this computer
    as_json: bool = False
    report: Path | None = None


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(message)


def parse(arguments: Sequence[str]) -> Options:
    """Raises UsageError for what makes no sense."""
    parser = _Parser(prog="pos-app", description="The till of a restaurant.", allow_abbrev=False)
    _run_options(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    init = commands.add_parser("init", help="found a store in an empty folder")
    rebuild = commands.add_parser("rebuild", help="build the state again from the journal and compare")
    verify = commands.add_parser("verify", help="prove chain, fold and sums; the folder is only read")
    mend = commands.add_parser("mend", help="go on with all that can be read of a file with a damaged page")
    restore = commands.add_parser("restore", help="write a store from a backup into an empty folder")
    restore.add_argument("--from", dest="file", type=Path, default=None, help="the backup, a file in .age")
    restore.add_argument("--key-file", type=Path, default=None, help="recovery sheet as a file; else asked")
    restore.add_argument("--old", type=Path, help="the old till's folder, if it is still on this computer")
    restore.add_argument("--store", default="", help="store number on the sheet, to fetch from a server")
    for name, text in (
        ("server", "server to ask, or to fetch from"),
        ("enrol", "one-time code of its owner page"),
    ):
        restore.add_argument(f"--{name}", default=argparse.SUPPRESS, help=text)
    commands.add_parser("drill")  # only the till starts these two
    practice = commands.add_parser("practice")
    doctor = commands.add_parser("doctor", help="look at all that the till stands on, and say what to do")
    doctor.add_argument("--report", type=Path, help="pack logs and crash reports into this file")
    for sub in (verify, doctor):
        sub.add_argument("--json", action="store_true", help="for machines")
    for sub in (init, rebuild, verify, mend, doctor, restore, practice):
        # Without a default of its own: it would hide an option that stands before the command.
        sub.add_argument(
            "--data-dir", type=Path, default=argparse.SUPPRESS, help="folder of the store's data"
        )
    for name, text in (
        ("name", "the restaurant's name"),
        ("currency", "such as CNY"),
        ("zone", "such as Asia/Shanghai"),
        ("manager", "the first manager's name"),
        ("pin", "the manager's PIN, 4 digits"),
    ):
        init.add_argument(f"--{name}", required=True, help=text)
    for name in ("menu", "floor", "rules"):
        init.add_argument(f"--{name}", default="", help=f"a {name} as JSON, see resources/demo/{name}.json")
    return _options(parser.parse_args(arguments))


def _run_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data-dir", type=Path, help="folder of the store's data")
    parser.add_argument("--demo", action="store_true", help="run the demo restaurant")
    parser.add_argument("--headless", action="store_true", help="run without a window until SIGTERM")
    parser.add_argument("--relay-host", help="address the own server listens on (demo: 127.0.0.1, else all)")
    parser.add_argument("--relay-port", type=int, default=DEFAULT_PORT, help="its port; 0 takes a free one")
    parser.add_argument("--server", default="", help="address of a sync server to join")
    parser.add_argument("--enrol", default="", help="one-time code from that server's owner page")
    parser.add_argument("--standby", action="store_true", help="join it as a standby, not as the home")
    parser.add_argument(
        "--printer",
        action="append",
        default=[],
        metavar="STATION=ADDRESS",
        help="such as tcp://HOST:PORT; may be repeated",
    )


def _options(found: argparse.Namespace) -> Options:
    command = found.command or "run"
    if not 0 <= found.relay_port <= 65_535:
        raise UsageError(f"--relay-port {found.relay_port}: a port is between 0 and 65535")
    if found.enrol and not found.server:
        raise UsageError("--enrol needs --server")
    if found.server and not _is_address(found.server):
        raise UsageError(f"--server {found.server}: an address is http://HOST or https://HOST")
    if command == "restore" and not (found.file or (found.server and found.enrol)):
        raise UsageError("restore needs --from FILE, or --server and --enrol to fetch the newest backup")
    init = {}
    if command == "init":
        init = {
            name: getattr(found, name)
            for name in ("name", "currency", "zone", "manager", "pin", "menu", "floor", "rules")
        }
    return Options(
        command=command,
        data_dir=(found.data_dir or default_data_dir(found.demo)).expanduser(),
        demo=found.demo,
        headless=found.headless,
        relay_host=found.relay_host or ("127.0.0.1" if found.demo else "0.0.0.0"),
        relay_port=found.relay_port,
        server=found.server.rstrip("/"),
        enrol=found.enrol,
        role="standby" if found.standby else "joining",
        printers=dict(_printer(text) for text in found.printer),
        init=init,
        file=getattr(found, "file", None),
        key_file=getattr(found, "key_file", None),
        store=getattr(found, "store", ""),
        old=getattr(found, "old", None),
        as_json=getattr(found, "json", False),
        report=getattr(found, "report", None),
    )


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _printer(text: str) -> tuple[str, str]:
    from printers.connections import connection_to

    station, _, address = text.partition("=")
    try:
        if not station or not address:
            raise ValueError(f"{text}: a printer is STATION=ADDRESS, such as kitchen=tcp://192.168.1.51:9100")
        connection_to(address)
    except ValueError as error:
        raise UsageError(f"--printer {error}") from error
    return station, address
