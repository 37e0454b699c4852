"""The drawer from the float to the hand-over: what should be in it, and what nobody can refuse or undo."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

import pytest

from domain.errors import Refused
from domain.money.shifts import CashMove, Shift, live_shift
from domain.money.takings import drawer_of
from domain.selling.printing import PrintJob
from pos_app.workflows.approving import Approver
from pos_app.workflows.shifts import Counted
from tests.pos_app.shop import FISH, RICE, Shop

NOTES = {"10000": 3, "1000": 18, "500": 4}  # ¥500.00


def refused(code: str, future: Future[Any]) -> None:
    with pytest.raises(Refused, match=f"^{code}$"):
        future.result()


def opened(shop: Shop, start: int = 50_000, by: str = "zhou") -> str:
    shift = shop.time.new_id()
    shop.till.shifts.open(shift, start, {}, by).result()
    return shift


def move(shop: Shop, kind: str, amount: int, reason: str = "ice", by: str = "zhou") -> None:
    shop.time.later(minutes=1)
    shop.till.shifts.move_cash(shop.time.new_id(), kind, amount, reason, by).result()


def expected(shop: Shop) -> int:
    def look(tables: object) -> int:
        shift = live_shift(tables)  # type: ignore[arg-type]
        assert shift
        return drawer_of(tables, shift).expected  # type: ignore[arg-type]

    return shop.read(look)


def sell(shop: Shop, table: str, tendered: int = 0, tender: str = "cash") -> int:
    """Somebody eats and pays; what the bill came to."""
    shop.open(table)
    shop.send(table, FISH, RICE)
    due = shop.opening(table).due
    shop.pay(table, tendered, tender)
    shop.till.clear_table(shop.opening(table).opening.id, "zhou").result()
    return due


def test_a_float_is_counted_by_its_notes(shop: Shop) -> None:
    shift = shop.time.new_id()
    for _ in range(2):  # the answer was lost: the same again
        shop.till.shifts.open(shift, 0, NOTES, "zhou").result()
    assert [(one.start, one.notes, one.number, one.by) for one in shop.rows(Shift)] == [
        (50_000, NOTES, 1, "zhou")
    ]


def test_one_drawer_has_one_shift(shop: Shop) -> None:
    opened(shop)
    refused("shift_open", shop.till.shifts.open(shop.time.new_id(), 0, {}, "li"))
    refused("not_allowed", shop.till.shifts.open(shop.time.new_id(), 0, {}, "chen"))


def test_what_should_be_in_the_drawer_follows_from_what_happened(shop: Shop) -> None:
    sell(shop, "A2", 50_000)  # before anybody had the drawer: in no shift
    shift = opened(shop)
    due = sell(shop, "A1", 20_000)
    sell(shop, "A3", tender="wechat")
    sell(shop, "A4", tender="voucher")
    move(shop, "in", 10_000)
    move(shop, "out", 8_600)
    move(shop, "drop", 30_000, "")
    assert expected(shop) == 50_000 + due + 10_000 - 8_600 - 30_000
    report = shop.till.shifts.hand_over(shift, "", 0, False, "zhou").result().report
    assert {one["id"]: one["count"] for one in report["tenders"]} == {"cash": 1, "wechat": 1, "voucher": 1}
    assert [one["kind"] for one in report["moves"]] == ["in", "out", "drop"]


def test_another_currency_in_the_drawer_counts_because_it_gives_change(shop: Shop) -> None:
    opened(shop)
    dollars = {"id": "hkd", "names": {"en": "Hong Kong dollars"}, "change": True, "drawer": True}
    shop.publish("tenders", tenders=[*shop.read_document("tenders")["tenders"], dollars])
    due = sell(shop, "A1", tender="hkd")
    assert expected(shop) == 50_000 + due


def test_money_does_not_move_without_a_shift_a_sum_and_a_reason(shop: Shop) -> None:
    verbs, id = shop.till.shifts, shop.time.new_id
    refused("no_shift", verbs.move_cash(id(), "out", 100, "ice", "zhou"))
    opened(shop)
    refused("bad_count", verbs.move_cash(id(), "out", 0, "ice", "zhou"))
    refused("bad_count", verbs.move_cash(id(), "steal", 100, "ice", "zhou"))
    refused("reason_missing", verbs.move_cash(id(), "in", 100, "  ", "zhou"))
    for notes in ({"100": -3}, {"-100": 3}, {"a note": 1}):
        refused("bad_count", verbs.count(shop.rows(Shift)[0].id, 0, notes, "zhou"))
    assert not shop.rows(CashMove)


def test_a_tired_cashier_counts_wrong_and_again_and_both_counts_stay(shop: Shop) -> None:
    shift = opened(shop)
    due = sell(shop, "A1")
    wrong = shop.till.shifts.count(shift, due, {}, "zhou").result()
    assert wrong == Counted(due, 50_000 + due) and wrong.over == -50_000
    right = shop.till.shifts.count(shift, 50_000 + due - 200, {}, "zhou").result()
    closed = shop.till.shifts.hand_over(shift, "small change", 50_000, True, "zhou").result()
    assert right.over == closed.report["counted"] - closed.report["expected"] == -200
    assert (closed.report["counts"], closed.report["reason"]) == (2, "small change")
    assert [body["sum"] for body in shop.events("shift.counted")] == [due, 50_000 + due - 200]
    assert [job.order for job in shop.rows(PrintJob, kind="shift")] == [shift]


def test_what_is_sold_between_count_and_hand_over_makes_nobody_short(shop: Shop) -> None:
    shift = opened(shop)
    shop.till.shifts.count(shift, 50_000, {}, "zhou").result()
    due = sell(shop, "A1")
    report = shop.till.shifts.hand_over(shift, "", 0, False, "zhou").result().report
    assert (report["counted"], report["expected"]) == (50_000 + due, 50_000 + due)


def test_a_hand_over_is_never_refused(shop: Shop) -> None:
    """Uncounted, with unpaid tables, twice: the drawer changes hands all the same."""
    shop.open("A1")
    shop.send("A1", FISH)
    shift = opened(shop)
    closed, again = (shop.till.shifts.hand_over(shift, "", 0, False, "zhou").result() for _ in range(2))
    assert "counted" not in closed.report and not closed.live and again == closed
    assert len(shop.events("shift.closed")) == 1
    opened(shop, by="li")


def test_only_a_manager_ends_the_shift_of_somebody_who_left(shop: Shop) -> None:
    shift = opened(shop)
    refused("not_allowed", shop.till.shifts.hand_over(shift, "", 0, False, "li"))
    refused("not_allowed", shop.till.shifts.count(shift, 0, {}, "chen"))
    shop.till.shifts.count(shift, 49_000, {}, "wang").result()
    refused("not_allowed", shop.till.shifts.hand_over(shift, "", 0, False, "li"))
    refused("reason_missing", shop.till.shifts.hand_over(shift, "", 0, False, "wang"))
    shop.till.shifts.relieve(shift, "Fell ill", "wang").result()
    closed = shop.till.shifts.hand_over(shift, "", 0, False, "wang").result()
    assert (closed.by, closed.closed_by, closed.report["forced"]) == ("zhou", "wang", 1)
    assert (closed.report["why"], closed.report.get("approved")) == ("Fell ill", None)


def test_a_cashier_ends_a_colleague_s_shift_once_a_manager_agrees_by_pin(shop: Shop) -> None:
    shift, verbs = opened(shop), shop.till.shifts
    for agrees, code in ((None, "approval_needed"), ("chen", "approval_needed"), ("wang", "wrong_pin")):
        approver = Approver(agrees, "3333") if agrees else None
        refused(code, verbs.relieve(shift, "Fell ill", "li", approver))
        refused("not_allowed", verbs.count(shift, 50_000, {}, "li"))
        refused("not_allowed", verbs.hand_over(shift, "", 0, True, "li"))
    shop.time.later(1)
    verbs.relieve(shift, "Fell ill", "li", Approver("wang", "8888")).result()
    refused("wrong_pin", verbs.relieve(shift, "Fell ill", "chen", Approver("wang", "1234")))
    refused("not_allowed", verbs.count(shift, 50_000, {}, "chen"))
    verbs.count(shift, 50_000, {}, "li").result()
    closed = verbs.hand_over(shift, "", 0, True, "li").result()
    assert (closed.closed_by, closed.report["why"], closed.report["approved"]) == ("li", "Fell ill", "wang")
    assert shop.events("shift.counted")[0]["approved"] == "wang"
    rebuilt = shop.rebuilt()
    assert not rebuilt.different and not rebuilt.broken


def test_a_till_that_dies_between_agreement_and_hand_over_asks_the_manager_anew(shop: Shop) -> None:
    """What was counted stays a fact; an agreement is to what is done in one go."""
    shift = opened(shop)
    shop.till.shifts.relieve(shift, "Fell ill", "li", Approver("wang", "8888")).result()
    shop.till.shifts.count(shift, 49_000, {}, "li").result()
    shop = shop.again()
    verbs = shop.till.shifts
    try:
        refused("not_allowed", verbs.hand_over(shift, "", 0, True, "li"))
        refused("not_allowed", verbs.count(shift, 50_000, {}, "li"))
        assert [one["sum"] for one in shop.events("shift.counted")] == [49_000]
        verbs.relieve(shift, "Fell ill", "li", Approver("wang", "8888")).result()
        verbs.count(shift, 50_000, {}, "li").result()
        closed = verbs.hand_over(shift, "", 0, True, "li").result()
        assert (closed.closed_by, closed.report["approved"]) == ("li", "wang")
        assert [one["times"] for one in shop.events("shift.counted")] == [1, 2]
        assert not shop.rebuilt().different
    finally:
        shop.close()


def test_the_drawer_opens_without_a_sale_only_with_a_reason_and_so_often(shop: Shop) -> None:
    verbs, id = shop.till.shifts, shop.time.new_id
    opened(shop)
    refused("reason_missing", verbs.open_drawer(id(), "", "zhou"))
    refused("approval_needed", verbs.open_drawer(id(), "change", "chen"))
    for _ in range(3):
        verbs.open_drawer(id(), "change for a guest", "zhou").result()
    refused("approval_needed", verbs.open_drawer(id(), "change", "zhou"))
    refused("approval_needed", verbs.open_drawer(id(), "change", "zhou", Approver("li", "2222")))
    verbs.open_drawer(id(), "change", "wang").result()
    agreed = id()
    for _ in range(2):  # an answer was lost
        verbs.open_drawer(agreed, "change", "zhou", Approver("wang", "8888")).result()
    assert expected(shop) == 50_000
    assert len(shop.rows(CashMove, kind="opened")) == 5


def test_a_rebuild_gives_the_same_shifts(shop: Shop) -> None:
    shift = opened(shop)
    sell(shop, "A1")
    move(shop, "drop", 5_000)
    shop.till.shifts.count(shift, 1, {}, "zhou").result()
    shop.till.shifts.hand_over(shift, "", 0, True, "zhou").result()
    rebuilt = shop.rebuilt()
    assert not rebuilt.different and not rebuilt.broken
