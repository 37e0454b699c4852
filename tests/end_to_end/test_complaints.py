"""What users of other tills complain of most, each as its own story with real programs."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest
import requests

from domain.record.envelope import Event
from tests.end_to_end.books import assert_chained, home_facts, home_figures, till_facts
from tests.end_to_end.checking import assert_on_paper, assert_once
from tests.end_to_end.cloud import PASSWORD, Cloud, cloud_in
from tests.end_to_end.owner import Owner, yuan
from tests.end_to_end.phone import COLA, TOFU
from tests.end_to_end.shop import BANNER, Shop, shop_in
from tests.fakes.printer import Fault, until
from tests.fakes.proxy import FaultProxy, Way

PAYMENT, LATER = "0" * 31 + "1", "0" * 31 + "2"
TOFU_PRICE, COLA_PRICE, COVER, OFF = 28_00, 5_00, 4_00, 20_00
CUTS = 3
RECEIPT, COPY = "结账单", "补打"
# Around the receipt. Two tickets of the order have been printed before it.
AROUND = (
    "pay.before_commit",
    "pay.after_commit",
    *(f"print.{at}:3" for at in ("after_started", "mid_job", "after_sent")),
)
ANY_MOMENT = 2  # kills at a moment of no name
AT_ONCE = 3  # shops at a time, on two cores


@pytest.fixture
def cloud(tmp_path: Path, shop: Shop) -> Iterator[Cloud]:
    """A far server that the shop joins when it opens."""
    with cloud_in(tmp_path / "cloud") as (made, code):
        shop.server = (f"--server={made.line.url}", f"--enrol={code}")
        yield made
        if shop.till:
            shop.kill()


def test_complaint_1_a_confirmed_order_survives_a_power_cut(shop: Shop) -> None:
    """odoo/odoo#125037: the phone had said "received", the light went out, and nobody ever cooked it."""
    orders: dict[str, str] = {}
    shop.open()
    phone = shop.phone("A1")
    for number in range(CUTS):
        request = phone.fill([TOFU, COLA], remark=f"k-{number}")
        heard = phone.send(request)
        shop.cut_power()
        assert heard.status_code == 202
        orders[request["id"]] = f"k-{number}"
        shop.open()
        phone.wait_for(request["id"], "accepted", also_lines="printed")
    shop.quiet()
    assert_once(shop, orders, {})


def test_complaint_2_paid_offline_never_reopens_after_sync(shop: Shop, cloud: Cloud) -> None:
    """odoo#288974: paid while the line was down; after the sync the bill was open again, the payment gone."""
    shop.open()
    url = cloud.beside(shop.ready["diner_urls"]["A1"])
    phone = shop.phone_at(url)
    first = phone.order([TOFU, COLA], remark="k-1")
    opening = phone.wait_for(first, "accepted", also_lines="printed")["opening"]["id"]
    shop.quiet()

    cloud.line.refuse()
    assert shop.ask("until", what="offline")["so"]
    again = phone.fill([TOFU], remark="k-2")  # on its way while the guests pay
    assert phone.send(again).status_code == 202
    paid = shop.ask("pay", opening=opening, payment=PAYMENT)
    assert paid["due"] == 0
    shop.cut_power()
    cloud.line.resume()
    shop.open()

    phone.wait_for(again["id"], "accepted", also_lines="printed")
    shop.quiet()
    # What came after the money is a bill of its own; the paid one stays as it was paid.
    (table,) = shop.ask("look")["openings"].values()
    assert (table["id"], table["total"], table["due"]) == (opening, TOFU_PRICE, TOFU_PRICE)
    assert shop.ask("pay", opening=opening, payment=PAYMENT)["due"] == 0
    assert shop.ask("look")["openings"]["A1"]["due"] == TOFU_PRICE
    assert len(shop.papers("k-2")) == 1
    more = shop.ask("pay", opening=opening, payment=LATER)
    assert more["total"] == TOFU_PRICE
    shop.quiet()
    phone.until(lambda now: now["opening"]["paid"])
    assert "refused" in shop.ask("pay", opening=opening, payment="0" * 31 + "3")
    assert shop.ask("clear", opening=opening) == {}
    shop.quiet()
    phone.until(lambda now: not now["orders"])
    _assert_cloud_is_equal(shop, cloud)
    payments = [(PAYMENT, paid["total"]), (LATER, TOFU_PRICE)]
    until(lambda: home_figures(cloud.data, cloud.key) == (sorted((first, again["id"])), payments), 10)
    with Owner(cloud.owner_url) as owner:
        owner.sign_in(PASSWORD)
        owner.wait_for(yuan(paid["total"] + TOFU_PRICE))


