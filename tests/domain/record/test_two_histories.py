"""Two histories of one till, each with joins, moves, payments and banquets: in any order, the same state."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.floor.cleaning import Uncleaned
from domain.floor.moves import told_of, what_joins
from domain.floor.openings import Opening, parties_at
from domain.money.bills import FOLLOWS, Bill, further_bill
from domain.money.borne import borne_on
from domain.money.merging import TOOK, what_comes
from domain.money.paid_twice import paid_twice
from domain.money.payments import Payment, Settlement, is_paid, open_bills, paid_so_far
from domain.money.settled import by_time
from domain.money.to_give_back import ToGiveBack, all_owing, owing_on
from domain.record.fold import apply
from domain.record.proof import imbalances_of
from domain.record.rows import Document
from domain.selling.order_rows import OrderLine
from domain.selling.printing import PrintJob
from tests.domain.record.two_tills import (
    NOON,
    TABLES,
    Till,
    each_dish_is_paid_once,
    evening,
    mixed,
    nothing_is_lost,
    same_in_any_order,
    seen,
    stories,
    told,
)

MANY = 30
FLOOR = ("order", "order", "join", "join", "part", "pay", "pay", "clear", "move", "void")
WORDS = (
    "price",
    "off",
    "guests",
    "serve",
    "unserve",
    "change",
    "call",
    "later",
    "answer",
    "void",
    "given",
    "sit",
    "time",
)
FEASTS = ("fewer", "fewer", "more", "void", "pay")
SERVED = ("serve", "unserve", "more", "fewer")
OF_A_FEAST = (("given", "fewer", "more"), SERVED, ("reserve", "out_of_reserve"))
LATER = ("later", "later", "change", "pay", "order", "leave", "clear", "void", "split", "join")
DOOR = ("leave", "clean", "come", "change")
BILLS = ("split", "split", "merge", "pay_part", "move", "price", "serve", "unserve", "void", "order", "clear")
PASS = ("serve", "unserve", "unserve", "serve", "void", "order", "move", "join")
TOGETHER = ("split", "split", "merge", "pay_part", "order")
PARTS = ("split", "merge", "pay_part", "join", "part", "order")
MONEY = ("some", "some", "pay_part", "pay_part", "split", "split", "order", "merge", "clear", "void", "off")
MONEY_MOVES = ("some", "some", "pay_part", "join", "part", "split", "order", "unvoucher", "voucher", "move")
CARTS = ("cart", "cart", "order", "pay", "move", "void", "serve", "join", "part", "split", "pay_part")
REQUESTS = ("asked", "asked", "join", "order", "part", "pay", "split", "pay_part")
CODES = ("voucher", "unvoucher", "unvoucher", "pay", "order", "split")
HOUSE = ("count", "hand_over", "account", "account")


@settings(max_examples=MANY)
@given(before=stories("order", "join"), left=stories(*FLOOR), right=stories(*FLOOR))
def test_a_table_that_one_history_joins_and_the_other_pays(before: Any, left: Any, right: Any) -> None:
    common = told(evening(), "a", before)
    same_in_any_order(common, told(common, "b", left), told(common, "c", right))


@settings(max_examples=MANY)
@given(before=stories("order"), left=stories(*WORDS, "join", "pay"), right=stories(*WORDS, "join", "pay"))
def test_what_two_histories_say_anew(before: Any, left: Any, right: Any) -> None:
    common = told(evening(), "a", before)
    same_in_any_order(common, told(common, "b", left), told(common, "c", right))


@settings(max_examples=MANY)
@given(left=stories(*FEASTS), right=stories(*FEASTS))
def test_a_table_of_a_banquet_is_dropped_in_one_history_its_dishes_go_in_the_other(
    left: Any, right: Any
) -> None:
    common = evening()
    common.feast(4, 2)
    same_in_any_order(common, told(common, "b", left), told(common, "c", right))


@pytest.mark.parametrize("acts", OF_A_FEAST)
@settings(max_examples=MANY)
@given(data=st.data())
def test_what_two_histories_give_serve_and_open_of_a_banquet(
    acts: tuple[str, ...], data: st.DataObject
) -> None:
    common = evening()
    common.feast(4, 2)
    left, right = (data.draw(stories(*acts, at=["one"], most=4)) for _each in "bc")
    same_in_any_order(common, told(common, "b", left), told(common, "c", right))


@settings(max_examples=MANY)
@given(before=stories("leave", at=["one"]), left=stories(*DOOR, at=["one"]), right=stories(*DOOR, at=["one"]))
def test_a_table_is_left_in_one_history_and_cleaned_or_taken_in_the_other(
    before: Any, left: Any, right: Any
) -> None:
    common = told(evening(), "a", before)
    same_in_any_order(common, told(common, "b", left), told(common, "c", right))


@settings(max_examples=MANY)
@given(
    before=stories("order", "later", at=["one"]),
    left=stories(*LATER, at=["one", "two"]),
    right=stories(*LATER, at=["one", "two"]),
)
def test_guests_pay_later_in_one_history_and_pay_or_sit_elsewhere_in_the_other(
    before: Any, left: Any, right: Any
) -> None:
    common = told(evening(), "a", before)
    same_in_any_order(common, told(common, "b", left), told(common, "c", right))


@pytest.mark.parametrize("other", ["leave", "clear"])
def test_guests_who_moved_in_two_histories_leave_the_table_behind_at_which_each_saw_them(other: str) -> None:
    common = told(evening(), "a", [("order", "one", "", 1), ("pay", "one", "", 1)])
    left, right = (
        told(common, name, [("change", "one", "", 2), (other, "one", "", 2)]) for name in ("b", "c")
    )
    same_in_any_order(common, left, right)
    for places in ((0, 1), (2, 3)):
        tables = mixed(common, left.facts, right.facts, places)[0]
        assert {"Bb", "Bc"} <= set(tables[Uncleaned]), "dishes stand on both"


@pytest.mark.parametrize("other", [[], [("merge", "one", "", 1)]])
def test_a_part_of_which_two_histories_split_off_the_same_guest_charges_for_nobody(other: list[Any]) -> None:
    """One guest less than none read as all those of the table for whom no other bill charges."""
    common = told(evening(), "a", [("order", "one", "", 3), ("split", "one", "", 3)])
    left = told(common, "b", [("split", "one", "", 1), *other])
    right = told(common, "c", [("split", "one", "", 1)])
    same_in_any_order(common, left, right)
    (part,) = (one.id for one in common.tables.where(Bill, root="one"))
    for places in ((0,), (1,)) if not other else ():
        bills = mixed(common, left.facts, right.facts, places)[0][Bill]
        assert bills[part]["guests"] != FOLLOWS and Bill(**bills[part]).count == -1


@pytest.mark.parametrize("acts, where", [(BILLS, ["one", "two"]), (PARTS, list(TABLES)), (TOGETHER, ["one"])])
@settings(max_examples=MANY)
@given(data=st.data())
def test_bills_that_two_histories_split_put_together_and_pay(
    acts: tuple[str, ...], where: list[str], data: st.DataObject
) -> None:
    common = told(evening(), "a", data.draw(stories("order", "order", "split", "join", at=where)))
    left, right = (data.draw(stories(*acts, at=where, most=4)) for _each in "bc")
    same_in_any_order(common, told(common, "b", left), told(common, "c", right))


@pytest.mark.parametrize("acts, where", [(MONEY, ["one"]), (MONEY_MOVES, ["one", "two"])])
@settings(max_examples=MANY)
@given(data=st.data())
def test_money_that_two_histories_take_for_one_bill(
    acts: tuple[str, ...], where: list[str], data: st.DataObject
) -> None:
    common = told(evening(), "a", [("order", "one", "", 3), *data.draw(stories("order", "split", at=where))])
    left, right = (data.draw(stories(*acts, at=where, most=5)) for _each in "bc")
    same_in_any_order(common, told(common, "b", left), told(common, "c", right))


@settings(max_examples=MANY)
@given(before=stories("order", "order", "serve"), left=stories(*PASS), right=stories(*PASS))
def test_dishes_that_one_history_ticks_off_and_the_other_takes_back(
    before: Any, left: Any, right: Any
) -> None:
    common = told(evening(), "a", before)
    same_in_any_order(common, told(common, "b", left), told(common, "c", right))


@settings(max_examples=MANY)
@given(before=stories("order", "join"), left=stories(*REQUESTS), right=stories(*REQUESTS))
def test_a_request_that_both_histories_take_at_tables_that_one_of_them_joins(
    before: Any, left: Any, right: Any
) -> None:
    common = told(evening(), "a", before)
    same_in_any_order(common, told(common, "b", left), told(common, "c", right))


@settings(max_examples=MANY)
@given(before=stories("order"), left=stories(*CARTS), right=stories(*CARTS))
def test_a_request_that_one_history_takes_whole_and_the_other_in_part(
    before: Any, left: Any, right: Any
) -> None:
    common = told(evening(), "a", before)
    same_in_any_order(common, told(common, "b", left), told(common, "c", right))


def test_what_is_ordered_on_a_part_that_only_one_history_split_off_is_owed_there() -> None:
    """There the whole was paid, and the part was none any more as long as nothing stood on it."""
    common = evening()
    split = [("asked", *ONE, 1), ("split", *ONE, 2), ("pay_part", *ONE, 2), ("asked", *ONE, 2)]
    paid = told(common, "b", [("asked", *ONE, 1), ("pay_part", *ONE, 1)])
    same_in_any_order(common, paid, told(common, "c", split))


def test_what_one_history_paid_at_its_table_and_the_other_split_at_another_is_the_same_for_all() -> None:
    """Its guest paid at A1, the other till put all of it onto a bill of its own at A2."""
    paid = [("asked", "one", "", 2), ("pay_part", "one", "", 1)]
    split = [("asked", "two", "", 2), ("split", "two", "", 2)]
    common = evening()
    same_in_any_order(common, told(common, "b", paid), told(common, "c", split))


@pytest.mark.parametrize("places", list(combinations(range(4), 2)))
def test_a_request_that_was_paid_at_two_tables_is_cooked_once_and_due_back_once(
    places: tuple[int, ...],
) -> None:
    common = evening()
    left, right = ([("asked", at, "", 2), ("pay_part", at, "", 1)] for at in ("one", "two"))
    tables = union(common, left, right, places).tables
    (line,), (ticket,) = tables.where(OrderLine), tables.where(PrintJob)
    assert (line.bill, ticket.opening) == ("one", "one")
    owed = {one.id: paid_twice(tables, one) for one in tables.where(Settlement)}
    assert owed == {"one": 0, "two": 1_800}
    assert [one.id for one in tables.where(ToGiveBack, open=1)] == ["two"]


JOINED = {
    "joined and parted here, split there": (
        [],
        [("join", "three", "two", 1), ("part", "", "two", 1)],
        [("asked", "two", "", 2), ("split", "two", "", 2)],
    ),
    "joined and parted here, paid and ordered anew there": (
        [("order", "two", "", 2)],
        [("join", "three", "two", 2), ("part", "", "two", 1)],
        [("pay", "two", "", 1), ("order", "two", "", 2)],
    ),
    "joined by both, split by one": (
        [("order", "two", "", 1)],
        [("join", "one", "two", 1), ("split", "one", "", 2)],
        [("join", "one", "two", 3)],
    ),
    "each joined the other's table, split by one": (
        [("order", "three", "", 2)],
        [("join", "two", "three", 2), ("split", "two", "", 1)],
        [("join", "three", "two", 2)],
    ),
    "parted, paid and ordered anew here, asked while joined there": (
        [("join", "three", "two", 2), ("order", "two", "", 2)],
        [("part", "", "two", 3), ("pay", "two", "", 2), ("asked", "two", "", 2)],
        [("asked", "two", "", 1)],
    ),
    "parted and joined anew here, paid and ordered there": (
        [("join", "one", "two", 3), ("order", "one", "", 2)],
        [("part", "", "two", 2), ("join", "one", "two", 1)],
        [("pay", "one", "", 3), ("order", "two", "", 2)],
    ),
    "ordered while joined, parted here and paid there": (
        [("join", "one", "three", 2), ("order", "three", "", 3)],
        [("part", "", "three", 1)],
        [("pay", "one", "", 1)],
    ),
}


@pytest.mark.parametrize("before, left, right", JOINED.values(), ids=JOINED)
def test_a_dish_of_a_joined_table_comes_back_onto_the_bill_where_it_was_put(
    before: list[Any], left: list[Any], right: list[Any]
) -> None:
    common = told(evening(), "a", before)
    same_in_any_order(common, told(common, "b", left), told(common, "c", right))


@settings(max_examples=MANY)
@given(left=stories(*HOUSE), right=stories(*HOUSE))
def test_drawers_and_accounts_of_two_histories(left: Any, right: Any) -> None:
    common = evening()
    common.take()
    same_in_any_order(common, told(common, "b", left), told(common, "c", right))


def test_two_histories_that_each_add_an_account_keep_both() -> None:
    common = evening()
    common.account("", "Hotel", 1)
    left, right = (
        told(common, "b", [("account", "", "Bank", 2)]),
        told(common, "c", [("account", "", "Club", 3)]),
    )
    for places in ((0,), (1,)):
        (document,) = mixed(common, left.facts, right.facts, places)[0][Document].values()
        assert [one["id"] for one in document["body"]["accounts"]] == ["Bank", "Club", "Hotel"]


@pytest.mark.parametrize("places", [(0,), (1,)])
def test_the_dishes_of_a_table_stand_where_they_were_paid(places: tuple[int, ...]) -> None:
    """Seed 28 of the restored till, told in short."""
    common = told(evening(), "a", [("order", "two", "two", 1)])
    left, right = (
        told(common, "b", [("join", "one", "two", 1)]),
        told(common, "c", [("pay", "two", "two", 1)]),
    )
    rows = mixed(common, left.facts, right.facts, places)[0]
    (line,) = rows[OrderLine].values()
    assert (line["opening"], line["bill"], line["placed_at"]) == ("two", "two", "")
    assert (rows[Opening]["one"]["ordered_at"], rows[Opening]["two"]["into"]) == (0, "one")


def rows_after(common: Till, left: list[Any], right: list[Any], places: tuple[int, ...]) -> Any:
    """The lines, bills and openings once both histories were heard."""
    one, other = told(common, "b", left), told(common, "c", right)
    found = mixed(common, one.facts, other.facts, places)[0]
    return list(found[OrderLine].values()), found[Bill], found[Opening]["one"]


def union(common: Till, left: list[Any], right: list[Any], places: tuple[int, ...]) -> Till:
    """A till that has heard both histories, and goes on."""
    till = Till("z", common)
    one, other = iter(told(common, "b", left).facts), iter(told(common, "c", right).facts)
    for place in range(len(left) + len(right)):
        apply(next(one if place in places else other), till.tables)
    till.seq, till.clock = 1_000, NOON * 2
    return till


ORDERED = {
    "ordered": ([("order", "one", "", 2)], [("pay", "one", "", 1), ("clear", "one", "", 1)]),
    "joined": ([("join", "one", "two", 1)], [("pay", "one", "", 1), ("clear", "one", "", 1)]),
    "moved": ([("move", "two", "one", 1)], [("pay", "one", "", 1), ("clear", "one", "", 1)]),
    "left": ([("order", "three", "", 2)], [("leave", "three", "", 2), ("call", "three", "", 1)]),
}


@pytest.mark.parametrize("places", [(0,), (1,), (2,)])
@pytest.mark.parametrize("left, right", ORDERED.values(), ids=ORDERED)
def test_what_one_history_put_on_a_bill_that_the_other_paid_is_owed_on_a_further_one(
    left: list[Any], right: list[Any], places: tuple[int, ...]
) -> None:
    """The guests had even left by the other history: their table is in use until the rest is paid."""
    common = told(evening(), "a", [("order", "one", "", 1), ("order", "two", "", 1)])
    till, paid = union(common, left, right, places), told(common, "c", right)
    (where,) = {one.id for one in till.tables.where(Opening) if one.cleared_at}
    opening = till.of(where)
    (open_bill,) = open_bills(till.tables, where)
    owed = [row for row in till.tables.where(OrderLine, bill=open_bill.id) if row.quantity]
    assert opening.live and not opening.paid_at and sum(row.amount for row in owed) in (900, 1_800)
    assert till.tables.where(Settlement) == paid.tables.where(Settlement)
    for settled in paid.tables.where(Settlement):
        now, then = (one.where(OrderLine, bill=settled.id) for one in (till.tables, paid.tables))
        assert now == then  # its dishes and sums are as they were paid
    till.pay(where, "", 1)
    assert till.of(where).paid_at and not till.of(where).live
    assert len({one.bill for one in till.tables.where(Payment)}) == len(till.tables.where(Payment))


def test_what_comes_when_the_further_bill_is_paid_too_is_owed_on_one_behind_it() -> None:
    """Seed 10005: a table that had left and paid for what came late has later dishes of the other history."""
    common = told(evening(), "a", [("order", "one", "", 1)])
    ordered = told(common, "b", [("order", "one", "", portions) for portions in (1, 2, 3)])
    till = told(common, "c", [("pay", "one", "", 1), ("clear", "one", "", 1)])
    apply(ordered.facts[0], till.tables)
    till.pay("one", "", 1)
    assert till.of("one").paid_at
    for fact in ordered.facts[1:]:
        apply(fact, till.tables)
    nothing_is_lost(till.tables)
    owed = [row for row in till.tables.where(OrderLine) if not is_paid(till.tables, row)]
    opening = till.of("one")
    assert [row.quantity for row in owed] == [2_000, 3_000]
    assert opening.live and not opening.paid_at


@pytest.mark.parametrize("heard", [0, 1, 2, 3])
def test_a_lost_dish_that_a_further_bill_paid_is_paid_wherever_it_is_heard_last(heard: int) -> None:
    """Seed 11217: the till had its forgotten order back before its guests paid again; a server heard of it
    only behind that, and owed it anew."""
    common = told(evening(), "a", [("order", "one", "", 1)])
    lost = told(common, "b", [("order", "one", "", 2)])
    till = told(common, "c", [("pay", "one", "", 1), ("clear", "one", "", 1)])
    apply(lost.facts[0], till.tables)
    till.pay("one", "", 1)
    assert till.of("one").paid_at and not till.of("one").live
    server = told(common, "d", [])
    for place, fact in enumerate([*till.facts, None]):
        if place == heard:
            apply(lost.facts[0], server.tables)
        if fact is not None:
            apply(fact, server.tables)
    for kind in (Opening, OrderLine, Bill, Settlement, Payment):
        mine, theirs = ([seen(row) for row in one.tables.where(kind)] for one in (till, server))
        assert theirs == mine, kind.__name__


@pytest.mark.parametrize("heard", [0, 1, 2, 3, 4])
def test_what_comes_late_for_a_table_that_paid_and_was_joined_is_asked_of_what_it_still_owes(
    heard: int,
) -> None:
    """Seed 22032: not of those whom the table was joined to, who had paid as well."""
    common = told(evening(), "a", [("order", "one", "", 1), ("order", "two", "", 1), ("order", "two", "", 2)])
    late = told(common, "b", [("order", "two", "", 3)]).facts
    before = told(common, "c", [("pay_part", "two", "", 0)]).facts
    lost = told(common, "d", [("order", "two", "", 4)]).facts
    till = told(common, "c", [])
    for fact in [*lost, *before]:
        apply(fact, till.tables)
    paid = Till("e", till)
    owed, along = further_bill("two"), f"{'joined':0<12}7{'bill':0<19}"
    head, other = paid.of("one"), paid.of("two")
    told_there = {**told_of(other, head, []), **what_joins(paid.tables, head, other, [owed])}
    names = {"move": "joined", "opening": "one", "joined": "two", "bills": {owed: along}}
    paid.tell("openings.joined", {**names, **told_there})
    for _each in range(2):  # what was theirs, and what the table still owed
        paid.pay_part("one", "", 0)
    facts = [*lost, *before, *paid.facts]
    ways = [[*facts[:place], *late, *facts[place:]] for place in (0, heard + 1)]
    ends = []
    for way in ways:
        end = told(common, "f", [])
        for fact in way:
            apply(fact, end.tables)
        ends.append(
            {kind: [seen(row) for row in end.tables.where(kind)] for kind in (Opening, OrderLine, Bill)}
        )
    assert [one.bill for one in till.tables.where(OrderLine, opening="two") if one.bill != "two"] == [owed]
    assert ends[0] == ends[1]


@pytest.mark.parametrize("heard", [0, 1, 2, 3])
def test_money_that_two_bills_count_is_had_once_and_given_back_once(heard: int) -> None:
    """Seed 22862: a till that went back had sold, when it had its lost dish and part payment back; they stood
    on a further bill, and it took the rest there. The other history had taken the rest on the first bill."""
    common = told(evening(), "a", [])
    lost = told(common, "b", [("order", "one", "", 2), ("some", "one", "", 2), ("pay", "one", "", 1)])
    till = told(common, "c", [("order", "one", "", 1), ("pay", "one", "", 1)])
    for fact in lost.facts[:2]:
        apply(fact, till.tables)
    till.pay("one", "", 1)
    apply(lost.facts[2], till.tables)
    server = told(common, "d", [])
    for fact in [*lost.facts[:2], *till.facts[:heard], lost.facts[2], *till.facts[heard:]]:
        apply(fact, server.tables)
    for kind in (Opening, OrderLine, Bill, Settlement, Payment):
        mine, theirs = ([seen(row) for row in one.tables.where(kind)] for one in (till, server))
        assert theirs == mine, kind.__name__
    assert not [one for one in imbalances_of(till.tables) if one.what == "bill"]
    (further,) = (one.bill for one in all_owing(till.tables) if one.bill.id != "one")
    assert paid_so_far(till.tables, "one", further.id) == 1_600  # though it was paid by 200 more
    assert owing_on(till.tables, further).amount == 1_600


@settings(max_examples=MANY)
@given(before=stories("order", "voucher", at=["one"]), data=st.data())
def test_vouchers_that_one_history_takes_off_and_the_other_counts(before: Any, data: st.DataObject) -> None:
    """What a settled bill counts stays paid; seed 2006 of the wider simulator."""
    common = told(evening(), "a", [("order", "one", "", 1), *before])
    left, right = (data.draw(stories(*CODES, at=["one"], most=4)) for _each in "bc")
    same_in_any_order(common, told(common, "b", left), told(common, "c", right))


def test_a_dish_that_both_histories_paid_stands_on_no_further_bill() -> None:
    """The one history ordered more before it was paid; the other had not, and both settled the bill."""
    common = told(evening(), "a", [("order", "one", "", 1)])
    left, right = [("order", "one", "", 2), ("pay", "one", "", 1)], [("pay", "one", "", 1)]
    for places in ((0, 1), (1, 2), (0, 2)):
        till = union(common, left, right, places)
        assert {row.bill for row in till.tables.where(OrderLine)} == {"one"}
        assert till.tables.where(Bill) == [] and till.of("one").paid_at


def test_two_histories_that_each_seat_guests_at_a_table_show_both() -> None:
    common = told(evening(), "a", [("leave", "one", "", 1)])
    till = union(common, [("come", "one", "", 1)], [("come", "one", "", 1)], (0,))
    assert [one.party for one in parties_at(till.tables, TABLES["one"])] == [1, 2]


@pytest.mark.parametrize("places", [(0,), (1,)])
def test_one_dish_that_two_histories_divide_is_lost_on_neither_bill(places: tuple[int, ...]) -> None:
    """Each took one of three portions onto a bill of its own."""
    common = told(evening(), "a", [("order", "one", "one", 3)])
    split = [("split", "one", "", 1)]
    lines, bills, _ = rows_after(common, split, split, places)
    assert [line["quantity"] for line in lines] == [1_000, 1_000, 1_000]
    assert {line["bill"] for line in lines} == {"one", *bills}


@pytest.mark.parametrize("places", [(0,), (1,)])
def test_a_divided_dish_costs_what_it_did_where_it_was_divided(places: tuple[int, ...]) -> None:
    """One history puts a portion of three onto another bill, the other one makes the dish cheaper."""
    common = told(evening(), "a", [("order", "one", "one", 3)])
    lines, _, _ = rows_after(common, [("split", "one", "", 1)], [("price", "one", "", 1)], places)
    assert sorted((line["quantity"], line["amount"]) for line in lines) == [(1_000, 900), (2_000, 200)]


@pytest.mark.parametrize("places", [(0, 1), (2, 3), (0, 3)])
def test_dishes_of_a_bill_that_was_paid_as_one_stay_on_it(places: tuple[int, ...]) -> None:
    """One history splits the bill and puts it together again, the other one pays its first part."""
    both = [("order", "one", "one", 1), ("order", "one", "one", 2), ("split", "one", "", 1)]
    common = told(evening(), "a", both)
    pay, merge = [("pay_part", "one", "", 2)], [("merge", "one", "", 1), ("serve", "one", "", 1)]
    lines, bills, opening = rows_after(common, merge, [*pay, ("call", "one", "", 1)], places)
    (part,) = bills.values()
    assert part["into"] == "" and {line["bill"] for line in lines} == {"one", part["id"]}
    assert opening["paid_at"] == 0  # the other part is to be paid yet


PUT_TOGETHER = {
    "put together and split anew here, the whole paid there": (
        [("order", "one", "", 1), ("split", "one", "", 1), ("order", "one", "", 1), ("order", "one", "", 3)],
        [("merge", "one", "", 1), ("split", "one", "", 3)],
        [("pay_part", "one", "", 2)],
    ),
    "put together, split and put together anew here, the whole paid there": (
        [("order", "one", "", 2), ("split", "one", "", 1)],
        [("merge", "one", "", 1), ("split", "one", "", 1), ("merge", "one", "", 1)],
        [("pay_part", "one", "", 2)],
    ),
    "put together and paid at once here, part by part there": (
        [("order", "one", "", 3), ("split", "one", "", 1), ("split", "one", "", 1)],
        [("merge", "one", "", 1), ("pay_part", "one", "", 0)],
        [("pay_part", "one", "", 2), ("pay_part", "one", "", 0)],
    ),
    "a part split again here and put together, the whole paid there": (
        [("order", "one", "", 3), ("order", "one", "", 2), ("split", "one", "", 3)],
        [("split", "one", "", 1), ("merge", "one", "", 1), ("split", "one", "", 1), ("merge", "one", "", 2)],
        [("split", "one", "", 1), ("pay_part", "one", "", 3)],
    ),
    "split off and put together again here, nothing to pay there": (
        [],
        [("order", "one", "", 1), ("split", "one", "", 1), ("merge", "one", "", 1), ("split", "one", "", 1)],
        [("pay_part", "one", "", 1)],
    ),
}


@pytest.mark.parametrize("before, left, right", PUT_TOGETHER.values(), ids=PUT_TOGETHER)
def test_parts_that_one_history_put_together_and_the_other_paid_one_by_one(
    before: list[Any], left: list[Any], right: list[Any]
) -> None:
    """Which of them are still bills follows from what both told, and each dish is paid once."""
    common = told(evening(), "a", before)
    one, other = told(common, "b", left), told(common, "c", right)
    same_in_any_order(common, one, other, each_dish_is_paid_once)


def test_two_bills_that_were_put_together_the_other_way_round_there_are_one() -> None:
    """They are no bill of each other: dishes that stand on neither nobody would be asked for."""
    before = [("order", "one", "", 3), ("split", "one", "", 1), ("split", "one", "", 1)]
    common = told(evening(), "a", before)
    one, other = (bill for bill in common.tables.where(Bill) if bill.id != "one")
    left, right = told(common, "b", []), told(common, "c", [])
    for till, onto, merged in ((left, one, other), (right, other, one)):
        body = {"opening": "one", "bill": onto.id, "merged": merged.id}
        till.tell("bills.merged", {**body, TOOK: what_comes(till.tables, merged)})
    same_in_any_order(common, left, right)


@pytest.mark.parametrize("places", [(0,), (1,)])
def test_a_piece_that_was_split_off_is_not_asked_of_the_guest_when_the_whole_was_paid(
    places: tuple[int, ...],
) -> None:
    """Seed 205 of the wider simulator, told in short: one history splits the bill, the other one pays it."""
    common = told(evening(), "a", [("order", "one", "one", 1), ("order", "one", "one", 3)])
    lines, bills, opening = rows_after(common, [("split", "one", "", 1)], [("pay", "one", "", 1)], places)
    assert {line["bill"] for line in lines} == {"one"} and len(lines) == 3
    (part,) = bills.values()
    assert opening["paid_at"] and part["idle"]


@pytest.mark.parametrize("places", [(0, 1), (1, 2), (0, 2)])
def test_a_piece_that_had_left_is_not_paid_with_the_whole(places: tuple[int, ...]) -> None:
    """Both knew of it; one splits a piece of that piece off, the other pays what is left of the whole."""
    both = [("order", "one", "one", 3), ("split", "one", "", 2)]
    common = told(evening(), "a", both)
    again, pay = [("split", "one", "", 1), ("call", "one", "", 1)], [("pay_part", "one", "", 0)]
    lines, bills, opening = rows_after(common, again, pay, places)
    assert opening["paid_at"] == 0 and not any(bill["idle"] for bill in bills.values())
    assert sorted(line["quantity"] for line in lines if line["bill"] != "one") == [1_000, 1_000]


@pytest.mark.parametrize("places", [(0,), (1,)])
def test_a_part_payment_that_the_other_history_did_not_count_is_due_back(places: tuple[int, ...]) -> None:
    """The guest has paid all of the bill there; what she paid here in part lies on the further one."""
    common = told(evening(), "a", [("order", "one", "", 2)])
    till = union(common, [("some", "one", "", 2)], [("pay", "one", "", 1)], places)
    (open_bill,) = open_bills(till.tables, "one")
    assert paid_so_far(till.tables, "one", "one") == 1_800
    assert paid_so_far(till.tables, "one", open_bill.id) == 200
    assert till.of("one").live and not till.of("one").paid_at
    till.pay_part("one", "", 0)
    settled = till.tables.get(Settlement, open_bill.id)
    assert settled and (settled.total, settled.over) == (0, 200) and till.of("one").paid_at


@pytest.mark.parametrize("places", [(0, 1), (1, 2), (0, 2)])
def test_a_part_payment_pays_what_that_history_ordered_besides(places: tuple[int, ...]) -> None:
    """Seed 10005: the same money is asked once, however often the further bill is paid."""
    common = told(evening(), "a", [("order", "one", "", 2)])
    left, right = [("order", "one", "", 1), ("some", "one", "", 3)], [("pay", "one", "", 1)]
    till = union(common, left, right, places)
    till.pay_part("one", "", 0)
    assert sorted(one.amount for one in till.tables.where(Payment)) == [300, 600, 1_800]
    assert [one.over for one in till.tables.where(Settlement)] == [0, 0] and till.of("one").paid_at


@pytest.mark.parametrize("places", [(0, 1), (1, 2), (0, 2)])
def test_what_both_histories_took_for_one_bill_beyond_its_sum_is_due_back(places: tuple[int, ...]) -> None:
    common = told(evening(), "a", [("order", "one", "", 1)])
    left, right = [("order", "one", "", 2), ("pay", "one", "", 1)], [("pay", "one", "", 1)]
    (settled,) = union(common, left, right, places).tables.where(Settlement)
    assert (settled.total, settled.over) == (2_700, 900)


@pytest.mark.parametrize("places", list(combinations(range(4), 2)))
def test_dishes_that_only_one_of_two_histories_was_paid_for_are_not_due_back(places: tuple[int, ...]) -> None:
    """Both were paid for the first dish; each for another one, which the guests had ordered there and ate."""
    common = told(evening(), "a", [("order", "one", "", 1)])
    left, right = ([("order", "one", "", portions), ("pay", "one", "", 1)] for portions in (2, 3))
    tables = union(common, left, right, places).tables
    (settled,) = tables.where(Settlement)
    assert sum(one.amount for one in tables.where(Payment)) == 2_700 + 3_600
    assert (settled.total, settled.over, settled.bill["subtotal"]) == (5_400, 900, 5_400)
    assert [(one.bill.id, one.amount) for one in all_owing(tables)] == [("one", 900)]
    borne = borne_on(tables, settled)
    assert borne and sum(borne.values()) == 5_400


@pytest.mark.parametrize("places", list(combinations(range(4), 2)))
def test_each_of_two_histories_was_paid_for_the_portion_that_the_other_split_off(
    places: tuple[int, ...],
) -> None:
    """Of three portions one was paid in both."""
    common = told(evening(), "a", [("order", "one", "", 3)])
    split = [("split", "one", "", 1), ("pay_part", "one", "", 0)]
    tables = union(common, split, split, places).tables
    (settled,) = tables.where(Settlement)
    assert (settled.total, settled.over) == (2_700, 900)


@pytest.mark.parametrize("places", [(0, 1), (1, 2), (0, 2)])
def test_a_dish_paid_with_the_whole_and_on_a_part_of_it_is_to_be_given_back(places: tuple[int, ...]) -> None:
    """One portion of three: the guest paid it on the bill that another history had split off, too."""
    common = told(evening(), "a", [("order", "one", "", 3)])
    left, right = [("split", "one", "", 1), ("pay_part", "one", "", 1)], [("pay", "one", "", 1)]
    tables = union(common, left, right, places).tables
    took = {one.id: one.total for one in tables.where(Settlement)}
    assert sum(took.values()) == 2_700 + 900
    twice = {one.id: paid_twice(tables, one) for one in tables.where(Settlement)}
    assert sum(twice.values()) == 900
    later = max(tables.where(Settlement), key=by_time)
    assert twice[later.id] == 900


@pytest.mark.parametrize("places", [(0, 1), (1, 2), (0, 2)])
def test_a_table_is_not_paid_while_a_bill_of_it_is_open(places: tuple[int, ...]) -> None:
    common = told(evening(), "a", [("order", "one", "one", 1), ("order", "one", "one", 3)])
    left, right = [("split", "one", "", 1), ("order", "one", "", 1)], [("pay", "one", "", 1)]
    _, _, opening = rows_after(common, left, right, places)
    assert opening["paid_at"] == 0


PLAIN = ("order", "asked", "split", "merge", "pay_part", "pay_part", "some")
PLAIN_MOVES = (*PLAIN, "join", "part", "move", "clear")


@pytest.mark.parametrize("acts, where", [(PLAIN, ["one"]), (PLAIN_MOVES, ["one", "two"])])
@settings(max_examples=MANY)
@given(data=st.data())
def test_what_guests_ate_is_paid_once_and_the_rest_is_due_back(
    acts: tuple[str, ...], where: list[str], data: st.DataObject
) -> None:
    common = told(evening(), "a", data.draw(stories("order", "split", "join", at=where)))
    left, right = (told(common, name, data.draw(stories(*acts, at=where))) for name in "bc")
    same_in_any_order(common, left, right, each_dish_is_paid_once)


ONE = ("one", "two")
SHORT = {
    "a dish is given here, there tables go and others come": ([("given", 3)], [("fewer", 3), ("more", 2)]),
    "the same dish goes to two seats": ([("sit", 1)], [("sit", 2)]),
    "the same dish is timed twice": ([("time", 5)], [("time", 10), ("time", 20)]),
    "dishes are served here, there a table comes": ([("serve", 1)], [("more", 1)]),
    "tables come and are served here, there one more comes": ([("more", 1), ("serve", 1)], [("more", 1)]),
    "a table comes and is served here, there they are served without it": (
        [("more", 1), ("serve", 1)],
        [("serve", 1)],
    ),
    "dishes are served and taken back here, there served": ([("serve", 1), ("unserve", 3)], [("serve", 1)]),
    "taken back and served anew here, there taken back": (
        [("serve", 1), ("unserve", 3), ("serve", 1)],
        [("serve", 1), ("unserve", 3)],
    ),
    "taken back here, there a table comes and all is served": (
        [("serve", 1), ("unserve", 3), ("serve", 1)],
        [("more", 1), ("serve", 1), ("unserve", 3), ("serve", 1)],
    ),
    "the reserve is counted anew here, there one is opened": ([("reserve", 3)], [("out_of_reserve", 1)]),
    "two count the reserve": ([("reserve", 1)], [("reserve", 3)]),
    "guests leave a table here, there it is cleaned too": ([("leave", 2)], [("leave", 2), ("clean", 1)]),
    "it is cleaned here, there others sit down and leave": (
        [("leave", 2), ("clean", 1)],
        [("leave", 2), ("come", 1), ("clean", 1)],
    ),
}


@pytest.mark.parametrize("left, right", SHORT.values(), ids=SHORT)
def test_in_short(left: list[tuple[str, int]], right: list[tuple[str, int]]) -> None:
    common = evening()
    common.feast(4, 2)
    one, other = ([(act, *ONE, number) for act, number in some] for some in (left, right))
    same_in_any_order(common, told(common, "b", one), told(common, "c", other))


@pytest.mark.parametrize("later", ["b", "c"])
def test_a_table_that_one_history_split_and_both_joined_stands_on_the_same_bills(later: str) -> None:
    """Seed 7370 --first: the history that joined it last had not split its bill."""
    common = told(evening(), "a", [("order", "one", "", 1), ("order", "two", "", 2), ("order", "two", "", 1)])
    left = told(common, "b", [("split", "two", "", 1), ("join", "one", "two", 1)])
    right = told(common, "c", [("join", "one", "two", 1)])
    for till in (left, right):
        till.facts = [replace(fact, at=fact.at + 1_000 * (till.name == later)) for fact in till.facts]
    assert len(left.facts[-1].body["bills"]) == 2
    same_in_any_order(common, left, right)
