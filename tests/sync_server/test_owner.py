"""The owner sees what the facts say, to the last unit, and nobody else does."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from domain.money.payments import Payment, Settlement
from domain.money.takings import takings_of
from sync_server.dashboard.figures import chart, figures_of
from tests.sync_server.running import ServerHere
from tests.sync_server.story import TENDERS, ZONE, Story, lines, simple_dishes
from tests.sync_server.wire import WirePhone, WireTill

PASSWORD = "a long password"


class Browser:
    """The owner's browser: keeps cookies, fills in forms as they were drawn."""

    def __init__(self, url: str, language: str = "en") -> None:
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Accept-Language"] = language

    def get(self, path: str, **asked: str) -> requests.Response:
        return self.session.get(self.url + path, params=asked, timeout=40)

    def send(self, path: str, files: Any = None, **fields: str) -> requests.Response:
        """Send the form that stands on a page."""
        page = self.get(path.partition("#")[0])
        found = re.search(r'name="form" value="(\w+)"', page.text)
        assert found, page.text
        target = path.partition("#")[2] or path
        return self.session.post(
            self.url + target, data={"form": found[1], **fields}, files=files, timeout=40
        )

    def set_up(self, server: ServerHere) -> None:
        path = f"/owner/setup?token={server.server.owning.setup_token}"
        assert self.send(path, password=PASSWORD, again=PASSWORD).status_code == 200

    def figure(self, title: str) -> str:
        """The figure under a title of today's page."""
        found = re.search(rf"<h2>{title}</h2>\s*<strong>(.*?)</strong>", self.get("/owner/").text, re.DOTALL)
        assert found
        return re.sub(r"<[^>]+>", "", found[1]).strip()


@pytest.fixture
def owner(server: ServerHere) -> Iterator[Browser]:
    browser = Browser(server.url)
    browser.set_up(server)
    yield browser
    browser.session.close()


def busy_day(story: Story, chance: Random, bills: int = 12) -> None:
    story.found()
    dishes = simple_dishes()
    for _ in range(bills):
        opening = story.sit(f"A{chance.randint(1, 8)}", chance.randint(1, 6))
        for _ in range(chance.randint(1, 3)):
            story.order(opening, *lines(*chance.sample(dishes, chance.randint(1, 6))))
        if chance.random() < 0.5:
            story.pay(opening, "voucher", chance.randint(1, story.due(opening) - 1))
        if chance.random() < 0.9:
            story.pay(opening, chance.choice(["cash", "wechat", "alipay"]))
        story.at += 20 * 60_000


# ---------------------------------------------------------------- the door


def test_the_setup_link_works_once(server: ServerHere) -> None:
    link = f"/owner/setup?token={server.server.owning.setup_token}"
    first = Browser(server.url)
    assert "At least 8 characters" in first.get(link).text
    assert first.send(link, password="short", again="short").status_code == 400
    assert "differ" in first.send(link, password=PASSWORD, again=PASSWORD + "!").text
    assert first.send(link, password=PASSWORD, again=PASSWORD).status_code == 200
    assert "used up" in Browser(server.url).get(link).text
    assert "used up" in Browser(server.url).get("/owner/setup?token=").text


def test_nobody_sees_anything_before_signing_in(server: ServerHere, owner: Browser) -> None:
    stranger = Browser(server.url)
    for path in ("/owner/", "/owner/orders", "/owner/orders/x", "/owner/devices", "/owner/live"):
        answer = stranger.session.get(server.url + path, allow_redirects=False, timeout=9)
        assert (answer.status_code, answer.headers["location"]) == (303, "/owner/sign-in")
    for path in ("/owner/devices/code", "/owner/devices/x/revoke", "/owner/sign-out"):
        answer = stranger.session.post(server.url + path, allow_redirects=False, timeout=9)
        assert answer.headers["location"] == "/owner/sign-in"


