"""The floor plan is edited at the till: dragged, named, saved as a new version; codes on the tables go on."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from domain.floor.editing import fits
from domain.floor.plan import Floor, Table
from pos_app.screens.floor.edit_canvas import EditCanvas
from pos_app.screens.floor.edit_screen import EditFloorScreen
from pos_app.screens.floor.edit_side import EditSide
from pos_app.screens.floor.side import FloorSide
from tests.pos_app.evening import Evening
from tests.pos_app.hand import Hand


def edit(hand: Hand, evening: Evening) -> EditFloorScreen:
    """The manager changes the plan."""
    hand.window.desk.sign(next(one for one in evening.till.view.staff if one.role == "manager"))
    hand.press("Change the floor plan")
    return hand.only(EditFloorScreen)


def drag(canvas: EditCanvas, table: str, by: QPoint) -> None:
    start, left = canvas.box(table).center(), Qt.MouseButton.LeftButton
    QTest.mousePress(canvas, left, pos=start)
    QTest.mouseMove(canvas, start + by / 2)
    QTest.mouseMove(canvas, start + by)
    QTest.mouseRelease(canvas, left, pos=start + by)


def floor_now(evening: Evening) -> Floor:
    return evening.till.view.floor


def table_now(evening: Evening, id: str) -> Table:
    return floor_now(evening).by_id[id]


def heard(hand: Hand) -> list[str]:
    """What the till says from now on."""
    words: list[str] = []
    hand.window.desk.refused.connect(words.append)
    return words


def save(hand: Hand, evening: Evening) -> None:
    version = floor_now(evening).version
    hand.press("Save the plan")
    hand.wait(lambda: floor_now(evening).version == version + 1)


def test_a_table_is_dragged_to_a_free_place_and_its_code_goes_on(hand: Hand, evening: Evening) -> None:
    code, screen = table_now(evening, "A9").code, edit(hand, evening)
    step = screen.canvas.box("A2").left() - screen.canvas.box("A1").left()  # two grid units
    drag(screen.canvas, "A10", QPoint(0, 0))
    hand.press("Remove")  # A10 gives its place
    drag(screen.canvas, "A9", QPoint(step * 2, 0))
    before = table_now(evening, "A9")
    save(hand, evening)
    now = table_now(evening, "A9")
    assert (now.x, now.y, now.code) == (before.x + 4, before.y, code)
    assert "A10" not in floor_now(evening).by_id
    assert code in evening.till.table_url("A9")


def test_a_table_dropped_on_another_stays_where_it_was(hand: Hand, evening: Evening) -> None:
    screen = edit(hand, evening)
    step = screen.canvas.box("A2").left() - screen.canvas.box("A1").left()
    drag(screen.canvas, "A1", QPoint(step, 0))
    assert not screen._draft.changed
    assert hand.window.desk.view.floor == screen._draft.floor


def test_a_table_with_guests_is_not_removed(hand: Hand, evening: Evening) -> None:
    evening.open("A3", 2)
    hand.wait(lambda: bool(hand.window.desk.view.tables["A3"].opening))
    screen = edit(hand, evening)
    drag(screen.canvas, "A3", QPoint(0, 0))
    hand.press("Remove")
    assert not screen._draft.changed
    assert "A3" in screen._draft.floor.by_id


def test_a_table_that_guests_take_during_the_edit_is_not_removed_either(hand: Hand, evening: Evening) -> None:
    screen = edit(hand, evening)
    drag(screen.canvas, "A3", QPoint(0, 0))
    hand.press("Remove")
    evening.open("A3", 2)
    version = floor_now(evening).version
    refused = heard(hand)
    hand.press("Save the plan")
    hand.wait(lambda: any("A3 has guests" in words for words in refused))
    assert floor_now(evening).version == version
    assert "A3" in floor_now(evening).by_id


def test_names_seats_and_shape_are_changed_and_taken_back_one_by_one(hand: Hand, evening: Evening) -> None:
    screen, side = edit(hand, evening), hand.only(EditSide)
    drag(screen.canvas, "A7", QPoint(0, 0))
    side.table_name.selectAll()
    QTest.keyClicks(side.table_name, "A77")
    QTest.keyClick(side.table_name, Qt.Key.Key_Return)
    hand.press("One seat more")
    side._shapes.choose(1)
    hand.press("Undo")
    save(hand, evening)
    now = table_now(evening, "A7")
    assert (set(now.label.values()), now.seats, now.shape) == ({"A77"}, 5, "square")


def test_a_new_area_gets_a_table_with_a_code_of_its_own(hand: Hand, evening: Evening) -> None:
    known = {table.code for table in floor_now(evening).tables}
    edit(hand, evening)
    hand.press("Add an area")
    hand.press("Add a table")
    hand.press("Add a table")
    save(hand, evening)
    new = [table for table in floor_now(evening).tables if table.code not in known]
    assert len({table.code for table in new}) == 2 and all(new)
    assert {table.area for table in new} == {floor_now(evening).areas[-1].id}
    hand.wait(lambda: new[0].id in hand.window.desk.view.tables)
    hand.table(new[0].id)
    assert hand.sheet() is not None


def test_tables_are_to_be_cleaned_after_paying_once_the_switch_is_on(hand: Hand, evening: Evening) -> None:
    side = edit(hand, evening).side
    assert not side.clean.isChecked()
    hand.press("Tables are cleaned after paying")
    save(hand, evening)
    assert floor_now(evening).clean_after


def test_keys_choose_move_and_remove_a_table_and_take_it_back(hand: Hand, evening: Evening) -> None:
    screen = edit(hand, evening)
    drag(screen.canvas, "A10", QPoint(0, 0))
    hand.press("Remove")
    drag(screen.canvas, "A9", QPoint(0, 0))
    QTest.keyClick(screen.canvas, Qt.Key.Key_Right)
    assert screen._draft.floor.by_id["A9"].x == table_now(evening, "A9").x + 1
    QTest.keyClick(screen.canvas, Qt.Key.Key_PageUp)
    assert screen._table == "A8"
    QTest.keyClick(screen.canvas, Qt.Key.Key_Delete)
    assert "A8" not in screen._draft.floor.by_id
    QTest.keyClick(screen.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "A8" in screen._draft.floor.by_id


def test_an_edit_of_an_older_plan_is_refused(hand: Hand, evening: Evening) -> None:
    screen = edit(hand, evening)
    old = floor_now(evening)
    hand.press("Tables are cleaned after paying")
    evening.till.tables.save_floor(old, screen.desk.by).result()
    refused = heard(hand)
    hand.press("Save the plan")
    hand.wait(lambda: any("The floor was changed elsewhere" in words for words in refused))
    assert not floor_now(evening).clean_after


def test_a_cashier_cannot_change_the_plan(hand: Hand, evening: Evening) -> None:
    cashier = next(one for one in evening.till.view.staff if one.role == "cashier")
    hand.window.desk.sign(cashier)
    assert not hand.only(FloorSide).edit.isVisible()


def test_a_table_with_guests_moves_to_another_area_and_keeps_code_and_bill(
    hand: Hand, evening: Evening
) -> None:
    opening = evening.open("A6", 4)
    hand.wait(lambda: hand.window.desk.view.tables["A6"].opening == opening)
    before, screen = table_now(evening, "A6"), edit(hand, evening)
    assert not hand.button("To another area").isEnabled(), "no table is chosen"
    drag(screen.canvas, "A6", QPoint(0, 0))
    hand.press("To another area")
    hand.press("Rooms")
    hand.wait(lambda: screen._area != before.area)
    save(hand, evening)
    now = table_now(evening, "A6")
    area = floor_now(evening).area(now.area)
    assert area.names["en"] == "Rooms" and fits(floor_now(evening), now)
    assert (now.code, now.seats, now.label) == (before.code, before.seats, before.label)
    assert evening.till.view.tables["A6"].opening == opening
