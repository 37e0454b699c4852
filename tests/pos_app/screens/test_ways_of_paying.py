"""The owner sets up how guests may pay: a meal card comes, the house voucher goes, past days stay."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from domain.errors import Refused
from domain.money.payments import Payment
from pos_app.screens.money.reference_sheet import ReferenceSheet
from pos_app.screens.money.tender_pad import TenderButton
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand
from tests.pos_app.screens.test_settings import settings
from tests.pos_app.three_books import papers

PLACE = 4  # of the page among the tabs


def ways(hand: Hand) -> list[str]:
    """The buttons of the payment, as they stand."""
    seen = [one for one in hand.window.findChildren(TenderButton) if one.isVisible()]
    return [one.text() for one in sorted(seen, key=lambda one: (one.y(), one.x()))]


def test_a_way_of_paying_is_added_moved_and_switched_off(hand: Hand, evening: Evening) -> None:
    screen = settings(hand, evening)
    screen._tabs.choose(PLACE)
    page = screen.tenders
    assert not hand.button("Save the ways of paying").isEnabled()
    for column in ("takings", "drawer", "invoiceable", "on"):
        assert page.tenders.field(0, column).isEnabled() == (column != "takings"), "past days are told by it"
    hand.press("Add a way of paying")
    new = len(evening.till.view.tenders)
    page.tenders.field(new, "names").setText("Meal card")
    page.tenders.field(new, "drawer").setChecked(True)
    off = next(at for at, one in enumerate(evening.till.view.tenders) if one.id == "voucher")
    page.tenders.field(off, "on").setChecked(False)
    page.tenders.earlier(new)
    hand.press("Save the ways of paying")
    hand.wait(lambda: len(evening.till.view.tenders) > new)
    saved = evening.till.view.tenders
    meal = saved[new - 1]
    assert (meal.names, meal.takings, meal.drawer, meal.change) == ({"en": "Meal card"}, True, True, False)
    assert [one.id for one in saved if one.off] == ["voucher"]

    opening = evening.open("A6", 2)
    evening.order("A6", dish("mapo-tofu"))
    hand.order_at("A6")
    hand.window.go("payment", opening)
    hand.wait(lambda: "Meal card" in ways(hand))
    assert "House voucher" not in ways(hand) and ways(hand).index("Meal card") == new - 2
    with pytest.raises(Refused) as no:
        evening.pay("A6", "voucher", 1_000)
    assert no.value.code == "unknown_tender"
    hand.press("Meal card")
    hand.press("Take ¥")
    hand.wait(lambda: evening.till.view.tables["A6"].state in ("paid", "cleaning", "free"))
    rows = evening.parts.writer.submit(lambda: evening.parts.book.read(lambda tables: tables.where(Payment)))
    assert [one.tender for one in rows.result()] == [meal.id]


def test_dollars_give_change_and_are_counted_with_the_cash_of_the_drawer(
    hand: Hand, evening: Evening
) -> None:
    """The owner takes a neighbour's notes too: change goes back, and the drawer is not over by it."""
    settings(hand, evening)._tabs.choose(PLACE)
    page = hand.work._screens["settings"].tenders  # type: ignore[attr-defined]
    assert not page.tenders.field(0, "change").isEnabled(), "past days are told by it"
    hand.press("Add a way of paying")
    new = len(evening.till.view.tenders)
    page.tenders.field(new, "names").setText("Hong Kong dollars")
    page.tenders.field(new, "takings").setChecked(False)
    page.tenders.field(new, "change").setChecked(True)
    on = [page.tenders.field(new, column).isChecked() for column in ("takings", "drawer")]
    assert on == [True, True] and not page.tenders.field(new, "takings").isEnabled(), "it is money"
    hand.press("Save the ways of paying")
    hand.wait(lambda: len(evening.till.view.tenders) > new)
    dollars = evening.till.view.tenders[new]
    assert (dollars.change, dollars.drawer, dollars.takings) == (True, True, True)

    shift = evening.till.new_id()
    evening.till.shifts.open(shift, 50_000, {}, "zhou").result()
    opening = evening.open("A6", 2)
    evening.order("A6", dish("mapo-tofu"))
    due = evening.till.view.openings[opening].due
    hand.order_at("A6")
    hand.window.go("payment", opening)
    hand.wait(lambda: "Hong Kong dollars" in ways(hand))
    hand.press("Hong Kong dollars")
    for key in "100":
        hand.button(key).click()
    assert hand.reads("Change")
    hand.press("Take ¥")
    hand.wait(lambda: evening.till.view.tables["A6"].state in ("paid", "cleaning", "free"))
    assert papers(evening, "结账单", "Hong Kong dollars", f"{(10_000 - due) / 100:.2f}")
    counted = evening.till.shifts.count(shift, 50_000 + due, {}, "zhou").result()
    assert counted.over == 0, "the note came in, the change went out"
    report = evening.till.shifts.hand_over(shift, "", 0, False, "zhou").result().report
    assert [one["amount"] for one in report["tenders"] if one["id"] == dollars.id] == [due]


