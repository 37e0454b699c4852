"""WeChat Pay's APIv3 over HTTP: it verifies each call's signature, time and nonce, signs its answers, keeps
orders, and refuses what the real one refuses. Its cryptography is written anew here.
"""

from __future__ import annotations

import base64
import json
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.fakes.http_here import Quiet, serving

MCHID, APPID, SERIAL, KEY_ID = "1900000109", "wx8888888888888888", "5157F09EFDC096DE", "PUB_KEY_ID_0119"
API_KEY = "k" * 32
SIGNED = re.compile(r'(\w+)="([^"]*)"')
ORDER = re.compile(r"/v3/pay/transactions/out-trade-no/(\w+)(/reverse)?")


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Order:
    """state: SUCCESS | USERPAYING | REVOKED."""

    number: str
    total: int
    code: str
    state: str


@dataclass
class WeChatGateway:
    """``guest``: pays | agrees (later) | has too little | shows an old code. ``lost``: calls (pay | query |
    reverse) whose answers are cut off after they were done."""

    merchant: rsa.RSAPrivateKey = field(default_factory=_key)
    own: rsa.RSAPrivateKey = field(default_factory=_key)
    orders: dict[str, Order] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    nonces: set[str] = field(default_factory=set)
    guest: str = "pays"
    forged: bool = False
    url: str = ""

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[str, int, Any]:
        """The call, and status and body of its answer."""
        found = ORDER.match(path)
        call = "pay" if not found else "reverse" if found[2] else "query"
        self.asked.append(call)
        if why := self._at_the_door(method, path, headers, body):
            return call, 401, {"code": "SIGN_ERROR", "message": why}
        if call == "pay":
            return (call, *self._pay(json.loads(body)))
        assert found
        order = self.orders.get(found[1])
        if order is None:
            return call, 404, {"code": "ORDER_NOT_EXIST", "message": "订单不存在"}
        if call == "reverse":
            order.state = "REVOKED"
            return call, 200, {"mchid": MCHID, "out_trade_no": order.number, "recall": "N"}
        return call, 200, self._told(order)

    def _at_the_door(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> str:
        scheme, _, rest = headers.get("Authorization", "").partition(" ")
        said = dict(SIGNED.findall(rest))
        if scheme != "WECHATPAY2-SHA256-RSA2048" or (said.get("mchid"), said.get("serial_no")) != (
            MCHID,
            SERIAL,
        ):
            return "Authorization"
        if abs(time.time() - int(said["timestamp"])) > 300 or said["nonce_str"] in self.nonces:
            return "time or nonce"
        self.nonces.add(said["nonce_str"])
        text = f"{method}\n{path}\n{said['timestamp']}\n{said['nonce_str']}\n{body.decode()}\n"
        try:
            self.merchant.public_key().verify(
                base64.b64decode(said["signature"]), text.encode(), padding.PKCS1v15(), hashes.SHA256()
            )
        except InvalidSignature:
            return "signature"
        return ""

    def _pay(self, asked: Mapping[str, Any]) -> tuple[int, Any]:
        number, total, code = asked["out_trade_no"], asked["amount"]["total"], asked["payer"]["auth_code"]
        if (
            (asked["appid"], asked["mchid"]) != (APPID, MCHID)
            or not asked["description"]
            or not asked["scene_info"]
        ):
            return 400, {"code": "PARAM_ERROR", "message": "参数错误"}
        if not 6 <= len(number) <= 32 or total <= 0 or number in self.orders:
            return 400, {"code": "PARAM_ERROR", "message": "商户订单号重复"}
        used = any(one.code == code for one in self.orders.values())
        if self.guest == "old code" or used or not re.fullmatch("1[0-5][0-9]{16}", code):
            return 400, {"code": "AUTH_CODE_EXPIRED", "message": "付款码已过期"}
        if self.guest == "too little":
            return 403, {"code": "NOT_ENOUGH", "message": "余额不足"}
        state = "SUCCESS" if self.guest == "pays" else "USERPAYING"
        self.orders[number] = order = Order(number, total, code, state)
        if state == "USERPAYING":
            return 202, {"code": "USERPAYING", "message": "用户支付中"}
        return 200, self._told(order)

    def _told(self, order: Order) -> dict[str, Any]:
        told = {"appid": APPID, "mchid": MCHID, "out_trade_no": order.number, "trade_state": order.state}
        if order.state != "SUCCESS":
            return told
        amount = {"total": order.total, "payer_total": order.total - 1, "currency": "CNY"}
        return {**told, "transaction_id": f"42{order.number[:12]}", "amount": amount}

    def sign(self, text: str) -> dict[str, str]:
        """Headers of a signed answer."""
        moment, nonce = str(int(time.time())), secrets.token_hex(16)
        key = _key() if self.forged else self.own
        signed = key.sign(f"{moment}\n{nonce}\n{text}\n".encode(), padding.PKCS1v15(), hashes.SHA256())
        return {
            "Wechatpay-Timestamp": moment,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Serial": KEY_ID,
            "Wechatpay-Signature": base64.b64encode(signed).decode(),
            "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
        }


@contextmanager
def wechat_gateway() -> Iterator[WeChatGateway]:
    """A gateway on a socket."""
    gateway = WeChatGateway()

    class Handler(Quiet):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            call, status, told = gateway.answer(self.command, self.path, dict(self.headers), body)
            if call in gateway.lost:
                self.close_connection = True
                return
            text = json.dumps(told, ensure_ascii=False)
            self.send_response(status)
            for name, value in {
                **gateway.sign(text),
                "Content-Type": "application/json; charset=utf-8",
            }.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        do_POST = do_GET  # noqa: N815 - as the base calls it

    with serving(Handler) as url:
        gateway.url = url
        yield gateway
