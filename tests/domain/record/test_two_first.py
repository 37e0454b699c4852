"""Orders that are paid first, and that two histories took, cooked or let go: heard in any order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.money.payments import Settlement
from domain.record.fold import apply
from domain.selling.order_rows import OrderLine, lines_of_order
from domain.selling.orders import Heard
from domain.selling.printing import PrintJob, keys_on
from domain.selling.request import Verdict
from domain.selling.unpaid import RELEASED, TAKEN, WAITING, PayFirst, still_to_pay
from domain.supply.counted import COUNTS, Counted
from tests.domain.record.two_first import FirstTill, house, told
from tests.domain.record.two_tills import same_in_any_order, stories

MANY = 40
ASKED = ("ask", "ask", "ask", "pay_order", "pay_order", "charge_order", "lapse")
STORIES: dict[str, tuple[list[tuple[str, int]], tuple[str, ...], list[str]]] = {
    "taken in both": ([], ASKED, ["one"]),
    "taken before": (
        [("ask", 1), ("ask", 2)],
        ("pay_order", "charge_order", "lapse", "sold_out", "sold_out", "serve_order"),
        ["one"],
    ),
    "at any table": ([], (*ASKED, "sold_out", "sold_out", "serve_order", "decline_order"), ["one", "two"]),
    "and paid first in one only": (
        [],
        ("ask", "ask", "ask_plain", "pay_order", "lapse", "serve_order"),
        ["one"],
    ),
    "taken in part": (
        [],
        ("ask", "ask", "ask", "ask_plain", "pay_order", "charge_order", "lapse", "sold_out", "serve_order"),
        ["one", "two"],
    ),
    "cooked at once in both": (
        [],
        ("ask_plain", "ask_plain", "ask", "sold_out", "void_dish", "void_dish", "split", "move"),
        ["one", "two"],
    ),
    "with bills that are split": (
        [("ask", 2)],
        ("split", "split", "merge", "pay_order", "pay_order", "lapse", "clear"),
        ["one"],
    ),
    "let go here, split and paid in part there": (
        [("ask", 2), ("ask", 3)],
        ("split", "split", "pay_order", "pay_part", "pay_part", "lapse", "lapse", "move", "void_dish"),
        ["one", "two"],
    ),
}


@pytest.mark.parametrize("before, acts, where", STORIES.values(), ids=STORIES)
@settings(max_examples=MANY)
@given(data=st.data())
def test_an_order_that_is_paid_first_is_the_same_in_whatever_order_it_is_heard(
    before: list[tuple[str, int]], acts: tuple[str, ...], where: list[str], data: st.DataObject
) -> None:
    common = told(house(), "a", [(act, "one", "", number) for act, number in before])
    left, right = (data.draw(stories(*acts, at=where, most=5)) for _each in "bc")
    same_in_any_order(common, told(common, "b", left), told(common, "c", right))


def heard(common: FirstTill, left: FirstTill, right: FirstTill, places: tuple[int, ...]) -> FirstTill:
    """A till that has heard both histories, the left one's facts at these places of all."""
    till, one, other = told(common, "z", []), iter(left.facts), iter(right.facts)
    for place in range(len(left.facts) + len(right.facts)):
        apply(next(one if place in places else other), till.tables)
    return till


def portions(till: FirstTill) -> tuple[int, int]:
    """How many portions of soup are left, and how many are on bills."""
    (soup,) = till.tables.where(Counted, item="soup")
    return soup.left // 1_000, sum(row.quantity for row in till.tables.where(OrderLine, dish="soup")) // 1_000


@pytest.mark.parametrize("places", [(0, 1, 2), (1, 2, 3), (2, 3, 4), (0, 3, 4), (1, 2, 4)])
def test_what_both_histories_took_counts_from_the_first_and_takes_from_stock_once(
    places: tuple[int, ...],
) -> None:
    common, asked = house(), ("ask", "one", "", 2)
    left, right = told(common, "b", [asked]), told(common, "c", [("serve", "two", "", 1), asked])
    left.pay_order("", "", 2)
    till = heard(common, left, right, places)
    (row,) = till.tables.where(PayFirst)
    assert (row.state, row.at) == (TAKEN, left.clock)
    assert row.placed[0].at == min(one.at for one in row.placed) and len(row.placed) == 2
    assert portions(till) == (7, 2)


@pytest.mark.parametrize("places", [(0,), (2,), (1,)])
def test_what_one_history_lets_go_and_the_other_cooks_is_cooked_and_its_guest_reads_so(
    places: tuple[int, ...],
) -> None:
    common = told(house(), "a", [("ask", "one", "", 2)])
    left, right = told(common, "b", [("lapse", "", "", 2)]), told(common, "c", [("pay_order", "", "", 2)])
    assert portions(left) == (9, 0)
    till = heard(common, left, right, places)
    (row,), (answer,) = till.tables.where(PayFirst), till.tables.where(Heard)
    assert (row.state, row.freed, answer.verdict.state) == (TAKEN, {}, "accepted")
    assert portions(till) == (7, 2)
    assert not [line for line in till.tables.where(OrderLine) if line.held or line.voided]


