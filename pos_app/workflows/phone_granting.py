"""A phone asks to pay: granted if the bill is as its guest saw it, else declined, once for ever."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any

from domain.errors import Refused
from domain.failpoints import reach
from domain.floor.openings import Opening, head_of
from domain.money.grants import Grant
from domain.money.payments import Settlement
from domain.money.phone_pay import PayRequest, offered, part_of_bill, pay_digest, read_pay_request, verdict_of
from domain.money.seen_money import see_bills, the_one
from domain.money.tenders import tenders_of
from domain.money.together import see_together
from domain.record.ids import is_id
from domain.record.plain import to_plain
from domain.selling.orders import Heard
from domain.selling.request import REQUEST_LAPSES, Verdict
from pos_app.workflows.book import Entry
from pos_app.workflows.floor import opening_for_change
from pos_app.workflows.granting import ChargeAsked, grant
from pos_app.workflows.splitting import merge_onto

PHONE = "phone"


@dataclass(frozen=True, slots=True)
class PayPlace:
    """Where phones' payments are charged now: by the ``home``, "" if none can be reached, in these ``ways``.
    ``at_till``: openings whose bill a payment screen shows."""

    home: str = ""
    ways: Mapping[str, Sequence[str]] = field(default_factory=dict)
    at_till: Collection[str] = ()


def hear_payment(entry: Entry, plain: Mapping[str, Any], age: int, place: PayPlace) -> Verdict:
    """Answer a phone that wants to pay. ``age``: milliseconds since a server made its request durable."""
    try:
        asked = read_pay_request(plain)
    except Refused as no:
        id = plain.get("id")
        return Verdict(id if isinstance(id, str) and is_id(id) else "", "refused", entry.now, no.code)
    if known := _known(entry, asked):
        return known
    try:
        if age > REQUEST_LAPSES:
            raise Refused("pay_late")
        return _grant(entry, asked, place)
    except Refused as no:
        facts = to_plain(dict(no.facts))
        body = {"payment": asked.id, "digest": pay_digest(asked), "code": no.code, "facts": facts}
        entry.record("payment.declined", body, PHONE)
        return Verdict(asked.id, "refused", entry.now, no.code, facts)
    finally:
        reach("phonepay.before_commit")


def _known(entry: Entry, asked: PayRequest) -> Verdict | None:
    """The answer that was given before; another content under the same id is refused."""
    heard, granted = entry.tables.get(Heard, asked.id), entry.tables.get(Grant, asked.id)
    if heard:
        same, verdict = heard.digest == pay_digest(asked), heard.verdict
    elif granted:
        # Its tables may have been joined or parted since: the bill it was granted for is the till's matter.
        same = (granted.phone, granted.amount) == (asked.phone, asked.amount)
        verdict = verdict_of(granted)
    else:
        return None
    return verdict if same else Verdict(asked.id, "refused", entry.now, "request_changed")


def _grant(entry: Entry, asked: PayRequest, place: PayPlace) -> Verdict:
    known = entry.tables.get(Opening, asked.opening)
    if known is None or not known.live:
        raise Refused("old_opening")
    if asked.secret != known.secret and not _holds_paper(entry, head_of(entry.tables, known), asked):
        raise Refused("old_opening")
    opening = opening_for_change(entry, known.id)
    if opening.id in place.at_till:
        raise Refused("pay_at_till")
    ways = offered(place.ways, asked.browser) if place.home else {}
    channel = asked.channel or next(iter(ways), "")
    tender = next((one.id for one in tenders_of(entry.tables).values() if one.charged_by == channel), "")
    if channel not in ways or not tender:
        raise Refused("pay_away")
    if asked.also:
        opening = _put_together(entry, opening, asked)
    bill, amount = _due(entry, opening, asked)
    order = ChargeAsked(asked.id, opening.id, bill, tender, amount, opening.version, asked.print, PHONE)
    guest = {"phone": asked.phone, "channel": channel}
    return verdict_of(grant(entry, order, ways[channel], place.home, guest))


def _holds_paper(entry: Entry, opening: Opening, asked: PayRequest) -> bool:
    """Whether it knows the code of a pre-bill of the one bill that it pays, as that is now."""
    bills = see_bills(entry.tables, opening)
    code = next((one.code for one in bills if one.bill == asked.bill), "")
    return bool(code) and compare_digest(code.encode(), asked.secret.encode())


def _put_together(entry: Entry, opening: Opening, asked: PayRequest) -> Opening:
    """The unpaid orders that she pays at once stand on one bill from now on. Raises Refused, before anything
    is changed, unless it is just what she was shown."""
    money = see_together(entry.tables, opening)
    shown = (asked.bill, asked.also, asked.total, asked.amount)
    if money is None or (money.bill, money.also, money.total, money.total) != shown:
        raise Refused("pay_changed")
    merge_onto(entry, opening, money.bill, money.also, PHONE)
    return opening_for_change(entry, opening.id)


def _due(entry: Entry, opening: Opening, asked: PayRequest) -> tuple[str, int]:
    """The bill and what of it this phone pays. Raises Refused unless it is just what its guest was shown."""
    bills = see_bills(entry.tables, opening)
    money = next((one for one in bills if one.bill == asked.bill), None) if asked.bill else the_one(bills)
    if money is None and bills and entry.tables.get(Settlement, asked.bill) is None:
        raise Refused("pay_changed")  # it was put together with another
    if money is None or money.total <= money.paid:
        raise Refused("nothing_to_pay")
    if money.only:
        raise Refused("pay_counter")
    guest = opening.guest_number(asked.phone)
    amount = part_of_bill(money, asked.part, asked.of, guest, asked.amount)
    if money.total == asked.total and money.waiting and asked.amount > money.left:
        raise Refused("pay_busy", amount=money.waiting)
    if (money.total, amount) != (asked.total, asked.amount):
        raise Refused("pay_changed")
    return money.bill, amount
