"""Alipay's open platform: payment codes by alipay.trade.pay. Not yet tried with the real service.

Source: the platform's pages of alipay.trade.pay, query, cancel; python-alipay-sdk signs (RSA2) and verifies.
Its own clock is the machine's, so the time is put in here as Shanghai's.
"""

from __future__ import annotations

import http.client
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, cast
from urllib.error import URLError
from zoneinfo import ZoneInfo

from alipay import AliPay
from alipay.exceptions import AliPayException, AliPayValidationError
from alipay.utils import AliPayConfig

from sync_server.payments.barcode_only import BarcodeOnly
from sync_server.payments.port import CLOSED, FAILED, PAID, WAITING, Charge, NoAnswer, Outcome

log = logging.getLogger(__name__)
GATEWAY = "https://openapi.alipay.com/gateway.do"
ANSWER = 10  # seconds
SHANGHAI = ZoneInfo("Asia/Shanghai")
DONE, WAIT, BUSINESS, UNKNOWN = "10000", "10003", "40004", "20000"
NOT_THERE = "ACQ.TRADE_NOT_EXIST"
WHY: Mapping[str, str] = {
    "ACQ.PAYMENT_AUTH_CODE_INVALID": "charge_code_old",
    "ACQ.SOUNDWAVE_PARSER_FAIL": "charge_code_old",
    "ACQ.BUYER_BALANCE_NOT_ENOUGH": "charge_too_little",
    "ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH": "charge_too_little",
    "ACQ.ERROR_BALANCE_PAYMENT_DISABLE": "charge_refused",
    "ACQ.PAYMENT_FAIL": "charge_refused",
    "ACQ.PULL_MOBILE_CASHIER_FAIL": "charge_refused",
    "ACQ.USER_FACE_PAYMENT_SWITCH_OFF": "charge_refused",
    "ACQ.TRADE_BUYER_NOT_MATCH": "charge_refused",
    "ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR": "charge_refused",
}


@dataclass(frozen=True, slots=True)
class AlipayAccount:
    """A merchant's application. Keys as PEM; ``auth_token``: of a store whose application is a provider's."""

    app_id: str
    private_key: str
    alipay_public_key: str
    gateway: str = GATEWAY
    auth_token: str = ""


class Alipay(BarcodeOnly):
    """Implements Provider."""

    name = "alipay"

    def __init__(self, id: str, account: AlipayAccount) -> None:
        """Raises ValueError for keys that are none."""
        self.account = id
        self._client = _Client(account)

    def charge(self, charge: Charge, code: str) -> Outcome:
        told = self._ask(
            "alipay.trade.pay",
            {
                "out_trade_no": charge.number,
                "scene": "bar_code",
                "auth_code": code,
                "subject": charge.what or charge.number,
                "total_amount": _yuan(charge.amount),
                "product_code": "FACE_TO_FACE_PAYMENT",
                "terminal_id": charge.device,
            },
        )
        if told["code"] == DONE:
            return _paid(charge, told)
        if told["code"] == WAIT:
            return Outcome(WAITING)
        if told["code"] == UNKNOWN or told.get("sub_code") == "ACQ.SYSTEM_ERROR":
            raise NoAnswer
        return Outcome(FAILED, _why(told))

    def query(self, charge: Charge) -> Outcome:
        told = self._ask("alipay.trade.query", {"out_trade_no": charge.number})
        if told["code"] == DONE:
            state = told.get("trade_status", "")
            if state in ("TRADE_SUCCESS", "TRADE_FINISHED"):
                return _paid(charge, told)
            return Outcome(CLOSED if state == "TRADE_CLOSED" else WAITING)
        if told.get("sub_code") == NOT_THERE:
            return Outcome(WAITING)  # it may be on its way; taking it back says that it shall not come
        raise NoAnswer

    def cancel(self, charge: Charge) -> Outcome:
        told = self._ask("alipay.trade.cancel", {"out_trade_no": charge.number})
        if told["code"] == DONE:
            return Outcome(WAITING if told.get("retry_flag") == "Y" else CLOSED)
        if told.get("sub_code") == NOT_THERE:
            return Outcome(CLOSED)
        raise NoAnswer

    def _ask(self, method: str, content: dict[str, Any]) -> Mapping[str, Any]:
        """The verified answer. Raises NoAnswer for whatever is none."""
        try:
            told = self._client.server_api(method, content)
        except (URLError, http.client.HTTPException, OSError, AliPayValidationError, ValueError) as error:
            log.warning("alipay did not answer: %s", type(error).__name__)
            raise NoAnswer from error
        except AliPayException as error:  # unsigned: refused at the door, or nobody there knows
            log.warning("alipay refused the call: %s", error)
            if f"code:{UNKNOWN}" in str(error):
                raise NoAnswer from error
            return {"code": "0"}
        return cast(Mapping[str, Any], told)


class _Client(AliPay):  # type: ignore[misc]
    """The library with this account, Shanghai's time and an address that a test may turn."""

    def __init__(self, account: AlipayAccount) -> None:
        super().__init__(
            account.app_id,
            None,
            account.private_key,
            account.alipay_public_key,
            config=AliPayConfig(timeout=ANSWER),
        )
        self._gateway = account.gateway
        self._more = {"app_auth_token": account.auth_token} if account.auth_token else {}

    def build_body(self, method: str, biz_content: Any = None, **more: Any) -> dict[str, Any]:
        now = datetime.now(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
        body = super().build_body(method, biz_content, **more, **self._more, timestamp=now)
        return cast(dict[str, Any], body)


def _paid(charge: Charge, told: Mapping[str, Any]) -> Outcome:
    """Paid, if it is ours and in yuan; the guest's own coupons are the guest's business."""
    amount = _fen(told.get("total_amount", ""))
    if told.get("out_trade_no") != charge.number or amount is None:
        raise NoAnswer
    return Outcome(PAID, "", str(told.get("trade_no", "")), amount, "CNY")


def _why(told: Mapping[str, Any]) -> str:
    return WHY.get(str(told.get("sub_code", "")), "charge_failed")


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


def _fen(yuan: str) -> int | None:
    """Minor units of an amount as Alipay writes it; None if it is none."""
    try:
        fen = Decimal(yuan) * 100
    except (InvalidOperation, TypeError):
        return None
    return int(fen) if fen == fen.to_integral_value() and fen >= 0 else None
