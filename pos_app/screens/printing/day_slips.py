"""The slips of the business day: the newest as they come, older ones by search and page."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from pos_app.language import _, ngettext
from pos_app.models.print_rows import job_rows, needs_person
from pos_app.models.slip_search import asked_for
from pos_app.screens.desk import Desk
from pos_app.screens.printing.job_list import JobHead, JobList
from pos_app.widgets.buttons import Button
from pos_app.widgets.empty import EmptyState
from pos_app.widgets.labels import Card, label, wrapped
from pos_app.widgets.search_field import SearchField
from pos_app.workflows.ledger_verbs import PAGE, DaySlips
from pos_app.workflows.views import JobView


class DaySlipsCard(Card):
    """Emits `acted(JobRow, act)`, and `told()` when the ledger has answered."""

    printer_wanted = Signal()
    acted = Signal(object, str)
    told = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(margin=1, gap=0)
        self._desk = desk
        self.answer = DaySlips()
        self._page = 0
        self._asked_at: tuple[JobView, ...] | None = None
        self._turn = 0
        self._doubtful = False
        theme = desk.theme
        self.search = SearchField(theme)
        self.search.changed.connect(self._type)
        self._line = QWidget()
        self.line = QHBoxLayout(self._line)  # others may stand beside the search
        self.line.setContentsMargins(12, 10, 12, 0)
        self.line.setSpacing(10)
        self.line.addWidget(self.search, 1)
        self._head = JobHead(theme)
        self._list = JobList(theme)
        self.mirrored = (self._head, self._list)
        self._list.acted.connect(self.acted)
        self._empty = EmptyState(theme, "printer")
        self._empty.acted.connect(self.printer_wanted)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._list)
        self._pages.addWidget(self._empty)
        self.body.addWidget(self._line)
        self.body.addWidget(self._head)
        self.body.addWidget(self._pages, 1)
        foot = self._foot()
        self.body.addLayout(foot)
        self.sides = (self.line, foot)

    def _foot(self) -> QHBoxLayout:
        theme = self._desk.theme
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 12, 8)
        foot.setSpacing(8)
        self._note, self._count = wrapped(size=14, tone="ink2"), label(size=14, tone="ink2")
        self._newer, self._older = Button(theme, "quiet", height=44), Button(theme, "quiet", height=44)
        self._newer.clicked.connect(lambda: self._turn_to(self._page - 1))
        self._older.clicked.connect(lambda: self._turn_to(self._page + 1))
        foot.addWidget(self._note, 1)
        for each in (self._count, self._newer, self._older):
            foot.addWidget(each)
        return foot

    # ---------------------------------------------------------------- from the screen

    def say(self) -> None:
        """Fixed words."""
        self.search.line.setPlaceholderText(_("Find a slip of today: number, table, printer, kind"))
        self.search.line.setAccessibleName(self.search.line.placeholderText())
        self._note.setText(_("A reprinted ticket is marked on top and has a number of its own."))
        self._newer.setText(_("Newer"))
        self._older.setText(_("Older"))
        self._head.update()

    def draw(self, doubtful: bool) -> None:
        """The present view; ``doubtful``: only what needs a person."""
        self._doubtful = doubtful
        if self._desk.view.jobs is not self._asked_at:
            self._ask()
        self._show()

    def focus(self) -> None:
        """The keyboard goes to the list."""
        self._list.setFocus()

    # ---------------------------------------------------------------- inside

    def _type(self) -> None:
        self._turn_to(0)

    def _turn_to(self, page: int) -> None:
        self._page = page
        self._ask()
        self._show()

    def _ask(self) -> None:
        desk = self._desk
        if not desk.may("print"):
            return
        self._asked_at = desk.view.jobs
        self._turn += 1
        turn = self._turn
        words = asked_for(self.search.line.text(), desk.view)
        page = self._page
        desk.read(
            lambda: desk.till.ledger.find(words, page, desk.by),
            lambda answer: self._take(answer, turn),
            self._pages,
            at_first=bool(words or page),  # the newest are known
        )

    def _take(self, answer: DaySlips, turn: int) -> None:
        if turn == self._turn:
            self.answer = answer
            self._show()
            self.told.emit()

    def _jobs(self) -> list[JobView]:
        jobs = self._desk.view.jobs
        if self._doubtful:
            return [job for job in jobs if needs_person(job)]
        if self._page or self.search.line.text().strip():
            return list(self.answer.slips)
        return list(jobs[:PAGE])

    def _show(self) -> None:
        view, shown = self._desk.view, self._jobs()
        rows = job_rows(view, self._desk.wording, shown)
        self._list.jobs.tell(rows)
        self._pages.setCurrentIndex(0 if rows else 1)
        self._tell_empty()
        self._line.setVisible(not self._doubtful)
        found = self.answer.found
        paged = not self._doubtful and found > PAGE
        for button, on in ((self._newer, self._page > 0), (self._older, (self._page + 1) * PAGE < found)):
            button.setVisible(paged)
            button.setEnabled(on)
        self._count.setText(self._count_words(found, paged))

    def _tell_empty(self) -> None:
        """Why there is none: a store that has just begun has no printer."""
        if self._desk.view.printers or self._doubtful or self.search.line.text().strip():
            self._empty.tell(_("No ticket here."))
            return
        words = _("No printer yet. Without one no slip comes out in the kitchen.")
        self._empty.tell(words, _("Add a printer") if self._desk.may("settings") else "")

    def _count_words(self, found: int, paged: bool) -> str:
        if paged:
            first = self._page * PAGE
            return _("{first}–{last} of {n}").format(first=first + 1, last=min(first + PAGE, found), n=found)
        if self.search.line.text().strip():
            return ngettext("{n} ticket found", "{n} tickets found", found).format(n=found)
        today = max(found, len(self._desk.view.jobs))
        return ngettext("{n} ticket today", "{n} tickets today", today).format(n=today)
