"""Which payer of WeChat's a phone is: asked of WeChat silently, by an account that its owner has tried.

Guests are sent to WeChat only by an account that has answered once: a mistyped one would show them an error
in the place of the menu. What a phone carries there and back is sealed, and taken only from the same browser.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from urllib.parse import urlencode

from domain.errors import Refused
from sync_server.database import payers
from sync_server.database.identity import Identity
from sync_server.database.payers import KeptAccount
from sync_server.database.session import Database
from sync_server.wechat.account import API, OPEN, NotTold, OfficialAccount
from sync_server.workflows.clock import Clock

log = logging.getLogger(__name__)
WAY = "/wechat"  # /wechat/STORE/go leads to WeChat, /wechat/STORE/known is where it leads back to
TRIAL = "0" * 32  # in the place of a phone: the owner tries the account
GOOD_FOR = 10 * 60_000  # milliseconds from going there to coming back
KEPT_FOR = 2 * 24 * 3_600_000  # milliseconds
_PHONE = re.compile("[0-9a-f]{32}")
_STATE = re.compile("([0-9a-f]{32})([0-9a-f]{12})([0-9a-f]{32})")
_TOKEN = re.compile("[A-Za-z0-9]{3,32}|")
_AES_KEY = re.compile("[A-Za-z0-9]{43}|")
FIELDS = tuple(field.name for field in fields(OfficialAccount))


@dataclass(frozen=True, slots=True)
class AccountShown:
    """As its owner sees it: no secret. ``trial``: where the owner's own WeChat goes to try it.

    ``messages``: whether WeChat may push what guests write, to ``door``; ``sealed``: in safe mode;
    ``heard_at``: since when it has been there, UTC milliseconds, 0 if never.
    """

    appid: str
    host: str
    tried: bool
    trial: str
    messages: bool = False
    sealed: bool = False
    heard_at: int = 0
    door: str = ""


class Payers:
    """Over the server's file."""

    def __init__(self, database: Database, identity: Identity, clock: Clock) -> None:
        self._database, self._key, self._clock = database, identity.token_key, clock
        self._kept = {one.store: one for one in database.read(payers.all_accounts)}
        self.changed: Callable[[str], None] = lambda store: None  # whoever waits for the owner's mending

    def shown(self, store: str) -> AccountShown | None:
        """The account that is bound to a store."""
        one = self._kept.get(store)
        if one is None:
            return None
        return AccountShown(
            one.appid,
            one.host,
            bool(one.tried_at),
            _origin(one) + f"{WAY}/{store}/go?phone={TRIAL}",
            bool(one.token),
            bool(one.aes_key),
            one.heard_at,
            _origin(one) + f"{WAY}/{store}/messages",
        )

    def account(self, store: str) -> KeptAccount | None:
        """The account that is bound to a store, with its keys."""
        return self._kept.get(store)

    def proof(self, name: str) -> bool:
        """Whether this is what WeChat's file of proof has to hold."""
        return bool(name) and any(one.proof == name for one in self._kept.values())

    async def bind(self, store: str, told: Mapping[str, str]) -> None:
        """Know a store's guests by this account once it is tried. Raises Refused("official_account")."""
        said = {name: told.get(name, "").strip() for name in FIELDS}
        said |= {"api": said["api"] or API, "open": said["open"] or OPEN}
        before = self._kept.get(store)
        if before and not said["secret"] and before.appid == said["appid"]:
            said["secret"] = before.secret
        said["proof"] = re.sub(r"^MP_verify_|\.txt$", "", said["proof"])
        local = re.compile(r"http://127\.0\.0\.1:\d+")
        if not (
            re.fullmatch(r"wx[0-9a-f]{16}", said["appid"])
            and re.fullmatch(r"[0-9a-f]{32}", said["secret"])
            and re.fullmatch(r"[a-z0-9.-]+(:\d+)?", said["host"])
            and re.fullmatch(r"\w*", said["proof"])
            and all(
                said[name].startswith("https://") or local.fullmatch(said[name]) for name in ("api", "open")
            )
        ):
            raise Refused("official_account")
        same = before if before and before.appid == said["appid"] else None
        await self._keep(
            KeptAccount(
                store=store,
                added_at=self._clock.now(),
                tried_at=0,
                token=same.token if same else "",
                aes_key=same.aes_key if same else "",
                heard_at=same.heard_at if same else 0,
                **said,
            )
        )

    async def take_messages(self, store: str, token: str, aes_key: str) -> None:
        """Let WeChat push what guests write; without a token no more. Raises Refused("official_messages")."""
        one = self._kept.get(store)
        if one is None or not _TOKEN.fullmatch(token) or not _AES_KEY.fullmatch(aes_key):
            raise Refused("official_messages")
        await self._change(replace(one, token=token, aes_key=aes_key, heard_at=0))

    async def pushed(self, store: str) -> None:
        """WeChat has been here, by this account's token."""
        one = self._kept.get(store)
        if one and not one.heard_at:
            await self._change(replace(one, heard_at=self._clock.now()))

    async def unbind(self, store: str) -> None:
        """Guests are not known any more, and what was kept of them is forgotten."""
        await self._database.write(lambda c: payers.remove_account(c, store))
        self._kept.pop(store, None)
        self.changed(store)

    def way(self, store: str, table: str, phone: str, origin: str) -> str:
        """Where a page of this origin is to go, on this server; "" if it need not, or may not."""
        one = self._kept.get(store)
        if one is None or not one.tried_at or _origin(one) != origin or not _PHONE.fullmatch(phone):
            return ""
        if phone == TRIAL or self.openid(store, phone):
            return ""
        return f"{WAY}/{store}/go?{urlencode({'phone': phone, 'table': table})}"

    def way_there(self, store: str, phone: str, table: str) -> str:
        """The address at WeChat's. Raises Refused("official_account")."""
        one = self._kept.get(store)
        if one is None or not _PHONE.fullmatch(phone):
            raise Refused("official_account")
        told = f"{phone}{self._clock.now() + GOOD_FOR:012x}"
        back = _origin(one) + f"{WAY}/{store}/known" + (f"?{urlencode({'table': table})}" if table else "")
        return official(one).way_there(back, told + self._seal(store, told))

    async def come(self, store: str, state: str, code: str, browser: str) -> bool:
        """Back from WeChat: whether it said who it is. ``browser``: the phone that this browser went as.

        Raises Refused("official_account") for what we did not send there.
        """
        one, parts = self._kept.get(store), _STATE.fullmatch(state)
        if one is None or parts is None or browser != parts[1]:
            raise Refused("official_account")
        phone, ends, seal = parts.groups()
        if (
            not hmac.compare_digest(seal, self._seal(store, phone + ends))
            or int(ends, 16) < self._clock.now()
        ):
            raise Refused("official_account")
        try:
            openid = await asyncio.to_thread(official(one).openid, code)
        except NotTold as why:
            log.warning("WeChat did not say who pays: %s", why)
            return False
        now = self._clock.now()
        if phone != TRIAL:
            await self._database.write(
                lambda c: payers.put_payer(c, store, phone, openid, now, now - KEPT_FOR)
            )
        elif not one.tried_at:
            await self._keep(replace(one, tried_at=now))
        return True

    def openid(self, store: str, phone: str) -> str:
        """The payer that a phone is, at the store's official account; "" if it is not known."""
        return self._database.read(lambda c: payers.openid_of(c, store, phone))

    async def forget(self, store: str, phone: str) -> None:
        """As the guest wants it."""
        await self._database.write(lambda c: payers.forget(c, store, phone))

    async def _keep(self, one: KeptAccount) -> None:
        await self._database.write(lambda c: payers.put_account(c, one))
        self._kept[one.store] = one
        self.changed(one.store)

    async def _change(self, one: KeptAccount) -> None:
        await self._database.write(lambda c: payers.change_account(c, one))
        self._kept[one.store] = one

    def _seal(self, store: str, told: str) -> str:
        about = f"mashang payer 1\n{store}\n{told}"
        return hmac.digest(self._key, about.encode(), "sha256").hex()[:32]


def official(one: KeptAccount) -> OfficialAccount:
    """The account by which WeChat is called."""
    return OfficialAccount(**{name: asdict(one)[name] for name in FIELDS})


def _origin(one: KeptAccount) -> str:
    """WeChat leads back by https alone; a WeChat on this computer, in tests, by http."""
    return f"{'https' if one.open.startswith('https') else 'http'}://{one.host}"
