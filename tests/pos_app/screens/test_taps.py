"""How many taps the most frequent acts of a day ask for, counted at the window: no more than these.

The README says the numbers. A scan is no tap; a PIN has as many as it has digits.
"""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from pos_app.models.rows import VALUE
from pos_app.screens.floor.plan_view import PlanView
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand


class Taps(QObject):
    """Counts each press that reaches a window, once, wherever it goes from there."""

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        self._application, self.count = application, 0
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(watched, QWidget):
            self.count += 1
        return False

    def since(self) -> int:
        """How many there were since the last look."""
        count, self.count = self.count, 0
        return count

    def end(self) -> None:
        self._application.removeEventFilter(self)


@pytest.fixture
def taps(hand: Hand, qapp: QApplication) -> Iterator[Taps]:
    hand.window.go("floor", "")
    made = Taps(qapp)
    yield made
    made.end()


def tile(hand: Hand, table: str) -> None:
    """A tap on the floor's plan."""
    plan = hand.only(PlanView)
    row = next(
        at for at in range(plan.model().rowCount()) if plan.model().index(at, 0).data(VALUE).id == table
    )
    spot = plan.visualRect(plan.model().index(row, 0)).center()
    QTest.mouseClick(plan.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def served(hand: Hand, evening: Evening, table: str) -> str:
    """Guests at a table with what they ordered, the hand at their order."""
    opening = evening.open(table, 4)
    evening.order(table, dish("mapo-tofu"), dish("cola"))
    evening.printed()
    hand.order_at(table)
    hand.wait(lambda: ("line", "Mapo tofu") in hand.lines())
    return opening


def test_two_taps_seat_guests_and_four_send_three_dishes(hand: Hand, evening: Evening, taps: Taps) -> None:
    tile(hand, "A6")
    hand.press("4")
    hand.wait_to_read("Nothing ordered yet")
    assert taps.since() == 2
    for name in ("Mapo tofu", "Kung pao chicken", "Twice-cooked pork"):
        hand.dish(name)
    hand.press("Send")
    hand.wait(lambda: len(evening.till.view.openings[evening.opening("A6")].orders) == 1)
    assert taps.since() == 4


def test_cash_takes_three_taps_and_a_code_two_and_the_scan(hand: Hand, evening: Evening, taps: Taps) -> None:
    served(hand, evening, "A6")
    hand.press("Pay")
    hand.press("Take ¥41.00")  # cash, all that is due, is what it opens with
    hand.wait_to_read("A6 paid ¥41.00")
    hand.press("To the tables")
    assert taps.since() == 3
    served(hand, evening, "A7")
    hand.press("Pay")
    hand.wait(lambda: hand.work._place[0] == "payment")
    assert hand.work._pay_by_code("130123456789012345")  # as the scanner hands it over
    hand.wait(lambda: bool(evening.till.view.charges) or hand.reads("code"))
    assert taps.since() == 1


def test_three_taps_change_the_table_and_three_join_another(hand: Hand, evening: Evening, taps: Taps) -> None:
    opening, other = served(hand, evening, "A6"), evening.open("A7", 2)
    hand.wait(lambda: other in hand.window.desk.view.openings)
    hand.press("More")
    hand.press("Change to another table")
    hand.press("A8")
    hand.wait(lambda: evening.till.view.openings[opening].opening.table == "A8")
    assert taps.since() == 3
    hand.press("More")
    hand.press("Join with another table")
    hand.press("A7")
    hand.wait(lambda: evening.till.view.openings[other].opening.into == opening)
    assert taps.since() == 3


def test_five_taps_void_a_dish_and_four_give_it_away(hand: Hand, evening: Evening, taps: Taps) -> None:
    opening = served(hand, evening, "A6")
    hand.line("Mapo tofu")
    hand.press("Void")
    hand.press("Not cooked")
    hand.press("Waited too long")
    hand.press("Void 1")
    hand.wait(lambda: evening.till.view.openings[opening].orders[0].lines[0].state == "voided")
    assert taps.since() == 5
    hand.wait(lambda: hand.sheet() is None)
    hand.line("Cola")
    hand.press("Gift")
    hand.press("Regular guest")
    hand.press("Give 1")
    hand.wait_to_read("A manager agrees by PIN")
    assert taps.since() == 4


def test_a_takeaway_takes_four_taps_and_its_dishes(hand: Hand, evening: Evening, taps: Taps) -> None:
    hand.work._screens["floor"].show_counter()  # type: ignore[attr-defined]
    hand.press("New takeaway")
    hand.wait_to_read("Takeaway 001")
    hand.dish("Mapo tofu")
    assert taps.since() == 2
    hand.press("Send and pay")
    hand.wait_to_read("Payment · Takeaway 001")
    hand.press("Take ¥28.00")
    hand.wait_to_read("Takeaway 001 paid ¥28.00")
    hand.press("To the counter")
    assert taps.since() == 3
    assert len(evening.till.view.openings[next(iter(evening.till.view.openings))].orders) == 1