def test_complaint_3_a_printed_receipt_always_has_its_sale(tmp_path: Path, founded: Path) -> None:
    """odoo#60939: the guests held a receipt, and the books knew of no sale."""
    chance = Random(3)
    moments: list[str | float] = [*AROUND, *(chance.uniform(0, 0.06) for _ in range(ANY_MOMENT))]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        done = [
            pool.submit(_killed_over_a_receipt, tmp_path / f"{number}", founded, moment)
            for number, moment in enumerate(moments)
        ]
        with_paper = [one.result() for one in done]
    assert any(with_paper), "some receipt had come out before the kill"
    assert not all(with_paper)


def _killed_over_a_receipt(folder: Path, founded: Path, moment: str | float) -> bool:
    """Whether the receipt had come out when the till died at a place, or so many seconds after the tap."""
    with shop_in(folder, founded) as shop:
        shop.open(moment if isinstance(moment, str) else "")
        assert shop.till
        phone = shop.phone("A1")
        order = phone.order([TOFU, COLA], remark="k-1")
        opening = phone.wait_for(order, "accepted", also_lines="printed")["opening"]["id"]
        shop.till.tell({"do": "pay", "opening": opening, "payment": PAYMENT})
        if isinstance(moment, str):
            shop.till.wait_dead()
        else:
            time.sleep(moment)
        shop.cut_power()
        shop.printers["counter"].drain()

        receipts, sold = _receipts(shop), _paid(shop)
        assert not receipts or sold, f"{moment}: a receipt, and no sale"
        shop.open()
        if not sold:
            assert shop.ask("look")["openings"]["A1"]["due"] > 0
            shop.ask("pay", opening=opening, payment=PAYMENT)
        shop.quiet()
        assert _paid(shop) == [PAYMENT]
        papers = _receipts(shop)
        assert papers, f"{moment}: a sale, and no receipt"
        assert sum(COPY not in paper for paper in papers) <= 1
        return bool(receipts)


def test_complaint_4_two_waiters_and_three_phones_on_one_table_lose_no_dish(shop: Shop) -> None:
    """odoo#138664, #142467: who saved last wrote over what the others had ordered, and dishes vanished."""
    shop.open()
    phones = [shop.phone("A1") for _ in range(3)]
    waiters = ("zhou", "chen")
    orders = {"f" * 32: "w-first"}
    shop.ask("order", table="A1", lines=[TOFU, COLA], remark="w-first", id="f" * 32, by=waiters[0])
    with ThreadPoolExecutor(len(phones) + 1) as at_once:
        for turn in range(3):
            filled = [phone.fill([TOFU, COLA], f"k-{turn}{place}") for place, phone in enumerate(phones)]
            pairs = list(zip(phones, filled, strict=True))
            sending = [at_once.submit(phone.send_until_heard, one) for phone, one in pairs]
            for place, waiter in enumerate(waiters):
                id, remark = f"{turn}{place}".zfill(32), f"w-{turn}{place}"
                said = shop.ask("order", table="A1", lines=[TOFU, COLA], remark=remark, id=id, by=waiter)
                assert "refused" not in said
                orders[id] = remark
            for sent in sending:
                sent.result()
            orders |= {one["id"]: one["remark"] for one in filled}
            for phone, one in pairs:
                phone.wait_for(one["id"], "accepted", also_lines="printed")
    shop.quiet()
    assert_once(shop, orders, {})
    placed = {event.body["order"]: event.by for event in _events(shop) if event.kind == "order.placed"}
    told = Counter(placed.values())
    assert [told[by] for by in waiters] == [4, 3], "each round says who ordered it"
    assert len({event.body["opening"] for event in _events(shop) if event.kind == "order.placed"}) == 1
    assert shop.ask("look")["openings"]["A1"]["due"] == len(orders) * (TOFU_PRICE + COLA_PRICE) + COVER - OFF