def test_wrong_passwords_wait_longer_and_longer(server: ServerHere, owner: Browser) -> None:
    stranger = Browser(server.url)
    for _ in range(3):
        assert "Wrong password" in stranger.send("/owner/sign-in", password="guess").text
    assert "Wait 4 seconds" in stranger.send("/owner/sign-in", password=PASSWORD).text
    server.time.pass_by(4_001)
    assert "Wrong password" in stranger.send("/owner/sign-in", password="guess").text
    assert "Wait 8 seconds" in stranger.send("/owner/sign-in", password=PASSWORD).text
    server.time.pass_by(8_001)
    assert "Store and devices" in stranger.send("/owner/sign-in", password=PASSWORD).text


def test_signing_out_ends_the_session_also_on_the_server(server: ServerHere, owner: Browser) -> None:
    kept = owner.session.cookies.copy()
    owner.send("/owner/devices#/owner/sign-out")
    owner.session.cookies = kept
    assert "Sign in" in owner.get("/owner/").text


def test_cookies_are_kept_from_scripts_and_other_sites(server: ServerHere) -> None:
    browser = Browser(server.url)
    answer = browser.get("/owner/sign-in")
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "samesite=lax" in answer.headers["set-cookie"].lower()
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_form_of_another_site_changes_nothing(server: ServerHere, owner: Browser) -> None:
    page = owner.get("/owner/devices")
    seal = re.search(r'name="form" value="(\w+)"', page.text)
    assert seal
    target = f"{server.url}/owner/devices/code"
    for data, headers in (
        ({}, {}),
        ({"form": "0" * 64}, {}),
        ({"form": seal[1]}, {"Origin": "http://elsewhere.example"}),
    ):
        owner.session.post(target, data=data, headers=headers, timeout=9)
    count = "SELECT count(*) FROM enrol_codes WHERE kind = 'owner'"
    assert server.database.read(lambda c: c.exec_driver_sql(count).scalar()) == 0


def test_the_files_hold_no_password_and_no_session(server: ServerHere, owner: Browser) -> None:
    rows = server.database.read(
        lambda c: (
            c.exec_driver_sql("SELECT password FROM owner").scalar(),
            c.exec_driver_sql("SELECT token FROM owner_sessions").scalar(),
        )
    )
    assert str(rows[0]).startswith("$argon2id$")
    assert rows[1] not in owner.session.cookies.values()


# ---------------------------------------------------------------- figures


def test_figures_equal_the_tills_own_fold(server: ServerHere, owner: Browser) -> None:
    till, story = server.till(), Story(server.time.clock.now() - 6 * 3_600_000)
    busy_day(story, Random(3))
    assert till.send(story.incarnation, story.raws).status_code == 200
    server.folded()
    dates = {one.date for one in story.tables.where(Settlement)}
    write = figures_of("CNY", ZONE)
    for date in dates:
        settled = story.tables.where(Settlement, date=date)
        paid = [p for p in story.tables.where(Payment) if p.opening in {one.opening for one in settled}]
        mine = takings_of(settled, paid, TENDERS)
        page = owner.get("/owner/", date=date).text
        for amount in (mine.takings, mine.receivable, mine.reductions, *mine.by_tender.values()):
            assert write.plain(amount) in page
        report = server_report(server, till, date)
        assert report.figures == mine
        assert sum(amount for _, amount in report.hours) == mine.takings
        assert sum(one.amount for one in report.tenders if one.takings) == mine.takings
        assert mine.takings == sum(p.amount for p in paid if TENDERS[p.tender].takings)


def server_report(server: ServerHere, till: WireTill, date: str):  # type: ignore[no-untyped-def]
    from sync_server.workflows.reporting import Reporting

    return Reporting(server.database, server.time.clock).day(till.store, date, ZONE)


