"""Short tokens: a device signs once to get one, and shows it instead of signing each call.

A token is not kept anywhere. It says whose it is, what it allows, when it was given and when it ends, and
bears the server's seal, so every process on one database takes it. The seal also covers the server's epoch
and the device's public key: a restored server takes none from before, nor does one that let it in anew.

Times are the server's own, so a device's clock does not matter. When the server's clock is set back, what was
given "later" than now is refused, and when it is set forward, what has ended: either way the device takes a
new one, and no token outlives ten minutes by being carried over a change of the clock.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from domain.errors import Refused
from domain.record.canonical import canonical, parse
from domain.record.plain import from_plain, to_plain
from sync_server.database.enrolments import Device
from sync_server.database.identity import Identity
from sync_server.workflows.clock import Clock
from sync_server.workflows.scopes import CARRIED, SCOPES

LIVES = 9 * 60_000  # milliseconds
CLOCKS_MAY_DIFFER = 60_000  # of the machines of one home; with LIVES it makes ten minutes
LONGEST = 1_000  # characters


@dataclass(frozen=True, slots=True)
class Token:
    """What a token says. Times in UTC milliseconds of the server."""

    device: str
    scopes: tuple[str, ...]
    given: int
    ends: int


class Tokens:
    """Gives tokens and knows its own."""

    def __init__(self, identity: Identity, clock: Clock) -> None:
        self._key = identity.token_key
        self._epoch = identity.epoch
        self._clock = clock

    def give(self, device: Device, scopes: Iterable[str] = ()) -> tuple[str, Token]:
        """A token for some scopes of a device, or for all that a token may carry. Raises Refused."""
        may = SCOPES[device.scope] & CARRIED
        wanted = frozenset(scopes) or may
        if not wanted <= may:
            raise Refused("insufficient_scope")
        now = self._clock.now()
        token = Token(device.id, tuple(sorted(wanted)), now, now + LIVES)
        said = canonical(to_plain(token))
        return f"{_text(said)}.{_text(self._seal(said, device))}", token

    def check(self, text: str, device: Device) -> frozenset[str]:
        """What a token of this device allows now. Raises Refused("invalid_token")."""
        said, seal = _bytes(text)
        token, now = _read(said), self._clock.now()
        sealed = hmac.compare_digest(seal, self._seal(said, device))
        if not sealed or not token.given - CLOCKS_MAY_DIFFER <= now < token.ends:
            raise Refused("invalid_token")
        return frozenset(token.scopes) & SCOPES[device.scope]

    def _seal(self, said: bytes, device: Device) -> bytes:
        about = f"mashang token 1\n{self._epoch}\n{device.public_key.hex()}\n"
        return hmac.digest(self._key, about.encode() + said, "sha256")


def holder(text: str) -> str:
    """The device that a token names; only ``Tokens.check`` tells whether it is so. Raises Refused."""
    return _read(_bytes(text)[0]).device


def _read(said: bytes) -> Token:
    try:
        return from_plain(Token, parse(said))
    except Refused as no:
        raise Refused("invalid_token") from no


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> tuple[bytes, bytes]:
    said, dot, seal = text.partition(".")
    if not dot or len(text) > LONGEST or not text.isascii():
        raise Refused("invalid_token")
    try:
        first, second = (
            base64.b64decode(f"{part}{'=' * (-len(part) % 4)}", b"-_", validate=True) for part in (said, seal)
        )
    except binascii.Error as error:
        raise Refused("invalid_token") from error
    return first, second
