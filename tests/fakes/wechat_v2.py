"""WeChat Pay's APIv2 for payment codes, over HTTPS: it checks each signature, asks for the merchant's
certificate before it takes or gives anything back, signs its answers, and refuses what the real one refuses.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import ssl
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.sax.saxutils import unescape

from tests.fakes.certificates import Signed, certificate_pem, certified, key_pem
from tests.fakes.http_here import Quiet

MCHID, APPID, KEY = "1900000109", "wx8888888888888888", "192006250b4c09247ec02edce69f6a2d"
FIELD = re.compile(r"<(\w+)>(?:<!\[CDATA\[(.*?)\]\]>|([^<]*))</\1>", re.DOTALL)


@dataclass
class Order:
    """state: SUCCESS | USERPAYING | REVOKED."""

    number: str
    total: str
    code: str
    state: str


@dataclass
class Back:
    """A refund. state: PROCESSING | SUCCESS | CHANGE | REFUNDCLOSE."""

    charge: str
    amount: str
    state: str


@dataclass
class Micropayments:
    """``guest``: pays | agrees (later) | has too little | shows an old code | is unlucky (SYSTEMERROR, paid).
    ``lost``: calls (micropay | orderquery | reverse | refund | refundquery) whose answers are cut off after
    they were done. ``bank``: what becomes of refunds; ``poor``: the merchant has no money for them."""

    authority: Signed = field(default_factory=lambda: certified("authority"))
    orders: dict[str, Order] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    stores: set[str] = field(default_factory=set)  # for which it was asked, "" for the merchant itself
    refunds: dict[str, Back] = field(default_factory=dict)
    guest: str = "pays"
    bank: str = "SUCCESS"
    poor: bool = False
    forged: bool = False
    url: str = ""

    def __post_init__(self) -> None:
        self.own = certified("gateway", self.authority)
        self.merchant = certified("merchant", self.authority)

    def answer(self, call: str, body: str, shown: bool) -> dict[str, str]:
        """``shown``: whether the caller showed a certificate of ours."""
        told = {name: first or unescape(second) for name, first, second in FIELD.findall(body)}
        told.pop("xml", None)
        self.asked.append(call)
        self.stores.add(told.get("sub_mch_id", ""))
        if not hmac.compare_digest(told.get("sign", ""), sign(told, KEY)):
            return {"return_code": "FAIL", "return_msg": "签名错误"}
        if (told.get("appid"), told.get("mch_id")) != (APPID, MCHID):
            return {"return_code": "FAIL", "return_msg": "appid与mch_id不匹配"}
        if call in ("reverse", "refund") and not shown:
            return {"return_code": "FAIL", "return_msg": "证书已过期或未携带"}
        found = getattr(self, "_" + call)(told)
        who = {name: told[name] for name in ("appid", "mch_id", "sub_mch_id") if name in told}
        plain = {
            "return_code": "SUCCESS",
            "return_msg": "OK",
            **who,
            **found,
            "nonce_str": secrets.token_hex(16),
        }
        plain["sign"] = sign(plain, "f" * 32 if self.forged else KEY)
        return plain

    def _micropay(self, told: Mapping[str, str]) -> dict[str, str]:
        needed = ("body", "out_trade_no", "total_fee", "spbill_create_ip", "auth_code")
        if any(not told.get(name) for name in needed) or int(told["total_fee"]) <= 0:
            return no("PARAM_ERROR")
        number, code = told["out_trade_no"], told["auth_code"]
        if number in self.orders:
            return no("ORDERPAID" if self.orders[number].state == "SUCCESS" else "OUT_TRADE_NO_USED")
        used = any(one.code == code for one in self.orders.values())
        if self.guest == "old code" or used or not re.fullmatch("1[0-5][0-9]{16}", code):
            return no("AUTHCODEEXPIRE")
        if self.guest == "too little":
            return no("NOTENOUGH")
        state = "USERPAYING" if self.guest == "agrees" else "SUCCESS"
        self.orders[number] = order = Order(number, told["total_fee"], code, state)
        if self.guest == "agrees":
            return no("USERPAYING")
        return no("SYSTEMERROR") if self.guest == "unlucky" else self._told(order)

    def _orderquery(self, told: Mapping[str, str]) -> dict[str, str]:
        order = self.orders.get(told["out_trade_no"])
        return {**self._told(order), "trade_state": order.state} if order else no("ORDERNOTEXIST")

    def _reverse(self, told: Mapping[str, str]) -> dict[str, str]:
        order = self.orders.get(told["out_trade_no"])
        if order is None:
            return {**no("ORDERNOTEXIST"), "recall": "N"}
        order.state = "REVOKED"
        return {"result_code": "SUCCESS", "recall": "N"}

    def _refund(self, told: Mapping[str, str]) -> dict[str, str]:
        order, number = self.orders.get(told["out_trade_no"]), told.get("out_refund_no", "")
        if not re.fullmatch(r"[\w\-|*@]{1,64}", number) or not told.get("refund_fee", "").isdecimal():
            return no("PARAM_ERROR")
        if order is None or order.state != "SUCCESS":
            return no("ORDERNOTEXIST")
        known = self.refunds.get(number)
        if known and (known.charge, known.amount) != (order.number, told["refund_fee"]):
            return no("REFUND_FEE_MISMATCH")
        others = [int(one.amount) for name, one in self.refunds.items() if one.charge == order.number != name]
        before = sum(others) - (int(known.amount) if known else 0)
        wanted = int(told["refund_fee"])
        if told.get("total_fee") != order.total or not 0 < wanted <= int(order.total) - before:
            return no("ERROR")
        if len(others) - bool(known) >= 50:
            return no("ERROR")
        if self.poor and not known:
            return no("NOTENOUGH")
        self.refunds.setdefault(number, Back(order.number, told["refund_fee"], self.bank))
        fees = {"total_fee": order.total, "refund_fee": told["refund_fee"]}
        names = {"out_trade_no": order.number, "out_refund_no": number, "refund_id": f"50{number[:12]}"}
        return {"result_code": "SUCCESS", **names, **fees}

    def _refundquery(self, told: Mapping[str, str]) -> dict[str, str]:
        number = told.get("out_refund_no", "")
        back = self.refunds.get(number)
        if back is None:
            return no("REFUNDNOTEXIST")
        of_it = {"out_refund_no_0": number, "refund_id_0": f"50{number[:12]}", "refund_fee_0": back.amount}
        more = {"refund_count": "1", "refund_status_0": back.state}
        return {"result_code": "SUCCESS", "out_trade_no": back.charge, **of_it, **more}

    def _told(self, order: Order) -> dict[str, str]:
        told = {"result_code": "SUCCESS", "out_trade_no": order.number}
        if order.state != "SUCCESS":
            return told
        paid = {"trade_type": "MICROPAY", "total_fee": order.total, "cash_fee": str(int(order.total) - 1)}
        return {**told, **paid, "fee_type": "CNY", "transaction_id": f"42{order.number[:12]}"}


def no(code: str) -> dict[str, str]:
    return {"result_code": "FAIL", "err_code": code, "err_code_des": "错误"}


def sign(told: Mapping[str, str], key: str) -> str:
    text = ""
    for name in sorted(told):
        if name != "sign" and told[name]:
            text += f"{name}={told[name]}&"
    return hmac.digest(key.encode(), f"{text}key={key}".encode(), hashlib.sha256).hex().upper()


class _Closing(ssl.SSLSocket):
    """Closed also if its caller goes while it is made: ssl reads then, and leaves it open when that fails."""

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        try:
            return super().recv(buflen, flags)
        except OSError:
            self.close()
            raise


class _Sealed(ThreadingHTTPServer):
    """Shakes hands in each caller's own thread: one that is slow or gone holds up no other."""

    context: ssl.SSLContext

    def finish_request(self, request: Any, client_address: Any) -> None:
        with self.context.wrap_socket(request, server_side=True) as sealed:
            super().finish_request(sealed, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


@contextmanager
def micropayments(folder: Path) -> Iterator[Micropayments]:
    """A gateway on a socket; ``folder`` takes its certificates."""
    gateway = Micropayments()
    chain, trusted = folder / "gateway.pem", folder / "authority.pem"
    chain.write_text(certificate_pem(gateway.own) + key_pem(gateway.own))
    trusted.write_text(certificate_pem(gateway.authority))

    class Handler(Quiet):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            call = self.path.rpartition("/")[2]
            connection = self.connection
            assert isinstance(connection, ssl.SSLSocket)
            told = gateway.answer(call, body, bool(connection.getpeercert()))
            if call in gateway.lost:
                self.close_connection = True
                return
            text = "".join(f"<{name}><![CDATA[{value}]]></{name}>\n" for name, value in told.items())
            raw = f"<xml>{text}</xml>".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")  # as the real one does, without a charset
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    context.load_verify_locations(trusted)
    context.verify_mode = ssl.CERT_OPTIONAL
    context.sslsocket_class = _Closing
    server = _Sealed(("127.0.0.1", 0), Handler)
    server.context = context
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    gateway.url = f"https://127.0.0.1:{server.server_port}"
    yield gateway
    server.shutdown()
    thread.join()
    server.server_close()