def test_what_was_changed_elsewhere_is_not_written_over(hand: Hand, evening: Evening) -> None:
    screen = settings(hand, evening)
    screen._tabs.choose(PLACE)
    page, seen = screen.tenders, evening.till.view.tenders
    elsewhere = (replace(seen[0], drawer=False), *seen[1:])
    evening.till.house.save_tenders(seen, elsewhere, "wang").result()
    page.tenders.field(1, "names").setText("Weixin")
    page._go()
    hand.wait(lambda: "changed elsewhere meanwhile" in hand.work._hint._words)
    evening.settle()
    assert evening.till.view.tenders == elsewhere
    with pytest.raises(Refused) as no:
        evening.till.house.save_tenders(elsewhere, elsewhere, "zhou").result()
    assert no.value.code == "not_allowed", "that is the owner's"


def test_a_card_payment_is_found_again_by_the_number_of_its_slip(hand: Hand, evening: Evening) -> None:
    page, seen = settings(hand, evening).tenders, evening.till.view.tenders
    card = next(at for at, one in enumerate(seen) if one.names["en"] == "Bank card")
    hand.work._screens["settings"]._tabs.choose(PLACE)  # type: ignore[attr-defined]
    page.tenders.field(card, "reference").setChecked(True)
    hand.press("Save the ways of paying")
    hand.wait(lambda: evening.till.view.tenders[card].reference)
    opening = evening.open("A6", 2)
    evening.order("A6", dish("mapo-tofu"))
    with pytest.raises(Refused) as no:
        evening.pay("A6", seen[card].id, 1_000)
    assert no.value.code == "reference_missing"
    hand.order_at("A6")
    hand.window.go("payment", opening)
    hand.wait(lambda: "Bank card" in ways(hand))
    hand.press("Bank card")
    hand.press("Take ¥")
    sheet = hand.only(ReferenceSheet)
    assert not sheet.go.isEnabled(), "nothing is typed"
    sheet._field.setText(" 004217 ")
    hand.key(Qt.Key.Key_Return)
    hand.wait(lambda: evening.till.view.tables["A6"].state in ("paid", "cleaning", "free"))
    rows = evening.parts.writer.submit(lambda: evening.parts.book.read(lambda tables: tables.where(Payment)))
    (paid,) = rows.result()
    assert (paid.tender, paid.reference) == (seen[card].id, "004217")
    assert papers(evening, "结账单", "银行卡 004217")

    evening.till.money.change_tender(paid.id, "wechat", "mistake", "wang", evening.till.new_id()).result()
    rows = evening.parts.writer.submit(lambda: evening.parts.book.read(lambda tables: tables.where(Payment)))
    assert [(one.tender, one.reference) for one in rows.result()] == [("wechat", "")]
