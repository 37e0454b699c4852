"""WeChat Pay's older interface, by which it charges payment codes. Not yet tried with the real service.

Source: the platform's pages of 付款码支付 (micropay, orderquery, reverse, refund, refundquery). Signed both
ways by HMAC-SHA256 and the APIv2 key. Not through wechatpy: it verifies no answers, and leaves what is zero
out of the signature.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import secrets
import ssl
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import requests
from cryptography.hazmat.primitives import serialization
from requests.adapters import HTTPAdapter

from sync_server.payments.port import (
    CLOSED,
    DONE,
    FAILED,
    PAID,
    STUCK,
    WAITING,
    Charge,
    Declined,
    NoAnswer,
    Outcome,
    Refund,
    RefundOutcome,
)

log = logging.getLogger(__name__)
TIMES = (3, 10)  # seconds to connect and to answer
LARGEST = 64 * 1024  # characters of an answer
SIGN_TYPE = "HMAC-SHA256"
HERE = "127.0.0.1"  # spbill_create_ip must be told, and nothing depends on it
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
# What says that nothing was charged; whatever else is said is asked about.
WHY: Mapping[str, str] = {
    "AUTHCODEEXPIRE": "charge_code_old",
    "AUTH_CODE_ERROR": "charge_code_old",
    "AUTH_CODE_INVALID": "charge_code_old",
    "NOTENOUGH": "charge_too_little",
    "NOTSUPORTCARD": "charge_refused",
    "BUYER_MISMATCH": "charge_refused",
    "TRADE_ERROR": "charge_refused",
    "RULELIMIT": "charge_refused",
    "PARAM_ERROR": "charge_failed",
    "INVALID_REQUEST": "charge_failed",
    "NOAUTH": "charge_failed",
    "XML_FORMAT_ERROR": "charge_failed",
    "LACK_PARAMS": "charge_failed",
    "NOT_UTF8": "charge_failed",
    "APPID_NOT_EXIST": "charge_failed",
    "MCHID_NOT_EXIST": "charge_failed",
    "APPID_MCHID_NOT_MATCH": "charge_failed",
}
REFUNDS: Mapping[str, str] = {
    "SUCCESS": DONE,
    "PROCESSING": WAITING,
    "CHANGE": STUCK,
    "REFUNDCLOSE": FAILED,
}
OF_THE_MOMENT = frozenset({"", "SYSTEMERROR", "BIZERR_NEED_RETRY", "FREQUENCY_LIMITED", "ERROR"})
AT_THE_DOOR = ("签名", "appid", "mch_id", "商户号", "XML", "缺少参数")
NOT_THERE = frozenset({"ORDERNOTEXIST", "ORDER_NOT_EXIST"})


@dataclass(frozen=True, slots=True)
class MicropayAccount:
    """``key``: the APIv2 key, 32 characters. ``certificate`` and ``private_key``: the merchant's, as PEM; a
    charge is only taken back by who shows them. ``sub_mchid``: the store under a service provider."""

    mchid: str
    appid: str
    key: str
    certificate: str
    private_key: str
    gateway: str
    sub_mchid: str = ""


class Micropay:
    """Charges payment codes for a merchant; the barcode part of Provider."""

    def __init__(self, account: MicropayAccount, trusted: ssl.SSLContext | None = None) -> None:
        """``trusted``: whose certificates are believed, the system's if nothing is told.

        Raises ValueError for keys that are none.
        """
        if len(account.key.encode()) != 32:
            raise ValueError("an APIv2 key has 32 bytes")
        self._account = account
        self._who = {"appid": account.appid, "mch_id": account.mchid}
        if account.sub_mchid:
            self._who["sub_mch_id"] = account.sub_mchid
        self._context = trusted or ssl.create_default_context()
        _show(self._context, account)

    def charge(self, charge: Charge, code: str) -> Outcome:
        if charge.currency != "CNY":
            return Outcome(FAILED, "charge_failed")
        told = self._ask(
            "/pay/micropay",
            body=(charge.what or charge.number)[:40],
            out_trade_no=charge.number,
            total_fee=str(charge.amount),
            fee_type=charge.currency,
            spbill_create_ip=HERE,
            auth_code=code,
            device_info=charge.device[:32],
        )
        if told.get("result_code") == "SUCCESS":
            return _paid(charge, told)
        said = told.get("err_code", "")
        if said == "USERPAYING":
            return Outcome(WAITING)
        if said in WHY:
            return Outcome(FAILED, WHY[said])
        raise NoAnswer  # SYSTEMERROR, BANKERROR, ORDERPAID and what nobody has written down

    def query(self, charge: Charge) -> Outcome:
        told = self._ask("/pay/orderquery", out_trade_no=charge.number)
        if told.get("result_code") != "SUCCESS":
            if told.get("err_code") in NOT_THERE:
                return Outcome(WAITING)  # it may be on its way; taking it back says that it shall not come
            raise NoAnswer
        state = STATES.get(told.get("trade_state", ""))
        if state is None or told.get("out_trade_no") != charge.number:
            raise NoAnswer
        if state == PAID:
            return _paid(charge, told)
        return Outcome(state, "charge_refused" if state == FAILED else "")

    def cancel(self, charge: Charge) -> Outcome:
        told = self._ask("/secapi/pay/reverse", out_trade_no=charge.number)
        if told.get("result_code") == "SUCCESS":
            return Outcome(WAITING if told.get("recall") == "Y" else CLOSED)
        if told.get("recall") == "Y":
            return Outcome(WAITING)
        if told.get("err_code") in NOT_THERE:
            return Outcome(CLOSED)
        raise NoAnswer

    def refund(self, refund: Refund) -> RefundOutcome:
        told = self._ask(
            "/secapi/pay/refund",
            out_trade_no=refund.charge,
            out_refund_no=refund.number,
            total_fee=str(refund.total),
            refund_fee=str(refund.amount),
            refund_fee_type=refund.currency,
            refund_desc=refund.reason[:80],
        )
        if told.get("result_code") == "SUCCESS":
            if (told.get("out_refund_no"), told.get("refund_fee")) != (refund.number, str(refund.amount)):
                raise NoAnswer
            return RefundOutcome(WAITING, "", told.get("refund_id", ""))  # taken; the query says what became
        said = told.get("err_code", "")
        if said == "NOTENOUGH":
            return RefundOutcome(STUCK, "refund_no_money")
        if said in OF_THE_MOMENT:
            raise NoAnswer
        raise Declined("refund_refused")

    def query_refund(self, refund: Refund) -> RefundOutcome:
        told = self._ask("/pay/refundquery", out_refund_no=refund.number)
        if told.get("result_code") != "SUCCESS":
            if told.get("err_code") == "REFUNDNOTEXIST":
                return RefundOutcome(FAILED, "refund_refused")
            raise NoAnswer
        state = REFUNDS.get(told.get("refund_status_0", ""))
        number, amount = told.get("out_refund_no_0"), told.get("refund_fee_0")
        if state is None or (number, amount) != (refund.number, str(refund.amount)):
            raise NoAnswer
        why = {STUCK: "refund_stuck", FAILED: "refund_refused"}.get(state, "")
        return RefundOutcome(state, why, told.get("refund_id_0", ""), refund.amount if state == DONE else 0)

    def _ask(self, path: str, **told: str) -> Mapping[str, str]:
        """The verified answer. Raises NoAnswer for whatever is none."""
        asked = {**self._who, **told, "nonce_str": secrets.token_hex(16), "sign_type": SIGN_TYPE}
        asked = {name: value for name, value in asked.items() if value != ""}
        asked["sign"] = signature(asked, self._account.key)
        try:
            with requests.Session() as session:
                session.trust_env = False
                session.mount("https://", _Shown(self._context))
                answer = session.post(
                    self._account.gateway + path, data=to_xml(asked), timeout=TIMES, allow_redirects=False
                )
                answer.encoding = "utf-8"
                plain = from_xml(answer.text)
        except (requests.RequestException, ValueError) as error:
            log.warning("wechat pay did not answer: %s", type(error).__name__)
            raise NoAnswer from error
        if plain.get("return_code") != "SUCCESS":
            log.warning("wechat pay refused the call: %s", plain.get("return_msg", ""))
            return _refused(path, plain)
        if not hmac.compare_digest(plain.get("sign", ""), signature(plain, self._account.key)):
            log.warning("wechat pay's answer is signed by somebody else")
            raise NoAnswer
        if any(plain.get(name) != value for name, value in self._who.items()):
            raise NoAnswer
        return plain


def _refused(path: str, plain: Mapping[str, str]) -> Mapping[str, str]:
    """At the door nothing is signed. A wrong account charged nothing; all else is no answer."""
    words = plain.get("return_msg", "")
    if path == "/pay/micropay" and any(word in words for word in AT_THE_DOOR):
        return {"err_code": "NOAUTH"}
    raise NoAnswer


def signature(told: Mapping[str, str], key: str) -> str:
    """Of all that is told and not empty, in the order of the names."""
    parts = [f"{name}={told[name]}" for name in sorted(told) if name != "sign" and told[name] != ""]
    text = "&".join([*parts, f"key={key}"])
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest().upper()


def to_xml(told: Mapping[str, str]) -> bytes:
    """As the platform reads it."""
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in told.items())
    return f"<xml>{inner}</xml>".encode()


def from_xml(text: str) -> dict[str, str]:
    """One level of elements; what declares entities of its own is not read. Raises ValueError."""
    if len(text) > LARGEST or "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("no answer of theirs")
    try:
        return {one.tag: one.text or "" for one in ElementTree.fromstring(text)}  # noqa: S314 - no DTD, bounded
    except ElementTree.ParseError as error:
        raise ValueError("not XML") from error


def _paid(charge: Charge, told: Mapping[str, str]) -> Outcome:
    """Paid, if it is ours; the guest's own coupons are the guest's business."""
    amount, currency = told.get("total_fee", ""), told.get("fee_type") or "CNY"
    if told.get("out_trade_no") != charge.number or not amount.isdecimal():
        raise NoAnswer
    return Outcome(PAID, "", told.get("transaction_id", ""), int(amount), currency)


class _Shown(HTTPAdapter):
    """Connections that show the merchant's certificate; those of one call."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **more: Any) -> None:
        super().init_poolmanager(*arguments, **more, ssl_context=self._context)


def _show(context: ssl.SSLContext, account: MicropayAccount) -> None:
    """Load them; the system reads files only, so the key lies there for a moment, locked with a word of that
    moment. Raises ValueError."""
    word = secrets.token_bytes(16).hex()
    try:
        key = serialization.load_pem_private_key(account.private_key.encode(), None)
        locked = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(word.encode()),
        )
        handle, name = tempfile.mkstemp(suffix=".pem")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(account.certificate.strip().encode() + b"\n" + locked)
            context.load_cert_chain(name, password=word)
        finally:
            Path(name).unlink()
    except (ssl.SSLError, TypeError) as error:
        raise ValueError("certificate and key do not fit together") from error
