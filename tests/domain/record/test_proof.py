"""Totals: what two keepers compare before one of them may be trusted alone."""

from dataclasses import replace
from typing import Any

import pytest

from domain.findings import in_trouble, text_of
from domain.floor.openings import Opening
from domain.money.payments import Payment, Settlement
from domain.record.envelope import Event
from domain.record.plain import from_plain, to_plain
from domain.record.proof import (
    Imbalance,
    Proof,
    Totals,
    differences,
    findings_of,
    imbalances_of,
    told_receipts,
    totals_of,
)
from domain.record.tables import MemoryTables
from domain.selling.order import Line
from domain.selling.orders import Order, OrderLine

DATE = "2026-11-28"
SOUP = Line("soup", "one", {"en": "Soup"}, 1200, "kitchen")


def evening(*rows: object) -> MemoryTables:
    """One table that ordered twice and paid partly in cash, partly with WeChat, and one that still eats."""
    tables = MemoryTables()
    for row in (
        Opening("o", "A1", 0, 2, "s", "1128-001", DATE, 1, "till"),
        Opening("p", "A2", 1, 4, "s", "1128-002", DATE, 2, "till"),
        Order("first", "o", 1, 3, "phone"),
        Order("second", "o", 2, 4, "anna"),
        Order("third", "p", 1, 5, "anna"),
        OrderLine("first.0", "first", "o", "soup", 1000, 1200, SOUP),
        OrderLine("first.1", "first", "o", "soup", 1000, 1200, SOUP),
        OrderLine("second.0", "second", "o", "soup", 1000, 1200, SOUP),
        OrderLine("third.0", "third", "p", "soup", 1000, 1200, SOUP),
        Payment("a", "o", "wechat", 2000, 2000, 0, 6, "anna", DATE, "", "o"),
        Payment("b", "o", "cash", 1600, 2000, 400, 7, "anna", DATE, "", "o"),
        Payment("c", "p", "cash", 500, 500, 0, 8, "anna", DATE, "", "p"),
        Settlement("o", 1, 7, "anna", DATE, 3600, {"total": 3600}),
        *rows,
    ):
        tables.put(row)
    return tables


def test_an_evening_in_figures() -> None:
    assert totals_of(evening()) == Totals(
        openings=2,
        orders=3,
        lines=4,
        payments=3,
        taken=4100,  # what went to the bills, not what was handed over
        settled=1,
        settled_total=3600,
        by_tender={"cash": 2100, "wechat": 2000},
    )


def test_a_store_that_has_not_opened_yet() -> None:
    assert totals_of(MemoryTables()) == Totals()


@pytest.mark.parametrize(
    ("row", "figures"),
    [
        (Opening("q", "A3", 1, 2, "s", "1128-003", DATE, 9, "till"), ("openings",)),
        (Order("fourth", "p", 2, 9, "anna"), ("orders",)),
        (OrderLine("third.1", "third", "p", "soup", 1000, 1200, SOUP), ("lines",)),
        (
            Payment("d", "p", "cash", 700, 700, 0, 9, "anna", DATE, "", "p"),
            ("payments", "taken", "by_tender"),
        ),
        (Payment("a", "o", "cash", 2000, 2000, 0, 6, "anna", DATE, "", "o"), ("by_tender",)),
        (Settlement("p", 2, 9, "anna", DATE, 1200, {"total": 1200}), ("settled", "settled_total")),
        (Settlement("o", 1, 7, "anna", DATE, 3500, {"total": 3500}), ("settled_total",)),
    ],
)
def test_whatever_one_keeper_lacks_is_named(row: object, figures: tuple[str, ...]) -> None:
    assert differences(totals_of(evening()), totals_of(evening(row))) == figures


def test_equal_facts_have_equal_totals_in_whatever_order_money_came() -> None:
    one, other = totals_of(evening()), totals_of(evening())
    turned = replace(other, by_tender=dict(reversed(list(other.by_tender.items()))))
    assert differences(one, turned) == ()


def test_totals_travel_as_plain_values() -> None:
    totals = totals_of(evening())
    assert from_plain(Totals, to_plain(totals)) == totals


def bills(*receipts: int) -> MemoryTables:
    """Bills of 10 yuan, each settled by cash, with these receipt numbers."""
    tables = MemoryTables()
    for place, number in enumerate(receipts):
        opening = f"o{place}"
        tables.put(Settlement(opening, number, 7, "anna", DATE, 1000, {"total": 1000}))
        tables.put(Payment(f"p{place}", opening, "cash", 1000, 2000, 1000, 7, "anna", DATE, "", opening))
    return tables


