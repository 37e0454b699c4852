"""A table's present state as one phone may see it: rounds, its own requests, the bill, what is left."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.errors import _m, name_in, refusal_text
from domain.floor.openings import number_among
from domain.floor.seen import SeenLine, SeenOpening, SeenOrder
from domain.money.discounts import NO_DISCOUNT
from domain.people.chat import GUEST, MOST_MESSAGES
from domain.record.plain import from_plain
from domain.selling.menu import Menu
from domain.selling.order import CartLine, Line
from domain.selling.price import price_order, rounded_as
from domain.selling.shared_cart import Share, name_of
from sync_server.diner.clock import minute_of_week
from sync_server.diner.counter import tell_counter
from sync_server.diner.language import Language
from sync_server.diner.money import Currency, currency
from sync_server.diner.page import closed_at, menu_shown
from sync_server.diner.paying import tell_receipts
from sync_server.diner.quoting import refused_lines, told_bill
from sync_server.diner.weighing import weighed
from sync_server.workflows.storefront import RequestNow, TableNow

TAKEN = ("accepted", "partly")
UNDECIDED = ("received", "handed", "lapsed", "held")


def tell(
    now: TableNow,
    requests: Sequence[RequestNow],
    phone: str,
    tag: str,
    at: int,
    language: Language,
    share: Share | None = None,
) -> dict[str, Any]:
    """The answer to "how does it stand?" at a moment in UTC milliseconds; ``share``: in the table's cart.

    What a phone has ordered through another server of the store is its own here too.
    """
    opening = now.opening
    orders = _orders(opening) if now.counter is None else now.counter.orders
    said = [one for one in requests if one.kind == "feedback"]
    requests = [one for one in requests if one.kind == "order"]
    cooked = {order.id: order.at for order in orders}
    mine = {request.id for request in requests} | _ordered_elsewhere(opening, phone)
    if now.counter is not None:  # each order is a phone's own, and gone once it is handed over
        mine |= set(cooked)
        requests = [one for one in requests if one.state not in TAKEN or one.id in cooked]
    belongs = opening is not None and (share or opening.known_as(phone))
    guests_words = _GuestWords(opening, share, phone, language) if opening and belongs else None
    agreed = opening.discount if opening else NO_DISCOUNT
    guests = max(0, opening.guests - opening.charged) if opening else 0
    bill = price_order(opening.lines if opening else (), guests, now.rules, agreed)
    bill = rounded_as(bill, opening.rounding if opening else 0, now.rules)
    minute, money = minute_of_week(at, now.zone), currency(now.store.get("currency", "CNY"))
    return {
        "tag": tag,
        "at": at,
        "connected": now.connected,
        "menu": menu_shown(now, minute),
        "opening": _opening(opening, now.connected) if opening else None,
        **({"parties": [_party(one) for one in now.parties]} if now.parties else {}),
        "orders": [
            _order(order, order.id in mine, now.menu, language, money, told)
            for order, told in zip(orders, _wanted(orders, mine, guests_words), strict=True)
        ],
        **_counter(now, at, language),
        **_receipts(now, phone, share),
        **({"first": 1} if now.floor.pay_first else {}),
        **({"unpaid": 1} if any(map(_paid_first, orders)) else {}),
        "requests": [_request(_decided(request, cooked), now.menu, language) for request in requests],
        **_chat(now),
        **({"feedback": [_said(one, language) for one in said]} if said else {}),
        "bill": told_bill(bill, language, money),
        "to_weigh": sum(line.line.awaits_weight for line in opening.lines) if opening else 0,
        "stock": dict(now.stock.remaining),
        "closed": sorted(closed_at(now.menu, minute)),
    }


def _chat(now: TableNow) -> dict[str, Any]:
    """What this phone and the staff have written to each other; the staff have no names here."""
    if now.chat is None:
        return {}
    said = [
        {"id": one.id, "at": one.at, "mine": one.by == GUEST, "text": one.text} for one in now.chat.messages
    ]
    return {"chat": said, "chat_full": len(said) >= MOST_MESSAGES}


def _counter(now: TableNow, at: int, language: Language) -> dict[str, Any]:
    if now.counter is None:
        return {}
    return {"counter": tell_counter(now, now.counter, at, language)}


def _receipts(now: TableNow, phone: str, share: Share | None) -> dict[str, Any]:
    """Of a table's bills for a phone that has ordered there or shares the cart of those who have.

    At the counter each order is a phone's own.
    """
    if now.counter is not None:
        mine = [opening for _, opening in now.counter.mine]
    else:
        mine = [now.opening] if now.opening and (share or phone in now.opening.phones) else []
    found = [receipt for opening in mine for receipt in tell_receipts(now.store_id, opening)]
    return {"receipts": found} if found else {}


def _opening(opening: SeenOpening, connected: bool) -> dict[str, Any]:
    """A till that has died shows no payment screen any more."""
    return {
        "id": opening.id,
        "secret": opening.secret,
        "number": opening.number,
        "guests": opening.guests,
        "paid": opening.paid,
        "called": opening.called,
        "kin": list(opening.kin),
        "settling": opening.settling or (opening.at_till and connected),
        "party": opening.party,
        **({"pay": 1} if opening.to_pay else {}),
    }


def _party(party: SeenOpening) -> dict[str, Any]:
    """By what guests know their own party, and nothing that is only theirs."""
    return {"party": party.party, "guests": party.guests, "since": party.started_at}


def _orders(opening: SeenOpening | None) -> list[SeenOrder]:
    return sorted(opening.orders, key=lambda order: -order.round) if opening else []


def _ordered_elsewhere(opening: SeenOpening | None, phone: str) -> set[str]:
    guest = opening.known_as(phone) if opening else 0
    if opening is None or not guest:
        return set()
    return {order.id for order in opening.orders if order.guest == guest}


def _decided(request: RequestNow, cooked: Mapping[str, int]) -> RequestNow:
    """A request as the bill shows it: sent again through another server, it was taken there."""
    if request.state in UNDECIDED and request.id in cooked:
        return replace(request, state="accepted", verdict=None, verdict_at=cooked[request.id])
    return request


def _order(
    order: SeenOrder,
    mine: bool,
    menu: Menu,
    language: Language,
    money: Currency,
    wanted: Sequence[Sequence[str]],
) -> dict[str, Any]:
    lines = [
        {
            **(words := line_words(seen.line, language, money)),
            "notes": [*guests, *words["notes"]],
            "state": _state(seen, order),
            "line": _asked(seen.line),
            **({"begins": seen.start_at} if seen.start_at else {}),
        }
        for seen, guests in zip(order.lines, wanted, strict=True)
    ]
    waiting = [seen.line for seen in order.lines if seen.state != "served" and not seen.held]
    minutes = [menu.by_id[line.dish].minutes for line in waiting if line.dish in menu.by_id]
    return {
        "id": order.id,
        "round": order.round,
        "at": order.at,
        "guest": order.guest,
        "mine": mine,
        "remark": order.remark,
        "amount": sum(seen.line.amount for seen in order.lines),
        "due": order.at + max(minutes) * 60_000 if minutes else 0,
        "lines": lines,
        **({"pay_by": order.pay_by, "bill": order.bill} if order.pay_by else {}),
    }


def _wanted(
    orders: Sequence[SeenOrder], mine: Collection[str], words: _GuestWords | None
) -> list[list[list[str]]]:
    """Whose dish each line of each order is; said only where others than who sent the order have wanted some
    of it, and to phones of the table."""
    return [
        [
            words.of(seen.line, order.guest, order.id in mine)
            if words and any(one.line.guests for one in order.lines)
            else []
            for seen in order.lines
        ]
        for order in orders
    ]


@dataclass(frozen=True, slots=True)
class _GuestWords:
    """What a phone calls those at its table: itself, and others by their number."""

    opening: SeenOpening
    share: Share | None
    phone: str
    language: Language

    def of(self, line: Line, sender: int, mine: bool) -> list[str]:
        """Who wanted a dish; else it is the sender's."""
        if line.guests:
            return [
                self._you() if one == self.phone else self._guest(self._number(one)) for one in line.guests
            ]
        return [self._you() if mine else self._guest(sender) if sender else self._another()]

    def _you(self) -> str:
        return self.language.translate(_m("You"))

    def _another(self) -> str:
        """Whose money has not given a number yet."""
        return self.language.translate(_m("Another guest"))

    def _guest(self, number: int) -> str:
        return self.language.translate(_m("Guest {n}")).format(n=number or "?")

    def _number(self, phone: str) -> int:
        """Also of one that the till admits by the money for its first order."""
        known = self.opening.known_as(phone)
        if known or self.share is None or not phone:
            return known
        name = name_of(self.share.cart.seed, phone)
        return number_among(self.share.guests, name)


