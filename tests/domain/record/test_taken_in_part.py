"""A request that one history took whole and another only in part: the order is what all of them took."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from domain.floor.openings import Opening
from domain.record.envelope import Event
from domain.record.fold import apply
from domain.selling.order_rows import PLACES, Order, OrderLine, lines_of_order
from domain.selling.orders import Heard
from domain.selling.print_setup import DISH, LATER
from domain.selling.printing import PrintJob
from domain.supply.counted import COUNTS, Counted, name_of_count
from tests.domain.record.two_tills import Tables, Till, evening, seen, told

WHOLE, NO_SOUP, NO_TEA = (("cart", "one", out, 1) for out in ("one", "two", "three"))
ORDERS = list(permutations(range(3)))


def all_of(*tills: Till, before: Till) -> Tables:
    """The state of who hears these histories one after the other."""
    heard = told(before, "z", []).tables
    for till in tills:
        for event in till.facts:
            apply(event, heard)
    return heard


def told_of(tables: Tables, kind: Any) -> dict[str, object]:
    return {row.id: seen(row) for row in tables.where(kind)}


def dishes(tables: Tables) -> dict[str, tuple[str, int]]:
    return {row.id: (row.dish, row.quantity) for row in tables.where(OrderLine)}


def tickets(tables: Tables) -> list[tuple[str, str]]:
    return sorted((job.kind, job.station) for job in tables.where(PrintJob))


@pytest.mark.parametrize("other_way", [False, True])
def test_what_one_history_had_and_the_other_had_not_is_on_the_bill_and_in_the_kitchen_once(
    other_way: bool,
) -> None:
    common = evening()
    tills = [told(common, "b", [NO_SOUP]), told(common, "c", [WHOLE])]
    tables = all_of(*(reversed(tills) if other_way else tills), before=common)
    assert dishes(tables) == {
        "cart1.0": ("soup", 1_000),
        "cart1.1": ("tea", 1_000),
        "cart1.2": ("cake", 2_000),
    }
    assert tickets(tables) == [("kitchen", "bar"), ("kitchen", "kitchen")]
    (answer,) = tables.where(Heard)
    assert (answer.verdict.state, answer.verdict.refused, answer.verdict.change) == ("accepted", (), 1)


@pytest.mark.parametrize("places", ORDERS)
def test_what_three_histories_took_each_in_part_is_the_same_for_all(places: tuple[int, ...]) -> None:
    common = evening()
    elsewhere = ("cart", "two", "two", 1)
    tills = [told(common, "b", [NO_TEA]), told(common, "c", [NO_SOUP]), told(common, "d", [elsewhere])]
    tables = all_of(*(tills[place] for place in places), before=common)
    first = all_of(*tills, before=common)
    for kind in (Order, OrderLine, Heard, PrintJob):
        assert told_of(tables, kind) == told_of(first, kind)
    (soup,) = (row for row in tables.where(OrderLine) if row.dish == "soup")
    assert len(tables.where(OrderLine)) == 3 and soup.quantity == 1_000


def test_what_nobody_had_is_still_refused_and_the_guest_reads_which() -> None:
    common = evening()
    tables = all_of(told(common, "b", [NO_TEA]), told(common, "c", [NO_TEA]), before=common)
    (answer,) = tables.where(Heard)
    assert (answer.verdict.state, [one.index for one in answer.verdict.refused]) == ("partly", [1])
    assert [row.id for row in lines_of_order(tables, "cart1")] == ["cart1.0", "cart1.2"]


@pytest.mark.parametrize("other_way", [False, True])
def test_both_mean_the_same_dish_when_they_change_it(other_way: bool) -> None:
    common = evening()
    left, right = told(common, "b", [NO_SOUP]), told(common, "c", [WHOLE])
    for till in (left, right):
        (cake,) = (row for row in till.tables.where(OrderLine) if row.dish == "cake")
        body = {"act": till.act, "opening": "one", "line": cake.id, "quantity": 1_000, COUNTS: {}}
        till.tell("line.voided", body)
    tables = all_of(*((right, left) if other_way else (left, right)), before=common)
    assert dict(dishes(tables).values()) == {"soup": 1_000, "tea": 1_000, "cake": 0}


@pytest.mark.parametrize("other_way", [False, True])
def test_slips_that_name_their_dishes_name_what_either_history_cooks(other_way: bool) -> None:
    for out in (0, 2):
        (slip,) = of_a_kitchen({"held": LATER}, other_way, out).where(PrintJob)
        assert slip.lines == ("p.0", "p.1")


@pytest.mark.parametrize("other_way", [False, True])
def test_a_dish_that_either_history_cooks_has_a_slip_where_each_has_its_own(
    other_way: bool,
) -> None:
    for out in range(3):
        slips = of_a_kitchen({"cut": DISH}, other_way, out).where(PrintJob)
        assert sorted(line for slip in slips for line in slip.lines) == ["p.0", "p.1", "p.2"]


@pytest.mark.parametrize("places", ORDERS)
def test_each_dish_has_one_slip_whoever_is_heard_first(places: tuple[int, ...]) -> None:
    common = a_kitchen({"cut": DISH})
    tills = [waits_for_cake(told(common, name, []), out) for out, name in enumerate("bcd")]
    slips = all_of(*(tills[place] for place in places), before=common).where(PrintJob)
    assert sorted(line for slip in slips for line in slip.lines) == ["p.0", "p.1", "p.2"]
    assert told_of(all_of(*tills, before=common), PrintJob) == {slip.id: seen(slip) for slip in slips}


def of_a_kitchen(slips: dict[str, str], other_way: bool, out: int = 0) -> Tables:
    """Who hears of soup, tea and cake (that is held) in one kitchen, one of which one history had not."""
    common = a_kitchen(slips)
    left, right = (waits_for_cake(told(common, name, []), out) for name, out in (("b", out), ("c", -1)))
    return all_of(*((right, left) if other_way else (left, right)), before=common)


def a_kitchen(slips: dict[str, str]) -> Till:
    common = evening()
    printer = {"id": "kitchen", "names": {}, "target": "file:paper"}
    station = {"station": "kitchen", "printers": ["kitchen"], **slips}
    common.tell("printers.published", {"version": 1, "printers": [printer], "stations": [station]})
    return common


def waits_for_cake(till: Till, out: int) -> Till:
    """Soup, tea and cake of one kitchen, the cake is held; ``out`` is sold out."""
    base = {"spec": "one", "names": {}, "price": 900, "quantity": 1_000, "station": "kitchen"}
    lines: list[dict[str, Any]] = [{"dish": dish, **base} for dish in ("soup", "tea")]
    lines.append({"dish": "cake", **base, "held": True})
    kept = [place for place in range(3) if place != out]
    body = {"opening": "one", "order": "p", "round": 1, "digest": "p", COUNTS: {}, "bill": f"{till.act}.bill"}
    body |= {"lines": [lines[place] for place in kept]}
    body |= {"refused": [{"index": out, "code": "sold_out"}], PLACES: kept} if out in range(3) else {}
    till.tell("order.placed", body)
    return till


def test_a_dish_that_two_histories_took_leaves_the_stock_once() -> None:
    """It has one ticket: what a till that went back prints of it again is marked."""
    common = evening()
    count = name_of_count(common.tables, ["soup", "cake"], common.clock, b"a" * 10)
    common.tell("stock.set", {"items": {"soup": 9_000, "cake": 9_000}, "count": count})
    left = told(common, "b", [NO_SOUP])
    assert {row.item: row.left for row in left.tables.where(Counted)} == {"soup": 9_000, "cake": 7_000}
    tables = all_of(left, told(common, "c", [WHOLE]), before=common)
    assert {row.item: row.left for row in tables.where(Counted)} == {"soup": 8_000, "cake": 7_000}


@pytest.mark.parametrize("other_way", [False, True])
@pytest.mark.parametrize("cooked, left", [(False, 9_000), (True, 6_000)])
def test_what_both_histories_take_off_comes_back_once_and_waste_does_not(
    cooked: bool, left: int, other_way: bool
) -> None:
    common = evening()
    count = name_of_count(common.tables, ["soup"], common.clock, b"a" * 10)
    common.tell("stock.set", {"items": {"soup": 9_000}, "count": count})
    tills = [told(common, name, [("cart", "one", "one", 3)]) for name in "bc"]
    for till in tills:
        body = {"act": till.act, "opening": "one", "line": "cart3.0", "quantity": 3_000, "cooked": cooked}
        till.tell("line.voided", {**body, COUNTS: {"soup": count}})
    tables = all_of(*(reversed(tills) if other_way else tills), before=common)
    assert [row.left for row in tables.where(Counted)] == [left]


@pytest.mark.parametrize("other_way", [False, True])
def test_a_table_knows_since_when_it_waits_for_a_portion_of_what_the_other_history_took_before(
    other_way: bool,
) -> None:
    """It came there from the table where one of them had taken it."""
    common = evening()
    asked = ("asked", "one", "", 2)
    tills = [told(common, "b", [asked]), told(common, "c", [asked, ("move", "one", "two", 1)])]
    tables = all_of(*(reversed(tills) if other_way else tills), before=common)
    there, (order,) = tables.get(Opening, "two"), tables.where(Order)
    assert there and there.waiting_since == there.ordered_at == order.at


def test_a_part_that_an_older_program_took_means_what_it_meant() -> None:
    common = evening()
    (fact,) = told(common, "b", [NO_SOUP]).facts
    body = {name: value for name, value in fact.body.items() if name != PLACES}
    apply(Event(fact.seq, fact.kind, fact.at, fact.date, fact.by, body), common.tables)
    assert dishes(common.tables) == {"cart1.0": ("tea", 1_000), "cart1.1": ("cake", 2_000)}
