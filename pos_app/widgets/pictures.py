"""Dishes' pictures as pixmaps: read and made small beside the window, drawn when they have come."""

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QObject, QRectF, QSize, Qt, QThreadPool, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPixmap

from pos_app.widgets.door import Door

MOST = 8 * 1024 * 1024  # bytes of pixmaps that are kept
ROUND = 0.15  # of the side
TOGETHER = 60  # milliseconds: what comes in that time is told once
Key = tuple[str, int]


class Pictures(QObject):
    """`read` gives an image file by a picture's name and the side wanted, or None; it is called on a thread
    of its own."""

    came = Signal()
    _read = Signal(object, QImage)
    _arrived = Signal()

    def __init__(self, read: Callable[[str, int], bytes | None], parent: QObject) -> None:
        super().__init__(parent)
        self.door = Door()
        self._load = read
        self._kept: OrderedDict[Key, QPixmap | None] = OrderedDict()
        self._size = 0
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._told = QTimer(self, singleShot=True, interval=TOGETHER)
        self._told.timeout.connect(self.came)
        self._arrived.connect(self._forget_missing, Qt.ConnectionType.QueuedConnection)
        self._read.connect(self._keep, Qt.ConnectionType.QueuedConnection)

    def pixmap(self, id: str, size: int, ratio: float) -> QPixmap | None:
        """A square of `size` device-independent pixels; None while it is on its way or if it is not here."""
        key = (id, max(1, round(size * ratio)))
        if key not in self._kept:
            self._kept[key] = None
            self._pool.start(lambda: self._fetch(key))
        else:
            self._kept.move_to_end(key)
        found = self._kept[key]
        if found is not None:
            found.setDevicePixelRatio(ratio)
        return found

    def look_again(self) -> None:
        """Some that were not here have come. Any thread may say so."""
        self.door.speak(self._arrived.emit)

    def _forget_missing(self) -> None:
        for key in [key for key, found in self._kept.items() if found is None]:
            del self._kept[key]
        self._told.start()

    def _fetch(self, key: Key) -> None:
        raw = self._load(*key)
        image = QImage.fromData(raw) if raw else QImage()
        found = image if image.isNull() else _squared(image, key[1])
        self.door.speak(lambda: self._read.emit(key, found))

    def _keep(self, key: Key, image: QImage) -> None:
        if image.isNull():
            return
        self._kept[key] = QPixmap.fromImage(image)
        self._size += image.sizeInBytes()
        while self._size > MOST and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._size -= gone.toImage().sizeInBytes() if gone is not None else 0
        self._told.start()


def _squared(image: QImage, side: int) -> QImage:
    """The middle of it, with round corners."""
    whole = image.scaled(
        QSize(side, side),
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    found = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    found.fill(Qt.GlobalColor.transparent)
    painter = QPainter(found)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    corners = QPainterPath()
    corners.addRoundedRect(QRectF(0, 0, side, side), side * ROUND, side * ROUND)
    painter.setClipPath(corners)
    painter.drawImage((side - whole.width()) // 2, (side - whole.height()) // 2, whole)
    painter.end()
    return found
