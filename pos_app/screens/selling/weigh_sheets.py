"""Weighing: a dish that is sold by weight when it is ordered, and a line that was ordered by the piece."""

from concurrent.futures import Future
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from domain.selling.order import CartLine, Line
from domain.selling.weights import weight_text
from pos_app.language import _
from pos_app.models.order_rows import line_title, weighed_note
from pos_app.models.wording import unit_word
from pos_app.screens.desk import Desk
from pos_app.screens.money.reasoned_sheet import ReasonedSheet
from pos_app.screens.selling.weight_pane import WeightPane
from pos_app.widgets.buttons import Button
from pos_app.widgets.pads import typed_key
from pos_app.widgets.sheet import Sheet
from pos_app.workflows.approving import Approver, Demand
from pos_app.workflows.demands import to_weigh
from pos_app.workflows.views import LineView, OpeningView

SIZE = QSize(868, 0)


class WeightSheet(Sheet):
    """A dish goes onto the scale before it is ordered, or is weighed later. `chosen(CartLine)`."""

    chosen = Signal(object)

    def __init__(self, desk: Desk, window: QWidget, line: CartLine, priced: Line) -> None:
        """``priced``: the line as the menu has it, not weighed."""
        super().__init__(desk.theme, window, SIZE)
        self._desk, self._line, self._priced = desk, line, priced
        self.say(line_title(priced, desk.wording), weighed_note(priced, desk.wording))
        self._pane = WeightPane(desk, priced.unit)
        self._pane.changed.connect(self._tell)
        self.body.addWidget(self._pane)
        later = Button(desk.theme, "secondary", "hourglass", "", 56)
        later.setText(_("Weigh later"))
        later.clicked.connect(lambda: self._end(self._line))
        cancel = Button(desk.theme, "secondary", "", "Esc", 56)
        cancel.setText(_("Cancel"))
        cancel.clicked.connect(self.cancel)
        self._go = Button(desk.theme, "primary", "", "Enter", 56)
        self._go.clicked.connect(self._add)
        self.foot.addWidget(later)
        self.foot.addStretch(1)
        self.foot.addWidget(cancel)
        self.foot.addWidget(self._go)
        self._tell()

    def typed(self) -> bool:
        return self._pane.typed()

    def _tell(self) -> None:
        weighed = replace(self._priced, quantity=1000, weight=self._pane.weight)
        self._go.setText(_("Add {amount}").format(amount=self._desk.wording.money(weighed.amount)))
        self._go.setEnabled(self._pane.weight > 0)

    def _add(self) -> None:
        if self._go.isEnabled():
            self._end(replace(self._line, quantity=1000, weight=self._pane.weight, tare=self._pane.tare))

    def _end(self, line: CartLine) -> None:
        self.chosen.emit(line)
        self.finish()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = typed_key(event.key(), event.text())
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._add()
        elif key:
            self._pane.press(key)
        elif not self._pane.command(event.key()):
            super().keyPressEvent(event)
            return
        event.accept()


class WeighLineSheet(ReasonedSheet):
    """What a sent line weighs 待称重; once it is weighed, another weight needs a right and a reason."""

    def __init__(self, desk: Desk, window: QWidget, opening: OpeningView, line: LineView) -> None:
        self.first = line.line.awaits_weight
        super().__init__(desk, window, "serve" if self.first else "reprice", SIZE)
        self.line = line
        pieces = desk.wording.times(line.line.quantity)
        title = f"{desk.place(opening.opening)} · {line_title(line.line, desk.wording)} ×{pieces}"
        self.say(title, weighed_note(line.line, desk.wording))
        self._pane = WeightPane(desk, line.line.unit)
        self._pane.changed.connect(self.tell)
        self.form.addWidget(self._pane)
        self.add_reasons(self.form)
        self.tell()

    def needs_reason(self) -> bool:
        return not self.first

    def typed(self) -> bool:
        return self._pane.typed()

    def demand(self) -> Demand:
        return to_weigh(self.line, self._pane.weight)

    def ready(self) -> bool:
        return self._pane.weight > 0

    def words(self) -> str:
        weight, line = self._pane.weight, self.line.line
        return _("{weight} {unit}: {amount}").format(
            weight=weight_text(weight),
            unit=unit_word(line.unit),
            amount=self.desk.wording.money(replace(line, weight=weight).amount if weight else 0),
        )

    def pressed(self, key: str) -> None:
        self._pane.press(key)

    def run(self, reason: str, approver: Approver | None) -> Future[None]:
        return self.desk.till.bills.weigh_line(
            self.line.id, self._pane.weight, self._pane.tare, reason, self.desk.by, self.act, approver
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._pane.isVisible() or not self._pane.command(event.key()):
            super().keyPressEvent(event)
