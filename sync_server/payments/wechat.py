"""WeChat Pay, APIv3: payment codes by codepay, or by APIv2. Not yet tried with the real service.

Source: the platform's pages of codepay, query and reverse. The library signs and verifies; answers are
verified by WeChat Pay's public key, which new merchants get (certificates of the platform are not read).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from wechatpayv3 import WeChatPay as Library
from wechatpayv3 import WeChatPayType

from sync_server.payments.barcode_only import BarcodeOnly
from sync_server.payments.port import CLOSED, FAILED, PAID, WAITING, Charge, NoAnswer, Outcome
from sync_server.payments.wechat_v2 import Micropay, MicropayAccount

log = logging.getLogger(__name__)
GATEWAY = "https://api.mch.weixin.qq.com"
TIMES = (3, 10)  # seconds to connect and to answer
STATES: Mapping[str, str] = {
    "SUCCESS": PAID,
    "USERPAYING": WAITING,
    "NOTPAY": WAITING,
    "ACCEPT": WAITING,
    "PAYERROR": FAILED,
    "CLOSED": CLOSED,
    "REVOKED": CLOSED,
    "REFUND": CLOSED,
}
# Without their underscores: the pages of both versions spell them with and without.
WHY: Mapping[str, str] = {
    "AUTHCODEEXPIRE": "charge_code_old",
    "AUTHCODEEXPIRED": "charge_code_old",
    "AUTHCODEERROR": "charge_code_old",
    "AUTHCODEINVALID": "charge_code_old",
    "NOTENOUGH": "charge_too_little",
    "NOTSUPORTCARD": "charge_refused",
    "NOTSUPPORTCARD": "charge_refused",
    "BUYERMISMATCH": "charge_refused",
    "TRADEERROR": "charge_refused",
    "RULELIMIT": "charge_refused",
    "PARAMERROR": "charge_failed",
    "INVALIDREQUEST": "charge_failed",
    "NOAUTH": "charge_failed",
    "SIGNERROR": "charge_failed",
    "APPIDMCHIDNOTMATCH": "charge_failed",
    "MCHNOTEXISTS": "charge_failed",
}
NOT_THERE = frozenset({"ORDERNOTEXIST", "ORDERNOTEXISTS", "NOTFOUND"})


@dataclass(frozen=True, slots=True)
class WeChatAccount:
    """A merchant. Keys as PEM; ``serial``: of the merchant's certificate; ``sub_mchid``: the store's number
    where the merchant is a service provider. With a ``v2_key`` and the ``certificate`` payment codes are
    charged by the older interface, at ``v2_gateway`` if that is another address."""

    mchid: str
    appid: str
    serial: str
    private_key: str
    api_key: str
    public_key: str
    public_key_id: str
    gateway: str = GATEWAY
    sub_mchid: str = ""
    v2_key: str = ""
    certificate: str = ""
    v2_gateway: str = ""


class WeChat(BarcodeOnly):
    """Implements Provider."""

    name = "wechat"

    def __init__(self, id: str, account: WeChatAccount) -> None:
        """Raises ValueError for keys that are none."""
        if len(account.api_key.encode()) != 32:
            raise ValueError("an APIv3 key has 32 bytes")
        self.account = id
        self._sub = {"sub_mchid": account.sub_mchid} if account.sub_mchid else {}
        try:
            self._library = Library(
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
        self._library._core._gate_way = account.gateway
        self._older = Micropay(_older(account)) if account.v2_key else None

    def charge(self, charge: Charge, code: str) -> Outcome:
        if self._older:
            return self._older.charge(charge, code)
        status, told = self._ask(
            "pay",
            description=charge.what or charge.number,
            out_trade_no=charge.number,
            amount={"total": charge.amount, "currency": charge.currency},
            payer={"auth_code": code},
            scene_info={"device_id": charge.device[:16], "store_info": {"id": charge.device}},
            pay_type=WeChatPayType.CODEPAY,
        )
        if status == 200:
            return _outcome(charge, told)
        said = _code(told)
        if said == "USERPAYING":
            return Outcome(WAITING)
        if status < 500 and said in WHY:
            return Outcome(FAILED, WHY[said])
        raise NoAnswer

    def query(self, charge: Charge) -> Outcome:
        if self._older:
            return self._older.query(charge)
        status, told = self._ask("query", out_trade_no=charge.number)
        if status == 200:
            return _outcome(charge, told)
        if status == 404 or _code(told) in NOT_THERE:
            return Outcome(WAITING)  # it may be on its way; taking it back says that it shall not come
        raise NoAnswer

    def cancel(self, charge: Charge) -> Outcome:
        if self._older:
            return self._older.cancel(charge)
        status, told = self._ask("codepay_reverse", out_trade_no=charge.number)
        if status in (200, 204):
            return Outcome(WAITING if told.get("recall") == "Y" else CLOSED)
        if status == 404 or _code(told) in NOT_THERE:
            return Outcome(CLOSED)
        raise NoAnswer

    def _ask(self, call: str, **told: Any) -> tuple[int, Mapping[str, Any]]:
        """Status and body, verified if it is a yes. Raises NoAnswer for whatever is none."""
        try:
            status, text = getattr(self._library, call)(**told, **self._sub)
            plain = json.loads(text) if text else {}
        except requests.RequestException as error:
            log.warning("wechat pay did not answer: %s", type(error).__name__)
            raise NoAnswer from error
        except Exception as error:  # a signature that does not fit is a bare one
            log.warning("wechat pay's answer is none: %s", error)
            raise NoAnswer from error
        if not isinstance(plain, dict):
            raise NoAnswer
        return int(status), plain


def _older(account: WeChatAccount) -> MicropayAccount:
    return MicropayAccount(
        account.mchid,
        account.appid,
        account.v2_key,
        account.certificate,
        account.private_key,
        account.v2_gateway or account.gateway,
        account.sub_mchid,
    )


def _code(told: Mapping[str, Any]) -> str:
    return str(told.get("code", "")).replace("_", "")


def _outcome(charge: Charge, told: Mapping[str, Any]) -> Outcome:
    """What a verified answer says of our charge; the guest's own coupons are the guest's business."""
    state = STATES.get(str(told.get("trade_state", "")))
    if state is None or told.get("out_trade_no") != charge.number:
        raise NoAnswer
    if state == FAILED:
        return Outcome(FAILED, "charge_refused")
    if state != PAID:
        return Outcome(state)
    amount = told.get("amount", {})
    total, currency = amount.get("total"), str(amount.get("currency", ""))
    if not isinstance(total, int):
        raise NoAnswer
    return Outcome(PAID, "", str(told.get("transaction_id", "")), total, currency)
