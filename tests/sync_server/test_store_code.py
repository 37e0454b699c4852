"""What a server shows and takes by the store's own code: each phone its own numbers, and what it can."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import pytest

from tests.sync_server.wire import WirePhone, WireTill, demo, new_id

CODE = "c0de-of-the-store-itself"
MINUTE = 60_000
SETUP: Mapping[str, Any] = {"version": 1, "code": CODE, "on": True, "confirm": False}


def now() -> int:
    return time.time_ns() // 1_000_000


def show(till: WireTill, version: int, **documents: Any) -> None:
    told = [{"key": key, "version": version, "body": body} for key, body in documents.items()]
    assert till.publish(told).status_code == 200


def guest(till: WireTill, **setup: Any) -> WirePhone:
    """A phone that has scanned the code; the store's till is there."""
    show(till, 1, store_code={**SETUP, **setup}, counter={})
    till.feed()
    return WirePhone(till.url, CODE)


def order(phone: WirePhone, **more: Any) -> Any:
    return phone.order({**phone.cart(), "guests": 0, "to_go": True, **more})


def told(phone: WirePhone) -> dict[str, Any]:
    answer = phone.session.get(f"{phone.base}/now", params={"phone": phone.id, "lang": "en"}, timeout=10)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def number(phone: WirePhone, id: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "number": "007", "phone": phone.id, "begun": True, "to_go": 1, **more}


def opening(id: str, order: str) -> dict[str, Any]:
    line = {
        "dish": "steamed-rice",
        "spec": "one",
        "names": {"en": "Rice"},
        "price": 300,
        "station": "kitchen",
    }
    seen = {"id": order, "round": 1, "at": 1, "guest": 1, "lines": [{"line": line, "state": "kitchen"}]}
    return {
        "id": id,
        "secret": "s",
        "number": "1",
        "guests": 0,
        "version": 1,
        "started_at": 1,
        "orders": [seen],
    }


def test_the_page_of_the_store_itself_names_no_table_and_calls_no_waiter(till: WireTill) -> None:
    page = guest(till).session.get(f"{till.url}/t/{CODE}?lang=en", timeout=10)
    assert page.status_code == 200
    assert "Counter" in page.text and "Table " not in page.text and 'data-do="call"' not in page.text


def test_who_sits_at_no_table_reads_of_no_fee_by_the_guest(till: WireTill) -> None:
    show(till, 2, rules={**demo("rules"), "packing": 100})
    session = guest(till).session
    for place in ("", "/about"):
        here, seated = (
            session.get(f"{till.url}/t/{code}{place}?lang=en", timeout=10).text
            for code in (CODE, till.code("A6"))
        )
        assert "Packing to go ¥1" in here and "Packing to go ¥1" in seated
        assert "a guest" not in here and "Cover charge ¥2 a guest" in seated


def test_where_tax_is_added_each_class_of_dishes_tells_its_rate_before_anything_is_ordered(
    till: WireTill,
) -> None:
    wine, food = (
        {"id": "wine", "names": {"en": "Wine"}, "rate": 1_300},
        {"id": "food", "names": {}, "rate": 600},
    )
    rules = {**demo("rules"), "tax": 600, "tax_classes": [wine, food]}
    for version, within in ((2, False), (3, True)):
        show(till, version, rules={**rules, "version": version, "tax_inclusive": within})
        page = guest(till).session.get(f"{till.url}/t/{till.code('A6')}?lang=en", timeout=10).text
        usual, other = "Tax of 6% is added" in page, "Wine: tax of 13% is added" in page
        assert (usual, other, page.count("is added")) == ((False, False, 0) if within else (True, True, 2))


def test_an_order_by_the_stores_code_reaches_the_till_without_a_table(till: WireTill) -> None:
    phone = guest(till)
    assert order(phone, wanted_at=0).status_code == 202
    (item,) = till.feed().json()["items"]
    assert (item["body"]["table"], item["body"]["to_go"]) == ("@store", True)


