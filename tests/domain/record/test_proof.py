"""Totals: what two keepers compare before one of them may be trusted alone."""

from dataclasses import replace

import pytest

from domain.floor.openings import Opening
from domain.money.payments import Payment, Settlement
from domain.record.plain import from_plain, to_plain
from domain.record.proof import Totals, differences, totals_of
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
        Payment("a", "o", "wechat", 2000, 2000, 0, 6, "anna", DATE),
        Payment("b", "o", "cash", 1600, 2000, 400, 7, "anna", DATE),
        Payment("c", "p", "cash", 500, 500, 0, 8, "anna", DATE),
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
        (Payment("d", "p", "cash", 700, 700, 0, 9, "anna", DATE), ("payments", "taken", "by_tender")),
        (Payment("a", "o", "cash", 2000, 2000, 0, 6, "anna", DATE), ("by_tender",)),
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
