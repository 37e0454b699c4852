"""Odd and greedy phones: no door answers with a server error, and a flood at one table harms no other."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from domain.floor.seen import SeenTable
from domain.record.plain import to_plain
from sync_server.diner.flood import Flood
from tests.sync_server.running import ServerHere
from tests.sync_server.test_shared_carts import RICE, SEATED, TOFU, CartPhone, phone_at
from tests.sync_server.wire import WireTill, new_id

ODD: tuple[Any, ...] = (
    None, True, -1, 0, 10**30, "", "x" * 5_000, "\x00", "\ud800", [], [[]], {}, {"a": {}}, [None], [7], ["x"],
    [{}], "￿", "' OR 1=1 --", "../../etc/passwd",
)  # fmt: skip


def spoiled(value: Any, luck: random.Random) -> Any:
    """The value with something odd somewhere in it."""
    if isinstance(value, dict) and value and luck.random() < 0.85:
        key = luck.choice(list(value))
        changed = dict(value)
        if luck.random() < 0.15:
            del changed[key]
        else:
            changed[key] = spoiled(value[key], luck)
        return changed
    if isinstance(value, list) and value and luck.random() < 0.7:
        place = luck.randrange(len(value))
        return [*value[:place], spoiled(value[place], luck), *value[place + 1 :]]
    return luck.choice(ODD)


def questions(lan: CartPhone) -> dict[str, dict[str, Any]]:
    """What a page asks, by its door."""
    change = {"id": new_id(), "line": TOFU | {"options": ["a"], "choices": []}, "owner": "", "by": 1000}
    order = lan.body(TOFU)
    return {
        "cart": {**lan.who, "copy": lan.copy, "changes": [change], "join": True, "deny": "x"},
        "orders": order,
        "quote": {"lines": [TOFU, RICE], "guests": 2, "opening": SEATED.id, "phone": lan.phone},
        "call": {**lan.who, "what": "waiter", "dish": "mapo-tofu"},
        "pay": {**lan.who, "id": new_id(), "part": 1, "amount": 100, "channel": "wechat", "way": "native"},
        "pay/stop": {**lan.who, "payment": new_id()},
        "chat": {**lan.who, "id": new_id(), "text": "hello"},
        "forget": {**lan.who},
        "feedback": {**lan.who, "id": new_id(), "stars": 5, "text": "good", "order": order["id"]},
    }


def test_no_odd_question_makes_a_server_fail(server: ServerHere, till: WireTill) -> None:
    till.publish([{"key": "table/A6", "version": 1, "body": to_plain(SeenTable("A6", SEATED))}])
    till.feed()
    lan = phone_at(server, till)
    lan.add(TOFU)
    luck, seen = random.Random(20), Counter[int]()
    for _ in range(60):
        for door, body in questions(lan).items():
            raw = json.dumps(spoiled(body, luck)).encode()
            answer = lan.session.post(f"{lan.base}/{door}", data=raw, timeout=20)
            assert answer.status_code < 500 or answer.json()["code"] == "store_away", (door, raw, answer.text)
            seen[answer.status_code] += 1
        odd = {
            name: luck.choice(["", "-1", "x" * 500, "\x00", "%ff", "a" * 32])
            for name in ("phone", "opening", "secret", "last")
        }
        for door in ("cart", "now"):
            asked = lan.session.get(f"{lan.base}/{door}", params=odd, timeout=20, stream=True)
            assert asked.status_code < 500, (door, odd)
            asked.close()
    assert seen[400] > 60, "most of it was odd"


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[ServerHere]:
    """A server that counts what comes in, as in a restaurant."""
    running = ServerHere(tmp_path, flood=Flood())
    yield running
    running.close()


def test_a_flood_at_one_table_leaves_the_others_alone(guarded: ServerHere) -> None:
    till = guarded.store()
    till.feed()
    greedy, lan = CartPhone(guarded.url, till.code("A1")), CartPhone(guarded.url, till.code("B2"))
    greedy.add(TOFU)
    lan.add(RICE)

    def flood(number: int) -> int:
        phone = CartPhone(guarded.url, till.code("A1"))
        body = {
            "id": f"{number:032x}",
            "phone": phone.phone,
            "lines": [TOFU],
            "quote": lan.body(TOFU)["quote"],
        }
        with phone.session:
            answers = [phone.tell(join=True) for _ in range(6)]
            answers += [
                phone.send(body),
                phone.session.post(f"{phone.base}/call", json={"what": "waiter"}, timeout=20),
            ]
        assert all(one.ok or one.json()["text"] for one in answers)
        return sum(one.status_code == 429 for one in answers)

    with ThreadPoolExecutor(4) as pool:
        flooding = pool.map(flood, range(60))
        for _ in range(10):
            lan.add(RICE)
            assert requests.get(f"{lan.base}/now", timeout=20).ok
        assert lan.send(lan.body(RICE | {"quantity": 11_000})).status_code == 202
        assert sum(flooding) > 60
    assert lan.contents() == {}
