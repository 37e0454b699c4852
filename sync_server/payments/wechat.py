"""WeChat Pay, APIv3: orders on guests' phones, and payment codes by codepay or by APIv2. Not yet tried with
the real service.

Source: the platform's pages, see reference/payments.md. The library signs; answers and notices are verified
by WeChat Pay's public key or its platform's certificates, old and new ones while they are switched; these
are fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from wechatpayv3 import WeChatPayType

from sync_server.payments import wechat_notices
from sync_server.payments.port import (
    BARCODE,
    CLOSED,
    FAILED,
    WAITING,
    BillLine,
    Charge,
    ForPhone,
    NoAnswer,
    Notice,
    Outcome,
    Refund,
    RefundOutcome,
)
from sync_server.payments.wechat_account import (
    GATEWAY,
    NOT_THERE,
    WHY,
    WeChatAccount,
    code_of,
    outcome_of,
)
from sync_server.payments.wechat_calls import Calls
from sync_server.payments.wechat_keys import KeyRing, keys_of
from sync_server.payments.wechat_orders import NotThere, Orders, ways_of
from sync_server.payments.wechat_v2 import Micropay, MicropayAccount

__all__ = ["GATEWAY", "WeChat", "WeChatAccount"]


class WeChat:
    """Implements Provider."""

    name = "wechat"

    def __init__(
        self,
        id: str,
        account: WeChatAccount,
        ring: Callable[[], KeyRing] | None = None,
        told_time: Callable[[int], None] = lambda ahead: None,
    ) -> None:
        """``ring``: whose keys are believed at the moment, this account's if nothing is told. ``told_time``:
        hears how many milliseconds ahead of our clock each answer is.

        Raises ValueError for keys that are none.
        """
        self.account, self.ways, self._told = id, ways_of(account), account
        own = keys_of(account)
        self._calls = Calls(account, ring or (lambda: own), told_time)
        self._orders = Orders(id, account, self._calls)
        self._older = Micropay(_older(account)) if account.v2_key else None

    def create(self, charge: Charge) -> ForPhone:
        return self._orders.create(charge)

    def refund(self, refund: Refund) -> RefundOutcome:
        """By APIv3, which gives back what either interface has charged; if it does not know the order, by the
        older one, under the same number. Nobody here has seen which of them the real service needs."""
        try:
            return self._orders.refund(refund)
        except NotThere:
            if self._older is None:
                raise
            return self._older.refund(refund)

    def query_refund(self, refund: Refund) -> RefundOutcome:
        told = self._orders.query_refund(refund)
        return self._older.query_refund(refund) if self._older and told.state == FAILED else told

    def bill(self, day: date) -> list[BillLine]:
        return self._orders.bill(day)

    def verify(self, raw: bytes, headers: Mapping[str, str], now: int) -> Notice:
        return wechat_notices.read(self._told, self._calls.ring(), raw, headers, now)

    def charge(self, charge: Charge, code: str) -> Outcome:
        if self._older:
            return self._older.charge(charge, code)
        status, told = self._calls.ask(
            "pay",
            description=charge.what or charge.number,
            out_trade_no=charge.number,
            amount={"total": charge.amount, "currency": charge.currency},
            payer={"auth_code": code},
            scene_info={"device_id": charge.device[:16], "store_info": {"id": charge.device}},
            pay_type=WeChatPayType.CODEPAY,
        )
        if status == 200:
            return outcome_of(charge, told)
        said = code_of(told)
        if said == "USERPAYING":
            return Outcome(WAITING)
        if status < 500 and said in WHY:
            return Outcome(FAILED, WHY[said])
        raise NoAnswer

    def query(self, charge: Charge) -> Outcome:
        if self._older and charge.way == BARCODE:
            return self._older.query(charge)
        return self._orders.query(charge)

    def cancel(self, charge: Charge) -> Outcome:
        if charge.way != BARCODE:
            return self._orders.close(charge)
        if self._older:
            return self._older.cancel(charge)
        status, told = self._calls.ask("codepay_reverse", out_trade_no=charge.number)
        if status in (200, 204):
            return Outcome(WAITING if told.get("recall") == "Y" else CLOSED)
        if status == 404 or code_of(told) in NOT_THERE:
            return Outcome(CLOSED)
        raise NoAnswer


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
