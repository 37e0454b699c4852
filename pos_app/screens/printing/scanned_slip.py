"""A kitchen slip was scanned: its dishes are served 划菜, and the way of their order is shown."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QGridLayout, QWidget

from domain.selling.courses import place_of
from pos_app.language import _, ngettext
from pos_app.models.print_rows import LOOKS, job_word, kind_word
from pos_app.screens.desk import Desk
from pos_app.widgets.buttons import Button
from pos_app.widgets.chips import Chip
from pos_app.widgets.labels import label, rule, short
from pos_app.widgets.sheet import Sheet
from pos_app.workflows.scanning import Scanned
from pos_app.workflows.views import OpeningView


def read_slip(desk: Desk, window: QWidget, text: str) -> None:
    """What a scanner has read of a slip; one that is unknown is refused as any act is."""
    desk.ask(
        desk.till.scans.check_off(text, desk.by), lambda scanned: ScannedSlip(desk, window, scanned).open()
    )


class ScannedSlip(Sheet):
    """When it was ordered and by whom, what became of each of its slips, and what is served now."""

    def __init__(self, desk: Desk, window: QWidget, scanned: Scanned) -> None:
        super().__init__(desk.theme, window, QSize(720, 0))
        self._desk, self._scanned = desk, scanned
        view, wording = desk.view, desk.wording
        count = len(scanned.lines)
        words = ngettext("{n} dish of {table} is served.", "{n} dishes of {table} are served.", count)
        here = view.openings.get(scanned.opening)
        label = view.place(here.opening) if here else view.floor.label_of(scanned.table)
        self.say(
            words.format(n=count, table=wording.name(label)),
            _("Ordered {time}, round {round}").format(
                time=wording.clock(scanned.at, seconds=True), round=scanned.round
            ),
        )
        for names in scanned.names:
            self.body.addWidget(short(f"✓ {wording.name(names)}", bold=True))
        self.body.addWidget(rule())
        self._slips()
        close = Button(desk.theme, "primary", "tick", "", 56)
        close.setText(_("Close"))
        close.clicked.connect(self.finish)
        self._offer_undo()
        self.foot.addStretch(1)
        self._offer_next(here)
        self.foot.addWidget(close)

    def _offer_undo(self) -> None:
        """The wrong slip was read: what it has ticked off is still to come."""
        if not (served := self._scanned.served):
            return
        button = Button(self._desk.theme, "secondary", "undo", "", 56)
        button.setText(_("Undo"))
        button.clicked.connect(lambda: self._undo(served))
        self.foot.addWidget(button)

    def _undo(self, served: tuple[str, ...]) -> None:
        desk = self._desk
        self.finish()
        desk.ask(desk.till.courses.unserve(served, desk.by))

    def _offer_next(self, opening: OpeningView | None) -> None:
        """Once all that was to come is on the table: the first course of those that are held."""
        gone = self._scanned.lines
        if (
            opening is None
            or not opening.held
            or any(line.awaited and line.id not in gone for line in opening.lines)
        ):
            return
        courses = self._desk.view.rules.courses
        first = min((line.line for line in opening.held), key=lambda line: place_of(line.course, courses))
        course = self._desk.wording.name(first.course_names)
        button = Button(self._desk.theme, "secondary", "flame", "", 56)
        button.setText(_("Start {dishes}").format(dishes=course) if course else _("Start held dishes"))
        button.clicked.connect(lambda: self._start(opening.opening.id, first.course))
        self.foot.addWidget(button)

    def _start(self, opening: str, course: int) -> None:
        desk = self._desk
        self.finish()
        desk.ask(desk.till.courses.start(opening, desk.by, desk.till.new_id(), course=course))

    def _slips(self) -> None:
        desk, wording = self._desk, self._desk.wording
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(1, 1)
        for place, job in enumerate(self._scanned.slips):
            tone, icon = LOOKS.get(job.state, ("calm", "clock"))
            chip = Chip(desk.theme)
            chip.show_state(tone, icon, job_word(job.state))
            printer = wording.name(desk.view.printer_names(job.at_printer))
            at = wording.clock(job.changed_at or job.queued_at, seconds=True)
            for column, widget in enumerate(
                (
                    label(at, tone="ink2"),
                    short(f"{kind_word(job.kind)} No.{job.number:04d} · {printer}"),
                    chip,
                )
            ):
                grid.addWidget(widget, place, column)
        self.body.addLayout(grid)
