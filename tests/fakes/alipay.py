"""Alipay's gateway over HTTP: it verifies and signs as published (RSA2), keeps trades, and refuses what the
real one refuses. Its cryptography is written anew here, so that our library is held against another one.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from tests.fakes import alipay_bill
from tests.fakes.certificates import Signed, certificate_pem, certified
from tests.fakes.http_here import Quiet, serving
from tests.fakes.rsa_keys import next_key, strangers_key

SHANGHAI = ZoneInfo("Asia/Shanghai")
BILL = "alipay.data.dataservice.bill.downloadurl.query"
ISSUER = "Ant Financial Certification Authority R1"
APP, SELLER = "2021000000000001", "2088102146225135"


def private_pem(key: rsa.RSAPrivateKey) -> str:
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.TraditionalOpenSSL
    return key.private_bytes(pem, form, serialization.NoEncryption()).decode()


def public_pem(key: rsa.RSAPrivateKey) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


@dataclass
class Trade:
    """state: WAIT_BUYER_PAY | TRADE_SUCCESS | TRADE_CLOSED."""

    number: str
    amount: str
    code: str
    state: str
    notify: str = ""
    expires: str = ""
    refunds: dict[str, str] = field(default_factory=dict)
    dish: str = ""
    paid_at: float = 0.0
    back_at: dict[str, float] = field(default_factory=dict)


@dataclass
class Wallet:
    """What the guest of the moment does: pays | agrees (later) | has too little | shows an old code."""

    does: str = "pays"


@dataclass
class AlipayGateway:
    """``lost``: methods whose answers are cut off after they were done. ``trades``: what was charged."""

    app: rsa.RSAPrivateKey = field(default_factory=next_key)
    own: rsa.RSAPrivateKey = field(default_factory=next_key)
    trades: dict[str, Trade] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    guest: Wallet = field(default_factory=Wallet)
    asked: list[str] = field(default_factory=list)
    codes: dict[str, Trade] = field(default_factory=dict)  # that nobody has scanned yet
    poor: bool = False  # the merchant has no money for refunds
    notify: str = ""
    forged: bool = False
    url: str = ""
    tokens: list[str] = field(default_factory=list)
    now: Callable[[], float] = time.time
    ahead: float = 0.0  # seconds by which its own clock and ours differ
    named: dict[str, str] = field(default_factory=dict)  # what calls have to name, in certificate mode
    named_back: dict[str, str] = field(default_factory=dict)  # and what its answers name
    bills: dict[str, tuple[float, bytes]] = field(default_factory=dict)  # by token, with the moment it ends

    def certify(self) -> tuple[str, str, str]:
        """Its application is in certificate mode now: the application's certificate, its own, and the root's
        file, in which one stands that is not by RSA."""
        root, other = certified(ISSUER, own=next_key()), certified("ECC Root")
        app, own = certified("app", root, self.app), certified("alipay", root, self.own)
        self.named = {"app_cert_sn": _number(app), "alipay_root_cert_sn": _number(root)}
        self.named_back = {"alipay_cert_sn": _number(own)}
        return certificate_pem(app), certificate_pem(own), certificate_pem(root) + certificate_pem(other)

    def agree(self, number: str) -> None:
        """The guest types the password."""
        self.trades[number].state, self.trades[number].paid_at = "TRADE_SUCCESS", self.now()

    def answer(self, query: str) -> tuple[str, bytes]:
        """The method asked for, and the answer."""
        asked = dict(parse_qsl(query, keep_blank_values=True))
        method = asked.get("method", "")
        self.asked.append(method)
        self.tokens.append(asked.get("app_auth_token", ""))
        name = method.replace(".", "_") + "_response"
        if why := self._at_the_door(asked):
            return method, json.dumps(
                {name: {"code": "40002", "msg": "Invalid Arguments", "sub_code": why}}
            ).encode()
        content = json.loads(asked["biz_content"])
        self.notify = asked.get("notify_url", "")
        if method == "alipay.trade.wap.pay":
            self._order(content)
            return method, "付款页面".encode()
        call = method.removeprefix("alipay.trade.").removeprefix("fastpay.").replace(".", "_")
        call = "bill" if method == BILL else call
        found = getattr(self, "_" + call)(content)
        body = json.dumps(found, ensure_ascii=False)
        sign = base64.b64encode(
            (strangers_key() if self.forged else self.own).sign(
                body.encode(), padding.PKCS1v15(), hashes.SHA256()
            )
        )
        more = "".join(f'"{name}":"{value}",' for name, value in self.named_back.items())
        return method, f'{{"{name}":{body},{more}"sign":"{sign.decode()}"}}'.encode()

    def _at_the_door(self, asked: Mapping[str, str]) -> str:
        if asked.get("app_id") != APP:
            return "isv.invalid-app-id"
        certificates = {name: value for name, value in asked.items() if name.endswith("cert_sn")}
        if certificates != self.named:
            return "isv.app-cert-sn-mismatch" if self.named else "isv.unexpected-cert-sn"
        if asked.get("sign_type") != "RSA2":
            return "isv.invalid-signature-type"
        signed = "&".join(f"{key}={value}" for key, value in sorted(asked.items()) if key != "sign" and value)
        try:
            self.app.public_key().verify(
                base64.b64decode(asked.get("sign", "")), signed.encode(), padding.PKCS1v15(), hashes.SHA256()
            )
        except InvalidSignature:
            return "isv.invalid-signature"
        try:
            told = datetime.strptime(asked["timestamp"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
        except (KeyError, ValueError):
            return "isv.invalid-timestamp"
        return (
            ""
            if abs(datetime.fromtimestamp(time.time() + self.ahead, SHANGHAI) - told) < timedelta(minutes=10)
            else "isv.invalid-timestamp"
        )

    def _pay(self, content: Mapping[str, str]) -> dict[str, str]:
        number, amount, code = (content[name] for name in ("out_trade_no", "total_amount", "auth_code"))
        if content["scene"] != "bar_code" or not content["subject"] or len(number) > 64:
            return _no("ACQ.INVALID_PARAMETER")
        known = self.trades.get(number)
        if known and (known.amount, known.code) != (amount, code):
            return _no("ACQ.CONTEXT_INCONSISTENT")
        if known and known.state == "TRADE_SUCCESS":
            return _no("ACQ.TRADE_HAS_SUCCESS")
        if known and known.state == "TRADE_CLOSED":
            return _no("ACQ.TRADE_HAS_CLOSE")
        if not 16 <= len(code) <= 24 or self.guest.does == "old code":
            return _no("ACQ.PAYMENT_AUTH_CODE_INVALID")
        if any(one.code == code for one in self.trades.values() if one.number != number):
            return _no("ACQ.PAYMENT_AUTH_CODE_INVALID")
        if self.guest.does == "too little":
            return _no("ACQ.BUYER_BALANCE_NOT_ENOUGH")
        state = "TRADE_SUCCESS" if self.guest.does == "pays" else "WAIT_BUYER_PAY"
        self.trades[number] = Trade(number, amount, code, state, dish=content["subject"])
        if state == "TRADE_SUCCESS":
            self.trades[number].paid_at = self.now()
        if state == "WAIT_BUYER_PAY":
            return {"code": "10003", "msg": "order success pay inprocess", "out_trade_no": number}
        return self._told(self.trades[number])

    def scan(self, number: str) -> None:
        """The guest scans the code: only now there is a trade."""
        self.trades[number] = self.codes.pop(number)

    def notice(self, number: str, id: str = "n-1", **other: str) -> bytes:
        """What is told of a trade, as a form, signed; ``other`` stands in the place of what is so."""
        trade = self.trades[number]
        told = {
            "app_id": APP,
            "seller_id": SELLER,
            "notify_id": id,
            "notify_type": "trade_status_sync",
            "charset": "utf-8",
            "subject": "花椒小馆 A12 & 冰粉",
            **{name: value for name, value in self._told(trade).items() if name not in ("code", "msg")},
            "trade_status": trade.state,
            **other,
        }
        text = "&".join(f"{name}={value}" for name, value in sorted(told.items()))
        sign = self.own.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        return urlencode({**told, "sign_type": "RSA2", "sign": base64.b64encode(sign).decode()}).encode()

    def _precreate(self, content: Mapping[str, str]) -> dict[str, str]:
        known = self.trades.get(content["out_trade_no"])
        if known:
            return _no("ACQ.TRADE_HAS_SUCCESS" if known.state == "TRADE_SUCCESS" else "ACQ.TRADE_HAS_CLOSE")
        before = self.codes.get(content["out_trade_no"])
        if before and before.amount != content["total_amount"]:
            return _no("ACQ.CONTEXT_INCONSISTENT")
        if not content["subject"] or not _late(content["time_expire"]):
            return _no("ACQ.INVALID_PARAMETER")
        self.codes[content["out_trade_no"]] = self._made(content)
        number = content["out_trade_no"]
        code = f"https://qr.alipay.com/{number[:12]}"
        return {"code": "10000", "msg": "Success", "out_trade_no": number, "qr_code": code}

    def _order(self, content: Mapping[str, str]) -> None:
        assert content["product_code"] == "QUICK_WAP_WAY" and _late(content["time_expire"])
        self.trades[content["out_trade_no"]] = self._made(content)

    def _made(self, content: Mapping[str, str]) -> Trade:
        number, amount = content["out_trade_no"], content["total_amount"]
        told = self.notify, content["time_expire"]
        return Trade(number, amount, "", "WAIT_BUYER_PAY", *told, dish=content["subject"])

    def _close(self, content: Mapping[str, str]) -> dict[str, str]:
        known = self.trades.get(content["out_trade_no"])
        if known is None:
            return _no("ACQ.TRADE_NOT_EXIST")
        if known.state != "WAIT_BUYER_PAY":
            return _no("ACQ.TRADE_STATUS_ERROR")
        known.state = "TRADE_CLOSED"
        return {"code": "10000", "msg": "Success", "out_trade_no": known.number}

    def _refund(self, content: Mapping[str, str]) -> dict[str, str]:
        known, number = self.trades.get(content["out_trade_no"]), content["out_request_no"]
        if known is None:
            return _no("ACQ.TRADE_NOT_EXIST")
        before = sum(Decimal(part) for name, part in known.refunds.items() if name != number)
        if known.refunds.get(number, content["refund_amount"]) != content["refund_amount"]:
            return _no("ACQ.DISCORDANT_REPEAT_REQUEST")
        if known.state == "TRADE_FINISHED" or before + Decimal(content["refund_amount"]) > Decimal(
            known.amount
        ):
            return _no("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL")
        if self.poor and number not in known.refunds:
            return _no("ACQ.SELLER_BALANCE_NOT_ENOUGH")
        change = "N" if number in known.refunds else "Y"
        known.refunds[number] = content["refund_amount"]
        known.back_at.setdefault(number, self.now())
        return {
            **self._told(known),
            "fund_change": change,
            "refund_fee": str(sum(map(Decimal, known.refunds.values()))),
        }

    def _refund_query(self, content: Mapping[str, str]) -> dict[str, str]:
        known, number = self.trades.get(content["out_trade_no"]), content["out_request_no"]
        if known is None:
            return _no("ACQ.TRADE_NOT_EXIST")
        if number not in known.refunds:
            return {"code": "10000", "msg": "Success"}
        told = {"out_request_no": number, "refund_amount": known.refunds[number]}
        return {"code": "10000", "msg": "Success", "refund_status": "REFUND_SUCCESS", **told}

    def _query(self, content: Mapping[str, str]) -> dict[str, str]:
        known = self.trades.get(content["out_trade_no"])
        return {**self._told(known), "trade_status": known.state} if known else _no("ACQ.TRADE_NOT_EXIST")

    def _cancel(self, content: Mapping[str, str]) -> dict[str, str]:
        known = self.trades.get(content["out_trade_no"])
        if known is None:
            return _no("ACQ.TRADE_NOT_EXIST")
        action = "refund" if known.state == "TRADE_SUCCESS" else "close"
        if action == "refund":  # under the trade's own number
            known.refunds[known.number], known.back_at[known.number] = known.amount, self.now()
        known.state = "TRADE_CLOSED"
        told = {"out_trade_no": known.number, "retry_flag": "N", "action": action}
        return {"code": "10000", "msg": "Success", **told}

    def _bill(self, content: Mapping[str, str]) -> dict[str, str]:
        """Where a day's bill lies for half a minute; from nine in the morning after it."""
        day = date.fromisoformat(content["bill_date"])
        ready = datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI) + timedelta(days=1)
        rows = list(self._rows(day))
        if content["bill_type"] != "trade" or self.now() < ready.timestamp() or not rows:
            return _no("BILL_NOT_EXIST")
        token = secrets.token_hex(8)
        self.bills[token] = self.now() + 30, alipay_bill.packed(day, rows)
        address = f"{self.url.removesuffix('/gateway.do')}/downloadBillFile.resource?fileId={token}"
        return {"code": "10000", "msg": "Success", "bill_download_url": address}

    def _rows(self, day: date) -> Iterator[str]:
        for one in self.trades.values():
            told = f"2026{one.number[:12]}", one.number, one.dish
            if one.paid_at and datetime.fromtimestamp(one.paid_at, SHANGHAI).date() == day:
                yield alipay_bill.row(*told, one.paid_at, one.amount)
            for number, at in one.back_at.items():
                if datetime.fromtimestamp(at, SHANGHAI).date() == day:
                    yield alipay_bill.row(*told, at, f"-{one.refunds[number]}", number)

    def file(self, token: str) -> bytes:
        """A bill that was asked for, unless its half minute is over."""
        ends, packed = self.bills.get(token, (0.0, b""))
        return packed if self.now() <= ends else b""

    def _told(self, trade: Trade) -> dict[str, str]:
        told = {
            "out_trade_no": trade.number,
            "trade_no": f"2026{trade.number[:12]}",
            "total_amount": trade.amount,
        }
        return {"code": "10000", "msg": "Success", "buyer_pay_amount": "0.01", **told}


