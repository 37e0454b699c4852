"""Across the top: the screen's own lead, then the store's health, the time and who is signed in."""

from PySide6.QtCore import QDate, QLocale, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from pos_app.screens.desk import Desk
from pos_app.screens.pills import link_pill, printer_pill
from pos_app.screens.screen import Screen
from pos_app.widgets.chips import Chip
from pos_app.widgets.labels import label
from pos_app.widgets.person_button import PersonButton

NARROW = 1200  # below this a pill without trouble keeps its words to itself
SPARED = (
    "good",
    "calm",
    "info",
    "warn",
    "bad",
)  # whose words go first where the screen's lead needs the room


class TopBar(QWidget):
    """Answers taps on its pills and on the person."""

    link_tapped = Signal()
    printers_tapped = Signal()
    person_tapped = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, theme = desk, desk.theme
        self.setFixedHeight(60)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 12, 1)
        row.setSpacing(12)
        self._leads = QStackedWidget()
        row.addWidget(self._leads, 1)
        self._link, self._printers = Chip(theme, True), Chip(theme, True)
        self._time = label(tone="ink2")
        self._person = PersonButton(theme)
        for each in (self._link, self._printers):
            row.addWidget(each)
        row.addSpacing(4)
        row.addWidget(self._time)
        row.addSpacing(0)
        row.addWidget(self._person)
        self._link.tapped.connect(self.link_tapped)
        self._printers.tapped.connect(self.printers_tapped)
        self._person.clicked.connect(self.person_tapped)
        theme.changed.connect(self.update)

    def show_lead(self, screen: Screen) -> None:
        """The lead of the screen now shown."""
        if self._leads.indexOf(screen.lead) < 0:
            self._leads.addWidget(screen.lead)
        self._leads.setCurrentWidget(screen.lead)

    def draw(self) -> None:
        """The present view."""
        desk, wording = self._desk, self._desk.wording
        pills = {
            self._link: link_pill(desk.view, desk.now, wording),
            self._printers: printer_pill(desk.view, wording),
        }
        for chip, (tone, icon, words) in pills.items():
            calm = self.window().width() < NARROW and tone == "good"
            chip.show_state(tone, icon, "" if calm else words)
            chip.setToolTip(words)
            chip.setAccessibleName(words)
        wall = wording.when(desk.now)
        day = QLocale().toString(QDate(wall.year, wall.month, wall.day), "ddd")
        self._time.setText(f"{day} {wall.hour:02}:{wall.minute:02}")
        self._person.tell(wording.name(desk.staff.name) if desk.staff else "")
        for chip, (tone, icon, _words) in sorted(pills.items(), key=lambda one: SPARED.index(one[1][0])):
            if self._crowded():
                chip.show_state(tone, icon, "")

    def _crowded(self) -> bool:
        """Whether the screen's lead would lose words to the store's health."""
        lead = self._leads.currentWidget()
        shown: tuple[QWidget, ...] = (self._link, self._printers, self._time, self._person)
        wanted = sum(one.sizeHint().width() + 12 for one in shown) + 4 + 28
        return wanted + (lead.minimumSizeHint().width() if lead is not None else 0) > self.width()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._desk.theme
        painter.fillRect(self.rect(), theme.colour("surface"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("line"))
