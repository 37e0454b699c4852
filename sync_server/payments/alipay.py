"""Alipay's open platform: payment codes, codes that guests scan, its page, refunds. Not yet tried with the
real service.

Source: the platform's pages of alipay.trade.*; python-alipay-sdk signs (RSA2) and verifies.
Its own clock is the machine's, so the time is put in here as Shanghai's.
"""

from __future__ import annotations

import http.client
import logging
import time
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast
from urllib.error import URLError
from zoneinfo import ZoneInfo

from alipay import AliPay
from alipay.exceptions import AliPayException, AliPayValidationError
from alipay.utils import AliPayConfig

from sync_server.payments import alipay_bill, alipay_notices
from sync_server.payments.alipay_account import AlipayAccount
from sync_server.payments.alipay_certificates import alipay_key, named_in_calls
from sync_server.payments.port import (
    ADDRESS,
    BARCODE,
    CALLBACKS,
    CLOSED,
    CODE,
    FAILED,
    PAID,
    PRECREATE,
    STUCK,
    WAITING,
    WAP,
    BillLine,
    Charge,
    Declined,
    ForPhone,
    NoAnswer,
    Notice,
    Outcome,
    Refund,
    RefundOutcome,
)
from sync_server.payments.port import DONE as REFUNDED
from sync_server.payments.yuan import fen_of, yuan_of

log = logging.getLogger(__name__)
ANSWER = 10  # seconds
SHANGHAI = ZoneInfo("Asia/Shanghai")
DONE, WAIT, BUSINESS, UNKNOWN = "10000", "10003", "40004", "20000"
NOT_SAID = frozenset(
    {"ACQ.SYSTEM_ERROR", "ACQ.TRADE_HAS_SUCCESS", "ACQ.TRADE_HAS_CLOSE", "ACQ.CONTEXT_INCONSISTENT"}
)
SLACK = 60_000  # milliseconds between their clock and ours
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


