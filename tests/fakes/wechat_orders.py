"""Orders on phones, refunds and bills as WeChat Pay's APIv3 keeps them, and what it refuses of them."""

from __future__ import annotations

import gzip
import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
CREATE = re.compile(r"/v3/pay/(partner/)?transactions/(jsapi|native|h5)")
CLOSE = re.compile(r"/v3/pay/(?:partner/)?transactions/out-trade-no/(\w+)/close")
REFUND = re.compile(r"/v3/refund/domestic/refunds(?:/(\w+))?")
HEAD = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,"
    "代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,"
    "申请退款金额,费率备注"
)
SUMS = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
Answer = tuple[int, Any]
USED: Answer = (403, {"code": "OUT_TRADE_NO_USED", "message": "商户订单号重复"})


@dataclass
class PhoneOrder:
    """state: NOTPAY | SUCCESS | REFUND | CLOSED. ``asked``: all that it was made with."""

    asked: Mapping[str, Any]
    kind: str
    expires: float
    state: str = "NOTPAY"
    paid_at: float = 0.0
    prepay: str = field(default_factory=lambda: "wx" + secrets.token_hex(17))

    @property
    def number(self) -> str:
        return str(self.asked["out_trade_no"])

    @property
    def total(self) -> int:
        return int(self.asked["amount"]["total"])


@dataclass
class Back:
    """A refund. state: PROCESSING | SUCCESS | ABNORMAL | CLOSED."""

    asked: Mapping[str, Any]
    state: str
    at: float
    id: str = field(default_factory=lambda: "50" + secrets.token_hex(8))

    @property
    def number(self) -> str:
        return str(self.asked["out_refund_no"])

    @property
    def amount(self) -> int:
        return int(self.asked["amount"]["refund"])


