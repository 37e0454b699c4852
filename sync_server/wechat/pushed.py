"""What WeChat pushes to an official account's server: believed by its signature, read as plain XML.

The published protocol of 接收消息: a signature over token, time and nonce; in safe mode (安全模式) over
the sealed body too, which AES-256-CBC opens. Values go in and come out; no network, no clock of its own.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers import expat

LARGEST = 64 * 1024  # bytes
LONGEST_NAME = 256  # characters of a MediaId
WINDOW = 300_000  # milliseconds that a call may be older or younger than our clock
SEALED = 16 + 4  # bytes before the message: random ones, and how long it is
BLOCK = 32  # bytes to which it is padded


class NotBelieved(Exception):  # noqa: N818 - it reads as what is so
    """It does not come from WeChat, or not now; the text says why and holds nothing of it."""


class NotReadable(Exception):  # noqa: N818
    """It comes from WeChat, as far as we know, but is not in the published form."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What an account shares with WeChat. ``aes_key``: EncodingAESKey, 43 characters; "" for plain mode."""

    appid: str
    token: str
    aes_key: str = ""


@dataclass(frozen=True, slots=True)
class Pushed:
    """``by``: the guest's openid at this account. ``id``: MsgId, "" for an event. ``kind``: MsgType.
    ``media``: MediaId, by which WeChat gives what was sent."""

    by: str
    id: str
    kind: str
    text: str = ""
    media: str = ""


def check(secrets: Secrets, asked: Mapping[str, str], now: int) -> None:
    """Whether a call was made by WeChat, and now. ``asked``: its query. Raises NotBelieved."""
    moment, nonce = asked.get("timestamp", ""), asked.get("nonce", "")
    _compare(asked.get("signature", ""), _signature(secrets.token, moment, nonce))
    if not (moment.isascii() and moment.isdecimal()) or abs(int(moment[:12]) * 1000 - now) > WINDOW:
        raise NotBelieved("its time is not ours")


def read(secrets: Secrets, asked: Mapping[str, str], body: bytes, now: int) -> Pushed:
    """A message. With a key nothing is taken that is not sealed. Raises NotBelieved, NotReadable."""
    check(secrets, asked, now)
    told = fields_of(body)
    if secrets.aes_key:
        sealed = told.get("Encrypt", "")
        signed = _signature(secrets.token, asked.get("timestamp", ""), asked.get("nonce", ""), sealed)
        _compare(asked.get("msg_signature", ""), signed)
        told = fields_of(opened(secrets, sealed))
    by, kind = told.get("FromUserName", ""), told.get("MsgType", "")
    if not by or len(by) > 64 or not kind:
        raise NotReadable("who wrote, or what, is not told")
    text = told.get("Content", "") if kind == "text" else told.get("Recognition", "")
    media = told.get("MediaId", "")
    return Pushed(by, told.get("MsgId", "")[:64], kind, text, media if len(media) <= LONGEST_NAME else "")


def _signature(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def _compare(told: str, right: str) -> None:
    if not hmac.compare_digest(told.encode(), right.encode()):
        raise NotBelieved("wrong signature")


def opened(secrets: Secrets, sealed: str) -> bytes:
    """What lies in the sealed body of a call. Raises NotBelieved, also if it is for another account."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    key = base64.b64decode(secrets.aes_key + "=")
    try:
        raw = base64.b64decode(sealed, validate=True)
    except (binascii.Error, ValueError):
        raise NotBelieved("it is not sealed") from None
    if not raw or len(raw) % BLOCK:
        raise NotBelieved("it is not sealed")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    plain = decryptor.update(raw) + decryptor.finalize()
    padded = plain[-1]
    if not 1 <= padded <= BLOCK or plain[-padded:] != bytes([padded]) * padded:
        raise NotBelieved("it is sealed with another key")
    plain = plain[:-padded]
    length = int.from_bytes(plain[16:SEALED], "big")
    message, appid = plain[SEALED : SEALED + length], plain[SEALED + length :]
    if len(message) != length or not hmac.compare_digest(appid, secrets.appid.encode()):
        raise NotBelieved("it is sealed for another account")
    return message


def fields_of(body: bytes) -> dict[str, str]:
    """The texts that stand right inside the one element of a body.

    No document type is read, so that nothing in it can name a file or multiply itself. Raises NotReadable.
    """
    if len(body) > LARGEST:
        raise NotReadable("too large")
    found: dict[str, list[str]] = {}
    path: list[str] = []

    def begin(name: str, _attributes: object) -> None:
        path.append(name)
        if len(path) > 16:
            raise NotReadable("too deep")
        if len(path) == 2:
            found[name] = []

    def inside(text: str) -> None:
        if len(path) == 2:
            found[path[1]].append(text)

    def refuse(*_told: object) -> None:
        raise NotReadable("a document type")

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler = begin, lambda _name: path.pop()
    parser.CharacterDataHandler = inside
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(body, True)
    except expat.ExpatError:
        raise NotReadable("no XML") from None
    return {name: "".join(parts) for name, parts in found.items()}
