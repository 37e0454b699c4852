"""What a list's items look like, drawn once each: a tap draws one anew, a scroll mostly none."""

from collections.abc import Callable, Hashable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QWidget


class DrawnOnce:
    """Pictures by what they show; with ``most`` of them it begins anew, so that memory does not grow."""

    def __init__(self, view: QWidget, most: int) -> None:
        self._view, self._most = view, most
        self._pictures: dict[Hashable, QPixmap] = {}

    def picture(
        self,
        shown: Hashable,
        size: QSize,
        draw: Callable[[QPainter, QRect], None],
        ground: QColor | Qt.GlobalColor = Qt.GlobalColor.transparent,
    ) -> QPixmap:
        """How this looks in this size; ``draw`` paints it, if it was not seen before."""
        key = (
            shown,
            size.width(),
            size.height(),
            self._view.devicePixelRatioF(),
            self._view.isRightToLeft(),
        )
        found = self._pictures.get(key)
        if found is None:
            if len(self._pictures) >= self._most:
                self._pictures.clear()
            found = self._pictures[key] = self._drawn(size, draw, ground)
        return found

    def forget(self) -> None:
        """Colours or words turned: all is drawn anew."""
        self._pictures.clear()

    def _drawn(
        self, size: QSize, draw: Callable[[QPainter, QRect], None], ground: QColor | Qt.GlobalColor
    ) -> QPixmap:
        ratio = self._view.devicePixelRatioF()
        found = QPixmap(size * ratio)
        found.setDevicePixelRatio(ratio)
        found.fill(ground)
        painter = QPainter(found)
        painter.setLayoutDirection(self._view.layoutDirection())
        draw(painter, QRect(0, 0, size.width(), size.height()))
        painter.end()
        return found
