"""Guests who write to the store's official account inside WeChat: their words come to the till's inbox.

What is taken is durable before WeChat is thanked, and has its id from WeChat's own, so that what WeChat tells
again is there once. A guest goes by a name that only this server can make of her openid: the till and the
store's other servers never hear the openid.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable, Mapping

from domain.errors import Refused
from domain.floor.store_code import PLACE
from domain.people.chat import WECHAT, Word, pieces
from domain.record.plain import to_plain
from sync_server.database import wechat_media
from sync_server.database.identity import Identity
from sync_server.database.payers import KeptAccount
from sync_server.database.session import Connection, Database
from sync_server.database.wechat_guests import WeChatGuest, put_guest
from sync_server.database.wechat_media import Media
from sync_server.wechat.pushed import NotBelieved, NotReadable, Pushed, Secrets, check, read
from sync_server.workflows.clock import Clock
from sync_server.workflows.payers import Payers
from sync_server.workflows.relaying import Relay

log = logging.getLogger(__name__)
KEPT_FOR = 4 * 24 * 3_600_000  # milliseconds after the last word; answers go for two days
FETCHED = ("image", "voice")  # kinds that WeChat gives as files
EVENT = "event"  # somebody followed, tapped, left: nothing was said


class OfficialChat:
    """One server's ears and mouth at WeChat."""

    def __init__(
        self, database: Database, identity: Identity, clock: Clock, accounts: Payers, relay: Relay
    ) -> None:
        self._database, self._key, self._clock = database, identity.token_key, clock
        self._accounts, self._relay = accounts, relay
        self.media_kept: Callable[[], None] = lambda: None  # told when there may be something to fetch

    async def echo(self, store: str, asked: Mapping[str, str]) -> str:
        """What WeChat wants to hear before it pushes to us. Raises Refused, as ``hear`` does."""
        secrets = _secrets(self._taking(store))
        try:
            check(secrets, asked, self._clock.now())
        except NotBelieved as why:
            raise _not_taken(why) from why
        await self._accounts.pushed(store)
        return asked.get("echostr", "")

    async def hear(
        self,
        store: str,
        asked: Mapping[str, str],
        body: bytes,
        words: Callable[[str], str],
        allows: Callable[[str], bool],
    ) -> None:
        """Take what WeChat pushes; what was taken before is not taken again.

        ``words``: what stands for a kind that is no text; ``allows``: whether a guest may say more now.
        Raises Refused: official_account if nothing is bound, notice for what is not believed, unreadable,
        too_fast.
        """
        account = self._taking(store)
        try:
            told = read(_secrets(account), asked, body, self._clock.now())
        except NotBelieved as why:
            raise _not_taken(why) from why
        except NotReadable as why:
            log.warning("a message from WeChat cannot be read: %s", why)
            raise Refused("unreadable") from why
        await self._accounts.pushed(store)
        if told.kind == EVENT or not told.id:
            return
        phone = self._name(store, told.by)
        if not allows(phone):
            raise Refused("too_fast")
        await self._take(account, phone, told, pieces(told.text) or pieces(words(told.kind)))

    async def _take(self, account: KeptAccount, phone: str, told: Pushed, said: tuple[str, ...]) -> None:
        store, now = account.store, self._clock.now()
        guest = WeChatGuest(store, phone, told.by, now)
        sent = Media(store, _id(account, told, 0), phone, told.kind, told.media, now)

        def write(connection: Connection) -> None:
            put_guest(connection, guest, now - KEPT_FOR)
            if told.media and told.kind in FETCHED:
                wechat_media.keep(connection, sent, now - KEPT_FOR)

        await self._database.write(write)
        for place, text in enumerate(said):
            id = _id(account, told, place)
            word = Word(id, phone, text, PLACE, via=WECHAT)
            await self._relay.pass_on(store, "chat", id, phone, to_plain(word))
        self.media_kept()

    def _taking(self, store: str) -> KeptAccount:
        account = self._accounts.account(store)
        if account is None or not account.token:
            raise Refused("official_account")
        return account

    def _name(self, store: str, openid: str) -> str:
        about = f"mashang wechat guest 1\n{store}\n{openid}"
        return hmac.digest(self._key, about.encode(), "sha256").hex()[:32]


def _id(account: KeptAccount, told: Pushed, place: int) -> str:
    """What WeChat tells again has the same."""
    return hashlib.sha256(f"{account.appid}\n{told.id}\n{place}".encode()).hexdigest()[:32]


def _secrets(account: KeptAccount) -> Secrets:
    return Secrets(account.appid, account.token, account.aes_key)


def _not_taken(why: NotBelieved) -> Refused:
    log.warning("a call in WeChat's name is not believed: %s", why)
    return Refused("notice")
