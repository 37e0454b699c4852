"""The cart of a table over real servers: several phones, one order, and no stranger at it."""

from __future__ import annotations

import asyncio
import json
import secrets
import threading
from collections.abc import Generator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from domain.floor.seen import SeenLine, SeenOpening, SeenOrder, SeenReceipt, SeenTable
from domain.record.plain import from_plain, to_plain
from domain.selling.menu import Menu
from domain.selling.order import take_cart
from domain.selling.request import OrderRequest
from domain.selling.shared_cart import name_of, seen_as, tag_of
from domain.supply.stock import Stock
from sync_server.api import carts
from sync_server.workflows.carts import Carts
from tests.sync_server.running import ServerHere, wait_for
from tests.sync_server.wire import WireTill, demo, new_id

SEATED = SeenOpening("1" * 32, "secret", "A001", 4, 1, 1)
TOFU = {"dish": "mapo-tofu", "spec": "one"}
RICE = {"dish": "steamed-rice", "spec": "one"}


class CartPhone:
    """A phone's side of the shared cart, as the page speaks it."""

    def __init__(self, url: str, code: str, opening: str = "", secret: str = "") -> None:
        self.base, self.phone, self.opening, self.secret = f"{url}/t/{code}", new_id(), opening, secret
        self.seed, self.copy = new_id(), dict[str, Any]()
        self.session = requests.Session()
        self.session.trust_env = False

    @property
    def who(self) -> dict[str, str]:
        return {"phone": self.phone, "opening": self.opening, "secret": self.secret}

    def tell(self, *changes: Mapping[str, Any], **more: Any) -> requests.Response:
        copy = self.copy or {"seed": self.seed, "founder": "", "round": 1, "log": []}
        body = {**self.who, "copy": copy, "changes": list(changes), **more}
        answer = self.session.post(f"{self.base}/cart?lang=en", data=json.dumps(body), timeout=20)
        if answer.ok and answer.json()["member"]:
            self.hear(answer.json())
        return answer

    def hear(self, state: Mapping[str, Any]) -> None:
        log = state["log"] if state["whole"] else [*self.copy["log"], *state["log"]]
        self.copy = {name: state[name] for name in ("seed", "founder", "round")} | {"log": log}
        self.order_id, self.me = state["order"], state["me"]

    def add(self, line: Mapping[str, Any], portions: int = 1, owner: str = "") -> dict[str, Any]:
        """The cart after it."""
        change = {"id": new_id(), "line": line, "owner": owner, "by": portions * 1000}
        answer = self.tell(change)
        assert answer.ok, answer.text
        return dict(answer.json())

    def let(self, guest: str) -> None:
        assert self.tell({"id": new_id(), "kind": "let", "guest": guest}).ok

    def contents(self) -> dict[tuple[str, str], int]:
        assert self.tell().ok
        found: dict[tuple[str, str], int] = {}
        for one in self.copy["log"]:
            if "line" in one:
                key = (one["owner"], one["line"]["dish"])
                found[key] = found.get(key, 0) + one["by"]
        return {key: by // 1000 for key, by in found.items() if by}

    def body(self, *lines: Mapping[str, Any]) -> dict[str, Any]:
        quote = {"menu": 1, "rules": 1, "minute": 720, "at": 1, "amounts": [2800] * len(lines), "total": 1}
        return {
            **self.who,
            "id": self.order_id,
            "lines": list(lines),
            "quote": quote,
            "guests": 2,
            "cart": self.copy,
        }

    def send(self, body: Mapping[str, Any]) -> requests.Response:
        return self.session.post(f"{self.base}/orders?lang=en", data=json.dumps(body), timeout=20)

    def listen(self, last: str = "") -> Generator[dict[str, Any], None, None]:
        """The news of the cart."""
        headers = {"Last-Event-ID": last} if last else {}
        with self.session.get(
            f"{self.base}/cart", params=self.who, headers=headers, stream=True, timeout=20
        ) as answer:
            assert answer.headers["Content-Type"].startswith("text/event-stream")
            assert answer.headers["X-Accel-Buffering"] == "no"
            for line in answer.iter_lines(chunk_size=1):
                if line.startswith(b"data: {"):
                    yield json.loads(line[6:])


def show(till: WireTill, opening: SeenOpening | None, version: int, table: str = "A6") -> None:
    body = to_plain(SeenTable(table, opening))
    till.publish([{"key": f"table/{table}", "version": version, "body": body}])


def seated_by(order: Mapping[str, Any], *phones: str) -> SeenOpening:
    """What a till publishes that has taken an order and admitted these phones."""
    asked = from_plain(OrderRequest, order)
    lines, _ = take_cart(from_plain(Menu, demo("menu")), Stock(), asked.lines, 720)
    wanted = [replace(line, guests=asked.guests_of(index)) for index, line in enumerate(lines)]
    sender = phones.index(asked.phone) + 1
    seen = SeenOrder(asked.id, 1, 2, sender, tuple(SeenLine(line, "kitchen") for line in wanted))
    receipt = SeenReceipt("b" * 32, "c" * 20, 1, 3800)
    return replace(SEATED, phones=phones, orders=(seen,), receipts=(receipt,))


def phone_at(server: ServerHere, till: WireTill, table: str = "A6") -> CartPhone:
    return CartPhone(server.url, till.code(table), SEATED.id, SEATED.secret)


@pytest.fixture
def table(server: ServerHere, till: WireTill) -> ServerHere:
    """Guests sit at A6."""
    till.publish_demo()
    show(till, SEATED, 1)
    till.feed()
    return server


def two(server: ServerHere, till: WireTill) -> tuple[CartPhone, CartPhone]:
    """Two guests who share a cart: the second one was let in."""
    lan, wei = phone_at(server, till), phone_at(server, till)
    lan.add(TOFU, 2)
    outside = wei.tell(join=True).json()
    assert (outside["member"], outside["others"]) == (False, 1)
    (asking,) = lan.tell().json()["asking"]
    assert asking["number"] == outside["number"] >= 10
    lan.let(asking["guest"])
    assert wei.tell().json()["member"]
    return lan, wei


def test_what_two_phones_do_at_once_is_all_done(table: ServerHere, till: WireTill) -> None:
    lan, wei = two(table, till)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one: [one.add(RICE) for _ in range(5)], (lan, wei)))
    wei.add(TOFU, -1, owner=lan.me)
    assert lan.contents() == wei.contents()
    assert lan.contents() == {
        (lan.me, "mapo-tofu"): 1,
        (lan.me, "steamed-rice"): 5,
        (wei.me, "steamed-rice"): 5,
    }


