"""What keeps a bill from being paid: dishes nobody has weighed yet 待称重, one tap from them."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_app.language import ngettext
from pos_app.screens.desk import Desk
from pos_app.screens.selling.weighing import weigh, weigh_words
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import wrapped
from pos_app.workflows.views import LineView, OpeningView

LEAST = 120  # pixels: a dish's long name makes its button higher, not the words above it narrower


class ToWeigh(QWidget):
    """Hidden unless something on the bill is still to be weighed."""

    def __init__(self, desk: Desk, screen: QWidget) -> None:
        super().__init__()
        self._desk, self._screen = desk, screen
        self._opening: OpeningView | None = None
        self._lines: list[LineView] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(6)
        self._words = wrapped(tone="on-warn-soft")
        self._weigh = Button(desk.theme, "secondary", "scale", "", 56)
        self._weigh.setMinimumWidth(LEAST)
        self._weigh.clicked.connect(self._ask)
        column.addWidget(self._words)
        column.addWidget(self._weigh)
        self.hide()

    @property
    def waiting(self) -> bool:
        """Whether the bill cannot be paid yet."""
        return bool(self._lines)

    def tell(self, opening: OpeningView) -> None:
        """The bill now."""
        self._opening = opening
        self._lines = _on_bill(opening)
        self.setVisible(self.waiting)
        if self._lines:
            count = len(self._lines)
            words = ngettext(
                "{n} dish is still to be weighed. The bill waits for it.",
                "{n} dishes are still to be weighed. The bill waits for them.",
                count,
            )
            self._words.setText(words.format(n=count))
            self._weigh.setText(weigh_words(self._lines, self._desk.wording))

    def _ask(self) -> None:
        if self._opening is not None:
            key, screen = self._opening.opening.id, self._screen
            weigh(self._desk, screen.window(), key, _on_bill, screen.setFocus)


def _on_bill(opening: OpeningView) -> list[LineView]:
    """Those that are not begun too: nothing is paid of which nobody knows what it costs."""
    return [line for line in opening.bill_lines if line.line.awaits_weight]
