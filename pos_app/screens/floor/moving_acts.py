"""转台, 并台, 转菜 of an open table: which of them are possible, and the sheet that each one asks with."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pos_app.language import _
from pos_app.screens.acts_sheet import ActLine
from pos_app.screens.desk import Desk
from pos_app.screens.floor.later_sheets import LaterSheet
from pos_app.screens.floor.move_sheets import (
    MoveDishSheet,
    PickTableSheet,
    free_tables,
    other_tables,
    taken_tables,
)
from pos_app.workflows.demands import to_settle_later
from pos_app.workflows.views import OpeningView, TableView

LATER = "later"
PART = "part."
Then = Callable[[str, str], None]


class MovingAct(QObject):
    """Offers acts and does them; the order screen follows by itself, for the opening stays the same. `gone`
    once its guests are, who pay later."""

    gone = Signal()

    def __init__(self, desk: Desk, screen: QWidget) -> None:
        super().__init__(screen)
        self._desk, self._screen = desk, screen

    def offered(self, opening: OpeningView) -> list[ActLine]:
        """The acts that make sense now."""
        acts: list[ActLine] = [("transfer", "transfer", _("Change to another table"))]
        if not opening.opening.table:
            return acts
        if taken_tables(self._desk, opening.opening.table):
            acts.append(("beside", "members", _("Sit down beside other guests")))
        if opening.settlement is not None:
            return acts
        if other_tables(self._desk, opening.opening.id):
            acts.append(("join", "plus", _("Join with another table")))
            if any(order.lines for order in opening.orders):
                acts.append(("dishes", "pot", _("Move dishes to another table")))
        for table, other in self._joined(opening):
            acts.append((PART + other, "split", _("Part {table} again").format(table=table)))
        return acts

    def leaving(self, opening: OpeningView) -> list[ActLine]:
        """That they go and pay another time, where that is possible and somebody may say so."""
        stay = opening.settlement is not None or not opening.opening.table or self._joined(opening)
        if stay or not opening.bill_lines or not self._desk.offers(to_settle_later().right):
            return []
        return [(LATER, "hourglass", _("Guests pay later"))]

    def do(self, act: str, opening: OpeningView) -> bool:
        """Whether the act was one of these."""
        desk, key = self._desk, opening.opening.id
        if act == "transfer":
            detail = _("Phones follow; whoever scans the old code meets a free table.")
            self._pick(_("{table} changes to"), opening, detail, free_tables(desk), self._transfer)
        elif act == "beside":
            detail = _("They keep their own bill; phones follow.")
            tables = taken_tables(desk, opening.opening.table)
            self._pick(_("{table} sits down beside"), opening, detail, tables, self._sit_beside)
        elif act == "join":
            detail = _("Both have one bill, and both codes lead to it.")
            self._pick(_("Join {table} with"), opening, detail, other_tables(desk, key), self._join)
        elif act == "dishes":
            sheet = MoveDishSheet(desk, self._screen.window(), opening)
            sheet.wanted.connect(lambda lines, to: self._move(key, lines, to))
            sheet.open()
        elif act == LATER:
            later = LaterSheet(desk, self._screen.window(), opening)
            later.done.connect(self.gone)
            later.open()
        elif act.startswith(PART):
            desk.ask(desk.till.tables.part(act.removeprefix(PART), desk.by))
        else:
            return False
        return True

    def _pick(
        self, title: str, opening: OpeningView, detail: str, tables: list[TableView], then: Then
    ) -> None:
        desk, key = self._desk, opening.opening.id
        words = title.format(table=desk.wording.name(desk.view.place(opening.opening)))
        sheet = PickTableSheet(desk, self._screen.window(), words, detail, tables)
        sheet.picked.connect(lambda picked: then(key, picked))
        sheet.open()

    def _transfer(self, opening: str, table: str) -> None:
        self._desk.ask(self._desk.till.tables.transfer(opening, table, self._desk.by))

    def _sit_beside(self, opening: str, picked: str) -> None:
        known = self._desk.view.openings.get(picked)
        table = known.opening.table if known else picked
        self._desk.ask(self._desk.till.tables.transfer(opening, table, self._desk.by, beside=True))

    def _join(self, opening: str, other: str) -> None:
        self._desk.ask(self._desk.till.tables.join(opening, other, self._desk.by))

    def _move(self, opening: str, lines: dict[str, int], to: str) -> None:
        self._desk.ask(self._desk.till.tables.move_lines(opening, lines, to, self._desk.by))

    def _joined(self, opening: OpeningView) -> list[tuple[str, str]]:
        """Labels and openings of the tables that are joined to this one."""
        desk = self._desk
        others = [
            one.opening for one in desk.view.openings.values() if one.opening.into == opening.opening.id
        ]
        return sorted((desk.wording.name(desk.view.place(one)), one.id) for one in others)
