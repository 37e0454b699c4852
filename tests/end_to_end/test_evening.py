"""One evening with nothing out of order but the guests: ordering, ordering again, tapping twice, paying."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Page, expect

from printers.paper import ImageRow
from tests.end_to_end.books import till_facts
from tests.end_to_end.checking import assert_once
from tests.end_to_end.owner import DEMO_PASSWORD, Owner, yuan
from tests.end_to_end.phone import COLA, FISH, TOFU
from tests.end_to_end.shop import Shop
from tests.fakes.printer import until
from tests.fakes.proxy import FaultProxy, Way

PATIENCE = 20_000  # milliseconds that a browser waits for something to show
PAYMENT = "0" * 31 + "1"


@pytest.mark.browser
def test_a_dish_ordered_on_a_phone_is_cooked_paid_and_counted(shop: Shop, page: Page) -> None:
    shop.open()
    url = shop.ready["diner_urls"]["A6"]
    page.goto(url)
    page.locator("[data-d=mapo-tofu] .a").first.tap()
    page.locator("[data-d=cola] .a").first.tap()
    page.locator("[data-key=review]").tap()
    page.get_by_role("textbox").fill("k-7f3")
    page.locator("[data-key=order]").dblclick()
    _open_again(page, url)
    expect(page.locator(".steps")).to_have_attribute("data-state", "accepted", timeout=PATIENCE)
    order = page.locator("[data-order]").get_attribute("data-order")
    assert order
    assert "麻婆豆腐" in shop.printers["kitchen"].wait_for(1)[0].text
    expect(page.locator("[data-line=printed]")).to_have_count(2, timeout=PATIENCE)
    _open_again(page, url)
    expect(page.locator(f"[data-order='{order}']")).to_have_count(1, timeout=PATIENCE)

    paid = shop.ask("pay", opening=shop.ask("look")["openings"]["A6"]["id"], payment=PAYMENT)
    assert (paid["total"], paid["due"], paid["change"]) == (3_700, 0, 6_300)  # 28 + 5 + 2 × 2 cover
    shop.quiet()
    assert_once(shop, {order: "k-7f3"}, {PAYMENT: 3_700})
    with Owner(shop.ready["owner_url"]) as owner:
        owner.sign_in(DEMO_PASSWORD)
        owner.wait_for(yuan(3_700))


def test_guests_order_again_on_the_same_bill(shop: Shop) -> None:
    shop.open()
    phone = shop.phone("A1")
    first = phone.order([TOFU], remark="k-1")
    phone.wait_for(first, "accepted")
    again = phone.order([FISH, COLA], remark="k-2")
    now = phone.wait_for(again, "accepted", also_lines="printed")
    assert [order["id"] for order in now["orders"]] == [again, first]
    assert now["bill"]["total"] == 2_800 + 9_200 + 500 + 2 * 200
    (ticket,) = shop.papers("k-2")
    assert "加菜" in ticket

    opening = shop.ask("look")["openings"]["A1"]["id"]
    served = shop.ask("serve", opening=opening)["lines"]
    phone.until(lambda now: _states(now) == ["served"] * 3)
    shop.ask("unserve", lines=served[:1])  # not hers, the waiter sees, and she reads so too
    phone.until(lambda now: sorted(_states(now)) == ["printed", "served", "served"])


def _states(now: Mapping[str, Any]) -> list[str]:
    return [line["state"] for order in now["orders"] for line in order["lines"]]


def test_two_phones_share_a_table(shop: Shop) -> None:
    shop.open()
    hers, his = shop.phone("A2"), shop.phone("A2")
    with ThreadPoolExecutor(2) as both:  # both sit down and order before either has seen the other
        requests_ = [phone.fill([TOFU], remark=f"k-{n}") for n, phone in enumerate((hers, his))]
        heard = list(both.map(lambda pair: pair[0].send(pair[1]), zip((hers, his), requests_, strict=True)))
    assert [answer.status_code for answer in heard] == [202, 202]
    for phone, request in zip((hers, his), requests_, strict=True):
        phone.wait_for(request["id"], "accepted")
    both_orders = {request["id"] for request in requests_}
    seen = hers.until(lambda now: {order["id"] for order in now["orders"]} == both_orders)
    assert {order["guest"] for order in seen["orders"]} == {1, 2}
    assert sum(order["mine"] for order in seen["orders"]) == 1
    assert seen["opening"]["id"] == his.now()["opening"]["id"]


def test_a_lost_answer_and_a_second_tap_order_once(shop: Shop) -> None:
    shop.open()
    url = urlsplit(shop.ready["diner_urls"]["A1"])
    with FaultProxy("127.0.0.1", url.port or 0) as air:
        phone = shop.phone_at(f"{air.url}{url.path}")
        request = phone.fill([TOFU], remark="k-1")
        air.lose(Way.ANSWERS)
        with pytest.raises(requests.RequestException):
            phone.send(request, seconds=1)
        assert air.lost[Way.ANSWERS], "the server had answered"
        air.resume()
        with ThreadPoolExecutor(4) as fingers:
            answers = list(fingers.map(lambda _: _tap(phone.url, request), range(4)))
        assert {answer.json()["id"] for answer in answers} == {request["id"]}
        phone.wait_for(request["id"], "accepted", also_lines="printed")
        changed = {**request, "remark": "k-2"}
        assert phone.send(changed).status_code == 409
    shop.quiet()
    assert_once(shop, {request["id"]: "k-1"}, {}, stations=("kitchen",))


def test_another_till_on_the_same_folder_changes_nothing(shop: Shop) -> None:
    shop.open()
    first, shop.till = shop.till, None
    before = till_facts(shop.data)
    shop.begin(with_cashier=False)
    assert shop.till
    assert shop.till.wait_dead() == 2
    assert "another till" in shop.till.last_words()
    shop.kill()
    shop.till = first
    assert till_facts(shop.data) == before
    assert shop.phone("A1").page().status_code == 200


def test_a_till_without_a_window_paints_what_printers_lack_and_ends_with_0(shop: Shop) -> None:
    shop.open(with_cashier=False)
    phone = shop.phone("A1")
    phone.wait_for(phone.order([TOFU], remark="ไม่เผ็ด"), "accepted", also_lines="printed")
    (paper,) = [ticket.paper for ticket in shop.printers["kitchen"].printed]
    assert any(isinstance(row, ImageRow) for row in paper.rows) and "?" not in paper.text
    assert shop.close() == 0
    assert _is_free(shop.port)


def test_a_killed_till_leaves_no_port_taken_and_goes_on_where_it_was(shop: Shop) -> None:
    shop.open(with_cashier=False)
    phone = shop.phone("A1")
    order = phone.order([TOFU], remark="k-1")
    phone.wait_for(order, "accepted", also_lines="printed")
    shop.kill()
    until(lambda: _is_free(shop.port), 10)
    shop.open()
    phone.until(lambda now: [one["id"] for one in now["orders"]] == [order])
    shop.quiet()
    assert_once(shop, {order: "k-1"}, {}, stations=("kitchen",))


def _open_again(page: Page, url: str) -> None:
    """Close the page and open it at the guest's orders."""
    page.goto("about:blank")
    page.goto(f"{url}#orders")


def _tap(url: str, request: dict[str, object]) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        return session.post(f"{url}/orders", json=request, timeout=10)


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True
