"""Why a slip is printed again: one tap on a reason, which stands in the audit with who asked."""

from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import label
from pos_app.widgets.sheet import Sheet
from pos_app.workflows.print_acts import LONGEST_REASON


def reasons() -> tuple[str, ...]:
    """Those that come up every evening."""
    return (
        _("Lost or torn"),
        _("Cannot be read"),
        _("Ended in the middle"),
        _("Never came out"),
        _("A guest asks for it"),
        _("A second copy"),
    )


class ReasonSheet(Sheet):
    """For one ticket or dish, named by what its row says; ``ask`` has it printed for the reason given."""

    def __init__(self, desk: Desk, window: QWidget, title: str, ask: Callable[[str], Future[None]]) -> None:
        super().__init__(desk.theme, window, QSize(560, 0))
        self._desk, self._ask = desk, ask
        self.say(_("Reprint {ticket}").format(ticket=title), _("It is marked on top. The reason is kept."))
        grid = QGridLayout()
        grid.setSpacing(10)
        for place, words in enumerate(reasons()):
            tile = Button(desk.theme, "secondary", "", "", 56)
            tile.setText(words)
            tile.clicked.connect(lambda _=False, words=words: self._print(words))
            grid.addWidget(tile, place // 2, place % 2)
        self.body.addLayout(grid)
        self._other = QLineEdit()
        self._other.setMaxLength(LONGEST_REASON)
        self._other.setMinimumHeight(48)
        self._other.setPlaceholderText(_("Another reason"))
        above = label(_("Another reason"), size=14, bold=True)
        above.setBuddy(self._other)
        self.body.addWidget(above)
        self.body.addWidget(self._other)
        leave = Button(desk.theme, "quiet", "", "Esc", 56)
        leave.setText(_("Cancel"))
        leave.clicked.connect(self.cancel)
        self._go = Button(desk.theme, "primary", "printer", "", 56)
        self._go.setText(_("Reprint"))
        self._go.setEnabled(False)
        self._go.clicked.connect(lambda: self._print(self._other.text()))
        self._other.textChanged.connect(lambda text: self._go.setEnabled(bool(text.strip())))
        self.foot.addWidget(leave)
        self.foot.addStretch(1)
        self.foot.addWidget(self._go)

    def typed(self) -> bool:
        return bool(self._other.text())

    def _print(self, reason: str) -> None:
        self.finish()
        self._desk.ask(self._ask(reason))
