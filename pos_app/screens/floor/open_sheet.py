"""Seat guests: which table, how many; one tap opens it."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from domain.selling import banquets
from domain.selling.request import MOST_GUESTS
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.find_row import FindRow
from pos_app.screens.floor.fewer_guests import FewerGuests, fewer_demand
from pos_app.screens.floor.guest_count import GuestCount
from pos_app.screens.sheet_foot import add_foot
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import label, wrapped
from pos_app.widgets.scrolling import UpTo
from pos_app.widgets.sheet import Sheet

TABLES, BESIDE_LETTERS = 200, 130  # pixels of the tables that are seen


class OpenSheet(Sheet):
    """Opens a free table, seats another party ``beside`` the guests of a taken one, or changes the guests of
    an open one. A tap on a number seats them at once; typed it waits for Enter, as 12 has two digits.
    `done(opening)` when it is saved.
    """

    done = Signal(str)

    def __init__(
        self, desk: Desk, window: QWidget, table: str = "", opening: str = "", beside: bool = False
    ) -> None:
        super().__init__(desk.theme, window, QSize(720, 0))
        self._desk, self._table, self._opening, self._beside = desk, table, opening, beside
        self._tables: ChoiceGrid | None = None
        here = desk.opening(opening)
        name = desk.wording.name(desk.view.place(here.opening) if here else desk.view.floor.label_of(table))
        fresh = _("Another party at {table}") if beside else _("Open {table}")
        title = _("Guests at {table}") if opening else fresh
        self.say(title.format(table=name) if table else _("Open a table"), self._seats())
        if not table:
            self._add_tables()
        self.body.addWidget(label(_("How many guests?"), 18, True))
        most = banquets.MOST_GUESTS if here and here.banquet else MOST_GUESTS
        self._guests = GuestCount(desk.theme, 6, most)
        self._guests.changed.connect(self._tell)
        self.body.addWidget(self._guests)
        self._no = wrapped(tone="danger")
        self._no.hide()
        self.body.addWidget(self._no)
        self._go = add_foot(self, "", "Enter", self._save)
        self._guests.preset(here.opening.guests if here else 2)
        self._tell()
        if not opening:
            self._guests.tapped.connect(self._save)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isdigit():
            self._guests.type(event.text())
            event.accept()
            return
        if event.text() in ("\r", "\n"):
            self._save()
            event.accept()
            return
        super().keyPressEvent(event)

    def _seats(self) -> str:
        if self._beside:
            return _("They have a bill, slips and phones of their own.")
        found = self._desk.view.floor.by_id.get(self._table)
        return _("{n} seats").format(n=found.seats) if found else ""

    def _add_tables(self) -> None:
        desk = self._desk
        self.body.addWidget(label(_("Which table?"), 18, True))
        grid, named = ChoiceGrid(desk.theme, 5, 1, 1), dict[str, tuple[str]]()
        for table in desk.view.floor.tables:
            view = desk.view.tables.get(table.id)
            if view is not None and not view.opening:
                named[table.id] = (desk.wording.name(table.label),)
                grid.add(table.id, *named[table.id])
        grid.changed.connect(self._tell)
        grid.setProperty("ground", "none")
        area = UpTo(grid, TABLES)
        finder = FindRow(desk, _("Table"), area, TABLES, BESIDE_LETTERS)
        finder.found.connect(grid.show_only)
        finder.passed.connect(self._found)
        finder.words_for_none = self._words_for_taken
        finder.missed.connect(self._go_where_guests_sit)
        self.body.addWidget(finder)
        self.body.addWidget(area)
        self.body.addStretch(1)  # what is written and the guests stay where they are, however few are found
        if finder.among(named):
            self.begins_at = finder.search.line
        self._tables = grid

    def _taken(self, text: str) -> str:
        """The opening at the table that is called that; "" if it is free, shared, or nobody knows it."""
        desk, sought = self._desk, text.casefold()
        tables = (one for one in desk.view.floor.tables if desk.wording.name(one.label).casefold() == sought)
        view = next((desk.view.tables[one.id] for one in tables if one.id in desk.view.tables), None)
        return view.opening if view is not None and not view.parties else ""

    def _words_for_taken(self, text: str) -> str:
        if not self._taken(text):
            return _("Nothing is called that.")
        return _("Guests sit at {table} already. Enter goes there.").format(table=text.upper())

    def _go_where_guests_sit(self, text: str) -> None:
        if opening := self._taken(text):
            self._end(opening)

    def _found(self, table: str) -> None:
        """By its name: digits now mean the guests."""
        if self._tables is not None:
            self._tables.only(table)
        self.setFocus()

    def _tell(self) -> None:
        ready = bool(self._guests.count) and (self._tables is None or bool(self._tables.chosen()))
        self._go.setEnabled(ready)
        words = self._desk.wording.guests(self._guests.count)
        verb = _("Save, {guests}") if self._opening else _("Open, {guests}")
        self._go.setText(verb.format(guests=words))

    def _save(self) -> None:
        guests = self._guests.count
        table = self._table or next(iter(self._tables.chosen() if self._tables else ()), "")
        if not guests or not (table or self._opening) or not self._go.isEnabled():
            return
        self._go.setEnabled(False)
        desk = self._desk
        if self._opening and (less := self._asks_more(guests)) is not None:
            self.finish()
            less.open()
        elif self._opening:
            change = desk.till.set_guests(self._opening, guests, desk.by)
            desk.ask(change, lambda _: self._end(""), self._refused)
        elif self._beside:
            desk.ask(desk.till.tables.sit_beside(table, guests, desk.by), self._end, self._refused)
        else:
            desk.ask(desk.till.open_table(table, guests, desk.by), self._end, self._refused)

    def _asks_more(self, guests: int) -> FewerGuests | None:
        """Somebody else has to agree that so few are charged."""
        here = self._desk.opening(self._opening)
        if here is None or self._desk.meets(fewer_demand(here, guests, self._desk.view.rules)):
            return None
        return FewerGuests(self._desk, self._window, here, guests)

    def _end(self, opening: str) -> None:
        self.done.emit(opening or self._opening)
        self.finish()

    def _refused(self, words: str) -> None:
        self._no.setText(words)
        self._no.show()
        self._go.setEnabled(True)
