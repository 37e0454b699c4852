"""WeChat Pay's APIv3 over HTTP: it verifies each call's signature, time and nonce, signs its answers, keeps
orders, and refuses what the real one refuses. Its cryptography is written anew here.
"""

from __future__ import annotations

import base64
import json
import re
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.fakes.certificates import Signed, certificate_pem, certified
from tests.fakes.http_here import Quiet, serving
from tests.fakes.rsa_keys import next_key, strangers_key
from tests.fakes.wechat_notices import Notices
from tests.fakes.wechat_orders import CLOSE, CREATE, REFUND, Back, PhoneOrder, PhoneOrders

MCHID, APPID, SERIAL, KEY_ID = "1900000109", "wx8888888888888888", "5157F09EFDC096DE", "PUB_KEY_ID_0119"
API_KEY = "k" * 32
SIGNED = re.compile(r'(\w+)="([^"]*)"')
ORDER = re.compile(r"/v3/pay/(?:partner/)?transactions/out-trade-no/(\w+)(/reverse)?")


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
    reverse | jsapi | native | h5 | close | refund | …) whose answers are cut off after they were done.
    ``now``: seconds. ``ahead``: seconds by which its own clock and ours differ; ``signed_ahead``: more of
    them, that its signatures alone are ahead. ``who``: the merchant's numbers as orders on phones have to
    name them."""

    merchant: rsa.RSAPrivateKey = field(default_factory=next_key)
    own: rsa.RSAPrivateKey = field(default_factory=next_key)
    orders: dict[str, Order] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    nonces: set[str] = field(default_factory=set)
    guest: str = "pays"
    forged: bool = False
    url: str = ""
    serial: str = KEY_ID
    now: Callable[[], float] = time.time
    ahead: float = 0.0
    signed_ahead: float = 0.0
    who: dict[str, str] = field(default_factory=lambda: {"appid": APPID, "mchid": MCHID})
    platform: list[Signed] = field(default_factory=list)  # its certificates, the newest last

    def __post_init__(self) -> None:
        self.phones = PhoneOrders(self.who, lambda: self.now())
        self.notices = Notices(lambda text: self.sign(text, self.now()), lambda: self.now(), API_KEY)

    def moment(self) -> float:
        """What its clock shows, in seconds."""
        return time.time() + self.ahead

    def switch(self, serial: str) -> rsa.RSAPrivateKey:
        """From now on it signs by another key of its own; the new one."""
        self.own, self.serial = next_key(), serial
        return self.own

    def certify(self) -> None:
        """From now on it signs by a certificate of its platform, a new one each time; all that hold it tells
        to who asks."""
        made = certified("Tenpay.com Root CA", own=next_key())
        self.platform.append(made)
        assert isinstance(made[0], rsa.RSAPrivateKey)
        self.own, self.serial = made[0], f"{made[1].serial_number:X}"

    def _certificates(self) -> tuple[int, Any]:
        if not self.platform:
            return 404, {"code": "RESOURCE_NOT_EXISTS", "message": "无可用的平台证书"}
        told = []
        for signed in self.platform:
            nonce, about = secrets.token_hex(6), "certificate"
            sealed = AESGCM(API_KEY.encode()).encrypt(
                nonce.encode(), certificate_pem(signed).encode(), about.encode()
            )
            seal = {"algorithm": "AEAD_AES_256_GCM", "nonce": nonce, "associated_data": about}
            one = signed[1]
            times = {
                "effective_time": one.not_valid_before_utc.isoformat(),
                "expire_time": one.not_valid_after_utc.isoformat(),
            }
            seal["ciphertext"] = base64.b64encode(sealed).decode()
            told.append({"serial_no": f"{one.serial_number:X}", **times, "encrypt_certificate": seal})
        return 200, {"data": told}

    def guest_pays(self, number: str) -> None:
        """An order on a phone is paid, and the merchant is to hear of it."""
        order = self.phones.pay(number)
        self.notices.tell(order.asked["notify_url"], "TRANSACTION.SUCCESS", self.phones.told(order))

    def bank_says(self, number: str, state: str) -> None:
        """What becomes of a refund, and the merchant is to hear of it."""
        back = self.phones.refunds[number]
        back.state = state
        self.notices.tell(back.asked["notify_url"], f"REFUND.{state}", self.about(back))

    def about(self, back: Back) -> dict[str, Any]:
        """A refund as a notice tells it."""
        told = self.phones.told_back(back)
        told["refund_status"] = told.pop("status")
        told["amount"].pop("currency")
        return {**{name: value for name, value in self.who.items() if name.endswith("mchid")}, **told}

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[str, int, Any]:
        """The call, and status and body of its answer."""
        place = urlsplit(path)
        if place.path == "/v3/billdownload/file":
            return "download", 200, self.phones.bills[dict(parse_qsl(place.query))["token"]]
        if place.path == "/v3/certificates":
            self.asked.append("certificates")
            if why := self._at_the_door(method, path, headers, body):
                return "certificates", 401, {"code": "SIGN_ERROR", "message": why}
            return ("certificates", *self._certificates())
        if call := self._of_phones(method, place.path):
            self.asked.append(call)
            if why := self._at_the_door(method, path, headers, body):
                return call, 401, {"code": "SIGN_ERROR", "message": why}
            told = json.loads(body) if body else dict(parse_qsl(place.query))
            return (call, *self._phone_call(call, place.path, told))
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

    def _of_phones(self, method: str, path: str) -> str:
        if found := CREATE.fullmatch(path):
            return found[2]
        if CLOSE.fullmatch(path):
            return "close"
        if REFUND.fullmatch(path):
            return "refund" if method == "POST" else "query_refund"
        number = path.rpartition("/")[2]
        return "bill" if path == "/v3/bill/tradebill" else "query" if number in self.phones.orders else ""

    def _phone_call(self, call: str, path: str, told: Mapping[str, Any]) -> tuple[int, Any]:
        if call in ("jsapi", "native", "h5"):
            return self.phones.create(call, told)
        if not self._named(call, path, told):
            return 400, {"code": "PARAM_ERROR", "message": "商户号"}
        if call == "close":
            return self.phones.close(path.split("/")[-2])
        if call == "refund":
            asked = {name: value for name, value in told.items() if name != "sub_mchid"}
            return self.phones.refund(asked)
        if call == "bill":
            return self.phones.bill(told, self.url)
        number = path.rpartition("/")[2]
        if call == "query":
            return 200, self.phones.told(self.phones.orders[number])
        back = self.phones.refunds.get(number)
        return (200, self.phones.told_back(back)) if back else (404, {"code": "RESOURCE_NOT_EXISTS"})

    def _named(self, call: str, path: str, told: Mapping[str, Any]) -> bool:
        """Whose order it is has to be told, under a service provider with the store's number."""
        wanted = {name: value for name, value in self.who.items() if name.endswith("mchid")}
        partner = "sub_mchid" in wanted
        if call in ("refund", "query_refund", "bill"):
            wanted = {name: value for name, value in wanted.items() if name == "sub_mchid"}
        elif ("/partner/" in path) != partner:
            return False
        return all(told.get(name) == value for name, value in wanted.items())

    def _at_the_door(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> str:
        scheme, _, rest = headers.get("Authorization", "").partition(" ")
        said = dict(SIGNED.findall(rest))
        if scheme != "WECHATPAY2-SHA256-RSA2048" or (said.get("mchid"), said.get("serial_no")) != (
            MCHID,
            SERIAL,
        ):
            return "Authorization"
        if abs(self.moment() - int(said["timestamp"])) > 300 or said["nonce_str"] in self.nonces:
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
            any(asked.get(name) != value for name, value in self.who.items() if name != "sub_appid")
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
        if state == "SUCCESS":
            self.phones.scanned[number] = PhoneOrder(asked, "micropay", self.now(), state, self.now())
        if state == "USERPAYING":
            return 202, {"code": "USERPAYING", "message": "用户支付中"}
        return 200, self._told(order)

    def _told(self, order: Order) -> dict[str, Any]:
        told: dict[str, Any] = {**self.who, "out_trade_no": order.number, "trade_state": order.state}
        if order.state != "SUCCESS":
            return told
        amount = {"total": order.total, "payer_total": order.total - 1, "currency": "CNY"}
        return {**told, "transaction_id": f"42{order.number[:12]}", "amount": amount}

    def sign(self, text: str, at: float = 0.0) -> dict[str, str]:
        """Headers of a signed answer, ``at``: seconds, if it is signed at another time."""
        moment, nonce = str(int(at or self.moment() + self.signed_ahead)), secrets.token_hex(16)
        key = strangers_key() if self.forged else self.own
        signed = key.sign(f"{moment}\n{nonce}\n{text}\n".encode(), padding.PKCS1v15(), hashes.SHA256())
        return {
            "Wechatpay-Timestamp": moment,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Serial": self.serial,
            "Wechatpay-Signature": base64.b64encode(signed).decode(),
            "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
        }


@contextmanager
def wechat_gateway() -> Iterator[WeChatGateway]:
    """A gateway on a socket."""
    gateway = WeChatGateway()

    class Handler(Quiet):
        now = staticmethod(lambda: gateway.moment())

        def do_HEAD(self) -> None:
            self.send_error(404)

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            call, status, told = gateway.answer(self.command, self.path, dict(self.headers), body)
            if call in gateway.lost:
                self.close_connection = True
                return
            if isinstance(told, bytes):
                self.send_response(status)
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)
                return
            text = json.dumps(told, ensure_ascii=False) if told is not None else ""
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
