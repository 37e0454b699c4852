"""By whose keys WeChat Pay's words are believed: each under its serial, so that old and new ones hold
together while they are switched. An unknown serial asks nobody.

Source: 签名验证 and 平台证书/微信支付公钥切换 of the platform's pages, see reference/payments.md.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature, InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync_server.payments.port import Forged
from sync_server.payments.wechat_account import WeChatAccount

WINDOW = 300  # seconds between their clock and ours
PROBE = "WECHATPAY/SIGNTEST/"  # they look whether we look
RSA_TYPE = "WECHATPAY2-SHA256-RSA2048"


class OutOfTime(Forged):
    """They signed it, at a time that is not ours: ``ahead`` milliseconds from it."""

    def __init__(self, ahead: int) -> None:
        super().__init__("too old, or a clock is wrong")
        self.ahead = ahead


class UnknownSerial(Forged):
    """By a key that we do not have: of a stranger, or a new one of theirs."""

    def __init__(self) -> None:
        super().__init__("an unknown serial")


@dataclass(frozen=True, slots=True)
class KeyRing:
    """``public``: their keys by serial, ``secrets``: our APIv3 keys, the newest last."""

    public: Mapping[str, rsa.RSAPublicKey]
    secrets: tuple[bytes, ...]

    def joined(self, other: KeyRing) -> KeyRing:
        """Both."""
        return KeyRing({**self.public, **other.public}, (*self.secrets, *other.secrets))

    def check(self, headers: Mapping[str, str], body: bytes, now: int) -> int:
        """They signed these bytes just now: milliseconds by which their clock is ahead. Header names in small
        letters, ``now`` UTC milliseconds.

        Raises Forged.
        """
        told = {name: headers.get(f"wechatpay-{name}", "") for name in ("timestamp", "nonce", "serial")}
        signature, moment = headers.get("wechatpay-signature", ""), told["timestamp"]
        if signature.startswith(PROBE):
            raise Forged("a probe")
        if headers.get("wechatpay-signature-type", RSA_TYPE) != RSA_TYPE:
            raise Forged("another kind of signature")
        if not (moment.isascii() and moment.isdigit() and len(moment) <= 12):
            raise Forged("no time")
        key = self.public.get(serial_of(told["serial"]))
        if key is None:
            raise UnknownSerial
        signed = f"{moment}\n{told['nonce']}\n".encode() + body + b"\n"
        try:
            key.verify(
                base64.b64decode(signature, validate=True), signed, padding.PKCS1v15(), hashes.SHA256()
            )
        except (InvalidSignature, binascii.Error) as error:
            raise Forged("the signature") from error
        ahead = int(moment) * 1000 - now
        if abs(ahead) > WINDOW * 1000:
            raise OutOfTime(ahead)
        return ahead

    def opened(self, resource: Mapping[str, str]) -> bytes:
        """What is sealed in a notice. Raises Forged."""
        if resource.get("algorithm") != "AEAD_AES_256_GCM":
            raise Forged("another kind of seal")
        try:
            sealed = base64.b64decode(resource["ciphertext"], validate=True)
            nonce, about = resource["nonce"].encode(), resource.get("associated_data", "").encode()
            for secret in reversed(self.secrets):
                try:
                    return AESGCM(secret).decrypt(nonce, sealed, about)
                except InvalidTag:
                    continue
        except (KeyError, ValueError, AttributeError, TypeError) as error:
            raise Forged("no seal") from error
        raise Forged("sealed by another key")


def serial_of(text: str) -> str:
    """A serial as we compare it: certificates' are hexadecimal numbers, written in either case."""
    return text if text.startswith("PUB_KEY_ID_") else text.upper().lstrip("0")


def ring_of(public_key: str, public_key_id: str, certificates: str, secret: str) -> KeyRing:
    """The ring of one account; ``certificates``: the platform's older ones, PEM after PEM, or "". Without a
    public key its certificates are fetched when they are needed.

    Raises ValueError.
    """
    if len(secret.encode()) != 32:
        raise ValueError("an APIv3 key has 32 bytes")
    if bool(public_key.strip()) != bool(public_key_id.strip()):
        raise ValueError("a public key goes with its ID")
    public = {serial_of(public_key_id): _public(public_key.strip())} if public_key.strip() else {}
    if certificates.strip():
        for one in x509.load_pem_x509_certificates(certificates.encode()):
            public |= certified(one)
    return KeyRing(public, (secret.encode(),))


def certified(one: x509.Certificate) -> Mapping[str, rsa.RSAPublicKey]:
    """The key of a certificate by its serial. Raises ValueError."""
    return {f"{one.serial_number:X}": _rsa(one.public_key())}


def keys_of(account: WeChatAccount) -> KeyRing:
    """The ring of one account. Raises ValueError."""
    return ring_of(account.public_key, account.public_key_id, account.certificates, account.api_key)


def _public(text: str) -> rsa.RSAPublicKey:
    """A key as it is copied: whole, or without its first and last line."""
    if not text.startswith("-----"):
        text = f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----"
    try:
        return _rsa(serialization.load_pem_public_key(text.encode()))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ValueError("no public key") from error


def _rsa(key: object) -> rsa.RSAPublicKey:
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("a public key of another kind")
    return key