def _paid_first(order: SeenOrder) -> bool:
    """Whether there is anything of that to show."""
    return bool(order.pay_by) or any(line.back for line in order.lines)


def _state(line: SeenLine, order: SeenOrder) -> str:
    if line.back:
        return "back"
    if order.pay_by:
        return "unpaid"
    if line.held:
        return "timed" if line.start_at else "waits"  # for the guests' word, at the table
    return line.state


def _asked(line: Line) -> dict[str, Any]:
    """A line as a cart holds it, but for the parts of a set."""
    plain = {"dish": line.dish, "spec": line.spec, "quantity": line.quantity, "remark": line.remark}
    packed = {"packed": True} if line.packed else {}
    return {**plain, **packed, "options": [option.id for option in line.options]}


def line_words(line: Line, reader: Language, money: Currency) -> dict[str, Any]:
    """A line's name with its portion, what was chosen beneath it, and its figures."""
    language = reader.tag
    parts = [f"{name_in(part.names, language)}{f' ×{part.count}' * (part.count > 1)}" for part in line.parts]
    options = [*weighed(line, reader, money), *(name_in(option.names, language) for option in line.options)]
    return {
        "dish": line.dish,
        "name": name_in(line.names, language),
        "spec": name_in(line.spec_names, language) if line.spec_names else "",
        "notes": [*options, *parts],
        "packed": line.packed,
        "remark": line.remark,
        "quantity": line.quantity,
        "amount": line.amount,
    }


