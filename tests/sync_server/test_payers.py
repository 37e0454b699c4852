"""Inside WeChat a guest's phone becomes a known payer without a question, and by an account that works."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests

from tests.fakes.wechat_chat import APPID, SECRET
from tests.fakes.wechat_web import WeChatWeb, wechat_web
from tests.sync_server.running import ServerHere
from tests.sync_server.test_owner import Browser
from tests.sync_server.wire import WireTill

PAGE = "/owner/official"
PHONE, OTHER = "a" * 32, "b" * 32


@pytest.fixture
def web(server: ServerHere, till: WireTill) -> Iterator[WeChatWeb]:
    till.publish_demo()
    with wechat_web(urlsplit(server.url).netloc) as found:
        yield found


@pytest.fixture
def owner(server: ServerHere, web: WeChatWeb) -> Iterator[Browser]:
    browser = Browser(server.url)
    browser.set_up(server)
    yield browser
    browser.session.close()


@pytest.fixture
def guest() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        session.headers["Accept-Language"] = "en"
        yield session


def form(web: WeChatWeb, **other: str) -> dict[str, str]:
    return {"appid": APPID, "secret": SECRET, "host": web.host, "api": web.url, "open": web.url, **other}


def bind_and_try(owner: Browser, web: WeChatWeb, guest: requests.Session) -> None:
    """Bound, and tried by the owner's own WeChat."""
    owner.send(PAGE, **form(web))
    answer = guest.get(trial(owner), timeout=10)
    assert "It works" in answer.text


def trial(owner: Browser) -> str:
    """What the code on the owner's page says."""
    kept = owner.get(PAGE)
    assert "Not tried yet" in kept.text
    found = re.search(r'href="(http[^"]+/wechat/\w+/go[^"]+)"', kept.text)
    assert found
    return html.unescape(found[1])


def way(guest: requests.Session, till: WireTill, phone: str = PHONE) -> str:
    asked = guest.get(f"{till.url}/t/{till.code('A1')}/wechat", params={"phone": phone}, timeout=10)
    assert asked.status_code == 200
    return str(asked.json()["go"])


def openid(server: ServerHere, till: WireTill, phone: str = PHONE) -> str:
    return server.server.payers.openid(till.store, phone)


def test_a_guest_is_known_after_a_round_trip_without_a_question(
    owner: Browser, server: ServerHere, till: WireTill, web: WeChatWeb, guest: requests.Session
) -> None:
    bind_and_try(owner, web, guest)
    there = way(guest, till)
    page = guest.get(server.url + there, timeout=10)
    assert urlsplit(page.url).path == f"/t/{till.code('A1')}"
    assert not urlsplit(page.url).query, "a code is good once: the address is clean"
    assert openid(server, till) == "o-lan"
    assert way(guest, till) == "", "it is not asked again"
    assert openid(server, till, OTHER) == ""


def test_no_guest_is_sent_there_before_the_owner_has_tried_it(
    owner: Browser, till: WireTill, web: WeChatWeb, guest: requests.Session
) -> None:
    assert way(guest, till) == ""
    owner.send(PAGE, **form(web, secret="f" * 32))
    assert way(guest, till) == ""
    assert "WeChat did not say who it is" in guest.get(trial(owner), timeout=10).text
    assert way(guest, till) == ""
    owner.send(PAGE, **form(web))
    assert "It works" in guest.get(trial(owner), timeout=10).text
    assert way(guest, till)


def test_the_menu_is_there_when_wechat_says_nothing(
    owner: Browser, server: ServerHere, till: WireTill, web: WeChatWeb, guest: requests.Session
) -> None:
    bind_and_try(owner, web, guest)
    web.silent = True
    page = guest.get(server.url + way(guest, till), timeout=10)
    assert urlsplit(page.url).path == f"/t/{till.code('A1')}" and page.status_code == 200
    assert openid(server, till) == ""


