"""Calls to WeChat Pay's APIv3: the library signs, our ring of keys verifies, whatever else is no answer."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

import requests
from wechatpayv3 import WeChatPay as Library
from wechatpayv3 import WeChatPayType

from sync_server.payments.port import Forged, NoAnswer
from sync_server.payments.wechat_account import WeChatAccount
from sync_server.payments.wechat_keys import KeyRing, OutOfTime

log = logging.getLogger(__name__)
TIMES = (3, 10)  # seconds to connect and to answer


class Calls:
    """Of one merchant. ``ring``: the keys that are believed at the moment. ``told_time``: hears by how many
    milliseconds each answer was signed ahead of our clock."""

    def __init__(
        self, account: WeChatAccount, ring: Callable[[], KeyRing], told_time: Callable[[int], None]
    ) -> None:
        """Raises ValueError for keys that are none."""
        self._told_time = told_time
        self._sub = {"sub_mchid": account.sub_mchid} if account.sub_mchid else {}
        self._ring = ring
        try:
            self.library = Library(
                wechatpay_type=WeChatPayType.CODEPAY,
                mchid=account.mchid,
                private_key=account.private_key,
                cert_serial_no=account.serial,
                apiv3_key=account.api_key,
                appid=account.appid,
                public_key=account.public_key,
                public_key_id=account.public_key_id,
                partner_mode=bool(account.sub_mchid),
                timeout=TIMES,
            )
        except Exception as error:  # it raises nothing else
            raise ValueError(str(error)) from error
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

    def _signed(self, headers: Mapping[str, str], body: str) -> bool:
        small = {name.lower(): value for name, value in headers.items()}
        try:
            self._told_time(self._ring().check(small, body.encode(), time.time_ns() // 1_000_000))
        except OutOfTime as wrong:
            log.warning("wechat pay's answer is not believed: %s", wrong)
            self._told_time(wrong.ahead)
            return False
        except Forged as why:
            log.warning("wechat pay's answer is not believed: %s", why)
            return False
        return True
