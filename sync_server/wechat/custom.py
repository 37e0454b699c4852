"""Answers to guests inside WeChat: customer-service messages (客服消息), by a token kept until it ends.

Straight over HTTP, as the account's other calls. The interface has no number by which WeChat would know a
message again: one whose answer was lost may be there. Calls block: make them on a worker thread.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from sync_server.wechat.account import TIMEOUT, OfficialAccount

TOKEN_REFUSED = frozenset({40001, 40014, 42001})  # wrong, malformed, over
BUSY = frozenset({-1, 45011})  # the system, or too many calls in this minute
# What the owner puts right here or at WeChat: secret, appid, addresses that may call, rights of the account.
SETTINGS = frozenset({40001, 40013, 40125, 40164, 41002, 41004, 48001, 50002})
NO_FILE = 40007  # it knows none of that name, or not any more
LATE, MANY = 45015, 45047  # 48 hours after her last message; five answers to it
MOST_FETCHED = 10 * 1024 * 1024  # bytes of a picture or a voice, as WeChat takes them
RESERVE = 300  # seconds before its end, a new token is given and the old one still taken


class NotSent(Exception):  # noqa: N818 - it reads as what is so
    """It was surely not sent, and may be tried again; the text holds no secret."""


class Lost(Exception):  # noqa: N818
    """Nobody knows whether it was sent."""


class Declined(Exception):  # noqa: N818
    """WeChat does not want it. ``code``: its errcode."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class Mouth:
    """Sends, and keeps each account's token until shortly before its end. ``steady``: seconds."""

    def __init__(self, steady: Callable[[], float]) -> None:
        self._steady = steady
        self._tokens: dict[OfficialAccount, tuple[str, float]] = {}

    def say(self, account: OfficialAccount, openid: str, text: str) -> None:
        """Send a text. Raises NotSent, Lost, Declined."""
        token = self._token(account)
        code = _send(account, token, openid, text)
        if code in TOKEN_REFUSED:
            code = _send(account, self._another(account, token), openid, text)
        if code in BUSY:
            raise NotSent(str(code))
        if code:
            raise Declined(code)

    def fetch(self, account: OfficialAccount, media: str) -> bytes:
        """A picture or voice that a guest has sent. Raises NotSent (and it may be tried again), Declined."""
        token = self._token(account)
        found = _get(account, token, media)
        if isinstance(found, int) and found in TOKEN_REFUSED:
            found = _get(account, self._another(account, token), media)
        if isinstance(found, bytes):
            return found
        if found in BUSY:
            raise NotSent(str(found))
        raise Declined(found)

    def _token(self, account: OfficialAccount) -> str:
        token, until = self._tokens.get(account, ("", 0.0))
        return token if self._steady() < until else self._fetch(account)

    def _another(self, account: OfficialAccount, refused: str) -> str:
        """In the place of one that WeChat refuses: by force only if it gives the same again."""
        token = self._fetch(account)
        return token if token != refused else self._fetch(account, force=True)

    def _fetch(self, account: OfficialAccount, force: bool = False) -> str:
        asked = {
            "grant_type": "client_credential",
            "appid": account.appid,
            "secret": account.secret,
            "force_refresh": force,
        }
        try:
            told = _post(f"{account.api}/cgi-bin/stable_token", asked)
        except Lost as why:
            raise NotSent(f"no token: {why}") from None
        token, lives = told.get("access_token"), told.get("expires_in")
        if isinstance(token, str) and token and isinstance(lives, int):
            self._tokens[account] = token, self._steady() + max(lives - RESERVE, 0)
            return token
        code = _code(told)
        if code in BUSY or not code:
            raise NotSent(f"no token: {code}")
        raise Declined(code)


def _send(account: OfficialAccount, token: str, openid: str, text: str) -> int:
    asked = {"touser": openid, "msgtype": "text", "text": {"content": text}}
    told = _post(f"{account.api}/cgi-bin/message/custom/send", asked, {"access_token": token})
    if "errcode" not in told:
        raise Lost("no errcode")
    return _code(told)


def _get(account: OfficialAccount, token: str, media: str) -> bytes | int:
    """The file, or the errcode that stands in its place. Raises NotSent, Declined for what is too large."""
    import requests
    from urllib3.exceptions import HTTPError

    asked = {"access_token": token, "media_id": media}
    try:
        with requests.Session() as session:
            session.trust_env = False
            url = f"{account.api}/cgi-bin/media/get"
            with session.get(url, params=asked, timeout=TIMEOUT, stream=True) as answer:
                found = answer.raw.read(MOST_FETCHED + 1, decode_content=True)
                kind = answer.headers.get("Content-Type", "")
        if len(found) > MOST_FETCHED:
            raise Declined(0)
        if kind.startswith(("text/", "application/json")):  # an error, or a video's address
            told = json.loads(found)
            return (_code(told) if isinstance(told, dict) else 0) or NO_FILE
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        raise NotSent(type(error).__name__) from None  # its own text would hold the token
    return bytes(found)


def _code(told: Mapping[str, Any]) -> int:
    code = told.get("errcode", 0)
    return code if isinstance(code, int) else -1


def _post(url: str, asked: Mapping[str, Any], query: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What WeChat answers. What it escaped of a text, guests would read as it is escaped: so nothing is."""
    import requests
    from urllib3.exceptions import NewConnectionError

    body = json.dumps(asked, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8"}
    try:
        with requests.Session() as session:
            session.trust_env = False
            told = session.post(url, params=query, data=body, headers=headers, timeout=TIMEOUT).json()
    except requests.ConnectTimeout:
        raise NotSent("nobody there") from None  # its own text would hold the token
    except requests.ConnectionError as error:
        reason = getattr(error.args[0] if error.args else None, "reason", None)
        raise (NotSent if isinstance(reason, NewConnectionError) else Lost)(type(error).__name__) from None
    except (requests.RequestException, ValueError) as error:
        raise Lost(type(error).__name__) from None
    if not isinstance(told, dict):
        raise Lost("no object")
    return told
