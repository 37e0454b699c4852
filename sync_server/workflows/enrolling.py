"""Letting a device in by a one-time code, and knowing it ever after: by its signature or a short token.

Devices are asked of the database at each call: one that is revoked through one process of a home is cut off
by all of them at its next contact.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.errors import Refused
from domain.record.codes import sealed, spelled
from domain.record.ids import is_id
from domain.record.speaking import (
    ALIVE,
    SECOND,
    WAIT,
    Speaker,
    Speaking,
    began_at,
    come_home,
    hear_run,
    stand_ins,
)
from sync_server.database import enrolments, journal
from sync_server.database.enrolments import TILL, Device
from sync_server.database.identity import Identity
from sync_server.database.session import Database
from sync_server.workflows.clock import Clock
from sync_server.workflows.scopes import SCOPES
from sync_server.workflows.signatures import Signatures, Signed
from sync_server.workflows.tokens import Tokens, holder

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that looks like something else
CODE_LIVES = 15 * 60_000
CHILD_CODE_LIVES = 100 * 365 * 86_400_000  # the till that minted it is the only one that knows it
USED = frozenset({"order.placed", "payment.received", "shift.opened", "incarnation.began"})
HEARD_KEPT = 10 * 60_000  # how often the time of a call goes to disk; pages show the exact one from memory


class Enrolling:
    """Codes and devices, and who calls."""

    def __init__(self, database: Database, identity: Identity, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self.identity = identity
        self.tokens = Tokens(identity, clock)
        self._signatures = Signatures(clock)
        self._key = Ed25519PrivateKey.from_private_bytes(identity.signing_key)
        self.alive = ALIVE
        self.ask_who_lives: Callable[[str], None] = lambda store: None  # its till is to call at once
        self._speaking: dict[str, Speaking] = {}  # by device; which runs there were, is also on disk
        self.second_seen: dict[str, int] = {}  # when a second till spoke as that device, UTC milliseconds
        self._heard: dict[str, int] = {}  # when a device called last, UTC milliseconds
        self._heard_kept: dict[str, int] = {}  # what of it is on disk

    # ------------------------------------------------------------ letting in

    async def mint_code(self, scope: str = TILL, store: str = "") -> tuple[str, int]:
        """A one-time code to type on a device, and until when it holds. ``store``: whose figures it opens.

        Raises Refused("unreadable"): no such scope, or figures of no store.
        """
        if scope not in SCOPES or (scope != TILL and not store):
            raise Refused("unreadable")
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
        ends_at = self._clock.now() + CODE_LIVES
        await self._database.write(lambda c: enrolments.add_code(c, code, "owner", ends_at, scope, store))
        return code, ends_at

    def keep_child_code(self, code: str) -> None:
        """Remember the code minted by the till that started this server. Blocks until durable."""
        ends_at = self._clock.now() + CHILD_CODE_LIVES
        self._database.submit(lambda c: enrolments.add_code(c, spelled(code), "child", ends_at)).result()

    async def enrol(self, code: str, device: Device) -> Mapping[str, object]:
        """Let a device in; asked again with the same key, the same answer.

        Raises Refused: enrol_code, enrol_scope or unreadable.
        """
        mine = is_id(device.store) and is_id(device.brand)  # a till's; a reader's store is that of its code
        if not is_id(device.id) or len(device.public_key) != 32 or device.scope not in SCOPES:
            raise Refused("unreadable")
        if device.scope == TILL and not mine:
            raise Refused("unreadable")
        now = self._clock.now()
        known = await self._database.write(lambda c: enrolments.enrol(c, spelled(code), device, now))
        return {
            "server": self.identity.id,
            "epoch": self.identity.epoch,
            "public_key": self.public_key,
            "brand": known.brand,
            "store": known.store,
            "scopes": sorted(SCOPES[known.scope]),
        }

    def looks(self, device: Device, asked: bytes, seal: str) -> Device:
        """Who holds an unused code for a till and looks before it is used: nothing changes here by it.

        ``asked``: what the code has sealed. Raises Refused: enrol_code, or unreadable for another's store.
        """
        codes = self._database.read(lambda c: enrolments.open_codes(c, self._clock.now()))
        if not any(hmac.compare_digest(sealed(code, asked).encode(), seal.encode()) for code in codes):
            raise Refused("enrol_code")
        if not all(is_id(id) for id in (device.id, device.store, device.brand)):
            raise Refused("unreadable")
        self._database.read(lambda c: enrolments.check_store(c, device))
        return device

    async def revoke(self, device: str) -> None:
        """Let a device speak no more."""
        now = self._clock.now()
        await self._database.write(lambda c: enrolments.revoke(c, device, now))

    # ------------------------------------------------------------ who calls

    @property
    def devices(self) -> Mapping[str, Device]:
        """All devices ever let in, oldest first."""
        return {device.id: device for device in self._database.read(enrolments.all_devices)}

    def device(self, id: str) -> Device | None:
        """A device as it stands now."""
        return self._database.read(lambda c: enrolments.find_device(c, id))

    def check(self, signed: Signed) -> Device:
        """Whose call this is. Raises Refused: signature or clock."""
        device = self.device(signed.device)
        if device is None:
            raise Refused("signature")
        self._signatures.check(signed, device.public_key)
        self._note_call(device)
        return device

    def check_token(self, token: str) -> tuple[Device, frozenset[str]]:
        """Whose token this is, and what it allows now. Raises Refused("invalid_token")."""
        device = self.device(holder(token))
        if device is None:
            raise Refused("invalid_token")
        scopes = self.tokens.check(token, device)
        self._note_call(device)
        return device, scopes

    def _note_call(self, device: Device) -> None:
        now = self._heard[device.id] = self._clock.now()
        if abs(now - self._heard_kept.get(device.id, device.heard_at)) > HEARD_KEPT:
            self._heard_kept[device.id] = now
            self._database.submit(lambda c: enrolments.set_heard(c, device.id, now), behind=True)

    def heard_at(self, device: Device) -> int:
        """When it called last, UTC milliseconds, 0 for never."""
        return self._heard.get(device.id, device.heard_at)

    def standing(self, device: Device, caller: Speaker) -> str:
        """Why a device may not speak for its store: revoked | replaced | second_till; "" if it may.

        Raises Refused: who_speaks (facts: beside) or settling, while it is found out which of two lives.
        """
        if device.standing or device.scope != TILL or not caller.run:
            return device.standing
        now = self._clock.now()
        present = self.present(device)
        away = stand_ins(present, caller)
        if away and not self._used_since(device, began_at(away[0])):
            heard = come_home(present, caller, away, now)
        else:
            heard = hear_run(present, caller, now, self.alive)
        self._speaking[device.id] = speaking = heard.now
        if speaking.copies != present.copies or heard.told == SECOND:
            self.second_seen[device.id] = now
        if (speaking.run, speaking.copies) != (present.run, present.copies):
            self._database.submit(lambda c: enrolments.set_runs(c, device.id, speaking))
        if heard.told == WAIT and speaking.taker != present.taker:
            self.ask_who_lives(device.store)
        if heard.told not in ("", SECOND):
            raise Refused(heard.told, beside=heard.beside)
        return heard.told

    def _used_since(self, device: Device, at: int) -> bool:
        """Whether people may have used it since; a server that holds no facts does not know."""
        return self._database.read(lambda c: journal.has_since(c, device.store, USED, at))

    def hung_up(self, device: str, run: str) -> None:
        """A device's run let go of a call that waits for news: if it does not call again, it has ended."""
        found = self.device(device)
        present = self.present(found) if found else Speaking()
        if run and run == present.run:
            self._speaking[device] = replace(present, left=True)

    def present(self, device: Device) -> Speaking:
        """Which run speaks for a device now, and which others there were."""
        return self._speaking.get(device.id) or Speaking(
            device.run, elders=device.elders, copies=device.copies
        )

    @property
    def public_key(self) -> str:
        """What its signatures are checked by, in hexadecimal."""
        return self._key.public_key().public_bytes_raw().hex()

    def countersign(self, text: str) -> str:
        """The server's signature over a text, in hexadecimal."""
        return self._key.sign(text.encode()).hex()
