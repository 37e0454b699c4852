"""A walk through all that the till shows in an evening, without a finger.

What can be tapped has its key, what holds the keyboard is seen, and never lies one sheet over another.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from domain.words.search import DishSearch
from pos_app.language import Language
from pos_app.screens.floor.call_window import CallWindow
from pos_app.screens.guest_screen import GuestScreen
from pos_app.screens.main_window import MainWindow
from pos_app.screens.money.note_count import NoteRow
from pos_app.widgets.buttons import Button
from pos_app.widgets.chips import Chip
from pos_app.widgets.hint import Hint
from pos_app.widgets.labels import ShortLabel
from pos_app.widgets.letter_pad import LetterPad
from pos_app.widgets.pads import BACK, CLEAR, PadKey
from pos_app.widgets.painting import split_line
from pos_app.widgets.sheet import Sheet, open_sheet
from pos_app.widgets.stepper import Stepper
from tests.pos_app.evening import Evening
from tests.pos_app.scenes.camera import Camera, Scene, settle
from tests.pos_app.scenes.stages import STAGES
from tests.pos_app.windows import shown

PAPER = ("tickets", "slips", "papers", "on_the_scale")  # pictures of paper; and a scale that takes its time
ONLY_SEEN = (CallWindow, GuestScreen)  # on displays that no till's keyboard reaches
Walk = list[tuple[Callable[[Evening], None], Sequence[Scene]]]
MOST = 400  # widgets that Tab goes through


class Walker(Camera):
    """Wherever a picture would be taken it goes round by Tab and looks at what it finds."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        super().__init__(window, folder, "")
        self.amiss: dict[str, set[str]] = defaultdict(set)
        self.sheets: set[type[Sheet]] = set()
        self.evening: Evening

    def shoot(self, name: str, of: QWidget | None = None) -> None:
        settle(20)
        window = (of or self.window).window()
        if isinstance(window, ONLY_SEEN):
            return
        window.activateWindow()
        settle(0)
        seen = [one for one in window.findChildren(Sheet) if one.isVisible()]
        for sheet in seen:
            sheet.typed()  # Esc asks it
        self.sheets |= {type(one) for one in seen}
        if len(seen) > 1:
            self.amiss["one sheet over another"].add(f"{name}: {[type(one).__name__ for one in seen]}")
        root: QWidget = seen[0].panel if seen else window
        before: QWidget | None = window.focusWidget()
        reached = self._go_round(name, window)
        if isinstance(window, MainWindow):
            for widget in reached:
                if widget is not open_sheet(window) and not root.isAncestorOf(widget):
                    self.amiss["behind the sheet"].add(f"{name}: {said(widget)}")
        for widget in root.findChildren(QWidget):
            if widget.isVisible() and widget.isEnabled() and widget.window() is window:
                self._look(name, widget, reached)
        if before is not None and isValid(before):
            before.setFocus()

    def _go_round(self, name: str, window: QWidget) -> list[QWidget]:
        """All that Tab comes to, until it is where it was."""
        reached: list[QWidget] = []
        for _ in range(MOST):
            QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
            focused: QWidget | None = window.focusWidget()
            if focused is None or focused in reached:
                return reached
            reached.append(focused)
            if isinstance(window, MainWindow) and focused.isVisible():
                self._is_shown(name, window, focused)
        raise AssertionError(f"{name}: Tab never comes round")

    def _is_shown(self, name: str, window: MainWindow, focused: QWidget) -> None:
        box = focused.visibleRegion().boundingRect()
        if box.height() < min(focused.height(), 40) or box.width() < min(focused.width(), 40):
            self.amiss["focus that is not in view"].add(f"{name}: {said(focused)}")
        own = focused.property("own_focus") or isinstance(focused, QLineEdit)
        if not own and not window._ring.isVisible():
            self.amiss["focus without a ring"].add(f"{name}: {said(focused)}")

    def _look(self, name: str, widget: QWidget, reached: list[QWidget]) -> None:
        if is_cut(widget):
            self.amiss["wider than the room for it"].add(f"{name}: {said(widget)}")
        if widget in reached:
            return
        if isinstance(widget, QAbstractScrollArea) and widget.verticalScrollBar().maximum() > 0:
            self.amiss["no key scrolls it"].add(f"{name}: {said(widget)}")
        elif tappable(widget) and not has_key(widget, reached):
            self.amiss["no key does it"].add(f"{name}: {said(widget)}")