def test_a_phone_sees_its_own_number_and_nobody_elses(till: WireTill) -> None:
    phone, other = guest(till), WirePhone(till.url, CODE)
    mine = number(phone, "a" * 32, before=2, about=now() + 10 * MINUTE)
    theirs = number(other, "b" * 32)
    rows = {f"pickup/{'a' * 32}": opening("a" * 32, "o1"), f"pickup/{'b' * 32}": opening("b" * 32, "o2")}
    show(till, 2, counter={"orders": [mine, theirs]}, **rows)
    (shown,) = told(phone)["counter"]["numbers"]
    assert (shown["number"], shown["before"], shown["minutes"], shown["total"]) == ("007", 2, 10, 300)
    assert [one["id"] for one in told(phone)["orders"]] == ["o1"]
    assert [one["id"] for one in told(other)["orders"]] == ["o2"]
    assert told(WirePhone(till.url, CODE))["orders"] == []


def asked_before(phone: WirePhone, **more: Any) -> Any:
    """What is said of the line to who asks what a cart costs."""
    told = {"lines": phone.cart()["lines"], "guests": 0, "opening": "", "to_go": True, **more}
    answer = phone.session.post(f"{phone.base}/quote", json=told, timeout=10)
    assert answer.status_code == 200, answer.text
    return answer.json().get("line")


def test_before_they_order_phones_are_told_how_much_is_made_before_and_in_which_words(till: WireTill) -> None:
    phone = guest(till, cups=True)
    (station,) = {dish["station"] for dish in demo("menu")["dishes"] if dish["id"] == "steamed-rice"}
    waiting = [{"stations": [station], "pieces": 40}, {"stations": ["elsewhere"], "pieces": 7}]
    pace = {"each": MINUTE, "since": now() - 6 * MINUTE}
    show(till, 2, counter={"pieces": 47, "backlog": {"waiting": waiting, "paces": {station: pace}}})
    assert asked_before(phone) == {"before": 40, "minutes": 35}, "41, and the first is made for six minutes"
    assert told(phone)["counter"]["cups"] is True
    assert asked_before(phone, wanted_at=now() + 3_600_000) is None, "what is wanted later waits for its time"
    show(till, 3, counter={"pieces": 40, "about": now() + 35 * MINUTE})
    assert asked_before(phone) == {"before": 40, "minutes": 35}, "an older till knows of no stations"


def test_an_older_till_counts_orders_and_says_so_in_another_place(till: WireTill) -> None:
    phone = guest(till)
    show(
        till,
        3,
        counter={"orders": [number(phone, "a" * 32)]},
        **{f"pickup/{'a' * 32}": opening("a" * 32, "o1")},
    )
    assert told(phone)["counter"]["numbers"][0]["before"] == -1
    assert asked_before(phone) == {"before": 0, "minutes": -1}


@pytest.mark.parametrize(("about", "minutes"), [(-30, 0), (0, -1)])
def test_minutes_are_never_negative_and_unknown_is_not_told(till: WireTill, about: int, minutes: int) -> None:
    phone = guest(till)
    one = number(phone, "a" * 32, before=1, about=now() + about * MINUTE if about else 0)
    show(till, 2, counter={"orders": [one]}, **{f"pickup/{'a' * 32}": opening("a" * 32, "o1")})
    assert told(phone)["counter"]["numbers"][0]["minutes"] == minutes


def test_what_is_handed_over_is_gone_and_is_not_said_to_have_failed(till: WireTill) -> None:
    phone = guest(till)
    asked = {**phone.cart(), "guests": 0, "to_go": True}
    assert phone.order(asked).status_code == 202
    rows = {f"pickup/{'a' * 32}": opening("a" * 32, asked["id"])}
    show(till, 2, counter={"orders": [number(phone, "a" * 32)]}, **rows)
    till.publish((), [{"request": asked["id"], "state": "accepted", "at": 1, "round": 1}])
    assert [one["state"] for one in told(phone)["requests"]] == ["accepted"]
    show(till, 3, counter={"orders": []})
    after = told(phone)
    assert after["counter"]["numbers"] == after["orders"] == after["requests"] == []
    show(till, 4, counter={"orders": [number(phone, "a" * 32)]})
    assert told(phone)["orders"] == [], "its dishes are kept here no longer"


