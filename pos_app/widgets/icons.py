"""Line icons and drawn plates from SVG, recoloured, sharp at any scale, rendered once."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_UNKNOWN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
    ' stroke-width="1.75" stroke-linecap="round"><circle cx="12" cy="12" r="8"/></svg>'
)

_PLATE_INK = QColor("#8A8378")


class Icons:
    """Pixmaps by name, colour and size (in device-independent pixels); each is drawn once and kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._plates: dict[str, str] = {}
        self._sources: dict[str, str] = {}
        self._pixmaps: dict[tuple[str, int, int, int], QPixmap] = {}

    def pixmap(self, name: str, colour: QColor, size: int, ratio: float = 1.0) -> QPixmap:
        """The icon `name` (a path below the folder, without .svg) as a square pixmap."""
        key = (name, colour.rgba(), size, round(ratio * 100))
        found = self._pixmaps.get(key)
        if found is None:
            found = self._pixmaps[key] = self._draw(name, colour, size, ratio)
        return found

    def plate(self, name: str, size: int, ratio: float = 1.0) -> QPixmap:
        """The drawn plate of a dish; its colours are its own."""
        if name not in self._plates:
            drawn = (self._folder / "plates" / f"{name}.svg").exists()
            self._plates[name] = f"plates/{name}" if drawn else "plates/plain"
        return self.pixmap(self._plates[name], _PLATE_INK, size, ratio)

    def _draw(self, name: str, colour: QColor, size: int, ratio: float) -> QPixmap:
        side = max(1, round(size * ratio))
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        source = self._source(name).replace("currentColor", colour.name())
        renderer = QSvgRenderer(QByteArray(source.encode()))
        painter = QPainter(pixmap)
        painter.setOpacity(colour.alphaF())
        renderer.render(painter, QRectF(0, 0, side, side))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def _source(self, name: str) -> str:
        if name not in self._sources:
            path = self._folder / f"{name}.svg"
            self._sources[name] = path.read_text(encoding="utf-8") if path.exists() else _UNKNOWN
        return self._sources[name]
