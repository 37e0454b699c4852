"""Where to? One tap on a table moves guests, joins a bill, or takes the chosen dishes along."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.find_row import MANY, MOST, FindRow
from pos_app.screens.portion_rows import PortionRows
from pos_app.screens.sheet_foot import add_foot
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import label, wrapped
from pos_app.widgets.scrolling import UpTo
from pos_app.widgets.sheet import Sheet
from pos_app.workflows.views import OpeningView, TableView

WORDS = 120  # pixels of a tile's name and note where four of them stand in a row
DISHES, TABLES, ROW = 240, 140, 68  # pixels of dishes and tables, and beside the letters


def free_tables(desk: Desk) -> list[TableView]:
    """Tables that guests can change to, in the plan's order."""
    return [one for one in each_table(desk) if not one.opening]


def taken_tables(desk: Desk, table: str) -> list[TableView]:
    """Other tables where guests can sit down beside those who are there 拼桌, each once."""
    found = (desk.view.tables.get(one.id) for one in desk.view.floor.tables if one.id != table)
    return [one for one in found if one is not None and one.opening]


def other_tables(desk: Desk, opening: str, joined_too: bool = False) -> list[TableView]:
    """Open, unpaid tables of other bills; a joined one is meant by the table that has the bill."""
    open_ = [one for one in each_table(desk) if one.opening not in ("", opening) and one.state != "paid"]
    return [one for one in open_ if joined_too or not one.with_table]


def each_table(desk: Desk) -> list[TableView]:
    """Tables in the plan's order, and in place of a shared one each of its parties."""
    found = (desk.view.tables.get(table.id) for table in desk.view.floor.tables)
    return [party for one in found if one is not None for party in one.each]


def _up_to(inner: QWidget, most: int) -> UpTo:
    inner.setProperty("ground", "none")
    return UpTo(inner, most)


class TableTiles(ChoiceGrid):
    """Tables and parties as tiles, with their seats or what stands on their bill.

    A key is the opening of who sits there; of a free table, and of all parties together, the table.
    """

    def __init__(self, desk: Desk, tables: Sequence[TableView]) -> None:
        self.named, notes = dict[str, tuple[str, ...]](), dict[str, str]()
        for one in tables:
            key = one.table.id if one.parties else one.opening or one.table.id
            notes.setdefault(key, desk.wording.money(one.total, True) if one.opening else _free_note(one))
            words = desk.wording.name(one.table.label if one.parties else one.label)
            self.named[key] = (*self.named.get(key, ()), words)  # joined tables have one bill
        bold, small = desk.theme.metrics(16, True), desk.theme.metrics(14)
        wide = [
            bold.horizontalAdvance(self.named[key][0]) + small.horizontalAdvance(note)
            for key, note in notes.items()
        ]
        super().__init__(desk.theme, 4 if max(wide, default=0) <= WORDS else 3)
        for key, note in notes.items():
            self.add(key, self.named[key][0], note)


def _free_note(one: TableView) -> str:
    return _("To clean") if one.state == "clean" else _("{n} seats").format(n=one.table.seats)


class PickTableSheet(Sheet):
    """`picked(table or opening)` at the first tap, see TableTiles."""

    picked = Signal(str)

    def __init__(
        self,
        desk: Desk,
        window: QWidget,
        title: str,
        detail: str,
        tables: Sequence[TableView],
        more_than: int = MANY,
    ) -> None:
        """A name is typed where there are ``more_than`` so many."""
        super().__init__(desk.theme, window, QSize(720, 0))
        self.say(title, detail)
        self.tiles = TableTiles(desk, tables)
        self.tiles.changed.connect(self._pick)
        area = _up_to(self.tiles, MOST)
        self.finder = FindRow(desk, _("Table"), area)
        self.finder.found.connect(self.tiles.show_only)
        self.finder.passed.connect(self.tiles.only)
        self.body.addWidget(self.finder)
        self.body.addWidget(area)
        self.body.addStretch(1)  # the line to write in stays where it is, however few are found
        if self.finder.among(self.tiles.named, more_than):
            self.begins_at = self.finder.search.line
        if not tables:
            self.body.addWidget(wrapped(_("No other table can take this now."), 16, tone="ink2"))
        self.foot_line.hide()
        self.foot.setContentsMargins(0, 0, 0, 0)

    def _pick(self) -> None:
        chosen = next(iter(self.tiles.chosen()), "")
        if chosen:
            self.finish()
            self.picked.emit(chosen)


class MoveDishSheet(Sheet):
    """转菜: which dishes, how many of each, to whose bill. `wanted({line: thousandths}, opening)`."""

    wanted = Signal(object, str)

    def __init__(self, desk: Desk, window: QWidget, opening: OpeningView) -> None:
        super().__init__(desk.theme, window, QSize(720, 0))
        self._desk = desk
        name = desk.wording.name(desk.view.place(opening.opening))
        self.say(_("Move dishes from {table}").format(table=name), _("Nothing is cooked again."))
        self.portions = PortionRows(
            desk, (line for order in opening.orders for line in order.lines if line.line.quantity)
        )
        self.portions.changed.connect(self._tell)
        dishes = _up_to(self.portions, DISHES)
        self.body.addWidget(dishes)
        self.body.addWidget(label(_("To which table?"), 18, True))
        self.tiles = TableTiles(desk, other_tables(desk, opening.opening.id))
        self.tiles.changed.connect(self._tell)
        area = _up_to(self.tiles, TABLES)
        self.finder = FindRow(desk, _("Table"), area, TABLES, ROW)
        self.finder.found.connect(self.tiles.show_only)
        self.finder.passed.connect(self.tiles.only)
        self.finder.lettered.connect(lambda seen: dishes.at_most(ROW if seen else DISHES))
        self.finder.among(self.tiles.named)
        self.body.addWidget(self.finder)
        self.body.addWidget(area)
        self.go = add_foot(self, "transfer", "", self._move)
        self._tell()

    def _tell(self) -> None:
        wording = self._desk.wording
        known = self._desk.view.openings.get(next(iter(self.tiles.chosen()), ""))
        count = self.portions.dishes()
        dishes = wording.dishes(count)
        self.go.setEnabled(bool(count and known))
        why = _("Choose a table.") if count else _("Choose the dishes to move.")
        self.missing.setText("" if count and known else why)
        words = _("Move {dishes} to {table}") if known else _("Move {dishes}")
        self.go.setText(
            words.format(
                dishes=dishes, table=wording.name(self._desk.view.place(known.opening)) if known else ""
            )
        )

    def _move(self) -> None:
        chosen, to = self.portions.chosen(), next(iter(self.tiles.chosen()), "")
        self.finish()
        self.wanted.emit(chosen, to)
