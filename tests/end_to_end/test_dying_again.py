"""The server beside the till dies again and again while a guest orders round after round."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.end_to_end.shop import Shop
from tests.sync_server.diner.phone import Phone

ROUNDS = 5
MOMENTS = (0.0, 0.02, 0.1, 0.3, 0.6)  # seconds after the tap


def kill_own_server(shop: Shop) -> None:
    """The till starts it again by itself."""
    assert shop.till
    for task in Path(f"/proc/{shop.till.process.pid}/task").iterdir():
        with contextlib.suppress(OSError):
            for child in (task / "children").read_text(encoding="ascii").split():
                if b"sync_server" in Path(f"/proc/{child}/cmdline").read_bytes():
                    os.kill(int(child), signal.SIGKILL)


@pytest.mark.browser
@pytest.mark.parametrize("seed", range(2))
def test_each_tap_of_a_guest_is_one_round_though_the_server_dies_at_each(
    shop: Shop, browser: Browser, seed: int
) -> None:
    """She taps once a round. No dish comes back to her cart, none is cooked twice, and no sentence tells her
    that she is too late or that somebody else has ordered."""
    chance = random.Random(seed)
    shop.open()
    context = browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 780})
    phone = Phone(context, shop.ready["diner_urls"]["A1"])
    for count in range(1, ROUNDS + 1):
        phone.add(chance.choice(["mapo-tofu", "steamed-rice"]))
        phone.open_cart()
        phone.page.locator(".box input").fill(f"k-{count}!")
        moment = chance.choice(MOMENTS)

        def die(moment: float = moment) -> None:
            time.sleep(moment)
            kill_own_server(shop)

        dying = threading.Thread(target=die)
        dying.start()
        phone.order()
        dying.join()
        expect(phone.page.locator(".chip[data-line=printed]")).to_have_count(count, timeout=40_000)
        phone.more()
    assert phone.errors == []
    context.close()
    shop.quiet()
    papers = [len(shop.papers(f"k-{count}!")) for count in range(1, ROUNDS + 1)]
    assert papers == [1] * ROUNDS
