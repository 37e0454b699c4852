"""Kill -9 around what staff decide about a ticket: moved, tried again, cancelled, it never doubles unmarked.

The kitchen's paper is out, so that its ticket waits; then somebody acts, and the till dies over it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from domain.record.plain import to_plain
from domain.selling.order import CartLine
from tests.end_to_end.programs import Ended
from tests.end_to_end.shop import BANNER, Shop, shop_in
from tests.fakes.printer import Fault, until

REMARK = "k-7f3."
TICKET = [to_plain(CartLine("mapo-tofu", "one", remark=REMARK))]
REQUEST = "0" * 31 + "7"
STARTED, HALF, SENT = "print.after_started", "print.mid_job", "print.after_sent"


def soaked(place: str) -> Any:
    """A place that only `make soak` dies at: the same story as its neighbour, once more."""
    return pytest.param(place, marks=pytest.mark.soak)


def waiting(shop: Shop, failpoint: str = "") -> None:
    """A till whose only ticket waits for the kitchen's paper."""
    shop.printers["kitchen"].fault = Fault.PAPER_OUT
    shop.open(failpoint)
    shop.ask("order", table="A1", lines=TICKET, remark="", id=REQUEST)
    assert [job["state"] for job in shop.ask("look")["jobs"]] == ["queued"]


def papers(shop: Shop, printer: str) -> list[bool]:
    """Whether each ticket with the dish is marked, as a printer put it on paper."""
    return [BANNER in text for text in shop.printers[printer].texts if REMARK in text]


def dies(shop: Shop, act: str, **facts: Any) -> None:
    """The cashier acts, and the till dies over it; then it is started again."""
    try:
        shop.ask(act, **facts)
        till = shop.till
        assert till
        until(lambda: not till.alive, 20)
    except Ended:
        pass
    shop.revive()


def settled(shop: Shop) -> Mapping[str, Any]:
    found = shop.ask("until", what="printed")
    assert found["so"], found
    return found


@pytest.mark.parametrize("place", [soaked(STARTED), HALF, soaked(SENT)])
def test_a_moved_ticket_survives_the_tills_death(place: str, tmp_path: Path, founded: Path) -> None:
    with shop_in(tmp_path, founded) as shop:
        waiting(shop, place)
        dies(shop, "move", printer="kitchen", to="bar")
        (job,) = settled(shop)["jobs"]
        assert shop.note.read_text() == f"{place}\n", "the place was not reached"
        bar = papers(shop, "bar")
        assert bar.count(False) <= 1 and bar[-1:] == [True], "the second one says that it may be one"
        assert papers(shop, "kitchen") == [] and job["mark"] == "duplicate"


@pytest.mark.parametrize("place", [soaked(HALF), SENT])
def test_a_ticket_tried_again_survives_the_tills_death(place: str, tmp_path: Path, founded: Path) -> None:
    with shop_in(tmp_path, founded) as shop:
        waiting(shop, place)
        shop.printers["kitchen"].fault = None
        dies(shop, "retry", printer="kitchen")
        settled(shop)
        assert shop.note.read_text() == f"{place}\n", "the place was not reached"
        kitchen = papers(shop, "kitchen")
        assert kitchen.count(False) <= 1 and kitchen[-1:] == [True]


def test_a_cancelled_ticket_stays_cancelled_when_the_power_goes(tmp_path: Path, founded: Path) -> None:
    with shop_in(tmp_path, founded) as shop:
        waiting(shop)
        shop.ask("cancel", printer="kitchen")
        shop.cut_power()
        shop.printers["kitchen"].fault = None
        shop.open()
        (job,) = settled(shop)["jobs"]
        assert job["state"] == "cancelled" and papers(shop, "kitchen") == []
