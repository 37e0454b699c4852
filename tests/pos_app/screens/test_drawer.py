"""The drawer through the real widgets: a float, money out, a tired cashier's count, and one who left.

Each story ends with Ms Wang's day end: till, paper and the server say the same of it.
"""

from dataclasses import replace

from PySide6.QtCore import Qt

from domain.money.shifts import CashMove, Shift
from pos_app.database.state import SqlTables
from pos_app.screens.money.hand_over import HandOver
from pos_app.screens.money.open_drawer import OpenDrawerSheet
from pos_app.widgets.pads import NumberPad
from pos_app.widgets.segments import SegmentedControl
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand
from tests.pos_app.three_books import Home, money, papers, three_agree


def shifts(evening: Evening) -> list[Shift]:
    def look(tables: SqlTables) -> list[Shift]:
        return sorted(tables.where(Shift), key=lambda shift: (shift.opened_at, shift.id))

    return evening.parts.writer.submit(lambda: evening.parts.book.read(look)).result()


def cash_moves(evening: Evening) -> list[CashMove]:
    look = evening.parts.book.read
    return evening.parts.writer.submit(lambda: look(lambda tables: tables.where(CashMove))).result()


def opened(hand: Hand, keys: str = "500") -> None:
    """Zhou takes the drawer with a sum."""
    hand.window.go("drawer", "")
    hand.press("Open a shift")
    hand.key(Qt.Key.Key_0, keys)
    hand.press("Open with ¥500.00")
    hand.wait_to_read("Shift 1, since")


def sold(evening: Evening, table: str = "A6") -> int:
    evening.open(table, 4)
    evening.order(table, dish("twice-cooked-pork"), dish("mapo-tofu"))
    due = evening.till.view.openings[evening.opening(table)].due
    evening.pay(table, "cash", 10_000)
    return due


def as_(hand: Hand, evening: Evening, who: str) -> None:
    """Somebody else comes to the till."""
    hand.window.desk.sign(next(one for one in evening.till.view.staff if one.id == who))


def test_a_tired_cashier_counts_wrong_twice_and_hands_over_all_the_same(
    hand: Hand, evening: Evening, home: Home
) -> None:
    opened(hand)
    due = sold(evening)
    hand.press("Paid out")
    hand.key(Qt.Key.Key_0, "86")
    assert not hand.button("Paid out ¥86.00").isEnabled(), "no reason yet"
    hand.press("Ice, vegetables, goods")
    hand.press("Paid out ¥86.00")
    hand.wait_to_read("−86.00")

    hand.press("Count and hand over")
    should = 50_000 + due - 8_600
    assert not hand.reads(f"{should / 100:.2f}"), "the count is blind"
    hand.key(Qt.Key.Key_4)  # four hundreds
    hand.key(Qt.Key.Key_Return)
    hand.key(Qt.Key.Key_1)  # one fifty
    hand.press("Counted ¥450.00")
    hand.wait_to_read("Short")
    assert hand.reads(f"¥{should / 100:.2f}") and hand.reads(f"¥{(should - 45_000) / 100:.2f}")
    hand.press("Count again")
    hand.only(SegmentedControl).choose(1)
    hand.key(Qt.Key.Key_0, f"{(should - 200) / 100:.2f}")
    hand.press("Counted")
    hand.wait_to_read("¥2.00")
    assert not hand.button("Hand over").isEnabled() and hand.reads("Choose a reason")
    hand.press("Nobody knows")
    stays = hand.only(HandOver)._stays_amount
    unread = "Type what stays in the drawer"
    for typed, said in (("5oo", unread), ("1.186", unread), ("1,2345", unread), ("9999999", "was counted")):
        stays.setText(typed)
        assert hand.reads(said) and not hand.button("Hand over").isEnabled(), typed
    stays.setText(f" {(should - 200) / 100:,.2f} ".replace("0", "０"))  # as a Chinese keyboard writes it
    hand.press("Hand over")
    hand.wait_to_read("Nobody has the drawer")
    (shift,) = shifts(evening)
    assert (shift.report["counted"], shift.report["expected"]) == (should - 200, should)
    assert (shift.report["reason"], shift.report["counts"], shift.report["left"]) == (
        "Nobody knows",
        2,
        should - 200,
    )
    (slip,) = papers(evening, "交班单")
    for amount in (50_000, due, 8_600, should, should - 200, 200):
        assert money(amount) in slip, slip
    figures = three_agree(evening, home)
    assert [(one.expected, one.counted, one.over) for one in figures.drawers] == [
        (should, should - 200, -200)
    ]
    assert figures.takings == due


