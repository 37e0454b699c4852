"""What the owner's page wants: said of dishes and licences, that a payment came, which the home may have
found on the provider's bill, or that one went back, which stands there. The till takes it or says no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.errors import Refused
from domain.money.gateway_refunds import FoundRefund
from domain.money.house_rules import CHANGED
from domain.money.to_confirm import ConfirmWish
from domain.record.plain import from_plain
from domain.record.rows import Document
from domain.selling.dish_words import DishWish, with_words
from domain.selling.licences import LicenceWish, with_licences
from domain.selling.menu import Menu
from domain.selling.request import Verdict
from pos_app.workflows.book import Entry
from pos_app.workflows.confirming import confirm, confirm_found
from pos_app.workflows.found_refunds import book_found

OWNER = "owner"  # who did it: whoever knows the password of the owner's page


def hear_wish(entry: Entry, body: Mapping[str, Any]) -> Sequence[Verdict]:
    """The answer, none to what is no wish. Heard twice, it is taken once."""
    try:
        if "refund" in body:
            return (_booked(entry, from_plain(FoundRefund, body)),)
        if "payment" in body:
            return (_confirmed(entry, from_plain(ConfirmWish, body)),)
        wish: DishWish | LicenceWish
        wish = from_plain(LicenceWish, body) if "licences" in body else from_plain(DishWish, body)
    except Refused:
        return ()
    at = entry.now
    try:
        row, menu = entry.tables.get(Document, "menu"), entry.document(Menu, "menu")
        if row is None:
            raise Refused("unknown_dish")
        if isinstance(wish, LicenceWish):
            after = with_licences(row.body, wish)
        else:
            after = with_words(row.body, menu.dish(wish.dish), wish)
        if after is not None:
            entry.record("menu.published", {**after, CHANGED: {}}, OWNER)
    except Refused as no:
        return (Verdict(wish.id, "refused", at, no.code),)
    return (Verdict(wish.id, "accepted", at),)


def _confirmed(entry: Entry, wish: ConfirmWish) -> Verdict:
    try:
        if wish.line is not None:
            confirm_found(entry, wish)
        else:
            confirm(entry, wish.payment, wish.came, OWNER)
    except Refused as no:
        return Verdict(wish.id, "refused", entry.now, no.code)
    return Verdict(wish.id, "accepted", entry.now)


def _booked(entry: Entry, wish: FoundRefund) -> Verdict:
    try:
        book_found(entry, wish, OWNER)
    except Refused as no:
        return Verdict(wish.id, "refused", entry.now, no.code, no.facts)
    return Verdict(wish.id, "accepted", entry.now)
