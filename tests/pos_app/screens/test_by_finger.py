"""Most tills have no mouse: what is longer than its room is dragged, and what lay below is not done."""

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QScroller, QVBoxLayout, QWidget

from domain.record.plain import to_plain
from domain.selling.menu import Menu, Named
from pos_app.screens.selling.category_list import CategoryList
from pos_app.screens.selling.dish_grid import DishGrid
from pos_app.widgets.buttons import Button
from pos_app.widgets.focus import FocusRing
from pos_app.widgets.scrolling import Scroll, Thumb
from pos_app.workflows.book import Entry
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand


def drag(hand: Hand, on: QWidget, at: QPoint, up: int) -> None:
    """A finger is put down, moves up by so many pixels, rests, and is lifted."""
    window, qtbot = hand.window, hand.qtbot
    handle, begin = window.windowHandle(), on.mapTo(window, at)
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(handle, left, none, begin)
    qtbot.wait(30)  # what it is on looks pressed by then
    for step in range(1, 11):
        QTest.mouseMove(handle, begin - QPoint(0, up * step // 10))
        qtbot.wait(16)
    qtbot.wait(120)
    QTest.mouseRelease(handle, left, none, begin - QPoint(0, up))


def swipe(hand: Hand, on: QWidget, at: QPoint, up: int) -> None:
    """The same on glass: Qt makes mouse events of touches."""
    glass, finger = hand.window.windowHandle(), QTest.createTouchDevice()
    begin = on.mapTo(hand.window, at)
    QTest.touchEvent(glass, finger).press(0, begin, glass).commit()
    for step in range(1, 11):
        QTest.touchEvent(glass, finger).move(0, begin - QPoint(0, up * step // 10), glass).commit()
        hand.qtbot.wait(16)
    QTest.touchEvent(glass, finger).release(0, begin - QPoint(0, up), glass).commit()


def thumb(area: QAbstractScrollArea) -> Thumb:
    found = area.findChild(Thumb)
    assert isinstance(found, Thumb)
    return found


def all_dishes(hand: Hand, evening: Evening) -> DishGrid:
    """More than the screen has room for."""
    evening.open("A6", 4)
    hand.order_at("A6")
    hand.category("All")
    grid = hand.only(DishGrid)
    hand.wait(lambda: grid.verticalScrollBar().maximum() > 0)
    return grid


def thirty_categories(evening: Evening) -> None:
    """Ten more than the screen has room for, and some."""

    def publish(entry: Entry) -> None:
        menu = entry.document(Menu, "menu")
        more = tuple(Named(f"more{n}", {"en": f"More {n}"}) for n in range(20))
        first = replace(menu.dishes[0], categories=(*menu.dishes[0].categories, *(one.id for one in more)))
        told = replace(menu, categories=(*menu.categories, *more), dishes=(first, *menu.dishes[1:]))
        entry.record("menu.published", {**to_plain(told), "version": menu.version + 1})

    evening.write(publish)


def test_dishes_are_dragged_into_view_and_none_is_ordered_by_it(hand: Hand, evening: Evening) -> None:
    grid = all_dishes(hand, evening)
    assert thumb(grid).box().top() == 0
    drag(hand, grid.viewport(), QPoint(60, 400), 300)
    hand.wait(lambda: grid.verticalScrollBar().value() >= 200)
    assert hand.lines() == [] and grid._delegate.down < 0
    assert thumb(grid).box().top() > 0
    hand.category("Sets")
    hand.wait(lambda: thumb(grid).box().isNull())  # all of them are seen


def test_a_swipe_on_glass_moves_the_dishes_and_a_touch_orders_one(hand: Hand, evening: Evening) -> None:
    grid = all_dishes(hand, evening)
    swipe(hand, grid.viewport(), QPoint(60, 400), 300)
    hand.wait(lambda: grid.verticalScrollBar().value() >= 200)
    assert hand.lines() == []
    QScroller.scroller(grid.viewport()).stop()
    pork = hand.index(grid, lambda tile: tile.name == "Kung pao chicken")
    grid.scrollTo(pork)
    swipe(hand, grid.viewport(), grid.visualRect(pork).center(), 0)
    hand.wait(lambda: ("new", "Kung pao chicken") in hand.lines())


def test_a_finger_that_trembles_on_a_tile_still_taps_it(hand: Hand, evening: Evening) -> None:
    grid = all_dishes(hand, evening)
    tofu = hand.index(grid, lambda tile: tile.name == "Mapo tofu")
    drag(hand, grid.viewport(), grid.visualRect(tofu).center(), 6)
    hand.wait(lambda: ("new", "Mapo tofu") in hand.lines())


def test_the_last_of_many_categories_is_reached(hand: Hand, evening: Evening) -> None:
    thirty_categories(evening)
    evening.open("A6", 4)
    hand.order_at("A6")
    categories = hand.only(CategoryList)
    bar, chosen = categories.verticalScrollBar(), categories.currentIndex().row()
    hand.wait(lambda: bar.maximum() > 0)
    assert not thumb(categories).box().isNull()
    for _ in range(3):
        drag(hand, categories.viewport(), QPoint(50, 500), 400)
    hand.wait(lambda: bar.value() == bar.maximum())
    assert categories.currentIndex().row() == chosen


def test_a_long_list_of_lines_is_dragged_without_choosing_one(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 4)
    menu = evening.till.view.menu.dishes
    sold = evening.till.view.stock
    simple = [one.id for one in menu if one.simple and not one.hours and sold.left(one.id) is None][:20]
    evening.order("A6", *(dish(id, spec="one") for id in simple))
    hand.order_at("A6")
    lines = hand.order_list()
    hand.wait(lambda: lines.verticalScrollBar().maximum() > 0)
    lines.verticalScrollBar().setValue(0)
    drag(hand, lines.viewport(), QPoint(60, 300), 200)
    hand.wait(lambda: lines.verticalScrollBar().value() >= 150)
    assert not any(row.chosen for row in lines.shown())


def test_a_page_is_dragged_by_a_button_that_is_not_pressed_by_it(hand: Hand) -> None:
    scroll = Scroll()
    scroll.setParent(hand.window)
    inner = QWidget()
    column, pressed = QVBoxLayout(inner), list[int]()
    for n in range(60):
        button = Button(hand.window.theme, "secondary", "", "", 48)
        button.clicked.connect(lambda _=False, n=n: pressed.append(n))
        column.addWidget(button)
    scroll.setWidget(inner)
    scroll.setGeometry(100, 100, 300, 500)
    scroll.show()
    hand.wait(lambda: scroll.verticalScrollBar().maximum() > 0)
    drag(hand, scroll.viewport(), QPoint(100, 400), 300)
    hand.wait(lambda: scroll.verticalScrollBar().value() >= 200)
    assert pressed == []
    QScroller.scroller(scroll.viewport()).stop()
    touched = scroll.viewport().childAt(QPoint(100, 250))
    assert isinstance(touched, Button)
    drag(hand, touched, touched.rect().center(), 4)
    assert len(pressed) == 1, "a tap is a tap"


def test_enter_after_a_finger_does_what_the_keycap_says(hand: Hand, evening: Evening) -> None:
    """It pressed once more what was touched last: the choice was gone, and the dish not ordered."""
    hand.sign("wang")
    evening.open("A6", 2)
    hand.order_at("A6")
    hand.dish("Boiled beef in chilli oil")
    hand.press("Mild")
    hand.press("No peanuts")
    hand.key(Qt.Key.Key_Return)
    hand.wait(lambda: hand.sheet() is None)
    assert ("new", "Boiled beef in chilli oil") in hand.lines()
    hand.press("Send")
    hand.wait(lambda: bool(evening.till.view.openings[evening.opening("A6")].bill_lines))
    hand.wait(lambda: ("line", "Boiled beef in chilli oil") in hand.lines())
    hand.line("Boiled beef in chilli oil")
    hand.press("Void")
    hand.press("Not cooked")
    hand.press("Wrong dish ordered")
    hand.key(Qt.Key.Key_Return)
    hand.wait(lambda: hand.sheet() is None)
    hand.wait(lambda: not evening.till.view.openings[evening.opening("A6")].bill_lines)


def test_enter_after_tab_presses_what_the_ring_is_around(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 2)
    hand.order_at("A6")
    hand.dish("Boiled beef in chilli oil")
    mild = hand.button("Mild")
    mild.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(mild, Qt.Key.Key_Return)
    assert mild.isChecked() and hand.sheet() is not None


def test_the_ring_around_a_dish_in_the_corner_is_whole_and_none_is_around_a_page(
    hand: Hand, evening: Evening
) -> None:
    """By keys alone: half of the first tile's ring was cut away, and the paid screen framed as a whole."""
    evening.open("A6", 2)
    hand.order_at("A6")
    handle = hand.window.windowHandle()
    grid = hand.only(DishGrid)
    grid.setFocus()
    grid.setCurrentIndex(grid.model().index(0, 0))
    QTest.keyClick(handle, Qt.Key.Key_Right)
    QTest.keyClick(handle, Qt.Key.Key_Left)
    first, accent = grid.visualRect(grid.currentIndex()), hand.window.desk.theme.colour("accent")

    def left_and_above() -> list[str]:
        seen = grid.grab().toImage()
        left = [QPoint(x, first.center().y()) for x in range(4)]
        above = [QPoint(first.center().x(), y) for y in range(4)]
        return ["accent" for side in (left, above) if any(seen.pixelColor(at) == accent for at in side)]

    assert first.topLeft() == QPoint(0, 0)
    hand.wait(lambda: left_and_above() == ["accent", "accent"])
    evening.order("A6", dish("mapo-tofu"))
    hand.window.go("payment", evening.opening("A6"))
    hand.wait_to_read("Take ¥")
    QTest.keyClick(handle, Qt.Key.Key_Return)
    hand.wait_to_read("A6 paid")
    assert not [one for one in hand.window.findChildren(FocusRing) if one.isVisible()]