@pytest.mark.parametrize(
    ("setup", "asked", "code"),
    [
        ({"on": False}, {}, "store_code_off"),
        ({"to_go": False}, {}, "store_code_off"),
        ({"paused_until": 2**43}, {}, "phones_paused"),
        ({}, {"wanted_at": 1}, "time_unfit"),
        ({"ahead": False}, {"wanted_at": 2**43 - 1}, "time_unfit"),
    ],
)
def test_what_the_counter_does_not_take_is_refused_at_the_door_and_not_kept(
    till: WireTill, setup: Mapping[str, Any], asked: Mapping[str, Any], code: str
) -> None:
    phone = guest(till, **setup)
    answer = order(phone, **asked)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert till.feed().json()["items"] == []
    if setup and not asked:
        shown = told(phone)["counter"]
        assert shown["text"] or shown["kinds"] == ["here"]


def test_a_full_quarter_of_an_hour_is_not_offered(till: WireTill) -> None:
    phone = guest(till, most=1, before=0)
    here = now() // (15 * MINUTE)
    show(till, 2, counter={"full": [here, here + 1, here + 2]})
    assert order(phone).json()["code"] == "kitchen_full"
    offered = told(phone)["counter"]["times"]
    assert not {here + 1, here + 2} & {one // (15 * MINUTE) for one in offered}


def test_what_was_received_before_a_pause_stays_received(till: WireTill) -> None:
    phone = guest(till)
    asked = {**phone.cart(), "guests": 0, "to_go": True}
    assert phone.order(asked).status_code == 202
    show(till, 2, store_code={**SETUP, "version": 2, "paused_until": 2**43})
    assert phone.order(asked).json() == {"id": asked["id"], "state": "received"}


def test_what_a_guest_says_waits_for_a_till_and_does_not_lapse(till: WireTill) -> None:
    phone = WirePhone(till.url, till.code("A1"))
    till.feed()
    said = {"id": new_id(), "phone": phone.id, "opening": "o", "stars": 4, "words": "good"}
    again = [
        phone.session.post(f"{phone.base}/feedback", json=said, timeout=10).status_code for _ in range(2)
    ]
    assert again == [202, 202]
    changed = phone.session.post(f"{phone.base}/feedback", json={**said, "stars": 1}, timeout=10)
    assert changed.json()["code"] == "request_changed"
    for wrong in ({"stars": 9}, {"words": "x" * 501}, {"id": "1"}, {"phone": "x"}):
        assert (
            phone.session.post(f"{phone.base}/feedback", json={**said, **wrong}, timeout=10).status_code
            == 400
        )
    (item,) = till.feed().json()["items"]
    assert (item["kind"], item["body"]["stars"]) == ("feedback", 4)


def test_a_chat_is_shown_to_its_phone_alone_and_its_words_leave_the_server(till: WireTill) -> None:
    phone, other = WirePhone(till.url, till.code("A1")), WirePhone(till.url, till.code("A1"))
    till.feed()
    word = {"id": new_id(), "phone": phone.id, "text": "a high chair?"}
    assert phone.session.post(f"{phone.base}/chat", json=word, timeout=10).status_code == 202
    (item,) = till.feed().json()["items"]
    assert (item["kind"], item["body"]["text"], item["body"]["table"]) == ("chat", "a high chair?", "A1")
    messages = [{"id": word["id"], "at": 5, "by": "guest", "text": "a high chair?"}]
    body = {"table": "A1", "messages": messages}
    verdict = {"request": word["id"], "state": "accepted", "at": 6}
    document = {"key": f"chat/{phone.id}", "version": 1, "body": body}
    assert till.publish([document], [verdict]).status_code == 200
    assert [one["text"] for one in told(phone)["chat"]] == ["a high chair?"]
    assert "chat" not in told(other)
    till.publish([{**document, "version": 2, "body": {}}])
    assert "chat" not in told(phone)
    assert till.feed(":0").json()["items"] == []