def test_a_change_whose_answer_was_lost_is_told_again_and_done_once(
    table: ServerHere, till: WireTill
) -> None:
    lan = phone_at(table, till)
    change = {"id": new_id(), "line": TOFU, "owner": "", "by": 1000}
    lan.tell(change)
    lan.tell(change)
    assert lan.contents() == {(lan.me, "mapo-tofu"): 1}


def test_two_phones_that_send_at_the_same_moment_make_one_order(table: ServerHere, till: WireTill) -> None:
    lan, wei = two(table, till)
    start = threading.Barrier(2)

    def press(one: CartPhone) -> requests.Response:
        body = one.body({**TOFU, "quantity": 2000})
        start.wait()
        return one.send(body)

    wei.tell()
    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(press, (lan, wei)), key=lambda one: one.status_code)
    assert [one.status_code for one in answers] == [202, 409]
    assert answers[1].json()["code"] == "cart_sent"
    assert answers[1].json()["text"].startswith("Guest ")
    orders = [one for one in till.feed().json()["items"] if one["kind"] == "order"]
    assert len(orders) == 1
    assert lan.contents() == wei.contents() == {}


def test_the_order_of_a_cart_told_again_gets_the_same_answer(table: ServerHere, till: WireTill) -> None:
    lan = phone_at(table, till)
    lan.add(TOFU, 2)
    body = lan.body({**TOFU, "quantity": 2000})
    lan.add(RICE)
    first, again = lan.send(body), lan.send(body)
    assert first.json() == again.json() == {"id": body["id"], "state": "received"}
    assert lan.contents() == {(lan.me, "steamed-rice"): 1}


def test_a_dish_that_somebody_took_off_meanwhile_is_not_ordered_silently(
    table: ServerHere, till: WireTill
) -> None:
    lan, wei = two(table, till)
    body = lan.body({**TOFU, "quantity": 2000})
    wei.add(TOFU, -1, owner=lan.me)
    answer = lan.send(body)
    assert (answer.status_code, answer.json()["code"]) == (409, "cart_changed")
    assert till.feed().json()["items"] == []


