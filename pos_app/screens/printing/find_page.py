"""Where a new printer is: chosen from what a search finds, or typed."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from domain.errors import Refused
from pos_app.language import _, ngettext
from pos_app.models.printer_words import found_words, where_words
from pos_app.screens.desk import Desk
from pos_app.widgets.buttons import Button
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.door import Door
from pos_app.widgets.empty import EmptyState
from pos_app.widgets.labels import label, wrapped
from pos_app.widgets.scrolling import Scroll
from pos_app.workflows.printer_verbs import Search
from printers.connections import as_address
from printers.discovery import SAVED, Found, Progress


class FindPage(QWidget):
    """Emits `chosen(address)`; a search runs beside and is ended with the page."""

    chosen = Signal(str)
    _told = Signal(object)

    def __init__(self, desk: Desk, address: str = "") -> None:
        super().__init__()
        self._desk = desk
        self._search: Search | None = None
        self._door = Door()
        self._shown: tuple[Found, ...] = ()
        self._told.connect(self._show, Qt.ConnectionType.QueuedConnection)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(14)
        self._go = Button(desk.theme, "secondary", "search")
        self._go.clicked.connect(self._search_or_stop)
        self._state = wrapped(tone="ink2")
        row.addWidget(self._go)
        row.addWidget(self._state, 1)
        column.addLayout(row)
        self._area = Scroll()
        self._grid = ChoiceGrid(desk.theme, 1, 0, 1)
        self._area.setWidget(self._holder(self._grid))
        self._empty = EmptyState(desk.theme, "printer")
        self._empty.acted.connect(self.search)
        self._room = QStackedWidget()
        self._room.addWidget(self._empty)
        self._room.addWidget(self._area)
        column.addWidget(self._room, 1)
        self._typed_words = label(_("Or type its address"), 14, True)
        self._typed = QLineEdit(where_words(address))
        self._typed.setMinimumHeight(48)
        self._typed.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._typed.setPlaceholderText("192.168.1.51")
        self._typed_words.setBuddy(self._typed)
        self._typed.textChanged.connect(self._type)
        column.addWidget(self._typed_words)
        column.addWidget(self._typed)
        self._forms = wrapped(
            _(
                "Network 192.168.1.51 · USB /dev/usb/lp0 · serial COM3 or /dev/ttyUSB0 · Windows or CUPS by"
                " windows://NAME or cups://NAME"
            ),
            14,
            tone="ink2",
        )
        self._wrong = wrapped(size=14, tone="danger")
        self._wrong.setVisible(False)
        untried = _("No real printer has been tried yet, only printers in software. A test page shows yours.")
        column.addWidget(self._forms)
        column.addWidget(self._wrong)
        column.addWidget(wrapped(untried, 14, tone="ink2"))
        self._say_searching(None)

    def refuse(self, words: str) -> None:
        """Say what is wrong with the address."""
        self._wrong.setText(words)
        self._forms.setVisible(not words)
        self._wrong.setVisible(bool(words))

    def search(self) -> None:
        """Begin to look."""
        if self._search is None:
            try:
                self._search = self._desk.till.printers.search(self._hear, self._desk.by)
            except Refused as no:
                self.refuse(self._desk.sentence(no))
                return
            self._say_searching(Progress())

    def stop(self) -> None:
        """End a search that runs."""
        if self._search is not None:
            self._search.stop()

    def leave(self) -> None:
        """The sheet goes, and a search with it."""
        self.stop()
        self._door.close()

    def typed(self) -> bool:
        return bool(self._typed.text())

    # ---------------------------------------------------------------- inside

    def _holder(self, grid: ChoiceGrid) -> QWidget:
        holder = QWidget()
        holder.setProperty("ground", "none")
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 8, 0)
        inside.addWidget(grid)
        inside.addStretch(1)
        return holder

    def _search_or_stop(self) -> None:
        if self._search is None:
            self.search()
        else:
            self.stop()

    def _hear(self, progress: Progress) -> None:
        """On the search's thread; the sheet may be gone already."""
        self._door.speak(lambda: self._told.emit(progress))

    def _show(self, progress: Progress) -> None:
        if progress.done:
            self._search = None
        self._say_searching(progress)
        if progress.found == self._shown:
            return
        self._shown = progress.found
        chosen = self._grid.chosen()
        grid = ChoiceGrid(self._desk.theme, 1, 0, 1)
        for found in sorted(
            progress.found, key=lambda found: found.by == SAVED
        ):  # those one can choose first
            title, note = found_words(self._named(found))
            grid.add(found.address, title, note, allowed=found.by != SAVED)
        for address in chosen:
            grid.choose(address)
        grid.changed.connect(self._pick)
        self._grid = grid
        self._area.setWidget(self._holder(grid))

    def _named(self, found: Found) -> Found:
        """One that is set up has the name that people gave it."""
        desk = self._desk
        own = next((one.names for one in desk.view.printers if one.target == found.address), None)
        return replace(found, name=desk.wording.name(own)) if own else found

    def _say_searching(self, progress: Progress | None) -> None:
        self._go.setText(_("Search") if self._search is None else _("Stop"))
        self._go.set_icon("search" if self._search is None else "close")
        if progress is None:
            words = _("Looks at cables, at what this computer knows, and at each address of your network.")
        elif not progress.done and not progress.to_look:
            words = _("Looking at cables and calling into the network …")
        elif not progress.done:
            words = _("Looked at {done} of {all} addresses.").format(
                done=progress.looked, all=progress.to_look
            )
        else:
            count = sum(found.by != SAVED for found in progress.found)
            words = ngettext("{n} printer found.", "{n} printers found.", count).format(n=count)
            if not count:
                words = _("Nothing new was found. Is the printer on and its cable in? Else type its address.")
        self._state.setText(words)
        none = progress is None or not progress.found
        self._room.setCurrentWidget(self._empty if none else self._area)
        self._empty.tell(words, "" if self._search else _("Search"))
        self._go.setVisible(self._search is not None or not none)
        self._state.setVisible(not none)

    def _pick(self) -> None:
        for address in self._grid.chosen():
            self._typed.blockSignals(True)
            self._typed.setText(where_words(address))
            self._typed.blockSignals(False)
            self.refuse("")
            self.chosen.emit(address)

    def _type(self, text: str) -> None:
        self.refuse("")
        self.chosen.emit(as_address(text))
