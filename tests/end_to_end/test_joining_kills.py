"""A cloud is joined in steps, till or cloud die at each: it goes on or is undone, sums are equal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.books import home_figures, own_server_key
from tests.end_to_end.cloud import PASSWORD, Cloud, cloud_in
from tests.end_to_end.owner import Owner
from tests.end_to_end.programs import Ended
from tests.end_to_end.shop import Shop
from tests.end_to_end.test_disks import equal, joined, sell
from tests.fakes.printer import until

pytestmark = pytest.mark.soak  # ten starts of a till: an evening with one death is in test_disks


class Joining:
    """A shop with a sale, and a cloud that its owner wants to join."""

    def __init__(self, shop: Shop, cloud: Cloud, code: str) -> None:
        self.shop, self.cloud, self.code = shop, cloud, code
        self.sold, self.place = 0, ""

    def sell(self) -> None:
        self.sold += 1
        sell(self.shop, f"A{self.sold}", self.sold)

    def dies(self, do: str, then: str = "", **facts: Any) -> None:
        """The till dies at the place for which it was opened, and is opened again, to die ``then``."""
        with pytest.raises(Ended):
            self.shop.ask(do, url=self.cloud.line.url, **facts)
        assert self.shop.note.read_text() == f"{self.place}\n", "the place was not reached"
        self.shop.kill()
        self.opens(then)

    def opens(self, place: str = "") -> None:
        self.place = place
        self.shop.open(place)

    def roles(self) -> dict[str, str]:
        links = self.shop.ask("look")["links"]
        return {("own" if link["name"] == "own" else "cloud"): link["role"] for link in links}

    def compared(self) -> None:
        """All facts are there, and the till has laid its sums beside the cloud's."""
        look = self.shop.ask("until", what="compared")
        assert [one["totals"] for one in look["links"] if one["role"] == "joining"] == ["equal"], look
        equal(self.shop, self.cloud)

    def new_code(self) -> str:
        with Owner(self.cloud.owner_url) as owner:
            owner.sign_in(PASSWORD)
            return owner.mint_code()

    def all_is_at(self, folder: Path, key: str) -> None:
        """Each sale so far and its payment, once."""

        def there() -> bool:
            orders, payments = home_figures(folder, key)
            return len(orders) == len(set(orders)) == len(payments) == self.sold

        until(there, 15)

    def is_left(self) -> None:
        """The store's own server is home again and has all."""
        assert self.roles() == {"own": "home"}
        self.sell()
        self.shop.quiet()
        self.all_is_at(self.shop.data / "server", own_server_key(self.shop.data))


@pytest.fixture
def begun(shop: Shop, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Joining]:
    """The cloud dies, too: while it takes what the till pushes."""
    at_cloud, at_till = request.param
    with cloud_in(tmp_path / "cloud", failpoint=at_cloud) as (cloud, code):
        joining = Joining(shop, cloud, code)
        joining.opens(at_till)
        joining.sell()
        shop.quiet()
        yield joining
        if shop.till:
            shop.kill()


@pytest.mark.parametrize("begun", [("home.before_commit", "join.after_enrol")], indirect=True)
def test_a_cloud_is_joined_though_till_and_cloud_die_at_every_step(begun: Joining) -> None:
    shop, cloud, url = begun.shop, begun.cloud, begun.cloud.line.url
    assert shop.ask("join", url=url, code="WRONG234") == {"refused": "enrol_code_refused"}
    begun.dies("join", "join.after_kept", code=begun.code)
    assert begun.roles() == {"own": "home"}
    begun.dies("join", "join.before_kept", code=begun.new_code())
    until(lambda: not cloud.server.alive, 30)  # over the first facts that came
    begun.sell()  # which nothing of this stops
    cloud.start_again()
    begun.compared()
    begun.dies("switch")
    assert begun.roles() == {"own": "home", "cloud": "joining"}
    begun.compared()
    assert shop.ask("switch", url=url) == {}
    joined(shop)
    begun.sell()
    shop.quiet()
    equal(shop, cloud)
    begun.all_is_at(cloud.data, cloud.key)


@pytest.mark.parametrize("begun", [("home.after_commit", "join.before_kept")], indirect=True)
def test_a_join_that_died_is_undone_and_begun_again_and_left_though_the_till_dies(begun: Joining) -> None:
    shop, cloud = begun.shop, begun.cloud
    begun.dies("join", "join.after_kept", code=begun.code)
    begun.is_left()  # nobody joins any more: it sells as before
    begun.dies("join", "join.after_kept", code=begun.new_code())
    until(lambda: not cloud.server.alive, 30)
    cloud.start_again()
    begun.compared()
    begun.dies("switch", "join.before_kept")
    joined(shop)
    assert begun.roles() == {"own": "relay", "cloud": "home"}
    begun.dies("leave", "join.after_kept")
    joined(shop)
    begun.all_is_at(cloud.data, cloud.key)
    begun.dies("leave")
    begun.is_left()
    assert len(home_figures(cloud.data, cloud.key)[0]) == begun.sold - 1, "the cloud keeps what it was told"
