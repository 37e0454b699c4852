"""The owner's door: a password set once by whoever started the server, and browsers that are signed in."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from domain.errors import Refused
from domain.people.staff import pin_delay
from sync_server.database import owners
from sync_server.database.session import Database
from sync_server.workflows.clock import Clock

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 200
SESSION_LIVES = 14 * 86_400_000  # milliseconds


class Owning:
    """Password, its escalating delay, and sessions. One hash at a time: parallel guesses gain nothing."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._one = asyncio.Lock()
        has_password = database.read(owners.the_owner) is not None
        self._setup_token = "" if has_password else secrets.token_urlsafe(24)

    @property
    def setup_token(self) -> str:
        """What the set-up link carries; empty once a password is set."""
        return self._setup_token

    def may_set_up(self, token: str) -> bool:
        """Whether this is the one-time link."""
        return bool(self._setup_token) and hmac.compare_digest(token.encode(), self._setup_token.encode())

    async def set_up(self, token: str, password: str) -> str:
        """Set the first password by the one-time link, and sign in. Raises Refused."""
        async with self._one:
            if not self.may_set_up(token):
                raise Refused("link_used")
            await self._set_password(password)
        return await self._start_session()

    async def set_first_password(self, password: str) -> None:
        """Set the password that the starting program brought along, unless there is one."""
        if self._setup_token:
            await self._set_password(password)

    async def _set_password(self, password: str) -> None:
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise Refused("password_short", minimum=SHORTEST_PASSWORD)
        kept = await asyncio.to_thread(self._hasher.hash, password)
        await self._database.write(lambda c: owners.set_password(c, kept))
        self._setup_token = ""

    async def sign_in(self, password: str) -> str:
        """A new session's token. Raises Refused: wrong_password or password_wait."""
        async with self._one:
            await self._check(password)
        return await self._start_session()

    async def _check(self, password: str) -> None:
        owner = await asyncio.to_thread(self._database.read, owners.the_owner)
        now = self._clock.now()
        if owner is None:
            raise Refused("wrong_password")
        if now < owner.wait_until:
            raise Refused("password_wait", seconds=-(-(owner.wait_until - now) // 1000))
        right = await asyncio.to_thread(self._verify, owner.password, password[:LONGEST_PASSWORD])
        failures = 0 if right else owner.failures + 1
        if failures or owner.failures:
            wait_until = now + pin_delay(failures) * 1000 if failures else 0
            await self._database.write(lambda c: owners.note_failures(c, failures, wait_until))
        if not right:
            raise Refused("wrong_password")

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _start_session(self) -> str:
        token, now = secrets.token_urlsafe(32), self._clock.now()
        await self._database.write(
            lambda c: owners.start_session(c, _hidden(token), now, now + SESSION_LIVES)
        )
        return token

    async def sign_out(self, token: str) -> None:
        """End a session."""
        await self._database.write(lambda c: owners.end_session(c, _hidden(token)))

    def signed_in(self, token: str) -> bool:
        """Whether a session's token still holds."""
        now = self._clock.now()
        return bool(token) and self._database.read(lambda c: owners.session_holds(c, _hidden(token), now))


def _hidden(token: str) -> str:
    """Tokens are kept as hashes, so that a copy of the file signs nobody in."""
    return hashlib.sha256(token.encode()).hexdigest()
