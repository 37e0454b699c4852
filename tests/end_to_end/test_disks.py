"""Disks that go back in time, copies that work twice, stolen PCs, servers that change: with real programs."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from domain.failpoints import NAMES
from domain.record.ids import uuid7
from tests.end_to_end.books import home_figures, home_marks, home_review, own_server_key, till_marks
from tests.end_to_end.cloud import PASSWORD, Cloud, cloud_in
from tests.end_to_end.owner import Owner
from tests.end_to_end.phone import TOFU
from tests.end_to_end.shop import Shop
from tests.fakes.printer import until

IN_HISTORY = sorted(
    name for name in NAMES if name.startswith("history.")
)  # only such an evening reaches them

# How long a silent till blocks another run of itself: a disk goes back in seconds here, not in minutes.
SILENT = dict.fromkeys(
    (
        "test_a_copy_of_an_older_folder_is_stopped_while_the_till_sells",
        "test_a_copy_of_the_till_beside_it_is_stopped_and_its_sales_wait_for_the_owner",
        "test_a_till_with_a_copy_beside_it_is_killed_and_goes_on_and_the_copy_stays_the_second",
        "test_a_till_that_slept_while_its_copy_sold_is_the_till_again_and_all_sales_are_there",
    ),
    90,
)


@pytest.fixture
def cloud(tmp_path: Path, shop: Shop, request: pytest.FixtureRequest) -> Iterator[Cloud]:
    """A far server that the shop joins when it opens."""
    with cloud_in(tmp_path / "cloud", silent=SILENT.get(request.node.originalname, 2)) as (made, code):
        shop.server = (f"--server={made.line.url}", f"--enrol={code}")
        yield made
        if shop.till:
            shop.kill()


def sell(shop: Shop, table: str, number: int, pay: bool = True, portions: int = 1) -> None:
    """A round at a table, and its payment."""
    lines = [{**TOFU, "quantity": 1_000 * portions}]
    opening = shop.ask("order", table=table, lines=lines, remark=f"k-{number}", id=_id(number))["opening"]
    if pay:
        assert shop.ask("pay", opening=opening, payment=_id(100 + number))["due"] == 0


def _id(number: int) -> str:
    return uuid7(1, number.to_bytes(10, "big"))


def joined(shop: Shop) -> None:
    """The cloud keeps the shop's facts and is its home."""
    shop.quiet()
    links = shop.ask("look")["links"]
    assert [link["role"] for link in links if not link["name"].startswith("own")] == ["home"], links


def image_of(shop: Shop) -> Path:
    """A copy of the whole disk of a closed till."""
    image = shop.folder / "image"
    shutil.copytree(shop.data, image)
    return image


def rewind(shop: Shop, image: Path) -> None:
    shutil.rmtree(shop.data)
    shutil.copytree(image, shop.data)


def equal(shop: Shop, cloud: Cloud) -> None:
    """Till and cloud hold chains with the same heads; after a fork they may call them otherwise."""
    until(
        lambda: sorted(till_marks(shop.data).values()) == sorted(home_marks(cloud.data, cloud.key).values()),
        15,
    )


def orders_at(cloud: Cloud) -> list[str]:
    return home_figures(cloud.data, cloud.key)[0]


def a_day_is_lost(shop: Shop, *guests_at: str) -> None:
    """The till sells, is imaged, sells more, and its disk goes back to the image. The guests of some tables
    had ordered before that, and paid and left after it."""
    shop.open()
    joined(shop)
    sell(shop, "A1", 1)
    for number, table in enumerate(guests_at):
        sell(shop, table, 60 + number, pay=False, portions=2)
    shop.quiet()
    assert shop.close() == 0
    image = image_of(shop)
    shop.open()
    sell(shop, "A2", 2)
    sell(shop, "A3", 3, pay=False)
    for number, table in enumerate(guests_at):
        opening = shop.ask("look")["openings"][table]["id"]
        assert shop.ask("pay", opening=opening, payment=_id(160 + number))["due"] == 0
        shop.ask("clear", opening=opening)
    shop.quiet()
    assert shop.close() == 0
    rewind(shop, image)


