"""The ring around what the keyboard holds: 3 px of accent, 2 px away, only when keys are used."""

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QWidget
from shiboken6 import isValid

from pos_app.widgets.painting import panel
from pos_app.widgets.theme import Theme

KEYED = "keyed"
_MARGIN = 5
_WATCHED = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Hide, QEvent.Type.Show)


def keyed(widget: QWidget) -> bool:
    """Whether a widget holds the keyboard and keys, not fingers, are used."""
    return widget.hasFocus() and bool(widget.window().property(KEYED))


def belongs_to_screen(event: QKeyEvent) -> bool:
    """Whether a key is none of a list's own: letters do not jump in it, and Ctrl means the screen."""
    words = event.text()
    return bool((words and words.isprintable()) or event.modifiers() & Qt.KeyboardModifier.ControlModifier)


def bring_into_view(widget: QWidget) -> None:
    """In whatever scrolls around it, the inner one first."""
    above = widget.parentWidget()
    while above is not None and not above.isWindow():
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget, 24, 24)
        above = above.parentWidget()


class FocusRing(QWidget):
    """One overlay a window that follows the focused widget; a finger or mouse hides it, a key shows it."""

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._window, self._theme = window, theme
        self._target: QWidget | None = None
        self._by_key = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._window:
            self._watch_window(kind)
        elif watched is self._target:
            if kind in _WATCHED:
                self._place()
        elif kind in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress):
            self._use_keys(kind == QEvent.Type.KeyPress)
        return False

    def _use_keys(self, keys: bool) -> None:
        """Views that paint their own ring ask the window whether keys are used."""
        if keys == self._by_key:
            return
        self._by_key = keys
        self._window.setProperty(KEYED, keys)
        if self._target is not None and isValid(self._target):
            self._target.update()
        if not keys:
            self.hide()

    def _watch_window(self, kind: QEvent.Type) -> None:
        """Raw keys and presses are seen at the native window: nothing else passes this filter."""
        handle = self._window.windowHandle()
        if kind == QEvent.Type.Show and handle is not None:
            handle.installEventFilter(self)
        elif kind == QEvent.Type.Resize:
            self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        panel(painter, self.rect(), 14, None, self._theme.colour("accent"), 3)

    def _follow(self, _: QWidget | None, now: QWidget | None) -> None:
        if self._target is not None and isValid(self._target):
            self._target.removeEventFilter(self)
        self._target = now
        if now is not None and now is not self._window:
            now.installEventFilter(self)
            if self._by_key:
                bring_into_view(now)
        self._place()

    def _place(self) -> None:
        target, window = self._target, self._window
        if not self._by_key or target is None or isinstance(target, QLineEdit) or not self._holds(target):
            self.hide()
            return
        corner = target.mapTo(window, target.rect().topLeft())
        self.setGeometry(QRect(corner, target.size()).adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN))
        self.raise_()
        self.show()

    def _holds(self, target: QWidget) -> bool:
        """Not a page to which Qt gives the keys where nothing on it takes them."""
        takes = target.focusPolicy() != Qt.FocusPolicy.NoFocus and not target.property("own_focus")
        return takes and target.isVisible() and self._window.isAncestorOf(target)
