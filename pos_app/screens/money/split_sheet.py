"""分单: which dishes, how many of each, and how many guests get a bill of their own."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from pos_app.language import _
from pos_app.models.order_rows import line_title
from pos_app.screens.desk import Desk
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import ground, label
from pos_app.widgets.sheet import Sheet
from pos_app.widgets.stepper import Stepper
from pos_app.workflows.views import LineView, OpeningView


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
        self._lines = {line.id: line for line in opening.bill_lines}
        self.counts: dict[str, int] = dict.fromkeys(self._lines, 0)
        self._steppers: dict[str, Stepper] = {}
        rows = ground(QWidget(), "surface")
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, 8, 0)
        for line in self._lines.values():
            column.addLayout(self._row(line))
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(rows)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumHeight(min(360, 64 * len(self._lines)))
        self.body.addWidget(area)
        self.guests, self._guest_stepper = 0, Stepper(desk.theme)
        row = QHBoxLayout()
        row.addWidget(label(_("Guests who pay apart"), 16, True), 1)
        self._guest_stepper.stepped.connect(self.step_guests)
        row.addWidget(self._guest_stepper)
        self.body.addLayout(row)
        cancel = Button(desk.theme, "secondary", "", "Esc", 56)
        cancel.setText(_("Cancel"))
        cancel.clicked.connect(self.cancel)
        self.go = Button(desk.theme, "primary", "split", "", 56)
        self.go.clicked.connect(self._split)
        self.foot.addWidget(cancel)
        self.foot.addStretch(1)
        self.foot.addWidget(self.go)
        self._tell()

    def _row(self, line: LineView) -> QHBoxLayout:
        wording, row = self._desk.wording, QHBoxLayout()
        row.addWidget(label(line_title(line.line, wording), 16, True), 1)
        row.addWidget(label(_("of {n}").format(n=wording.times(line.line.quantity)), 14, tone="ink2"))
        stepper = Stepper(self._desk.theme)
        stepper.stepped.connect(lambda by: self.step(line.id, by))
        for button, words in ((stepper.less, _("One less")), (stepper.more, _("One more"))):
            button.setAccessibleName(f"{words} {line_title(line.line, wording)}")
        self._steppers[line.id] = stepper
        row.addWidget(stepper)
        return row

    def step(self, line: str, by: int) -> None:
        """One portion more or less; what is weighed, given or discounted goes as a whole."""
        one = self._lines[line]
        whole = one.line.quantity
        each = whole if whole % 1_000 or one.reduction else 1_000
        self.counts[line] = max(0, min(whole, self.counts[line] + by * each))
        self._tell()

    def step_guests(self, by: int) -> None:
        """One guest more or less; their cover charge goes along."""
        self.guests = max(0, min(self._most_guests, self.guests + by))
        self._tell()

    def chosen(self) -> Mapping[str, int]:
        """Thousandths by line, of those that go."""
        return {line: count for line, count in self.counts.items() if count}

    def _tell(self) -> None:
        wording, chosen = self._desk.wording, self.chosen()
        for line, stepper in self._steppers.items():
            stepper.tell(wording.times(self.counts[line]))
        self._guest_stepper.tell(str(self.guests))
        count = sum(1 if n % 1_000 else n // 1_000 for n in chosen.values())
        some_stay = any(self.counts[id] < line.line.quantity for id, line in self._lines.items())
        self.go.setEnabled(bool(chosen) and some_stay)
        self.go.setText(_("Split off {dishes}").format(dishes=wording.dishes(count)))

    def _split(self) -> None:
        chosen, guests = self.chosen(), self.guests
        self.finish()
        self.wanted.emit(chosen, guests)
