"""The cloud's machine burns: its stores give everything back, to an empty server or to an older copy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.record.proof import Totals, totals_of
from pos_app.database.session import Reader
from pos_app.database.state import SqlTables
from pos_app.keys import KeyBox
from sync_server.__main__ import main
from sync_server.database.session import Database
from sync_server.workflows.clock import Clock
from sync_server.workflows.reporting import Reporting
from tests.end_to_end.cloud import PASSWORD, Cloud, cloud_in
from tests.end_to_end.owner import Owner
from tests.end_to_end.shop import Shop
from tests.end_to_end.test_disks import equal, joined, sell
from tests.fakes.printer import until


@pytest.fixture
def cloud(tmp_path: Path, shop: Shop) -> Iterator[Cloud]:
    """A far server that the shop joins when it opens."""
    with cloud_in(tmp_path / "cloud", silent=2) as (made, code):
        shop.server = (f"--server={made.line.url}", f"--enrol={code}")
        yield made
        if shop.till:
            shop.kill()


def till_totals(shop: Shop) -> Totals:
    reader = Reader(shop.data, KeyBox(shop.data).database_key())
    try:
        return reader.read(lambda connection: totals_of(SqlTables(connection)))
    finally:
        reader.close()


def home_totals(shop: Shop, cloud: Cloud) -> tuple[Totals, int]:
    """What GET /v1/totals is answered from, and how many facts are still to be folded."""
    database = Database(cloud.data / "server.db", cloud.key)
    try:
        (store,) = database.read(lambda c: c.exec_driver_sql("SELECT id FROM stores").scalars().all())
        return Reporting(database, Clock()).totals(store)
    finally:
        database.close()


def nothing_is_missing(shop: Shop, cloud: Cloud) -> None:
    """The same heads and the same sums here and there."""
    shop.quiet()
    equal(shop, cloud)
    until(lambda: home_totals(shop, cloud) == (till_totals(shop), 0), 15)
    assert till_totals(shop).orders > 0


def test_an_empty_server_at_the_same_address_gets_everything_back(shop: Shop, cloud: Cloud) -> None:
    shop.open()
    joined(shop)
    sell(shop, "A1", 1)
    sell(shop, "A2", 2, pay=False)
    nothing_is_missing(shop, cloud)
    cloud.server.kill()
    shutil.rmtree(cloud.data)
    sell(shop, "A3", 3)
    shop.kill()
    cloud.start_again()
    with Owner(cloud.owner_url) as owner:
        owner.set_up(cloud.server.ready["setup_url"], PASSWORD)
        shop.server = (f"--server={cloud.line.url}", f"--enrol={owner.mint_code()}")
    shop.open()
    nothing_is_missing(shop, cloud)
    assert till_totals(shop).orders == 3


def test_a_server_restored_to_an_older_copy_is_told_the_rest(
    shop: Shop, cloud: Cloud, tmp_path: Path
) -> None:
    shop.open()
    joined(shop)
    sell(shop, "A1", 1)
    shop.quiet()
    backup = str(tmp_path / "cloud.backup")
    assert main(["backup", "--data-dir", str(cloud.data), "--to", backup]) == 0
    sell(shop, "A2", 2)
    nothing_is_missing(shop, cloud)
    cloud.server.kill()
    shutil.rmtree(cloud.data)
    assert main(["restore", "--data-dir", str(cloud.data), "--from", backup]) == 0
    cloud.start_again()
    nothing_is_missing(shop, cloud)  # the till has run all the time and was told nothing
    assert till_totals(shop).orders == 2
