"""A dialog in the window: a scrim, one panel, one layer; Esc or a tap outside cancels, twice if need be.

Never one over another: a sheet that shall open while one is open waits until that one has gone, and one steps
aside for a window of the system, see ``file_window``.
"""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from pos_app.widgets.buttons import Button, icon_button
from pos_app.widgets.choices import ChoiceTile
from pos_app.widgets.labels import rule, wrapped
from pos_app.widgets.pads import NumberPad
from pos_app.widgets.theme import Theme

LEFT_HANDED = "left_handed"
"""A property of a window: what a sheet does, its pad, and how it is shut stand at the other side."""
_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
_SCRIM = QColor(18, 16, 14, 140)


def _beside_pads(panel: QWidget) -> set[QBoxLayout]:
    """The rows at the end of which a number pad stands.

    What a layout holds is never asked for itself: Python would keep a name for an item that Qt frees, and
    find it again as the next widget that comes to stand at the same address.
    """
    layouts, found = panel.findChildren(QLayout), set[QBoxLayout]()
    for pad in panel.findChildren(NumberPad):
        one: QWidget | QLayout | None = pad
        while one is not None and one is not panel:
            inside = next((layout for layout in layouts if layout.indexOf(one) >= 0), None)
            if isinstance(inside, QHBoxLayout) and 0 < inside.indexOf(one) == inside.count() - 1:
                found.add(inside)
            one = inside if isinstance(inside and inside.parent(), QLayout) else one.parentWidget()
    return found


def open_sheet(window: QWidget) -> "Sheet | None":
    """The one that lies over a window."""
    return next((one for one in window.children() if isinstance(one, Sheet) and one.is_open), None)


