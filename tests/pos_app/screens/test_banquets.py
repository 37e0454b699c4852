"""A banquet by hand at the window: twelve tables, two in reserve, bottles back, the deposit used."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from domain.money.day_figures import figures_of
from domain.money.payments import Settlement
from domain.record.fold import apply
from domain.record.tables import MemoryTables
from domain.selling.banquets import Banquet
from domain.selling.menu import Part
from domain.selling.time_menus import TimeMenu
from pos_app.database.journal import all_events
from pos_app.screens.floor.booking_sheet import BookingSheet
from pos_app.screens.money.bill_list import BillList
from pos_app.screens.selling.banquet_acts import TablesSheet
from pos_app.screens.selling.banquet_sheet import BanquetSheet
from pos_app.screens.selling.drinks_sheet import DrinksSheet
from pos_app.widgets.act_list import ActList
from pos_app.widgets.stepper import Stepper
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand
from tests.pos_app.seafood import offer
from tests.pos_app.wedding import PRICE, WEDDING

TABLES = ("A6", "A7", "A8")
HOT = Part("hot", {"en": "Hot dishes"}, ("mapo-tofu", "twice-cooked-pork"), 2)
TASTING = replace(WEDDING, id="tasting", names={"en": "Tasting"}, parts=(HOT,))
DEPOSIT = 2_000_000


def step(hand: Hand, stepper: Stepper, times: int) -> None:
    for _ in range(times):
        stepper.more.click()


def table_price_alone(evening: Evening) -> None:
    """The house charges nothing by head beside the price of a table, and has no promotion."""
    rules = {"cover": 0, "promotions": [], "heads": []}
    version = evening.till.view.rules.version + 1
    evening.write(lambda entry: entry.record("rules.published", {**rules, "version": version}))


def book(hand: Hand) -> None:
    """Li books three tables for tonight and leaves ¥20,000."""
    hand.press("Bookings")
    hand.press("New booking")
    names = hand.only(BookingSheet).findChildren(QLineEdit)
    next(one for one in names if one.accessibleName() == "Name").setText("Li Na")
    for table in TABLES:
        hand.press(table)
    hand.press("Book, 4 guests at 19:00")
    hand.wait(lambda: hand.sheet() is None and bool(hand.values(hand.only(ActList))))
    hand.act(hand.only(ActList), "Deposit", lambda row: True)
    for key in ("2", "00", "00"):
        hand.press(key)
    hand.press("Take ¥20,000.00")
    hand.wait(lambda: hand.sheet() is None and "¥20,000" in hand.values(hand.only(ActList))[0].note)


def begin(hand: Hand) -> None:
    """They are here: twelve tables, two more in reserve."""
    hand.act(hand.only(ActList), "More", lambda row: True)
    hand.press("They are here, for a banquet")
    sheet = hand.only(BanquetSheet)
    step(hand, sheet.tables, 12 - len(TABLES))
    step(hand, sheet.spare, 2)
    hand.press("Wedding banquet")
    hand.press("Begin ×12, ¥22,656")


def total(evening: Evening) -> int:
    return evening.till.view.openings[evening.opening("A6")].bill.total


def test_a_banquet_of_twelve_tables_ends_with_one_sum_in_till_paper_and_server(
    hand: Hand, evening: Evening
) -> None:
    evening.at("18:10")
    offer(evening, WEDDING)
    table_price_alone(evening)
    book(hand)
    begin(hand)
    hand.wait(lambda: bool(evening.opening("A6")))
    hand.wait(lambda: hand.window.desk.opening(evening.opening("A6")) is not None)
    hand.wait(lambda: hand.sheet() is None and hand.reads("22,656"))
    assert {evening.till.view.tables[table].with_table for table in TABLES[1:]} == {"A6"}
    evening.printed()

    hand.press("More")
    hand.press("Banquet")
    sheet = hand.only(TablesSheet)
    hand.wait_to_read("Tables: 12")
    hand.press("Open one from reserve")
    hand.wait_to_read("Tables: 13")
    hand.wait(lambda: sheet.spare.number.text() == "1")
    sheet.cancel()
    hand.wait(lambda: hand.sheet() is None)
    hand.wait(lambda: total(evening) == 13 * PRICE)

    evening.order("A6", dish("lager", 20))
    hand.wait(lambda: total(evening) == 13 * PRICE + 20_000)
    hand.wait_to_read("24,744")
    hand.press("More")
    hand.press("Drinks that come back")
    (bottles,) = hand.only(DrinksSheet).steppers.values()
    step(hand, bottles, 6)
    hand.press("Take back 6, ¥60")
    hand.wait(lambda: total(evening) == 13 * PRICE + 14_000)

    hand.wait(lambda: hand.sheet() is None)
    hand.press("More")
    hand.press("Deposit ¥20,000.00 pays on the bill")
    opening = evening.opening("A6")
    hand.wait(lambda: evening.till.view.openings[opening].due == 13 * PRICE + 14_000 - DEPOSIT)
    evening.pay("A6", "wechat", 13 * PRICE + 14_000 - DEPOSIT)
    hand.wait(lambda: evening.till.view.openings[opening].settlement is not None)
    _agree(evening)


def test_dishes_drinks_and_a_price_are_agreed_for_each_table(hand: Hand, evening: Evening) -> None:
    offer(evening, TASTING)
    table_price_alone(evening)
    opening = evening.open("A6", 4)
    hand.order_at("A6")
    hand.press("More")
    hand.press("Banquet")
    sheet = hand.only(BanquetSheet)
    hand.press("Tasting")
    step(hand, sheet.tables, 9)
    hand.press("Dishes and drinks of a table")
    hand.press("Mapo tofu")  # none of it
    assert not hand.button("Done").isEnabled()
    hand.press("Twice-cooked pork")
    step(hand, sheet.table.drinks["lager"], 2)
    hand.press("Done")
    hand.press("Another price for a table")
    for key in ("1", "00"):
        hand.press(key)
    hand.press("Done")
    hand.wait_to_read("Twice-cooked pork ×2 · Cold lager ×2")
    hand.press("Begin ×10, ¥1,200.00")
    hand.wait(lambda: hand.sheet() is None)
    view = evening.till.view.openings[opening]
    assert view.bill.total == 10 * (10_000 + 2_000)
    hand.press("More")
    hand.press("Change the number of guests")
    hand.key(Qt.Key.Key_1, "120")
    hand.press("Save, 120 guests")
    hand.wait(lambda: evening.till.view.openings[opening].opening.guests == 120)


def _agree(evening: Evening) -> None:
    """Till, paper, and what a server folds from the same facts."""
    due = 13 * PRICE + 14_000
    slips = [paper.as_text() for _, paper in evening.papers()]
    (receipt,) = [slip for slip in slips if "发 20 退 6" in slip]
    assert f"{due / 100:,.2f}" in receipt and "20,000.00" in receipt
    assert "共 13 桌，含启用备桌 1 桌" in receipt
    assert sum("+1桌" in slip for slip in slips) == 1  # all dishes of the set are of one kitchen
    tables = MemoryTables()
    with evening.parts.database.transaction() as connection:
        for _, event in all_events(connection):
            apply(event, tables)
    (settled,), (banquet,) = tables.where(Settlement), tables.where(Banquet)
    day = figures_of(tables, evening.till.view.date, evening.till.view.store.zone)
    assert settled.total == due == day.takings and day.deposits_held == 0
    assert {one.id: one.amount for one in day.tenders} == {"wechat": due - DEPOSIT, "deposit": DEPOSIT}
    assert (banquet.tables, banquet.spare, banquet.opened) == (13, 1, 1)


def at_lunch_only(evening: Evening) -> None:
    """The banquet's set is served from eleven to two."""
    lunch = TimeMenu("lunch", {"en": "Lunch"}, (), ((660, 840),), (WEDDING.id,))
    evening.till.house.save_times((), (lunch,), "wang").result()
    evening.settle()


