"""What a phone reads before and while it pays: the bill's money, what others pay, and its own payments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from domain.errors import name_in, refusal_text
from domain.floor.seen import SeenOpening
from domain.money.e_receipts import receipt_place
from domain.money.grants import PAID
from domain.money.pay_codes import CHANNELS, WECHAT
from domain.money.phone_pay import OWN, PLAY, SHARE, offered, part_of_bill
from domain.money.seen_money import SeenMoney
from sync_server.diner.language import Language
from sync_server.workflows.storefront import RequestNow, TableNow

MOST_WAYS_TO_SHARE = 20
NEVER_ANSWERED = 150_000  # milliseconds after which no till grants it any more


def _m(message: str) -> str:
    return message


def channel_names(channels: Iterable[str], language: Language) -> list[tuple[str, str]]:
    """Each with what it is called."""
    return [(channel, language.translate(CHANNELS[channel].name)) for channel in channels]


def browser_of(agent: str) -> str:
    """Whose browser shows the page, by its own words: wechat | alipay | ""."""
    if "MicroMessenger" in agent:
        return WECHAT
    return "alipay" if "AlipayClient" in agent else ""


def tell_money(
    now: TableNow,
    tries: Sequence[RequestNow],
    phone: str,
    browser: str,
    at: int,
    language: Language,
    asked: str = "",
) -> dict[str, Any]:
    """The answer to "what is to be paid, and how far is mine?" at a moment in UTC milliseconds.

    ``asked``: which of the phone's orders at the counter it is about.
    """
    opening, ways = _opening(now, asked), offered(now.ways, browser)
    money = opening.money if opening else None
    several = opening is not None and len(opening.bills) > 1
    code = _only_at_counter(now, opening, None if several else money, bool(ways))
    return {
        "pay": 1,
        "channels": channel_names(ways, language),
        "play": int(PLAY in ways.values()),
        "why": refusal_text(code, {}, language.translate, language.tag) if code else "",
        "bill": _bill(opening, money, phone, language) if opening and money else None,
        "bills": [_bill(opening, one, phone, language) for one in opening.to_pay] if opening else [],
        "together": _together(opening, phone, language) if opening and opening.together else None,
        "tries": [tell_try(one, at, language) for one in tries],
        **(
            {"receipts": tell_receipts(now.store_id, opening)}
            if opening and _has_paid(opening, tries)
            else {}
        ),
    }


def tell_receipts(store: str, opening: SeenOpening) -> list[dict[str, Any]]:
    """Where a phone finds the e-receipts of an opening, the last one first."""
    return [
        {"total": one.total, "place": receipt_place(store, one.bill, one.code)} for one in opening.receipts
    ]


def _has_paid(opening: SeenOpening, tries: Sequence[RequestNow]) -> bool:
    """Whether the phone has paid something there, though it may have ordered nothing."""
    return any(
        one.body["opening"] in (opening.id, *opening.kin)
        and one.verdict is not None
        and one.verdict.facts.get("state") == PAID
        for one in tries
    )


def _opening(now: TableNow, asked: str) -> SeenOpening | None:
    if now.counter is None:
        return now.opening
    return next((opening for _, opening in now.counter.mine if opening.id == asked), None)


def _only_at_counter(
    now: TableNow, opening: SeenOpening | None, money: SeenMoney | None, any_way: bool
) -> str:
    """Why nothing can be paid on the phone just now, a code; "" if it can."""
    if not now.connected or not any_way:
        return "pay_away"
    if opening is not None and opening.at_till:
        return "pay_at_till"
    return "pay_counter" if money is not None and money.only else ""


def _bill(opening: SeenOpening, money: SeenMoney, phone: str, language: Language) -> dict[str, Any]:
    """``id``: "" for the only one, as older tills know it; ``why``: it is paid at the counter."""
    guest = opening.known_as(phone)
    dishes = [[name_in(one.names, language.tag), one.quantity, one.amount] for one in money.dishes]
    only = refusal_text(money.only, {}, language.translate, language.tag) if money.only else ""
    return {
        "id": money.bill if len(opening.bills) > 1 else "",
        "place": money.place,
        "dishes": dishes,
        "fees": money.total - sum(one.amount for one in money.dishes) if dishes else 0,
        "why": only,
        "total": money.total,
        "paid": money.paid,
        "waiting": money.waiting,
        "left": money.left,
        "own": part_of_bill(money, OWN, guest=guest),
        "shares": [part_of_bill(money, SHARE, of) for of in range(MOST_WAYS_TO_SHARE + 1)],
        "guests": [[one.guest, one.paid, one.waiting, int(one.guest == guest)] for one in money.guests],
    }


def _together(opening: SeenOpening, phone: str, language: Language) -> dict[str, Any]:
    """All orders that are to be paid first, as one bill: of that one pays the whole."""
    assert opening.together is not None
    return _bill(opening, opening.together, phone, language) | {"also": opening.together.also, "own": 0}


TOLD = ("state", "ends", "phone", "play", "back")  # of what the till says of a payment


def tell_try(one: RequestNow, at: int, language: Language) -> dict[str, Any]:
    """How far a wish to pay is."""
    verdict = one.verdict
    told: dict[str, Any] = {
        "id": one.id,
        "amount": one.body["amount"],
        "state": one.state,
        "at": one.received_at,
    }
    if verdict is None:
        if at - one.received_at > NEVER_ANSWERED:
            told["state"] = "lapsed"
    elif verdict.state == "accepted":
        told |= {name: verdict.facts[name] for name in TOLD if name in verdict.facts}
    else:
        told["text"] = refusal_text(verdict.code, verdict.facts, language.translate, language.tag)
    return told
