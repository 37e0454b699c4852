"""Staff through the real widgets: somebody new, a role that changes, who did what, and who goes on by PIN."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from domain.people.staff import role_of
from pos_app.screens.people.audit_page import AuditPage
from pos_app.screens.people.people_page import PersonEdit
from pos_app.screens.people.roles_page import RolesPage
from pos_app.screens.people.staff_card import StaffCard
from pos_app.widgets.segments import SegmentedControl
from pos_app.widgets.sheet import Sheet
from tests.pos_app.evening import Evening
from tests.pos_app.hand import Hand


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """PINs by their digits: a hash takes its time on purpose."""
    pins = {"wang": "8888", "zhou": "1111", "li": "2222"}
    monkeypatch.setattr("pos_app.workflows.people.pin_fits", lambda who, pin, pepper: pins[who.id] == pin)
    monkeypatch.setattr("pos_app.workflows.people_verbs.hash_pin", lambda pin, pepper: f"hash of {pin}")
    yield


def staff_page(hand: Hand, evening: Evening, tab: int, who: str = "wang") -> None:
    hand.window.desk.sign(next(one for one in evening.till.view.staff if one.id == who))
    hand.window.go("staff", "")
    tabs = [one for one in hand.window.findChildren(SegmentedControl) if len(one._items) == 3]
    tabs[0].choose(tab)


def test_somebody_new_is_added_and_leaves(hand: Hand, evening: Evening) -> None:
    staff_page(hand, evening, 0)
    hand.press("Add somebody")
    name, pin = hand.only(PersonEdit).findChildren(QLineEdit)[:2]
    name.setText("Mei")
    hand.press("Cashier")
    hand.press("Save")
    hand.wait_to_read("A PIN has 4 digits.")
    pin.setText("6666")
    hand.press("Save")
    hand.wait(lambda: any(one.called("en") == "Mei" for one in evening.till.view.people.present))
    hand.wait(lambda: hand.sheet() is None and hand.reads("Mei"))
    hand.press("Mei")
    hand.press("Works here no more")
    hand.wait(lambda: all(one.called("en") != "Mei" for one in evening.till.view.people.present))


def test_the_owner_makes_a_role_and_gives_it_to_somebody(hand: Hand, evening: Evening) -> None:
    staff_page(hand, evening, 1)
    page = hand.only(RolesPage)
    page.toggle("waiter", "void").setChecked(True)
    hand.press("Add a role")
    made = page._roles[-1].id
    assert page.toggle("waiter", "void").isChecked(), "what was switched before stays"
    heard: list[str] = []
    hand.window.desk.refused.connect(heard.append)
    hand.press("Save the roles")
    hand.wait(lambda: any("need a name" in words for words in heard))
    page.name(made).setText("Shift lead")
    page.toggle(made, "refund").setChecked(True)
    hand.press("Save the roles")
    hand.wait(lambda: hand.window.desk.view.people.role(made).names == {"en": "Shift lead"})
    staff_page(hand, evening, 0)
    hand.press("Zhou")
    hand.press("Shift lead")
    hand.press("Save")
    hand.wait(lambda: role_of(evening.till.view.people.find("zhou")).rights == ("refund",))
    hand.window.lock()

    def cards() -> list[str]:
        seen = [one for one in hand.window.findChildren(StaffCard) if one.isVisible()]
        return [one.accessibleName() for one in seen]

    hand.wait(lambda: any("Shift lead" in words for words in cards()))


def test_the_owner_gives_a_role_a_right_and_a_limit(hand: Hand, evening: Evening) -> None:
    staff_page(hand, evening, 1)
    page, save = hand.only(RolesPage), hand.button("Save the roles")
    assert not save.isEnabled(), "nothing was changed"
    page.toggle("waiter", "void").setChecked(True)
    assert save.isEnabled()
    page.toggle("waiter", "void").setChecked(False)
    assert not save.isEnabled(), "as it was before"
    page.toggle("waiter", "void").setChecked(True)
    page.field("waiter", "void").setText("20")
    page.field("cashier", "discount").setText("12.5")
    hand.press("Save the roles")
    hand.wait(lambda: role_of(evening.till.view.people.find("chen")).limit("void") == 2_000)
    hand.wait(lambda: not save.isEnabled())
    assert role_of(evening.till.view.people.find("zhou")).limit("discount") == 1_250


def test_a_cashier_edits_nothing(hand: Hand, evening: Evening) -> None:
    for tab in range(3):
        staff_page(hand, evening, tab, "zhou")
        assert hand.reads("Your role may not do this.")


def test_the_audit_tells_who_opened_the_drawer(hand: Hand, evening: Evening) -> None:
    evening.till.shifts.open(evening.till.new_id(), 50_000, {}, "zhou").result()
    evening.till.shifts.open_drawer(evening.till.new_id(), "look at it", "li").result()
    staff_page(hand, evening, 2)
    hand.wait_to_read("look at it")
    assert hand.reads("Shift opened") and hand.reads("Staff or roles changed")
    hand.press("Everybody")
    hand.press("Li")
    hand.wait(lambda: not hand.reads("Shift opened"))
    assert hand.reads("look at it") and hand.reads("Opened without a sale")


def test_another_cashier_goes_on_and_no_unsent_dish_is_lost(hand: Hand, evening: Evening) -> None:
    opening = evening.open("A6", 4)
    evening.settle()
    hand.order_at("A6")
    hand.dish("Mapo tofu")
    hand.work._show_person()
    hand.press("Another cashier")
    for wrong in "0000":
        hand.press(wrong)
    hand.press("Li")
    hand.wait_to_read("Wrong PIN.")
    for digit in "2222":
        QTest.keyClick(hand.only(Sheet), Qt.Key(ord(digit)))
    hand.wait(lambda: hand.window.desk.by == "li")
    assert hand.work._place == ("order", opening)
    assert len(hand.window.desk.cart(opening)) == 1


def test_the_till_locks_itself_and_the_dishes_wait(hand: Hand, evening: Evening) -> None:
    opening = evening.open("A6", 4)
    evening.settle()
    hand.order_at("A6")
    hand.dish("Mapo tofu")
    lock = hand.work._auto_lock
    assert not lock._timer.isActive(), "as before, unless the owner sets it"
    evening.till.people.set_lock_after(60, "wang").result()
    hand.wait(lock._timer.isActive)
    assert lock._timer.interval() == 60_000
    lock._timer.setInterval(1)
    hand.wait(lambda: hand.window.desk.staff is None)
    hand.window.desk.sign(evening.till.view.people.find("zhou"))
    assert hand.work._place == ("order", opening)
    assert len(hand.window.desk.cart(opening)) == 1


def test_a_touch_keeps_the_till_open(hand: Hand, evening: Evening) -> None:
    evening.till.people.set_lock_after(60, "wang").result()
    lock = hand.work._auto_lock
    hand.wait(lock._timer.isActive)
    running = lock._timer.timerId()
    hand.key(Qt.Key.Key_F1)
    assert lock._timer.isActive() and lock._timer.timerId() != running, "begun anew"


def said(hand: Hand, words: str) -> bool:
    """Whether a line of the audit says these words, whatever else stands in it."""
    return any(words in one.text() for one in hand.only(AuditPage).findChildren(QLabel))


def test_the_audit_says_who_was_changed_and_which_rights_and_limits(hand: Hand, evening: Evening) -> None:
    people, roles = evening.till.people, evening.till.view.people.roles
    cashier = next(one for one in roles if one.id == "cashier")
    rights = tuple(one for one in cashier.rights if one != "account")
    other = replace(cashier, rights=(*rights, "gift"), limits={"void": 20_000, "drawer": 3, "gift": 5_000})
    people.save_roles(tuple(other if one is cashier else one for one in roles), "wang").result()
    people.save("mei", {"en": "Mei"}, "waiter", "2468", "wang").result()
    people.save("mei", {"en": "Mei Lin"}, "cashier", "1357", "wang").result()
    people.leave("mei", "wang").result()
    people.set_lock_after(600, "wang").result()
    evening.settle()
    staff_page(hand, evening, 2)
    hand.wait(lambda: said(hand, "PIN asked for again after never → 600 s"))
    assert said(hand, "Cashier: + Give dishes away, − Charge to an account")
    assert said(hand, "Void alone up to, an act: ¥100 → ¥200")
    assert said(hand, "Discount alone up to, %: 10 → no limit")
    assert said(hand, "Give dishes away alone up to, an act: ¥50")
    assert said(hand, "Mei: works here, Waiter") and said(hand, "Mei Lin: works here no more")
    assert said(hand, "Mei Lin: was called Mei, Waiter → Cashier, another PIN")
    assert not said(hand, "hash of"), "no PIN, and nothing made of one"


def test_the_audit_says_what_became_of_a_dish_that_was_counted(hand: Hand, evening: Evening) -> None:
    for left in (0, 12_000, None):
        evening.till.supply.count("plum-drink", left, "wang").result()
    evening.till.supply.off_sale("cola", "wang").result()
    staff_page(hand, evening, 2)
    hand.wait(lambda: said(hand, "Off sale"))
    drink = evening.till.view.menu.dish("plum-drink").names["en"]
    for words in ("sold out today", "12 left", "for sale again"):
        assert said(hand, f"{drink} {words}")
    assert not said(hand, "–")


def test_the_roles_are_named_above_every_right(hand: Hand, evening: Evening) -> None:
    """Further down the switches had no heads: whose right to reverse a bill was it?"""
    staff_page(hand, evening, 1)
    page = hand.only(RolesPage)
    bar, seen = page._scroll.verticalScrollBar(), page._scroll.viewport()
    hand.wait(lambda: bar.maximum() > 0)
    for down in (0, bar.maximum(), bar.maximum() // 2):
        bar.setValue(down)
        for role, head in zip(page._roles, page._heads, strict=True):
            corner, below = QPoint(), page.toggle(role.id, "sell")
            assert 0 <= head.mapTo(seen, corner).y() < 30
            assert head.mapTo(seen, corner).x() == below.mapTo(seen, corner).x()
    page.resize(page.width(), page.height() - 40)  # laid out anew
    hand.wait(lambda: all(0 <= one.mapTo(seen, QPoint()).y() < 30 for one in page._heads))
    hand.press("Add a role")  # a further column: all is made anew, and stays where it was
    hand.wait(lambda: all(0 <= one.mapTo(seen, QPoint()).y() < 40 for one in page._heads))
    bar.setValue(bar.maximum())
    page.begin()
    hand.wait(lambda: all(0 <= one.mapTo(seen, QPoint()).y() < 40 for one in page._heads))
