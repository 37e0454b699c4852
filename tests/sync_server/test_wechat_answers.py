"""What the store answers goes to the guest inside WeChat, and the till hears what became of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from sync_server.workflows.official_answers import Rests
from tests.fakes.wechat_chat import APPID, SECRET, WeChatChat
from tests.fakes.wechat_web import WeChatWeb, wechat_web
from tests.sync_server.running import ServerHere, ServerProcess, wait_for
from tests.sync_server.test_owner import Browser
from tests.sync_server.wire import WireTill, new_id

PAGE, GUESTS = "/owner/official", "/owner/guests"
TOKEN = "Ab3token"
LAN = "o-lan"
HOUR = 3600


class Inbox:
    """The till's side: reads what guests write, publishes the chat with answers, hears what they became."""

    def __init__(self, till: WireTill) -> None:
        self.till, self.after = till, ":0"
        self.phone, self.version = "", 100
        self.messages: list[dict[str, Any]] = []
        self.sent: dict[str, str] = {}

    def look(self, kind: str = "chat_sent") -> list[dict[str, Any]]:
        """What is new, of a kind; accepted as a till does."""
        told = self.till.feed(self.after).json()
        self.after = f"{told['epoch']}:{told['position']}"
        items = told["items"]
        verdicts = [{"request": one["body"]["id"], "state": "accepted", "at": 1} for one in items]
        if verdicts:
            assert self.till.publish(verdicts=verdicts).status_code == 200
        for one in items:
            body = one["body"]
            if one["kind"] == "chat":
                self.phone = body["phone"]
                self.messages.append({"id": body["id"], "at": 1, "by": "guest", "text": body["text"]})
            if one["kind"] == "chat_sent":
                self.sent[body["message"]] = body["sent"]
        return [one["body"] for one in items if one["kind"] == kind]

    def heard(self) -> None:
        """A guest's words are there."""
        wait_for(lambda: self.look("chat"))

    def answer(self, text: str) -> str:
        """The cashier answers; the id of it."""
        id = new_id()
        self.messages.append({"id": id, "at": time.time_ns() // 1_000_000, "by": "zhou", "text": text})
        self.publish()
        return id

    def publish(self) -> None:
        self.version += 1
        body = {"table": "@store", "messages": self.messages, "via": "wechat"}
        document = {"key": f"chat/{self.phone}", "version": self.version, "body": body}
        assert self.till.publish([document]).status_code == 200

    def became(self, message: str) -> str:
        """What became of an answer, once it is known."""

        def known() -> bool:
            self.look()
            return message in self.sent

        wait_for(known)
        return self.sent[message]

    def becomes(self, message: str, sent: str) -> None:
        """In the end it is so."""

        def known() -> bool:
            self.look()
            return self.sent.get(message) == sent

        wait_for(known)


@pytest.fixture
def rests() -> Rests:
    return Rests(0.02, 0.1)


@pytest.fixture
def server(tmp_path: Path, rests: Rests) -> Iterator[ServerHere]:
    running = ServerHere(tmp_path, rests=rests)
    yield running
    running.close()


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
    browser.send(f"{PAGE}#{PAGE}/messages", token=TOKEN, aes_key="")
    yield browser
    browser.session.close()


@pytest.fixture
def chat(owner: Browser, server: ServerHere, till: WireTill, web: WeChatWeb) -> WeChatChat:
    assert web.chat.configure(f"{server.url}/wechat/{till.store}/messages", TOKEN)
    return web.chat


@pytest.fixture
def inbox(chat: WeChatChat, till: WireTill) -> Inbox:
    """A guest has written."""
    found = Inbox(till)
    chat.write(LAN, "还有包间吗?")
    found.heard()
    return found


def test_an_answer_is_there_once_and_the_till_knows(chat: WeChatChat, inbox: Inbox) -> None:
    answer = inbox.answer("有的,几位? 😀")
    assert inbox.became(answer) == "delivered"
    inbox.publish()
    again = inbox.answer("包间「牡丹」")
    assert inbox.became(again) == "delivered"
    assert chat.read == [(LAN, "有的,几位? 😀"), (LAN, "包间「牡丹」")]
    assert chat.fetched == [False], "one token for both"


def test_a_token_that_ends_is_fetched_anew_once(chat: WeChatChat, inbox: Inbox, server: ServerHere) -> None:
    inbox.became(inbox.answer("one"))
    chat.tokens.clear()  # as when somebody else has another one made
    assert inbox.became(inbox.answer("two")) == "delivered"
    chat.faults = [42001]
    assert inbox.became(inbox.answer("three")) == "delivered"
    assert chat.fetched == [False, False, False, True], "by force only when it is given the same again"
    chat.ahead = 2 * HOUR
    server.time.pass_by(2 * HOUR * 1000)
    inbox.till.offset = 2 * HOUR * 1000
    assert inbox.became(inbox.answer("four")) == "delivered"
    assert len(chat.fetched) == 5
    chat.faults = [40001, 40001]
    five = inbox.answer("five")
    assert inbox.became(five) == "waiting 40001"
    inbox.becomes(five, "delivered")
    assert [text for _, text in chat.read] == ["one", "two", "three", "four", "five"]


@pytest.mark.parametrize(
    ("fault", "sent"),
    [
        (45015, "late"),
        (45047, "many"),
        (45002, "refused 45002"),
        (40003, "refused 40003"),
        ("lost", "twice"),
        ("before", "twice"),
        (-1, "delivered"),
        (45011, "delivered"),
    ],
)
def test_what_went_wrong_is_said_and_the_next_answer_goes(
    chat: WeChatChat, inbox: Inbox, fault: int | str, sent: str
) -> None:
    chat.faults = [fault]
    assert inbox.became(inbox.answer("first")) == sent
    assert inbox.became(inbox.answer("second")) == "delivered"
    read = [text for _, text in chat.read]
    assert read.count("second") == 1
    assert read.count("first") == {"lost": 2, "before": 1, -1: 1, 45011: 1}.get(fault, 0)


def test_after_five_answers_the_guest_has_to_write_again(chat: WeChatChat, inbox: Inbox) -> None:
    answers = [inbox.answer(f"word {number}") for number in range(6)]
    assert [inbox.became(one) for one in answers] == ["delivered"] * 5 + ["many"]
    chat.write(LAN, "yes?")
    inbox.heard()
    assert inbox.became(inbox.answer("word 6")) == "delivered"


def test_nothing_is_lost_while_wechat_is_away(chat: WeChatChat, inbox: Inbox, server: ServerHere) -> None:
    chat.faults = ["before"] * 3
    first, second = inbox.answer("first"), inbox.answer("second")
    assert (inbox.became(first), inbox.became(second)) == ("twice", "delivered")
    assert [text for _, text in chat.read] == ["first", "second"], "in their order"


def test_wechat_is_tried_for_48_hours(chat: WeChatChat, inbox: Inbox, server: ServerHere) -> None:
    chat.faults = [-1] * 100_000
    answer = inbox.answer("hello")
    wait_for(lambda: chat.calls > 2)
    server.time.pass_by(48 * HOUR * 1000 + 1000)
    inbox.till.offset = 48 * HOUR * 1000 + 1000
    assert inbox.became(answer) == "late" and chat.read == []


def test_unbound_it_is_said_that_nobody_sends_it(chat: WeChatChat, inbox: Inbox, owner: Browser) -> None:
    owner.send(f"{PAGE}#{PAGE}/end")
    assert inbox.became(inbox.answer("hello")) == "unbound"
    assert chat.calls == 0


@pytest.mark.parametrize("rests", [Rests(HOUR, HOUR)])
def test_a_wrong_secret_is_said_with_its_code_and_once_it_is_mended_the_answer_goes_at_once(
    chat: WeChatChat, inbox: Inbox, owner: Browser, web: WeChatWeb, caplog: pytest.LogCaptureFixture
) -> None:
    """The next try by itself would be in an hour; and no secret is in any log."""
    other = "f" * 32
    owner.send(PAGE, appid=APPID, secret=other, host=web.host, api=web.url, open=web.url)
    answer = inbox.answer("hello")
    assert inbox.became(answer) == "waiting 40125"
    owner.send(PAGE, appid=APPID, secret=SECRET, host=web.host, api=web.url, open=web.url)
    inbox.becomes(answer, "delivered")
    assert inbox.became(inbox.answer("hello again")) == "delivered"
    assert chat.read == [(LAN, "hello"), (LAN, "hello again")]
    said = caplog.text
    assert not any(one in said for one in (SECRET, other, LAN, "hello", *chat.tokens))


@pytest.mark.parametrize("code", [40164, 48001])
def test_what_a_setting_at_wechat_keeps_back_goes_out_by_itself_and_in_order(
    chat: WeChatChat, inbox: Inbox, code: int
) -> None:
    """The server is not on WeChat's list of addresses, or the account lacks the right, for a while."""
    chat.faults = [code] * 100_000
    first, second = inbox.answer("first"), inbox.answer("second")
    assert inbox.became(first) == f"waiting {code}"
    chat.faults = []
    inbox.becomes(second, "delivered")
    assert inbox.sent[first] == "delivered" and [text for _, text in chat.read] == ["first", "second"]


def test_an_old_answer_is_not_sent_by_who_hears_of_it_late(chat: WeChatChat, inbox: Inbox) -> None:
    """A till that publishes all anew, to a server that was set back: what is marked, or old, stays."""
    inbox.messages.append({"id": new_id(), "at": 1, "by": "zhou", "text": "long ago"})
    marked = {"id": new_id(), "at": inbox.messages[0]["at"], "by": "zhou", "text": "marked", "sent": "twice"}
    inbox.messages.append(marked)
    assert inbox.became(inbox.answer("now")) == "delivered"
    assert chat.read == [(LAN, "now")]


def test_a_chat_with_a_page_goes_to_no_wechat(chat: WeChatChat, inbox: Inbox) -> None:
    inbox.became(inbox.answer("one"))
    theirs = inbox.phone, inbox.messages
    inbox.phone, inbox.messages = "phone-of-a-guest", []
    inbox.answer("to the page")
    inbox.phone, inbox.messages = theirs
    inbox.became(inbox.answer("two"))
    assert [text for _, text in chat.read] == ["one", "two"]


# ---------------------------------------------------------------- the owner's page


def test_the_owner_answers_and_sees_what_became_of_it(chat: WeChatChat, inbox: Inbox, owner: Browser) -> None:
    inbox.publish()
    page = owner.get(GUESTS).text
    assert f"WeChat guest {inbox.phone[-4:].upper()}" in page and "Send to WeChat" in page
    id = new_id()
    for _ in range(2):  # pressed twice
        page = owner.send(GUESTS, phone=inbox.phone, id=id, text="  Yes,\nfor ten ").text
    assert "Waits for the till" in page
    (told,) = inbox.look("chat_answer")
    assert told["text"] == "Yes, for ten"
    inbox.messages.append({"id": id, "at": inbox.messages[0]["at"] + 1, "by": "owner", "text": told["text"]})
    inbox.messages[-1]["at"] = 1_900_000_000_000
    inbox.publish()
    assert inbox.became(id) == "delivered" and chat.read == [(LAN, "Yes, for ten")]
    inbox.messages[-1]["sent"] = "refused 48001"
    inbox.publish()
    page = owner.get(GUESTS).text
    assert "WeChat does not take it (48001)" in page and "Waits for the till" not in page
    assert "The owner" in page


def test_the_owner_answers_only_a_guest_who_is_there(chat: WeChatChat, inbox: Inbox, owner: Browser) -> None:
    inbox.publish()
    for wrong in ({"phone": "nobody"}, {"id": "x"}, {"text": "  "}, {"text": "x" * 301}):
        fields = {"phone": inbox.phone, "id": new_id(), "text": "hello", **wrong}
        assert 'role="alert"' in owner.send(GUESTS, **fields).text
    assert inbox.look("chat_answer") == []


# ---------------------------------------------------------------- the server dies


@pytest.mark.parametrize(("place", "times"), [("wechat.before_send", 1), ("wechat.after_send", 2)])
def test_a_server_that_dies_on_the_way_sends_it_after_all(tmp_path: Path, place: str, times: int) -> None:
    """At least once: where WeChat had it already, it is there twice and says so."""
    with wechat_web("here.example") as web:
        store, inbox = _found(tmp_path, web)
        running = ServerProcess(tmp_path, {"MASHANG_FAILPOINT": f"{place}:1"})
        try:
            inbox.till.url = running.url
            web.chat.door = f"{running.url}/wechat/{store}/messages"
            web.chat.write(LAN, "hello")
            inbox.heard()
            answer = inbox.answer("good evening")
            running.process.wait(20)
        finally:
            with suppress(BrokenPipeError):
                running.close()
        again = ServerProcess(tmp_path)
        try:
            inbox.till.url = again.url
            assert inbox.became(answer) == "twice"
            assert web.chat.read == [(LAN, "good evening")] * times
        finally:
            again.close()


def _found(folder: Path, web: WeChatWeb) -> tuple[str, Inbox]:
    """A folder whose server has a till and a bound account."""
    here = ServerHere(folder)
    try:
        till = here.store()
        browser = Browser(here.url)
        browser.set_up(here)
        browser.send(PAGE, appid=APPID, secret=SECRET, host=web.host, api=web.url, open=web.url)
        asyncio.run(here.server.payers.take_messages(till.store, TOKEN, ""))
        browser.session.close()
    finally:
        here.close()
    web.chat.token = TOKEN
    return till.store, Inbox(till)