def test_news_come_as_they_happen_and_only_what_was_missed(table: ServerHere, till: WireTill) -> None:
    lan, wei = two(table, till)
    news = lan.listen()
    first = next(news)
    wei.add(RICE)
    second = next(news)
    assert first["whole"] and not second["whole"]
    assert [one["line"]["dish"] for one in second["log"]] == ["steamed-rice"]
    news.close()
    wei.add(RICE)
    missed = next(lan.listen(second["version"]))
    assert (missed["whole"], len(missed["log"])) == (False, 1)
    assert next(lan.listen("another.cart.1.2"))["whole"]


def test_what_is_done_while_a_phone_is_told_of_something_else_is_told_next(
    table: ServerHere, till: WireTill, monkeypatch: pytest.MonkeyPatch
) -> None:
    lan, wei = two(table, till)
    done, wait = threading.Event(), Carts.changed

    async def late(*asked: Any) -> bool:
        """The first news takes its time on its way to the phone."""
        while not done.is_set():
            await asyncio.sleep(0.001)
        return await wait(*asked)

    monkeypatch.setattr(Carts, "changed", late)
    monkeypatch.setattr(carts, "BEAT", 60)
    news = lan.listen()
    next(news)
    wei.add(RICE)
    done.set()
    assert [one["line"]["dish"] for one in next(news)["log"]] == ["steamed-rice"]
    news.close()


def test_a_killed_server_still_has_the_cart(tmp_path: Path) -> None:
    here = ServerHere(tmp_path)
    till = here.till()
    till.publish_demo()
    show(till, SEATED, 1)
    lan = phone_at(here, till)
    lan.add(TOFU, 2)
    here.close()
    again = ServerHere(tmp_path)
    lan.base = f"{again.url}/t/{till.code('A6')}"
    lan.copy = {}
    assert lan.contents() == {(lan.me, "mapo-tofu"): 2}
    again.close()


@contextmanager
def another_server(till: WireTill, folder: Path) -> Iterator[tuple[ServerHere, WireTill]]:
    """Of the same store, and its till there."""
    (folder / "other").mkdir()
    other = ServerHere(folder / "other")
    second = WireTill(other.url, till.brand, till.store, till.device)
    try:
        assert second.enrol(other.code()).ok
        second.publish_demo()
        yield other, second
    finally:
        other.close()


def test_another_server_takes_the_cart_over_from_the_phones_copies(
    table: ServerHere, till: WireTill, tmp_path: Path
) -> None:
    lan, wei = two(table, till)
    wei.add(RICE)
    lan_knows = dict(lan.copy)
    with another_server(till, tmp_path) as (other, second):
        show(second, SEATED, 1)
        second.feed()
        for one in (lan, wei):
            one.base = f"{other.url}/t/{till.code('A6')}"
        lan.copy = lan_knows
        lan.add(TOFU)
        assert wei.contents() == lan.contents() == {(lan.me, "mapo-tofu"): 3, (wei.me, "steamed-rice"): 1}


def test_the_cart_follows_its_opening_to_another_table_and_ends_with_it(
    table: ServerHere, till: WireTill
) -> None:
    lan = phone_at(table, till)
    lan.add(TOFU)
    show(till, replace(SEATED, version=2, table="B2"), 2, "B2")
    till.publish(gone=["table/A6"])
    lan.base = f"{table.url}/t/{till.code('B2')}"
    assert lan.contents() == {(lan.me, "mapo-tofu"): 1}
    till.publish(gone=["table/B2"])
    assert lan.tell().json()["code"] == "old_opening"
    show(till, replace(SEATED, id="2" * 32, secret="other"), 3, "B2")
    lan.opening, lan.secret = "2" * 32, "other"
    lan.copy = {}
    lan.seed = new_id()
    assert lan.contents() == {}


def test_an_order_told_again_after_its_guests_changed_tables_gets_the_same_answer(
    table: ServerHere, till: WireTill
) -> None:
    lan = phone_at(table, till)
    lan.add(TOFU)
    order = lan.body({**TOFU, "quantity": 1000})
    sent = lan.send(order).json()
    show(till, None, 2)
    show(till, SEATED, 1, table="B3")
    assert lan.send(order).json() == sent  # by the code that it was first sent by
    assert [one["body"]["id"] for one in till.feed().json()["items"] if one["kind"] == "order"] == [
        sent["id"]
    ]
    lan.base = f"{table.url}/t/{till.code('B3')}"
    lan.add(RICE)
    under_way = lan.body({**RICE, "quantity": 1000})
    show(till, None, 2, table="B3")
    show(till, SEATED, 3)
    assert lan.send(under_way).status_code == 202
    lan.base = f"{table.url}/t/{till.code('A6')}"
    assert lan.contents() == {}


