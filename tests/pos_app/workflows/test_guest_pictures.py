"""Guests' pictures reach the till's memory and each server, and go everywhere when they stand no more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from domain.selling.pictures import picture_id
from pos_app.sync.guest_pictures import GuestPictureClient
from pos_app.workflows.guest_pictures import MOST, SOON, GuestCarrier, GuestShelf
from pos_app.workflows.picture_carrying import AGAIN
from pos_app.workflows.views import LinkView
from tests.sync_server.running import ServerHere
from tests.sync_server.wire import WireTill

pytestmark = pytest.mark.usefixtures("open_files_stay")

ONE, TWO = (b"\xff\xd8\xff" + bytes([n]) * 60 for n in (1, 2))


class Chain:
    """A till and two servers; ``standing`` and ``near`` as the till's view would say."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.shelf = GuestShelf()
        self.standing: list[str] = []
        self.near: set[str] = set()
        self.tills: dict[str, WireTill] = {}
        first: WireTill | None = None
        for place in range(2):
            (folder / str(place)).mkdir()
            here = ServerHere(folder / str(place))
            stack.callback(here.close)
            till = here.till(store=first.store, brand=first.brand) if first else here.till()
            first = first or till
            self.tills[here.url] = till
        self.links = [LinkView(url, url, "relay", online=True, since=1) for url in self.tills]
        self.carrier = GuestCarrier(
            self.shelf, lambda: self.standing, lambda: self.near, lambda: self.links, self.connect
        )

    def connect(self, url: str) -> GuestPictureClient:
        till = self.tills[url]
        return GuestPictureClient(url, till.device, till.key)

    def kept(self, jpeg: bytes) -> list[bool]:
        """By server."""
        where = f"/v1/guest-pictures/{picture_id(jpeg)}"
        return [till.get(where).status_code == 200 for till in self.tills.values()]

    def give(self, place: int, jpeg: bytes) -> None:
        till = list(self.tills.values())[place]
        assert till.call("PUT", f"/v1/guest-pictures/{picture_id(jpeg)}", jpeg).status_code == 200


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Chain]:
    with ExitStack() as stack:
        yield Chain(tmp_path, stack)


def test_a_picture_is_at_the_till_and_everywhere_until_its_guest_takes_it_back(chain: Chain) -> None:
    came: list[str] = []
    chain.shelf.arrived = lambda: came.append("told")
    chain.carrier.step()
    chain.give(0, ONE)
    chain.standing, chain.near = [picture_id(ONE)], {picture_id(ONE)}
    assert chain.carrier.step() == SOON
    assert chain.kept(ONE) == [True, True] and chain.shelf.get(picture_id(ONE)) == ONE and came == ["told"]
    chain.standing, chain.near = [], set()
    chain.carrier.step()
    assert chain.kept(ONE) == [False, False] and chain.shelf.get(picture_id(ONE)) is None


def test_a_server_that_was_away_hears_later_what_is_gone(chain: Chain) -> None:
    chain.give(0, ONE)
    chain.give(1, ONE)
    away = chain.links.pop()
    chain.carrier.step()
    assert chain.kept(ONE) == [False, True]
    chain.links.append(away)
    chain.carrier.step()
    assert chain.kept(ONE) == [False, False]


def test_what_is_nowhere_keeps_no_other_waiting(chain: Chain) -> None:
    chain.standing = [picture_id(b"nowhere")]
    chain.near = {picture_id(b"nowhere")}
    chain.carrier.step()
    chain.give(0, TWO)
    chain.standing, chain.near = [*chain.standing, picture_id(TWO)], {*chain.near, picture_id(TWO)}
    chain.carrier.step()
    assert chain.shelf.get(picture_id(TWO)) == TWO
    asked = 0
    while chain.carrier._rest > 0:
        chain.carrier.step()
        asked += 1
    assert asked == AGAIN / SOON, "it is asked for again, but not each second"


def test_what_nobody_looks_at_is_not_fetched_and_memory_is_bounded(chain: Chain) -> None:
    for place in range(2):
        chain.give(place, ONE)
    chain.standing = [picture_id(ONE)]
    chain.carrier.step()
    assert chain.shelf.get(picture_id(ONE)) is None
    chain.near = {picture_id(ONE)}
    chain.carrier.step()
    assert chain.shelf.get(picture_id(ONE)) == ONE
    large = [bytes([n]) * (MOST // 4) for n in range(6)]
    for one in large:
        chain.shelf.put(one)
    assert [chain.shelf.get(picture_id(one)) is not None for one in large] == [False] * 2 + [True] * 4