def test_complaint_5_a_lost_reply_never_orders_twice(shop: Shop, cloud: Cloud) -> None:
    """odoo#40567, #152259: the answer was lost, somebody tried again, and the dish was cooked twice."""
    shop.open()
    url = urlsplit(cloud.beside(shop.ready["diner_urls"]["A1"]))
    orders: dict[str, str] = {}
    with FaultProxy("127.0.0.1", url.port or 0) as air:
        phone = shop.phone_at(f"{air.url}{url.path}")

        between_phone_and_relay = phone.fill([TOFU], remark="k-1")
        air.lose(Way.ANSWERS)
        for _ in range(2):
            with pytest.raises(requests.RequestException):
                phone.send(between_phone_and_relay, seconds=0.5)
        assert air.lost[Way.ANSWERS]
        air.resume()
        phone.send_until_heard(between_phone_and_relay)
        phone.wait_for(between_phone_and_relay["id"], "accepted", also_lines="printed")
        orders[between_phone_and_relay["id"]] = "k-1"

        between_relay_and_till = phone.fill([TOFU], remark="k-2")
        lost = cloud.line.lost[Way.ANSWERS]
        cloud.line.lose(Way.ANSWERS)
        phone.send_until_heard(between_relay_and_till)
        until(lambda: cloud.line.lost[Way.ANSWERS] > lost, 10)
        assert not shop.papers("k-2")
        cloud.line.resume()
        phone.wait_for(between_relay_and_till["id"], "accepted", also_lines="printed")
        orders[between_relay_and_till["id"]] = "k-2"

        verdict_lost = phone.fill([TOFU], remark="k-4")
        shop.quiet()
        cloud.line.lose(Way.REQUESTS)
        phone.send_until_heard(verdict_lost)
        until(lambda: bool(shop.papers("k-4")), 10)
        assert phone.state(verdict_lost["id"]) == "handed"
        shop.cut_power()
        cloud.line.resume()
        shop.open()
        phone.wait_for(verdict_lost["id"], "accepted", also_lines="printed")
        orders[verdict_lost["id"]] = "k-4"

        kitchen = shop.printers["kitchen"]
        kitchen.fault = Fault.RESET_AFTER_JOB
        between_till_and_printer = phone.order([TOFU], remark="k-3")
        phone.wait_for(between_till_and_printer, "accepted", also_lines="printed")
        orders[between_till_and_printer] = "k-3"
    shop.quiet()
    placed = [event.body["order"] for event in _events(shop) if event.kind == "order.placed"]
    assert sorted(placed) == sorted(orders)
    for code in orders.values():
        assert_on_paper(shop, "kitchen", code)
    assert [BANNER in paper for paper in shop.papers("k-3")] == [False, True], "the second says what it is"
    _assert_cloud_is_equal(shop, cloud)
    until(lambda: home_figures(cloud.data, cloud.key)[0] == sorted(orders), 10)


def _events(shop: Shop) -> list[Event]:
    return [kept.event for kept in till_facts(shop.data)]


def _paid(shop: Shop) -> list[str]:
    return [event.body["payment"] for event in _events(shop) if event.kind == "payment.received"]


def _receipts(shop: Shop) -> list[str]:
    return [text for text in shop.printers["counter"].texts if RECEIPT in text]


def _assert_cloud_is_equal(shop: Shop, cloud: Cloud) -> None:
    facts = till_facts(shop.data)
    assert_chained(facts)
    assert home_facts(cloud.data, cloud.key) == facts
