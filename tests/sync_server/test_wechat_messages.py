"""What a guest writes to the official account inside WeChat comes to the till, once, and from nobody else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from domain.people.chat import LONGEST
from sync_server.diner.flood import Flood
from sync_server.wechat.pushed import NotBelieved, NotReadable, Secrets, fields_of, opened, read
from tests.fakes.wechat_chat import APPID, SECRET, seal
from tests.fakes.wechat_web import WeChatWeb, wechat_web
from tests.sync_server.running import ServerHere
from tests.sync_server.test_owner import Browser
from tests.sync_server.wire import WirePhone, WireTill

PAGE = "/owner/official"
TOKEN = "Ab3token"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
LAN = "o-lan"


@pytest.fixture
def web(server: ServerHere, till: WireTill) -> Iterator[WeChatWeb]:
    till.publish_demo()
    with wechat_web(urlsplit(server.url).netloc) as found:
        yield found


@pytest.fixture
def owner(server: ServerHere, web: WeChatWeb) -> Iterator[Browser]:
    browser = Browser(server.url)
    browser.set_up(server)
    browser.send(PAGE, appid=APPID, secret=SECRET, host=web.host, api=web.url, open=web.url)
    yield browser
    browser.session.close()


def door(server: ServerHere, till: WireTill) -> str:
    return f"{server.url}/wechat/{till.store}/messages"


def told(till: WireTill, after: str = ":0") -> list[dict[str, Any]]:
    """What the till fetches of what guests said."""
    return [one["body"] for one in till.feed(after).json()["items"] if one["kind"] == "chat"]


@pytest.fixture
def bound(owner: Browser, server: ServerHere, till: WireTill, web: WeChatWeb) -> WeChatWeb:
    """The account's messages come here, in plain mode."""
    owner.send(f"{PAGE}#{PAGE}/messages", token=TOKEN, aes_key="")
    assert web.chat.configure(door(server, till), TOKEN)
    return web


@pytest.fixture
def sealed(owner: Browser, server: ServerHere, till: WireTill, web: WeChatWeb) -> WeChatWeb:
    """The same in safe mode."""
    owner.send(f"{PAGE}#{PAGE}/messages", token=TOKEN, aes_key=AES_KEY)
    assert web.chat.configure(door(server, till), TOKEN, AES_KEY)
    return web


def test_what_a_guest_writes_in_wechat_comes_to_the_till(bound: WeChatWeb, till: WireTill) -> None:
    assert [one.text for one in bound.chat.write(LAN, "还有  包间吗?")] == ["success"]
    (word,) = told(till)
    assert (word["text"], word["via"]) == ("还有 包间吗?", "wechat")
    bound.chat.write(LAN, "今晚")
    bound.chat.write("o-mei", "hello")
    lan, again, mei = told(till)
    assert lan["phone"] == again["phone"] != mei["phone"]
    assert LAN not in str(lan), "the till does not hear who she is at WeChat"


def test_a_message_that_wechat_tells_again_is_there_once(bound: WeChatWeb, till: WireTill) -> None:
    for _ in range(3):
        assert bound.chat.write(LAN, "hello", id="6054768590064713728")[0].text == "success"
    assert len(told(till)) == 1
    bound.chat.write(LAN, "hello", id="6054768590064713729")
    assert len(told(till)) == 2


def test_it_waits_for_a_till_that_is_away(bound: WeChatWeb, server: ServerHere, till: WireTill) -> None:
    server.time.pass_by(3_600_000)
    bound.chat.ahead = 3600
    assert not server.server.relay.connected(till.store)
    assert bound.chat.write(LAN, "hello")[0].text == "success"
    till.offset = 3_600_000
    assert [one["text"] for one in told(till)] == ["hello"]


def test_what_is_long_comes_in_pieces_and_what_is_no_text_is_named(bound: WeChatWeb, till: WireTill) -> None:
    bound.chat.write(LAN, "x" * (2 * LONGEST) + "y")
    assert [len(one["text"]) for one in told(till)] == [LONGEST, LONGEST, 1]
    bound.chat.push(LAN, "image", PicUrl="http://mmbiz.qpic.cn/1", MediaId="m")
    bound.chat.push(LAN, "voice", MediaId="m", Format="amr", Recognition="要两碗饭")
    bound.chat.push(LAN, "location", Location_X="23.1", Location_Y="113.3")
    said = [one["text"] for one in told(till)][3:]
    assert said[0].startswith("[图片") and said[1] == "要两碗饭" and said[2].startswith("[")


def test_who_follows_or_taps_has_said_nothing(bound: WeChatWeb, till: WireTill) -> None:
    assert bound.chat.push(LAN, "event", Event="subscribe")[0].text == "success"
    assert told(till) == []


def test_who_floods_hears_from_wechat_that_it_was_too_much(tmp_path: Path) -> None:
    server = ServerHere(tmp_path, flood=Flood())
    try:
        till = server.store()
        with wechat_web(urlsplit(server.url).netloc) as web:
            owner = Browser(server.url)
            owner.set_up(server)
            owner.send(PAGE, appid=APPID, secret=SECRET, host=web.host, api=web.url, open=web.url)
            owner.send(f"{PAGE}#{PAGE}/messages", token=TOKEN, aes_key="")
            assert web.chat.configure(door(server, till), TOKEN)
            said = [web.chat.write(LAN, f"word {number}")[-1].status_code for number in range(14)]
            assert said[0] == 200 and said[-1] == 429
            assert web.chat.write("o-mei", "hello")[-1].status_code == 200
            assert len(told(till)) == said.count(200) + 1
            owner.session.close()
        till.session.close()
    finally:
        server.close()


