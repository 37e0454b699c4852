"""The one place that knows colours and type: light and dark tokens, fonts, icons, and the style sheet."""

import json
from dataclasses import dataclass
from pathlib import Path
from string import Template

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from pos_app.paths import RESOURCES
from pos_app.widgets import fonts
from pos_app.widgets.icons import Icons
from pos_app.widgets.pictures import Pictures


class _Sheet(Template):
    """A style sheet whose $names are tokens, hyphens and all."""

    idpattern = "[a-z][a-z0-9-]*"


@dataclass(frozen=True)
class TableColours:
    """How one state of a table is painted."""

    fill: QColor
    ink: QColor
    hatch: QColor | None = None


class Theme(QObject):
    """Answers each painter's question of colour, font and icon; `changed` when any of them turns."""

    changed = Signal()

    def __init__(
        self, resources: Path = RESOURCES, parent: QObject | None = None, language: str = "zh-Hans"
    ) -> None:
        super().__init__(parent)
        self._tokens = json.loads((resources / "theme" / "tokens.json").read_text(encoding="utf-8"))
        self._sheet = _Sheet((resources / "theme" / "till.qss").read_text(encoding="utf-8"))
        self._icons = Icons(resources / "icons")
        self.resources = resources
        self.pictures: Pictures | None = None
        self.dark = False
        self._language = language
        self._colours: dict[str, QColor] = {}
        self._fonts: dict[tuple[int, bool], QFont] = {}
        self._metrics: dict[tuple[int, bool], QFontMetrics] = {}

    def apply(self) -> None:
        """Dress the whole application: font, palette, style sheet; then tell the painters."""
        self._colours.clear()
        self._fonts.clear()
        self._metrics.clear()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.setFont(self.font(16))
        application.setPalette(self._palette())
        application.setStyleSheet(self._sheet.substitute(self._names()))
        self.changed.emit()

    def set_dark(self, dark: bool) -> None:
        """Turn to the dark or the light tokens, at once everywhere."""
        if dark != self.dark:
            self.dark = dark
            self.apply()

    def set_language(self, language: str) -> None:
        """Take the typefaces of `language` (a BCP-47 tag)."""
        if language != self._language:
            self._language = language
            self.apply()

    def colour(self, name: str) -> QColor:
        """A token's colour, such as "ink2" or "accent-soft"."""
        found = self._colours.get(name)
        if found is None:
            found = self._colours[name] = QColor(self._names()[name])
        return found

    def table(self, state: str) -> TableColours:
        """Fill, ink and hatching of a table's state."""
        hatch = f"table-{state}-hatch"
        return TableColours(
            self.colour(f"table-{state}"),
            self.colour(f"on-table-{state}"),
            self.colour(hatch) if hatch in self._names() else None,
        )

    def font(self, pixels: int, bold: bool = False) -> QFont:
        """A font of the scale 14, 16, 18, 22, 28, 40, 56 (pixels)."""
        key = (pixels, bold)
        if key not in self._fonts:
            self._fonts[key] = fonts.font(self._language, pixels, bold)
        return self._fonts[key]

    def metrics(self, pixels: int, bold: bool = False) -> QFontMetrics:
        """Metrics of `font(pixels, bold)`, kept because making them is slow."""
        key = (pixels, bold)
        if key not in self._metrics:
            self._metrics[key] = fonts.Metrics(self.font(pixels, bold))
        return self._metrics[key]

    def fitting(self, words: str, room: int, sizes: tuple[int, ...], bold: bool = False) -> int:
        """The first of some sizes in which words fit the room, else the last."""
        fit = (pixels for pixels in sizes if self.metrics(pixels, bold).horizontalAdvance(words) <= room)
        return next(fit, sizes[-1])

    def icon(self, name: str, colour: str | QColor, size: int = 24, on: QWidget | None = None) -> QPixmap:
        """A line icon in a token's colour or a given one, sharp on the widget's screen."""
        shade = self.colour(colour) if isinstance(colour, str) else colour
        return self._icons.pixmap(name, shade, size, on.devicePixelRatioF() if on else 1.0)

    def plate(self, name: str, size: int = 66, on: QWidget | None = None) -> QPixmap:
        """What stands for a dish (`Dish.look`): its picture once that is here, else its drawn plate."""
        picture, _, name = name.rpartition("/")
        if picture and self.pictures:
            found = self.pictures.pixmap(picture, size, on.devicePixelRatioF() if on else 1.0)
            if found is not None:
                return found
        return self._icons.plate(name, size, on.devicePixelRatioF() if on else 1.0)

    def _names(self) -> dict[str, str]:
        chosen: dict[str, str] = self._tokens["dark" if self.dark else "light"]
        return chosen

    def _palette(self) -> QPalette:
        palette = QPalette()
        role = QPalette.ColorRole
        for roles, name in (
            ((role.Window, role.AlternateBase), "canvas"),
            ((role.Base, role.Button, role.ToolTipBase), "surface"),
            ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText), "ink"),
            ((role.PlaceholderText,), "ink3"),
            ((role.Highlight, role.Link), "accent"),
            ((role.HighlightedText,), "on-accent"),
        ):
            for each in roles:
                palette.setColor(each, self.colour(name))
        palette.setColor(QPalette.ColorGroup.Disabled, role.WindowText, self.colour("ink3"))
        return palette


def repaint_on(theme: Theme, widget: QWidget) -> None:
    """Let a painted widget follow the theme (and let go of it when it dies)."""
    theme.changed.connect(widget.update)