def test_the_next_cashier_begins_with_what_was_left(hand: Hand, evening: Evening, home: Home) -> None:
    opened(hand)
    hand.press("Count and hand over")
    hand.press("Hand over uncounted")
    hand.wait_to_read("Nobody has counted this drawer.")
    hand.press("Hand over")
    hand.wait_to_read("Nobody has the drawer")
    as_(hand, evening, "li")
    hand.window.go("drawer", "")
    hand.press("Open a shift")
    assert hand.reads("The last shift left ¥500.00.")
    hand.press("Open with ¥500.00")
    hand.wait_to_read("Shift 2, since")
    assert [shift.by for shift in shifts(evening)] == ["zhou", "li"]
    due = sold(evening)
    li = shifts(evening)[1]
    evening.till.shifts.hand_over(li.id, "", 0, True, "li").result()
    figures = three_agree(evening, home)
    assert [(one.by, one.start, one.expected) for one in figures.drawers] == [
        ("zhou", 50_000, 50_000),
        ("li", 50_000, 50_000 + due),
    ]
    assert len(papers(evening, "交班单")) == 2


def test_a_cashier_who_left_is_relieved_by_a_manager_and_by_nobody_else(
    hand: Hand, evening: Evening, home: Home
) -> None:
    opened(hand)
    sold(evening)
    as_(hand, evening, "wang")
    hand.window.go("drawer", "")
    hand.press("End the shift for Zhou")
    assert not hand.button("Count the drawer").isEnabled(), "no reason yet"
    hand.press("Fell ill")
    hand.press("Count the drawer")
    hand.wait(lambda: bool(hand.reads("Count the drawer of Zhou")))
    hand.only(SegmentedControl).choose(1)
    hand.key(Qt.Key.Key_0, "578")
    hand.press("Counted ¥578.00")
    hand.wait_to_read("It agrees")
    assert hand.reads("Not your own shift")
    hand.press("Hand over")
    hand.wait_to_read("Nobody has the drawer")
    (shift,) = shifts(evening)
    assert (shift.by, shift.closed_by, shift.report["forced"]) == ("zhou", "wang", 1)
    (slip,) = papers(evening, "交班单")
    assert "小周" in slip and "王姐" in slip and "Fell ill" in slip and money(57_800) in slip
    figures = three_agree(evening, home)
    assert [(one.by, one.closed_by, one.over) for one in figures.drawers] == [("zhou", "wang", 0)]
    assert figures.takings == 7_800


def test_with_the_manager_s_pin_a_cashier_ends_the_shift_of_one_who_left(
    hand: Hand, evening: Evening, home: Home
) -> None:
    """Ms Wang walks past: she need not sign in, and nobody else is signed out."""
    opened(hand)
    as_(hand, evening, "li")
    hand.window.go("drawer", "")
    assert hand.reads("A manager agrees by PIN: Ms Wang")
    hand.key(Qt.Key.Key_F9)
    hand.press("Called away")
    hand.press("Count the drawer")
    hand.key(Qt.Key.Key_1, "1111")
    hand.wait_to_read("Wrong PIN")
    assert not hand.reads("Count the drawer of Zhou")
    hand.key(Qt.Key.Key_8, "8888")
    hand.wait_to_read("Count the drawer of Zhou")
    hand.only(SegmentedControl).choose(1)
    hand.key(Qt.Key.Key_0, "490")
    hand.press("Counted ¥490.00")
    hand.wait_to_read("Short")
    hand.press("Nobody knows")
    hand.press("Hand over")
    hand.wait_to_read("Nobody has the drawer")
    assert hand.window.desk.by == "li"
    (shift,) = shifts(evening)
    said = {name: shift.report.get(name) for name in ("why", "approved", "reason", "forced")}
    assert (shift.closed_by, said) == (
        "li",
        {"why": "Called away", "approved": "wang", "reason": "Nobody knows", "forced": 1},
    )
    (slip,) = papers(evening, "交班单")
    assert all(words in slip for words in ("小周", "小李", "批准 王姐", "Called away", "Nobody knows")), slip
    three_agree(evening, home)


