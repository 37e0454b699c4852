"""F1: the keys that work everywhere, on one card."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from pos_app.language import _
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import label
from pos_app.widgets.painting import keycap, keycap_width
from pos_app.widgets.sheet import Sheet
from pos_app.widgets.theme import Theme


class KeyCap(QWidget):
    """One key, drawn."""

    def __init__(self, theme: Theme, key: str) -> None:
        super().__init__()
        self._theme, self._key = theme, key
        self.setFixedSize(keycap_width(theme, key), 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        box = QRect(0, 0, self.width(), self.height())
        keycap(QPainter(self), self._theme, box, self._key, self._theme.colour("ink"))


class HelpSheet(Sheet):
    """Only reads."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window, QSize(560, 0))
        self.say(_("Keys"), _("Everything can be done by touch too."))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        lines = (
            ("/", _("Find a dish")),
            ("Enter", _("Do what the main button says")),
            ("Esc", _("Back, or leave a dialog")),
            ("Tab", _("To the next button; arrows move in lists")),
            ("F2–F7", _("Ways of paying")),
            ("+ −", _("Pay the rest in equal shares")),
            ("F5", _("A dish that is not on the menu")),
            ("F6", _("Start held dishes")),
            ("F7", _("Hurry the kitchen")),
            ("F8", _("Hold the new dish or round, or not")),
            ("F9", _("Send to the kitchen")),
            ("F12", _("Pay")),
            ("F1", _("This page")),
        )
        for row, (key, words) in enumerate(lines):
            grid.addWidget(KeyCap(theme, key), row, 0)
            grid.addWidget(label(words), row, 1)
        self.body.addLayout(grid)
        self.foot.addStretch(1)
        done = Button(theme, "primary", "", "Esc", 56)
        done.setText(_("Done"))
        done.clicked.connect(self.cancel)
        self.foot.addWidget(done)
