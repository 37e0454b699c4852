"""WeChat Pay's orders that a guest pays on the phone, what goes back, and the bill of a day.

Source: JSAPI、Native、H5 下单, 查询, 关单, 退款, 申请交易账单 of the platform's pages.
"""

from __future__ import annotations

import hashlib
import secrets
import time
import zlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from wechatpayv3 import WeChatPayType

from sync_server.payments.port import (
    ADDRESS,
    BARCODE,
    CALLBACKS,
    CLOSED,
    CODE,
    DONE,
    FAILED,
    H5,
    INVOKE,
    JSAPI,
    NATIVE,
    STUCK,
    WAITING,
    BillLine,
    Charge,
    Declined,
    ForPhone,
    NoAnswer,
    Outcome,
    Refund,
    RefundOutcome,
)
from sync_server.payments.wechat_account import NOT_THERE, WHY, WeChatAccount, code_of, outcome_of
from sync_server.payments.wechat_bill import lines_of
from sync_server.payments.wechat_calls import Calls

NOBODY = "https://callback.invalid/"  # they want an address even of whom they cannot reach
LARGEST_BILL = 64 * 1024 * 1024  # bytes
SHANGHAI = ZoneInfo("Asia/Shanghai")
TYPES = {JSAPI: WeChatPayType.JSAPI, NATIVE: WeChatPayType.NATIVE, H5: WeChatPayType.H5}
REFUNDS = {"SUCCESS": DONE, "PROCESSING": WAITING, "ABNORMAL": STUCK, "CLOSED": FAILED}
PAID_ALREADY = frozenset({"ORDERPAID", "OUTTRADENOUSED", "ORDERCLOSED", "TRADEERROR"})
OF_THE_MOMENT = frozenset({"SYSTEMERROR", "FREQUENCYLIMITED", "FREQUENCYLIMIT", "BIZERRNEEDRETRY"})


def ways_of(account: WeChatAccount) -> frozenset[str]:
    """A home that nobody can reach from outside is told nothing, and serves no page inside WeChat."""
    reached = {JSAPI, *({H5} if account.h5 else ())} if account.callback else set()
    return frozenset({BARCODE, NATIVE, *reached})


class NotThere(Declined):
    """APIv3 knows no such order."""


