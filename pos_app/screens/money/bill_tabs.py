"""The bills of one table side by side: which one is paid now, which are paid already."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from pos_app.language import _
from pos_app.models.wording import Wording
from pos_app.widgets.choices import ChoiceTile
from pos_app.widgets.labels import ground
from pos_app.widgets.scrolling import UpTo
from pos_app.widgets.theme import Theme
from pos_app.workflows.views import OpeningView

COLUMNS = 2
MOST_HIGH = 148  # pixels: two rows, and enough of the third to say that there is one


class BillTabs(UpTo):
    """Shown only where a table has several bills; emits the `chosen` one's id."""

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        inner = ground(QWidget(), "surface")
        self._grid = QGridLayout(inner)
        super().__init__(inner, MOST_HIGH)
        self._theme = theme
        self.tiles: dict[str, ChoiceTile] = {}
        self._seen: tuple[str, list[str]] = "", []
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)

    def show_bills(self, opening: OpeningView, wording: Wording) -> None:
        """The bills now; the one that `opening` is seen from is chosen."""
        ids = [one.agreed.id for one in opening.bills]
        if ids != list(self.tiles):
            self._fill(ids)
        unpaid = {line.bill for order in opening.unpaid for line in order.lines if line.unpaid}
        for place, one in enumerate(opening.bills, 1):
            tile = self.tiles[one.agreed.id]
            total = one.settlement.total if one.settlement else one.figures.total
            amount = wording.figure(total)
            tile.setText(f"{place} · {amount}")
            tile.setAccessibleName(_("Bill {n} · {amount}").format(n=place, amount=amount))
            paid = _("Reversed") if one.agreed.corrected else _("Paid")
            first = _("Pays first") if one.agreed.id in unpaid else ""
            tile.set_note(paid if one.settlement else _("Corrects") if one.agreed.corrects else first)
            tile.setEnabled(one.settlement is None)
            tile.setChecked(one.agreed.id == opening.agreed.id)
        self.setVisible(bool(ids))
        if (now := (opening.agreed.id, ids)) != self._seen:
            self._seen = now
            QTimer.singleShot(0, self, self._bring_chosen)  # once the tiles have their places

    def _bring_chosen(self) -> None:
        if tile := self.tiles.get(self._seen[0]):
            self.ensureWidgetVisible(tile, 0, 0)

    def _fill(self, ids: list[str]) -> None:
        for tile in self.tiles.values():
            self._grid.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self.tiles = {id: ChoiceTile(self._theme, "") for id in ids}
        for place, (id, tile) in enumerate(self.tiles.items()):
            tile.clicked.connect(lambda _=False, id=id: self.chosen.emit(id))
            tile.setMinimumWidth(44)  # a long sum stands below its number, and the next tile keeps its place
            self._grid.addWidget(tile, place // COLUMNS, place % COLUMNS)