def test_an_order_that_opened_the_table_by_another_server_is_heard_here_too(
    table: ServerHere, till: WireTill, tmp_path: Path
) -> None:
    """That server died with its answer. The till knows the order by its id, and takes it once."""
    lan, stranger = (CartPhone(table.url, till.code("A6")) for _ in range(2))
    show(till, None, 2)
    lan.add(TOFU)
    stranger.copy, stranger.order_id, stranger.me = dict(lan.copy), new_id(), ""
    with another_server(till, tmp_path) as (other, second):
        for one in (lan, stranger):
            one.base = f"{other.url}/t/{till.code('A6')}"
        show(second, replace(SEATED, phones=(lan.phone,)), 1)
        second.feed()
        assert stranger.send(stranger.body(TOFU)).json()["code"] == "old_opening"
        assert lan.send(lan.body({**TOFU, "quantity": 1000})).status_code == 202
        assert [one["body"]["id"] for one in second.feed().json()["items"]] == [lan.body()["id"]]


def test_an_order_told_again_after_its_guests_have_left_gets_the_same_answer(
    table: ServerHere, till: WireTill
) -> None:
    """Its answer was lost, and they paid at the counter: to be told "not ordered" would be wrong."""
    lan = phone_at(table, till)
    lan.add(TOFU)
    order = lan.body({**TOFU, "quantity": 1000})
    sent = lan.send(order).json()
    lan_late = {**lan.body({**TOFU, "quantity": 1000}), "id": new_id()}
    for version, others in ((2, None), (3, replace(SEATED, id="2" * 32, secret="other"))):
        show(till, others, version)
        assert lan.send(order).json() == sent
        assert lan.send({**order, "remark": "without salt"}).json()["code"] == "request_changed"
        assert lan.send(lan_late).json()["code"] == "old_opening"


def test_the_cart_of_a_free_table_goes_into_the_opening_that_begins_with_it(
    server: ServerHere, till: WireTill
) -> None:
    till.publish_demo()
    till.feed()
    lan = CartPhone(server.url, till.code("A6"))
    lan.add(TOFU)
    lan.add(RICE)
    body = lan.body(TOFU)
    assert lan.send(body).status_code == 202
    show(till, replace(SEATED, phones=(lan.phone,)), 1)
    assert lan.send(body).status_code == 202, "told again, before the page knows of the opening"
    lan.opening, lan.secret = SEATED.id, SEATED.secret
    assert lan.contents() == {(lan.me, "steamed-rice"): 1}


def test_whose_dishes_went_in_anothers_order_reads_so_and_has_the_receipt(
    server: ServerHere, till: WireTill
) -> None:
    till.publish_demo()
    till.feed()
    code = till.code("A6")
    lan, wei, stranger = (CartPhone(server.url, code) for _ in range(3))
    lan.add(TOFU)
    assert wei.tell(join=True).json()["number"]
    lan.let(name_of(lan.copy["seed"], wei.phone))
    wei.add(RICE)
    lan.tell()
    body = lan.body(TOFU, RICE)
    assert lan.send(body).status_code == 202
    told = till.asked(body["id"])
    assert (told["sharers"], told["wanted"]) == ([lan.phone, wei.phone], [[0], [1]])
    assert told["let_in"] == [0, 1]
    show(till, seated_by(told, lan.phone, wei.phone), 1)

    def seen(phone: CartPhone) -> tuple[list[list[str]], bool]:
        told = phone.session.get(f"{phone.base}/now?lang=en&phone={phone.phone}", timeout=20).json()
        return [line["notes"] for line in told["orders"][0]["lines"]], "receipts" in told

    assert seen(wei) == ([["Guest 1"], ["You"]], True)
    assert seen(lan) == ([["You"], ["Guest 2"]], True)
    assert seen(stranger) == ([[], []], False)
    for phone in (wei, stranger):
        phone.opening, phone.secret = SEATED.id, SEATED.secret
    assert not stranger.tell().json()["member"]
    assert wei.tell().json()["member"], "though the other phone has not said yet where their cart went"
    assert seen(wei) == ([["Guest 1"], ["You"]], True)


