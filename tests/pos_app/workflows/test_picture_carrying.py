"""The till carries pictures: to a relay that lacks them, to a new home after the old one is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from domain.selling.pictures import FORMS, pack, picture_id
from pos_app.sync.pictures import PictureClient
from pos_app.workflows.picture_carrying import AGAIN, IDLE, Carrier
from pos_app.workflows.picture_shelf import Shelf
from pos_app.workflows.views import LinkView
from tests.sync_server.running import ServerHere
from tests.sync_server.wire import WireTill

ONE, TWO = (pack({name: name.encode() + bytes([n]) * 50 for name in FORMS}) for n in (1, 2))


class Chain:
    """A store of one till and its servers; only server 0 was ever handed a picture by its owner."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self.stack = folder, stack
        self.shelf = Shelf(folder / "pictures", folder / "given")
        self.shown = [picture_id(ONE)]
        self.links: list[LinkView] = []
        self.tills: dict[str, WireTill] = {}
        self.carrier = Carrier(self.shelf, lambda: self.shown, lambda: self.links, self.connect)

    def server(self) -> WireTill:
        here = ServerHere(self.folder / f"server-{len(self.links)}")
        self.stack.callback(here.close)
        first = next(iter(self.tills.values()), None)
        till = here.till(store=first.store, brand=first.brand) if first else here.till()
        self.tills[here.url] = till
        self.links.append(LinkView(here.url, here.url, "relay", online=True, since=1))
        return till

    def connect(self, url: str) -> PictureClient:
        till = self.tills[url]
        return PictureClient(url, till.device, till.key)


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Chain]:
    with ExitStack() as stack:
        made = Chain(tmp_path, stack)
        for place in range(2):
            (tmp_path / f"server-{place}").mkdir()
            made.server()
        yield made


def kept(till: WireTill, packed: bytes) -> bool:
    return till.get(f"/v1/pictures/{picture_id(packed)}").status_code == 200


def test_a_picture_reaches_the_relay_and_stays_with_the_till(chain: Chain) -> None:
    home, relay = chain.tills.values()
    home.call("PUT", f"/v1/pictures/{picture_id(ONE)}", ONE)
    came: list[str] = []
    chain.shelf.arrived = lambda: came.append("told")
    assert chain.carrier.step() == IDLE
    assert kept(relay, ONE) and chain.shelf.get(picture_id(ONE)) == ONE and came == ["told"]


def test_a_home_that_was_lost_gets_its_pictures_back(chain: Chain) -> None:
    chain.shelf.put(ONE)
    assert chain.carrier.step() == IDLE
    assert all(kept(till, ONE) for till in chain.tills.values())


def test_a_picture_that_is_nowhere_is_asked_for_again_later(chain: Chain) -> None:
    assert chain.carrier.step() == AGAIN
    next(iter(chain.tills.values())).call("PUT", f"/v1/pictures/{picture_id(ONE)}", ONE)
    assert chain.carrier.step() == IDLE
    assert all(kept(till, ONE) for till in chain.tills.values())


def test_nothing_is_asked_while_nothing_changes(chain: Chain) -> None:
    chain.shown = []
    assert chain.carrier.step() == IDLE and not chain.carrier._clients
    chain.shelf.put(ONE)
    chain.shown = [picture_id(ONE)]
    chain.carrier.step()
    chain.carrier._clients.clear()
    assert chain.carrier.step() == IDLE and not chain.carrier._clients
    chain.shelf.put(TWO)
    chain.shown.append(picture_id(TWO))
    chain.carrier.step()
    assert all(kept(till, TWO) for till in chain.tills.values())


def test_a_torn_file_is_not_a_picture_and_old_ones_go(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "pictures", tmp_path / "given")
    for packed in (ONE, TWO):
        shelf.put(packed)
    (tmp_path / "pictures" / f"{picture_id(ONE)}.picture").write_bytes(ONE[:-1])
    assert shelf.get(picture_id(ONE)) is None and shelf.get("../../secret") is None
    assert shelf.image(picture_id(TWO), 66) == b"small.webp" + b"\x02" * 50
    shelf.trim({picture_id(TWO)}, most=1)
    assert [one.stem for one in (tmp_path / "pictures").iterdir()] == [picture_id(TWO)]
