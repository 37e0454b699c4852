"""The backup file: a line that says what it is, a line of facts and secrets, the store's file, and that of
its own server if there is one (format 2); all closed by age.

The second line holds what another computer needs to go on: the database's key and the device's other
secrets. So a backup is worth as much as the till itself, and only the owner's recovery key opens it, here or
with ``age -d``.

Everything streams: ``pyrage`` asks our objects for each piece and lets other threads run meanwhile (its own
``encrypt_file`` holds the interpreter until it has ended, 1.7 s for 500 MB).
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from pyrage import DecryptError, EncryptError, IdentityError, decrypt_io, encrypt_io
from pyrage.x25519 import Identity, Recipient

from domain.errors import Refused
from domain.failpoints import reach
from domain.record.canonical import canonical, parse
from domain.record.plain import from_plain, to_plain
from domain.record.replication import Mark
from pos_app.sync.own_copy import OwnCopy

FORMAT = 2
MAGIC = b"mashang-backup "
LONGEST_HEAD = 1 << 20  # bytes
KEY_LENGTH = 74  # characters of a secret key
KEY = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]{58}")
PIECE = 1 << 20  # bytes
SERVER = "server.db"  # what the own server's file is called where a backup is packed or unpacked
PART = ".part"  # what is being written ends so, and is no backup yet


@dataclass(frozen=True, slots=True)
class Head:
    """What a backup is. Times in UTC milliseconds, ``size`` in bytes, ``sha256`` of the store's file within.

    ``marks``: how far each incarnation had got; ``own``: the one that was written; ``newest``: the time of
    the newest fact; ``secrets``: what the device's key box held; ``server``: the cloud it had joined.
    ``own_server``: what is known of the own server's file, whose bytes follow those of the store's;
    ``servers``: all that it had joined; ``own_url``: where its own server was reached; ``currency``: its own.
    """

    made_at: int
    program: str
    revision: str
    store: str
    brand: str
    device: str
    names: Mapping[str, str]
    own: str
    marks: tuple[Mark, ...]
    newest: int
    size: int
    sha256: str
    zone: str = "UTC"
    bills: int = 0
    server: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    own_server: OwnCopy = field(default_factory=OwnCopy)
    own_size: int = 0
    own_sha256: str = ""
    servers: tuple[str, ...] = ()
    own_url: str = ""
    currency: str = "CNY"

    @property
    def mark(self) -> Mark:
        """The head of the journal."""
        return next((mark for mark in self.marks if mark.incarnation == self.own), Mark(self.own, 0, ""))


@dataclass(frozen=True, slots=True)
class Made:
    """A file that is whole and safe on its disk."""

    file: Path
    size: int
    sha256: str


def read_key(text: str) -> Identity:
    """The secret key of a recovery sheet: typed, scanned, or from its file, whatever else stands there.

    Raises Refused("restore_bad_key").
    """
    lines = [line.strip() for line in text.splitlines() if not line.lstrip().startswith("#")]
    letters = "".join("".join(lines).split()).upper()
    found = KEY.search(letters)
    try:
        return Identity.from_str(found.group() if found else letters)
    except IdentityError as error:
        raise Refused("restore_bad_key", count=KEY_LENGTH) from error


def fingerprint(file: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal. Raises OSError."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def seal(copy: Path, beside: Path, head: Head, target: Path, recipients: Sequence[str]) -> Made:
    """Pack and encrypt the store's file and, if ``head`` tells of one, the own server's ``beside`` it.

    The file stands under its name only when it is whole and on the disk. Raises OSError.
    """
    part = target.with_name(target.name + PART)
    number = FORMAT if head.own_size else 1  # what an older program can read, it shall
    first = MAGIC + b"%d\n" % number + canonical(to_plain(head)) + b"\n"
    try:
        with ExitStack() as files:
            sources = [
                files.enter_context(file.open("rb")) for file in [copy, *([beside] if head.own_size else [])]
            ]
            out = files.enter_context(part.open("wb"))
            written = _Written(out, halfway=(head.size + len(first)) // 2)
            try:
                encrypt_io(_Joined(first, sources), written, [Recipient.from_str(one) for one in recipients])
            except EncryptError as error:
                raise written.failure or OSError(errno.EIO, str(error)) from error
            settle(out)
        part.replace(target)
        settle_folder(target.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return Made(target, written.count, written.hashed.hexdigest())


def copy_durably(source: Path, target: Path) -> None:
    """The same bytes under another name: whole and on the disk, or not there at all. Raises OSError."""
    part = target.with_name(target.name + PART)
    try:
        with source.open("rb") as read, part.open("wb") as out:
            written = _Written(out, halfway=source.stat().st_size // 2)
            while piece := read.read(PIECE):
                written.write(piece)
            settle(out)
        part.replace(target)
        settle_folder(target.parent)
    except BaseException:
        with suppress(OSError):  # the disk may be gone; what matters is the first error
            part.unlink(missing_ok=True)
        raise


def settle(file: IO[bytes]) -> None:
    """Have the disk write it now. Raises OSError."""
    file.flush()
    os.fsync(file.fileno())


def settle_folder(folder: Path) -> None:
    """Have the disk write a folder's names now, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network shares have no such call
            raise
    finally:
        os.close(handle)