def test_a_banquet_out_of_its_hours_begins_once_a_manager_agrees(hand: Hand, evening: Evening) -> None:
    offer(evening, WEDDING)
    at_lunch_only(evening)
    evening.at("19:00")
    opening = evening.open("A6", 10)
    hand.order_at("A6")
    hand.sign("chen")
    hand.press("More")
    hand.press("Banquet")
    hand.press("Wedding banquet")
    hand.wait_to_read("Not at this hour. Wedding banquet: Lunch · 11:00–14:00")
    assert hand.reads("A manager agrees by PIN")
    hand.press("Begin ×1")
    hand.pin("1111")
    hand.wait_to_read("Wrong PIN")
    assert evening.till.view.openings[opening].banquet is None
    hand.pin("8888")
    hand.wait(lambda: hand.sheet() is None and evening.till.view.openings[opening].banquet is not None)
    assert any(line.line.off_hours for line in evening.till.view.openings[opening].bill_lines)
    (event,) = evening.till.people.audit("ordered", "", 0, "wang").result().events
    assert (event.by, event.body["approved"]) == ("chen", "wang")


def test_a_waiter_s_price_for_a_table_needs_a_manager_too(hand: Hand, evening: Evening) -> None:
    offer(evening, WEDDING)
    opening = evening.open("A6", 10)
    hand.order_at("A6")
    hand.sign("chen")
    hand.press("More")
    hand.press("Banquet")
    hand.press("Wedding banquet")
    hand.press("Another price for a table")
    for key in "999":
        hand.press(key)
    hand.press("Done")
    hand.press("Begin ×1, ¥999.00")
    hand.pin("8888")
    hand.wait(lambda: hand.sheet() is None and evening.till.view.openings[opening].banquet is not None)
    assert evening.till.view.openings[opening].bill_lines[0].line.price == 99_900


