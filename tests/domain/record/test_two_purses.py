"""Two histories of one till: charges, vouchers, tenders, refunds, the queue, bookings; heard in any order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.record.two_purses import LATER, dinner, told
from tests.domain.record.two_tills import same_in_any_order, stories

MANY = 40
BESIDE = ("order", "all_of_it", "cash", "join", "split", "tender", "other_bill")
ONE, BOTH = ["one"], ["one", "two"]
STORIES: dict[str, tuple[list[tuple[str, int]], tuple[str, ...], list[str]]] = {
    "charges": (
        [("grant", 2)],
        ("grant", "charged", "charged", "over", "returned", "decline", *BESIDE),
        BOTH,
    ),
    "charges of one bill": ([("grant", 1), ("grant", 2)], ("charged", "all_of_it", "clear", "cash"), ONE),
    "what came of a charge": ([("grant", 1)], ("charged", "over", "over", "returned", "all_of_it"), ONE),
    "coupons": ([("coupon", 2)], ("void_coupon", "void_coupon", "all_of_it", "back", "order"), ONE),
    "tenders": ([("cash", 3), ("cash", 1)], ("cash", "tender", "tender", "other_bill", "all_of_it"), BOTH),
    "a coupon goes back": ([("coupon", 1), ("all_of_it", 1)], ("back", "back", "reverse"), ONE),
    "a charge goes back": (
        [("grant", 6), ("charged", 6), ("back", 1), ("back", 2)],
        ("back", "answered", "answered", "answered"),
        ONE,
    ),
    "a corrected bill": ([("bottle", 1), ("all_of_it", 1)], ("reverse", "bottle", "bottle"), ONE),
    "a bill corrected once its guests had gone": (
        [("all_of_it", 1), ("clear", 1), ("reverse", 2)],
        ("order", "split", "all_of_it", "all_of_it", "cash"),
        [LATER],
    ),
    "a bill that both paid": ([("cash", 1)], ("all_of_it", "all_of_it", "reverse", "back", "order"), ONE),
    "once told": ([("invoice", 1)], ("invoice", "invoice", "collect", "collect"), ONE),
    "the queue": ([("number", 1)], (*["call_up"] * 3, "pass_over", "sit_down", "give_up"), BOTH),
    "bookings": ([("book", 1), ("book", 2)], ("book", "book", "booked_end"), BOTH),
}


@pytest.mark.parametrize("before, acts, where", STORIES.values(), ids=STORIES)
@settings(max_examples=MANY)
@given(data=st.data())
def test_whoever_hears_two_histories_in_whatever_order_has_the_same(
    before: list[tuple[str, int]], acts: tuple[str, ...], where: list[str], data: st.DataObject
) -> None:
    common = told(dinner(), "a", [(act, "one", "", number) for act, number in before])
    left, right = (data.draw(stories(*acts, at=where, most=4)) for _each in "bc")
    same_in_any_order(common, told(common, "b", left), told(common, "c", right))
