"""Whatever is lost, repeated or reloaded: an order is taken once, and no dish is forgotten."""

from __future__ import annotations

import pytest
from playwright.sync_api import Request, Route, expect

from tests.fakes.relay import FakeRelay
from tests.sync_server.diner.phone import USUAL, Phone, Phones, reach

pytestmark = pytest.mark.browser


def wait_long(phone: Phone) -> None:
    """Two minutes pass on the phone's clock."""
    for _ in range(12):
        phone.page.clock.run_for(10_000)
        phone.page.wait_for_timeout(50)


def test_a_lost_answer_orders_once(phone: Phone, relay: FakeRelay) -> None:
    phone.lose_answers(2)
    phone.order_these("mapo-tofu")
    phone.sees_state("accepted")
    assert len(relay.openings["A6"].orders) == 1
    assert len(set(relay.hearings)) == 1
    phone.wait_until(lambda: phone.cart()["sent"] is None)


def test_an_order_that_opened_the_table_by_another_server_is_not_said_to_be_too_late(
    phone: Phone, relay: FakeRelay
) -> None:
    """Her server died with its answer, and the next one sees guests at the table: they are she herself."""

    def comes_by_another(route: Route) -> None:
        reach(route)
        route.fulfill(status=400, json={"code": "old_opening", "facts": {}, "text": "上一桌客人的页面"})

    phone.page.route("**/orders?*", comes_by_another, times=1)
    phone.order_these("mapo-tofu")
    phone.sees_state("accepted")
    expect(phone.body).not_to_contain_text("上一桌客人的页面")
    assert phone.page.url.endswith("#orders") and phone.cart()["cart"]["lines"] == []
    assert len(relay.openings["A6"].orders) == len(relay.hearings) == 1


def test_what_waits_for_a_network_leaves_in_the_moment_there_is_one(phone: Phone, relay: FakeRelay) -> None:
    phone.page.clock.install()
    phone.add("mapo-tofu")
    phone.open_cart()
    expect(phone.page.locator("[data-key=order]")).to_be_enabled()
    phone.cut()

    def failed(request: Request) -> bool:
        return "/orders?" in request.url

    with phone.page.expect_event("requestfailed", failed):
        phone.order()
    with phone.page.expect_event("requestfailed", failed):  # and from now on no rest between tries ends
        phone.page.clock.pause_at(phone.page.evaluate("Date.now() / 1000 + 20"))
    assert relay.hearings == []
    phone.join()

    def heard() -> bool:
        phone.page.evaluate("dispatchEvent(new Event('online'))")
        return bool(relay.hearings)

    phone.wait_until(heard)
    phone.page.clock.resume()
    phone.sees_state("accepted")


def test_a_double_tap_orders_once(phone: Phone, relay: FakeRelay) -> None:
    phone.add("mapo-tofu")
    phone.open_cart()
    phone.page.evaluate(
        "const b = document.querySelector('[data-key=order]'); b.click(); b.click(); b.click()"
    )
    phone.sees_state("accepted")
    assert relay.hearings == [relay.openings["A6"].orders[0].id]


def test_a_reload_before_the_answer_orders_once(phone: Phone, relay: FakeRelay) -> None:
    phone.never_answer()
    phone.order_these("mapo-tofu")
    phone.sees_state("accepted")  # the watch has seen it
    phone.page.unroute_all(behavior="ignoreErrors")
    phone.page.reload()
    phone.sees_state("accepted")
    assert len(relay.openings["A6"].orders) == 1
    phone.wait_until(lambda: phone.cart()["cart"]["lines"] == [])


def test_an_order_that_did_not_leave_goes_out_after_a_reload_with_the_same_bytes(
    phone: Phone, relay: FakeRelay
) -> None:
    bodies: list[str | None] = []

    def swallow(route: Route) -> None:
        bodies.append(route.request.post_data)
        route.abort()

    phone.page.route("**/orders?*", swallow)
    phone.order_these("mapo-tofu", "steamed-rice")
    phone.sees_state("sending")
    kept = phone.cart()["sent"]
    phone.page.unroute_all(behavior="ignoreErrors")
    phone.page.reload()
    phone.sees_state("accepted")
    assert relay.hearings == [kept["id"]]
    assert set(bodies) == {kept["body"]}


def test_the_cart_survives_a_reload(phone: Phone) -> None:
    phone.add("mapo-tofu", 3)
    phone.page.reload()
    expect(phone.row("mapo-tofu").locator(".step b")).to_have_text("3")
    expect(phone.dock).to_contain_text("¥84.00")


def test_two_tabs_share_one_cart_and_order_it_once(phone: Phone, relay: FakeRelay) -> None:
    phone.add("mapo-tofu")
    phone.open_cart()
    tab = phone.another_tab()
    tab.open_cart()
    for one in (phone, tab):
        one.page.evaluate("setTimeout(() => document.querySelector('[data-key=order]')?.click(), 200)")
    phone.wait_until(lambda: relay.openings["A6"].orders)
    tab.page.wait_for_timeout(500)
    phone.page.goto(phone.url)  # its own tap may have come when the other tab had ordered
    phone.dock.get_by_role("button", name="已下单").click()
    phone.sees_state("accepted")
    assert len(relay.openings["A6"].orders) == 1
    assert len(set(relay.hearings)) == 1
    phone.wait_until(lambda: phone.cart()["cart"]["lines"] == [])


