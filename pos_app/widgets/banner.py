"""What is wrong now, across the top: one at a time, what, since when, what still works, an act."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import label, retone, short
from pos_app.widgets.theme import Theme


@dataclass(frozen=True)
class Notice:
    """A banner's words; `tone` is warn (amber) or danger (red); acts are (key, words), the last primary."""

    tone: str
    icon: str
    title: str
    detail: str = ""
    acts: tuple[tuple[str, str], ...] = ()


class Banner(QWidget):
    """Shows one notice or nothing."""

    acted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._notice: Notice | None = None
        self._title, self._detail = label(bold=True), short(size=14)
        self.setMinimumHeight(64)
        row = self._row = QHBoxLayout(self)
        self._make_room()
        row.setSpacing(14)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        words.addStretch(1)
        row.addLayout(words, 1)
        self._acts = QHBoxLayout()
        self._acts.setSpacing(14)
        row.addLayout(self._acts)
        self.hide()
        theme.changed.connect(self.update)

    def tell(self, notice: Notice | None) -> None:
        """Show another notice, or none."""
        if notice == self._notice:
            return
        self._notice = notice
        self.setVisible(notice is not None)
        if notice is None:
            return
        for made, words in ((self._title, notice.title), (self._detail, notice.detail)):
            made.setText(words)
            retone(made, "warn" if notice.tone == "warn" else "on-danger-soft")
        self._detail.setVisible(bool(notice.detail))
        self._place_acts(notice)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._make_room()

    def _make_room(self) -> None:
        """For the icon, where reading begins: Qt mirrors no margins."""
        right = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self._row.setContentsMargins(16 if right else 58, 6, 58 if right else 16, 8)

    def press_first(self) -> None:
        """The act that it offers first of all: its strong button."""
        if self._notice is not None and self._notice.acts:
            self.acted.emit(self._notice.acts[-1][0])

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._notice is None:
            return
        painter, theme = QPainter(self), self._theme
        tone = self._notice.tone
        painter.fillRect(self.rect(), theme.colour(f"{tone}-soft"))
        painter.fillRect(0, self.height() - 2, self.width(), 2, theme.colour(tone))
        right = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = self.width() - 44 if right else 17
        icon = theme.icon(self._notice.icon, f"on-{tone}-soft", 28, self)
        painter.drawPixmap(left, self.height() // 2 - 15, icon)

    def _place_acts(self, notice: Notice) -> None:
        while (item := self._acts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        last = len(notice.acts) - 1
        other = "warn-line" if notice.tone == "warn" else "danger"
        for place, (key, words) in enumerate(notice.acts):
            strong = "warn" if notice.tone == "warn" else "dark"
            button = Button(self._theme, strong if place == last else other)
            button.setText(words)
            button.clicked.connect(lambda _=False, key=key: self.acted.emit(key))
            self._acts.addWidget(button)
            button.show()  # with its words: left to the layout it would come one turn of the loop later
