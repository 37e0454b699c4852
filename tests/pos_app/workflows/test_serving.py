"""划菜 and 取消划菜: what was ticked off by mistake is awaited again, everywhere; what is over stays over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.errors import Refused
from domain.floor.seen import see_table
from domain.people.audit import kinds_of
from domain.people.roles import FIRST_ROLES
from domain.record.plain import to_plain
from domain.selling.printing import PrintJob
from tests.pos_app.shop import FISH, RICE, TOFU, Shop
from tests.pos_app.workflows.test_by_head import TEA
from tests.pos_app.workflows.test_courses import lines
from tests.pos_app.workflows.test_staffing import matrix


def serve(shop: Shop, table: str = "A1") -> tuple[str, ...]:
    opening = shop.opening(table)
    return shop.till.serve(opening.opening.id, [one.id for one in opening.lines], "chen").result()


def take_back(shop: Shop, *ids: str, by: str = "chen") -> None:
    shop.till.courses.unserve(ids, by).result()


def test_what_was_ticked_off_by_mistake_is_awaited_as_long_as_before(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", FISH, TOFU)
    waiting = shop.opening("A1").opening.waiting_since
    slips = len(shop.rows(PrintJob))
    shop.time.later(minutes=9)
    fish = lines(shop)[FISH.dish].id
    assert set(serve(shop)) == {one.id for one in shop.opening("A1").lines}
    assert (shop.state("A1"), shop.opening("A1").opening.waiting_since) == ("served", 0)
    take_back(shop, fish)
    take_back(shop, fish)  # the answer was lost
    assert [line.line.dish for line in shop.opening("A1").lines if line.awaited] == [FISH.dish]
    assert shop.opening("A1").opening.waiting_since == waiting
    assert len(shop.events("lines.unserved")) == 1
    assert len(shop.rows(PrintJob)) == slips  # the kitchen is told nothing
    assert serve(shop) == (fish,)
    assert shop.state("A1") == "served"
    assert shop.rebuilt().different == ()


def test_it_needs_the_right_to_serve_and_stands_in_the_audit_with_its_dishes(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", FISH)
    (fish,) = serve(shop)
    waiter = replace(FIRST_ROLES[3], rights=("sell",))
    shop.till.people.save_roles(matrix(waiter=waiter), "wang").result()
    with pytest.raises(Refused, match="not_allowed"):
        take_back(shop, fish)
    shop.till.people.save_roles(FIRST_ROLES, "wang").result()
    take_back(shop, fish)
    page = shop.till.people.audit("kitchen", "", 0, "wang").result()
    (event,) = page.events
    assert (event.kind, event.by) == ("lines.unserved", "chen")
    assert page.dishes[fish]["en"] == "Boiled fish in chilli oil"
    assert "lines.unserved" in kinds_of("")


def test_dishes_of_two_tables_that_one_slip_served_come_back_at_both(shop: Shop) -> None:
    for table in ("A1", "A2"):
        shop.open(table)
    shop.send("A1", FISH, RICE)
    rice = lines(shop)[RICE.dish]
    other = shop.opening("A2").opening.id
    first = shop.opening("A1").opening.id
    shop.till.tables.move_lines(first, {rice.id: rice.line.quantity}, other, "chen").result()
    served = serve(shop, "A1") + serve(shop, "A2")
    take_back(shop, *served)
    assert [shop.state(table) for table in ("A1", "A2")] == ["ordered", "ordered"]
    assert len(shop.events("lines.unserved")) == 2


def test_what_is_over_is_not_taken_back(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", FISH)
    (fish,) = serve(shop)
    shop.pay("A1")
    take_back(shop, fish)  # paid before the food was there: it is still to come
    serve(shop)
    shop.time.later(minutes=24 * 60)
    with pytest.raises(Refused, match="unserved_late"):
        take_back(shop, fish)
    shop.till.clear_table(shop.opening("A1").opening.id, "chen").result()
    with pytest.raises(Refused, match="unserved_gone"):
        take_back(shop, fish)
    assert len(shop.events("lines.unserved")) == 1


def test_what_nobody_has_to_bring_was_never_ticked_off(shop: Shop) -> None:
    shop.publish("rules", cover=0, heads=to_plain((TEA,)))
    shop.open("A1")
    (line,) = shop.opening("A1").lines
    assert (line.state, line.brought) == ("served", False)
    with pytest.raises(Refused, match="never_brought"):
        take_back(shop, line.id)


def test_a_guest_reads_that_her_dish_is_not_on_the_table_after_all(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", FISH)
    (fish,) = serve(shop)

    def state() -> str:
        seen = shop.read(lambda tables: see_table(tables, "A1")).opening
        assert seen is not None
        return seen.orders[0].lines[0].state

    assert state() == "served"
    take_back(shop, fish)
    assert state() == "kitchen"
