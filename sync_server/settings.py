"""What the server is started with: options, and for a till's own server one secret line on standard input."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn

from domain.errors import refusal_text

COMMANDS = ("run", "verify", "doctor", "backup", "restore")
PORT = 8480


class CannotStart(Exception):  # noqa: N818 - it reads as what is so
    """Why the server does not start, as one line for whoever started it.

    ``code`` and ``facts``: the same as a sentence of ``domain.errors``, which also says what is safe and what
    to do; "" if none fits.
    """

    def __init__(self, message: str, code: str = "", **facts: str | int) -> None:
        super().__init__(message)
        self.code = code
        self.facts = facts

    def text(self, translate: Callable[[str], str]) -> str:
        """The line in the reader's language."""
        return refusal_text(self.code, self.facts, translate) if self.code else str(self)


@dataclass(frozen=True, slots=True)
class Settings:
    """``port`` 0: any free one; ``named``: somebody has said host or port.

    ``child``: a till started us, and we end when our standard input closes.
    ``door``: the number of a listening socket that the till passed on, −1 without one.
    ``command``: one of COMMANDS. ``backup`` and ``backup_key``: the files of backup and restore.
    ``backup_size``: MB of one of a store's ``backup_count`` backups.
    """

    data_dir: Path
    host: str
    port: int
    child: bool
    command: str = "run"
    door: int = -1
    as_json: bool = False
    report: Path | None = None
    backup_size: int = 4096
    backup_count: int = 100
    backup: Path | None = None
    backup_key: Path | None = None
    named: bool = False


@dataclass(frozen=True, slots=True)
class ChildSecret:
    """What a till hands to its own server. ``key``: raw SQLCipher key, 64 hexadecimal characters.

    ``play_money``: it is the demo's, and charges guests by the demo provider.
    """

    key: str
    enrol_code: str = ""
    owner_password: str = ""
    play_money: bool = False


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise CannotStart(message)


def read_settings(arguments: Sequence[str]) -> Settings:
    """Options of the command line. Raises CannotStart."""
    parser = _Parser(prog="sync-server", description="Relay of phones' orders and home of a store's facts.")
    parser.add_argument(
        "command",
        nargs="?",
        default="run",
        metavar="verify | doctor | backup | restore",
        help="run the server; verify: prove chain, fold and sums of its folder, which is only read;"
        " doctor: look at all that it stands on, and say what to do; backup: write all of it --to a file,"
        " also while it runs; restore: make an empty --data-dir of a backup",
    )
    parser.add_argument("--report", type=Path, help="doctor: pack logs and crash reports into this file")
    parser.add_argument("--to", type=Path, help="backup: the file to write")
    parser.add_argument("--from", type=Path, dest="source", help="restore: the backup")
    parser.add_argument("--key", type=Path, help="restore: the backup's key (default: FILE.key beside it)")
    parser.add_argument("--json", action="store_true", help="what was found, for machines")
    parser.add_argument("--data-dir", type=Path, required=True, help="folder of the server's data")
    parser.add_argument(
        "--host", help="address to listen on (default: this machine only); doctor: where the server listens"
    )
    parser.add_argument(
        "--port",
        type=int,
        help="0: any free one (default: 8480); doctor: where the server listens (default: as it said itself)",
    )
    parser.add_argument(
        "--backup-size", type=int, default=4096, help="largest backup of a store that is taken, MB (4096)"
    )
    parser.add_argument("--backup-count", type=int, default=100, help="most backups of a store (100)")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--door", type=int, default=-1, help=argparse.SUPPRESS)
    found = parser.parse_args(arguments)
    if found.command not in COMMANDS:
        raise CannotStart(f"{found.command}: no such command; there are {', '.join(COMMANDS)}")
    if found.command == "backup" and not found.to:
        raise CannotStart("backup: say where by --to FILE")
    if found.command == "restore" and not found.source:
        raise CannotStart("restore: say of what by --from FILE")
    port = PORT if found.port is None else found.port
    if not 0 <= port <= 65535:
        raise CannotStart(f"--port {port}: a port lies between 0 and 65535")
    return Settings(
        found.data_dir,
        found.host or "127.0.0.1",
        port,
        found.child,
        found.command,
        found.door,
        as_json=found.json,
        report=found.report,
        backup_size=max(found.backup_size, 1),
        backup_count=max(found.backup_count, 1),
        backup=found.to or found.source,
        backup_key=found.key,
        named=bool(found.host or found.port),
    )


def read_child_secret(stream: BinaryIO) -> ChildSecret:
    """The one line that a till writes. Raises CannotStart without saying what stood in it."""
    try:
        return ChildSecret(**json.loads(stream.readline()))
    except (ValueError, TypeError) as error:
        raise CannotStart("--child: standard input brought no key") from error
