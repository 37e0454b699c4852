"""Every widget by finger and by key."""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget, QWidgetItem
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from pos_app.widgets.buttons import LOOKS, Button, icon_button
from pos_app.widgets.chips import Chip
from pos_app.widgets.choices import ChoiceGrid, PickGrid
from pos_app.widgets.pads import BACK, CLEAR, NumberPad, typed_key
from pos_app.widgets.rail import Rail
from pos_app.widgets.search_field import SearchField
from pos_app.widgets.segments import SegmentedControl
from pos_app.widgets.sheet import LEFT_HANDED, Sheet, open_sheet
from pos_app.widgets.stepper import Stepper
from pos_app.widgets.theme import Theme
from pos_app.widgets.toggle import Toggle


def test_buttons_answer_enter_and_space(theme: Theme, qtbot: QtBot) -> None:
    button = Button(theme, "primary", "pot", "F9", 64)
    button.setText("Send")
    qtbot.addWidget(button)
    button.show()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        with qtbot.waitSignal(button.clicked):
            QTest.keyClick(button, key)


def test_targets_are_at_least_44_px(theme: Theme, qtbot: QtBot) -> None:
    made: list[QWidget] = [Button(theme, kind) for kind in LOOKS]
    made += [icon_button(theme, "more", "More", side=44), Toggle(theme), Chip(theme, tappable=True)]
    for widget in made:
        qtbot.addWidget(widget)
        assert widget.sizeHint().width() >= 44
        assert widget.sizeHint().height() >= 44


def test_one_two_three_stand_on_top_from_left_to_right(theme: Theme, qtbot: QtBot) -> None:
    pad = NumberPad(theme, (CLEAR, "0", BACK))
    pad.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    qtbot.addWidget(pad)
    pad.resize(360, 400)
    pad.show()
    places = [pad.keys[key].pos() for key in "123456789"]
    assert places == sorted(places, key=lambda place: (place.y(), place.x()))
    with qtbot.waitSignal(pad.pressed, check_params_cb=lambda key: key == "7"):
        QTest.mouseClick(pad.keys["7"], Qt.MouseButton.LeftButton)


def test_typed_digits_are_pad_keys() -> None:
    assert typed_key(Qt.Key.Key_5, "5") == "5"
    assert typed_key(Qt.Key.Key_Backspace, "\b") == BACK
    assert typed_key(Qt.Key.Key_A, "a") == ""
    assert typed_key(Qt.Key.Key_Shift, "") == ""


def test_a_segment_is_chosen_by_tap_and_arrow(theme: Theme, qtbot: QtBot) -> None:
    control = SegmentedControl(theme)
    control.set_items([("All 20", ""), ("Hall 10", ""), ("", "list")])
    qtbot.addWidget(control)
    control.resize(control.sizeHint())
    control.show()
    with qtbot.waitSignal(control.chosen, check_params_cb=lambda index: index == 1):
        QTest.keyClick(control, Qt.Key.Key_Right)
    with qtbot.waitSignal(control.chosen, check_params_cb=lambda index: index == 2):
        QTest.mouseClick(control, Qt.MouseButton.LeftButton, pos=QPoint(control.width() - 20, 20))


def test_a_stepper_only_asks(theme: Theme, qtbot: QtBot) -> None:
    stepper = Stepper(theme)
    qtbot.addWidget(stepper)
    stepper.tell("3")
    with qtbot.waitSignal(stepper.stepped, check_params_cb=lambda by: by == -1):
        stepper.less.click()
    assert stepper.number.text() == "3"


def test_a_held_button_goes_on_and_digits_are_the_number(theme: Theme, qtbot: QtBot) -> None:
    stepper, beside_a_pad = Stepper(theme), Stepper(theme, typed=False)
    count = [4]

    def step(by: int) -> None:
        count[0] = min(60, max(1, count[0] + by))
        stepper.tell(str(count[0]))

    stepper.stepped.connect(step)
    stepper.tell("4")
    qtbot.addWidget(stepper)
    qtbot.addWidget(beside_a_pad)
    with qtbot.waitActive(stepper):
        stepper.show()
        stepper.activateWindow()
    QTest.mousePress(stepper.more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: count[0] >= 8)
    QTest.mouseRelease(stepper.more, Qt.MouseButton.LeftButton)
    QTest.keyClicks(stepper.more, "25")
    assert count[0] == 25
    QTest.keyClicks(stepper.more, "0")
    assert count[0] == 60  # 250 is more than there is room for
    QTest.keyClicks(stepper.less, " 7")
    assert count[0] == 7  # not 597: a step was between
    with qtbot.assertNotEmitted(beside_a_pad.stepped):
        QTest.keyClicks(beside_a_pad.more, "25")


def test_a_group_keeps_its_limits(theme: Theme, qtbot: QtBot) -> None:
    grid = ChoiceGrid(theme, 4, 1, 2)
    qtbot.addWidget(grid)
    for key in "abc":
        grid.add(key, key)
    grid.tiles["a"].click()
    grid.tiles["b"].click()
    grid.tiles["c"].click()
    assert grid.chosen() == ("a", "b")
    assert not grid.tiles["c"].isChecked()
    grid.tiles["a"].click()
    assert grid.chosen() == ("b",)