def keyed(hand: Hand, stepper: Stepper, words: str) -> str:
    """Tab comes to it, and a number is typed; what it shows then."""
    stepper.more.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(stepper.more, words)
    return stepper.number.text()


def test_thirty_tables_are_typed_and_not_tapped_thirty_times(hand: Hand, evening: Evening) -> None:
    table_price_alone(evening)
    offer(evening, WEDDING)
    evening.open("A6", 10)
    hand.order_at("A6")
    hand.press("More")
    hand.press("Banquet")
    sheet = hand.only(BanquetSheet)
    hand.press("Wedding banquet")
    assert keyed(hand, sheet.tables, "30") == "30"
    assert keyed(hand, sheet.spare, "2") == "2"
    hand.press("Begin ×30")
    hand.wait(lambda: hand.sheet() is None)
    opening = evening.opening("A6")
    hand.wait(lambda: evening.till.view.openings[opening].banquet is not None)
    banquet = evening.till.view.openings[opening].banquet
    assert banquet is not None and (banquet.tables, banquet.reserve) == (30, 2)
    evening.order("A6", dish("cola", 120))
    hand.wait(lambda: ("line", "Cola") in hand.lines())
    hand.press("More")
    hand.press("Drinks that come back")
    drinks = hand.only(DrinksSheet)
    (colas,) = drinks.steppers.values()
    assert keyed(hand, colas, "370") == "120"
    assert keyed(hand, colas, "37") == "37"
    hand.press("Take back 37")
    hand.wait(lambda: hand.sheet() is None)
    left = {one.line.dish: one.line.quantity for one in evening.till.view.openings[opening].bill_lines}
    assert left["cola"] == 83_000


def test_a_dish_that_costs_more_is_in_the_price_of_each_table(hand: Hand, evening: Evening) -> None:
    table_price_alone(evening)
    hot = replace(HOT, count=1, extra={"twice-cooked-pork": 5_000})
    offer(evening, replace(TASTING, parts=(hot,), full_price=True))
    evening.open("A6", 10)
    hand.order_at("A6")
    hand.press("More")
    hand.press("Banquet")
    sheet = hand.only(BanquetSheet)
    hand.press("Tasting")
    assert keyed(hand, sheet.tables, "12") == "12"
    hand.press("Dishes and drinks of a table")
    pork = hand.button("Twice-cooked pork")
    assert pork._note == "+¥50"  # type: ignore[attr-defined]
    hand.press("Twice-cooked pork")
    hand.press("Done")
    amount = 12 * (PRICE + 5_000)
    hand.press(f"Begin ×12, {hand.window.desk.wording.money(amount)}")
    hand.wait(lambda: hand.sheet() is None)
    hand.wait(lambda: total(evening) == amount)
    evening.order("A6", dish("cola"))
    rules = {"cover": 0, "heads": [], "promotions": [{"id": "p", "names": {}, "reach": 1, "off": 100}]}
    evening.write(lambda entry: entry.record("rules.published", {**rules, "version": 9}))
    hand.wait(lambda: total(evening) == amount + 500 - 100)
    hand.wait(lambda: any(row.title == "Tasting" and "never reduced" in str(row) for row in rows(hand)))
    said = [row.title for row in rows(hand) if "never reduced" in str(row)]
    assert said == ["Tasting"], "of what the price of the table includes nothing is said"
    hand.window.go("payment", evening.opening("A6"))
    bill = hand.only(BillList)
    hand.wait(lambda: bool(hand.values(bill)))
    assert [row.title for row in hand.values(bill) if "never reduced" in row.note] == ["Tasting"]
    hand.press("Pre-bill")
    evening.printed()
    hand.wait(lambda: any(name == "counter" for name, _ in evening.papers()))
    assert sum("不参与优惠" in str(paper) for name, paper in evening.papers() if name == "counter") == 1


def rows(hand: Hand) -> list[Any]:
    return hand.values(hand.order_list())
