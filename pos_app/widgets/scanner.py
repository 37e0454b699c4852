"""A scanner types like a keyboard, only faster than any hand: its bursts are taken out of the stream of keys.

A burst is at least eight characters, each within 35 ms of the one before, then Enter or Tab just as fast.
Times are those of the keyboard, not of a busy window, so a cashier whose keys waited is no scanner. Where a
text is typed each key goes on at once, as input methods need it, and a burst that means something is taken
out of the field again; elsewhere a key that may begin a burst waits for the next one, so that a pad never
counts a barcode.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

GAP = 35  # milliseconds between two keys of a scanner
SHORTEST = 8  # characters; EAN-8 is the shortest code that means anything here
_HELD = 45  # milliseconds that a key waits; more than GAP, or the timer would run ahead of the keys
_SURE, _SURE_HELD = 4, 400  # so many keys come so fast from no hand: a busy computer may be late with more
_LATE = 15  # a timer that fires so much later was kept waiting itself, and keys may have waited with it
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_HOLDING = (Qt.Key.Key_Shift, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock)
_TYPES = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


class Scanner(QObject):
    """`read(text)` for each burst. `knows(text)`: whether one into a field of text is for us, not for it."""

    read = Signal(str)

    def __init__(self, window: QWidget, knows: Callable[[str], bool]) -> None:
        super().__init__(window)
        self._window, self._knows = window, knows
        self._text, self._last, self._done = "", 0, False
        self._held: list[QKeyEvent] = []
        self._letting_go = False
        self._field: QWidget | None = None
        self._before = ("", 0)
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._waited)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys are seen at the native window, before any widget has them."""
        kind = event.type()
        if watched is self._window:
            handle = self._window.windowHandle()
            if kind == QEvent.Type.Show and handle is not None:
                handle.installEventFilter(self)
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and not self._letting_go:
            return self._key(event)
        elif kind == QEvent.Type.MouseButtonPress:
            self._let_go()
        return False

    def _key(self, event: QKeyEvent) -> bool:
        """Whether nobody else shall have this key."""
        if event.key() in _HOLDING:
            return False
        at = event.timestamp() or time.monotonic_ns() // 1_000_000
        quick, self._last = at - self._last <= GAP, at
        done, self._done = self._done and quick, False
        if self._text and not quick:
            self._let_go()
        if event.key() in _ENDS:
            if done:  # of a scanner that ends with two keys
                self._done = True
                return True
            return self._end()
        if not _of_a_code(event) or not (self._text or event.text().isalnum()):
            self._let_go()
            return False
        return self._add(event)

    def _add(self, event: QKeyEvent) -> bool:
        if not self._text:
            self._begin()
        self._text += event.text()
        if self._field is not None:
            return False
        self._held.append(
            QKeyEvent(event.type(), event.key(), event.modifiers(), event.text(), False, event.count())
        )
        self._clock.start()
        self._timer.start(_HELD if len(self._text) < _SURE else _SURE_HELD)
        return True

    def _begin(self) -> None:
        focus = QApplication.focusWidget()
        takes_text = focus is not None and focus.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self._field = focus if takes_text else None
        if isinstance(focus, QLineEdit):
            self._before = (focus.text(), focus.cursorPosition())

    def _end(self) -> bool:
        text, field = self._text, self._field
        if len(text) < SHORTEST:
            self._let_go()
            return False
        if field is not None:
            self._let_go()
            if not isinstance(field, QLineEdit) or field is not QApplication.focusWidget():
                return False
            if not self._knows(text):
                return False
            field.setText(self._before[0])
            field.setCursorPosition(self._before[1])
        self._forget()
        self._done = True
        self.read.emit(text)
        return True

    def _waited(self) -> None:
        if self._clock.elapsed() > self._timer.interval() + _LATE:
            self._clock.start()
            self._timer.start()
            return
        self._let_go()

    def _let_go(self) -> None:
        """What was held is no scan: those who should have it get it, in its order."""
        held, handle = self._held, self._window.windowHandle()
        self._forget()
        self._letting_go = True
        try:
            for event in held:
                if handle is not None:
                    QCoreApplication.sendEvent(handle, event)
        finally:
            self._letting_go = False

    def _forget(self) -> None:
        self._timer.stop()
        self._text, self._held, self._field = "", [], None


def _of_a_code(event: QKeyEvent) -> bool:
    """Whether a key types one visible character of ASCII and is not held down."""
    text = event.text()
    plain = not event.modifiers() & ~_TYPES and not event.isAutoRepeat()
    return plain and len(text) == 1 and " " < text <= "~"
