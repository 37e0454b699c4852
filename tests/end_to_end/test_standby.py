"""A cloud, a standby and the till's own server: each takes orders, keeps what it should, and doubles none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests.end_to_end.books import home_figures, home_marks, own_server_key, till_marks
from tests.end_to_end.cloud import PASSWORD, Cloud, cloud_in
from tests.end_to_end.owner import Owner, yuan
from tests.end_to_end.phone import COLA, TOFU
from tests.end_to_end.shop import Shop
from tests.fakes.printer import until


@dataclass
class Servers:
    home: Cloud
    standby: Cloud


@pytest.fixture
def servers(tmp_path: Path, shop: Shop) -> Iterator[Servers]:
    """An open shop that has joined a home and a standby."""
    with cloud_in(tmp_path / "home") as (home, code), cloud_in(tmp_path / "standby") as (standby, other):
        shop.server = (f"--server={home.line.url}", f"--enrol={code}")
        shop.open()
        shop.server = ()
        assert shop.ask("join", url=standby.line.url, code=other, role="standby") == {}
        shop.quiet()
        for cloud in (home, standby):
            until(lambda cloud=cloud: requests.get(at(cloud, shop, "A1"), timeout=10).ok, 10)
        yield Servers(home, standby)
        if shop.till:
            shop.kill()


def at(cloud: Cloud, shop: Shop, table: str) -> str:
    """A table's code as a phone reaches it at a server."""
    return cloud.beside(shop.ready["diner_urls"][table])


def equal(shop: Shop, *clouds: Cloud) -> None:
    for cloud in clouds:
        until(lambda c=cloud: till_marks(shop.data) == home_marks(c.data, c.key), 15)


def test_phones_order_at_each_server_and_both_keepers_hold_all(shop: Shop, servers: Servers) -> None:
    """Dinner at three tables, each scanned a code of another server."""
    urls = [at(servers.home, shop, "A1"), at(servers.standby, shop, "A2")]
    own = next(link for link in shop.ask("look")["links"] if link["name"] == "own")
    urls.append(str(own["url"]) + urlsplit(shop.ready["diner_urls"]["A3"]).path)
    asked = []
    for number, url in enumerate(urls):
        phone = shop.phone_at(url)
        asked.append(phone.order([TOFU, COLA], remark=f"k-{number}"))
        phone.wait_for(asked[-1], "accepted", also_lines="printed")
    shop.quiet()
    equal(shop, servers.home, servers.standby)
    for cloud in (servers.home, servers.standby):
        until(lambda c=cloud: home_figures(c.data, c.key)[0] == sorted(asked), 10)
    assert home_figures(shop.data / "server", own_server_key(shop.data))[0] == []  # only a relay now
    assert [len(shop.papers(f"k-{number}")) for number in range(3)] == [1, 1, 1]


def test_one_order_sent_to_two_servers_is_cooked_once(shop: Shop, servers: Servers) -> None:
    """A phone whose server hung up sends the same order through the next one."""
    first = shop.phone_at(at(servers.home, shop, "A1"))
    second = shop.phone_at(at(servers.standby, shop, "A1"))
    second.id = first.id
    request = first.fill([TOFU], remark="k-twice")
    first.send_until_heard(request)
    second.send_until_heard(request)
    for phone in (first, second):
        phone.wait_for(request["id"], "accepted", also_lines="printed")
    shop.quiet()
    assert len(shop.papers("k-twice")) == 1
    until(lambda: home_figures(servers.home.data, servers.home.key)[0] == [request["id"]], 10)


def test_the_standby_goes_on_when_the_home_has_burnt(shop: Shop, servers: Servers) -> None:
    """The owner reads the day at the standby; then it becomes the home, and the store lost nothing."""
    servers.home.server.kill()
    servers.home.line.refuse()
    phone = shop.phone_at(at(servers.standby, shop, "A1"))
    asked = phone.order([TOFU], remark="k-1")
    now = phone.wait_for(asked, "accepted", also_lines="printed")
    paid = shop.ask("pay", opening=now["opening"]["id"], payment="0" * 31 + "1")
    equal(shop, servers.standby)
    with Owner(servers.standby.owner_url) as owner:
        owner.sign_in(PASSWORD)
        owner.wait_for(yuan(paid["total"]))
    shop.ask("switch", url=servers.standby.line.url)
    shop.ask("leave", url=servers.home.line.url)
    shop.quiet()
    roles = {link["name"]: link["role"] for link in shop.ask("look")["links"]}
    assert sorted(roles.values()) == ["home", "relay"]


def test_a_home_that_was_away_catches_up(shop: Shop, servers: Servers) -> None:
    servers.home.line.cut()
    phone = shop.phone_at(at(servers.standby, shop, "A1"))
    asked = phone.order([TOFU], remark="k-1")
    phone.wait_for(asked, "accepted", also_lines="printed")
    equal(shop, servers.standby)
    servers.home.line.resume()
    shop.quiet()
    equal(shop, servers.home, servers.standby)
