"""Guests at another table: their page is told where, and what they asked before is known there."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sync_server.wire import ANSWER, WirePhone, WireTill, new_id


def opening(id: str, table: str, **more: Any) -> dict[str, Any]:
    known = {"id": id, "secret": "s" * 32, "number": "1128-001", "guests": 2, "version": 1, "started_at": 1}
    return {**known, "table": table, **more}


def show(till: WireTill, version: int, **tables: Any) -> None:
    documents = [
        {"key": f"table/{table}", "version": version, "body": {"table": table, "opening": now}}
        for table, now in tables.items()
    ]
    assert till.publish(documents).status_code == 200


def look(phone: WirePhone, opening: str = "") -> Any:
    asked = {"phone": phone.id, "opening": opening}
    return phone.session.get(f"{phone.base}/now", params=asked, timeout=ANSWER).json()


def test_a_page_is_told_the_new_table_and_finds_its_orders_there(till: WireTill) -> None:
    here, phone = new_id(), WirePhone(till.url, till.code("A1"))
    show(till, 1, A1=opening(here, "A1"))
    cart = phone.cart()
    assert phone.order(cart).status_code == 202
    show(till, 2, A1=None, B3=opening(here, "B3"))
    told = look(phone, here)
    assert told["place"] == {"code": till.code("B3"), "table": "B3"}
    assert told["opening"]["id"] == here
    there = WirePhone(till.url, till.code("B3"))
    there.id = phone.id
    assert there.state(cart["id"]) in ("received", "handed")
    assert phone.order(cart).json()["id"] == cart["id"]  # by the old code it is still the same order


@pytest.mark.parametrize("known", ["", "f" * 32])
def test_whoever_scans_the_old_code_meets_a_free_table(till: WireTill, known: str) -> None:
    show(till, 1, A1=None, B3=opening(new_id(), "B3"))
    told = look(WirePhone(till.url, till.code("A1")), known)
    assert (told["place"]["table"], told["opening"]) == ("A1", None)


def test_the_code_of_a_joined_table_leads_to_the_common_bill(till: WireTill) -> None:
    head, other = new_id(), new_id()
    common = opening(head, "A1", kin=[other])
    show(till, 1, A1=common, A2=common)
    told = look(WirePhone(till.url, till.code("A2")), other)
    assert (told["place"]["table"], told["opening"]["id"]) == ("A2", head)
    assert told["opening"]["kin"] == [other]