@pytest.mark.parametrize("places", [(0,), (1,)])
def test_what_both_histories_let_go_goes_back_to_stock_once(places: tuple[int, ...]) -> None:
    common = told(house(), "a", [("ask", "one", "", 2)])
    left, right = told(common, "b", [("lapse", "", "", 2)]), told(common, "c", [("lapse", "", "", 2)])
    till = heard(common, left, right, places)
    assert portions(till) == (9, 0)
    (row,), (answer,) = till.tables.where(PayFirst), till.tables.where(Heard)
    assert row.state == RELEASED and row.at == answer.verdict.at == left.clock < right.clock


@pytest.mark.parametrize("first", [True, False])
def test_what_was_sold_out_in_one_history_and_cooked_in_the_other_is_cooked(first: bool) -> None:
    common = told(house(), "a", [("ask", "one", "", 2)])
    gone = [("sold_out", "", "two", 2), ("charge_order", "", "", 2)]  # no tea: the rest is left to pay
    left, right = told(common, "b", gone), told(common, "c", [("pay_order", "", "", 2)])
    count = len(left.facts)
    places = tuple(range(count)) if first else tuple(range(len(right.facts), len(right.facts) + count))
    till = heard(common, left, right, places)
    (row,), (answer,) = till.tables.where(PayFirst), till.tables.where(Heard)
    assert (row.freed, row.refused, answer.verdict.state) == ({}, (), "accepted")
    tea = [job for job in till.tables.where(PrintJob, station="bar") if job.kind == "kitchen"]
    assert len(tea) == 1


def test_a_guest_reads_of_each_dish_by_its_place_in_the_cart_when_they_go_one_after_the_other() -> None:
    till = told(house(), "a", [("ask", "one", "", 1)])
    till.sold_out("", "two", 1)
    assert [one.index for one in answered(till).refused] == [0]
    till.sold_out("", "two", 2)
    assert [one.index for one in answered(till).refused] == [0, 1]
    till.sold_out("", "two", 3)
    assert (answered(till).state, answered(till).code) == ("refused", "sold_out")


def answered(till: FirstTill) -> Verdict:
    (answer,) = till.tables.where(Heard)
    return answer.verdict


def test_an_order_of_a_program_that_kept_no_tellings_goes_on() -> None:
    """A damaged journal is not folded anew after an update: its rows stay as they were."""
    till = told(house(), "a", [("ask", "one", "", 2)])
    (row,) = till.tables.where(PayFirst)
    till.tables.put(replace(row, placed=(), cooked=(), let_go=(), stock={}))
    till.pay_order("", "", 2)
    (row,) = till.tables.where(PayFirst)
    assert (row.state, row.phone, portions(till)) == (TAKEN, "phone2", (7, 2))
    assert answered(till).state == "accepted"


NO_SOUP, WHOLE = ("ask", "one", "two", 1), ("ask", "one", "", 1)


@pytest.mark.parametrize("places", [(0,), (1,)])
def test_what_one_history_had_and_the_other_had_not_waits_for_money_with_the_rest(
    places: tuple[int, ...],
) -> None:
    common = house()
    till = heard(common, told(common, "b", [NO_SOUP]), told(common, "c", [WHOLE]), places)
    assert (answered(till).state, answered(till).refused) == ("accepted", ())
    assert portions(till) == (8, 1)
    till.pay_order("", "", 1)
    (row,) = till.tables.where(PayFirst)
    assert row.state == TAKEN and set(row.cooked[0].lines) == {"asked1.0", "asked1.1", "asked1.2"}


@pytest.mark.parametrize("places", [(0, 1), (1, 2), (0, 2)])
def test_what_the_other_history_had_waits_on_when_one_lets_all_go_that_it_had(
    places: tuple[int, ...],
) -> None:
    common = house()
    left, right = told(common, "b", [NO_SOUP, ("lapse", "", "", 1)]), told(common, "c", [WHOLE])
    till = heard(common, left, right, places)
    (row,) = till.tables.where(PayFirst)
    assert (row.state, set(row.freed)) == (WAITING, {"asked1.1", "asked1.2"})
    assert [one.index for one in answered(till).refused] == [1, 2]
    till.lapse("", "", 1)
    (row,) = till.tables.where(PayFirst)
    assert (row.state, answered(till).state, portions(till)) == (RELEASED, "refused", (9, 0))


@pytest.mark.parametrize("places", [(0,), (1,)])
@pytest.mark.parametrize("plain", [NO_SOUP, WHOLE])
def test_what_one_history_cooks_at_once_is_cooked_and_what_only_the_other_had_is_held(
    plain: tuple[str, str, str, int], places: tuple[int, ...]
) -> None:
    common, other = house(), WHOLE if plain == NO_SOUP else NO_SOUP
    left, right = told(common, "b", [("ask_plain", *plain[1:])]), told(common, "c", [other])
    till = heard(common, left, right, places)
    held = [line.dish for line in till.tables.where(OrderLine) if line.held]
    assert held == (["soup"] if plain == NO_SOUP else [])
    assert (answered(till).state, portions(till)) == ("accepted", (8, 1))
    (row,) = till.tables.where(PayFirst)
    assert [line.dish for line in still_to_pay(till.tables, row)] == held
    assert row.state == (WAITING if held else TAKEN)


