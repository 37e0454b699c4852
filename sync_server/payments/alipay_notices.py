"""What Alipay tells by itself: a form, signed over its values once decoded, and about this account.

Source: 异步通知 of the platform's pages. It is sent again for a day and may be old, so no window of time is
held against it: the same notice is applied once, and a state is never taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

from sync_server.payments.port import CLOSED, PAID, WAITING, Forged, Notice, Outcome
from sync_server.payments.yuan import fen_of

STATES: Mapping[str, str] = {
    "WAIT_BUYER_PAY": WAITING,
    "TRADE_SUCCESS": PAID,
    "TRADE_FINISHED": PAID,
    "TRADE_CLOSED": CLOSED,
}
Verify = Callable[[dict[str, str], str], bool]


def read(app_id: str, seller_id: str, raw: bytes, verify: Verify) -> Notice:
    """The notice. ``seller_id``: whose money it has to be, "" if that was not told. Raises Forged."""
    try:
        pairs = parse_qsl(raw.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=100)
    except (UnicodeDecodeError, ValueError) as error:
        raise Forged("no form") from error
    told = dict(pairs)
    if len(told) != len(pairs) or told.get("sign_type") != "RSA2":
        raise Forged("no signature of ours")
    signed = {name: value for name, value in told.items() if name != "sign"}
    try:
        good = verify(signed, told.get("sign", ""))
    except Exception as error:  # the library raises what it likes for what is no signature
        raise Forged("the signature") from error
    if not good:
        raise Forged("the signature")
    if told.get("app_id") != app_id or (seller_id and told.get("seller_id") != seller_id):
        raise Forged("another merchant")
    state, amount = STATES.get(told.get("trade_status", "")), fen_of(told.get("total_amount", ""))
    if state is None or amount is None or not told.get("notify_id"):
        raise Forged("no state or amount")
    if "gmt_refund" in told:
        state = PAID  # what goes back was paid; the refund's own query tells of it
    outcome = Outcome(state, "", told.get("trade_no", ""), amount, "CNY")
    return Notice(told["notify_id"], told.get("out_trade_no", ""), charge=outcome)
