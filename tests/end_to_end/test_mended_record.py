"""A till's own record is damaged, and a server gives back what was written: nothing counts twice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from domain.record.mending import MENDED
from tests.end_to_end.books import Kept, home_facts, home_figures, own_server_key, till_facts
from tests.end_to_end.cloud import PASSWORD, Cloud, cloud_in
from tests.end_to_end.owner import Owner
from tests.end_to_end.programs import ROOT
from tests.end_to_end.shop import Shop
from tests.end_to_end.test_damaged_record import damage, doctor, order, sells_with_the_cloud
from tests.fakes.printer import until

TOLD = "收银机的记录被改动"  # the owner reads Chinese


def verified(data: Path) -> tuple[int, str]:
    """The exit code of `pos-app verify`, and what it said."""
    command = [sys.executable, "-m", "pos_app", "verify", f"--data-dir={data}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def figures_are_of(cloud: Cloud, facts: list[Kept]) -> None:
    """The owner's figures are those of the till's facts, each once."""
    events = [kept.event for kept in facts]
    orders = sorted({event.body["order"] for event in events if event.kind == "order.placed"})
    paid = {
        event.body["payment"]: event.body["amount"] for event in events if event.kind == "payment.received"
    }
    until(lambda: home_figures(cloud.data, cloud.key) == (orders, sorted(paid.items())), 20)


def test_what_its_server_holds_mends_an_altered_record(shop: Shop, tmp_path: Path) -> None:
    with cloud_in(tmp_path / "cloud") as (cloud, code):
        sells_with_the_cloud(shop, cloud, code)
        opening = order(shop, "A2", 2)
        assert shop.ask("pay", opening=opening, payment=f"{9:032x}")["due"] == 0
        shop.quiet()
        shop.close()
        written = till_facts(shop.data)
        cloud.server.kill()
        damage(shop.data, len(written) - 3)
        assert verified(shop.data)[0] == 1
        shop.begin()
        assert shop.till
        shop.till.wait_ready()
        assert shop.ask("until", what="damaged", seconds=20)["so"], "nobody holds it: it is only said"
        assert "comes back by itself" in doctor(shop.data)["chain"][1]

        cloud.start_again()
        found = shop.ask("until", what="mended", seconds=30)
        assert (found["so"], found["damaged"], found["mended"]) == (True, None, 1)
        order(shop, "A4", 4)
        shop.quiet()
        assert "chain" not in doctor(shop.data)
        assert shop.close() == 0
        code_, said = verified(shop.data)
        assert code_ == 0 and "a server gave back unaltered: 1." in said, said
        facts = till_facts(shop.data)
        assert facts[: len(written)] == written
        assert [kept.event.kind for kept in facts].count(MENDED) == 1
        assert sorted(home_facts(cloud.data, cloud.key), key=lambda one: one.hash) == sorted(
            facts, key=lambda one: one.hash
        )
        figures_are_of(cloud, facts)


@pytest.mark.parametrize("failpoint", ["", "history.before_commit", "history.after_commit"])
def test_the_server_beside_it_mends_it_where_there_is_no_other(shop: Shop, failpoint: str) -> None:
    shop.open()
    opening = order(shop, "A2", 2)
    assert shop.ask("pay", opening=opening, payment=f"{9:032x}")["due"] == 0
    shop.quiet()
    assert shop.close() == 0
    written = till_facts(shop.data)
    damage(shop.data, len(written) - 3)
    if failpoint:
        shop.begin(failpoint)
        assert shop.till and shop.till.wait_dead()
        assert shop.note.read_text() == f"{failpoint}\n"
        shop.kill()
    shop.open()
    assert shop.ask("until", what="mended", seconds=30)["so"]
    order(shop, "A4", 4)
    shop.quiet()
    assert shop.close() == 0
    facts = till_facts(shop.data)
    assert facts[: len(written)] == written
    server, key = shop.data / "server", own_server_key(shop.data)
    assert {kept.raw for kept in home_facts(server, key)} == {kept.raw for kept in facts}
    assert verified(shop.data)[0] == 0


@pytest.mark.parametrize("counted", ["before it is mended", "not before it is mended"])
def test_what_a_standby_gives_back_is_not_counted_again(shop: Shop, tmp_path: Path, counted: str) -> None:
    """The home has what stood behind the damage only to be counted; then the standby is reached again."""
    with (
        cloud_in(tmp_path / "cloud") as (cloud, code),
        cloud_in(tmp_path / "standby") as (standby, other),
        Owner(cloud.owner_url) as owner,
    ):
        owner.sign_in(PASSWORD)
        sells_with_the_cloud(shop, cloud, code)
        assert shop.ask("join", url=standby.line.url, code=other, role="standby") == {}
        shop.quiet()
        whole = len(till_facts(shop.data))
        cloud.server.kill()
        opening = order(shop, "A2", 2)
        assert shop.ask("pay", opening=opening, payment=f"{9:032x}")["due"] == 0
        until(lambda: len(home_facts(standby.data, standby.key)) == len(till_facts(shop.data)), 20)
        shop.close()
        standby.server.kill()
        written = till_facts(shop.data)
        damage(shop.data, whole + 1)

        cloud.start_again()
        shop.begin()
        assert shop.till
        shop.till.wait_ready()
        assert shop.ask("until", what="damaged", seconds=20)["so"]
        until(lambda: TOLD in owner.page("review"), 20)
        if counted == "before it is mended":
            owner.count_what_waits()
            until(lambda: TOLD not in owner.page("review"), 20)
            until(lambda: len(home_figures(cloud.data, cloud.key)[1]) == 1, 20)

        standby.start_again()
        assert shop.ask("until", what="mended", seconds=30)["so"]
        shop.quiet()
        until(lambda: TOLD not in owner.page("review"), 20)
        raws = {kept.raw for kept in written}
        until(lambda: raws <= {kept.raw for kept in home_facts(cloud.data, cloud.key)}, 20)
        for server in (cloud, standby):
            figures_are_of(server, written)
        assert shop.close() == 0
        assert till_facts(shop.data)[: len(written)] == written
        assert verified(shop.data)[0] == 0
