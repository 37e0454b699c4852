"""分单: which dishes and how many guests get a bill of their own; by seat or phone in one tap."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.portion_rows import PortionRows
from pos_app.screens.sheet_foot import add_foot
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import ground, label
from pos_app.widgets.scrolling import Scroll
from pos_app.widgets.sheet import Sheet
from pos_app.widgets.stepper import Stepper
from pos_app.workflows.views import OpeningView

TILES_ACROSS = 4


class SplitSheet(Sheet):
    """Of the bill that `opening` is seen from. `wanted({line: thousandths}, guests)`."""

    wanted = Signal(object, int)

    def __init__(self, desk: Desk, window: QWidget, opening: OpeningView) -> None:
        super().__init__(desk.theme, window, QSize(720, 0))
        self._desk, self._most_guests = desk, opening.bill.guests
        self.say(
            _("A bill of its own"),
            _("Choose the dishes of who pays apart. All bills together stay what the one was."),
        )
        self.portions = PortionRows(desk, opening.bill_lines)
        self.portions.changed.connect(self._tell)
        self.tiles = self._tiles(opening)
        area = Scroll()
        area.setWidget(ground(self.portions, "surface"))
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumHeight(min(360, 64 * len(opening.bill_lines)))
        self.body.addWidget(area)
        self.guests, self._guest_stepper = 0, Stepper(desk.theme)
        row = QHBoxLayout()
        row.addWidget(label(_("Guests who pay apart"), 16, True), 1)
        self._guest_stepper.stepped.connect(self.step_guests)
        row.addWidget(self._guest_stepper)
        self.body.addLayout(row)
        self.go = add_foot(self, "split", "", self._split)
        self._tell()

    def _tiles(self, opening: OpeningView) -> ChoiceGrid:
        """A tile for each seat or phone that has a dish of its own: one tap takes all of them."""
        eaters = self.portions.eaters
        tiles = ChoiceGrid(self._desk.theme, TILES_ACROSS, 0, len(eaters.all))
        for one in eaters.all:
            lines = (line for line in opening.bill_lines if eaters.by_line.get(line.id) == (one,))
            amount = sum(line.charged for line in lines)
            tiles.add(str(one), eaters.word(one), self._desk.wording.money(amount, short=True))
        tiles.changed.connect(self._take)
        if eaters.all:
            self.body.addWidget(tiles)
        return tiles

    def _take(self) -> None:
        chosen = {int(one) for one in self.tiles.chosen()}
        self.guests = min(self._most_guests, len(chosen))
        self.portions.take_of(chosen)

    def step_guests(self, by: int) -> None:
        """One guest more or less; their cover charge goes along."""
        self.guests = max(0, min(self._most_guests, self.guests + by))
        self._tell()

    def _tell(self) -> None:
        self._guest_stepper.tell(str(self.guests))
        some, stay = bool(self.portions.chosen()), self.portions.some_stay()
        self.go.setEnabled(some and stay)
        why = _("Choose the dishes to split off.") if stay else _("Some of it has to stay on this bill.")
        self.missing.setText("" if some and stay else why)
        dishes = self._desk.wording.dishes(self.portions.dishes())
        self.go.setText(_("Split off {dishes}").format(dishes=dishes))

    def _split(self) -> None:
        chosen, guests = self.portions.chosen(), self.guests
        self.finish()
        self.wanted.emit(chosen, guests)