def test_nobody_becomes_the_payer_of_anothers_phone(
    owner: Browser, server: ServerHere, till: WireTill, web: WeChatWeb, guest: requests.Session
) -> None:
    """A link that a stranger sends, an old one, a changed one and one used twice: none binds a phone."""
    bind_and_try(owner, web, guest)
    start = guest.get(server.url + way(guest, till), timeout=10, allow_redirects=False)
    back = guest.get(start.headers["Location"], timeout=10, allow_redirects=False).headers["Location"]
    with requests.Session() as victim:
        victim.trust_env = False
        assert victim.get(back, timeout=10).status_code == 404
        victim.get(server.url + way(victim, till, OTHER), timeout=10, allow_redirects=False)
        assert victim.get(back, timeout=10).status_code == 404
    assert guest.get(back.replace(PHONE, OTHER), timeout=10).status_code == 404
    server.time.pass_by(11 * 60_000)
    assert guest.get(back, timeout=10).status_code == 404
    assert (openid(server, till), openid(server, till, OTHER)) == ("", "")
    server.time.pass_by(-11 * 60_000)
    assert guest.get(back, timeout=10).status_code == 200
    assert openid(server, till) == "o-lan"
    assert guest.get(back, timeout=10).status_code == 404, "used once"
    assert openid(server, till) == "o-lan"


def test_it_leads_back_to_a_table_and_nowhere_else(
    owner: Browser, server: ServerHere, till: WireTill, web: WeChatWeb, guest: requests.Session
) -> None:
    bind_and_try(owner, web, guest)
    there = way(guest, till).replace(till.code("A1"), "%2F%2Fevil.example")
    answer = guest.get(server.url + there, timeout=10)
    assert answer.status_code == 404 and urlsplit(answer.url).netloc == web.host


@pytest.mark.parametrize(
    "other",
    [{"appid": ""}, {"appid": "1234"}, {"secret": "short"}, {"host": "a b"}, {"api": "http://api.example"}],
)
def test_what_is_no_account_is_refused(owner: Browser, web: WeChatWeb, other: dict[str, str]) -> None:
    answer = owner.send(PAGE, **form(web, **other)).text
    assert "Nothing was changed" in answer and "No account is bound" in answer
    assert SECRET not in answer


def test_its_secret_is_never_shown_and_lies_sealed(
    owner: Browser, server: ServerHere, web: WeChatWeb
) -> None:
    owner.send(PAGE, **form(web, proof="MP_verify_Ab12.txt"))
    assert SECRET not in owner.get(PAGE).text
    files = [path for path in server.folder.rglob("*") if path.is_file()]
    assert files and not any(SECRET.encode() in path.read_bytes() for path in files)
    assert requests.get(f"{server.url}/MP_verify_Ab12.txt", timeout=10).text == "Ab12"
    assert requests.get(f"{server.url}/MP_verify_other.txt", timeout=10).status_code == 404


def test_unbound_nobody_is_known(
    owner: Browser, server: ServerHere, till: WireTill, web: WeChatWeb, guest: requests.Session
) -> None:
    bind_and_try(owner, web, guest)
    guest.get(server.url + way(guest, till), timeout=10)
    assert "No account is bound" in owner.send(f"{PAGE}#{PAGE}/end").text
    assert openid(server, till) == "" and way(guest, till, OTHER) == ""


def test_a_guest_deletes_what_is_kept(
    owner: Browser, server: ServerHere, till: WireTill, web: WeChatWeb, guest: requests.Session
) -> None:
    bind_and_try(owner, web, guest)
    guest.get(server.url + way(guest, till), timeout=10)
    url = f"{till.url}/t/{till.code('A1')}/wechat"
    assert guest.post(url, json={"phone": OTHER}, timeout=10).status_code == 200
    assert openid(server, till) == "o-lan"
    assert guest.post(url, json={"phone": PHONE}, timeout=10).status_code == 200
    assert openid(server, till) == ""
    assert guest.post(url, data=b"{", timeout=10).status_code == 400


def test_what_was_told_is_forgotten_after_two_days(
    owner: Browser, server: ServerHere, till: WireTill, web: WeChatWeb, guest: requests.Session
) -> None:
    bind_and_try(owner, web, guest)
    guest.get(server.url + way(guest, till), timeout=10)
    server.time.pass_by(3 * 24 * 3_600_000)
    guest.get(server.url + way(guest, till, OTHER), timeout=10)
    assert (openid(server, till), openid(server, till, OTHER)) == ("", "o-lan")
