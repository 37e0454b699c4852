"""Kill -9 at every named place: an accepted order is on the till once, on paper, and in the figures once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from domain.failpoints import NAMES
from tests.end_to_end.checking import assert_once
from tests.end_to_end.phone import COLA, TOFU
from tests.end_to_end.programs import ROOT, Ended
from tests.end_to_end.shop import Shop, shop_in

# How often a place is passed before the order's own turn comes: a till that starts publishes once.
PASSED_AT_START = {"till.before_publish": 1}
# Where an order and its payment come by; what else may die has its own places.
ELSEWHERE = (
    "backup.",
    "restore.",
    "sound.",
    "history.",
    "charge.",
    "notice.",
    "phonepay.",
    "payfirst.",
    "join.",
    "wechat.",
)
ON_THE_WAY = sorted(name for name in NAMES if not name.startswith(ELSEWHERE))
AT_ONCE = 3  # shops at a time, on two cores
SOAKED = 40  # evenings of three deaths


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
        request, total = one_order_and_its_payment(shop, f"{place}:{passed + 1}")
        assert_once(shop, {request: "k-7f3"}, {"0" * 31 + "1": total})
        assert shop.note.read_text() == f"{place}\n", "the place was not reached"


def test_each_named_place_has_a_test_that_dies_there() -> None:
    """A new place lies on the way of an order, or its name or chapter stands in a test of its own."""
    own = [
        ROOT / "tests/sync_server/test_notices.py",
        ROOT / "tests/sync_server/test_wechat_answers.py",
        ROOT / "tests/end_to_end/test_disks.py",
        ROOT / "tests/end_to_end/test_joining_kills.py",
        ROOT / "tests/end_to_end/test_charging.py",
        ROOT / "tests/end_to_end/test_phone_paying.py",
        ROOT / "tests/end_to_end/test_pay_first.py",
        ROOT / "tests/pos_app/workflows/test_backup_kills.py",
        ROOT / "tests/pos_app/workflows/test_making_sound.py",
    ]
    said = "".join(path.read_text() for path in own)
    for name in NAMES - set(ON_THE_WAY):
        assert f'"{name}"' in said or f'startswith("{name.partition(".")[0]}.")' in said, name


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(SOAKED))
def test_three_deaths_in_an_evening_lose_and_double_nothing(seed: int, tmp_path: Path, founded: Path) -> None:
    """At places and turns that chance picks, and a power cut after each."""
    chance = Random(seed)
    orders, payments = {}, {}
    with shop_in(tmp_path / "shop", founded) as shop:
        for number in range(3):
            order, payment = f"k-{number}", f"{number + 1:032x}"
            place = f"{chance.choice(ON_THE_WAY)}:{chance.randint(1, 4)}"
            request, total = one_order_and_its_payment(shop, place, f"A{number + 1}", order, payment)
            orders[request], payments[payment] = order, total
            assert_once(shop, orders, payments)
            shop.cut_power()


def one_order_and_its_payment(
    shop: Shop, failpoint: str, table: str = "A1", code: str = "k-7f3", payment: str = "0" * 31 + "1"
) -> tuple[str, int]:
    """A guest orders and pays while the programs die at a place; the order's id and what was paid."""
    try:
        shop.open(failpoint)
    except Ended:
        shop.revive()
    phone = shop.phone(table)
    phone.meanwhile = shop.revive
    request = phone.fill([TOFU, COLA], remark=code)
    phone.send_until_heard(request)
    opening = phone.wait_for(request["id"], "accepted", also_lines="printed")["opening"]["id"]
    paid = shop.ask_until_answered("pay", opening=opening, payment=payment)
    assert paid["due"] == 0
    assert shop.ask_until_answered("until", what="quiet")["so"]
    return str(request["id"]), int(paid["total"])