@given(st.randoms(use_true_random=False))
def test_receivable_less_reductions_is_what_was_taken(chance: Random) -> None:
    story = Story(1_795_000_000_000)
    busy_day(story, chance, bills=4)
    settled = story.tables.where(Settlement)
    bills = {one.opening for one in settled}
    paid = [payment for payment in story.tables.where(Payment) if payment.opening in bills]
    figures = takings_of(settled, paid, TENDERS)
    assert figures.takings == sum(payment.amount for payment in paid if TENDERS[payment.tender].takings)
    assert sum(figures.by_tender.values()) == sum(one.total for one in settled)


def test_a_part_payment_counts_when_the_bill_is_settled(server: ServerHere, owner: Browser) -> None:
    till, story = server.till(), Story(server.time.clock.now())
    story.found()
    opening = story.sit("A1")
    story.order(opening, *lines(*simple_dishes()[:3]))
    story.pay(opening, "wechat", 1000)
    till.send(story.incarnation, story.raws)
    server.folded()
    assert owner.figure("Takings") == "¥0.00"
    assert "¥10.00 more is paid on bills that are still open" in owner.get("/owner/").text
    sent, before = len(story.raws), story.heads[-1]
    story.pay(opening, "cash")
    till.send(story.incarnation, story.raws[sent:], sent, before)
    server.folded()
    total = figures_of("CNY", ZONE).full(story.tables.where(Settlement)[0].total)
    assert owner.figure("Takings") == total
    assert "still open" not in owner.get("/owner/").text


def test_the_page_shows_no_figure_that_is_not_there(server: ServerHere, owner: Browser) -> None:
    assert "No till is connected yet" in owner.get("/owner/").text
    server.store()
    page = owner.get("/owner/").text
    assert owner.figure("Takings") == "¥0.00"
    assert owner.figure("Per guest") == "–"
    assert "No order yet." in page


def test_a_store_with_another_currency_and_zone(server: ServerHere) -> None:
    write = figures_of("JPY", "Asia/Tokyo")
    assert (write.full(123456), write.units(4000)) == ("¥123,456", "4,000")
    assert figures_of("CNY", ZONE).full(-1848400) == "−¥18,484.00"


def test_bars_fit_under_round_marks() -> None:
    found = chart(((11, 123_400), (12, 0), (13, 395_000)), 100)
    assert found.marks == (400_000, 300_000, 200_000, 100_000, 0)
    assert [bar.height for bar in found.bars] == [308, 0, 987]
    assert chart((), 100).marks == (400, 300, 200, 100, 0)


# ---------------------------------------------------------------- orders and devices


def test_one_orders_whole_way_is_told(server: ServerHere, owner: Browser) -> None:
    till = server.store()
    phone = WirePhone(server.url, till.code("A6"))
    cart = phone.cart("no <b>coriander</b>")
    phone.order(cart)
    till.feed()
    story = Story(server.time.clock.now())
    story.found()
    opening = story.sit("A6", 4)
    story.order(opening, *lines("steamed-rice"), phone=phone.id, id=cart["id"], received=1)
    story.print()
    story.print("unknown")
    story.order(opening, *lines(*simple_dishes()[:2]))
    story.pay(opening, "wechat")
    till.send(story.incarnation, story.raws)
    server.folded()
    link = re.search(r'href="(/owner/orders/\w+)"', owner.get("/owner/orders").text)
    assert link
    page = owner.get(link[1]).text
    told = ["Phone order: 1 dish", "Received here, fetched by the till", "The till has it"]
    told += ["printed, the printer confirms it", "Order taken: 2 dishes", "WeChat Pay", "Paid in full"]
    places = [page.find(one) for one in told]
    assert -1 not in places
    assert places == sorted(places)
    assert "The way of A6" in owner.get("/owner/").text


