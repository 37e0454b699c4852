"""Backups at a server: put one there, list them, fetch one; streamed, for they are as big as the store."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from pos_app.sync.client import ServerClient, ServerRefused, Unreachable
from pos_app.sync.lines import CONNECT, session_to

if TYPE_CHECKING:
    import requests

PATIENCE = 120.0  # seconds between two signs of life
PIECE = 1 << 20  # bytes
NOTHING = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class KeptBackup:
    """A backup at the server; ``size`` in bytes."""

    name: str
    size: int


class Taker(Protocol):
    """Takes what comes, piece by piece."""

    def write(self, piece: bytes, /) -> int:
        """Take a piece, or raise to end it."""


class BackupClient(ServerClient):
    """A client that also knows the backup calls of PROTOCOL.md."""

    @cached_property
    def _session(self) -> requests.Session:
        """For what is streamed."""
        return session_to(self.url)

    def close(self) -> None:
        super().close()
        if "_session" in self.__dict__:
            self._session.close()

    def backups(self) -> tuple[KeptBackup, ...]:
        """What the server keeps for this store, newest first. Raises Unreachable or ServerRefused."""
        plain = self._call("GET", "/v1/backups")
        try:
            found = [KeptBackup(str(one["name"]), int(one["size"])) for one in plain["backups"]]
        except (KeyError, TypeError, ValueError) as error:
            raise Unreachable(type(error).__name__) from error
        return tuple(sorted(found, key=lambda one: one.name, reverse=True))

    def put_backup(self, file: Path, sha256: str) -> None:
        """Send an encrypted backup under its own name. ``sha256`` of its bytes. Raises as ``backups``, or
        OSError."""
        target = f"/v1/backups/{file.name}"
        headers = {**self._signature("PUT", target, sha256), "Mashang-Sha256": sha256}
        with file.open("rb") as body:
            self._streamed("PUT", target, headers, body).close()

    def get_backup(self, name: str, out: Taker) -> None:
        """Write one of them into ``out``. Raises as ``backups``, and what ``out`` raises."""
        target = f"/v1/backups/{name}"
        with self._streamed("GET", target, self._signature("GET", target, NOTHING), None) as response:
            pieces = response.iter_content(PIECE)
            while piece := _next(pieces):
                out.write(piece)

    def _streamed(
        self, method: str, target: str, headers: Mapping[str, str], body: IO[bytes] | None
    ) -> requests.Response:
        from requests import RequestException

        try:
            response = self._session.request(
                method,
                self.url + target,
                data=body,
                headers={"Content-Type": "application/octet-stream", **headers},
                timeout=(CONNECT, PATIENCE),
                allow_redirects=False,
                stream=True,
            )
        except RequestException as error:
            raise Unreachable(type(error).__name__) from error
        if response.status_code >= 400:
            code = _code(response)
            response.close()
            raise ServerRefused(response.status_code, code, {})
        return response


def _next(pieces: object) -> bytes:
    from requests import RequestException

    try:
        return next(pieces, b"")  # type: ignore[call-overload, no-any-return]
    except RequestException as error:
        raise Unreachable(type(error).__name__) from error


def _code(response: requests.Response) -> str:
    from requests import RequestException

    try:
        return str(response.json().get("code", ""))
    except (ValueError, AttributeError, RequestException):
        return ""
