"""拼桌: which of the parties at a table is meant? A tile each, as the floor paints them."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from pos_app.language import _
from pos_app.models.tables import TableTile, table_tile
from pos_app.screens.desk import Desk
from pos_app.screens.floor.party_painter import paint_party_row
from pos_app.widgets.buttons import Button
from pos_app.widgets.sheet import Sheet
from pos_app.widgets.theme import Theme
from pos_app.workflows.views import TableView

HIGH = 72


class PartyButton(QAbstractButton):
    """One party: state, label, guests and time, amount."""

    def __init__(self, theme: Theme, tile: TableTile, mark: str = "") -> None:
        super().__init__()
        self._theme, self._tile, self._mark = theme, tile, mark
        self.setText(" ".join(filter(None, (tile.label, tile.word, tile.note, tile.amount, mark))))
        self.setAccessibleName(self.text())
        self.setFixedHeight(HIGH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(480, HIGH)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())
        paint_party_row(painter, self._theme, self.rect(), self._tile, self._mark, self.isDown())


class PartySheet(Sheet):
    """`picked(opening)` at the first tap, or `another` if one more party sits down.

    ``said``: for a phone that wants to order, the party that its guest says to be with, 0 for none.
    """

    picked = Signal(str)
    another = Signal()

    def __init__(self, desk: Desk, window: QWidget, table: TableView, said: int | None = None) -> None:
        super().__init__(desk.theme, window, QSize(560, 0))
        name = desk.wording.name(table.table.label)
        if said is None:
            self.say(
                _("{n} parties at {table}").format(n=len(table.parties), table=name),
                _("Each has its own bill."),
            )
        else:
            self.say(
                _("Whose phone is it at {table}?").format(table=name),
                _("The dishes come on this party's bill, and the phone stays with it."),
            )
        for one in table.parties:
            mark = _("says the guest") if said and one.party == said else ""
            button = PartyButton(desk.theme, table_tile(one, desk.now, desk.wording), mark)
            button.clicked.connect(lambda _=False, opening=one.opening: self._pick(opening))
            self.body.addWidget(button)
        self.foot_line.hide()
        self.foot.setContentsMargins(0, 0, 0, 0)

    def offer_another(self) -> None:
        """One more party may sit down."""
        button = Button(self.theme, "secondary", "plus", "", 56)
        button.setText(_("Another party sits here"))
        button.clicked.connect(self._another)
        self.body.addWidget(button)

    def _pick(self, opening: str) -> None:
        self.finish()
        self.picked.emit(opening)

    def _another(self) -> None:
        self.finish()
        self.another.emit()