def test_what_is_settled_is_what_was_paid() -> None:
    assert imbalances_of(evening()) == ()
    short = evening(Payment("b", "o", "cash", 1599, 2000, 401, 7, "anna", DATE, "", "o"))
    assert imbalances_of(short) == (Imbalance("bill", "o", 3600, 3599),)


@pytest.mark.parametrize(
    ("receipts", "jumps", "wrong"),
    [
        ((1, 2, 3), (), ()),
        ((), (), ()),
        ((1, 2, 4, 5), (), (Imbalance("receipt_gap", "3", 3, 4),)),
        ((2, 3), (), (Imbalance("receipt_gap", "1", 1, 2),)),
        ((1, 2, 2, 3), (), (Imbalance("receipt_twice", "2", 1, 2),)),
        ((1, 2, 103, 104), (102,), ()),  # a restore set the numbers forward to 102
        ((1, 2, 104, 105), (102,), (Imbalance("receipt_gap", "103", 3, 104),)),
        ((1, 2, 103, 110), (102,), (Imbalance("receipt_gap", "109", 104, 110),)),
    ],
)
def test_receipt_numbers_have_no_gap_that_nothing_explains(
    receipts: tuple[int, ...], jumps: tuple[int, ...], wrong: tuple[Imbalance, ...]
) -> None:
    assert imbalances_of(bills(*receipts), jumps) == wrong


def test_the_branches_of_a_fork_may_have_printed_the_same_number() -> None:
    assert imbalances_of(bills(1, 2, 2, 3), branches=1) == ()
    assert imbalances_of(bills(1, 2, 2, 2), branches=1) == (Imbalance("receipt_twice", "2", 2, 3),)


def test_a_bill_that_both_branches_settled_keeps_one_settlement_and_all_money() -> None:
    tables = bills(1, 2, 4)
    tables.put(Payment("again", "o1", "cash", 1000, 1000, 0, 8, "anna", DATE, "", "o1"))
    assert imbalances_of(tables) == (Imbalance("bill", "o1", 1000, 2000), Imbalance("receipt_gap", "3", 3, 4))
    assert imbalances_of(tables, branches=1, told=(1, 2, 3, 4)) == ()
    tables.remove(Payment, "p0")
    assert imbalances_of(tables, branches=1, told=(1, 2, 3, 4)) == (Imbalance("bill", "o0", 1000, 0),)


def test_facts_of_paying_name_their_receipts() -> None:
    bodies: list[dict[str, Any]] = [{}, {"settled": None}, {"settled": {"receipt": 7}}, {"settled": {}}]
    events = [Event(1, "payment.received", 1, DATE, "anna", body) for body in bodies]
    assert told_receipts(events) == [7]


def proof(**more: Any) -> Proof:
    plain = Proof(9, (("0123456789", 9, "ab" * 32),), "", (), totals_of(evening()), (), "CNY")
    return replace(plain, **more)


def said(found: Proof) -> str:
    return text_of(findings_of(found, "Huajiao"), str)


def test_a_proof_says_what_it_proved() -> None:
    assert proof().holds
    text = said(proof())
    for words in (
        "Huajiao: The chain of facts holds: 9 ",
        "01234567:9 abababababab",
        "orders: 3;",
        "¥41.00 in all",
        "bills settled: 1,",
        "¥36.00",
    ):
        assert words in text, text
    assert not in_trouble(findings_of(proof()))


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"broken": "0123:5"}, "breaks at 0123:5"),
        ({"different": ("openings", "payments")}, "openings, payments"),
        (
            {"imbalances": (Imbalance("bill", "o", 3600, 3599),)},
            "Bill o: its total is ¥36.00, its payments are ¥35.99",
        ),
        ({"imbalances": (Imbalance("receipt_twice", "2", 3, 2),)}, "number 2 was given twice"),
        ({"imbalances": (Imbalance("receipt_gap", "3", 3, 4),)}, "numbers 3 to 3"),
    ],
)
def test_a_proof_that_fails_says_where_and_what_to_do(broken: dict[str, Any], words: str) -> None:
    found = proof(**broken)
    assert not found.holds
    assert words in said(found)
    assert all(one.advice for one in findings_of(found) if one.level == "trouble")
    assert in_trouble(findings_of(found))
    assert ("sums agree" in said(found)) == bool(found.different)
