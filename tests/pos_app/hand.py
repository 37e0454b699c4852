"""What a cashier's hand does at the till's window, and what the eye reads there."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLabel, QWidget
from pytestqt import exceptions
from pytestqt.qtbot import QtBot

from pos_app.language import Language
from pos_app.models.rows import VALUE
from pos_app.screens.desk import Desk
from pos_app.screens.main_window import MainWindow
from pos_app.screens.money.bills import BillsScreen
from pos_app.screens.selling.category_list import CategoryList
from pos_app.screens.selling.dish_grid import DishGrid
from pos_app.screens.selling.order_list import OrderList
from pos_app.screens.work import Work
from pos_app.widgets.act_list import ActList
from pos_app.widgets.pads import NumberPad
from pos_app.widgets.sheet import Sheet, open_sheet
from pos_app.widgets.sounds import Sounds
from tests.pos_app.evening import Evening

Kind = TypeVar("Kind", bound=QWidget)


class Hand:
    """Finds things by what they say, as a person does."""

    def __init__(self, evening: Evening, window: MainWindow, qtbot: QtBot) -> None:
        self.evening, self.window, self.qtbot = evening, window, qtbot

    @property
    def work(self) -> Work:
        """Where somebody works who has signed in."""
        return self.window.work

    def only(self, kind: type[Kind]) -> Kind:
        """The one visible widget of a kind, once it is seen."""

        def seen() -> list[Kind]:
            return [one for one in self.window.findChildren(kind) if one.isVisible()]

        self.wait(lambda: len(seen()) == 1)
        return seen()[0]

    def button(self, words: str) -> QAbstractButton:
        """The visible button whose words begin so; on an open sheet only its own count."""
        found = self._saying(words)
        assert found, f"no button says {words!r}; there are {[one.text() for one in self._buttons()]}"
        return found[0]

    def _buttons(self) -> list[QAbstractButton]:
        root: QWidget = self.sheet() or self.window
        return [one for one in root.findChildren(QAbstractButton) if one.isVisible()]

    def _saying(self, words: str) -> list[QAbstractButton]:
        seen = self._buttons()
        return [one for one in seen if one.text().startswith(words) or one.accessibleName() == words]

    def press(self, words: str) -> None:
        """As a person does, once it stands there: a sheet before it goes when its answer has come."""
        with suppress(exceptions.TimeoutError):
            self.wait(lambda: any(one.isEnabled() for one in self._saying(words)[:1]))
        button = self.button(words)
        assert button.isEnabled(), f"{words!r} is disabled"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def key(self, key: Qt.Key, words: str = "") -> None:
        """A key, wherever the focus is."""
        focused: QWidget | None = self.window.focusWidget()
        # A hidden one keeps it only in a window that is not active, as offscreen windows are now and then.
        target = focused if focused is not None and focused.isVisible() else self.window
        if words:
            QTest.keyClicks(target, words)
        else:
            QTest.keyClick(target, key)

    def sheet(self) -> Sheet | None:
        return open_sheet(self.window)

    def reads(self, words: str) -> bool:
        """Whether a label or button shows these words."""
        labels = [one.text() for one in self.window.findChildren(QLabel) if one.isVisible()]
        buttons = [one.text() for one in self.window.findChildren(QAbstractButton) if one.isVisible()]
        return any(words in text for text in [*labels, *buttons])

    def wait(self, true: Callable[[], bool]) -> None:
        """Less than the desk's tick of 15 s, by which all is shown anew in any case."""
        self.qtbot.waitUntil(true, timeout=10_000)

    def wait_to_read(self, words: str) -> None:
        self.wait(lambda: self.reads(words))

    def sign(self, who: str) -> None:
        """Somebody else is at the till."""
        self.window.desk.sign(next(one for one in self.evening.till.view.staff if one.id == who))

    def pin(self, digits: str) -> None:
        """Type a PIN on the pad of the open sheet."""
        sheet = self.sheet()
        assert sheet is not None
        pads = [one for one in sheet.findChildren(NumberPad) if one.isVisible()]
        for digit in digits:
            pads[0].keys[digit].click()

    # ---------------------------------------------------------------- lists

    def table(self, table: str) -> None:
        self.window.work._screens["floor"].open_table(table)  # type: ignore[attr-defined]

    def order_at(self, table: str) -> None:
        """See an open table's order."""
        self.wait(lambda: self.window.desk.view.tables[table].opening in self.window.desk.view.openings)
        self.window.go("order", self.window.desk.view.tables[table].opening)

    def dish(self, name: str) -> None:
        """Tap a dish's tile; what is not among those ordered often stands among all."""
        grid = self.only(DishGrid)
        self.wait(lambda: bool(self.values(grid)))
        if not any(tile.name == name for tile in self.values(grid)):
            self.category("All")
        self.tap_row(grid, lambda tile: tile.name == name)

    def category(self, name: str) -> None:
        """Tap a category of dishes."""
        self.tap_row(self.only(CategoryList), lambda row: row[1] == name)

    def line(self, title: str) -> None:
        """Tap a line of the order."""
        self.tap_row(self.only(OrderList), lambda row: row.title == title)

    def paid_bill(self, number: str, act: str = "") -> None:
        """Look at a paid bill, such as "No. 1"; with ``act``, press that on it."""
        self.press("Bills")
        self.tap_row(self.only(BillsScreen).list, lambda row: row.note.startswith(f"{number} ·"))
        self.wait_to_read(f"{number} · ")
        if act:
            self.press(act)

    def order_list(self) -> OrderList:
        """The order's lines as they are shown."""
        return self.only(OrderList)

    def lines(self) -> list[tuple[str, str]]:
        """The order's rows as (kind, title)."""
        shown = [one for one in self.window.findChildren(OrderList) if one.isVisible()]
        return [(row.kind, row.title) for view in shown for row in self.values(view)]

    def act(self, view: ActList, words: str, of: Callable[[Any], bool]) -> None:
        """Tap a painted button of a row."""
        index = self.index(view, of)
        view.scrollTo(index)
        act = next(one for one in view._acts(index) if one.words == words)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=act.box.center())

    def tap_row(self, view: QAbstractItemView, of: Callable[[Any], bool]) -> None:
        index = self.index(view, of)
        view.scrollTo(index)
        corner = view.visualRect(index).topLeft() + QPoint(30, 15)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=corner)

    def index(self, view: QAbstractItemView, of: Callable[[Any], bool]) -> QModelIndex:
        with suppress(exceptions.TimeoutError):
            self.wait(lambda: any(of(value) for value in self.values(view)))
        model = view.model()
        rows = range(model.rowCount())
        found = next((row for row in rows if of(model.index(row, 0).data(VALUE))), -1)
        assert found >= 0, f"not among {self.values(view)}"
        return model.index(found, 0)

    def values(self, view: QAbstractItemView) -> list[Any]:
        model = view.model()
        return [model.index(row, 0).data(VALUE) for row in range(model.rowCount())]


def reopened(evening: Evening, window: MainWindow, sounds: Sounds | None = None) -> Desk:
    """The desk of the next start; nothing was told to the one before."""
    again = Desk(evening.till, Language("en"), window.theme, window)
    again.open(evening.till, sounds or window.desk.sounds)
    return again
