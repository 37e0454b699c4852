"""An evening over a line that delays, tears, doubles, reorders and garbles; then the books are equal."""

from __future__ import annotations

from pathlib import Path

from tests.end_to_end.books import (
    assert_chained,
    home_facts,
    home_figures,
    home_marks,
    home_review,
    home_troubles,
    till_facts,
    till_marks,
)
from tests.end_to_end.checking import assert_on_paper
from tests.end_to_end.cloud import PASSWORD, cloud_in
from tests.end_to_end.owner import Owner, yuan
from tests.end_to_end.phone import TOFU
from tests.end_to_end.shop import Shop
from tests.fakes.bad_line import BadLine, Mishap
from tests.fakes.printer import until

ROUNDS = 24
SHARE = 0.5  # of the requests meet a mishap
MOST = 120  # rounds until each kind of mishap must have come


def test_an_evening_over_a_bad_line_ends_with_equal_books(shop: Shop, tmp_path: Path) -> None:
    with cloud_in(tmp_path / "cloud", line=BadLine) as (cloud, code):
        line = cloud.line
        assert isinstance(line, BadLine)
        shop.server = (f"--server={line.url}", f"--enrol={code}")
        shop.open()
        shop.quiet()
        phone = shop.phone_at(cloud.beside(shop.ready["diner_urls"]["A1"]))
        orders: dict[str, str] = {}
        payments: dict[str, int] = {}

        line.share = SHARE
        number = 0
        while number < ROUNDS or set(line.met) < set(Mishap):
            number += 1
            assert number < MOST, f"only {line.met}"
            order, payment = f"{number:032x}", f"{1000 + number:032x}"
            table = f"A{number % 2 + 2}"
            opening = shop.ask("order", table=table, lines=[TOFU], remark=f"s-{number:03}", id=order)[
                "opening"
            ]
            orders[order] = f"s-{number:03}"
            if number % 6 == 0:
                request = phone.fill([TOFU], remark=f"k-{number:03}")
                phone.send_until_heard(request)
                phone.wait_for(request["id"], "accepted", also_lines="printed", seconds=60)
                orders[request["id"]] = f"k-{number:03}"
            if number % 3 == 0:
                paid = shop.ask("pay", opening=opening, payment=payment)
                payments[payment] = paid["total"]
                assert shop.ask("clear", opening=opening) == {}
        line.share = 0

        shop.quiet()
        facts = till_facts(shop.data)
        assert_chained(facts)
        assert home_facts(cloud.data, cloud.key) == facts
        assert home_marks(cloud.data, cloud.key) == till_marks(shop.data)
        assert not home_review(cloud.data, cloud.key)
        assert not home_troubles(cloud.data, cloud.key)
        until(lambda: home_figures(cloud.data, cloud.key) == (sorted(orders), sorted(payments.items())), 10)
        with Owner(cloud.owner_url) as owner:
            owner.sign_in(PASSWORD)
            owner.wait_for(yuan(sum(payments.values())))
        for remark in orders.values():
            assert_on_paper(shop, "kitchen", remark)
        shop.kill()
