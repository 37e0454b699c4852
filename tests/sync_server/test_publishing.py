"""Only what a store has published is shown, and the newest version of it."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from domain.errors import Refused
from domain.record.canonical import canonical
from tests.sync_server.running import ServerHere
from tests.sync_server.wire import WirePhone, WireTill, demo


def document(key: str, version: int, body: Any) -> dict[str, Any]:
    return {"key": key, "version": version, "body": body}


def opening(guests: int) -> dict[str, Any]:
    seen = {"id": "o" * 32, "secret": "s", "number": "1", "guests": guests, "version": 1, "started_at": 1}
    return {"table": "A1", "opening": seen}


def test_versions_are_told_back(till: WireTill) -> None:
    till.publish([document("stock", 7, {"rice": 0}), document("table/A1", 3, opening(2))])
    versions = till.get("/v1/publication").json()["versions"]
    assert versions == {"store": 1, "menu": 1, "rules": 1, "floor": 1, "stock": 7, "table/A1": 3}


def test_the_menu_that_is_shown_is_told_by_its_mark(till: WireTill) -> None:
    told = till.get("/v1/publication").json()
    assert told["menu"] == hashlib.sha256(canonical(demo("menu"))).hexdigest()
    changed = {**demo("menu"), "version": 2}
    till.publish([document("menu", 2, changed)])
    told = till.get("/v1/publication").json()
    assert told["menu"] == hashlib.sha256(canonical(changed)).hexdigest()


def test_an_older_version_changes_nothing(server: ServerHere, till: WireTill) -> None:
    till.publish([document("table/A1", 3, opening(2))])
    till.publish([document("table/A1", 2, opening(9)), document("stock", 1, {"rice": 5000})])
    now = server.server.relay.table(till.code("A1"))
    assert now.opening is not None
    assert now.opening.guests == 2
    assert now.stock.left("rice") == 5000
    till.publish([document("table/A1", 3, opening(4))])
    now = server.server.relay.table(till.code("A1"))
    assert now.opening is not None
    assert now.opening.guests == 4


def test_a_document_is_decoded_once(server: ServerHere, till: WireTill) -> None:
    relay, code = server.server.relay, till.code("A1")
    assert relay.table(code).menu is relay.table(code).menu
    before = relay.table(code).menu_version
    till.publish([document("menu", 2, {**demo("menu"), "version": 2})])
    assert relay.table(code).menu_version != before


def test_a_publication_is_whole_or_nothing(server: ServerHere, till: WireTill) -> None:
    bad = [document("stock", 9, {"rice": 1000}), document("menu", 9, {"version": "nine"})]
    assert till.publish(bad).json()["code"] == "unreadable"
    assert server.server.relay.table(till.code("A1")).stock.left("rice") is None


def test_a_document_of_a_newer_till_is_kept(till: WireTill) -> None:
    assert till.publish([document("holidays", 1, {"closed": ["12-24"]})]).status_code == 200
    assert till.get("/v1/publication").json()["versions"]["holidays"] == 1


def test_what_is_gone_is_shown_no_more(server: ServerHere, till: WireTill) -> None:
    till.publish([document("table/A1", 3, opening(2))])
    till.publish(gone=["table/A1"])
    assert server.server.relay.table(till.code("A1")).opening is None
    assert "table/A1" not in till.get("/v1/publication").json()["versions"]


def test_a_new_floor_brings_its_codes(server: ServerHere, till: WireTill) -> None:
    floor = demo("floor")
    floor["tables"] = [{**floor["tables"][0], "code": "a-new-code"}]
    till.publish([document("floor", 2, floor)])
    assert server.server.relay.table("a-new-code").table.id == floor["tables"][0]["id"]
    with pytest.raises(Refused, match="table_unknown"):
        server.server.relay.table(till.code("A1"))


def test_a_tag_changes_with_what_the_page_shows(server: ServerHere, till: WireTill) -> None:
    relay = server.server.relay
    here, there = till.code("A1"), till.code("A2")
    before = relay.tag(here), relay.tag(there)
    till.publish([document("table/A1", 3, opening(2))])
    assert relay.tag(here) != before[0]
    assert relay.tag(there) == before[1]
    till.publish([document("stock", 2, {})])
    assert relay.tag(there) != before[1]


def test_two_stores_with_the_same_table_names_keep_apart(server: ServerHere, till: WireTill) -> None:
    other = server.store()
    till.publish([document("table/A1", 3, opening(2))])
    relay = server.server.relay
    assert relay.table(till.code("A1")).opening is not None
    assert relay.table(other.code("A1")).opening is None
    assert relay.table(other.code("A1")).store_id == other.store


def test_a_bill_is_being_settled_only_while_its_till_is_there(server: ServerHere, till: WireTill) -> None:
    phone = WirePhone(server.url, till.code("A1"))

    def told() -> object:
        answer = phone.session.get(f"{phone.base}/now", params={"phone": phone.id}, timeout=5)
        return answer.json()["opening"]["settling"]

    at_the_till = opening(2)
    at_the_till["opening"]["at_till"] = True
    till.publish([document("table/A1", 3, opening(2))])
    assert not told()
    till.publish([document("table/A1", 4, at_the_till)])
    assert told()
    server.time.pass_by(60_000)  # the till has died with its payment screen open
    assert not told()


def test_a_slip_s_code_says_how_far_the_queue_is(server: ServerHere, till: WireTill) -> None:
    phone = WirePhone(server.url, till.code("A1"))

    def read(number: str, language: str = "en") -> tuple[int, str]:
        answer = phone.session.get(f"{server.url}/q/{number}", params={"lang": language}, timeout=5)
        return answer.status_code, answer.text

    line = [
        {"id": "a" * 32, "number": "A007", "called": True},
        {"id": "b" * 32, "number": "A008", "ahead": 1},
    ]
    tag = server.server.relay.tag(till.code("A1"))
    till.publish([document("queue", 1, {"numbers": [*line, {"id": "c" * 32, "number": "B001"}]})])
    assert server.server.relay.tag(till.code("A1")) == tag  # no table's phone is woken
    assert read("a" * 32)[0] == 200 and "It is your turn" in read("a" * 32)[1]
    assert "A008" in read("b" * 32)[1] and "1 party before you" in read("b" * 32)[1]
    assert "前面还有 1 桌" in read("b" * 32, "zh-Hans")[1]
    assert "You are next" in read("c" * 32)[1] and "No contact" not in read("c" * 32)[1]
    assert read("d" * 32)[0] == 404 and "does not wait any more" in read("d" * 32)[1]
    till.publish([document("queue", 2, {"numbers": line[1:]})])
    assert read("a" * 32)[0] == 404
    server.time.pass_by(60_000)
    assert "No contact" in read("b" * 32)[1]
