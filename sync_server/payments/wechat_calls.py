"""Calls to WeChat Pay's APIv3: the library signs, our ring of keys verifies, whatever else is no answer."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import requests
from cryptography.hazmat.primitives import serialization
from wechatpayv3 import WeChatPay as Library
from wechatpayv3 import WeChatPayType

from sync_server.payments.port import Forged, NoAnswer
from sync_server.payments.wechat_account import WeChatAccount
from sync_server.payments.wechat_certificates import PATH, keys_in
from sync_server.payments.wechat_keys import KeyRing, OutOfTime, UnknownSerial

log = logging.getLogger(__name__)
TIMES = (3, 10)  # seconds to connect and to answer
FETCHES = 60.0  # seconds between two questions for certificates


class Calls:
    """Of one merchant. ``ring``: the keys that are believed at the moment. ``told_time``: hears by how many
    milliseconds each answer was signed ahead of our clock."""

    def __init__(
        self, account: WeChatAccount, ring: Callable[[], KeyRing], told_time: Callable[[int], None]
    ) -> None:
        """Raises ValueError for keys that are none."""
        self._told_time = told_time
        self._sub = {"sub_mchid": account.sub_mchid} if account.sub_mchid else {}
        self._ring, self._fetched, self._fetched_at = ring, KeyRing({}, ()), -FETCHES
        self._fetching = threading.Lock()
        given = account.public_key.strip()
        try:
            self.library = Library(
                wechatpay_type=WeChatPayType.CODEPAY,
                mchid=account.mchid,
                private_key=account.private_key,
                cert_serial_no=account.serial,
                apiv3_key=account.api_key,
                appid=account.appid,
                public_key=account.public_key if given else _own_public(account.private_key),
                public_key_id=account.public_key_id or "none",
                partner_mode=bool(account.sub_mchid),
                timeout=TIMES,
            )
        except Exception as error:  # it raises nothing else
            raise ValueError(str(error)) from error
        if not given:  # else the library would ask the network before anybody has called
            self.library._core._public_key = self.library._core._public_key_id = None
        self.library._core._gate_way = account.gateway
        self.library._core._verify_signature = self._signed  # its own asks the network for unknown serials

    def ask(self, call: str, **told: Any) -> tuple[int, Mapping[str, Any]]:
        """Status and body, verified if it is a yes. Raises NoAnswer for whatever is none."""
        status, body = self.raw(call, **told, **self._sub)
        try:
            plain = json.loads(body) if body else {}
        except ValueError as error:
            raise NoAnswer from error
        if not isinstance(plain, dict):
            raise NoAnswer
        return status, plain

    def raw(self, call: str, **told: Any) -> tuple[int, bytes]:
        """Status and body as it came. Raises NoAnswer."""
        try:
            status, body = getattr(self.library, call)(**told)
            return int(status), body if isinstance(body, bytes) else body.encode()
        except requests.RequestException as error:
            log.warning("wechat pay did not answer: %s", type(error).__name__)
            raise NoAnswer from error
        except Exception as error:  # a signature that does not fit is a bare one
            log.warning("wechat pay's answer is none: %s", error)
            raise NoAnswer from error

    def ring(self) -> KeyRing:
        """The keys that are believed now, with those of certificates that were fetched."""
        return self._ring().joined(self._fetched)

    def _signed(self, headers: Mapping[str, str], body: str) -> bool:
        small = {name.lower(): value for name, value in headers.items()}
        try:
            self._told_time(self._checked(small, body.encode()))
        except OutOfTime as wrong:
            log.warning("wechat pay's answer is not believed: %s", wrong)
            self._told_time(wrong.ahead)
            return False
        except Forged as why:
            log.warning("wechat pay's answer is not believed: %s", why)
            return False
        return True

    def _checked(self, headers: Mapping[str, str], body: bytes) -> int:
        """By how many milliseconds it was signed ahead of us. An answer to a call of ours may be signed by a
        new certificate; what comes uncalled (``ring``) asks nobody. Raises Forged."""
        try:
            return self.ring().check(headers, body, time.time_ns() // 1_000_000)
        except UnknownSerial:
            self._fetch()
            return self.ring().check(headers, body, time.time_ns() // 1_000_000)

    def _fetch(self) -> None:
        """Ask for the platform's certificates; those that hold stay believed as long as this program runs."""
        with self._fetching:
            if time.monotonic() - self._fetched_at < FETCHES:
                return
            self._fetched_at = time.monotonic()
            try:
                status, body = self.library._core.request(PATH, skip_verify=True)
                found = keys_in(body, self._ring()) if status == 200 else KeyRing({}, ())
            except (requests.RequestException, ValueError, TypeError) as error:
                log.warning("wechat pay told no certificates: %s", type(error).__name__)
                return
            self._fetched = self._fetched.joined(found)


def _own_public(private_key: str) -> str:
    """In the place of a key that the library wants to be given. Raises ValueError."""
    key = serialization.load_pem_private_key(private_key.encode(), None).public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, form).decode()
