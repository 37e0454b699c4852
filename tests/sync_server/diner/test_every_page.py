"""Every page to which paper, the store's code and a meal lead, by a real till and its home: on the smallest
phone, also read from the right, nothing lies beside the screen and axe-core finds nothing grave."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from domain.money.e_receipts import receipt_url
from domain.money.payments import Settlement
from domain.record.rows import Document
from domain.selling.printing import PrintJob
from pos_app.workflows.bill_slips import pre_bill_slip
from printers.slips.words import SlipForm
from printers.ticket import Width
from tests.pos_app.shop import Shop, scratch
from tests.pos_app.workflows import test_store_code as store_code
from tests.pos_app.workflows.phone_story import PhoneTill, until
from tests.pos_app.workflows.test_phone_paying import seated
from tests.sync_server.barriers import barriers, settled
from tests.sync_server.diner.conftest import HOST
from tests.sync_server.diner.mirrored import fits, from_the_right
from tests.sync_server.diner.phone import SMALL

pytestmark = pytest.mark.browser
PATIENCE = 30_000  # milliseconds
TONGUES = ("ar", "zh-CN")


@pytest.fixture
def till(tmp_path: Path) -> Iterator[PhoneTill]:
    """A till and its home, which speak a language from the right too."""
    (tmp_path / "home").mkdir()
    with from_the_right(tmp_path / "words"), scratch() as folder:
        shop = Shop(folder / "store")
        made = PhoneTill(shop, tmp_path / "home")
        yield made
        made.close()
        shop.close()


class Guest:
    """A small phone on plain http; ``tongue``: its language. What it is shown is looked at."""

    def __init__(self, browser: Browser, tongue: str) -> None:
        self.tongue = tongue
        self.context = browser.new_context(
            viewport={"width": SMALL[0], "height": SMALL[1]},
            device_scale_factor=2,
            locale=tongue,
            has_touch=True,
            is_mobile=True,
        )
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def scan(self, url: str, place: str = "body") -> None:
        """What a code leads to, once the server has heard of it from the till."""

        def there() -> bool:
            said = self.page.goto(url.replace("127.0.0.1", HOST))
            return bool(said and said.ok and self.page.locator(place).count())

        until(there)
        assert self.page.evaluate("document.dir") == ("rtl" if self.tongue == "ar" else "ltr")

    def tap(self, place: str) -> None:
        self.page.locator(place).first.tap()

    def sees(self, place: str, name: str) -> None:
        """This is there; and nothing is wrong with the page that shows it."""
        expect(self.page.locator(place).first).to_be_visible(timeout=PATIENCE)
        settled(self.page)
        if folder := os.environ.get("PICTURES"):
            self.page.screenshot(path=str(Path(folder) / f"{name}-{self.tongue}.png"))
        fits(self.page, name)
        if self.tongue == TONGUES[0]:  # what axe-core reads is the same in each
            assert (name, barriers(self.page)) == (name, [])


@pytest.fixture
def guests(browser: Browser) -> Iterator[list[Guest]]:
    found = [Guest(browser, tongue) for tongue in TONGUES]
    yield found
    for one in found:
        one.context.close()
    assert [one.errors for one in found] == [[], []]


def paper(till: PhoneTill, table: str) -> str:
    """The address in the code of a pre-bill, printed now."""
    opening = till.shop.opening(table).opening.id
    till.shop.till.bills.show_bill(opening, "wang", till.shop.time.new_id()).result()
    job = till.shop.rows(PrintJob, kind="prebill", opening=opening)[-1]
    form = SlipForm(Width.MM_80, "en", None, site=till.home.url)
    return str(till.shop.read(lambda tables: pre_bill_slip(tables, job, form)).code)


def test_what_a_pre_bill_and_a_receipt_lead_to(till: PhoneTill, guests: list[Guest]) -> None:
    """Read, paid in a real browser without a script of ours, and the receipt of it read again."""
    for guest, table in zip(guests, ("A1", "A2"), strict=True):
        seated(till, table)
        guest.scan(paper(till, table), "[name=channel]")
        guest.sees("[name=channel]", "bill")
        for words in ("main h2", "[name=channel]"):  # else the parts of number and sum would change places
            assert ("\u2066" in guest.page.locator(words).first.inner_text()) == (guest.tongue == "ar")
        guest.tap("summary")
        guest.sees("select", "bill-shares")
        guest.tap("[name=channel]")
        guest.page.wait_for_url("**payment=**")
        guest.sees("a.go", "bill-open")
        guest.tap("a.go")
        guest.sees("button.go", "wallet")
        beer = till.shop.opening(table).lines[1]  # a gift of the house, while she pays for it
        gift = till.shop.till.bills.give_line
        gift(beer.id, beer.line.quantity, "house", "wang", till.shop.time.new_id()).result()
        guest.tap("button.go")
        guest.sees(".play a", "wallet-agreed")
        guest.tap(".play a")
        guest.sees("[data-pay=paid]", "bill-paid")
        expect(guest.page.locator("[data-pay=paid]")).to_contain_text("¥10.00", timeout=PATIENCE)
        guest.scan(paper_of_receipt(till, till.shop.rows(Settlement)[-1]))
        guest.sees("main.receipt", "receipt")


def paper_of_receipt(till: PhoneTill, settled: Settlement) -> str:
    store = till.shop.read(lambda tables: tables.get(Document, "store"))
    assert store is not None
    return receipt_url(till.home.url, store.body["store"], settled)


def test_what_the_stores_code_leads_to(till: PhoneTill, guests: list[Guest]) -> None:
    store_code.begin(till.shop)
    url = f"{till.home.url}/t/{till.shop.till.view.store_code.code}"
    for guest in guests:
        guest.scan(url)
        guest.tap("[data-d=cola] .a")
        guest.tap("[data-key=review]")
        guest.sees("[data-key=kindto_go]", "store-cart")
        guest.tap("[data-key=kindto_go]")
        guest.tap("[data-key=order]")
        guest.sees("[data-number]", "store-number")
        guest.tap("[data-number] [data-key^=pay]")
        guest.sees("#sheet [data-key=pay]", "store-pay")
    queue = till.shop.time.new_id()
    till.shop.till.queue.join(queue, 2, "zhou").result()
    for guest in guests:
        guest.scan(f"{till.home.url}/q/{queue}")
        guest.sees("main.queue h1", "queue")


def test_what_a_meal_leads_to(till: PhoneTill, guests: list[Guest]) -> None:
    """Written with the staff, paid in shares, said how it was, about the house, and an address of nothing."""
    for guest, table in zip(guests, ("A1", "A2"), strict=True):
        seated(till, table)
        url = f"{till.home.url}/t/{till.shop.till.view.floor.table(table).code}"
        guest.scan(url)
        guest.tap("[data-d=cola] .a")
        guest.tap("[data-key=review]")
        guest.tap("[data-key=order]")
        guest.sees("[data-line]", "orders")
        guest.tap(".head .tool")
        guest.sees("#sheet button.way", "call")
        guest.page.locator("#sheet button.way").nth(1).tap()
        guest.page.locator("#sheet .chat textarea, #sheet .chat input").first.fill("hello " * 8)
        guest.sees("#sheet .chat", "chat")
        guest.tap("#sheet .shut")
        guest.tap("#page [data-key=pay]")
        guest.sees("#sheet [data-key=pay]", "pay")
        guest.tap("#sheet .tile:has([data-key=partshare])")
        guest.sees("#sheet [data-key^=of]", "pay-share")
        guest.tap("#sheet .shut")
        till.shop.pay(table)
        guest.tap("[data-key=star3]")
        guest.sees(".feedback, [data-key=say]", "feedback")
        guest.scan(f"{url}/about")
        guest.sees("main.about", "about")
        guest.page.goto(f"{till.home.url}/t/none".replace("127.0.0.1", HOST))
        guest.sees("main.lost", "lost")
