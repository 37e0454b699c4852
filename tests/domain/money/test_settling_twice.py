"""Two histories of one till both settled a bill: whoever folds them in whatever order sees the same."""

from dataclasses import replace
from itertools import permutations

from domain.floor.openings import Opening
from domain.money.bills import Bill
from domain.money.borne import told_borne
from domain.money.payments import Payment, Settlement
from domain.money.settled_twice import of_both
from domain.record.envelope import Event
from domain.record.fold import apply
from domain.record.proof import totals_of
from domain.record.tables import MemoryTables


def paid(seq: int, at: int, receipt: int, total: int) -> Event:
    body = {
        "payment": f"p{receipt}",
        "opening": "o",
        "tender": "cash",
        "amount": total,
        "tendered": total,
        "change": 0,
        "settled": {"receipt": receipt, "total": total},
    }
    return Event(seq, "payment.received", at, "2026-11-23", "zhou", body)


def test_the_first_settlement_stands_in_every_order() -> None:
    events = (paid(1, 200, 8, 900), paid(1, 100, 7, 1_000), paid(2, 100, 9, 500))
    seen = set()
    for order in permutations(events):
        tables = MemoryTables()
        tables.put(Opening("o", "A1", 1, 2, "s", "1", "2026-11-23", 1, "zhou"))
        for event in order:
            apply(event, tables)
        (settlement,), (opening,) = tables.where(Settlement), tables.where(Opening)
        seen.add((settlement.receipt, settlement.total, opening.paid_at, repr(totals_of(tables))))
        assert len(tables.where(Payment)) == 3  # the money was taken; a person has to look
    assert len(seen) == 1 and next(iter(seen))[:3] == (7, 1_000, 100)


def test_a_bill_that_both_reversed_is_corrected_by_the_same_one_in_every_order() -> None:
    """Both correcting bills stand; seed 2109 of the wider simulator."""

    def reversed_to(bill: str, at: int) -> Event:
        body = {"act": f"act-{bill}", "opening": "o", "to": bill, "on": "o", "amount": 900, "copied": []}
        body |= {"back": [{"payment": "p7", "amount": 900, "tender": "cash"}], "reason": "mistake"}
        return Event(2, "bill.reversed", at, "2026-11-23", "zhou", body)

    seen = set()
    for order in permutations((reversed_to("b1", 300), reversed_to("b2", 200))):
        tables = MemoryTables()
        tables.put(Opening("o", "A1", 1, 2, "s", "1", "2026-11-23", 1, "zhou"))
        for event in (paid(1, 100, 7, 900), *order):
            apply(event, tables)
        seen.add(repr(sorted(tables.where(Bill), key=lambda one: one.id)))
        assert {one.corrects for one in tables.where(Bill) if one.id != "o"} == {"o"}
    assert len(seen) == 1


def test_what_each_dish_bears_is_not_told_where_a_program_of_before_settled_too() -> None:
    """Its dishes are paid besides: nobody could tell which sum is whose."""
    figures = {"receipt": 7, "total": 900, "paid": {"d": [2, 10]}, "bears": [100, 800], "counted": {"p": 900}}
    ours = Settlement("o", 7, 100, "zhou", "2026-11-23", 900, figures, "o")
    before = replace(ours, receipt=8, at=200, bill={"receipt": 8, "total": 900, "paid": {"d": [1, 2]}})
    both = of_both(MemoryTables(), ours, before)
    assert both.bill["paid"] == {"d": [1, 2, 10]}
    assert told_borne(both.bill) is None
