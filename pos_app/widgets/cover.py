"""What lies over a place for a while, as large as it is."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget

from pos_app.widgets.theme import Theme


class Cover(QWidget):
    """Hidden until `appear`, gone with `end`; no tap goes through it."""

    def __init__(self, theme: Theme, place: QWidget) -> None:
        super().__init__(place)
        self.theme, self._place = theme, place
        self.hide()
        place.installEventFilter(self)

    def appear(self) -> None:
        """Over all that stands in the place."""
        self.setGeometry(self._place.rect())
        self.show()
        self.raise_()

    def end(self) -> None:
        """The place is seen again."""
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._place.rect())
        return False


def uncover(place: QWidget) -> None:
    """Nothing lies over it any more."""
    for cover in place.findChildren(Cover, options=Qt.FindChildOption.FindDirectChildrenOnly):
        cover.end()
