"""Secrets of this device: in the OS keyring, else in a file for its owner only, and the till says so."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SERVICE = "mashang-till"
FILE = "keys"


class KeysError(Exception):
    """The kept secrets cannot be read; the message is one line for a person."""


class KeyBox:
    """Named secrets of one data folder. ``in_file`` says that this machine has no usable keyring."""

    def __init__(self, folder: Path, folder_id: str) -> None:
        """Raises KeysError."""
        self._file = folder / FILE
        self._account = folder_id
        self._values, self.in_file = self._load()

    def get(self, name: str, make: Callable[[], str]) -> str:
        """The secret of that name; made and kept first if there is none."""
        if name not in self._values:
            self._values[name] = make()
            self._save()
        return self._values[name]

    @property
    def has_database_key(self) -> bool:
        return "database" in self._values

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

    def _load(self) -> tuple[dict[str, str], bool]:
        if self._file.exists():
            return _read(self._file.read_bytes(), f"the key file {self._file}"), True
        stored = _ask_keyring(self._account)
        if stored is None:
            return {}, True
        return (_read(stored, f"the keyring's entry of {self._account}") if stored else {}), False

    def _save(self) -> None:
        text = json.dumps(self._values)
        if not self.in_file and _tell_keyring(self._account, text):
            return
        self.in_file = True
        temporary = self._file.with_suffix(".new")
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._file)


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