class Sheet(QWidget):
    """Covers its window when opened; the panel holds a header, `body` and `foot`."""

    closed = Signal()

    def __init__(self, theme: Theme, window: QWidget, size: QSize) -> None:
        super().__init__(window)
        self.theme = theme
        self._window, self._wanted = window, size
        self.is_open = self._gone = self._unseen = False
        self._focused: QWidget | None = None  # what had the keys before it stepped aside
        self.begins_at: QWidget = self  # what takes the keys when it opens: a field to type or scan into
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("own_focus", True)
        self.panel = QFrame(self)
        self.panel.setProperty("card", "sheet")
        column = self._held_rows = QVBoxLayout(self.panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = QHBoxLayout()
        self.head.setContentsMargins(24, 16, 24, 16)
        self.head.setSpacing(16)
        self.title, self.subtitle = wrapped(size=22, bold=True), wrapped(tone="ink2")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        self.head.addLayout(words, 1)
        self.shut = icon_button(theme, "close", "×", "plain")
        self.shut.clicked.connect(self.cancel)
        self.head.addWidget(self.shut, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(self.head)
        column.addWidget(rule())
        self.body = QVBoxLayout()
        self.body.setContentsMargins(24, 16, 24, 20)
        self.body.setSpacing(10)
        column.addLayout(self.body, 1)
        self.foot_line = rule()
        column.addWidget(self.foot_line)
        self.missing = wrapped(size=14, tone="ink2")  # beside a disabled act: what it waits for
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(24, 14, 24, 14)
        self.foot.setSpacing(16)
        column.addLayout(self.foot)
        window.installEventFilter(self)
        self.panel.installEventFilter(self)
        self.hide()

    def say(self, title: str, subtitle: str = "") -> None:
        """Head words."""
        self.title.setText(title)
        self.subtitle.setText(subtitle)
        self.subtitle.setVisible(bool(subtitle))

    def open(self) -> None:
        """Show above everything in the window, as soon as no other sheet lies there; answers at once."""
        before = open_sheet(self._window)
        if before is self or self._gone:
            return
        if before is not None:  # an answer that came late, say: what is typed there stays
            before.closed.connect(self.open)
            return
        sides = QHBoxLayout.Direction
        turned = bool(self._window.property(LEFT_HANDED))
        for row in (self.head, self.foot, *_beside_pads(self.panel)):
            row.setDirection(sides.RightToLeft if turned else sides.LeftToRight)
        self.is_open = True
        self._cover()
        self._unseen = True
        QTimer.singleShot(0, self, self._was_shown)
        self.show()
        self.raise_()
        self.begins_at.setFocus()
        self.opened()

    def step_aside(self) -> None:
        """Out of sight while another window of the system asks something; it still is the one open sheet."""
        self._focused = self.window().focusWidget()
        self.hide()

    def come_back(self) -> None:
        """As it was, with the keys where they were; a sheet that is gone meanwhile stays gone."""
        if not isValid(self) or self._gone:
            return
        self._cover()
        self.show()
        self.raise_()
        focused = self._focused
        here = focused is not None and isValid(focused) and self.isAncestorOf(focused)
        (focused if here and focused is not None else self.begins_at).setFocus()

    def opened(self) -> None:
        """What a sheet does once it is seen."""

    def typed(self) -> bool:
        """Whether leaving would lose something that was typed; a sheet with fields says so."""
        return False

    def cancel(self) -> None:
        """Leave without effect."""
        self.finish()

    def finish(self) -> None:
        """Go away for good; again is no harm, as an answer may come after the person has left."""
        if not isValid(self):
            return
        self.is_open, self._gone = False, True
        self.hide()
        self.closed.emit()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self._cover()
        elif event.type() == QEvent.Type.LayoutRequest and watched is self.panel and self.isVisible():
            self._cover(0 if self._unseen else self.panel.height())
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes round inside the sheet as it is read: what is chosen or written, the foot, the cross last:
        by Enter there what was typed would be lost."""
        round_ = self._round()
        if not round_:
            return False
        here: QWidget | None = self.window().focusWidget()
        place = round_.index(here) if here in round_ else -1 if forward else 0
        round_[(place + (1 if forward else -1)) % len(round_)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _round(self) -> list[QWidget]:
        """What Tab comes to. Foots are often made before what stands above them."""
        found, step = list[QWidget](), self.nextInFocusChain()
        while step is not None and step is not self:
            if self._takes_tab(step):
                found.append(step)
            step = step.nextInFocusChain()
        return sorted(found, key=lambda one: (one is self.shut, self.foot.indexOf(one) >= 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._try_out()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._press_main()
        elif event.key() in _ARROWS and self.hasFocus() and (tile := self.first_choice()) is not None:
            tile.setFocus(Qt.FocusReason.TabFocusReason)
        event.accept()

    def first_choice(self) -> ChoiceTile | None:
        """Where an arrow leads to among the choices, from there on to the next one."""
        tiles = self.panel.findChildren(ChoiceTile)
        return next((one for one in tiles if one.isEnabled() and one.isVisible()), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.panel.geometry().contains(event.position().toPoint()):
            self._try_out()
        event.accept()

    def _press_main(self) -> None:
        """Enter is the main button, where there is one and it can be pressed."""
        buttons = self.panel.findChildren(Button)
        main = [one for one in buttons if one.kind() == "primary" and one.isVisible() and one.isEnabled()]
        if len(main) == 1:
            main[0].click()

    def _try_out(self) -> None:
        """Where something was typed the first time only points at the way out; the second takes it."""
        if self.typed() and not self.shut.hasFocus():
            self.shut.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.cancel()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), _SCRIM)

    def _takes_tab(self, widget: QWidget) -> bool:
        tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        return tab and widget.isEnabled() and widget.isVisible() and self.panel.isAncestorOf(widget)

    def _was_shown(self) -> None:
        self._unseen = False

    def _cover(self, least: int = 0) -> None:
        """An open panel grows with what it holds, and never shrinks under the finger; before it is seen it
        does, for words that wrap may need less than was thought until they were dressed."""
        window = self._window
        self.setGeometry(window.rect())
        width = min(self._wanted.width(), window.width() - 32)
        height = min(self._wanted.height(), window.height() - 32)
        if self._wanted.height() <= 0:
            height = min(max(self._height_of(width), least), window.height() - 32)
        self.panel.setGeometry((window.width() - width) // 2, (window.height() - height) // 2, width, height)

    def _height_of(self, width: int) -> int:
        """Of all that the panel holds; words that wrap are as high as they are at this width."""
        held = self._held_rows
        return held.totalHeightForWidth(width) if held.hasHeightForWidth() else held.totalSizeHint().height()