def test_who_wanted_what_comes_with_the_order_to_every_server(
    server: ServerHere, till: WireTill, tmp_path: Path
) -> None:
    till.publish_demo()
    till.feed()
    lan, wei, stranger = (CartPhone(server.url, till.code("A6")) for _ in range(3))
    lan.add(TOFU)
    wei.tell(join=True)
    lan.let(name_of(lan.copy["seed"], wei.phone))
    wei.add(RICE)
    lie = {"id": new_id(), "who": wei.me, "kind": "let", "guest": lan.me}
    lan.copy["log"] = [*lan.copy["log"], lie]  # a phone's copy may say anything
    lan.tell()
    wei.tell()
    body = wei.body(TOFU, RICE)
    forged = {"sharers": [stranger.phone, wei.phone], "wanted": [[1], [1]], "let_in": [0, 1]}
    assert wei.send({**body, **forged}).status_code == 202
    told = till.asked(body["id"])
    assert (told["sharers"], told["wanted"]) == ([lan.phone, wei.phone], [[0], [1]]), "the cart says it"
    assert told["let_in"] == [1], "who has let her in was let in by nobody"
    assert wei.send(body).ok, "told again it is the same order"
    (tmp_path / "other").mkdir()
    other = ServerHere(tmp_path / "other")
    try:
        elsewhere = other.till(store=till.store)
        elsewhere.publish_demo()
        show(elsewhere, seated_by(told, lan.phone, wei.phone), 1)

        def seen(phone: CartPhone) -> list[list[str]]:
            there = f"{other.url}/t/{till.code('A6')}/now?lang=en&phone={phone.phone}"
            told = phone.session.get(there, timeout=20).json()
            return [line["notes"] for line in told["orders"][0]["lines"]]

        assert seen(lan) == [["You"], ["Guest 2"]]
        assert seen(wei) == [["Guest 1"], ["You"]]
        assert seen(stranger) == [[], []], "who only scans the code"
    finally:
        other.close()


# ---------------------------------------------------------------- what the till is told


LOOKS = seen_as(SEATED.id, False)


def test_the_till_hears_at_once_that_a_phone_orders_and_that_it_no_more_does(
    table: ServerHere, till: WireTill
) -> None:
    lan, after = phone_at(table, till), till.feed().json()
    assert after["ordering"] == [], "nobody has put anything into a cart"

    def ask(known: list[str]) -> Mapping[str, Any]:
        wait = f"/v1/feed?after={after['epoch']}:{after['position']}&wait=20&ordering={tag_of(known)}"
        return dict(till.get(wait).json())

    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(ask, [])
        lan.add(TOFU)
        told = waiting.result(10)
        assert (told["ordering"], told["items"]) == ([LOOKS], [])
        waiting = pool.submit(ask, [LOOKS])
        lan.add(TOFU, 2)  # it knows already that she orders
        assert lan.contents() == {(lan.me, "mapo-tofu"): 3}
        assert not waiting.done()
        lan.add(TOFU, -3)
        assert waiting.result(10)["ordering"] == [], "she has changed her mind"


def test_who_put_the_phone_away_does_not_order_any_more(table: ServerHere, till: WireTill) -> None:
    lan = phone_at(table, till)
    lan.add(TOFU)
    assert till.feed().json()["ordering"] == [LOOKS]
    table.time.pass_by(61_000)
    assert till.feed().json()["ordering"] == []
    lan.tell()
    assert till.feed().json()["ordering"] == [LOOKS], "she is back, and so is what she had chosen"


def test_an_order_that_was_sent_is_no_cart_any_more(table: ServerHere, till: WireTill) -> None:
    lan = phone_at(table, till)
    lan.add(TOFU)
    assert lan.send(lan.body(TOFU)).ok
    told = till.feed().json()
    assert (told["ordering"], [one["kind"] for one in told["items"]]) == ([], ["order"])


def test_of_a_phone_that_nobody_has_admitted_the_till_hears_only_that_it_looks(
    table: ServerHere, till: WireTill
) -> None:
    """A photo of a table's code suffices to have a cart there, from anywhere."""
    anna = phone_at(table, till)
    anna.add(TOFU)
    stranger = CartPhone(table.url, till.code("A7"), "", "")
    stranger.add(TOFU)
    assert till.feed().json()["ordering"] == [LOOKS, "looks/table/A7"]
    show(till, replace(SEATED, phones=(anna.phone,)), 2)
    assert till.feed().json()["ordering"] == [SEATED.id, "looks/table/A7"]


