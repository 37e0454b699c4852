"""The bills of one table side by side: which one is paid now, which are paid already."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from pos_app.language import _
from pos_app.models.wording import Wording
from pos_app.widgets.choices import ChoiceTile
from pos_app.widgets.theme import Theme
from pos_app.workflows.views import OpeningView

COLUMNS = 2


class BillTabs(QWidget):
    """Shown only where a table has several bills; emits the `chosen` one's id."""

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.tiles: dict[str, ChoiceTile] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)

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

    def _fill(self, ids: list[str]) -> None:
        for tile in self.tiles.values():
            self._grid.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self.tiles = {id: ChoiceTile(self._theme, "") for id in ids}
        for place, (id, tile) in enumerate(self.tiles.items()):
            tile.clicked.connect(lambda _=False, id=id: self.chosen.emit(id))
            self._grid.addWidget(tile, place // COLUMNS, place % COLUMNS)
