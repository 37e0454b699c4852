"""A wedding over twelve tables, a phone at one of them: one slip, one start, one bill; all processes real."""

from __future__ import annotations

from domain.record.plain import to_plain
from tests.end_to_end.owner import DEMO_PASSWORD, Owner, yuan
from tests.end_to_end.phone import COLA
from tests.end_to_end.shop import Shop
from tests.fakes.printer import until
from tests.pos_app.wedding import PRICE, WEDDING

PAYMENT = "0" * 31 + "7"


def test_a_phone_at_one_of_twelve_tables_orders_on_the_banquets_bill(shop: Shop) -> None:
    shop.open()
    shop.ask("offer", dish=to_plain(WEDDING))
    opening = shop.ask("banquet", at=["A6", "A1"], dish=WEDDING.id, tables=12, spare=2)["opening"]
    kitchen, bar = shop.printers["kitchen"], shop.printers["bar"]
    until(lambda: bool(kitchen.texts), 20)
    assert sum("×12桌" in text and "麻婆豆腐" in text for text in kitchen.texts) == 1
    before = len(kitchen.texts)
    phone = shop.phone("A1")
    cola = phone.order([COLA], remark="k-1")
    now = phone.wait_for(cola, "accepted", also_lines="printed")
    assert len(shop.papers("k-1", "bar")) == 1
    assert len(kitchen.texts) == before, "what a guest drinks is nothing for the kitchen"
    shop.ask("start", opening=opening)
    until(lambda: len(kitchen.texts) == before + 1, 20)

    due = shop.ask("look")["openings"]["A6"]["due"]
    assert due == now["bill"]["total"] >= 12 * PRICE + 500
    paid = shop.ask("pay", opening=opening, payment=PAYMENT)
    assert (paid["total"], paid["due"]) == (due, 0)
    assert phone.until(lambda now: bool(now["opening"]["paid"]))["bill"]["total"] == due
    shop.quiet()
    assert len(bar.texts) == 1
    with Owner(shop.ready["owner_url"]) as owner:
        owner.sign_in(DEMO_PASSWORD)
        owner.wait_for(yuan(due))