@dataclass
class PhoneOrders:
    """``who``: the merchant's numbers as each order has to name them. ``now``: seconds. ``bank``: what
    becomes of refunds. ``float_money``: minor units that the merchant has for them. ``scanned``: what was
    charged by a guest's code, by whichever interface; it goes back and is billed like any other."""

    who: Mapping[str, str]
    now: Callable[[], float]
    orders: dict[str, PhoneOrder] = field(default_factory=dict)
    scanned: dict[str, PhoneOrder] = field(default_factory=dict)
    refunds: dict[str, Back] = field(default_factory=dict)
    bank: str = "SUCCESS"
    float_money: int = 10_000_000
    bills: dict[str, bytes] = field(default_factory=dict)
    codes: list[tuple[str, int, str, float]] = field(default_factory=list)  # charged by micropay

    # ---- what a guest does

    def pay(self, number: str) -> PhoneOrder:
        """The guest types the password, if it is not too late."""
        order = self.orders[number]
        assert order.state == "NOTPAY" and self.now() < order.expires, "too late"
        order.state, order.paid_at = "SUCCESS", self.now()
        return order

    # ---- calls

    def create(self, kind: str, asked: Mapping[str, Any]) -> Answer:
        if why := self._wrong(kind, asked):
            return 400, {"code": "PARAM_ERROR", "message": why}
        known = self.orders.get(asked["out_trade_no"])
        if known is None:
            expires = datetime.fromisoformat(asked["time_expire"]).timestamp()
            known = self.orders[asked["out_trade_no"]] = PhoneOrder(dict(asked), kind, expires)
        elif known.state == "SUCCESS":
            return 400, {"code": "ORDERPAID", "message": "该订单已支付"}
        elif known.state != "NOTPAY":
            return 400, {"code": "ORDER_CLOSED", "message": "订单已关闭"}
        elif (known.kind, known.asked) != (kind, asked):
            return USED
        given = {
            "jsapi": ("prepay_id", known.prepay),
            "native": ("code_url", f"weixin://wxpay/bizpayurl?pr={known.prepay}"),
            "h5": (
                "h5_url",
                f"https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id={known.prepay}",
            ),
        }[kind]
        return 200, dict([given])

    def _wrong(self, kind: str, asked: Mapping[str, Any]) -> str:
        if _empty(asked):
            return "空值"
        named = {
            name: value
            for name, value in asked.items()
            if name in ("appid", "mchid") or name[:3] in ("sp_", "sub")
        }
        if named != self.who:
            return "appid、mchid"
        if not 1 <= len(asked["description"]) <= 127 or not re.fullmatch(
            r"[\w\-|*]{6,32}", asked["out_trade_no"]
        ):
            return "description、out_trade_no"
        amount = asked["amount"]
        if (
            not isinstance(amount["total"], int)
            or amount["total"] < 1
            or amount.get("currency", "CNY") != "CNY"
        ):
            return "amount"
        if not re.fullmatch(r"(https://[^?]+|http://127\.0\.0\.1:\d+/[^?]*)", asked["notify_url"]):
            return "notify_url"
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00", asked["time_expire"]):
            return "time_expire"
        if datetime.fromisoformat(asked["time_expire"]).timestamp() <= self.now():
            return "time_expire 已过"
        payer, scene = asked.get("payer", {}), asked.get("scene_info", {})
        if kind == "jsapi" and len([payer[name] for name in payer if name.endswith("openid")]) != 1:
            return "payer"
        if kind == "h5" and not (scene.get("payer_client_ip") and scene.get("h5_info", {}).get("type")):
            return "scene_info"
        return ""

    def close(self, number: str) -> Answer:
        order = self.orders.get(number)
        if order is None:
            return 404, {"code": "ORDER_NOT_EXIST", "message": "订单不存在"}
        if order.state in ("SUCCESS", "REFUND"):
            return 400, {"code": "ORDERPAID", "message": "该订单已支付"}
        order.state = "CLOSED"
        return 204, None

    def told(self, order: PhoneOrder) -> dict[str, Any]:
        """As a query and a notice tell it."""
        if order.state == "NOTPAY" and self.now() >= order.expires:
            order.state = "CLOSED"
        told: dict[str, Any] = {**self.who, "out_trade_no": order.number, "trade_state": order.state}
        if order.state not in ("SUCCESS", "REFUND"):
            return told
        amount = {"total": order.total, "payer_total": max(0, order.total - 1), "currency": "CNY"}
        return {**told, "transaction_id": f"42{order.number[:26]}", "amount": amount}

    def refund(self, asked: Mapping[str, Any]) -> Answer:
        known = self.refunds.get(asked["out_refund_no"])
        order = {**self.scanned, **self.orders}.get(asked.get("out_trade_no", ""))
        if order is None or order.state not in ("SUCCESS", "REFUND"):
            return 404, {"code": "RESOURCE_NOT_EXISTS", "message": "订单不存在"}
        if known is not None and known.asked != asked:
            return 400, {"code": "INVALID_REQUEST", "message": "订单金额或退款金额与之前请求不一致"}
        amount, before = asked["amount"], [one for one in self._of(order) if one is not known]
        if (
            _empty(asked)
            or amount["total"] != order.total
            or amount["currency"] != "CNY"
            or amount["refund"] < 1
        ):
            return 400, {"code": "PARAM_ERROR", "message": "参数错误"}
        if sum(one.amount for one in before) + amount["refund"] > order.total or len(before) >= 50:
            return 400, {"code": "INVALID_REQUEST", "message": "累计退款金额大于支付金额"}
        if self.now() - order.paid_at > 365 * 24 * 3600:
            return 400, {"code": "INVALID_REQUEST", "message": "订单已超过退款的最大期限"}
        if known is None and amount["refund"] > self.float_money:
            return 403, {"code": "NOT_ENOUGH", "message": "商户可用退款余额不足"}
        if known is None:
            self.float_money -= amount["refund"]
            known = self.refunds[asked["out_refund_no"]] = Back(dict(asked), self.bank, self.now())
            order.state = "REFUND"
        return 200, self.told_back(known)

    def _of(self, order: PhoneOrder) -> list[Back]:
        return [one for one in self.refunds.values() if one.asked["out_trade_no"] == order.number]

    def told_back(self, back: Back) -> dict[str, Any]:
        """As an answer tells a refund."""
        amount = {**back.asked["amount"], "payer_total": 1, "payer_refund": 1}
        names = {
            "out_refund_no": back.number,
            "out_trade_no": back.asked["out_trade_no"],
            "refund_id": back.id,
        }
        return {**names, "status": back.state, "amount": amount}

    # ---- the bill of a day

    def bill(self, asked: Mapping[str, str], url: str) -> Answer:
        day = date.fromisoformat(asked["bill_date"])
        ready = datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI) + timedelta(days=1)
        if self.now() < ready.timestamp():
            return 400, {"code": "NO_STATEMENT_EXIST", "message": "账单文件不存在"}
        text = self.text(day).encode()
        token = secrets.token_hex(8)
        self.bills[token] = gzip.compress(text) if asked.get("tar_type") == "GZIP" else text
        digest = hashlib.sha1(text, usedforsecurity=False).hexdigest()
        address = f"{url}/v3/billdownload/file?token={token}"
        return 200, {"hash_type": "SHA1", "hash_value": digest, "download_url": address}

    def text(self, day: date) -> str:
        """The bill as a text."""
        rows = []
        paid = {**self.scanned, **self.orders}
        for order in paid.values():
            if order.paid_at and _day(order.paid_at) == day:
                rows.append(self._row(order, order.paid_at, "SUCCESS", order.total, None))
        for back in self.refunds.values():
            if _day(back.at) == day:
                order = paid[back.asked["out_trade_no"]]
                rows.append(self._row(order, back.at, "REFUND", order.total, back))
        for number, total, state, at in self.codes:
            if _day(at) == day:
                order = PhoneOrder({"out_trade_no": number, "description": "付款码"}, "micropay", at)
                rows.append(self._row(order, at, "SUCCESS", total, None))
                if state == "REVOKED":
                    back = Back({"out_refund_no": "", "amount": {"refund": total}}, "SUCCESS", at)
                    rows.append(self._row(order, at, state, total, back))
        sums = f"`{len(rows)},`0.00,`0.00,`0.00,`0.00000,`0.00,`0.00"
        return "\ufeff" + "\r\n".join([HEAD, *rows, SUMS, sums]) + "\r\n"

    def _row(self, order: PhoneOrder, at: float, state: str, total: int, back: Back | None) -> str:
        part, fee = (back.amount if back else 0), (total if back is None else -back.amount) * 6 / 100_000
        whole = 0 if back else total
        values = [
            datetime.fromtimestamp(at, SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
            self.who.get("appid", self.who.get("sp_appid", "")),
            self.who.get("mchid", self.who.get("sp_mchid", "")),
            self.who.get("sub_mchid", "0"),
            "",
            f"42{order.number[:26]}",
            order.number,
            "openid",
            order.kind.upper(),
            state,
            "OTHERS",
            "CNY",
            f"{whole / 100:.2f}",
            "0.00",
            back.id if back else "0",
            back.number if back else "0",
            f"{part / 100:.2f}",
            "0.00",
            "ORIGINAL" if back else "",
            back.state if back else "",
            order.asked["description"],
            "",
            f"{fee:.5f}",
            "0.60%",
            f"{whole / 100:.2f}",
            f"{part / 100:.2f}",
            "",
        ]
        return ",".join(f"`{value}" for value in values)


def _day(at: float) -> date:
    return datetime.fromtimestamp(at, SHANGHAI).date()


def _empty(value: Any) -> bool:
    """They refuse what is there and empty."""
    if isinstance(value, Mapping):
        return not value or any(_empty(one) for one in value.values())
    return value is None or value == ""
