"""A device's signature over one call: whose it is, that it is of now, and that it was not heard before.

The time that signatures are held against is the clock's at the server's start and what has passed since on a
clock that only runs forward. So nobody is shut out, and no old call is heard again, when somebody sets the
server's clock back while it runs; whoever signs by another time is told this one and signs anew.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from domain.errors import Refused
from sync_server.workflows.clock import Clock

CLOCK_MAY_DIFFER = 5 * 60_000
NONCES_KEPT = 10 * 60_000


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signed call carries besides its body. ``text`` is what was signed."""

    device: str
    time: int
    nonce: str
    signature: str
    text: bytes


class Signatures:
    """Checks signatures; remembers what it has heard in memory only."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._started_at = clock.now()
        self._started = clock.steady()
        self._nonces: dict[bytes, int] = {}  # the mark of a call → when it was heard; oldest first

    def check(self, signed: Signed, public_key: bytes) -> None:
        """Refuse a signature that is not of this key, of another time, or heard already.

        Raises Refused: signature (facts: other_key, the device is known by another one), or clock (facts:
        server_time). Seen nonces are in memory only. So a call
        signed before this server started is asked to sign again: it could be one that the server saw before
        it stopped.
        """
        try:
            signature = bytes.fromhex(signed.signature)
            Ed25519PublicKey.from_public_bytes(public_key).verify(signature, signed.text)
        except (ValueError, InvalidSignature) as error:
            raise Refused("signature", other_key=1) from error
        now = self._now()
        if abs(signed.time - now) > CLOCK_MAY_DIFFER or signed.time < self._started_at:
            raise Refused("clock", server_time=now)
        while self._nonces and next(iter(self._nonces.values())) < now - NONCES_KEPT:
            del self._nonces[next(iter(self._nonces))]
        mark = _mark(signed)
        if mark in self._nonces:
            raise Refused("signature")
        self._nonces[mark] = now

    def _now(self) -> int:
        return self._started_at + int((self._clock.steady() - self._started) * 1000)


def _mark(signed: Signed) -> bytes:
    """A device and its nonce in 16 bytes: those of ten minutes are kept."""
    return hashlib.blake2b(f"{signed.device}{signed.nonce}".encode(), digest_size=16).digest()
