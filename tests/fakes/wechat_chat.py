"""WeChat between a guest and an official account: it pushes what she writes, three times at most, and takes
answers for 48 hours, five of them, by a token that ends."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

import requests
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

APPID, SECRET = "wx1234567890abcdef", "0123456789abcdef0123456789abcdef"
ACCOUNT = "gh_123456789abc"
WINDOW = 48 * 3600  # seconds after the guest's last message
MOST = 5  # answers to one message
TRIES = 3
PATIENCE = 5  # seconds
LARGEST = 2048  # bytes of a text
MEDIA_LIVES = 3 * 24 * 3600  # seconds
TOKEN_LIVES = 7200  # seconds
OVERLAP = 300  # seconds: from then on a new token is given, and the old one goes on


@dataclass
class WeChatChat:
    """``door``, ``token``, ``aes_key``: as the owner has set them there. ``read``: what guests have read, by
    whom. ``faults``: what the next calls of the interface end in: an errcode, "lost" for an answer that never
    comes though it was done, "before" for a call that breaks off before. ``ahead``: seconds."""

    door: str = ""
    token: str = ""
    aes_key: str = ""
    both: bool = False  # 兼容模式: sealed, and beside it in plain
    ahead: float = 0.0
    read: list[tuple[str, str]] = field(default_factory=list)
    wrote: dict[str, float] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    tokens: dict[str, float] = field(default_factory=dict)  # until when each is good
    fetched: list[bool] = field(default_factory=list)  # of each fetch, whether by force
    faults: list[int | str] = field(default_factory=list)
    media: dict[str, tuple[str, bytes, float]] = field(default_factory=dict)  # type, file, until when
    given: list[str] = field(default_factory=list)  # the names of what was fetched
    calls: int = 0

    def now(self) -> float:
        return time.time() + self.ahead

    # ------------------------------------------------------------ to the account's server

    def configure(self, door: str, token: str, aes_key: str = "") -> bool:
        """The owner saves the server's settings: they are kept if it says back what it is told."""
        said = secrets.token_hex(8)
        asked = {**self.signed(token), "echostr": said}
        answer = requests.get(door, params=asked, timeout=PATIENCE)
        if answer.status_code != 200 or answer.text != said:
            return False
        self.door, self.token, self.aes_key = door, token, aes_key
        return True

    def signed(self, token: str, *more: str, age: float = 0) -> dict[str, str]:
        moment, nonce = str(int(self.now() - age)), str(secrets.randbelow(10**10))
        return {"signature": _sha1(token, moment, nonce), "timestamp": moment, "nonce": nonce}

    def write(self, by: str, text: str, id: str = "") -> list[requests.Response]:
        """A guest writes; what the account's server said to each push, until it thanked."""
        return self.push(by, "text", id, Content=text)

    def send(self, by: str, kind: str, file: bytes, type_: str, **told: str) -> str:
        """A guest sends a picture or a voice; what WeChat calls it."""
        name = secrets.token_urlsafe(48)
        self.media[name] = type_, file, self.now() + MEDIA_LIVES
        self.push(by, kind, MediaId=name, **told)
        return name

    def push(self, by: str, kind: str, id: str = "", **told: str) -> list[requests.Response]:
        """A message of any kind."""
        self.wrote[by], self.answers[by] = self.now(), 0
        message = self.message(by, kind, id or str(secrets.randbits(62)), **told)
        said = []
        for _ in range(TRIES):
            said.append(self.once(by, message))
            if said[-1].status_code == 200 and said[-1].text in ("success", ""):
                break
        return said

    def once(self, by: str, message: bytes) -> requests.Response:
        """One push of it."""
        asked = {**self.signed(self.token), "openid": by}
        if self.aes_key:
            sealed = seal(self.aes_key, message)
            signature = _sha1(self.token, asked["timestamp"], asked["nonce"], sealed)
            asked |= {"encrypt_type": "aes", "msg_signature": signature}
            plain = message.removeprefix(b"<xml>").removesuffix(b"</xml>") if self.both else b""
            message = b"<xml>%s<Encrypt><![CDATA[%s]]></Encrypt></xml>" % (plain, sealed.encode())
        headers = {"Content-Type": "text/xml"}
        return requests.post(self.door, params=asked, data=message, headers=headers, timeout=PATIENCE)

    def message(self, by: str, kind: str, id: str, **told: str) -> bytes:
        fields = {"ToUserName": ACCOUNT, "FromUserName": by, "CreateTime": str(int(self.now()))}
        fields |= {"MsgType": kind} | told | ({} if kind == "event" else {"MsgId": id})
        inner = "".join(f"<{name}>{_written(value)}</{name}>" for name, value in fields.items())
        return f"<xml>{inner}</xml>".encode()

    # ------------------------------------------------------------ from the account's server

    def called(self, path: str, asked: Mapping[str, str], body: bytes) -> dict[str, Any] | None:
        """A call of the interface; None for an answer that is lost on its way."""
        try:
            plain = json.loads(body)
        except ValueError:
            return {"errcode": 47001, "errmsg": "data format error"}
        if path == "/cgi-bin/stable_token":
            return self._token(plain)
        if path != "/cgi-bin/message/custom/send":
            return {"errcode": 40066, "errmsg": "invalid url"}
        self.calls += 1
        fault = self.faults.pop(0) if self.faults else 0
        if fault == "before":
            return None
        if fault and fault != "lost":
            return {"errcode": fault, "errmsg": "as the test wants"}
        told = self._send(asked.get("access_token", ""), plain, body)
        return None if fault == "lost" else told

    def give(self, asked: Mapping[str, str]) -> tuple[str, bytes]:
        """media/get: the file and its type; an error is told as text with 200, as the real one does."""
        fault = self.faults.pop(0) if self.faults else 0
        wrong = fault if isinstance(fault, int) else 0
        wrong = wrong or self._wrong_token(asked.get("access_token", ""))
        type_, file, until = self.media.get(asked.get("media_id", ""), ("", b"", 0.0))
        if not wrong and until < self.now():
            wrong = 40007
        if wrong:
            return "text/plain", json.dumps({"errcode": wrong, "errmsg": "invalid media_id"}).encode()
        self.given.append(asked["media_id"])
        return type_, file

    def _wrong_token(self, token: str) -> int:
        if not token:
            return 41001
        if token not in self.tokens:
            return 40001
        return 42001 if self.tokens[token] < self.now() else 0

    def _token(self, plain: Mapping[str, Any]) -> dict[str, Any]:
        if plain.get("grant_type") != "client_credential":
            return {"errcode": 40002, "errmsg": "invalid grant_type"}
        if plain.get("appid") != APPID:
            return {"errcode": 40013, "errmsg": "invalid appid"}
        if plain.get("secret") != SECRET:
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        force = plain.get("force_refresh", False)
        self.fetched.append(force)
        if force:
            self.tokens.clear()
        good = [one for one, until in self.tokens.items() if until - self.now() > OVERLAP]
        token = good[0] if good else secrets.token_urlsafe(100)
        until = self.tokens.setdefault(token, self.now() + TOKEN_LIVES)
        return {"access_token": token, "expires_in": int(until - self.now())}

    def _send(self, token: str, plain: Mapping[str, Any], body: bytes) -> dict[str, Any]:
        if wrong := self._wrong_token(token):
            return {"errcode": wrong, "errmsg": "access_token missing, not the latest, or expired"}
        to, text = plain.get("touser"), (plain.get("text") or {}).get("content", "")
        if to not in self.wrote:
            return {"errcode": 40003, "errmsg": "invalid openid"}
        if plain.get("msgtype") != "text":
            return {"errcode": 40008, "errmsg": "invalid message type"}
        if not text:
            return {"errcode": 44004, "errmsg": "empty content"}
        if len(text.encode()) > LARGEST:
            return {"errcode": 45002, "errmsg": "content size out of limit"}
        if self.now() - self.wrote[to] > WINDOW:
            return {"errcode": 45015, "errmsg": "response out of time limit or subscription is canceled"}
        if self.answers[to] >= MOST:
            return {"errcode": 45047, "errmsg": "out of response count limit"}
        self.answers[to] += 1
        # What is escaped in JSON is shown to her as it is escaped.
        shown = text if b"\\u" not in body else text.encode("unicode_escape").decode()
        self.read.append((to, shown))
        return {"errcode": 0, "errmsg": "ok"}


def seal(aes_key: str, message: bytes, appid: str = APPID) -> str:
    """As safe mode seals it."""
    key = base64.b64decode(aes_key + "=")
    plain = secrets.token_bytes(16) + len(message).to_bytes(4, "big") + message + appid.encode()
    padder = PKCS7(256).padder()
    padded = padder.update(plain) + padder.finalize()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


def _written(value: str) -> str:
    return value if value.isdecimal() else f"<![CDATA[{value}]]>" if "]]>" not in value else escape(value)


def _sha1(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()