def test_a_disk_that_goes_back_gets_its_sales_back_and_cooks_nothing_twice(shop: Shop, cloud: Cloud) -> None:
    a_day_is_lost(shop)
    printed = list(shop.printers["kitchen"].texts)
    shop.open()
    until(lambda: "A3" in shop.ask("look")["openings"], 20)
    sell(shop, "B1", 4)
    shop.quiet()
    equal(shop, cloud)
    until(lambda: orders_at(cloud) == sorted(map(_id, (1, 2, 3, 4))), 10)
    assert len(till_marks(shop.data)) == 2
    assert [text for text in shop.printers["kitchen"].texts if text not in printed] == shop.papers("k-4")


@pytest.mark.parametrize("place", IN_HISTORY)
@pytest.mark.parametrize("time", [1, pytest.param(2, marks=pytest.mark.soak)])
def test_a_till_that_dies_while_its_facts_come_back_is_whole_in_the_end(
    shop: Shop, cloud: Cloud, place: str, time: int
) -> None:
    a_day_is_lost(shop)
    shop.begin(f"{place}:{time}")
    till = shop.till
    assert till
    until(lambda: not till.alive, 30)
    assert shop.note.read_text() == f"{place}\n", "the place was not reached"
    shop.kill()
    shop.open()
    until(lambda: "A3" in shop.ask("look")["openings"], 20)
    shop.quiet()
    equal(shop, cloud)
    until(lambda: orders_at(cloud) == sorted(map(_id, (1, 2, 3))), 10)


def test_what_was_sold_before_a_rewound_till_saw_its_server_counts_too(shop: Shop, cloud: Cloud) -> None:
    """Also at a table that had paid and left by the history that was lost: its dish is owed there."""
    a_day_is_lost(shop, "B3")
    cloud.line.refuse()
    shop.open()
    sell(shop, "B1", 4)
    sell(shop, "B2", 5)
    before = shop.ask("look")["openings"]["B3"]
    assert shop.ask("order", table="B3", lines=[TOFU], remark="k-7", id=_id(7))["opening"] == before["id"]
    cloud.line.resume()
    until(lambda: "A3" in shop.ask("look")["openings"], 30)
    shop.quiet()
    equal(shop, cloud)
    until(lambda: orders_at(cloud) == sorted(map(_id, (1, 2, 3, 4, 5, 60, 7))), 10)
    assert all(len(shop.papers(f"k-{number}")) == 1 for number in (1, 2, 3, 4, 5, 60, 7))
    owed = shop.ask("look")["openings"]["B3"]
    assert owed == {"id": before["id"], "total": 2_800, "due": 2_800}  # the dish; the cover has been paid
    assert shop.ask("pay", opening=before["id"], payment=_id(107))["due"] == 0
    assert "B3" not in shop.ask("look")["openings"]
    shop.quiet()
    equal(shop, cloud)


def test_what_guests_paid_by_the_lost_history_is_not_asked_of_them_again(shop: Shop, cloud: Cloud) -> None:
    """All three tables had paid and left. The rewound till does not know: at one it splits a portion off, at
    the next it takes a part of the money, at the last one too, and an order besides."""
    a_day_is_lost(shop, "B3", "A4", "A5")
    cloud.line.refuse()
    shop.open()
    before = shop.ask("look")["openings"]
    split, back, more = (before[table]["id"] for table in ("B3", "A4", "A5"))
    shop.ask("split", opening=split, dish="mapo-tofu", quantity=1_000, to=_id(8))
    sell(shop, "A5", 9, pay=False)
    for opening, number in ((back, 10), (more, 11)):
        assert shop.ask("pay", opening=opening, payment=_id(number), cash=1_000)["due"] > 0
    cloud.line.resume()
    until(lambda: "A3" in shop.ask("look")["openings"], 30)
    shop.quiet()
    equal(shop, cloud)
    after = shop.ask("look")["openings"]
    assert "B3" not in after
    assert after["A4"] == {"id": back, "total": 0, "due": -1_000}  # to be given back
    assert after["A5"] == {"id": more, "total": 2_800, "due": 1_800}
    shop.ask("clear", opening=back)
    assert shop.ask("pay", opening=more, payment=_id(111))["due"] == 0
    assert {"A4", "A5"}.isdisjoint(shop.ask("look")["openings"])
    shop.quiet()
    equal(shop, cloud)