def test_a_tab_that_knows_nothing_of_the_other_still_orders_once(phone: Phone, relay: FakeRelay) -> None:
    """Both tabs send the same cart; the second one's memory is put back to before the first one's order."""
    phone.add("mapo-tofu")
    phone.open_cart()
    before = phone.page.evaluate("JSON.stringify(localStorage)")
    phone.order()
    phone.sees_state("accepted")
    phone.page.evaluate("text => Object.assign(localStorage, JSON.parse(text))", before)
    phone.page.goto(phone.url)
    expect(phone.dock).to_contain_text("已下单")
    expect(phone.dock.locator(".bar")).to_have_count(0)
    assert len(relay.openings["A6"].orders) == 1


def test_when_nobody_knows_the_guest_decides_and_sending_again_is_safe(
    phone: Phone, relay: FakeRelay
) -> None:
    phone.page.clock.install()
    phone.add("mapo-tofu")
    phone.page.clock.run_for(1_000)
    phone.open_cart()
    phone.lose_answers(99)
    phone.page.route("**/now?*", lambda route: route.abort())
    relay.touch()  # answers the question that is open
    phone.order()
    phone.wait_until(lambda: phone.cart()["sent"] is not None)  # no leap of the clock cuts off its price
    wait_long(phone)
    expect(phone.body).to_contain_text("还不知道有没有送到")
    phone.page.unroute_all(behavior="ignoreErrors")
    phone.page.locator('[data-key="again"]').click()
    phone.page.clock.run_for(30_000)
    phone.sees_state("accepted")
    assert len(relay.openings["A6"].orders) == 1


def test_what_is_put_back_in_the_cart_does_not_order_twice_even_with_more_dishes(
    phone: Phone, relay: FakeRelay
) -> None:
    phone.page.clock.install()
    phone.add("mapo-tofu")
    phone.page.clock.run_for(1_000)
    phone.open_cart()
    phone.lose_answers(99)
    phone.page.route("**/now?*", lambda route: route.abort())
    relay.touch()  # answers the question that is open
    phone.order()
    phone.wait_until(lambda: phone.cart()["sent"] is not None)  # no leap of the clock cuts off its price
    wait_long(phone)
    phone.page.locator('[data-key="keep"]').click()
    phone.page.clock.run_for(1_000)
    phone.page.go_back()
    phone.add("steamed-rice")
    phone.page.clock.run_for(1_000)
    phone.page.unroute_all(behavior="ignoreErrors")
    phone.open_cart()
    phone.page.evaluate("dispatchEvent(new Event('online'))")  # a leap of the clock cuts off what it asks
    # The first sending did arrive: its dish leaves the cart, the new one stays.
    expect(phone.page.locator(".line")).to_have_count(1)
    expect(phone.body).to_contain_text("米饭")
    assert len(relay.openings["A6"].orders) == 1


def test_other_dishes_under_an_id_that_arrived_are_not_ordered_unseen(phone: Phone, relay: FakeRelay) -> None:
    """What a phone with a lost memory may do: the cart is there again, with more dishes and the old id."""
    phone.add("mapo-tofu")
    phone.open_cart()
    phone.page.route("**/now?*", lambda route: route.abort())
    relay.touch()  # answers the question that is open
    before = phone.cart()
    phone.never_answer()
    phone.order()
    phone.wait_until(lambda: relay.hearings)
    before["cart"]["lines"].append({"dish": "steamed-rice", "spec": "one", "quantity": 1000})
    phone.remember(before)
    phone.page.unroute("**/orders?*")
    phone.page.goto(phone.url)
    phone.open_cart()
    phone.order()
    phone.sees_state("sending")
    phone.page.unroute_all(behavior="ignoreErrors")
    expect(phone.page.locator(".line")).to_have_count(1)
    expect(phone.body).to_contain_text("这一单有一部分已经送到")
    expect(phone.body).to_contain_text("米饭")
    assert len(relay.openings["A6"].orders) == 1


def test_an_old_order_is_not_sent_unasked_after_a_long_time(phone: Phone, relay: FakeRelay) -> None:
    phone.page.route("**/orders?*", lambda route: route.abort())
    phone.order_these("mapo-tofu")
    phone.sees_state("sending")
    kept = phone.cart()
    kept["sent"]["at"] -= 600_000
    phone.remember(kept)
    phone.page.unroute_all(behavior="ignoreErrors")
    phone.page.reload()
    expect(phone.body).to_contain_text("还不知道有没有送到")
    assert relay.hearings == []
    phone.page.locator('[data-key="keep"]').click()
    expect(phone.total).to_be_visible()
    phone.order()
    phone.sees_state("accepted")


@pytest.mark.parametrize("fault", ["off", "full"])
def test_without_storage_the_page_still_orders(phones: Phones, relay: FakeRelay, fault: str) -> None:
    phone = phones.at("A6", USUAL)
    phone.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('off') } })"
        if fault == "off"
        else "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"
    )
    phone.page.reload()
    phone.order_these("mapo-tofu", "steamed-rice")
    phone.sees_state("accepted")
    assert len(relay.openings["A6"].orders[0].lines) == 2


def test_the_page_stands_on_plain_http_that_is_not_localhost(phone: Phone) -> None:
    assert phone.page.evaluate("isSecureContext") is False
    phone.order_these("mapo-tofu")
    phone.sees_state("accepted")
