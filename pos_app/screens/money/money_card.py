"""A card about a sum that somebody has to see to, or that goes by itself, with what may be done about it."""

from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from pos_app.screens.desk import Desk
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import Card, amount, short, wrapped

WAITS, DONE = ("soft", "ink2", "hourglass"), ("true", "accent", "tick-circle")
BAD = ("soft-warn", "warn", "warning")


class MoneyCard(Card):
    """``look``: kind, tone and icon; ``title``: by what and when; ``sum_`` in minor units."""

    def __init__(self, desk: Desk, look: tuple[str, str, str], title: str, sum_: int, words: str) -> None:
        kind, tone, icon = look
        super().__init__(kind, 12, 8)
        self.desk = desk
        row, lines, picture = QHBoxLayout(), QVBoxLayout(), QLabel()
        picture.setPixmap(desk.theme.icon(icon, tone, 22, self))
        row.setSpacing(12)
        lines.setSpacing(0)
        head = QHBoxLayout()
        head.addWidget(short(title, 16, True), 1)
        head.addWidget(amount(desk.wording.money(sum_), 16, True))
        lines.addLayout(head)
        lines.addWidget(wrapped(words, 14, tone=tone if look is BAD else "ink2"))
        row.addWidget(picture)
        row.addLayout(lines, 1)
        self.body.addLayout(row)

    def offer(self, *acts: tuple[str, Callable[[], object]]) -> None:
        """Buttons, each with what it does: one tap, whose answer the desk waits for if there is one."""
        if not acts:
            return
        row = QHBoxLayout()
        for words, act in acts:
            row.addWidget(self._button(words, act))
        row.addStretch(1)
        self.body.addLayout(row)

    def _button(self, words: str, act: Callable[[], object]) -> Button:
        made = Button(self.desk.theme, "secondary", "", "", 48)
        made.setText(words)
        made.clicked.connect(lambda: self._ask(act()))
        return made

    def _ask(self, asked: object) -> None:
        if isinstance(asked, Future):
            self.desk.ask(asked)
