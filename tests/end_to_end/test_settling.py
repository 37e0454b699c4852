"""What a guest's phone says while the bill is being paid at the till, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.end_to_end.shop import Shop

PATIENCE = 20_000  # milliseconds that a browser waits for something to show
PAYING, PAID = "正在结账", "本桌已经结账"
FIRST, SECOND = "0" * 31 + "8", "0" * 31 + "9"


@pytest.mark.browser
def test_a_phone_says_that_the_bill_is_being_paid_and_then_that_it_is(shop: Shop, page: Page) -> None:
    shop.open()
    page.goto(shop.ready["diner_urls"]["A6"])
    page.locator("[data-d=mapo-tofu] .a").first.tap()
    page.locator("[data-key=review]").tap()
    page.locator("[data-key=order]").tap()
    expect(page.locator(".steps")).to_have_attribute("data-state", "accepted", timeout=PATIENCE)
    opening = shop.ask("look")["openings"]["A6"]["id"]
    says = page.locator("body")
    expect(says).not_to_contain_text(PAYING)
    shop.ask("face", opening=opening)  # the cashier looks at the bill
    expect(says).to_contain_text(PAYING, timeout=PATIENCE)
    shop.ask("face", opening="")  # and goes back: they want to eat more
    expect(says).not_to_contain_text(PAYING, timeout=PATIENCE)
    shop.ask("pay", opening=opening, payment=FIRST, cash=1_000)
    expect(says).to_contain_text(PAYING, timeout=PATIENCE)
    page.reload()
    expect(says).to_contain_text(PAYING, timeout=PATIENCE)
    shop.ask("pay", opening=opening, payment=SECOND)
    expect(says).not_to_contain_text(PAYING, timeout=PATIENCE)
    expect(says).to_contain_text(PAID, timeout=PATIENCE)