def _request(request: RequestNow, menu: Menu, language: Language) -> dict[str, Any]:
    """A request with the cart that was sent, so that refused dishes can be ordered again."""
    verdict = request.verdict
    told: dict[str, Any] = {
        "id": request.id,
        "state": request.state,
        "received": request.received_at,
        "handed": request.handed_at,
        "decided": request.verdict_at,
        "lines": _sent_lines(request.body, menu, language),
        "refused": refused_lines(verdict.refused, language) if verdict else [],
        "text": "",
    }
    code = verdict.code if verdict else ""
    if request.state == "lapsed":
        code = code or "too_late"
    if code:
        facts = verdict.facts if verdict else {}
        told["text"] = refusal_text(code, facts, language.translate, language.tag)
        told["code"] = code
    return told


def _said(request: RequestNow, language: Language) -> dict[str, Any]:
    """That the phone has said something of a meal; ``text``: why it does not count."""
    verdict, body = request.verdict, request.body
    text = ""
    if verdict and verdict.code:
        text = refusal_text(verdict.code, verdict.facts, language.translate, language.tag)
    return {"id": request.id, "opening": body["opening"], "text": text}


def _sent_lines(body: Mapping[str, Any], menu: Menu, language: Language) -> list[dict[str, Any]]:
    found = []
    for plain in body["lines"]:
        line = from_plain(CartLine, plain)
        dish = menu.by_id.get(line.dish)
        gone = language.translate(_m("A dish that is off the menu"))
        found.append({"line": dict(plain), "name": name_in(dish.names, language.tag) if dish else gone})
    return found
