"""Secrets of this device: in the OS keyring, else in a file for its owner only, and the till says so.

The keyring is asked under a name kept in the folder, so that the folder may move.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pos_app.database.journal import Head
from pos_app.database.session import FILE as STORE

SERVICE = "mashang-till"
FILE = "keys"
NAME_FILE = "keys-name"
HIGH_WATER = "high-water"
THE_ENTRY = "the keyring's entry of this folder"


class KeysError(Exception):
    """The kept secrets cannot be read; the message is one line for a person."""


class KeyBox:
    """Named secrets of one data folder. ``in_file`` says that this machine has no usable keyring."""

    def __init__(self, folder: Path, *, look_only: bool = False) -> None:
        """``look_only``: read what there is, and change nothing. Raises KeysError."""
        self._look_only = look_only
        self._file = folder / FILE
        self._name_file = folder / NAME_FILE
        self._account = _read_name(self._name_file)
        self.shut = False  # the keyring has them, and does not open
        self._values, self.in_file = self._load()

    def get(self, name: str, make: Callable[[], str]) -> str:
        """The secret of that name; made and kept first if there is none."""
        if name not in self._values:
            self._values[name] = make()
            self._save()
        return self._values[name]

    def secrets(self) -> dict[str, str]:
        """All of them, for a backup."""
        return dict(self._values)

    def take(self, values: Mapping[str, str]) -> None:
        """Keep these in place of all others, as they came out of a backup."""
        self._values = dict(values)
        self._save()

    @property
    def has_database_key(self) -> bool:
        return "database" in self._values

    @property
    def has_server_key(self) -> bool:
        return "server" in self._values

    @property
    def has_device_key(self) -> bool:
        return "device" in self._values

    def database_key(self) -> str:
        """The raw SQLCipher key, 64 hexadecimal characters."""
        return self.get("database", lambda: secrets.token_hex(32))

    def server_key(self) -> str:
        """The raw SQLCipher key of the server that this till starts beside itself."""
        return self.get("server", lambda: secrets.token_hex(32))

    def pepper(self) -> str:
        """What is mixed into PINs before hashing, so that the file alone does not give them away."""
        return self.get("pepper", lambda: secrets.token_hex(16))

    def device_key(self) -> Ed25519PrivateKey:
        """The key with which this device signs what it sends."""
        raw = self.get("device", lambda: Ed25519PrivateKey.generate().private_bytes_raw().hex())
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(raw))

    def high_water(self) -> Head | None:
        """The furthest event that the journal was ever seen to hold; a journal behind it was rewound.

        None without a keyring: beside the journal it would be rewound with it. Asks the keyring each time.
        """
        if self.in_file or not self._account:
            return None
        try:
            plain = json.loads(_ask_keyring(self._high_water_account) or "")
            return Head(plain["incarnation"], plain["seq"], bytes.fromhex(plain["hash"]))
        except (ValueError, TypeError, KeyError):
            return None

    def keep_high_water(self, head: Head) -> None:
        """Remember how far the journal has come. Milliseconds to tens of them: not for each event."""
        if not self.in_file and self._account:
            plain = {"incarnation": head.incarnation, "seq": head.seq, "hash": head.hash.hex()}
            _tell_keyring(self._high_water_account, json.dumps(plain))

    @property
    def _high_water_account(self) -> str:
        return f"{self._account}:{HIGH_WATER}"

    def renew_device_key(self) -> None:
        """From now on this machine speaks as another device."""
        self._values["device"] = Ed25519PrivateKey.generate().private_bytes_raw().hex()
        self._save()

    def _load(self) -> tuple[dict[str, str], bool]:
        if self._file.exists():
            return _read(self._file.read_bytes(), f"the key file {self._file}"), True
        stored = _ask_keyring(self._account) if self._account else self._take_over()
        if stored is None:
            self.shut = bool(self._account)
            return {}, True
        return (_read(stored, THE_ENTRY) if stored else {}), False

    def _take_over(self) -> str | None:
        """What release 0.1.0 kept under the folder's path, from now on under the folder's own name.

        Its entry stays: a disk image from before this start has no name, and must open too.
        """
        before = str(self._file.parent.resolve())
        stored = _ask_keyring(before)
        if not (self._file.parent / STORE).exists():
            return "" if stored else stored  # of another store that stood here
        if stored:
            _read(stored, THE_ENTRY)
            if not self._look_only:
                self._tell(stored)
        return stored

    def _save(self) -> None:
        text = json.dumps(self._values)
        if not self.in_file and self._tell(text):
            return
        self.in_file = True
        _write_private(self._file, text)

    def _tell(self, text: str) -> bool:
        """Whether the keyring has taken it; only then does the folder get its name."""
        account = self._account or secrets.token_hex(16)
        if not _tell_keyring(account, text):
            return False
        if not self._account:
            _write_private(self._name_file, account)
            self._account = account
        return True


def keep_in_file(folder: Path, values: Mapping[str, str]) -> None:
    """Begin a folder's secrets with these, in a file: a keyring would keep them for ever. Raises OSError."""
    _write_private(folder / FILE, json.dumps(dict(values)))


def _write_private(file: Path, text: str) -> None:
    """Write a whole file for its owner only, or leave the one before."""
    temporary = file.with_suffix(".new")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(file)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise


def _read_name(file: Path) -> str:
    """The name of the keyring's entry, "" before there is one."""
    if not file.exists():
        return ""
    name = file.read_text(encoding="ascii", errors="replace").strip()
    if not name.isalnum():
        raise KeysError(f"{file} is damaged; restore it from a copy")
    return name


def _read(text: str | bytes, where: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise KeysError(f"{where} is damaged; restore it from a copy")
    return found


def _tell_keyring(account: str, text: str) -> bool:
    """Whether the keyring has taken it."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(SERVICE, account, text)
    except (KeyringError, RuntimeError, OSError):
        return False
    return True


def _ask_keyring(account: str) -> str | None:
    """What the keyring holds ("" if nothing), or None if there is no keyring to ask."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        if keyring.get_keyring().priority <= 0:  # the "fail" backend of a bare machine
            return None
        return keyring.get_password(SERVICE, account) or ""
    except (KeyringError, RuntimeError, OSError):
        return None
