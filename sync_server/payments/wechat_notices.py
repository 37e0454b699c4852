"""What WeChat Pay tells by itself: believed by the bytes as they came, and if about this merchant."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sync_server.payments.port import Forged, Notice, Outcome, RefundOutcome
from sync_server.payments.wechat_account import STATES, WeChatAccount, is_ours
from sync_server.payments.wechat_keys import KeyRing
from sync_server.payments.wechat_orders import REFUNDS


def read(account: WeChatAccount, ring: KeyRing, raw: bytes, headers: Mapping[str, str], now: int) -> Notice:
    """The notice. Raises Forged."""
    ring.check(headers, raw, now)
    told = _object(raw)
    resource = told.get("resource")
    if told.get("resource_type") != "encrypt-resource" or not isinstance(resource, dict):
        raise Forged("no resource")
    about = _object(ring.opened(resource))
    if not is_ours(account, about):
        raise Forged("another merchant")
    id = str(told.get("id", ""))
    if not id:
        raise Forged("no id")
    if "refund_status" in about:
        return _refund(id, about)
    return _charge(id, about)


def _charge(id: str, about: Mapping[str, Any]) -> Notice:
    state, amount = STATES.get(str(about.get("trade_state", ""))), about.get("amount")
    total = amount.get("total") if isinstance(amount, dict) else None
    if state is None or not isinstance(total, int) or not isinstance(amount, dict):
        raise Forged("no state or amount")
    transaction, currency = str(about.get("transaction_id", "")), str(amount.get("currency", ""))
    outcome = Outcome(state, "", transaction, total, currency)
    return Notice(id, str(about.get("out_trade_no", "")), charge=outcome)


def _refund(id: str, about: Mapping[str, Any]) -> Notice:
    state, amount = REFUNDS.get(str(about["refund_status"])), about.get("amount")
    part = amount.get("refund") if isinstance(amount, dict) else None
    if state is None or not isinstance(part, int):
        raise Forged("no state or amount")
    why = {"stuck": "refund_stuck", "failed": "refund_refused"}.get(state, "")
    outcome = RefundOutcome(state, why, str(about.get("refund_id", "")), part)
    return Notice(id, str(about.get("out_refund_no", "")), refund=outcome)


def _object(text: bytes) -> dict[str, Any]:
    try:
        plain = json.loads(text)
    except ValueError as error:
        raise Forged("not JSON") from error
    if not isinstance(plain, dict):
        raise Forged("no object")
    return plain