class Alipay:
    """Implements Provider."""

    name = "alipay"
    ways = frozenset({BARCODE, PRECREATE, WAP})

    def __init__(self, id: str, account: AlipayAccount) -> None:
        """Raises ValueError for keys that are none."""
        self.account, self._told = id, account
        self._client = _Client(account)
        self._notify = account.callback.rstrip("/") + CALLBACKS + id if account.callback else ""

    def charge(self, charge: Charge, code: str) -> Outcome:
        told = self._ask(
            "alipay.trade.pay",
            {
                "out_trade_no": charge.number,
                "scene": "bar_code",
                "auth_code": code,
                "subject": charge.what or charge.number,
                "total_amount": yuan_of(charge.amount),
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

    def create(self, charge: Charge) -> ForPhone:
        asked = {
            "out_trade_no": charge.number,
            "subject": charge.what or charge.number,
            "total_amount": yuan_of(charge.amount),
            "time_expire": _moment(charge.expires_at),
        }
        if charge.way == WAP:
            # As the platform's page of alipay.trade.wap.pay has it; QUICK_WAP_PAY is read elsewhere only.
            asked |= {"product_code": "QUICK_WAP_WAY", "quit_url": charge.back}
            return ForPhone(
                ADDRESS, self._client.page("alipay.trade.wap.pay", asked, charge.back, self._notify)
            )
        told = self._ask("alipay.trade.precreate", asked, notify_url=self._notify)
        if told["code"] == DONE and told.get("out_trade_no") == charge.number and told.get("qr_code"):
            return ForPhone(CODE, str(told["qr_code"]))
        if told["code"] in (DONE, UNKNOWN) or told.get("sub_code") in NOT_SAID:
            raise NoAnswer  # the query tells what is so
        raise Declined(_why(told))

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
        if charge.way != BARCODE:
            return self._close(charge)
        told = self._ask("alipay.trade.cancel", {"out_trade_no": charge.number})
        if told["code"] == DONE:
            return Outcome(WAITING if told.get("retry_flag") == "Y" else CLOSED)
        if told.get("sub_code") == NOT_THERE:
            return Outcome(CLOSED)
        raise NoAnswer

    def _close(self, charge: Charge) -> Outcome:
        """There is no trade until its code is scanned: until then it ends by its time alone."""
        told = self._ask("alipay.trade.close", {"out_trade_no": charge.number})
        if told["code"] == DONE:
            return Outcome(CLOSED)
        if told.get("sub_code") == NOT_THERE:
            over = time.time() * 1000 >= charge.expires_at + SLACK
            return Outcome(CLOSED if over else WAITING)
        if told.get("sub_code") in ("ACQ.TRADE_STATUS_ERROR", "ACQ.REASON_TRADE_STATUS_INVALID"):
            return self.query(charge)
        raise NoAnswer

    def refund(self, refund: Refund) -> RefundOutcome:
        told = self._ask(
            "alipay.trade.refund",
            {
                "out_trade_no": refund.charge,
                "out_request_no": refund.number,
                "refund_amount": yuan_of(refund.amount),
                "refund_reason": refund.reason or refund.number,
            },
        )
        if told["code"] == DONE:
            if told.get("fund_change") == "Y" or self.query_refund(refund).state == REFUNDED:
                return RefundOutcome(REFUNDED, "", refund.number, refund.amount)
            raise NoAnswer  # asked again with the same number
        if told.get("sub_code") == "ACQ.SELLER_BALANCE_NOT_ENOUGH":
            return RefundOutcome(STUCK, "refund_no_money")
        if told["code"] == UNKNOWN or told.get("sub_code") == "ACQ.SYSTEM_ERROR":
            raise NoAnswer
        raise Declined("refund_refused")

    def query_refund(self, refund: Refund) -> RefundOutcome:
        told = self._ask(
            "alipay.trade.fastpay.refund.query",
            {"out_trade_no": refund.charge, "out_request_no": refund.number},
        )
        if told["code"] == DONE and told.get("refund_status") == "REFUND_SUCCESS":
            return RefundOutcome(REFUNDED, "", refund.number, fen_of(told.get("refund_amount", "")) or 0)
        if told["code"] == DONE or told.get("sub_code") == NOT_THERE:
            return RefundOutcome(FAILED, "refund_refused")
        raise NoAnswer

    def verify(self, raw: bytes, headers: Mapping[str, str], now: int) -> Notice:
        return alipay_notices.read(self._told.app_id, self._told.seller_id, raw, self._client.verify)

    def bill(self, day: date) -> list[BillLine]:
        told = self._ask(
            "alipay.data.dataservice.bill.downloadurl.query",
            {"bill_type": "trade", "bill_date": day.isoformat()},
        )
        if told["code"] == DONE:
            return alipay_bill.lines_of(alipay_bill.fetched(str(told.get("bill_download_url", ""))))
        if str(told.get("sub_code", "")).upper().endswith("BILL_NOT_EXIST"):
            raise Declined("bill_none_yet")
        raise NoAnswer

    def _ask(self, method: str, content: dict[str, Any], **more: str) -> Mapping[str, Any]:
        """The verified answer. Raises NoAnswer for whatever is none."""
        try:
            told = self._client.server_api(method, content, **more)
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
            alipay_key(account),
            config=AliPayConfig(timeout=ANSWER),
        )
        self._gateway = account.gateway
        self._account = account
        token = {"app_auth_token": account.auth_token} if account.auth_token else {}
        self._more = {**token, **named_in_calls(account)}

    def page(self, method: str, content: dict[str, Any], back: str, notify: str) -> str:
        """The address of Alipay's own page for it."""
        signed = self.client_api(method, content, return_url=back, notify_url=notify)
        return f"{self._account.gateway}?{signed}"

    def build_body(self, method: str, biz_content: Any = None, **more: Any) -> dict[str, Any]:
        now = datetime.now(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
        body = super().build_body(method, biz_content, **more, **self._more, timestamp=now)
        return cast(dict[str, Any], body)


def _paid(charge: Charge, told: Mapping[str, Any]) -> Outcome:
    """Paid, if it is ours and in yuan; the guest's own coupons are the guest's business."""
    amount = fen_of(told.get("total_amount", ""))
    if told.get("out_trade_no") != charge.number or amount is None:
        raise NoAnswer
    return Outcome(PAID, "", str(told.get("trade_no", "")), amount, "CNY")


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def _why(told: Mapping[str, Any]) -> str:
    return WHY.get(str(told.get("sub_code", "")), "charge_failed")
