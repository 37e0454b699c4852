"""The phone's doors without a browser: shapes, sizes, floods, sentences, and the page's parts."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from domain.money.shares import times
from domain.selling.order import CartLine
from domain.selling.request import quote_cart
from sync_server.diner.bundle import STATIC, bundle, later_bundle, later_modules, modules
from sync_server.diner.elsewhere import origins
from sync_server.diner.flood import Flood, Limit
from sync_server.diner.language import Language, choose, languages
from sync_server.diner.money import currency
from sync_server.diner.page import seal
from tests.fakes.diner_server import LUNCH, DinerServer, serving
from tests.fakes.relay import FakeRelay

LUNCH_MINUTE = 12 * 60 + 30


@pytest.fixture
def door(relay: FakeRelay) -> Iterator[DinerServer]:
    with serving(relay, lambda: LUNCH) as running:
        yield running


def ask(door: DinerServer, what: str, body: Any, table: str = "A6", **more: Any) -> requests.Response:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    with requests.Session() as session:
        session.trust_env = False
        return session.post(f"{door.page(table)}/{what}?lang=en", data=raw, timeout=10, **more)


def an_order(**other: Any) -> dict[str, Any]:
    return {
        "id": "0" * 32,
        "phone": "a" * 32,
        "lines": [{"dish": "mapo-tofu", "spec": "one"}],
        "quote": {"menu": 1, "rules": 1, "minute": 750, "at": LUNCH, "amounts": [2800], "total": 3600},
        **other,
    }


# ---------------------------------------------------------------- orders


def test_the_same_order_is_answered_alike_and_another_under_its_id_is_refused(
    door: DinerServer, relay: FakeRelay
) -> None:
    relay.answers = "silent"
    first, again = ask(door, "orders", an_order()), ask(door, "orders", an_order())
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json() == {"id": "0" * 32, "state": "received"}
    changed = ask(door, "orders", an_order(remark="more"))
    assert (changed.status_code, changed.json()["code"]) == (409, "request_changed")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"not json", 400, "unreadable"),
        (b"[]", 400, "unreadable"),
        (b'{"id":1.5}', 400, "unreadable"),
        (an_order(id="short"), 400, "unreadable"),
        (an_order(phone="me"), 400, "unreadable"),
        (an_order(lines=[{"dish": 7, "spec": "one"}]), 400, "unreadable"),
        (an_order(lines=[]), 400, "empty_order"),
        (an_order(guests=100), 400, "bad_guests"),
        (an_order(remark="x" * 201), 400, "remark_too_long"),
        (b" " * 70_000, 413, "too_large"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(door: DinerServer, body: Any, status: int, code: str) -> None:
    answer = ask(door, "orders", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["text"]
    assert "{" not in answer.json()["text"]


def test_a_body_of_unsaid_length_is_measured_while_it_comes(door: DinerServer) -> None:
    with requests.Session() as session:
        session.trust_env = False
        answer = session.post(f"{door.page('A6')}/orders", data=iter([b" " * 40_000] * 3), timeout=10)
    assert answer.status_code == 413


def test_a_store_that_is_away_refuses_in_the_phones_language(door: DinerServer, relay: FakeRelay) -> None:
    relay.connect(False)
    english = ask(door, "orders", an_order())
    assert (english.status_code, english.json()["text"][:20]) == (503, "The restaurant canno")
    with requests.Session() as session:
        session.trust_env = False
        session.headers["Accept-Language"] = "zh-CN,zh;q=.9"
        chinese = session.post(f"{door.page('A6')}/orders", json=an_order(), timeout=10)
    assert "叫服务员" in chinese.json()["text"]


def test_a_code_of_no_table_is_404_at_every_door(door: DinerServer) -> None:
    for what in ("orders", "quote", "call"):
        url = f"{door.url}/t/nowhere/{what}"
        body = an_order() | {"what": "waiter", "opening": ""}
        assert requests.post(url, json=body, timeout=10).json()["code"] == "table_unknown"
    assert requests.get(f"{door.url}/t/nowhere/now", timeout=10).status_code == 404
    assert requests.get(f"{door.url}/diner/order.0000000000.js", timeout=10).status_code == 404


# ---------------------------------------------------------------- floods


def test_a_phone_may_not_flood_the_kitchen(door: DinerServer) -> None:
    answers = [ask(door, "orders", an_order(id=f"{n:032x}")) for n in range(8)]
    assert [answer.status_code for answer in answers[:6]] == [202] * 6
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert "dishes are kept" in answers[-1].json()["text"]


def test_a_bucket_fills_again_and_takes_nothing_when_it_refuses() -> None:
    now = [0.0]
    flood = Flood(clock=lambda: now[0])
    one, many = ("phone", "a", Limit(1, 0.5)), ("table", "t", Limit(3, 0.0))
    assert flood.allows(one, many)
    assert not flood.allows(one, many)
    now[0] = 2.0
    assert flood.allows(one, many)
    assert flood.allows(many)
    assert not flood.allows(many)
    assert Flood(on=False).allows(*[many] * 9)


def test_the_servers_own_machine_is_no_address() -> None:
    flood = Flood()
    assert all(flood.allows(("address", "127.0.0.1", Limit(1, 0))) for _ in range(9))
    assert [flood.allows(("address", "10.0.0.7", Limit(1, 0))) for _ in range(2)] == [True, False]


# ---------------------------------------------------------------- quotes


def test_a_quote_is_the_domains(door: DinerServer, relay: FakeRelay) -> None:
    lines = [
        {"dish": "boiled-fish", "spec": "large", "options": ["spice-medium", "extra-bean-sprouts"]},
        {"dish": "steamed-rice", "spec": "one", "quantity": 4000},
        {"dish": "hand-torn-cabbage", "spec": "one"},
    ]
    told = ask(door, "quote", {"lines": lines, "guests": 2, "opening": ""}).json()
    cart = [
        CartLine("boiled-fish", "large", options=("spice-medium", "extra-bean-sprouts")),
        CartLine("steamed-rice", "one", 4000),
        CartLine("hand-torn-cabbage", "one"),
    ]
    # The table is open for four, whatever the phone says.
    mine = quote_cart(relay.menu, relay.rules, relay.stock, cart, [], 4, LUNCH_MINUTE, LUNCH)
    assert tuple(told["quote"]["amounts"]) == mine.quote.amounts == (9200, 800, -1)
    assert told["bill"]["total"] == mine.bill.total == told["quote"]["total"]
    assert told["amount"] == times(9200, 1000) + times(200, 4000)
    assert told["refused"][0]["text"] == "Hand-torn cabbage has just sold out. Nothing was charged."
    assert told["next"]["text"] == "¥100 more and ¥20 comes off"


@pytest.mark.parametrize(
    "body", [{}, {"lines": "all"}, {"lines": [{"dish": 1}]}, {"lines": [], "opening": ""}, {"lines": [{}]}]
)
def test_an_odd_quote_is_refused(door: DinerServer, body: Any) -> None:
    assert ask(door, "quote", body).status_code == 400


def test_a_quote_for_an_old_opening_is_refused(door: DinerServer) -> None:
    body = {"lines": [{"dish": "mapo-tofu", "spec": "one"}], "opening": "f" * 32}
    assert ask(door, "quote", body).json()["code"] == "old_opening"


def test_only_a_waiter_or_the_bill_can_be_called(door: DinerServer, relay: FakeRelay) -> None:
    assert ask(door, "call", {"what": "police", "phone": "", "opening": ""}).status_code == 400
    assert ask(door, "call", {"what": "waiter", "phone": "", "opening": ""}).status_code == 202
    assert relay.calls == [("A6", "waiter")]


# ---------------------------------------------------------------- page and assets


def test_page_and_assets_say_how_long_they_hold(door: DinerServer) -> None:
    page = requests.get(door.page("A6"), timeout=10)
    assert page.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    (path,) = re.findall(r'type="module" src="([^"]+)"', page.text)
    script = requests.get(door.url + path, timeout=10)
    assert "immutable" in script.headers["Cache-Control"]
    assert script.headers["Content-Encoding"] == "gzip"
    plain = requests.get(door.url + path, headers={"Accept-Encoding": "identity"}, timeout=10)
    assert plain.content == script.content
    assert len(gzip.compress(plain.content, 9)) < 20 * 1024


def test_no_name_can_end_the_pages_data(relay: FakeRelay) -> None:
    store = {"names": {"en": "</script><script>alert(1)</script>", "zh-Hans": "椒"}, "currency": "CNY"}
    relay.store = {**store, "zone": "Asia/Shanghai"}
    with serving(relay, lambda: LUNCH) as door:
        page = requests.get(f"{door.page('A6')}?lang=en", timeout=10).text
    assert "<script>alert" not in page


def test_modules_have_names_of_their_own_and_no_prices_are_calculated() -> None:
    """They are joined into one file, so a name may stand only once; what waits for a tap is its own file."""
    later = [name for names in later_modules().values() for name in names]
    assert len(later) == len(set(later)), "a module in two files would be two modules"
    assert {path.stem for path in STATIC.glob("*.js")} == {*modules(), *later}
    for joined in ([*modules(), *names] for names in [(), *later_modules().values()]):
        source = [(STATIC / f"{name}.js").read_text(encoding="utf-8") for name in joined]
        names = re.findall(
            r"^(?:export )?(?:async )?(?:function|const|let|class) (\w+)", "\n".join(source), re.MULTILINE
        )
        assert [name for name, count in Counter(names).items() if count > 1] == []
    for language in languages():
        own = bundle(language).decode()
        assert re.findall(r"^(?:import|export) .*", own, re.MULTILINE) == [own.splitlines()[-1]]
        for root in later_modules():
            first, *_, last = later_bundle(root, language, "/diner/order.js").decode().splitlines()
            lent = set(re.findall(r"\w+", first.partition(" from ")[0])) - {"import"}
            assert lent <= set(re.findall(r"\w+", own.splitlines()[-1])) - {"export"}
            assert re.fullmatch(r"export { \w+(, \w+)* };", last)


@pytest.mark.parametrize(
    ("wanted", "kept", "accepted", "found"),
    [
        ("en", "zh-Hans", "zh-CN", "en"),
        ("xx", "zh-Hans", "en", "zh-Hans"),
        ("", "", "zh-TW,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("", "", "en;q=0.5, zh-CN;q=0.9", "zh-Hans"),
        ("", "", "ja-JP", "en"),
        ("", "", "", "zh-Hans"),
        ("", "", ";;;,,,q=", "zh-Hans"),
    ],
)
def test_the_language_is_the_guests(wanted: str, kept: str, accepted: str, found: str) -> None:
    assert choose(wanted, kept, accepted).tag == found


def test_right_to_left_is_known_by_the_language() -> None:
    english = choose("en", "", "")
    assert english.direction == "ltr"
    assert Language("ar", english.catalogue).direction == "rtl"


def test_amounts_are_written_as_the_currency_wants() -> None:
    yuan, yen, dollar = currency("CNY"), currency("JPY"), currency("USD")
    assert (yuan.full(15000), yuan.short(5800), yuan.short(1250)) == ("¥150.00", "¥58", "¥12.50")
    assert (yen.full(1200), dollar.full(-5)) == ("¥1,200", "−$0.05")


@pytest.mark.parametrize(
    ("name", "character"),
    [("花椒小馆", "椒"), ("老王饭店", "王"), ("馆", "馆"), ("", "椒"), ("Huajiao House", "H")],
)
def test_the_seal_bears_the_names_own_character(name: str, character: str) -> None:
    assert seal(name) == character


# ---------------------------------------------------------------- the store's other servers

CLOUD, LAN = "https://cloud.example", "http://192.168.1.5:8626"


def test_exactly_the_published_servers_pages_may_read_our_answers(
    door: DinerServer, relay: FakeRelay
) -> None:
    relay.servers = (CLOUD, f"{LAN}/")
    for origin, allowed in (
        (CLOUD, CLOUD),
        (LAN, LAN),
        ("https://evil.example", None),
        ("https://cloud.example.evil.example", None),
        ("http://cloud.example", None),
        ("null", None),
    ):
        for answer in (
            requests.get(f"{door.page('A6')}/now", headers={"Origin": origin}, timeout=10),
            ask(door, "quote", {"lines": [], "opening": ""}, headers={"Origin": origin}),
            ask(door, "quote", b"no json", headers={"Origin": origin}),
            ask(door, "orders", b"no json", headers={"Origin": origin}),
            ask(door, "call", b"no json", headers={"Origin": origin}),
        ):
            assert answer.headers.get("Access-Control-Allow-Origin") == allowed, (origin, answer.url)
            assert "Access-Control-Allow-Credentials" not in answer.headers
    page = requests.get(door.page("A6"), headers={"Origin": CLOUD}, timeout=10)
    assert "Access-Control-Allow-Origin" not in page.headers


def test_the_page_may_call_exactly_the_published_servers(door: DinerServer, relay: FakeRelay) -> None:
    def connects() -> str:
        policy = requests.get(door.page("A6"), timeout=10).headers["Content-Security-Policy"]
        return policy.partition("connect-src ")[2].partition(";")[0]

    assert connects() == "'self'"
    relay.servers = (CLOUD, LAN, "https://x; script-src *", "ftp://a", "https://a/b", "https://*", "*", "")
    assert connects() == f"'self' {CLOUD} {LAN}"


def test_a_page_that_came_by_https_is_not_sent_to_http() -> None:
    assert origins((LAN, CLOUD), secure=True) == (CLOUD,)
    assert origins((LAN, CLOUD)) == (LAN, CLOUD)
    assert origins(("http://[fd00::1]:8626", "HTTPS://Cloud.Example/")) == ("http://[fd00::1]:8626", CLOUD)
