"""Dishes of a bill with how many of each shall go elsewhere."""

from collections.abc import Collection, Iterable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_app.language import _, pgettext
from pos_app.models.order_rows import line_title
from pos_app.models.serving_words import eaters
from pos_app.screens.desk import Desk
from pos_app.widgets.labels import label, wrapped
from pos_app.widgets.stepper import Stepper
from pos_app.workflows.views import LineView


class PortionRows(QWidget):
    """A stepper a dish. Answers `changed`."""

    changed = Signal()

    def __init__(self, desk: Desk, lines: Iterable[LineView]) -> None:
        super().__init__()
        self._desk = desk
        self._lines = {line.id: line for line in lines}
        self.eaters = eaters(self._lines.values())
        self._counts = dict.fromkeys(self._lines, 0)
        self._steppers: dict[str, Stepper] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 8, 0)
        for line in self._lines.values():
            column.addLayout(self._row(line))
        column.addStretch(1)

    def _row(self, line: LineView) -> QHBoxLayout:
        wording, row, title = self._desk.wording, QHBoxLayout(), line_title(line.line, self._desk.wording)
        row.addWidget(wrapped(title, 16, True), 3)
        whose = pgettext("list", ", ").join(map(self.eaters.word, self.eaters.by_line.get(line.id, ())))
        row.addWidget(wrapped(whose, 14, tone="ink2"), 2)
        row.addWidget(label(_("of {n}").format(n=wording.times(line.line.quantity)), 14, tone="ink2"))
        stepper = self._steppers[line.id] = Stepper(self._desk.theme)
        stepper.tell(wording.times(0))
        stepper.stepped.connect(lambda by: self.step(line.id, by))
        for button, words in ((stepper.less, _("One less")), (stepper.more, _("One more"))):
            button.setAccessibleName(f"{words} {title}")
        row.addWidget(stepper)
        return row

    def step(self, line: str, by: int) -> None:
        """One portion more or less; what is weighed, given or discounted goes as a whole."""
        self._put(line, self._counts[line] + by * self._lines[line].at_once)
        self.changed.emit()

    def take_of(self, eaters: Collection[int]) -> None:
        """All dishes that only these eat and none of the others'; what is nobody's own stays as chosen."""
        for id, numbers in self.eaters.by_line.items():
            self._put(id, self._lines[id].line.quantity if set(numbers) <= set(eaters) else 0)
        self.changed.emit()

    def _put(self, line: str, count: int) -> None:
        self._counts[line] = max(0, min(self._lines[line].line.quantity, count))
        self._steppers[line].tell(self._desk.wording.times(self._counts[line]))

    def chosen(self) -> Mapping[str, int]:
        """Thousandths by line, of those that shall go."""
        return {line: count for line, count in self._counts.items() if count}

    def dishes(self) -> int:
        """How many shall go; what is weighed counts one."""
        return sum(1 if n % 1_000 else n // 1_000 for n in self._counts.values())

    def some_stay(self) -> bool:
        return any(self._counts[id] < line.line.quantity for id, line in self._lines.items())
