"""Random carts paid by a code, promotions on and off: quote, bill, paper and charge are one sum."""

from __future__ import annotations

import random

from domain.money.grants import Grant
from domain.money.payments import Payment
from pos_app.workflows import granting
from pos_app.workflows.book import Entry
from pos_app.workflows.granting import ChargeAsked, ChargeNow
from tests.pos_app.shop import Shop
from tests.pos_app.workflows.test_thousand_carts import make_cart, plenty, receipt

__all__ = ["plenty"]
CARTS = 30  # of each; the thousand without a charge stand in test_thousand_carts


def test_what_is_charged_is_what_the_phone_was_quoted(plenty: Shop) -> None:
    chance, promoted = random.Random(7), 0
    promotions = plenty.read_document("rules")["promotions"]
    without: list[object] = []
    for rules in (promotions, without):
        plenty.publish("rules", promotions=rules)
        promoted = 0
        for _ in range(CARTS):
            promoted += charged(plenty, chance)
        assert bool(promoted) == bool(rules)


def charged(shop: Shop, chance: random.Random) -> int:
    """One cart from the phone to the receipt; what promotions took off it."""
    phone = shop.phone("A1")
    request = phone.request(*make_cart(chance), guests=chance.randint(1, 9))
    quoted = request.quote.total
    assert phone.send(request).state == "accepted"
    view, payment = shop.opening("A1"), shop.time.new_id()
    asked = ChargeAsked(
        payment, view.opening.id, view.agreed.id, "wechat", view.due, view.version, True, "zhou"
    )

    def pay(entry: Entry) -> None:
        grant = granting.grant(entry, asked, "barcode", "http://home")
        granting.came_to(entry, ChargeNow(payment, "paid", amount=grant.amount))

    shop.parts.writer.submit(lambda: shop.parts.book.write(pay)).result()
    (grant,), (paid,) = shop.rows(Grant, id=payment), shop.rows(Payment, id=payment)
    paper = receipt(shop, view.opening.id)["Total due"]
    assert quoted == view.bill.total == paper == grant.amount == paid.amount
    shop.till.clear_table(view.opening.id, "zhou").result()
    return view.bill.promoted