def test_orders_appear_on_an_open_page(server: ServerHere, owner: Browser) -> None:
    till, story = server.till(), Story(server.time.clock.now())
    tag = re.search(r'data-tag="([^"]+)"', owner.get("/owner/").text)
    assert tag
    heard: list[str] = []
    listening = threading.Thread(
        target=lambda: heard.append(owner.get("/owner/live", known=tag[1]).json()["tag"])
    )
    listening.start()
    time.sleep(0.2)
    story.found()
    story.order(story.sit("B1"), *lines("steamed-rice"))
    till.send(story.incarnation, story.raws)
    listening.join(10)
    assert heard
    assert heard[0] != tag[1]


def test_the_owner_makes_a_code_and_a_till_comes_in(server: ServerHere, owner: Browser) -> None:
    page = owner.send("/owner/devices#/owner/devices/code").text
    code = re.search(r'<strong dir="ltr">([\w-]+)</strong>', page)
    assert code
    till = WireTill(server.url)
    assert till.enrol(code[1]).status_code == 200
    assert till.device[-8:] in owner.get("/owner/devices").text
    assert WireTill(server.url).enrol(code[1]).status_code == 403


def test_a_revoked_device_speaks_no_more(server: ServerHere, owner: Browser) -> None:
    till = server.till()
    owner.send(f"/owner/devices#/owner/devices/{till.device}/revoke")
    assert till.get("/v1/publication").json()["code"] == "revoked"
    assert "Revoked" in owner.get("/owner/devices").text


def test_the_store_of_a_till_that_was_just_cut_off_is_not_online(server: ServerHere, owner: Browser) -> None:
    till = server.store()
    assert "is online" in owner.get("/owner/").text
    owner.send(f"/owner/devices#/owner/devices/{till.device}/revoke")
    assert till.get("/v1/publication").json()["code"] == "revoked"
    page = owner.get("/owner/devices").text
    assert "is offline" in page and 'chip good">' not in page
    assert till.enrol(server.code()).status_code == 200
    assert till.get("/v1/publication").status_code == 200
    assert "is online" in owner.get("/owner/").text


def test_the_owner_reads_since_when_a_damaged_till_sends_nothing_more(
    server: ServerHere, owner: Browser
) -> None:
    till, story = server.till(), Story(server.time.clock.now())
    story.found()
    assert till.send(story.incarnation, story.raws).status_code == 200
    stopped = "records have stopped coming since"
    assert stopped not in owner.get("/owner/").text
    told = []
    for page in ("/owner/", "/owner/devices"):
        assert till.send(story.incarnation, story.raws, head="00" * 32).json()["code"] == "unreadable"
        told.append(owner.get(page).text.partition(stopped)[2][:40])
        server.time.pass_by(60_000)
    assert told[0] and told[0] == told[1], "since the first time"
    story.sit("A1")
    assert till.send(story.incarnation, story.raws).status_code == 200
    assert stopped not in owner.get("/owner/").text


def test_the_store_says_what_it_has_not_uploaded(server: ServerHere, owner: Browser) -> None:
    till = server.till()
    assert "the till has not said" in owner.get("/owner/devices").text
    headers = till.headers("GET", "/v1/publication", b"")
    till.call("GET", "/v1/publication", headers={**headers, "Mashang-Waiting": "17"})
    assert "Not uploaded: 17" in owner.get("/owner/devices").text


def test_names_cannot_carry_markup(server: ServerHere, owner: Browser) -> None:
    till = server.till()
    till.enrol(server.code(), names={"en": "<script>alert(1)</script>"})
    assert "<script>alert" not in owner.get("/owner/devices").text


def test_pages_speak_chinese_and_english(server: ServerHere, owner: Browser) -> None:
    server.store()
    owner.session.headers["Accept-Language"] = "zh-CN,zh;q=0.9"
    page = owner.get("/owner/").text
    assert '<html lang="zh-Hans"' in page
    assert "每小时实收" in page
    assert "Takings" not in page
    assert "Takings" in owner.get("/owner/", lang="en").text
    assert "Takings" in owner.get("/owner/").text, "the choice is kept"
