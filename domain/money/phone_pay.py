"""A guest pays on her own phone: what she asks for, and what the till answers for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.errors import Refused
from domain.money.grants import DUE_BACK, ENDED, OPEN, PAID, RETURNED, Grant
from domain.money.pay_codes import CHANNELS
from domain.money.seen_money import SeenMoney
from domain.record.canonical import canonical
from domain.record.envelope import Event
from domain.record.ids import is_id
from domain.record.plain import from_plain, to_plain
from domain.record.tables import Tables
from domain.selling.answers import Heard, keep_answer
from domain.selling.request import Verdict

ALL, OWN, SHARE, SUM = "all", "own", "share", "sum"
PARTS = frozenset({ALL, OWN, SHARE, SUM})
MOST_SHARES = 99
MOST_TOGETHER = 99
PLAY = "wap_demo"
BROWSERS = frozenset({"wechat", "alipay", ""})
STATES = {OPEN: "open", PAID: "paid", ENDED: "ended", DUE_BACK: "back", RETURNED: "returned"}


@dataclass(frozen=True, slots=True)
class PayRequest:
    """``amount`` minor units of a ``bill`` ("" for the only one) whose ``total`` the phone showed, for a
    ``part`` of it: all that is left | own dishes | share, one of ``of`` equal ones | sum. ``also``: with
    all of the bill all of these too, in one payment. ``print``: the receipt is wanted on paper.

    ``id``: made on the phone, the payment's for ever. ``browser``: wechat | alipay | "" for any other.
    ``address``: the phone's, and ``back`` the page to which she returns: known to the server that she asks.
    """

    id: str
    table: str
    phone: str
    opening: str
    secret: str
    total: int
    amount: int
    part: str = ALL
    of: int = 0
    channel: str = ""
    browser: str = ""
    address: str = ""
    back: str = ""
    print: bool = False
    bill: str = ""
    also: tuple[str, ...] = ()


def read_pay_request(plain: object) -> PayRequest:
    """A request from outside, checked for shape. Raises Refused."""
    asked = from_plain(PayRequest, plain)
    texts = (asked.opening, asked.secret, asked.table, asked.bill, *asked.also)
    if not is_id(asked.id) or not 8 <= len(asked.phone) <= 64 or max(map(len, texts)) > 64:
        raise Refused("unreadable")
    if asked.part not in PARTS or not 0 <= asked.of <= MOST_SHARES or asked.amount <= 0:
        raise Refused("unreadable")
    if asked.also and (asked.part != ALL or not asked.bill or len(asked.also) > MOST_TOGETHER):
        raise Refused("unreadable")
    if asked.browser not in BROWSERS or asked.channel not in ("", *CHANNELS):
        raise Refused("unreadable")
    return asked


def offered(ways: Mapping[str, Sequence[str]], browser: str) -> dict[str, str]:
    """By channel, the way in which a browser can pay; play money is offered once."""
    found: dict[str, str] = {}
    for channel, way in _ways(browser):
        if way in ways.get(channel, ()) and channel not in found and (way != PLAY or not found):
            found[channel] = way
    return found


def _ways(browser: str) -> Iterator[tuple[str, str]]:
    """By which way of a channel a browser can pay, the best first: its own channel, and money before play."""
    order = sorted(CHANNELS, key=lambda channel: channel != browser)
    for channel in order:
        yield from ((channel, way) for way in CHANNELS[channel].phones.get(browser, ()))
    yield from ((channel, PLAY) for channel in order)


def part_of_bill(money: SeenMoney, part: str, of: int = 0, guest: int = 0, wanted: int = 0) -> int:
    """Minor units that a part of a bill comes to now, never more than nobody pays yet.

    ``guest``: the number at the table of who wants her own dishes; ``wanted``: the sum that somebody chose.
    """
    if part == SHARE:
        return min(money.left, -(-money.total // of)) if of else 0
    if part == OWN:
        mine = next((one for one in money.guests if one.guest == guest), None)
        return max(0, min(money.left, mine.dishes - mine.paid - mine.waiting)) if mine else 0
    return min(money.left, wanted) if part == SUM else money.left


def pay_digest(asked: PayRequest) -> str:
    """What makes two sendings of one request the same: all that the guest decided."""
    decided = to_plain(replace(asked, table="", address="", back="", browser=""))
    return hashlib.sha256(canonical(decided)).hexdigest()[:32]


def verdict_of(grant: Grant, phone: Mapping[str, Any] | None = None, back: int = 0) -> Verdict:
    """How far a payment is, as its phone hears of it. ``phone``: what it needs to pay, while it may.
    ``back``: minor units of it that go back by themselves, for they were more than the bill came to."""
    facts: dict[str, object] = {"state": STATES[grant.state], "amount": grant.amount, "ends": grant.ends}
    if grant.provider == "demo":
        facts["play"] = 1
    if back:
        facts["back"] = back
    if phone and grant.state == OPEN:
        facts["phone"] = dict(phone)
    return Verdict(grant.id, "accepted", grant.at, facts=facts)


def payment_declined(event: Event, tables: Tables) -> None:
    """The same request is never granted later."""
    body = event.body
    no = Verdict(body["payment"], "refused", event.at, body["code"], body.get("facts", {}))
    keep_answer(tables, Heard(body["payment"], body["digest"], "", no))


APPLIES = {"payment.declined": payment_declined}
