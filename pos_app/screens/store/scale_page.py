"""The scale beside this till: its port, what it speaks, and what it shows now. Counts at once, here only."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from domain.floor.plan import Floor
from domain.selling.price import Rules
from pos_app.language import _
from pos_app.scale.line import ScaleSettings
from pos_app.scale.protocols import PROTOCOLS
from pos_app.scale.reading import Reading
from pos_app.screens.money.tender_pad import AmountBox
from pos_app.screens.selling.scale_row import NOTHING, ScaleRow, shown_weight
from pos_app.screens.store.settings_page import SettingsPage
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.segments import SegmentedControl
from pos_app.workflows.scale import ports

BAUDS = (2400, 4800, 9600, 19_200)
USUAL = 9600
NONE, TYPED = "", "typed"
MOST_PORTS = 5


def protocol_words(protocol: str) -> str:
    """What a scale speaks, by those in whose manuals it stands."""
    return {
        "8217": _("Mettler-Toledo 8217"),
        "os2": _("Pinnacle OS2, CAS"),
        "toledo": _("Toledo continuous"),
        "lines": _("Lines of ST,GS,+"),
        "digits": _("Dahua ACS-A"),
    }[protocol]


class ScalePage(SettingsPage):
    """Nothing of it is a rule of the house, so nothing of it waits for saving."""

    def build(self, rules: Rules, floor: Floor) -> None:
        theme, scale = self.desk.theme, self.desk.till.scale
        now = scale.settings or ScaleSettings("", next(iter(PROTOCOLS)))
        self.head(
            _("Scale at this till"),
            _("No real scale has been tried yet, only scales in software. Settings count at once."),
        )
        self.box = AmountBox(theme)
        self.whole_row(self.box)
        self.shows = ScaleRow(self.desk, keys=False)
        self.shows.heard.connect(self._heard)
        self.whole_row(self.shows)
        self._build_ports(now.port)
        self.head(_("What it speaks"), _("It stands in the scale's manual, or in its menu."))
        self._speaks = ChoiceGrid(theme, 3, 1, 1)
        for protocol in PROTOCOLS:
            self._speaks.add(protocol, protocol_words(protocol))
        self._speaks.choose(now.protocol)
        self._speaks.changed.connect(self._chosen)
        self.whole_row(self._speaks)
        self._speeds = SegmentedControl(theme)
        self._speeds.set_items([(str(baud), "") for baud in BAUDS])
        self._speeds.choose(BAUDS.index(now.baud) if now.baud in BAUDS else BAUDS.index(USUAL))
        self._speeds.chosen.connect(lambda _place: self._chosen())
        self.row(_("Signs a second (baud)"), _("Most scales leave the factory with 9600."), self._speeds)
        self._draw()

    def _build_ports(self, now: str) -> None:
        found = ports()[:MOST_PORTS]
        self._ports = ChoiceGrid(self.desk.theme, 3, 1, 1)
        self._ports.add(NONE, _("No scale"))
        for port, name in found:
            self._ports.add(port, port, "" if name == "n/a" else name)
        self._ports.add(TYPED, _("Another port"))
        known = now in [NONE, *(port for port, _name in found)]
        self._ports.choose(now if known else TYPED)
        self._ports.changed.connect(self._chosen)
        self.whole_row(self._ports)
        self._typed = QLineEdit("" if known else now)
        self._typed.setMinimumHeight(48)
        self._typed.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._typed.setPlaceholderText("/dev/ttyUSB0, COM3")
        self._typed.setAccessibleName(_("Another port"))
        self._typed.editingFinished.connect(self._chosen)
        self.whole_row(self._typed)

    def _chosen(self) -> None:
        """It counts from now on, and is asked at once."""
        choice = next(iter(self._ports.chosen()), NONE)
        port = self._typed.text().strip() if choice == TYPED else choice
        speaks = next(iter(self._speaks.chosen()))
        wanted = ScaleSettings(port, speaks, BAUDS[self._speeds.index()]) if port else None
        if wanted != self.desk.till.scale.settings:
            self.desk.till.scale.set_up(wanted)
            self.shows.start()
        self._draw()

    def _draw(self) -> None:
        there = self.desk.till.scale.there
        self._typed.setVisible(TYPED in self._ports.chosen())
        for each in (self.box, self.shows):
            each.setVisible(there)
        self._heard(self.shows.reading)

    def _heard(self, reading: Reading | None) -> None:
        self.box.tell(_("It shows"), shown_weight(reading) if reading else NOTHING)