def test_one_of_several_changes_over(theme: Theme, qtbot: QtBot) -> None:
    grid = ChoiceGrid(theme, 4, 1, 1)
    qtbot.addWidget(grid)
    for key in "ab":
        grid.add(key, key)
    grid.tiles["a"].click()
    grid.tiles["b"].click()
    grid.tiles["b"].click()
    assert grid.chosen() == ("b",)
    assert grid.enough()


def test_the_same_drink_may_be_picked_twice(theme: Theme, qtbot: QtBot) -> None:
    grid = PickGrid(theme, 4, 2)
    qtbot.addWidget(grid)
    for key in "ab":
        grid.add(key, key)
    grid.tiles["a"].click()
    grid.tiles["a"].click()
    assert grid.picks() == ("a", "a")
    grid.tiles["b"].click()
    assert grid.picks() == ("a", "b")


def test_a_sheet_goes_by_escape(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    sheet = Sheet(theme, window, QSize(400, 300))
    sheet.open()
    with qtbot.waitSignal(sheet.closed):
        QTest.keyClick(sheet, Qt.Key.Key_Escape)


def test_a_sheet_goes_by_a_tap_outside(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    sheet = Sheet(theme, window, QSize(400, 300))
    sheet.open()
    with qtbot.waitSignal(sheet.closed):
        QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))


def test_a_sheet_waits_until_the_one_that_is_open_has_gone(
    theme: Theme, window: QWidget, qtbot: QtBot
) -> None:
    first, second, third, given_up = (Sheet(theme, window, QSize(400, 300)) for _ in range(4))
    first.open()
    for late in (second, second, given_up, third):
        late.open()
    assert open_sheet(window) is first
    assert [one.isVisible() for one in (first, second, third, given_up)] == [True, False, False, False]
    given_up.finish()
    assert open_sheet(window) is first
    first.cancel()
    assert (open_sheet(window), second.isVisible(), third.isVisible()) == (second, True, False)
    assert window.focusWidget() is second
    second.cancel()
    assert open_sheet(window) is third
    third.finish()
    third.open()
    assert open_sheet(window) is None, "it has gone for good"


class Written(Sheet):
    """Something was typed into it."""

    def typed(self) -> bool:
        return True


def test_a_sheet_with_something_typed_stays(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    sheet = Written(theme, window, QSize(400, 300))
    sheet.open()
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert sheet.isVisible()


def test_tab_stays_inside_a_sheet(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    outside = QLineEdit(window)
    outside.show()
    sheet = Sheet(theme, window, QSize(400, 300))
    for words in ("one", "two"):
        button = Button(theme)
        button.setText(words)
        sheet.foot.addWidget(button)
    sheet.open()
    qtbot.waitUntil(lambda: sheet.panel.isVisible())
    seen = set()
    for _ in range(7):
        sheet.focusNextPrevChild(True)
        focused = window.focusWidget()
        assert focused is not outside
        seen.add(focused)
    assert len(seen) == 3  # two buttons and the cross


def test_a_sheet_that_has_opened_keeps_no_name_for_what_qt_frees(
    theme: Theme, window: QWidget, qtbot: QtBot
) -> None:
    """A layout's item that Python remembers is found again as the widget that comes to its address."""
    sheet = Sheet(theme, window, QSize(400, 300))
    across = QHBoxLayout()
    across.addWidget(QWidget())
    across.addWidget(NumberPad(theme, ("00", "0", BACK)))
    sheet.body.addLayout(across)
    window.setProperty(LEFT_HANDED, True)
    sheet.open()
    assert across.direction() == QHBoxLayout.Direction.RightToLeft
    assert not [one for one in Shiboken.getAllValidWrappers() if type(one) is QWidgetItem]


def test_the_rail_says_where_we_are(theme: Theme, qtbot: QtBot) -> None:
    rail = Rail(theme, [("floor", "table"), ("printers", "printer")])
    qtbot.addWidget(rail)
    rail.tell({"floor": "Tables", "printers": "Printing", "lock": "Lock"})
    rail.mark("printers")
    assert rail.items["printers"].isChecked()
    assert not rail.items["floor"].isChecked()
    with qtbot.waitSignal(rail.chosen, check_params_cb=lambda key: key == "floor"):
        rail.items["floor"].click()


def test_escape_empties_the_search_and_enter_passes_on(theme: Theme, qtbot: QtBot) -> None:
    field = SearchField(theme)
    qtbot.addWidget(field)
    field.show()
    QTest.keyClicks(field.line, "szy")
    with qtbot.waitSignal(field.passed, check_params_cb=lambda key: key == Qt.Key.Key_Return):
        QTest.keyClick(field.line, Qt.Key.Key_Return)
    with qtbot.waitSignal(field.changed, check_params_cb=lambda words: words == ""):
        QTest.keyClick(field.line, Qt.Key.Key_Escape)