class Orders:
    """Of one merchant, under the id of its account."""

    def __init__(self, id: str, account: WeChatAccount, calls: Calls) -> None:
        self._account, self._calls = account, calls
        self._notify = account.callback.rstrip("/") + CALLBACKS + id if account.callback else NOBODY
        sub = account.sub_mchid and account.sub_appid
        self._sub = {"sub_appid": account.sub_appid} if sub else {}
        self._appid = account.sub_appid if sub else account.appid

    def create(self, charge: Charge) -> ForPhone:
        status, told = self._calls.ask(
            "pay",
            description=charge.what or charge.number,
            out_trade_no=charge.number,
            amount={"total": charge.amount, "currency": charge.currency},
            time_expire=_moment(charge.expires_at),
            notify_url=self._notify,
            pay_type=TYPES[charge.way],
            **self._more(charge),
            **self._sub,
        )
        if status == 200:
            return self._for_phone(charge, told)
        said = code_of(told)
        if status >= 500 or said in PAID_ALREADY or said in OF_THE_MOMENT:
            raise NoAnswer  # the query tells what is so
        raise Declined(WHY.get(said, "charge_failed"))

    def _more(self, charge: Charge) -> dict[str, Any]:
        if charge.way == JSAPI:
            if not charge.payer:
                raise Declined("charge_payer")
            name = "openid" if not self._account.sub_mchid else "sub_openid" if self._sub else "sp_openid"
            return {"payer": {name: charge.payer}}
        if charge.way == H5:
            return {"scene_info": {"payer_client_ip": charge.address, "h5_info": {"type": "Wap"}}}
        return {}

    def _for_phone(self, charge: Charge, told: Mapping[str, Any]) -> ForPhone:
        name = {JSAPI: "prepay_id", NATIVE: "code_url", H5: "h5_url"}[charge.way]
        given = told.get(name)
        if not isinstance(given, str) or not given:
            raise NoAnswer
        if charge.way == JSAPI:
            return ForPhone(INVOKE, invoke=self._invoke(given))
        if charge.way == NATIVE:
            return ForPhone(CODE, given)
        return ForPhone(
            ADDRESS, f"{given}&redirect_url={quote(charge.back, safe='')}" if charge.back else given
        )

    def _invoke(self, prepay: str) -> dict[str, str]:
        moment, nonce, package = str(int(time.time())), secrets.token_hex(16), f"prepay_id={prepay}"
        signature = self._calls.library.sign([self._appid, moment, nonce, package])
        return {
            "appId": self._appid,
            "timeStamp": moment,
            "nonceStr": nonce,
            "package": package,
            "signType": "RSA",
            "paySign": signature,
        }

    def query(self, charge: Charge) -> Outcome:
        status, told = self._calls.ask("query", out_trade_no=charge.number)
        if status == 200:
            return outcome_of(charge, told)
        if status == 404 or code_of(told) in NOT_THERE:
            return Outcome(WAITING)  # it may be on its way; closing it says that it shall not come
        raise NoAnswer

    def close(self, charge: Charge) -> Outcome:
        """One that was paid stays paid."""
        status, told = self._calls.ask("close", out_trade_no=charge.number)
        said = code_of(told)
        if status in (200, 204) or status == 404 or said in NOT_THERE or said == "ORDERCLOSED":
            return Outcome(CLOSED)
        if said in PAID_ALREADY:
            return self.query(charge)
        raise NoAnswer

    def refund(self, refund: Refund) -> RefundOutcome:
        told = {"refund": refund.amount, "total": refund.total, "currency": refund.currency}
        more = {"reason": refund.reason} if refund.reason else {}
        status, found = self._calls.ask(
            "refund",
            out_refund_no=refund.number,
            out_trade_no=refund.charge,
            amount=told,
            notify_url=self._notify,
            **more,
        )
        if status == 200:
            return refund_of(refund, found)
        said = code_of(found)
        if said == "NOTENOUGH":
            return RefundOutcome(STUCK, "refund_no_money")
        if status >= 500 or said in OF_THE_MOMENT:
            raise NoAnswer
        raise (NotThere if status == 404 else Declined)("refund_refused")

    def query_refund(self, refund: Refund) -> RefundOutcome:
        status, found = self._calls.ask("query_refund", out_refund_no=refund.number)
        if status == 200:
            return refund_of(refund, found)
        if status == 404 or code_of(found) in ("RESOURCENOTEXISTS", "REFUNDNOTEXISTS"):
            return RefundOutcome(FAILED, "refund_refused")
        raise NoAnswer

    def bill(self, day: date) -> list[BillLine]:
        """The bill, if it is what its digest says: the file itself is not signed."""
        status, told = self._calls.ask("trade_bill", bill_date=day.isoformat())
        if status != 200:
            none_yet = code_of(told) in ("NOSTATEMENTEXIST", "STATEMENTCREATING")
            if none_yet or (status == 400 and day >= datetime.now(SHANGHAI).date()):
                raise Declined("bill_none_yet")
            raise NoAnswer
        status, packed = self._calls.raw("download_bill", url=str(told.get("download_url", "")))
        text = _unpacked(packed) if status == 200 else b""
        digest = hashlib.sha1(text, usedforsecurity=False).hexdigest()
        if told.get("hash_type") != "SHA1" or told.get("hash_value") != digest:
            raise NoAnswer
        return lines_of(text.decode())


def refund_of(refund: Refund, told: Mapping[str, Any]) -> RefundOutcome:
    """What a verified answer says of our refund. Raises NoAnswer for what is said of another one."""
    state = REFUNDS.get(str(told.get("status", "")))
    amount = told.get("amount", {}).get("refund", refund.amount)
    if state is None or told.get("out_refund_no") != refund.number or amount != refund.amount:
        raise NoAnswer
    why = {STUCK: "refund_stuck", FAILED: "refund_refused"}.get(state, "")
    return RefundOutcome(state, why, str(told.get("refund_id", "")))


def _unpacked(packed: bytes) -> bytes:
    try:
        unpacker = zlib.decompressobj(wbits=31)
        text = unpacker.decompress(packed, LARGEST_BILL)
    except zlib.error as error:
        raise NoAnswer from error
    if not unpacker.eof:
        raise NoAnswer
    return text


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at // 1000, SHANGHAI).isoformat()
