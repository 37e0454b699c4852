"""Who is here: avatar and name in one 44 px target."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from pos_app.widgets.avatar import paint_avatar
from pos_app.widgets.painting import START, mirrored, text
from pos_app.widgets.theme import Theme


class PersonButton(QAbstractButton):
    """Opens what concerns the person."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def tell(self, name: str) -> None:
        """Another person."""
        if name != self.text():
            self.setText(name)
            self.setAccessibleName(name)
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        width = self._theme.metrics(16).horizontalAdvance(self.text())
        return QSize(44 + min(width, 140) + 6, 48)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.text():
            return
        painter, theme = QPainter(self), self._theme
        painter.setLayoutDirection(self.layoutDirection())
        avatar = mirrored(painter, self.rect(), QRect(0, 6, 36, 36))
        paint_avatar(painter, theme, avatar, self.text())
        words = mirrored(painter, self.rect(), QRect(44, 0, self.width() - 44, self.height()))
        text(painter, words, self.text(), theme.font(16), theme.colour("ink"), START)
