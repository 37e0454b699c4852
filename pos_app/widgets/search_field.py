"""One line to find things by: a glass before, the '/' keycap or a cross to clear it after."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QInputDevice, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from pos_app.widgets.painting import keycap, mirrored, panel
from pos_app.widgets.theme import Theme

OF_THE_FOUND = "+=-*"  # keys that are about what was found last, while nothing new is typed


class _Line(QLineEdit):
    """Esc empties, arrows and Enter belong to the results; the key that leads here begins anew, by habit."""

    passed = Signal(int)
    touched = Signal()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.device().type() == QInputDevice.DeviceType.TouchScreen:
            self.touched.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.passed.emit(event.key())
        elif self.selectedText() == self.text() and event.text() and event.text() in f"/{OF_THE_FOUND}":
            event.setAccepted(event.text() == "/")
        else:
            super().keyPressEvent(event)


class SearchField(QWidget):
    """`changed(text)` at each key; `passed(key)` for Enter and the arrows; `touched` by a finger."""

    changed = Signal(str)
    passed = Signal(int)
    touched = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.line = _Line()
        self.line.setProperty("bare", True)
        self.setFixedHeight(46)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(44, 1, 44, 1)
        row.addWidget(self.line)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self.changed)
        self.line.textChanged.connect(self.update)
        self.line.passed.connect(self.passed)
        self.line.touched.connect(self.touched)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.setLayoutDirection(self.layoutDirection())
        on = self.line.hasFocus()
        border = theme.colour("accent" if on else "edge")
        panel(painter, self.rect(), 10, theme.colour("surface"), border, 2 if on else 1)
        glass = mirrored(painter, self.rect(), QRect(14, 11, 24, 24))
        painter.drawPixmap(glass.topLeft(), theme.icon("search", "ink2", 22, self))
        end = self._end(painter)
        if self.line.text():
            painter.drawPixmap(
                end.center().x() - 10, end.center().y() - 10, theme.icon("close", "ink2", 20, self)
            )
        else:
            keycap(painter, theme, end, "/", theme.colour("ink3"))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        right = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        position = event.position().x()
        if self.line.text() and (position < 44 if right else position > self.width() - 44):
            self.line.clear()

    def _end(self, painter: QPainter) -> QRect:
        return mirrored(painter, self.rect(), QRect(self.width() - 32, 12, 19, 22))
