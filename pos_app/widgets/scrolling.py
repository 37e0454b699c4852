"""What may be longer than the room for it: by finger, and by keys where there is something to scroll."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QFrame,
    QScrollArea,
    QScroller,
    QScrollerProperties,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from pos_app.widgets.painting import panel
from pos_app.widgets.theme import Theme

WIDE, LEAST = 6, 44  # pixels of the thumb
HIGHEST = (1 << 24) - 1  # pixels that Qt gives a widget at most


def by_finger(area: QAbstractScrollArea, let_go: Callable[[], None] = lambda: None) -> None:
    """It is dragged and flung as on a phone, by mouse too; what the finger was on is ``let_go``, not done.

    A press goes to its widget at once. Held back, as Qt does by itself, it would be looked for again at its
    place on the desktop, which Wayland tells nobody.
    """
    scroller = QScroller.scroller(area.viewport())
    wanted, metric = scroller.scrollerProperties(), QScrollerProperties.ScrollMetric
    off = QScrollerProperties.OvershootPolicy.OvershootAlwaysOff
    for each in (metric.HorizontalOvershootPolicy, metric.VerticalOvershootPolicy):
        wanted.setScrollMetric(each, off)
    wanted.setScrollMetric(metric.MousePressEventDelay, 0.0)
    scroller.setScrollerProperties(wanted)

    def moved(state: QScroller.State) -> None:
        if state == QScroller.State.Dragging:
            for button in area.viewport().findChildren(QAbstractButton):
                button.setDown(False)
            let_go()

    scroller.stateChanged.connect(moved)
    QScroller.grabGesture(area.viewport(), QScroller.ScrollerGestureType.LeftMouseButtonGesture)


def keyed_when_long(area: QAbstractScrollArea) -> None:
    """Tab comes to it, and arrows and Page keys move it, only while not all of it is seen."""

    def follow(_least: int, most: int) -> None:
        area.setFocusPolicy(Qt.FocusPolicy.TabFocus if most > 0 else Qt.FocusPolicy.NoFocus)

    area.verticalScrollBar().rangeChanged.connect(follow)
    follow(0, area.verticalScrollBar().maximum())


def scroll_by_key(area: QAbstractScrollArea, event: QKeyEvent) -> bool:
    """For a list that is only read: an arrow moves what is seen, not a choice that nobody sees."""
    step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
    bar = area.verticalScrollBar()
    bar.setValue(bar.value() + step * 48)
    return bool(step)


class Scroll(QScrollArea):
    """As wide as its room; what is focused in it by key is brought into view by the focus ring."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        by_finger(self)
        keyed_when_long(self)


class UpTo(Scroll):
    """As high as what stands in it, but no higher than ``most`` pixels; beyond that it scrolls."""

    def __init__(self, inner: QWidget, most: int) -> None:
        super().__init__()
        self._inner, self._most = inner, most
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setWidget(inner)
        inner.installEventFilter(self)

    def at_most(self, most: int) -> None:
        """No higher than so many pixels from now on."""
        self._most = most
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), min(self._most, self._wanted()))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def _wanted(self) -> int:
        layout, wide = self._inner.layout(), self.viewport().width()
        high = layout.totalHeightForWidth(wide) if layout and layout.hasHeightForWidth() else 0
        return max(high, self._inner.minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


class Yielding(UpTo):
    """As high as what stands in it while there is room for all around it; else it scrolls, in no less than
    ``least`` pixels. What came last is seen, unless it is read from the top (not ``last``)."""

    def __init__(self, inner: QWidget, least: int, last: bool = True) -> None:
        self._least = least
        super().__init__(inner, HIGHEST)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        if last:
            self.verticalScrollBar().rangeChanged.connect(self._see_the_last)

    def _see_the_last(self, _least: int, most: int) -> None:
        if isValid(self) and isValid(bar := self.verticalScrollBar()):  # it says so too while all of it goes
            bar.setValue(most)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), min(self._least, self.sizeHint().height()))


class Thumb(QWidget):
    """Says how much more there is, over the edge of a list whose scroll bar would take its tiles' room."""

    def __init__(self, theme: Theme, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self._theme, self._area = theme, area
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        bar = area.verticalScrollBar()
        for moved in (bar.valueChanged, bar.rangeChanged):
            moved.connect(lambda *_: self.update())
        area.installEventFilter(self)

    def eventFilter(self, area: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutDirectionChange, QEvent.Type.Show):
            right = self._area.layoutDirection() == Qt.LayoutDirection.RightToLeft
            left = 0 if right else self._area.width() - WIDE
            self.setGeometry(left, 0, WIDE, self._area.height())
            self.raise_()
        return False

    def box(self) -> QRect:
        """Where it stands on its edge; empty where all is seen."""
        bar, high = self._area.verticalScrollBar(), self.height()
        if not bar.maximum():
            return QRect()
        long = max(LEAST, round(high * bar.pageStep() / (bar.maximum() + bar.pageStep())))
        return QRect(0, round((high - long) * bar.value() / bar.maximum()), WIDE, long)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.box().isNull():
            panel(QPainter(self), self.box(), WIDE / 2, self._theme.colour("edge"))


def scrolled() -> tuple[Scroll, QVBoxLayout]:
    """A column that scrolls."""
    scroll, inner = Scroll(), QWidget()
    inner.setProperty("ground", "none")
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, 8, 0)
    column.setSpacing(8)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(inner)
    return scroll, column
