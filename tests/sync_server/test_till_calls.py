"""The till's own client and a real server: when it signs, when it shows a token; neither ever stops it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from pos_app.sync import client as client_room
from pos_app.sync.client import ServerClient, ServerRefused
from pos_app.sync.lines import Answer, line_to
from pos_app.sync.tokens import EARLY, REST, ShortToken
from pos_app.workflows.publishing import Outgoing
from sync_server.workflows.tokens import LIVES
from tests.fakes.server import CODE, FakeServer
from tests.sync_server.running import ServerHere
from tests.sync_server.story import Story
from tests.sync_server.wire import WireTill, demo

AN_HOUR = 3_600_000


class Calls:
    """A till's client whose calls are noted; ``steady``: seconds of its clock that only runs forward."""

    def __init__(self, url: str, till: WireTill, spoken: str = "") -> None:
        self.steady = 0.0
        self.token = ShortToken(lambda: self.steady)
        self.client = ServerClient(spoken or url, till.device, till.key, token=self.token)
        self.made: list[str] = []
        self._line, self.client._line = line_to(url), self

    def ask(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes, seconds: float
    ) -> Answer:
        answer = self._line.ask(method, target, headers, body, seconds)
        proofs = {"Authorization": "token", "Mashang-Signature": "signed"}
        (how,) = [how for header, how in proofs.items() if header in headers] or ["open"]
        path = target.partition("?")[0].rpartition("/")[2]
        self.made.append(f"{path} {how} {answer.status}")
        return answer

    def close(self) -> None:
        self._line.close()

    def new(self) -> list[str]:
        """What was called since this was asked last."""
        made, self.made = self.made, []
        return made


@pytest.fixture
def till(server: ServerHere) -> WireTill:
    return server.till()


@pytest.fixture
def calls(server: ServerHere, till: WireTill) -> Iterator[Calls]:
    made = Calls(server.url, till)
    yield made
    made.client.close()


def test_the_long_poll_takes_one_token_and_what_only_looks_shows_it_too(calls: Calls) -> None:
    calls.client.totals()
    assert calls.new() == ["totals signed 200"], "it would not pay to take one for this"
    for _ in range(3):
        calls.client.feed(":0", 0)
    assert calls.new() == ["token signed 200", *["feed token 200"] * 3]
    calls.client.totals()
    calls.client.marks([])
    assert calls.new() == ["totals token 200", "hello open 200", "marks token 200"]


def test_what_brings_facts_or_shows_guests_something_is_signed(
    server: ServerHere, till: WireTill, calls: Calls
) -> None:
    story = Story(server.time.clock.now())
    story.found()
    calls.client.feed(":0", 0)
    calls.new()
    calls.client.send_events(till.batch(story.incarnation, story.raws))
    calls.client.publish([], [])
    calls.client.versions()
    calls.client.journal(story.incarnation, 0)
    assert calls.new() == [
        f"{path} signed 200" for path in ("events", "publication", "publication", "journal")
    ]


def test_a_till_that_starts_again_publishes_all_but_the_menu_that_guests_read_already(calls: Calls) -> None:
    def start_and_publish(documents: Mapping[str, Any]) -> set[str]:
        outgoing = Outgoing()
        outgoing.starting(*calls.client.published())
        told = outgoing.documents(documents)
        calls.client.publish(told, [])
        return {one["key"] for one in told}

    shown = {name: demo(name) for name in ("store", "menu", "rules", "floor")}
    dearer = {**shown, "menu": {**shown["menu"], "version": 2}}
    assert start_and_publish(shown) == set(shown)
    assert start_and_publish(shown) == set(shown) - {"menu"}
    assert start_and_publish(dearer) == set(shown)
    assert start_and_publish(shown) == set(shown), "the menu of before is shown again"


def test_a_token_is_taken_anew_before_it_ends(server: ServerHere, calls: Calls) -> None:
    calls.client.feed(":0", 0)
    calls.new()
    calls.steady = LIVES / 1000 - EARLY - 1
    calls.client.feed(":0", 0)
    assert calls.new() == ["feed token 200"]
    calls.steady += 2
    calls.client.feed(":0", 0)
    assert calls.new() == ["token signed 200", "feed token 200"]


