"""Several phones on a table share one cart, while the network comes and goes, on plain http by a name."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import APIResponse, Browser, Locator, Route, expect

from domain.floor.seen import SeenLine, SeenOpening, SeenOrder, SeenTable
from domain.record.plain import from_plain, to_plain
from domain.selling.menu import Menu
from domain.selling.order import CartLine, take_cart
from domain.supply.stock import Stock
from tests.sync_server.diner.conftest import HOST
from tests.sync_server.diner.phone import USUAL, Phone, reach
from tests.sync_server.running import ServerHere
from tests.sync_server.wire import WireTill, demo

pytestmark = pytest.mark.browser
SEATED = SeenOpening("1" * 32, "secret", "A001", 4, 1, 1)
At = Callable[..., Phone]


def seat(till: WireTill, opening: SeenOpening | None, version: int) -> None:
    body = to_plain(SeenTable("A6", opening))
    till.publish([{"key": "table/A6", "version": version, "body": body}])


@pytest.fixture
def fetched(till: WireTill) -> Iterator[list[str]]:
    """The till is there; the ids of the orders that it has fetched."""
    seat(till, SEATED, 1)
    orders: list[str] = []
    ended = threading.Event()

    def fetch() -> None:
        after = ":0"
        while not ended.is_set():
            told = till.feed(after, wait=1).json()
            after = f"{told['epoch']}:{told['position']}"
            orders.extend(one["body"]["id"] for one in told["items"] if one["kind"] == "order")

    thread = threading.Thread(target=fetch)
    thread.start()
    yield orders
    ended.set()
    thread.join()


@pytest.fixture
def guest(browser: Browser, server: ServerHere, till: WireTill, fetched: list[str]) -> Iterator[At]:
    """A further guest, at A6 if no other table is said."""
    phones: list[Phone] = []
    url = server.url.replace("127.0.0.1", HOST)

    def arrive(table: str = "A6") -> Phone:
        width, height = USUAL
        context = browser.new_context(locale="zh-CN", viewport={"width": width, "height": height})
        phones.append(Phone(context, f"{url}/t/{till.code(table)}"))
        return phones[-1]

    yield arrive
    for one in phones:
        one.context.close()
    assert [one.errors for one in phones] == [[] for _ in phones]


def touch(phone: Phone) -> None:
    phone.page.locator("#where").click()


def together(guest: At, table: str = "A6") -> tuple[Phone, Phone]:
    """Lan has begun with a tofu; Wei was let in."""
    lan, wei = guest(table), guest(table)
    lan.add("mapo-tofu")
    in_cart(lan, 1)
    lan.wait_until(lambda: (lan.cart().get("shared") or {}).get("order"))  # it is begun at the server too
    touch(wei)
    wei.page.locator('[data-key="join"]').click()
    expect(wei.page.locator("#dock .banner")).to_contain_text("号码")
    lan.page.locator('[data-key="let"]').click()
    in_cart(wei, 1)
    return lan, wei


def test_as_many_guests_are_taken_for_granted_as_phones_share_the_cart(guest: At) -> None:
    lan, _ = together(guest, "A5")  # where nobody has sat down yet
    yan = guest("A5")
    touch(yan)
    yan.page.locator('[data-key="join"]').click()
    lan.page.locator('[data-key="let"]').click()
    in_cart(yan, 1)
    lan.open_cart()
    number = lan.page.locator(".guests .step b")
    expect(number).to_have_text("3")
    lan.page.locator('[data-key="guests-"]').click()
    expect(number).to_have_text("2")


def in_cart(phone: Phone, portions: int) -> None:
    expect(phone.page.locator("#dock .badge")).to_have_text(str(portions))


def count_of(phone: Phone, dish: str, portions: int) -> None:
    expect(phone.row(dish).locator(".step b")).to_have_text(str(portions))


def test_who_is_let_in_before_the_answer_to_the_asking_comes_stays_in(guest: At) -> None:
    lan, wei = guest(), guest()
    lan.add("mapo-tofu")
    lan.wait_until(lambda: (lan.cart().get("shared") or {}).get("order"))
    touch(wei)
    held: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        if '"join"' in (route.request.post_data or ""):
            held.append((route, reach(route)))
        else:
            route.continue_()

    wei.page.locator('[data-key="join"]').wait_for()
    wei.page.route("**/cart?*", hold)
    wei.page.locator('[data-key="join"]').click()
    wei.wait_until(lambda: held)
    lan.page.locator('[data-key="let"]').click()
    in_cart(wei, 1)
    for route, answer in held:
        with wei.page.expect_response(route.request.url):
            route.fulfill(response=answer)
    wei.add("steamed-rice")
    in_cart(lan, 2)
    in_cart(wei, 2)


def test_phones_see_live_what_the_others_add_and_who_it_was(guest: At) -> None:
    lan, wei = together(guest)
    wei.add("steamed-rice", 2)
    in_cart(lan, 3)
    count_of(lan, "steamed-rice", 2)
    lan.open_cart()
    lines = lan.page.locator(".line")
    expect(lines.filter(has_text="米饭")).to_contain_text("顾客 2")
    expect(lines.filter(has_text="麻婆豆腐")).to_contain_text("我")
    lines.filter(has_text="米饭").locator(".step button").first.click()
    count_of(wei, "steamed-rice", 1)
    wei.open_cart()
    lan.order()
    lan.sees_state("handed")
    expect(wei.body.locator(".empty")).to_have_text("顾客 1 已经把订单送到厨房。")
    expect(wei.page.locator('[data-key="orders"]')).to_have_text("看订单")


def test_what_a_guest_chose_before_she_was_let_in_is_in_the_others_cart_at_once(guest: At) -> None:
    lan, wei = guest(), guest()
    wei.page.add_init_script("setInterval = () => 0")  # no clock of hers looks after it later
    wei.page.reload()
    lan.add("mapo-tofu")
    in_cart(lan, 1)
    wei.add("cola", 2)
    wei.page.locator('[data-key="join"]').click()
    lan.page.locator('[data-key="let"]').click()
    in_cart(lan, 3)
    in_cart(wei, 3)


def test_without_a_network_a_phone_goes_on_and_what_it_did_is_told_later(guest: At) -> None:
    lan, wei = together(guest)
    wei.add("steamed-rice")
    in_cart(lan, 2)
    wei.context.set_offline(True)
    wei.add("cola", 2)
    wei.row("mapo-tofu").locator(".step button").first.click()
    lan.add("mapo-tofu")
    lan.add("lager")
    in_cart(lan, 4)
    in_cart(wei, 3)
    wei.context.set_offline(False)
    for phone in (lan, wei):
        in_cart(phone, 5)
        for dish, portions in (("mapo-tofu", 1), ("steamed-rice", 1), ("cola", 2), ("lager", 1)):
            count_of(phone, dish, portions)


def test_an_answer_that_was_overtaken_by_news_takes_nothing_back(guest: At) -> None:
    lan, wei = together(guest)
    held: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            held.append((route, route.fetch(url=route.request.url.replace(HOST, "127.0.0.1"))))
        else:
            route.continue_()

    def tells_by(tap: Callable[[], None]) -> None:
        with lan.page.expect_request(lambda one: one.method == "POST" and "/cart?" in one.url):
            tap()

    def let_go() -> None:
        while not held:
            lan.page.wait_for_timeout(5)
        late, told = held.pop()
        late.fulfill(response=told)

    lan.page.route("**/cart?*", hold)
    tells_by(lambda: lan.add("lager"))
    count_of(wei, "lager", 1)  # so it is at the server, whose answer is on its way
    wei.add("steamed-rice")
    in_cart(lan, 3)
    let_go()
    tells_by(lambda: lan.add("cola"))  # once that answer is read
    in_cart(lan, 4)
    count_of(lan, "steamed-rice", 1)
    let_go()
    in_cart(wei, 4)


def test_two_who_order_at_the_same_moment_order_once(guest: At, fetched: list[str]) -> None:
    lan, wei = together(guest)
    held: list[Route] = []
    for phone in (lan, wei):
        phone.page.route("**/orders?*", lambda route: held.append(route))
        phone.open_cart()
        phone.order()
    lan.wait_until(lambda: len(held) == 2)
    for route in held:
        route.continue_()

    def quicker() -> list[Phone]:
        """Whose order the server had first: nobody can tell beforehand."""
        return [one for one in (lan, wei) if one.page.locator('.steps[data-state="handed"]').count()]

    lan.wait_until(quicker)
    (first,) = quicker()
    number, other = (1, wei) if first is lan else (2, lan)
    expect(other.page.locator("#page")).to_contain_text("已经送出")
    expect(other.page.locator("#page")).to_contain_text(f"顾客 {number} 已经把订单送到厨房")
    assert len(fetched) == 1


def test_an_order_that_could_not_be_sent_leaves_the_cart_as_it_was(guest: At) -> None:
    lan, wei = together(guest)
    wei.add("steamed-rice")
    in_cart(lan, 2)
    lan.open_cart()
    refused = {"code": "store_away", "text": "叫服务员点菜"}
    lan.page.route("**/orders?*", lambda route: route.fulfill(status=503, json=refused))
    lan.order()
    expect(lan.body).to_contain_text("叫服务员点菜")
    expect(lan.page.locator(".line")).to_have_count(2)
    in_cart(wei, 2)


def test_who_prefers_it_orders_alone(guest: At) -> None:
    lan, wei = together(guest)
    wei.add("steamed-rice")
    in_cart(lan, 2)
    wei.open_cart()
    wei.page.locator('[data-key="alone"]').click()
    expect(wei.page.locator(".line")).to_have_count(1)
    in_cart(lan, 1)


def test_the_cart_is_over_with_its_opening_and_only_ones_own_dishes_stay(guest: At, till: WireTill) -> None:
    lan, wei = together(guest)
    wei.add("steamed-rice")
    in_cart(lan, 2)
    seat(till, None, 2)
    seat(till, replace(SEATED, id="2" * 32, secret="other"), 3)
    expect(wei.banners).to_have_count(1)
    in_cart(wei, 1)
    in_cart(lan, 1)


def test_news_are_asked_for_where_a_proxy_keeps_them_back(guest: At) -> None:
    lan, wei = guest(), guest()
    wei.page.route("**/cart?*last=*", lambda route: None)  # never answered
    lan.add("mapo-tofu")
    in_cart(lan, 1)
    wei.page.clock.install()
    touch(wei)
    wei.page.locator('[data-key="join"]').click()
    lan.page.locator('[data-key="let"]').click()
    expect(lan.page.locator("#dock .banner")).to_have_count(0)
    wei.page.clock.run_for(26_000)
    in_cart(wei, 1)


def test_a_dish_that_is_long_in_coming_is_asked_after_by_name(guest: At, till: WireTill) -> None:
    lines, _ = take_cart(from_plain(Menu, demo("menu")), Stock(), (CartLine("mapo-tofu", "one"),), 720)
    order = SeenOrder("2" * 32, 1, 2, 0, tuple(SeenLine(line, "printed") for line in lines))
    seat(till, replace(SEATED, version=2, orders=(order,)), 2)
    lan = guest()
    touch(lan)
    lan.page.locator('[data-key="orders"]').click()
    lan.page.get_by_role("button", name="催一下").click()
    expect(lan.sheet).to_contain_text("店里知道您在叫人")
    (call,) = [one["body"] for one in till.feed().json()["items"] if one["kind"] == "call"]
    assert (call["what"], call["dish"]) == ("waiter", "mapo-tofu")
    seat(till, replace(SEATED, version=3, orders=(order,), called="rush:mapo-tofu"), 3)
    expect(lan.page.locator(".dishes button")).to_be_disabled()


def press_on(phone: Phone, target: Locator) -> None:
    """A finger goes down on it, and stays."""
    target.hover()
    phone.page.mouse.down()


def test_a_tap_counts_where_news_come_between_press_and_release(guest: At) -> None:
    lan, wei = together(guest)
    press_on(lan, lan.page.locator("#dock .bar .go"))
    wei.add("steamed-rice")
    in_cart(lan, 2)  # drawn anew under the finger
    lan.page.mouse.up()
    expect(lan.total).to_be_visible()

    line = lan.page.locator(".line").filter(has_text="麻婆豆腐")
    press_on(lan, line.locator(".step button").last)
    wei.add("cola")
    expect(lan.page.locator(".line")).to_have_count(3)
    lan.page.mouse.up()
    expect(line.locator(".step b")).to_have_text("2")

    press_on(lan, lan.page.locator("[data-key=order]"))
    wei.add("lager")
    expect(lan.page.locator(".line")).to_have_count(4)
    expect(lan.page.locator("[data-key=order]")).to_be_enabled()
    lan.page.mouse.up()
    lan.sees_state("handed")


def test_a_line_that_others_take_out_moves_no_tap_to_the_next_one(guest: At) -> None:
    lan, wei = together(guest)
    wei.add("steamed-rice")
    wei.add("cola")
    in_cart(lan, 3)
    lan.open_cart()
    rice = lan.page.locator(".line").filter(has_text="米饭")
    press_on(lan, rice.locator(".step button").last)
    wei.row("steamed-rice").locator(".less").click()
    expect(lan.page.locator(".line")).to_have_count(2)
    lan.page.mouse.up()
    expect(lan.page.locator(".line .step b")).to_have_text(["1", "1"])


def test_what_is_half_typed_keeps_its_focus_and_its_place(guest: At) -> None:
    lan, wei = together(guest)
    lan.page.set_viewport_size({"width": 360, "height": 480})
    for dish in ("steamed-rice", "cola", "lager"):
        lan.add(dish)
    in_cart(wei, 4)
    lan.open_cart()
    expect(lan.page.locator(".line")).to_have_count(4)
    remark = lan.page.get_by_label("给厨房留言")
    remark.press_sequentially("少")
    lan.page.wait_for_function("() => { scrollTo(0, 60); return scrollY > 0; }")
    scrolled = lan.page.evaluate("scrollY")
    wei.add("mapo-tofu")
    expect(lan.page.locator(".line")).to_have_count(5)
    expect(remark).to_be_focused()
    # Where the line came in above, the browser keeps the place.
    assert lan.page.evaluate("scrollY") >= scrolled
    remark.press_sequentially("辣")
    expect(remark).to_have_value("少辣")


def test_nothing_moves_under_a_finger_until_its_tap_has_come(guest: At) -> None:
    lan, wei = together(guest)
    lan.page.evaluate(
        """() => addEventListener("pointerdown", () => {
            const began = performance.now();
            new MutationObserver(() => window.rested = window.rested || performance.now() - began).observe(
                document.getElementById("dock"), { subtree: true, childList: true, characterData: true });
        }, { once: true, capture: true })"""
    )
    press_on(lan, lan.page.locator("#dock .bar .go"))
    wei.add("steamed-rice")
    in_cart(lan, 2)  # a finger that rests for long does not hold the news for ever
    assert lan.page.evaluate("rested") >= 700
