"""A cart's price as the till will take it, and how it is told to the phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.errors import Refused, name_in, refusal_text
from domain.floor.seen import SeenOpening
from domain.money.discounts import NO_DISCOUNT, Discount
from domain.record.plain import from_plain, to_plain
from domain.selling.by_head import head_lines
from domain.selling.order import CartLine, RefusedLine
from domain.selling.plenty import far_too_much
from domain.selling.price import BillFigures, Priced, Rules, bill_facts, next_promotion
from domain.selling.request import MOST_GUESTS, Quoted, quote_cart
from sync_server.diner.clock import minute_of_week
from sync_server.diner.counter import tell_line
from sync_server.diner.fees import bill_rows
from sync_server.diner.language import Language
from sync_server.diner.money import Currency
from sync_server.diner.weighing import weighed
from sync_server.workflows.storefront import CounterNow, TableNow

LATEST = 2**43  # UTC milliseconds: no clock is set so far ahead


def quote(
    now: TableNow, asked: Mapping[str, object], at: int, language: Language, currency: Currency
) -> dict[str, Any]:
    """The answer to "what does this cost?", at a moment in UTC milliseconds. Raises Refused."""
    cart = _cart(asked.get("lines"))
    if now.counter is not None:
        return _at_counter(now, now.counter, asked, cart, at, language, currency)
    opening = asked.get("opening", "")
    if opening and (now.opening is None or now.opening.id != opening):
        raise Refused("old_opening")
    before, guests, agreed = _bill_so_far(now.opening, asked, now.rules, now.floor.pay_first)
    minute = minute_of_week(at, now.zone)
    quoted = quote_cart(now.menu, now.rules, now.stock, cart, before, guests, minute, at, agreed)
    said = _said_of_plenty(now, asked, quoted, language)
    return {**_answer(quoted, before, now.rules, language, currency), **said}


def _said_of_plenty(
    now: TableNow, asked: Mapping[str, object], quoted: Quoted, language: Language
) -> dict[str, str]:
    """A word if this and what is ordered already is far too much for the guests."""
    opening = now.opening
    guests = opening.guests if opening else _guests(asked.get("guests", 0))
    ordered = [one.line for one in opening.lines] if opening and not opening.paid else []
    portions = [(line.dish, line.quantity) for line in (*ordered, *quoted.lines)]
    if not far_too_much(now.menu, portions, guests):
        return {}
    said = language.catalogue.ngettext(
        "A lot for {n} guest. Order less first: more can come any time.",
        "A lot for {n} guests. Order less first: more can come any time.",
        guests,
    )
    return {"plenty": said.format(n=guests)}


def _at_counter(
    now: TableNow,
    counter: CounterNow,
    asked: Mapping[str, object],
    cart: Sequence[CartLine],
    at: int,
    language: Language,
    currency: Currency,
) -> dict[str, Any]:
    """Each order is a bill of its own; to go all of it is packed."""
    to_go, wanted = asked.get("to_go"), asked.get("wanted_at", 0)
    if type(to_go) is not bool or type(wanted) is not int or not 0 <= wanted < LATEST:
        raise Refused("unreadable")
    cart = [replace(line, packed=to_go or line.packed) for line in cart]
    minute = minute_of_week(wanted or at, now.zone)
    quoted = quote_cart(now.menu, now.rules, now.stock, cart, (), 0, minute, at)
    line = {} if wanted else {"line": tell_line(counter, quoted.lines, at)}
    return {**_answer(quoted, (), now.rules, language, currency), **line}


def _bill_so_far(
    opening: SeenOpening | None, asked: Mapping[str, object], rules: Rules, pay_first: bool
) -> tuple[Sequence[Priced], int, Discount]:
    """The lines, guests and discount of the bill on which a cart would come: of a paid table a new one, and
    one of its own if it is paid first."""
    if opening is None:
        guests = _guests(asked.get("guests", 0))
        return head_lines(rules, guests), guests, NO_DISCOUNT
    if pay_first and any(order.round for order in opening.orders if not all(one.paid for one in order.lines)):
        return [], 0, NO_DISCOUNT
    if not opening.paid:
        return opening.lines, max(0, opening.guests - opening.charged), opening.discount
    return [], 0, NO_DISCOUNT


def told_bill(bill: BillFigures, language: Language, currency: Currency) -> dict[str, Any]:
    """A bill's figures, and in ``rows`` what stands between its dishes and its total, with words."""
    facts = bill_facts(bill)
    names = name_in(bill.promotion_names, language.tag)
    return {**facts, "promotion": names, "rows": bill_rows(facts, language, currency)}


def refused_lines(refused: tuple[RefusedLine, ...], language: Language) -> list[dict[str, Any]]:
    """Refused lines with a sentence each."""
    return [
        {
            "index": line.index,
            "code": line.code,
            "dish": name_in(line.names, language.tag) if line.names else "",
            "text": refusal_text(line.code, line.facts, language.translate, language.tag),
        }
        for line in refused
    ]


def _answer(
    quoted: Quoted, before: Sequence[Priced], rules: Rules, language: Language, currency: Currency
) -> dict[str, Any]:
    better = next_promotion(rules, quoted.bill.subtotal)
    return {
        "quote": to_plain(quoted.quote),
        "lines": _line_facts(quoted, language, currency),
        "refused": refused_lines(quoted.refused, language),
        "bill": told_bill(quoted.bill, language, currency),
        "amount": sum(line.amount for line in quoted.lines),
        "before": sum(line.amount for line in before),
        "next": better and _hint(better.reach - quoted.bill.subtotal, better.off, language, currency),
    }


def _line_facts(quoted: Quoted, language: Language, currency: Currency) -> list[dict[str, Any]]:
    """The amount of each line of the cart; of what will be weighed what is to be said instead."""
    taken = iter(quoted.lines)
    found: list[dict[str, Any]] = []
    for amount in quoted.quote.amounts:
        words = weighed(next(taken), language, currency) if amount >= 0 else []
        found.append({"amount": amount, **({"text": words[0]} if words else {})})
    return found


def _hint(missing: int, off: int, language: Language, currency: Currency) -> dict[str, Any]:
    _ = language.translate
    said = _("{missing} more and {off} comes off")
    return {
        "missing": missing,
        "off": off,
        "text": said.format(
            missing=language.apart(currency.short(missing)), off=language.apart(currency.short(off))
        ),
    }


def _cart(lines: object) -> tuple[CartLine, ...]:
    if not isinstance(lines, list):
        raise Refused("unreadable")
    cart = tuple(from_plain(CartLine, line) for line in lines)
    if any(line.for_staff for line in cart):
        raise Refused("unreadable")
    return cart


def _guests(value: object) -> int:
    if type(value) is not int or not 0 <= value <= MOST_GUESTS:
        raise Refused("bad_guests", maximum=MOST_GUESTS)
    return value
