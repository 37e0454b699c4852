"""Each route says what it needs; a device that only reads gets no further, and never stands for the till."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from starlette.routing import Route

from domain.money.payments import Settlement
from sync_server.api.needs import ANY, CODE, NEEDS, OPEN
from sync_server.database.session import raw
from sync_server.workflows.reporting import Reporting
from sync_server.workflows.scopes import READ, SCOPES
from tests.sync_server.running import ServerHere, wait_for
from tests.sync_server.story import ZONE, Story, lines
from tests.sync_server.test_owner import Browser, busy_day
from tests.sync_server.wire import WirePhone, WireTill

GUARDED = sorted(route for route, need in NEEDS.items() if need not in (OPEN, CODE))
NOT_FOR_READERS = sorted(route for route in GUARDED if NEEDS[route] not in (READ, ANY))


def ask(till: WireTill, route: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
    """Call a route; the status and the code of a no."""
    method, path = route.split(" ")
    target = (
        path.replace("{channel}/{day}", "wechat/2026-11-28")
        .replace("{name}", "x.age")
        .replace("{payment}", "0" * 32)
        .replace("{refund}", "0" * 32)
        .replace("{picture}", "0" * 20)
    )
    if "watermark" in target or "journal" in target:
        target += f"?incarnation={'0' * 32}&after=0"
    if headers is None:
        headers = till.headers(method, target, b"")
    if method == "PUT":
        headers = {
            **headers,
            "Mashang-Sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        }
    answer = till.call(method, target, headers=headers)
    plain: Any = answer.json() if answer.headers.get("content-type") == "application/json" else {}
    return answer.status_code, str(plain.get("code", ""))


def rows(server: ServerHere, query: str) -> list[tuple[Any, ...]]:
    return list(server.database.read(lambda c: raw(c).execute(query).fetchall()))


def pass_by(server: ServerHere, milliseconds: int, device: WireTill) -> None:
    """Time passes at the server and at a device."""
    server.time.pass_by(milliseconds)
    device.offset += milliseconds


@pytest.fixture
def owner(server: ServerHere) -> Iterator[Browser]:
    browser = Browser(server.url)
    browser.set_up(server)
    yield browser
    browser.session.close()


# ---------------------------------------------------------------- routes


def routes_of(holder: Any) -> Iterator[str]:
    """Each method and path, also of routers within; an unknown kind fails, for it could hide some."""
    for route in holder.routes:
        if (within := getattr(route, "original_router", None)) is not None:
            yield from routes_of(within)
        else:
            assert isinstance(route, Route), route
            yield from (f"{method} {route.path}" for method in (route.methods or ()) if method != "HEAD")


def test_every_route_states_what_it_needs(server: ServerHere) -> None:
    found = {route for route in routes_of(server.server.app) if route.split(" ")[1].startswith("/v1")}
    assert found == set(NEEDS)
    assert set(NEEDS.values()) <= {OPEN, CODE, ANY, *SCOPES["till"]}


@pytest.mark.parametrize("route", GUARDED)
def test_a_stranger_is_let_in_nowhere(server: ServerHere, route: str) -> None:
    stranger = WireTill(server.url)
    assert ask(stranger, route) == (401, "signature")
    assert ask(stranger, route, {}) == (401, "signature")
    assert ask(stranger, route, {"Authorization": "Bearer a.b"}) == (401, "invalid_token")


def test_a_till_may_go_everywhere(server: ServerHere) -> None:
    till = server.till()
    for route in GUARDED:
        status, code = ask(till, route)
        assert status not in (401, 403, 500), (route, code)


def test_a_device_that_only_reads_may_read_and_nothing_else(server: ServerHere) -> None:
    reader = server.reader(server.till().store)
    token = {"Authorization": f"Bearer {reader.token().json()['token']}"}
    for route in GUARDED:
        refused = (403, "insufficient_scope")
        for answer in (ask(reader, route), ask(reader, route, token)):
            if route in NOT_FOR_READERS or (NEEDS[route] == ANY and answer != (200, "")):
                assert answer == refused, route
            else:
                assert answer == (200, ""), route


# ---------------------------------------------------------------- a reader is no till


def test_a_reader_replaces_no_till_and_a_new_till_replaces_no_reader(server: ServerHere) -> None:
    till = server.store()
    reader = server.reader(till.store)
    assert till.get("/v1/publication").status_code == 200
    new = server.till(brand=till.brand, store=till.store)
    assert till.get("/v1/publication").json()["code"] == "replaced"
    assert new.get("/v1/totals").status_code == reader.get("/v1/totals").status_code == 200


def test_a_reader_does_not_make_phones_believe_that_the_till_is_there(server: ServerHere) -> None:
    till = server.store()
    code = till.code("A1")
    reader = server.reader(till.store)
    pass_by(server, 60_000, reader)
    assert reader.get("/v1/totals").status_code == reader.get("/v1/publication").status_code == 200
    assert not server.server.relay.connected(till.store)
    assert WirePhone(server.url, code).order().json()["code"] == "store_away"


def test_what_a_reader_pushes_is_kept_nowhere(server: ServerHere) -> None:
    till, story = server.till(), Story(server.time.clock.now())
    story.found()
    reader = server.reader(till.store)
    reader.brand, reader.store = till.brand, till.store
    for _ in range(2):
        assert reader.send(story.incarnation, story.raws).json()["code"] == "insufficient_scope"
        server.revoke(reader.device)
    assert rows(server, "SELECT count(*) FROM events") == [(0,)]
    assert rows(server, "SELECT count(*) FROM review") == [(0,)]
    assert reader.get("/v1/totals").json()["code"] == "revoked"


def test_a_code_for_one_kind_of_device_lets_no_other_in_and_still_holds(server: ServerHere) -> None:
    till = server.till()
    for_a_till = server.code()
    reader = WireTill(server.url)
    no = reader.enrol(for_a_till, scope="read", brand="", store="")
    assert (no.status_code, no.json()["code"]) == (403, "enrol_scope")
    assert till.get("/v1/publication").status_code == 200, "nobody was replaced"
    assert WireTill(server.url).enrol(for_a_till).status_code == 200


def test_a_tills_program_is_not_let_in_by_a_code_for_reading(server: ServerHere, owner: Browser) -> None:
    till = server.till()
    page = owner.send("/owner/devices#/owner/devices/code", scope="read").text
    code = re.search(r'<strong dir="ltr">([\w-]+)</strong>', page)
    assert code
    assert till.enrol(code[1]).json()["code"] == "enrol_scope"
    assert WireTill(server.url).enrol(code[1], scope="read", store="").json()["store"] == till.store


def test_a_till_does_not_become_a_reader_nor_a_reader_a_till(server: ServerHere) -> None:
    till = server.till()
    reader = server.reader(till.store)
    as_a_till = {"store": till.store, "brand": till.brand}
    assert reader.enrol(server.code(), **as_a_till).json()["code"] == "unreadable"
    code, _ = asyncio.run(server.server.enrolling.mint_code("read", till.store))
    assert till.enrol(code, scope="read").json()["code"] == "unreadable"
    assert till.get("/v1/publication").status_code == 200


def test_a_readers_store_is_the_one_of_its_code(server: ServerHere) -> None:
    first, second = server.till(), server.till()
    reader = server.reader(first.store)
    assert reader.get("/v1/report").status_code == 200
    assert rows(server, f"SELECT store FROM devices WHERE id = '{reader.device}'") == [(first.store,)]
    code, _ = asyncio.run(server.server.enrolling.mint_code("read", first.store))
    assert WireTill(server.url).enrol(code, scope="read", store=second.store).json()["code"] == "unreadable"


# ---------------------------------------------------------------- a till that waits


@pytest.mark.parametrize("how", ["revoked", "replaced"])
def test_a_till_that_waits_for_phones_gets_no_order_once_it_is_cut_off(
    server: ServerHere, owner: Browser, how: str
) -> None:
    till = server.store()
    there = WireTill(server.url, till.brand, till.store, till.device)
    there.key = till.key
    heard: list[Any] = []
    waiting = threading.Thread(target=lambda: heard.append(there.feed(wait=25).json()["items"]))
    waiting.start()
    wait_for(lambda: server.server.relay.front(till.store).feed.awaited)
    if how == "revoked":
        owner.send(f"/owner/devices#/owner/devices/{till.device}/revoke")
    else:
        server.till(brand=till.brand, store=till.store)
    waiting.join(5)
    assert heard == [[]], "it is sent home at once, not after its wait"
    phone = WirePhone(server.url, till.code("A1"))
    cart = phone.cart()
    asked = phone.order(cart)
    assert till.feed().json()["code"] == how
    if how == "revoked":
        assert (asked.status_code, asked.json()["code"]) == (503, "store_away"), "nobody is there any more"
    else:
        assert (asked.status_code, phone.state(cart["id"])) == (202, "received")


# ---------------------------------------------------------------- what it reads


def test_a_reader_reads_the_day_as_the_owners_page_shows_it(server: ServerHere, owner: Browser) -> None:
    till, story = server.till(), Story(server.time.clock.now() - 6 * 3_600_000)
    busy_day(story, Random(7))
    opening = story.sit("C1")
    story.order(opening, *lines("steamed-rice"))
    story.pay(opening, "wechat", 100)
    till.send(story.incarnation, story.raws)
    server.folded()
    reader = server.reader(till.store)
    assert {one.date for one in story.tables.where(Settlement)}
    for date in {one.date for one in story.tables.where(Settlement)}:
        told = reader.get(f"/v1/report?date={date}").json()
        day = Reporting(server.database, server.time.clock).day(till.store, date, ZONE)
        figures = day.figures
        assert (told["date"], told["currency"], told["zone"], told["behind"]) == (date, "CNY", ZONE, 0)
        assert (told["bills"], told["guests"]) == (figures.bills, figures.guests)
        assert (told["receivable"], told["reductions"]) == (figures.receivable, figures.reductions)
        assert told["takings"] == figures.takings == sum(hour["amount"] for hour in told["hours"])
        assert told["part_payments"] == day.part_payments
        assert {one["id"]: one["amount"] for one in told["tenders"]} == figures.by_tender
        assert [(one["quantity"], one["amount"]) for one in told["dishes"]] == [
            (one.quantity, one.amount) for one in day.dishes
        ]
        page = owner.get("/owner/", date=date).text
        assert f"{told['takings'] // 100:,}.{told['takings'] % 100:02d}" in page
    today = reader.get("/v1/report").json()
    assert today["date"] == Reporting(server.database, server.time.clock).today(ZONE)


@pytest.mark.parametrize("date", ["yesterday", "2026-1-1", "2026-01-01'--"])
def test_a_date_that_is_none_is_refused(server: ServerHere, date: str) -> None:
    reader = server.reader(server.till().store)
    assert reader.get(f"/v1/report?date={date}").json()["code"] == "unreadable"


# ---------------------------------------------------------------- the owner's page


def test_the_owner_chooses_what_is_let_in_and_sees_what_each_may(server: ServerHere, owner: Browser) -> None:
    assert "only reads" not in owner.get("/owner/devices").text, (
        "before the first till there is nothing to read"
    )
    till = server.till()
    page = owner.send("/owner/devices#/owner/devices/code", scope="read").text
    code = re.search(r'<strong dir="ltr">([\w-]+)</strong>', page)
    assert code
    assert "Type it on the device that is to read" in page
    reader = WireTill(server.url)
    assert reader.enrol(code[1], scope="read", store="", names={"en": "Shelf display"}).json()["scopes"] == [
        "read"
    ]
    page = re.sub(r"<[^>]+>", " ", owner.get("/owner/devices").text)
    shelf, mine = page.index("Shelf display"), page.index(till.device[-8:])
    assert "Only reads" in page[shelf:]
    assert "The till now" in page[mine:]
    assert "reads figures" in page[shelf:] and "sends sales" not in page[shelf:]
    assert "sends sales" in page[mine:shelf]


def test_the_owner_sees_when_each_device_was_heard_also_after_a_restart(
    server: ServerHere, owner: Browser
) -> None:
    till = server.till()
    reader = server.reader(till.store)
    page = owner.get("/owner/devices").text
    assert page.count("Last contact</small> –</td>") == 2, "nobody has called yet"
    pass_by(server, 3 * 3_600_000, reader)
    reader.get("/v1/totals")
    page = owner.get("/owner/devices").text
    assert page.count("Last contact</small> –</td>") == 1
    heard = heard_at(server, reader)
    assert heard > server.time.clock.now() - 60_000
    wait_for(lambda: rows(server, f"SELECT heard_at FROM devices WHERE id = '{reader.device}'") == [(heard,)])
    restarted = ServerHere(server.folder)
    assert heard_at(restarted, reader) == heard
    restarted.close()
    server.revoke(reader.device)
    pass_by(server, 3_600_000, reader)
    assert reader.get("/v1/totals").json()["code"] == "revoked"
    assert heard_at(server, reader) > heard, "also a thief is heard"


def heard_at(server: ServerHere, device: WireTill) -> int:
    found = server.server.enrolling.device(device.device)
    assert found
    return server.server.enrolling.heard_at(found)
