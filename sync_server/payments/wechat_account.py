"""A merchant of WeChat Pay's, and how its words are read: states, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sync_server.payments.port import CLOSED, FAILED, PAID, WAITING, Charge, NoAnswer, Outcome

GATEWAY = "https://api.mch.weixin.qq.com"
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
    charged by the older interface, at ``v2_gateway`` if that is another address. ``sub_appid``: the store's
    own official account under a service provider. Without a ``public_key`` the platform's certificates are
    fetched; ``certificates``: those that are known already. ``callback``: this server's public address, by
    which WeChat Pay tells what it knows; without one it is asked, and orders inside WeChat are not made.
    ``h5``: "yes" if payment from other browsers is opened for the merchant."""

    mchid: str
    appid: str
    serial: str
    private_key: str
    api_key: str
    public_key: str = ""
    public_key_id: str = ""
    gateway: str = GATEWAY
    sub_mchid: str = ""
    v2_key: str = ""
    certificate: str = ""
    v2_gateway: str = ""
    sub_appid: str = ""
    certificates: str = ""
    callback: str = ""
    h5: str = ""


def code_of(told: Mapping[str, Any]) -> str:
    """Why not, as WHY spells it."""
    return str(told.get("code", "")).replace("_", "")


def outcome_of(charge: Charge, told: Mapping[str, Any]) -> Outcome:
    """What a verified answer says of our charge; the guest's own coupons are the guest's business.

    Raises NoAnswer for what is said of another one.
    """
    state = STATES.get(str(told.get("trade_state", "")))
    if state is None or told.get("out_trade_no") != charge.number:
        raise NoAnswer
    if state == FAILED:
        return Outcome(FAILED, "charge_refused")
    if state != PAID:
        return Outcome(state)
    amount = told.get("amount", {})
    total, currency = amount.get("total"), str(amount.get("currency", ""))
    if not isinstance(total, int) or charge.currency not in ("", currency):
        raise NoAnswer
    return Outcome(PAID, "", str(told.get("transaction_id", "")), total, currency)


def is_ours(account: WeChatAccount, told: Mapping[str, Any]) -> bool:
    """Whether something is said to this merchant, of this store; what is not said does not count."""
    who = {"mchid": account.mchid, "appid": account.appid}
    if account.sub_mchid:
        who = {"sp_mchid": account.mchid, "sp_appid": account.appid, "sub_mchid": account.sub_mchid}
        who |= {"sub_appid": account.sub_appid} if account.sub_appid else {}
    named = "sp_mchid" if account.sub_mchid else "mchid"
    return named in told and all(told.get(name, value) == value for name, value in who.items())