def _number(signed: Signed) -> str:
    """What Alipay calls a certificate; those of this gateway have an issuer of one name."""
    issuer = signed[1].issuer.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    return hashlib.md5(f"CN={issuer!s}{signed[1].serial_number}".encode(), usedforsecurity=False).hexdigest()


def _late(moment: str) -> bool:
    """Whether a moment of theirs is still to come."""
    return datetime.strptime(moment, "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI) > datetime.now(SHANGHAI)


def _no(code: str) -> dict[str, str]:
    return {"code": "40004", "msg": "Business Failed", "sub_code": code, "sub_msg": "失败"}


@contextmanager
def alipay_gateway() -> Iterator[AlipayGateway]:
    """A gateway on a socket."""
    gateway = AlipayGateway()

    class Handler(Quiet):
        now = staticmethod(lambda: time.time() + gateway.ahead)

        def do_HEAD(self) -> None:
            self.send_error(404)

        def do_GET(self) -> None:
            place = urlsplit(self.path)
            if place.path != "/downloadBillFile.resource":
                self._answer(place.query)
                return
            packed = gateway.file(dict(parse_qsl(place.query)).get("fileId", ""))
            self.send_response(200 if packed else 403)
            self.send_header("Content-Length", str(len(packed)))
            self.end_headers()
            self.wfile.write(packed)

        def do_POST(self) -> None:
            """Some send all in the address, some the business in a form."""
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer("&".join(filter(None, (urlsplit(self.path).query, form))))

        def _answer(self, query: str) -> None:
            method, body = gateway.answer(query)
            if method in gateway.lost:
                self.close_connection = True
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/html;charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with serving(Handler) as url:
        gateway.url = f"{url}/gateway.do"
        yield gateway