@pytest.mark.soak
def test_a_copy_of_an_older_folder_is_stopped_while_the_till_sells(
    shop: Shop, cloud: Cloud, shops: Callable[[str], Shop]
) -> None:
    shop.open()
    joined(shop)
    assert shop.close() == 0
    copy = shops("copy")
    rewind(copy, image_of(shop))
    shop.open()  # the real one works on; somebody starts the copy beside it
    sell(shop, "A1", 1)
    shop.quiet()
    shop.close()
    shop.open()
    copy.open()
    assert copy.ask("until", what="stopped")["so"]
    sell(copy, "A1", 2)
    sell(shop, "A2", 3)
    until(lambda: {why for why, _ in home_review(cloud.data, cloud.key)} == {"second_till"}, 20)
    shop.quiet()
    until(lambda: orders_at(cloud) == sorted(map(_id, (1, 3))), 10)


def copied_while_it_runs(shop: Shop, shops: Callable[[str], Shop]) -> Shop:
    """Somebody copies the folder of a till that is open, and sets the copy up with printers of its own."""
    copy = shops("copy")
    rewind(copy, image_of(shop))
    copy.server = shop.server
    return copy


def takes_it(shop: Shop) -> bool:
    """Whether its servers take what this till sells."""
    return all(link.get("online") and not link.get("refused") for link in shop.ask("look")["links"])


def test_a_copy_of_the_till_beside_it_is_stopped_and_its_sales_wait_for_the_owner(
    shop: Shop, cloud: Cloud, shops: Callable[[str], Shop]
) -> None:
    """It was copied while the till ran, so it knows all that the till knows."""
    shop.open()
    joined(shop)
    sell(shop, "A1", 1)
    shop.quiet()
    copy = copied_while_it_runs(shop, shops)
    copy.open()
    assert copy.ask("until", what="stopped")["so"]
    sell(copy, "A2", 2)
    sell(shop, "A3", 3)
    until(lambda: "payment.received" in [e.kind for _, e in home_review(cloud.data, cloud.key)], 20)
    assert {why for why, _ in home_review(cloud.data, cloud.key)} == {"second_till"}
    shop.quiet()
    assert takes_it(shop)
    until(lambda: orders_at(cloud) == sorted(map(_id, (1, 3))), 10)
    with Owner(cloud.owner_url) as owner:
        owner.sign_in(PASSWORD)
        assert "有第二台电脑当" in owner.devices()


@pytest.mark.soak
def test_a_till_with_a_copy_beside_it_is_killed_and_goes_on_and_the_copy_stays_the_second(
    shop: Shop, cloud: Cloud, shops: Callable[[str], Shop]
) -> None:
    shop.open()
    joined(shop)
    copy = copied_while_it_runs(shop, shops)
    copy.open()
    assert copy.ask("until", what="stopped")["so"]
    shop.kill()  # and is back at once, as the till
    shop.open()
    sell(shop, "A1", 1)
    shop.quiet()
    assert shop.close() == 0
    copy.kill()
    copy.open()  # somebody tries again when the till has closed
    assert copy.ask("until", what="stopped")["so"]
    sell(copy, "A2", 2)
    until(lambda: orders_at(cloud) == [_id(1)], 10)
    assert copy.close() == 0


