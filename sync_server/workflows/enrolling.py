"""Letting a device in by a one-time code, and knowing its signature ever after."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from domain.errors import Refused
from domain.record.ids import is_id
from domain.record.keeping import ALIVE, Speaking, hear_run
from sync_server.database import enrolments
from sync_server.database.enrolments import Device
from sync_server.database.identity import Identity
from sync_server.database.session import Database
from sync_server.workflows.clock import Clock

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that looks like something else
CODE_LIVES = 15 * 60_000
CHILD_CODE_LIVES = 100 * 365 * 86_400_000  # the till that minted it is the only one that knows it
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


class Enrolling:
    """Codes, devices and their signatures."""

    def __init__(self, database: Database, identity: Identity, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self.identity = identity
        self._key = Ed25519PrivateKey.from_private_bytes(identity.signing_key)
        self._started_at = clock.now()
        self.alive = ALIVE
        self._speaking: dict[str, Speaking] = {}  # by device; which run it is, is also on disk
        self.second_seen: dict[str, int] = {}  # when a second till spoke as that device, UTC milliseconds
        self._nonces: dict[tuple[str, str], int] = {}  # → when seen; oldest first
        self.devices = {device.id: device for device in database.read(enrolments.all_devices)}

    async def mint_code(self) -> tuple[str, int]:
        """A one-time code to type on a till, and until when it holds."""
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
        ends_at = self._clock.now() + CODE_LIVES
        await self._database.write(lambda c: enrolments.add_code(c, code, "owner", ends_at))
        return code, ends_at

    def keep_child_code(self, code: str) -> None:
        """Remember the code minted by the till that started this server. Blocks until durable."""
        ends_at = self._clock.now() + CHILD_CODE_LIVES
        self._database.submit(lambda c: enrolments.add_code(c, spelled(code), "child", ends_at)).result()

    async def enrol(self, code: str, device: Device) -> Mapping[str, str]:
        """Let a device in; asked again with the same key, the same answer. Raises Refused("enrol_code")."""
        if not (is_id(device.id) and is_id(device.store) and is_id(device.brand)):
            raise Refused("unreadable")
        if len(device.public_key) != 32:
            raise Refused("unreadable")
        now = self._clock.now()
        await self._database.write(lambda c: enrolments.enrol(c, spelled(code), device, now))
        await self._reload()
        return {
            "server": self.identity.id,
            "epoch": self.identity.epoch,
            "public_key": self._key.public_key().public_bytes_raw().hex(),
        }

    async def revoke(self, device: str) -> None:
        """Let a device speak no more."""
        now = self._clock.now()
        await self._database.write(lambda c: enrolments.revoke(c, device, now))
        await self._reload()

    async def _reload(self) -> None:
        # Through the writer, so that two reloads cannot end in the wrong order.
        found = await self._database.write(enrolments.all_devices)
        self.devices = {device.id: device for device in found}

    def check(self, signed: Signed) -> Device:
        """Whose call this is. Raises Refused: signature or clock."""
        device = self.devices.get(signed.device)
        if device is None:
            raise Refused("signature")
        try:
            signature = bytes.fromhex(signed.signature)
            Ed25519PublicKey.from_public_bytes(device.public_key).verify(signature, signed.text)
        except (ValueError, InvalidSignature) as error:
            raise Refused("signature") from error
        self._check_moment(signed)
        return device

    def standing(self, device: Device, run: str, before: Sequence[str]) -> str:
        """Why a device may not speak for its store: revoked | replaced | second_till; "" if it may."""
        if device.standing or not run:
            return device.standing
        now = self._clock.now()
        present = self._speaking.get(device.id) or Speaking(device.run)
        speaking = hear_run(present, run, before, now, self.alive)
        if speaking is None:
            self.second_seen[device.id] = now
            return "second_till"
        self._speaking[device.id] = speaking
        if run != present.run:
            self._database.submit(lambda c: enrolments.set_run(c, device.id, run))
        return ""

    def _check_moment(self, signed: Signed) -> None:
        """Refuse a call from another time, or one that was already made.

        Seen nonces are in memory only. So a call signed before this server started is asked to sign again: it
        could be one that the server saw before it stopped.
        """
        now = self._clock.now()
        if abs(signed.time - now) > CLOCK_MAY_DIFFER or signed.time < self._started_at:
            raise Refused("clock", server_time=now)
        while self._nonces and next(iter(self._nonces.values())) < now - NONCES_KEPT:
            del self._nonces[next(iter(self._nonces))]
        if (signed.device, signed.nonce) in self._nonces:
            raise Refused("signature")
        self._nonces[signed.device, signed.nonce] = now

    def countersign(self, text: str) -> str:
        """The server's signature over a text, in hexadecimal."""
        return self._key.sign(text.encode()).hex()


def spelled(code: str) -> str:
    """A code as it is kept, however it was typed."""
    return "".join(code.split()).replace("-", "").upper()
