"""What one act of taking money does to a bill."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.money.currency import handed_over
from domain.money.tenders import Taken, Tender, check_tenders, likely_notes, quick_notes, take_money

CASH = Tender("cash", {"en": "Cash"}, change=True)
CARD = Tender("card", {"en": "Bank card"})


@given(st.integers(1, 1_000_000), st.integers(1, 1_000_000))
def test_cash_handed_over_is_the_bill_and_the_change(due: int, tendered: int) -> None:
    taken = take_money(CASH, due, tendered)
    assert taken.amount + taken.change == taken.tendered == tendered
    assert taken.amount == min(due, tendered)


def test_only_cash_gives_change() -> None:
    with pytest.raises(Refused, match="too_much") as no:
        take_money(CARD, 5000, 5001)
    assert no.value.facts == {"amount": 5000}
    assert take_money(CARD, 5000, 5000) == Taken(5000, 5000, 0)


def test_less_than_what_is_due_is_a_part_payment() -> None:
    assert take_money(CARD, 5000, 2000) == Taken(2000, 2000, 0)


@pytest.mark.parametrize(
    ("due", "tendered", "code"), [(0, 100, "nothing_to_pay"), (100, 0, "not_enough_cash")]
)
def test_nothing_is_taken_for_nothing(due: int, tendered: int, code: str) -> None:
    with pytest.raises(Refused, match=code):
        take_money(CASH, due, tendered)


@given(st.integers(1, 100_000), st.sampled_from(["CNY", "EUR", "JPY", "TWD", "KRW", "KWD", "XYZ"]))
def test_quick_notes_all_cover_the_bill_and_climb(due: int, currency: str) -> None:
    known = handed_over(currency)
    notes, largest = quick_notes(due, known), known[-1]
    assert all(note > due for note in notes)
    assert list(notes) == sorted(set(notes))
    assert due % largest == 0 or notes[-1] == -(-due // largest) * largest


@pytest.mark.parametrize(
    ("currency", "due", "notes"),
    [
        ("CNY", 23_400, (24_000, 25_000, 30_000)),
        ("EUR", 2_340, (2_500, 3_000, 4_000, 5_000, 10_000, 20_000)),
        ("JPY", 2_340, (3_000, 5_000, 10_000)),  # no decimals: 240 yen would be what nobody hands over
        ("USD", 2_340, (2_500, 3_000, 4_000, 5_000, 10_000)),
        ("TWD", 23_400, (30_000, 50_000, 100_000)),
        ("KRW", 8_500, (9_000, 10_000, 50_000)),
    ],
)
def test_a_guest_hands_over_notes_of_the_house_s_currency(
    currency: str, due: int, notes: tuple[int, ...]
) -> None:
    assert quick_notes(due, handed_over(currency)) == notes


@pytest.mark.parametrize(
    ("currency", "due", "notes"),
    [
        ("CNY", 3_000, (5_000, 10_000)),  # three tens are the exact sum; else a larger note
        ("CNY", 4_400, (5_000, 10_000)),  # a hundred, and not three twenties
        ("CNY", 6_000, (10_000,)),  # eighty has a twenty in it that nobody needs
        ("CNY", 13_000, (15_000, 20_000)),
        ("CNY", 23_400, (24_000, 25_000)),
        ("CNY", 1_000, (2_000, 5_000)),
        ("HKD", 13_000, (14_000, 15_000)),
        ("HKD", 4_400, (5_000, 10_000)),  # sixty is three twenties: without tens fifty and ten are none
        ("CNY", 15_800, (16_000, 20_000)),
        ("CNY", 20_000, ()),
        ("EUR", 2_340, (2_500, 5_000)),
        ("USD", 2_340, (2_500, 5_000)),
        ("JPY", 2_340, (3_000, 5_000)),
    ],
)
def test_where_there_is_room_for_two_the_fewest_notes_are_offered(
    currency: str, due: int, notes: tuple[int, ...]
) -> None:
    assert likely_notes(due, handed_over(currency), 2) == notes


VOUCHER = Tender("v", {"en": "Voucher"}, takings=False)


@pytest.mark.parametrize(
    ("after", "code"),
    [
        ((CASH,), "tender_stays"),
        ((CASH, replace(VOUCHER, takings=True)), "tender_stays"),
        ((CASH, VOUCHER, replace(VOUCHER, names={"en": "Twice"})), "unreadable"),
        ((CASH, VOUCHER, Tender("n", {"en": " "})), "rule_nameless"),
        ((CASH, VOUCHER, Tender("n", {"en": "Token"}, change=True, takings=False)), "change_of_no_money"),
        ((CASH, VOUCHER, Tender("n", {"en": "Dollars"}, change=True)), ""),
        ((CASH, VOUCHER, Tender("group", {"en": "Group"})), "unreadable"),
        ((replace(CASH, off=True), replace(VOUCHER, off=True)), "tender_none"),
        ((replace(VOUCHER, off=True, drawer=True), replace(CASH, names={"en": "Notes"})), ""),
    ],
)
def test_what_was_paid_keeps_its_name_and_what_it_counted_as(after: tuple[Tender, ...], code: str) -> None:
    if not code:
        check_tenders((CASH, VOUCHER), after)
        return
    with pytest.raises(Refused) as no:
        check_tenders((CASH, VOUCHER), after)
    assert no.value.code == code
