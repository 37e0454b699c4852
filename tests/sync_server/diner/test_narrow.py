"""The smallest phone, where a sentence is long or much is written: what is tapped or filled in is whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from domain.floor.seen import SeenTable
from domain.people.chat import MOST_MESSAGES
from domain.record.plain import to_plain
from tests.sync_server.diner.conftest import HOST
from tests.sync_server.diner.phone import SMALL, Phone
from tests.sync_server.diner.test_sharing import SEATED, in_cart, touch
from tests.sync_server.running import ServerHere
from tests.sync_server.wire import WireTill, demo

pytestmark = pytest.mark.browser

ONE_LINE = 56  # pixels of a button with its edges
TWO_ROWS = 60  # pixels of a box for words
WISH = "Our child is allergic to peanuts, could you swap the Kung Pao chicken? Two more chopsticks, please."


@pytest.fixture(params=["zh-CN", "en"])
def arrive(
    request: pytest.FixtureRequest, browser: Browser, server: ServerHere, till: WireTill
) -> Iterator[Callable[[str], Phone]]:
    """A further guest at a table, whose phone is small; the till is there."""
    width, height = SMALL
    phones: list[Phone] = []
    till.publish([{"key": "table/A6", "version": 1, "body": to_plain(SeenTable("A6", SEATED))}])
    till.feed()

    def arrive(table: str) -> Phone:
        context = browser.new_context(locale=request.param, viewport={"width": width, "height": height})
        phones.append(Phone(context, f"{server.url.replace('127.0.0.1', HOST)}/t/{till.code(table)}"))
        return phones[-1]

    yield arrive
    for one in phones:
        one.context.close()


def test_who_orders_alone_taps_a_button_of_one_line_beside_what_the_cart_says(
    arrive: Callable[[str], Phone], till: WireTill
) -> None:
    floor = demo("floor") | {"pay_first": True}
    for table in floor["tables"]:
        table["code"] = till.code(table["id"])
    till.publish([{"key": "floor", "version": 9, "body": floor}])
    lan, wei = arrive("A5"), arrive("A5")
    lan.add("mapo-tofu")
    in_cart(lan, 1)
    lan.wait_until(lambda: (lan.cart().get("shared") or {}).get("order"))
    touch(wei)
    wei.page.locator('[data-key="join"]').click()
    lan.page.locator('[data-key="let"]').click()
    in_cart(wei, 1)
    wei.open_cart()
    said, button = wei.page.locator(".sharers .small"), wei.page.locator('.sharers [data-key="alone"]')
    assert len(said.inner_text()) > 25, "with what it says of the guests' numbers"
    assert button.bounding_box()["height"] < ONE_LINE  # type: ignore[index]


def test_after_many_words_there_is_still_a_box_to_write_in(
    arrive: Callable[[str], Phone], till: WireTill, server: ServerHere
) -> None:
    phone = arrive("A6")
    touch(phone)
    at = server.time.clock.now()
    words = [
        {"id": f"{n:032x}", "at": at + n, "by": "guest" if n % 3 else "zhou", "text": WISH}
        for n in range(MOST_MESSAGES)
    ]
    chat = f"chat/{phone.cart()['phone']}"
    body = {"table": "A6", "messages": words[1:]}
    till.publish([{"key": chat, "version": 9, "body": body}])
    phone.page.locator("#dock [data-key=chat]").click()
    expect(phone.sheet.locator(".said li")).to_have_count(MOST_MESSAGES - 1)
    gone = phone.sheet.get_by_text(str(MOST_MESSAGES))
    assert gone.count() == 0, "nothing is gone yet"
    till.publish([{"key": chat, "version": 10, "body": body | {"messages": words}}])
    expect(gone).to_be_visible()
    box = phone.sheet.locator("textarea")
    assert phone.sheet.locator(".said li").count() == MOST_MESSAGES
    assert box.bounding_box()["height"] > TWO_ROWS  # type: ignore[index]
