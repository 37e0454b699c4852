"""A till of the last release and today's server, and the reverse: an evening loses nothing on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.end_to_end.books import assert_chained, home_facts, home_figures, home_troubles, till_facts
from tests.end_to_end.cloud import PASSWORD, Cloud, cloud_in
from tests.end_to_end.owner import Owner, yuan
from tests.end_to_end.phone import COLA, TOFU
from tests.end_to_end.programs import ROOT
from tests.end_to_end.releases import V0_1_0, NoHistory, take_out
from tests.end_to_end.shop import Shop, shop_in
from tests.fakes.printer import until

Joined = Callable[[Path, Path], AbstractContextManager[tuple[Shop, Cloud]]]


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source of the last release."""
    return take_out(V0_1_0, tmp_path_factory.mktemp("release"))


@pytest.fixture
def joined(tmp_path: Path) -> Joined:
    """A new shop with a till of one release, joined to a cloud of another."""

    @contextmanager
    def join(till: Path, server: Path) -> Iterator[tuple[Shop, Cloud]]:
        with cloud_in(tmp_path / "cloud", server) as (cloud, code), shop_in(tmp_path / "shop", None) as shop:
            shop.root = till
            shop.server = (f"--server={cloud.line.url}", f"--enrol={code}")
            shop.open()
            yield shop, cloud

    return join


def test_an_old_till_works_with_the_server_of_today(old: Path, joined: Joined) -> None:
    with joined(old, ROOT) as (shop, cloud):
        taken = _guests_order_and_pay(shop, cloud, "A1", 1)
        _assert_nothing_is_missing(shop, cloud, 1, taken)


def test_the_till_of_today_works_with_an_old_server(old: Path, joined: Joined) -> None:
    with joined(ROOT, old) as (shop, cloud):
        taken = _guests_order_and_pay(shop, cloud, "A1", 1)
        _assert_nothing_is_missing(shop, cloud, 1, taken)


def test_server_and_till_are_updated_in_the_middle_of_an_evening(old: Path, joined: Joined) -> None:
    with joined(old, old) as (shop, cloud):
        taken = _guests_order_and_pay(shop, cloud, "A1", 1)
        cloud.root = ROOT
        cloud.start_again()
        taken += _guests_order_and_pay(shop, cloud, "A2", 2)
        assert shop.close() == 0
        shop.root = ROOT
        shop.open()
        taken += _guests_order_and_pay(shop, cloud, "A3", 3)
        _assert_nothing_is_missing(shop, cloud, 3, taken)


def test_a_copy_of_the_repository_without_its_history_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoHistory, match="clone it whole"):
        take_out("0" * 40, tmp_path)


def _guests_order_and_pay(shop: Shop, cloud: Cloud, table: str, number: int) -> int:
    """A phone on mobile data orders, the kitchen gets it, the guests pay at the till; what they paid."""
    phone = shop.phone_at(cloud.beside(shop.ready["diner_urls"][table]))
    request = phone.fill([TOFU, COLA], remark=f"k-{number}")
    phone.send_until_heard(request)
    now = phone.wait_for(request["id"], "accepted", also_lines="printed")
    assert len(shop.papers(f"k-{number}")) == 1
    paid = shop.ask("pay", opening=now["opening"]["id"], payment=f"{number:032x}")
    assert paid["due"] == 0
    shop.quiet()
    return int(paid["total"])


def _assert_nothing_is_missing(shop: Shop, cloud: Cloud, orders: int, taken: int) -> None:
    facts = till_facts(shop.data)
    assert_chained(facts)
    assert home_facts(cloud.data, cloud.key) == facts
    assert home_troubles(cloud.data, cloud.key) == []
    until(lambda: len(home_figures(cloud.data, cloud.key)[0]) == orders, 10)
    assert sum(amount for _, amount in home_figures(cloud.data, cloud.key)[1]) == taken
    with Owner(cloud.owner_url) as owner:
        owner.sign_in(PASSWORD)
        owner.wait_for(yuan(taken))
