"""退酒水: bottles are counted back unopened at the end; what was drunk is charged."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from pos_app.language import _
from pos_app.models.order_rows import line_title
from pos_app.screens.desk import Desk
from pos_app.screens.sheet_foot import add_foot
from pos_app.widgets.labels import ground, label, wrapped
from pos_app.widgets.scrolling import Scroll
from pos_app.widgets.sheet import Sheet
from pos_app.widgets.stepper import Stepper
from pos_app.workflows.views import LineView, OpeningView

MOST_HIGH = 330


def returnable(desk: Desk, opening: OpeningView) -> list[LineView]:
    """What was given out sealed and is not paid."""
    menu = desk.view.menu.by_id
    lines = [line for line in opening.bill_lines if line.line.quantity]
    return [line for line in lines if (dish := menu.get(line.line.dish)) and dish.sealed]


class DrinksSheet(Sheet):
    """A line for each drink: given out, how many come back, what is drunk then."""

    def __init__(self, desk: Desk, window: QWidget, opening: str) -> None:
        super().__init__(desk.theme, window, QSize(760, 0))
        self._desk, self._opening, self._busy = desk, opening, False
        self.say(_("Drinks that come back"), _("Count what is unopened. Only what was drunk is charged."))
        view = desk.opening(opening)
        self._lines = returnable(desk, view) if view else []
        self._back = {line.id: 0 for line in self._lines}
        self._acts = {line.id: desk.till.new_id() for line in self._lines}
        self.steppers: dict[str, Stepper] = {}
        self._drunk = {line.id: label("", 16, True) for line in self._lines}
        self.body.addWidget(self._table())
        self._no = wrapped(tone="danger")
        self._no.hide()
        self.body.addWidget(self._no)
        self._go = add_foot(self, "undo", "", self.go)
        self._tell()

    def go(self) -> None:
        """Take them back, one drink after another."""
        if not self._busy and any(self._back.values()):
            self._busy = True
            self._tell()
            self._next(None)

    def _next(self, _done: object) -> None:
        line = next((id for id, count in self._back.items() if count), "")
        if not line:
            self.finish()
            return
        quantity, desk = self._back.pop(line) * 1_000, self._desk
        back = desk.till.banquets.take_back(line, quantity, desk.by, self._acts[line])
        desk.ask(back, self._next, self._refused)

    def _refused(self, words: str) -> None:
        self._no.setText(words)
        self._no.show()

    def _table(self) -> QWidget:
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(20)
        grid.setColumnStretch(0, 1)
        for column, words in enumerate((_("Drink"), _("Given out"), _("Comes back"), _("Drunk"))):
            grid.addWidget(label(words, 14, tone="ink2"), 0, column)
        for place, line in enumerate(self._lines, 1):
            stepper = self.steppers[line.id] = Stepper(self.theme, 48)
            stepper.stepped.connect(lambda by, id=line.id: self._step(id, by))
            out = label(self._desk.wording.times(line.line.quantity + line.returned), 16)
            grid.addWidget(wrapped(line_title(line.line, self._desk.wording), 18, True), place, 0)
            grid.addWidget(out, place, 1)
            grid.addWidget(stepper, place, 2)
            grid.addWidget(self._drunk[line.id], place, 3)
        area = Scroll()
        area.setWidget(ground(inner, "surface"))
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumHeight(min(MOST_HIGH, inner.sizeHint().height()))
        return area

    def _step(self, line: str, by: int) -> None:
        there = next(one.line.quantity // 1_000 for one in self._lines if one.id == line)
        if not self._busy:
            self._back[line] = min(there, max(0, self._back[line] + by))
            self._tell()

    def _tell(self) -> None:
        less = 0
        for line in self._lines:
            back = self._back.get(line.id, 0)
            left = line.line.quantity - back * 1_000
            less += back * line.line.price
            self.steppers[line.id].tell(str(back))
            self._drunk[line.id].setText(self._desk.wording.times(left))
        count = sum(self._back.values())
        words = _("Take back {n}, {amount} less")
        self._go.setText(words.format(n=count, amount=self._desk.wording.money(less)))
        self._go.setEnabled(count > 0 and not self._busy)
        self.missing.setText("" if count else _("Choose the drinks that come back."))