@pytest.mark.soak
def test_a_till_that_slept_while_its_copy_sold_is_the_till_again_and_all_sales_are_there(
    shop: Shop, cloud: Cloud, shops: Callable[[str], Shop]
) -> None:
    shop.open()
    joined(shop)
    sell(shop, "A1", 1)
    shop.quiet()
    copy = copied_while_it_runs(shop, shops)
    assert shop.till
    shop.till.freeze()
    copy.open()
    sell(copy, "A2", 2)
    copy.quiet()
    until(lambda: orders_at(cloud) == sorted(map(_id, (1, 2))), 10)
    shop.till.thaw()
    sell(shop, "A3", 3)
    assert copy.ask("until", what="stopped")["so"]
    sell(copy, "A4", 4)
    until(lambda: "payment.received" in [e.kind for _, e in home_review(cloud.data, cloud.key)], 20)
    shop.quiet()
    assert takes_it(shop)
    until(lambda: orders_at(cloud) == sorted(map(_id, (1, 2, 3))), 10)
    waiting = [e.body["order"] for _, e in home_review(cloud.data, cloud.key) if e.kind == "order.placed"]
    assert waiting == [_id(4)]
    assert copy.close() == 0


def test_a_stolen_till_is_cut_off_and_what_it_sold_waits_for_the_owner(shop: Shop, cloud: Cloud) -> None:
    shop.open()
    joined(shop)
    with Owner(cloud.owner_url) as owner:
        owner.sign_in(PASSWORD)
        owner.revoke_all()
    assert shop.ask("until", what="stopped")["so"]
    sell(shop, "A1", 1)
    kinds = {"opening.started", "order.placed", "payment.received"}
    until(lambda: kinds <= {e.kind for _, e in home_review(cloud.data, cloud.key)}, 20)
    assert {why for why, _ in home_review(cloud.data, cloud.key)} == {"revoked"}
    assert orders_at(cloud) == []
    with Owner(cloud.owner_url) as owner:
        owner.sign_in(PASSWORD)
        code = owner.mint_code()
    shop.ask("join", url=cloud.line.url, code=code)
    shop.quiet()
    equal(shop, cloud)
    until(lambda: orders_at(cloud) == [_id(1)], 10)


def test_a_cloud_is_joined_in_steps_and_can_be_left_again(shop: Shop, tmp_path: Path) -> None:
    shop.open()
    sell(shop, "A1", 1)
    with cloud_in(tmp_path / "cloud") as (cloud, code):
        assert shop.ask("join", url=cloud.line.url, code="WRONG234") == {"refused": "enrol_code_refused"}
        assert shop.ask("join", url=cloud.line.url, code=code) == {}
        look = shop.ask("until", what="compared")
        roles = {link["name"]: link["role"] for link in look["links"]}
        assert roles.pop("own") == "home" and list(roles.values()) == ["joining"]
        assert [link["totals"] for link in look["links"] if link["role"] == "joining"] == ["equal"]
        equal(shop, cloud)
        shop.kill()  # between the comparison and the switch
        shop.open()
        shop.ask("until", what="compared")
        shop.ask("switch", url=cloud.line.url)
        joined(shop)
        sell(shop, "A2", 2)
        shop.quiet()
        equal(shop, cloud)
        shop.ask("leave", url=cloud.line.url)
        sell(shop, "A3", 3)
        (own,) = shop.quiet()["links"]
        assert own["role"] == "home"
        until(lambda: orders_at(cloud) == sorted(map(_id, (1, 2))), 10)
        until(lambda: _own_orders(shop) == sorted(map(_id, (1, 2, 3))), 10)
        shop.kill()


def _own_orders(shop: Shop) -> list[str]:
    return home_figures(shop.data / "server", own_server_key(shop.data))[0]