def is_cut(widget: QWidget) -> bool:
    """Whether words end at an edge: of a label, a button, or a column that only scrolls up and down."""
    if isinstance(widget, ShortLabel) or not widget.width():
        return False
    if isinstance(widget, QLabel):
        return not widget.wordWrap() and widget.sizeHint().width() > widget.width()
    if isinstance(widget, QScrollArea):
        inner = widget.widget()
        return widget.widgetResizable() and inner is not None and inner.width() > widget.viewport().width()
    return isinstance(widget, Button) and not room_for_words(widget)


def room_for_words(button: Button) -> bool:
    """In one line, else in two smaller ones where it is high enough; icon and keycap give way to them."""
    metrics, bold, room = button._theme.metrics, button.look().bold, button.width() - 12
    if metrics(button._pixels(), bold).horizontalAdvance(button.text()) <= room:
        return True
    small = metrics(14, bold)
    lines = split_line(button.text(), small, room)
    return button.height() >= 56 and all(small.horizontalAdvance(line) <= room for line in lines)


def said(widget: QWidget) -> str:
    words = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
    return (
        f"{type(widget).__name__} {(words or widget.accessibleName())!r} in {type(widget.parent()).__name__}"
    )


def tappable(widget: QWidget) -> bool:
    """Whether a finger does something there."""
    if isinstance(widget, Sheet | Hint):
        return False  # a tap is only a way out, and so is Esc
    if isinstance(widget, QAbstractItemView):
        return widget.focusPolicy() != Qt.FocusPolicy.NoFocus and bool(widget.model().rowCount())
    if isinstance(widget, Chip):
        return widget._tappable
    if isinstance(widget, QAbstractButton | QLineEdit | QTextEdit | QComboBox):
        return True
    ours = (kind.__dict__ for kind in type(widget).__mro__ if kind.__module__.startswith("pos_app"))
    return any(name in kind for kind in ours for name in ("mousePressEvent", "mouseReleaseEvent"))


def has_key(widget: QWidget, reached: list[QWidget]) -> bool:
    """Whether something else than Tab leads there: arrows from its neighbour, or a key that means it."""
    if any(widget.isAncestorOf(one) for one in reached):
        return True  # a frame around a field
    if isinstance(widget, QAbstractButton) and widget.autoExclusive():
        beside = [one for one in reached if type(one) is type(widget) and one.parent() is widget.parent()]
        return bool(beside) or isinstance(widget, NoteRow)  # by up and down, wherever the focus is
    if isinstance(widget, PadKey):
        pad: Any = widget.parent()
        if isinstance(pad, LetterPad):
            return True  # who has keys types, and needs none of it
        key = next((key for key, one in pad.keys.items() if one is widget), "")
        return key in (BACK, CLEAR, "00", ".") or key.isdigit()
    return isinstance(widget.parent(), Stepper | Hint)  # plus and minus; Ctrl+Z


@pytest.fixture
def walker(tmp_path: Path, qapp: QApplication) -> Iterator[Walker]:
    evening = Evening(tmp_path / "store")
    evening.till.search = DishSearch(evening.till.view.menu.dishes).find
    window = MainWindow.of(evening.till, Language("en"))
    window.desk.sounds.on = False
    window.resize(1024, 768)
    with shown(window):
        made = Walker(window, tmp_path)
        made.evening = evening
        yield made
    evening.close()


def of_stages(first: int, last: int, start: int = 0, end: int | None = None) -> Walk:
    """Scenes of some stages; the stories before them are told, too."""
    return [
        (story, scenes[start:end] if first <= stage <= last else ())
        for stage, (story, scenes) in enumerate(STAGES)
        if stage <= last
    ]


@pytest.mark.parametrize(
    "walk",
    [
        of_stages(0, 0, 0, 14),
        of_stages(0, 0, 14, 32),
        of_stages(0, 0, 32, 43),
        of_stages(0, 0, 43),
        of_stages(1, 2),
        of_stages(3, 4),
        of_stages(5, 6),
    ],
    ids=["at work", "in trouble", "with phones", "small sheets", "paid", "at tables", "settings"],
)
def test_whatever_is_tapped_has_a_key_the_focus_is_seen_and_no_sheet_lies_over_another(
    walker: Walker, walk: Walk
) -> None:
    evening, window = walker.evening, walker.window
    for story, scenes in walk:
        story(evening)
        settle(50)
        for scene in (one for one in scenes if one.__name__ not in PAPER):
            window.desk.sign(evening.till.view.staff[1])
            window.go("floor", "")
            scene(walker, evening)
    assert dict(walker.amiss) == {}
    assert len(walker.sheets) > 1
