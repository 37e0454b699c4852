"""Pictures and voices that guests send inside WeChat are fetched, shown to the staff alone, and go again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.people.guest_pictures import KINDS, MOST_BYTES
from sync_server.wechat.custom import MOST_FETCHED
from sync_server.workflows.official_answers import Rests
from sync_server.workflows.official_media import LIVES
from tests.fakes.wechat_chat import WeChatChat
from tests.fakes.wechat_web import WeChatWeb
from tests.sync_server.running import ServerHere, wait_for
from tests.sync_server.test_guest_pictures import drawn, settle
from tests.sync_server.test_owner import Browser
from tests.sync_server.test_pictures import HEIC, photo
from tests.sync_server.test_wechat_answers import GUESTS, HOUR, LAN, Inbox, chat, inbox, owner, rests, web
from tests.sync_server.wire import WireTill

__all__ = ["chat", "inbox", "owner", "rests", "web"]  # fixtures
AMR = b"#!AMR\n" + bytes(range(256)) * 40


@pytest.fixture
def server(tmp_path: Path, rests: Rests) -> Iterator[ServerHere]:
    running = ServerHere(tmp_path, rests=rests)
    yield running
    running.close()


class Sent:
    """What the till hears of pictures and voices, while it goes on fetching."""

    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox
        self.heard: list[dict[str, Any]] = []

    def next(self) -> tuple[str, str]:
        """What the next one is, and what it is called."""
        count = len(self.heard)

        def came() -> bool:
            self.heard += self.inbox.look("chat_media")
            return len(self.heard) > count

        wait_for(came)
        what, _, id = self.heard[count]["media"].partition(" ")
        return what, id


@pytest.fixture
def sent(inbox: Inbox) -> Sent:
    return Sent(inbox)


def test_a_picture_and_a_voice_come_after_their_message_and_the_owner_sees_them(
    chat: WeChatChat, sent: Sent, owner: Browser, till: WireTill
) -> None:
    chat.send(LAN, "image", photo(), "image/jpeg", PicUrl="http://mmbiz.qpic.cn/1")
    what, picture = sent.next()
    assert what == "picture"
    message = sent.heard[0]["message"]
    words = {one["id"]: one["text"] for one in sent.inbox.messages}
    assert words[message].startswith("[图片"), "it belongs to a message that was there before"
    chat.send(LAN, "voice", AMR, "audio/amr", Format="amr", Recognition="要两碗饭")
    what, voice = sent.next()
    assert what == "voice"
    assert settle(till, picture, voice) == [], "the till names them, and they are here"
    for one in sent.inbox.messages:
        one["media"] = next((h["media"] for h in sent.heard if h["message"] == one["id"]), "")
    sent.inbox.publish()
    page = owner.get(GUESTS).text
    assert f"/owner/guests/{picture}" in page and f"/owner/guests/{voice}" in page
    shown = owner.get(f"{GUESTS}/{picture}")
    assert shown.headers["Content-Type"] == "image/jpeg"
    heard = owner.get(f"{GUESTS}/{voice}")
    assert (heard.headers["Content-Type"], heard.content) == ("audio/amr", AMR)
    assert "voice.amr" in heard.headers["Content-Disposition"]
    settle(till)
    assert owner.get(f"{GUESTS}/{picture}").status_code == 404, "they go with the chat"


@pytest.mark.parametrize(
    ("kind", "file", "type_"),
    [
        ("image", b"no picture at all", "image/jpeg"),
        ("image", HEIC, "image/heic"),
        ("image", b"\xff\xd8\xff" + bytes(MOST_FETCHED), "image/jpeg"),
        ("voice", b"<script>", "audio/amr"),
        ("voice", b"#!AMR\n" + bytes(MOST_BYTES), "audio/amr"),
        ("voice", drawn(), "audio/amr"),
        ("image", b'{"video_url": "http://nowhere"}', "text/plain"),
        ("image", b"[]", "application/json"),
    ],
)
def test_what_is_no_picture_or_voice_is_told_as_gone(
    chat: WeChatChat, sent: Sent, kind: str, file: bytes, type_: str
) -> None:
    chat.send(LAN, kind, file, type_)
    assert sent.next() == ("gone", "")


def test_what_wechat_does_not_give_any_more_is_told_as_gone(
    chat: WeChatChat, sent: Sent, server: ServerHere
) -> None:
    chat.push(LAN, "image", MediaId="never-there")
    assert sent.next() == ("gone", "")
    chat.faults += [45011] * 3
    name = chat.send(LAN, "image", photo(), "image/jpeg")
    assert sent.next()[0] == "picture" and chat.given == [name], "WeChat was busy, and was asked again"
    chat.faults += [40001, 42001, 45011, 0]
    chat.send(LAN, "image", drawn(), "image/png")
    assert sent.next()[0] == "picture", "a token that WeChat refuses is fetched anew"


def test_what_wechat_tells_again_is_fetched_once(chat: WeChatChat, sent: Sent) -> None:
    chat.media["m"] = "image/jpeg", photo(), chat.now() + HOUR
    for _ in range(3):
        chat.push(LAN, "image", "6054768590064713728", MediaId="m")
    assert sent.next()[0] == "picture"
    chat.media["n"] = "image/png", drawn(), chat.now() + HOUR
    chat.push(LAN, "image", MediaId="n")
    assert sent.next()[0] == "picture"
    assert chat.given == ["m", "n"] and len(sent.heard) == 2


def test_a_server_that_ended_before_it_had_it_goes_on_when_it_is_there_again(
    chat: WeChatChat, sent: Sent, web: WeChatWeb, tmp_path: Path, server: ServerHere, rests: Rests
) -> None:
    chat.faults += [-1] * 100
    chat.send(LAN, "image", photo(), "image/jpeg")
    wait_for(lambda: len(chat.faults) < 100)
    server.close()
    chat.faults.clear()
    again = ServerHere(tmp_path, rests=rests)
    try:
        sent.inbox.till.url = again.url
        assert sent.next()[0] == "picture"
    finally:
        again.close()


def test_without_a_till_it_waits_at_wechat_and_after_three_days_it_is_gone(
    chat: WeChatChat, sent: Sent, server: ServerHere, till: WireTill
) -> None:
    server.time.pass_by(HOUR * 1000)
    chat.ahead, till.offset = HOUR, HOUR * 1000
    chat.send(LAN, "image", photo(), "image/jpeg")
    assert not server.server.relay.connected(till.store) and not chat.given
    assert sent.next()[0] == "picture"
    server.time.pass_by(HOUR * 1000)
    chat.ahead, till.offset = 2 * HOUR, 2 * HOUR * 1000
    chat.send(LAN, "voice", AMR, "audio/amr")
    server.time.pass_by(LIVES)
    chat.ahead, till.offset = 2 * HOUR + LIVES / 1000, 2 * HOUR * 1000 + LIVES
    assert sent.next() == ("gone", "")


def test_each_kind_that_is_kept_begins_otherwise() -> None:
    assert not any(one != other and one.startswith(other) for one in KINDS for other in KINDS)
