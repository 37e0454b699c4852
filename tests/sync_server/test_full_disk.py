"""A server's disk is full or broken: all hear so in words, nothing is half kept, and it goes on by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from domain.errors import Refused
from domain.record.fold import apply
from domain.record.tables import Tables
from domain.selling.request import REQUEST_LAPSES
from sync_server.database.session import Connection, raw
from sync_server.workflows import projecting
from tests.sync_server.running import ServerHere, wait_for
from tests.sync_server.story import Story
from tests.sync_server.test_owner import Browser
from tests.sync_server.wire import WirePhone

NOON = 1_765_000_000_000
LONG = "x" * 300


def room_for(server: ServerHere, pages: int) -> None:
    """The file may grow to so many pages; SQLite keeps at least those that it has."""
    server.database.submit(lambda c: raw(c).execute(f"PRAGMA max_page_count = {pages}").fetchone()).result()


def full(server: ServerHere) -> None:
    room_for(server, 1)

    def fill(connection: Connection) -> None:
        raw(connection).execute("CREATE TABLE IF NOT EXISTS ballast (bytes BLOB)")
        for _ in range(10_000):
            raw(connection).execute("INSERT INTO ballast VALUES (zeroblob(40))")

    while server.database.submit(fill).exception() is None:
        continue


def roomy(server: ServerHere) -> None:
    room_for(server, 1 << 20)


def until_refused(ask: Callable[[], Any]) -> Any:
    """The first refusal: the last pages may still have room for a little."""
    for _ in range(200):
        answer = ask()
        if answer.status_code >= 400:
            return answer
    raise AssertionError("the disk is not full")


def test_a_phone_is_told_and_its_order_comes_once_when_there_is_room(server: ServerHere) -> None:
    till = server.store()
    phone = WirePhone(till.url, till.code("A1"))
    full(server)
    carts: list[Any] = []

    def order() -> Any:
        carts.append(phone.cart(remark="x" * 50))
        return phone.order(carts[-1])

    no = until_refused(order)
    assert (no.status_code, no.json()["code"]) == (503, "server_disk")
    assert "菜还在您手机上" in no.json()["text"]
    call = until_refused(lambda: phone.session.post(f"{phone.base}/call?lang=en", json={"what": "waiter"}))
    assert "your dishes are kept" in call.json()["text"]
    roomy(server)
    assert phone.order(carts[-1]).status_code == 202
    told = till.feed().json()["items"]
    assert [one["body"]["id"] for one in told if one["kind"] == "order"] == [one["id"] for one in carts]


def test_what_lapses_meanwhile_lapses_when_there_is_room(
    server: ServerHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = server.store()
    phone = WirePhone(till.url, till.code("A1"))
    phone.order()
    refusing = {"on": True}
    write = server.database.write

    async def no_room(*args: Any, **options: Any) -> Any:
        if refusing["on"]:
            refusing["met"] = True
            raise Refused("server_disk")
        return await write(*args, **options)

    monkeypatch.setattr(server.database, "write", no_room)
    server.time.pass_by(REQUEST_LAPSES + 60_000)
    wait_for(lambda: "met" in refusing)
    refusing["on"] = False
    count = "SELECT count(*) FROM requests WHERE state = 'lapsed'"
    wait_for(lambda: server.database.read(lambda c: c.exec_driver_sql(count).scalar()) == 1)


def test_a_till_is_told_and_its_facts_are_taken_when_there_is_room(server: ServerHere) -> None:
    till, story = server.store(), Story(NOON)
    story.found()
    for _ in range(300):
        story.slip_in(LONG.encode())
    full(server)
    no = till.send(story.incarnation, story.raws)
    assert (no.status_code, no.json()["code"]) == (503, "server_disk")
    assert till.get(f"/v1/watermark?incarnation={story.incarnation}").json()["seq"] == 0
    roomy(server)
    assert till.send(story.incarnation, story.raws).json()["seq"] == len(story.raws)


def test_the_owner_reads_a_page_that_says_what_to_do(server: ServerHere) -> None:
    browser = Browser(server.url)
    browser.set_up(server)
    full(server)
    no = until_refused(lambda: browser.send("/owner/devices#/owner/devices/code"))
    assert no.status_code == 503
    assert re.search(r'role="alert">.*Free some space on it', no.text, re.DOTALL)


def test_figures_follow_by_themselves_after_a_disk_error(
    server: ServerHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    fold, failures = projecting.fold_slice, [Refused("server_disk"), OSError()]

    def fails_twice(connection: Connection) -> projecting.Slice:
        if failures:
            raise failures.pop()
        return fold(connection)

    monkeypatch.setattr(projecting, "fold_slice", fails_twice)
    till, story = server.store(), Story(NOON)
    story.found()
    assert till.send(story.incarnation, story.raws).status_code == 200
    server.folded()
    assert not failures


def test_a_fact_is_not_blamed_for_the_disk(server: ServerHere, monkeypatch: pytest.MonkeyPatch) -> None:
    error = sqlcipher.OperationalError("disk I/O error")
    error.sqlite_errorcode, error.sqlite_errorname = 266, "SQLITE_IOERR_READ"
    failures = [error]

    def fails_once(event: Any, tables: Tables) -> None:
        if failures:
            raise failures.pop()
        apply(event, tables)

    monkeypatch.setattr(projecting, "apply", fails_once)
    till, story = server.store(), Story(NOON)
    story.found()
    till.send(story.incarnation, story.raws)
    server.folded()
    troubled = "SELECT count(*) FROM events WHERE trouble <> ''"
    assert server.database.read(lambda c: c.exec_driver_sql(troubled).scalar()) == 0
