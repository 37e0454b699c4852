"""The line between till and far server fails in every way; selling goes on, and each fact arrives once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.record.ids import uuid7
from tests.end_to_end.books import assert_chained, home_facts, home_figures, till_facts
from tests.end_to_end.cloud import PASSWORD, Cloud, cloud_in
from tests.end_to_end.owner import Owner, yuan
from tests.end_to_end.phone import COLA, TOFU
from tests.end_to_end.shop import Shop
from tests.fakes.printer import until
from tests.fakes.proxy import Way

ROUNDS = 12


@pytest.fixture
def cloud(tmp_path: Path, shop: Shop) -> Iterator[Cloud]:
    """A far server that the shop joins when it opens."""
    with cloud_in(tmp_path / "cloud") as (made, code):
        shop.server = (f"--server={made.line.url}", f"--enrol={code}")
        yield made
        if shop.till:
            shop.kill()


def test_staff_sell_while_the_line_is_cut_and_all_arrives_in_order_once(shop: Shop, cloud: Cloud) -> None:
    shop.open()
    phone = shop.phone_at(cloud.beside(shop.ready["diner_urls"]["A1"]))
    first = phone.order([TOFU, COLA], remark="k-1")
    phone.wait_for(first, "accepted", also_lines="printed")
    shop.quiet()

    cloud.line.refuse()
    assert shop.ask("until", what="offline")["so"]
    total = _staff_sell(shop)
    shop.printers["kitchen"].wait_for(1 + ROUNDS, 20)
    home = next(link for link in shop.ask("look")["links"] if link["role"] == "home")
    assert not home.get("online")
    assert home["waiting"] >= 3 * ROUNDS, "each round and its ticket are facts that wait"

    cloud.line.resume()
    waited = [waiting for waiting, _, _ in shop.quiet()["heard"]]
    assert max(waited) >= 3 * ROUNDS
    assert waited[-1] == 0
    _assert_home_is_equal(shop, cloud)
    until(lambda: len(home_figures(cloud.data, cloud.key)[0]) == 1 + ROUNDS, 10)
    until(lambda: home_figures(cloud.data, cloud.key)[1] == [(_id(ROUNDS), total)], 10)
    with Owner(cloud.owner_url) as owner:
        owner.sign_in(PASSWORD)
        owner.wait_for(yuan(total))


def test_an_answer_lost_on_the_way_from_home_doubles_nothing(shop: Shop, cloud: Cloud) -> None:
    shop.open()
    shop.quiet()
    before = len(home_facts(cloud.data, cloud.key))
    cloud.line.lose(Way.ANSWERS)
    shop.ask("order", table="A1", lines=[TOFU], remark="k-1", id=_id(1))
    until(lambda: len(home_facts(cloud.data, cloud.key)) > before, 10)
    until(lambda: cloud.line.lost[Way.ANSWERS] > 0, 10)
    cloud.line.resume()
    shop.quiet()
    _assert_home_is_equal(shop, cloud)


def test_a_silent_line_holds_up_nobody(shop: Shop, cloud: Cloud) -> None:
    shop.open()
    shop.quiet()
    cloud.line.cut()
    _staff_sell(shop)
    shop.printers["kitchen"].wait_for(ROUNDS)
    cloud.line.resume()
    shop.quiet()
    _assert_home_is_equal(shop, cloud)


def test_an_order_that_no_till_fetched_lapses_and_never_prints(shop: Shop, cloud: Cloud) -> None:
    shop.open()
    phone = shop.phone_at(cloud.beside(shop.ready["diner_urls"]["A1"]))
    early, late = phone.fill([TOFU], remark="k-1"), phone.fill([TOFU], remark="k-2")
    cloud.line.refuse()
    phone.now()  # by then the server has heard that nobody waits there: else it hands the order over
    assert phone.send(early).json()["state"] == "received", "the server has heard from the till just now"
    phone.wait_until_away()
    away = phone.send(late)
    assert (away.status_code, away.json()["code"]) == (503, "store_away")
    assert phone.state(late["id"]) == "", "nothing of it is kept"
    assert phone.state(early["id"]) == "received"

    cloud.server.end()
    cloud.make_older(seconds=180)
    cloud.start_again()
    assert phone.state(early["id"]) == "lapsed"
    shop.kill()
    cloud.line.resume()
    shop.open()
    again = phone.fill([TOFU], remark="k-3")
    phone.send_until_heard(again)
    phone.wait_for(again["id"], "accepted", also_lines="printed")
    shop.quiet()
    assert phone.state(early["id"]) == "lapsed"
    assert "k-1" not in "".join(shop.printers["kitchen"].texts)
    assert {_order(kept.event.body) for kept in till_facts(shop.data)} == {"", again["id"]}


def test_a_till_that_was_killed_offline_brings_its_facts_home_later(shop: Shop, cloud: Cloud) -> None:
    shop.open()
    shop.quiet()
    cloud.line.refuse()
    assert shop.ask("until", what="offline")["so"]
    _staff_sell(shop)
    shop.kill()
    cloud.line.resume()
    shop.open()
    shop.quiet()
    _assert_home_is_equal(shop, cloud)


def _staff_sell(shop: Shop) -> int:
    """Rounds at two tables, and one of them pays; what it paid."""
    for number in range(ROUNDS):
        table = f"A{number % 2 + 2}"
        shop.ask("order", table=table, lines=[TOFU], remark=f"s-{number}", id=_id(number))
    opening = shop.ask("look")["openings"]["A2"]["id"]
    paid = shop.ask("pay", opening=opening, payment=_id(ROUNDS))
    assert paid["due"] == 0
    return int(paid["total"])


def _assert_home_is_equal(shop: Shop, cloud: Cloud) -> None:
    facts = till_facts(shop.data)
    assert_chained(facts)
    assert home_facts(cloud.data, cloud.key) == facts


def _order(body: object) -> str:
    return str(body.get("order", "")) if isinstance(body, dict) and "lines" in body else ""


def _id(number: int) -> str:
    return uuid7(1_790_000_000_000, number.to_bytes(10, "big"))