def test_a_token_that_holds_no_more_costs_one_call_and_is_taken_anew(
    server: ServerHere, calls: Calls
) -> None:
    calls.client.feed(":0", 0)
    server.time.wrong = AN_HOUR
    calls.new()
    calls.client.feed(":0", 0)
    assert calls.new() == ["feed token 401", "feed signed 200"]
    calls.steady += REST
    calls.client.feed(":0", 0)
    assert calls.new() == ["token signed 200", "feed token 200"]


def test_an_hour_back_on_the_servers_clock_stops_no_till(server: ServerHere, calls: Calls) -> None:
    calls.client.feed(":0", 0)
    server.time.wrong = -AN_HOUR
    for _ in range(3):
        calls.client.feed(":0", 0)
        calls.client.totals()
        calls.steady += REST
    assert [one for one in calls.new() if one.endswith("401")] == ["feed token 401"]


def test_an_hour_back_on_the_tills_clock_stops_no_till(
    server: ServerHere, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls.client.feed(":0", 0)
    right = client_room._now
    monkeypatch.setattr(client_room, "_now", lambda: right() - AN_HOUR)
    calls.new()
    calls.client.feed(":0", 0)
    assert calls.new() == ["feed token 200"], "its own clock says nothing about a token"
    calls.steady = LIVES / 1000
    calls.client.feed(":0", 0)
    assert calls.new() == ["token signed 401", "token signed 200", "feed token 200"]
    calls.client.publish([], [])
    assert calls.new() == ["publication signed 200"], "the server's time is learnt"


def test_a_till_that_is_cut_off_hears_it_in_the_middle_of_its_token(
    server: ServerHere, till: WireTill, calls: Calls
) -> None:
    calls.client.feed(":0", 0)
    server.revoke(till.device)
    with pytest.raises(ServerRefused, match="revoked"):
        calls.client.feed(":0", 0)
    calls.token.refused()
    calls.steady += REST
    with pytest.raises(ServerRefused, match="revoked"):
        calls.client.feed(":0", 0)


def test_on_a_line_that_others_can_read_all_is_signed(server: ServerHere, till: WireTill) -> None:
    for spoken, how in (("http://192.168.1.20:8700", "signed"), ("https://huajiao.example", "token")):
        calls = Calls(server.url, till, spoken)
        calls.client.feed(":0", 0)
        calls.client.totals()
        assert calls.new()[-2:] == [f"feed {how} 200", f"totals {how} 200"]
        calls.client.close()


def test_a_server_without_tokens_is_spoken_to_as_ever_and_asked_again_once_a_minute() -> None:
    with FakeServer() as old:
        till = WireTill(old.url)
        calls = Calls(old.url, till)
        calls.client.enrol(CODE, {"brand": "b", "store": "s", "names": {}})
        calls.new()
        for _ in range(3):
            calls.client.feed(":0", 0)
        assert calls.new() == ["token signed 404", *["feed signed 200"] * 3]
        calls.steady += REST
        calls.client.feed(":0", 0)
        assert calls.new() == ["token signed 404", "feed signed 200"]
        calls.client.close()


def test_the_clients_of_one_server_share_a_token(server: ServerHere, till: WireTill, calls: Calls) -> None:
    calls.client.feed(":0", 0)
    calls.new()
    second = ServerClient(server.url, till.device, till.key, token=calls.token)
    second._line.close()
    second._line = calls
    second.totals()
    second.close()
    assert calls.new() == ["totals token 200"]


@pytest.mark.parametrize(
    ("method", "target", "status"), [("GET", "/v1/of-a-newer-till", 404), ("PUT", "/v1/events", 405)]
)
def test_a_newer_till_hears_which_calls_this_server_does_not_know(
    calls: Calls, method: str, target: str, status: int
) -> None:
    """And goes on without them: a no that it could not read would be a server that is away."""
    with pytest.raises(ServerRefused) as no:
        calls.client._call(method, target)
    assert no.value.status == status