def read_head(file: Path, key: Identity) -> Head:
    """What a backup is, read from its beginning. Raises Refused, see ``unseal``."""
    unpacked = _Unpacked(())
    with suppress(_HeadReadError):
        _decrypt(file, unpacked, key)
    return unpacked.told()


def unseal(file: Path, key: Identity, target: Path) -> Head:
    """Decrypt, and write the store's file to ``target``, the own server's beside it as SERVER.

    Raises OSError for the disk that is written, and Refused: restore_no_file, restore_no_backup,
    restore_wrong_key, restore_newer, restore_damaged.
    """
    beside = target.with_name(SERVER)
    with target.open("wb") as out, beside.open("wb") as other:
        unpacked = _Unpacked((out, other))
        _decrypt(file, unpacked, key)
        head = unpacked.told()
        settle(out)
        settle(other)
    expected = [(head.size, head.sha256), (head.own_size, head.own_sha256 or hashlib.sha256().hexdigest())]
    if [(one.count, one.hashed.hexdigest()) for one in unpacked.taken] != expected:
        raise Refused("restore_damaged")
    if not head.own_size:
        beside.unlink()
    return head


def _decrypt(file: Path, unpacked: _Unpacked, key: Identity) -> None:
    try:
        with file.open("rb") as source:
            begins = source.read(21)
            if begins != b"age-encryption.org/v1":
                raise Refused("restore_damaged" if not begins else "restore_no_backup")
            source.seek(0)
            decrypt_io(source, unpacked, [key])
    except DecryptError as error:
        wrong = "No matching keys" in str(error)
        raise Refused("restore_wrong_key" if wrong else "restore_damaged") from error
    except OSError as error:
        if unpacked.failure is not None:
            raise unpacked.failure from error
        if error.errno is None:  # age's own word: a piece does not have its seal
            raise Refused("restore_damaged") from error
        raise Refused("restore_no_file") from error


class _Joined:
    """First a few bytes, then files."""

    def __init__(self, first: bytes, files: Sequence[IO[bytes]]) -> None:
        self._first, self._files = first, list(files)

    def read(self, count: int) -> bytes:
        if self._first:
            piece, self._first = self._first[:count], self._first[count:]
            return piece
        while self._files:
            if piece := self._files[0].read(count):
                return piece
            del self._files[0]
        return b""


class _Written:
    """A file being written: how much, its hash, and what the disk said."""

    def __init__(self, out: IO[bytes], halfway: int) -> None:
        self._out, self._halfway = out, halfway
        self.count = 0
        self.hashed = hashlib.sha256()
        self.failure: OSError | None = None

    def write(self, piece: bytes) -> int:
        before, self.count = self.count, self.count + len(piece)
        try:
            self._out.write(piece)
        except OSError as error:
            self.failure = error
            raise
        self.hashed.update(piece)
        if before <= self._halfway < self.count:
            reach("backup.mid_file")
        return len(piece)

    def flush(self) -> None:
        """age calls it at the end."""


class _HeadReadError(Exception):
    """The head is read, and nobody wants the rest."""


class _Taken:
    """What has come of one file: how much of it, and its hash."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out, self.count, self.hashed = out, 0, hashlib.sha256()


class _Unpacked:
    """Takes the plain bytes: two lines, then the files, which go to ``outs``; without any, only the lines."""

    def __init__(self, outs: Sequence[IO[bytes]]) -> None:
        self.taken = [_Taken(out) for out in outs]
        self._begun = b""
        self._head: Head | None = None
        self.failure: OSError | None = None

    def told(self) -> Head:
        if self._head is None:
            raise Refused("restore_damaged")
        return self._head

    def write(self, piece: bytes) -> int:
        rest = piece
        if self._head is None:
            self._begun += piece
            if self._begun.count(b"\n", 0, LONGEST_HEAD) < 2:
                if len(self._begun) > LONGEST_HEAD:
                    raise Refused("restore_no_backup")
                return len(piece)
            first, second, rest = self._begun.split(b"\n", 2)
            self._head = _read(first, second)
            if not self.taken:
                raise _HeadReadError
        self._take(rest, self._head)
        return len(piece)

    def flush(self) -> None:
        """age calls it at the end."""

    def _take(self, piece: bytes, head: Head) -> None:
        store, server = self.taken
        left = head.size - store.count
        self._put(store, piece[:left])
        self._put(server, piece[left:])

    def _put(self, taken: _Taken, piece: bytes) -> None:
        try:
            taken.out.write(piece)
        except OSError as error:
            self.failure = error
            raise
        taken.count += len(piece)
        taken.hashed.update(piece)


def _read(first: bytes, second: bytes) -> Head:
    number = first.removeprefix(MAGIC)
    if number == first or not number.isdigit():
        raise Refused("restore_no_backup")
    if int(number) > FORMAT:
        raise Refused("restore_newer")
    try:
        return from_plain(Head, parse(second))
    except Refused as no:
        raise Refused("restore_damaged") from no