# ---------------------------------------------------------------- who is not WeChat


def test_unbound_the_door_is_not_there(
    owner: Browser, server: ServerHere, till: WireTill, web: WeChatWeb
) -> None:
    assert not web.chat.configure(door(server, till), TOKEN)
    assert requests.get(door(server, till), timeout=10).status_code == 404
    assert requests.post(door(server, till), data=b"<xml/>", timeout=10).status_code == 404
    assert requests.post(f"{server.url}/wechat/nobody/messages", timeout=10).status_code == 404
    owner.send(f"{PAGE}#{PAGE}/messages", token=TOKEN, aes_key="")
    assert web.chat.configure(door(server, till), TOKEN)
    owner.send(f"{PAGE}#{PAGE}/messages", token="", aes_key="")
    assert web.chat.write(LAN, "hello")[-1].status_code == 404
    owner.send(f"{PAGE}#{PAGE}/messages", token=TOKEN, aes_key="")
    owner.send(f"{PAGE}#{PAGE}/end")
    assert web.chat.write(LAN, "hello")[-1].status_code == 404
    assert told(till) == []


def test_nothing_is_taken_that_another_token_signed_or_that_is_old(
    bound: WeChatWeb, server: ServerHere, till: WireTill
) -> None:
    chat, message = bound.chat, bound.chat.message(LAN, "text", "1", Content="hello")
    assert not chat.configure(door(server, till), "another")

    def post(asked: dict[str, str], body: bytes = message) -> int:
        return requests.post(chat.door, params=asked, data=body, timeout=10).status_code

    good = chat.signed(TOKEN)
    assert post({}) == 403
    assert post(chat.signed("another")) == 403
    assert post(chat.signed(TOKEN, age=301)) == post(chat.signed(TOKEN, age=-301)) == 403
    assert post({**good, "timestamp": "²"}) == 403
    assert post({**good, "nonce": "1"}) == 403
    assert post(good, b"<xml><FromUserName>o</FromUserName>") == 400
    assert post(good, b"") == post(good, b"<xml></xml>") == post(good, b"\xff\xfe<") == 400
    assert post(good, b"<xml>" + b" " * 65_536 + b"</xml>") == 413
    assert told(till) == []
    assert post(good) == 200 and len(told(till)) == 1


def test_no_document_type_is_read(bound: WeChatWeb, till: WireTill) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    for entity in (b"&b;", b"&f;"):
        message = bound.chat.message(LAN, "text", "1", Content="X").replace(b"<![CDATA[X]]>", entity)
        assert bound.chat.once(LAN, bomb + message).status_code == 400
        assert bound.chat.once(LAN, message).status_code == 400
    assert told(till) == []
    with pytest.raises(NotReadable):
        fields_of(b"<a>" * 40)


def test_a_page_cannot_write_in_wechats_name(bound: WeChatWeb, server: ServerHere, till: WireTill) -> None:
    till.feed()
    phone = WirePhone(server.url, till.code("A1"))
    word = {"id": "1" * 32, "phone": "phone-of-a-guest", "text": "hello", "via": "wechat"}
    assert phone.session.post(f"{phone.base}/chat", json=word, timeout=10).status_code == 202
    assert "via" not in told(till)[0]
    phone.session.close()


# ---------------------------------------------------------------- safe mode


def test_in_safe_mode_what_is_not_sealed_is_not_taken(sealed: WeChatWeb, till: WireTill) -> None:
    chat = sealed.chat
    assert chat.write(LAN, "少放盐")[0].text == "success"
    chat.both = True
    assert chat.write(LAN, "多放醋")[0].text == "success"
    assert [one["text"] for one in told(till)] == ["少放盐", "多放醋"]
    chat.both, chat.aes_key = False, ""
    assert {one.status_code for one in chat.write(LAN, "in plain")} == {403}
    chat.aes_key = AES_KEY[::-1]
    assert {one.status_code for one in chat.write(LAN, "by another key")} == {403}
    assert len(told(till)) == 2


def test_what_is_sealed_for_another_account_is_not_opened() -> None:
    secrets = Secrets(APPID, TOKEN, AES_KEY)
    assert opened(secrets, seal(AES_KEY, b"<xml/>")) == b"<xml/>"
    for sealed in ("", "====", "é", "AAAA", seal(AES_KEY, b"<xml/>", "wx0000000000000000")):
        with pytest.raises(NotBelieved):
            opened(secrets, sealed)
    whole = seal(AES_KEY, b"<xml/>")
    with pytest.raises(NotBelieved):
        opened(secrets, "A" * 4 + whole[4:])


def test_wechats_own_example_is_opened() -> None:
    """The example that comes with its published sample code, signature and all."""
    sealed = (
        "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2L"
        "dJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVticbSnyU8dKOIbgU6u"
        "x5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJ"
        "pXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCz"
        "pu9GhglF2PE="
    )
    secrets = Secrets("wx2c2769f8efd9abc2", "spamtest", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG")
    inside = fields_of(opened(secrets, sealed))
    assert inside["Content"] and inside["FromUserName"] == "oyORnuP8q7ou2gfYjqLzSIWZf0rs"
    asked = {"timestamp": "1409735669", "nonce": "1320562132"}
    asked["msg_signature"] = "5d197aaffba7e9b25a30732f161a50dee96bd5fa"
    plain = "".join(sorted(["spamtest", "1409735669", "1320562132"])).encode()
    asked["signature"] = hashlib.sha1(plain, usedforsecurity=False).hexdigest()
    body = f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode()
    assert read(secrets, asked, body, 1409735669_000).text == inside["Content"]
