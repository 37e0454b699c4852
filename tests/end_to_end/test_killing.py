"""Kill -9 at every named place: an accepted order is on the till once, on paper, and in the figures once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from domain.failpoints import NAMES
from tests.end_to_end.checking import assert_once
from tests.end_to_end.phone import COLA, TOFU
from tests.end_to_end.programs import Ended
from tests.end_to_end.shop import Shop, shop_in

# How often a place is passed before the order's own turn comes: a till that starts publishes once.
PASSED_AT_START = {"till.before_publish": 1}
# Where an order and its payment come by; tests of backups and of disks that go back have their own places.
ON_THE_WAY = sorted(name for name in NAMES if not name.startswith(("backup.", "restore.", "history.")))
AT_ONCE = 3  # shops at a time, on two cores


@pytest.fixture(scope="module")
def evenings(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, founded: Path
) -> Iterator[Mapping[str, Future[None]]]:
    """The evenings of all places that were asked for, some of them at the same time."""
    asked = [
        str(item.callspec.params["place"])
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.originalname == "test_a_kill_loses_and_doubles_nothing"
    ]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {
            place: pool.submit(_evening, tmp_path_factory.mktemp("evening"), founded, place)
            for place in asked
        }


@pytest.mark.parametrize("place", ON_THE_WAY)
def test_a_kill_loses_and_doubles_nothing(place: str, evenings: Mapping[str, Future[None]]) -> None:
    evenings[place].result()


def _evening(folder: Path, founded: Path, place: str) -> None:
    with shop_in(folder, founded) as shop:
        passed = PASSED_AT_START.get(place, 0)
        one_order_and_its_payment(shop, f"{place}:{passed + 1}")
        assert shop.note.read_text() == f"{place}\n", "the place was not reached"


def one_order_and_its_payment(shop: Shop, failpoint: str) -> None:
    """A guest orders and pays while the programs die at a place; all that was promised is then looked for."""
    try:
        shop.open(failpoint)
    except Ended:
        shop.revive()
    phone = shop.phone("A1")
    phone.meanwhile = shop.revive
    request = phone.fill([TOFU, COLA], remark="k-7f3")
    phone.send_until_heard(request)
    phone.wait_for(request["id"], "accepted", also_lines="printed")
    opening = phone.now()["opening"]["id"]
    paid = shop.ask_until_answered("pay", opening=opening, payment="0" * 31 + "1")
    assert paid["due"] == 0
    assert shop.ask_until_answered("until", what="quiet")["so"]
    assert_once(shop, {request["id"]: "k-7f3"}, {"0" * 31 + "1": paid["total"]})