def test_where_nobody_may_agree_the_drawer_says_so(hand: Hand, evening: Evening) -> None:
    opened(hand)
    as_(hand, evening, "li")
    people = evening.till.view.people
    without = tuple(
        replace(role, rights=tuple(right for right in role.rights if right != "shift_force"))
        for role in people.roles
    )
    evening.till.people.save_roles(without, "wang").result()
    hand.window.go("drawer", "")
    hand.wait(lambda: bool(hand.reads("Nobody on the staff list may do this")))
    assert not hand.button("End the shift for Zhou").isEnabled()
    hand.key(Qt.Key.Key_F9)
    assert hand.sheet() is None


def test_the_drawer_opens_without_a_sale_only_with_a_reason_and_three_times_alone(
    hand: Hand, evening: Evening, home: Home
) -> None:
    opened(hand)
    for _ in range(3):
        hand.press("Open the drawer")
        hand.press("Change for a guest")
        hand.press("Open the drawer")
        hand.wait(lambda: hand.sheet() is None)
    hand.press("Open the drawer")
    hand.press("It jammed")
    assert hand.reads("Alone 3 times a shift.") and hand.reads("A manager agrees by PIN: Ms Wang")
    hand.press("Open the drawer")
    pads = [one for one in hand.only(OpenDrawerSheet).findChildren(NumberPad) if one.isVisible()]
    for digit in "8888":
        pads[0].keys[digit].click()
    hand.wait(lambda: hand.sheet() is None)
    page = evening.till.people.audit("drawer", "", 0, "wang").result()
    assert page.events[0].body["approved"] == "wang"

    moves = cash_moves(evening)
    assert [move.kind for move in moves] == ["opened"] * 4
    assert [move.reason for move in moves] == ["Change for a guest"] * 3 + ["It jammed"]
    figures = three_agree(evening, home)
    assert (figures.openings, figures.takings) == (4, 0)


def test_a_waiter_does_not_take_the_drawer(hand: Hand, evening: Evening) -> None:
    as_(hand, evening, "chen")
    hand.window.go("drawer", "")
    assert hand.reads("Nobody has the drawer") and not hand.reads("Open a shift")


def test_escape_leaves_what_was_typed_only_the_second_time(hand: Hand, evening: Evening) -> None:
    evening.till.shifts.open(evening.till.new_id(), 50_000, {}, "zhou").result()
    hand.window.go("drawer", "")
    hand.wait_to_read("Paid in")
    hand.key(Qt.Key.Key_F2)
    hand.key(Qt.Key.Key_5, "5")
    assert hand.reads("Choose a reason")
    hand.key(Qt.Key.Key_Escape)
    sheet = hand.sheet()
    assert sheet is not None and sheet.shut.hasFocus()
    hand.key(Qt.Key.Key_Escape)
    assert hand.sheet() is None


def test_the_drawer_is_counted_by_keys_alone(hand: Hand, evening: Evening) -> None:
    evening.till.shifts.open(evening.till.new_id(), 50_000, {}, "zhou").result()
    hand.window.go("drawer", "")
    hand.wait_to_read("Paid in")
    hand.key(Qt.Key.Key_F9)
    hand.wait_to_read("Count the drawer of Zhou")
    hand.key(Qt.Key.Key_5, "5")
    for _ in range(7):
        hand.key(Qt.Key.Key_Return)
    assert hand.reads("Counted ¥500.00")
    hand.key(Qt.Key.Key_Return)  # after the smallest coin: it is counted
    hand.wait(lambda: not hand.reads("Counted ¥500.00"))


def test_a_waiter_gets_change_out_of_the_drawer_once_a_manager_agrees(hand: Hand, evening: Evening) -> None:
    opened(hand)
    as_(hand, evening, "chen")
    hand.window.go("drawer", "")
    assert not hand.button("Paid out").isEnabled(), "cash is moved by who settles"
    hand.wait(lambda: hand.sheet() is None)
    hand.key(Qt.Key.Key_F5)
    hand.wait(lambda: isinstance(hand.sheet(), OpenDrawerSheet))
    hand.press("Change for a guest")
    hand.press("Open the drawer")
    hand.pin("8888")
    hand.wait(lambda: hand.sheet() is None)
    (move,) = cash_moves(evening)
    assert (move.kind, move.by) == ("opened", "chen")
