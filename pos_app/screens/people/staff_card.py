"""A colleague to tap on the sign-in screen: avatar, name, role."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from pos_app.widgets.avatar import paint_avatar
from pos_app.widgets.painting import START, mirrored, panel, text
from pos_app.widgets.theme import Theme


class StaffCard(QAbstractButton):
    """Checkable; the chosen one stands on a soft ground with a border."""

    def __init__(self, theme: Theme, key: str) -> None:
        super().__init__()
        self._theme, self.key, self._note = theme, key, ""
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFixedHeight(96)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def tell(self, name: str, note: str) -> None:
        """Who it is."""
        self._note = note
        self.setText(name)
        self.setAccessibleName(f"{name} {note}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, 96)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, on = QPainter(self), self._theme, self.isChecked()
        painter.setLayoutDirection(self.layoutDirection())
        fill = theme.colour("accent-soft" if on or self.isDown() else "surface")
        panel(painter, self.rect(), 12, fill, theme.colour("accent" if on else "line"), 2 if on else 1)
        avatar = mirrored(painter, self.rect(), QRect(17, 20, 56, 56))
        paint_avatar(painter, theme, avatar, self.text(), on)
        room = self.width() - 89 - 12
        name = mirrored(painter, self.rect(), QRect(89, 24, room, 28))
        text(painter, name, self.text(), theme.font(18, True), theme.colour("ink"), START)
        note = mirrored(painter, self.rect(), QRect(89, 51, room, 22))
        ink = theme.colour("on-accent-soft" if on else "ink2")
        text(painter, note, self._note, theme.font(14), ink, START)