def test_a_stranger_who_listens_keeps_no_cart_that_its_guests_have_left(
    table: ServerHere, till: WireTill
) -> None:
    lan, stranger = phone_at(table, till), phone_at(table, till)
    lan.add(TOFU)
    assert not next(stranger.listen())["member"]
    news = stranger.listen()
    next(news)
    table.time.pass_by(61_000)
    assert till.feed().json()["ordering"] == []
    news.close()


# ---------------------------------------------------------------- strangers


def test_a_stranger_with_a_photo_of_the_code_sees_and_changes_nothing(
    table: ServerHere, till: WireTill
) -> None:
    lan, wei = two(table, till)
    before = lan.contents()
    stranger = phone_at(table, till)  # what the page tells anybody who scans the code
    for attempt in (
        stranger.tell({"id": new_id(), "line": RICE, "owner": "", "by": 9000}),
        stranger.tell({"id": new_id(), "line": TOFU, "owner": lan.me, "by": -2000}),
        stranger.tell({"id": new_id(), "kind": "let", "guest": lan.me}),
        stranger.tell(join=True),
        stranger.tell(deny=wei.me),
    ):
        assert attempt.json().keys() == {"member", "others", "number"}, "how many share it, and nothing else"
    stranger.copy = dict(lan.copy, seed=new_id(), founder="")
    assert not stranger.tell().json()["member"]
    assert next(stranger.listen()).keys() == {"member", "others", "number"}
    stranger.copy, stranger.order_id = dict(lan.copy, seed=new_id()), lan.order_id
    assert lan.contents() == before
    for who in (
        {"opening": "", "secret": ""},
        {"secret": "guessed"},
        {"opening": "9" * 32},
        {"phone": "me"},
        {"phone": 7},
    ):
        answer = stranger.tell(**who)
        assert answer.status_code == 400
        assert answer.json()["text"]
    assert requests.get(f"{lan.base}/cart", params={**lan.who, "secret": ""}, timeout=9).status_code == 400


def test_a_stranger_who_began_a_cart_is_out_of_it_when_the_till_admits_a_guest(
    table: ServerHere, till: WireTill
) -> None:
    stranger, lan = phone_at(table, till), phone_at(table, till)
    stranger.add(RICE, 99)
    assert not lan.tell().json()["member"]
    show(till, replace(SEATED, version=2, phones=(lan.phone,)), 2)
    assert lan.contents() == {}
    assert not stranger.tell().json()["member"]


def test_after_a_while_without_its_phones_a_cart_gives_way_to_the_next_guests(
    table: ServerHere, till: WireTill
) -> None:
    gone, lan = phone_at(table, till), phone_at(table, till)
    gone.add(RICE)
    assert not lan.tell().json()["member"]
    table.time.pass_by(6 * 60_000)
    assert lan.contents() == {}


def test_too_large_and_forged_carts_are_refused_in_words(table: ServerHere, till: WireTill) -> None:
    lan = phone_at(table, till)
    lan.add(TOFU)
    good = {"id": new_id(), "line": TOFU, "owner": "", "by": 1000}
    for changes, code in (
        ([good | {"line": TOFU | {"price": 1}}], "unreadable"),
        ([good | {"line": TOFU | {"weight": 5000}}], "unreadable"),
        ([good | {"line": TOFU | {"open": {"name": "x", "price": 1, "station": ""}}}], "unreadable"),
        ([good | {"by": 10**12}], "bad_quantity"),
        ([good | {"line": "rice"}], "unreadable"),
        (["rice"], "unreadable"),
        ("rice", "unreadable"),
        ([good | {"id": f"{n:032x}"} for n in range(401)], "cart_full"),
    ):
        answer = lan.tell(changes=changes)
        assert (answer.status_code, answer.json()["code"]) == (400, code), answer.text
        assert answer.json()["text"]
    for copy in (7, {}, {"seed": "x", "founder": ""}, {"seed": new_id(), "founder": "", "round": -1}):
        assert lan.tell(copy=copy).json()["code"] == "unreadable"
    assert (
        lan.tell(changes=[good | {"line": TOFU | {"remark": secrets.token_hex(40_000)}}]).status_code == 413
    )
    assert lan.contents() == {(lan.me, "mapo-tofu"): 1}


def test_a_line_that_is_let_go_is_let_go(table: ServerHere, till: WireTill) -> None:
    """The server ends although phones still listen."""
    lan = phone_at(table, till)
    lan.add(TOFU)
    news = lan.listen()
    next(news)
    table.server.let_go()
    wait_for(lambda: next(news, None) is None)
