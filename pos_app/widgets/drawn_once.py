"""What a list's items look like, drawn once each: a tap draws one anew, a scroll mostly none."""

from collections.abc import Callable, Hashable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QWidget


class DrawnOnce:
    """Pictures by what they show; of more than ``most`` the one goes that was longest not seen.

    One at a time: a tap that draws all of a list anew is felt.
    """

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
        found = self._pictures.pop(key, None)
        if found is None:
            if len(self._pictures) >= self._most:
                del self._pictures[next(iter(self._pictures))]
            found = self._drawn(size, draw, ground)
        self._pictures[key] = found  # behind all others
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
