"""Sold out at once on phones, and fish that is weighed at the till: real programs, a phone at the table."""

from __future__ import annotations

import time

from tests.end_to_end.phone import COLA, TOFU
from tests.end_to_end.shop import Shop

BASS = {
    "id": "bass",
    "names": {"zh-Hans": "清蒸鲈鱼", "en": "Steamed bass"},
    "categories": ["signature"],
    "station": "kitchen",
    "specs": [{"id": "one", "names": {}, "price": 6800}],
    "unit": "jin",
    "later": True,
}


def test_what_is_sold_out_at_the_till_is_so_on_the_phone_and_refused_by_line(shop: Shop) -> None:
    shop.open()
    phone = shop.phone("A1")
    meanwhile = phone.fill([TOFU, COLA])  # in the guest's hand while the kitchen calls
    shop.ask("count", item="mapo-tofu", left=0)
    phone.until(lambda now: now["stock"].get("mapo-tofu") == 0)
    phone.send_until_heard(meanwhile)
    now = phone.wait_for(meanwhile["id"], "partly")
    (mine,) = [one for one in now["requests"] if one["id"] == meanwhile["id"]]
    (no,) = mine["refused"]
    assert (no["index"], no["code"]) == (0, "sold_out")
    assert no["text"]
    shop.ask("count", item="mapo-tofu", left=None)
    phone.until(lambda now: "mapo-tofu" not in now["stock"])


def test_a_guest_sees_that_the_fish_is_to_be_weighed_then_what_it_weighed(shop: Shop) -> None:
    shop.open()
    shop.ask("offer", dish=BASS)
    phone = shop.phone("A1")
    end = time.monotonic() + 20
    while "清蒸鲈鱼" not in phone.page().text:
        assert time.monotonic() < end
        time.sleep(0.1)
    order = phone.order([{"dish": "bass", "spec": "one", "quantity": 1000}])
    phone.wait_for(order, "accepted")
    now = phone.until(lambda now: now["to_weigh"] == 1)
    (line,) = now["orders"][0]["lines"]
    assert (line["notes"], line["amount"]) == (["待称重，¥68/斤"], 0)
    opening = now["opening"]["id"]
    assert shop.ask("pay", opening=opening, payment="0" * 32)["refused"] == "to_weigh"
    shop.ask("weigh", table="A1", weight=2_350)
    now = phone.until(lambda now: now["to_weigh"] == 0)
    (line,) = now["orders"][0]["lines"]
    assert (line["notes"], line["amount"]) == (["2.35 斤，¥68/斤"], 15_980)
    assert now["bill"]["subtotal"] == 15_980
    done = shop.ask("pay", opening=opening, payment="0" * 32)
    assert done["total"] == now["bill"]["total"]
