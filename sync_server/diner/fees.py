"""Fees as a guest and the owner read them: what the house charges, what is on a bill beside dishes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.errors import _m, name_in
from domain.money.fees import MAINLAND, told
from domain.selling.price import Rules
from sync_server.diner.language import Language
from sync_server.diner.money import Currency

WORDS = {
    "cover": _m("Cover charge"),
    "service": _m("Service"),
    "packing": _m("Packing"),
    "minimum": _m("Up to the minimum spend"),
    "given": _m("Dish discounts"),
    "promotion": _m("Reductions"),
    "by_hand": _m("Discount"),
    "rounding": _m("Rounding"),
    "rounded_up": _m("Rounded up"),
    "tax": _m("Tax"),
}
COVER = _m("Cover {price} × {n}")


def bill_rows(
    bill: Mapping[str, Any], language: Language, currency: Currency | None = None
) -> list[dict[str, Any]]:
    """What stands between dishes and total of a bill's figures: ``text`` and ``amount`` of each, in order.

    With a ``currency`` the cover charge says what it is for each guest.
    """
    rows: list[dict[str, Any]] = []
    for one in told(bill):
        word = "rounded_up" if one.name == "rounding" and one.amount > 0 else one.name
        text = name_in(one.names, language.tag) if one.names else language.translate(WORDS[word])
        if one.name == "cover" and currency is not None and bill["guests"]:
            each = language.apart(currency.short(one.amount // bill["guests"]))
            text = language.translate(COVER).format(price=each, n=bill["guests"])
        rows.append({"text": text, "amount": one.amount})
    added = bill["total"] - bill["subtotal"] - sum(row["amount"] for row in rows)
    if added:
        rows.append({"text": language.translate(WORDS["tax"]), "amount": added})
    return rows


def house_fees(rules: Rules, language: Language, currency: Currency, seated: bool) -> list[str]:
    """Every fee of the house, to be read before anything is ordered; at the counter nobody is ``seated``, and
    what is charged by the guest is not."""
    _, found = language.translate, list[str]()
    if rules.cover and seated:
        found.append(
            _("Cover charge {price} a guest").format(price=language.apart(currency.short(rules.cover)))
        )
    for one in rules.heads if seated else ():
        price = language.apart(currency.short(one.price))
        found.append(_("{what} {price} a guest").format(what=name_in(one.names, language.tag), price=price))
    if rules.service:
        found.append(_("Service charge {rate}").format(rate=rate_text(rules.service)))
    if rules.packing:
        found.append(
            _("Packing to go {price} a portion").format(price=language.apart(currency.short(rules.packing)))
        )
    if rules.minimum and rules.region != MAINLAND and seated:
        found.append(
            _("Minimum spend {price} a guest").format(price=language.apart(currency.short(rules.minimum)))
        )
    return [*found, *_added_taxes(rules, language)]


def _added_taxes(rules: Rules, language: Language) -> list[str]:
    """What is added to prices: the usual rate, and the classes of dishes with another one."""
    _ = language.translate
    if rules.tax_inclusive:
        return []
    usual = [_("Tax of {rate} is added").format(rate=rate_text(rules.tax))] if rules.tax else []
    others = [one for one in rules.tax_classes if one.rate != rules.tax]
    return usual + [
        _("{what}: tax of {rate} is added").format(
            what=name_in(one.names, language.tag), rate=rate_text(one.rate)
        )
        for one in others
    ]


def rate_text(rate: int) -> str:
    """Basis points as a percentage: 10%, 8.25%."""
    whole, rest = divmod(rate, 100)
    return f"{whole}{f'.{rest:02d}'.rstrip('0') if rest else ''}%"