@pytest.mark.parametrize("places", [(0,), (1,)])
def test_what_only_the_history_that_is_paid_first_had_is_cooked_with_its_money_or_let_go(
    places: tuple[int, ...],
) -> None:
    """The other one's house cooked the rest at once; the kitchen gets a slip of the soup alone."""
    common = house()
    left, right = told(common, "b", [("ask_plain", *NO_SOUP[1:])]), told(common, "c", [WHOLE])
    paid, over = (heard(common, left, right, places) for _each in range(2))
    (soup,) = [line for line in paid.tables.where(OrderLine) if line.dish == "soup"]
    assert not [job for job in paid.tables.where(PrintJob) if keys_on(job, soup)]
    paid.pay_order("", "", 1)
    (row,), (settled,) = paid.tables.where(PayFirst), paid.tables.where(Settlement)
    assert (row.state, settled.total, portions(paid)) == (TAKEN, 900, (8, 1))
    (slip,) = [job for job in paid.tables.where(PrintJob, station="kitchen") if keys_on(job, soup)]
    assert slip.lines == (soup.id,) and not [line for line in paid.tables.where(OrderLine) if line.held]
    over.lapse("", "", 1)
    (row,) = over.tables.where(PayFirst)
    assert (row.state, portions(over)) == (TAKEN, (9, 0))
    assert [one.index for one in answered(over).refused] == [0]


@pytest.mark.parametrize("places", [(0,), (1,)])
def test_a_portion_that_one_history_split_off_goes_with_the_order_that_the_other_let_go(
    places: tuple[int, ...],
) -> None:
    """Else its guest would be asked for a dish that nobody cooks."""
    common = told(house(), "a", [("ask", "one", "", 5)])
    left, right = told(common, "b", [("split", "one", "", 3)]), told(common, "c", [("lapse", "", "", 5)])
    till = heard(common, left, right, places)
    (row,) = till.tables.where(PayFirst)
    assert row.state == RELEASED
    assert [line.quantity for line in lines_of_order(till.tables, row.id)] == [0, 0, 0, 0]
    assert portions(till) == (9, 0)


@pytest.mark.parametrize("number, portions_paid", [(5, 3), (3, 3)])
@pytest.mark.parametrize("places", [(0, 1), (0, 2), (1, 2)])
def test_what_was_split_off_and_paid_is_cooked_though_the_other_history_let_the_order_go(
    places: tuple[int, ...], number: int, portions_paid: int
) -> None:
    common = told(house(), "a", [("ask", "one", "", number)])
    left, right = told(common, "b", [("split", "one", "", 3)]), told(common, "c", [("lapse", "", "", number)])
    left.pay_part("one", "", 2)
    till = heard(common, left, right, places)
    assert till.tables.where(PayFirst)[0].state == WAITING
    assert [one.index for one in answered(till).refused] == ([0, 1, 2] if number == 5 else [1, 2])
    till.pay_order("", "", number)
    (row,) = till.tables.where(PayFirst)
    assert row.state == TAKEN and portions(till) == (6, portions_paid)


def test_what_no_station_makes_is_there_since_it_was_first_ordered() -> None:
    common = house()
    tills = [with_towels(told(common, name, [])) for name in "cb"]
    for places in ((0,), (1,)):
        (line,) = heard(common, tills[0], tills[1], places).tables.where(OrderLine)
        assert line.served_at == tills[1].clock < tills[0].clock


def with_towels(till: FirstTill) -> FirstTill:
    """A request for towels alone."""
    towels: dict[str, Any] = {
        "dish": "towels",
        "spec": "one",
        "names": {},
        "price": 100,
        "quantity": 2_000,
        "station": "",
    }
    body = {"opening": "one", "order": "towels", "round": 1, "digest": "towels", "lines": [towels]}
    till.tell("order.placed", {**body, COUNTS: {}})
    return till


@pytest.mark.parametrize("places", [(0, 1), (0, 2), (1, 2)])
def test_what_was_let_go_before_the_rest_of_its_bill_was_paid_is_not_paid_for(
    places: tuple[int, ...],
) -> None:
    common = told(house(), "a", [("ask", "one", "", 2), ("order", "one", "", 1), ("merge", "one", "", 1)])
    left = told(common, "b", [("lapse", "", "", 2), ("pay", "one", "", 1)])
    right = told(common, "c", [("order", "one", "", 1)])
    till = heard(common, left, right, places)
    (row,) = till.tables.where(PayFirst)
    assert row.state == RELEASED and answered(till).state == "refused"
