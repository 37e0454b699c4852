"""A kitchen slip was scanned: its dishes are served 划菜, and the way of their order is shown.

Dishes on it that are still to be weighed 待称重 are weighed first, one after another. A slip with which
nothing goes out, or one of guests who have left, only shows the way.
"""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from domain.selling.courses import place_of
from pos_app.language import _, ngettext
from pos_app.models.order_rows import weighed_note
from pos_app.models.print_rows import LOOKS, job_word, kind_word
from pos_app.models.serving_words import hold_word
from pos_app.screens.desk import Desk
from pos_app.screens.selling.weigh_sheets import WeighLineSheet
from pos_app.widgets.buttons import Button
from pos_app.widgets.chips import Chip
from pos_app.widgets.labels import label, rule, short
from pos_app.widgets.scrolling import scrolled
from pos_app.widgets.sheet import Sheet
from pos_app.workflows.scanning import Scanned
from pos_app.workflows.views import LineView, OpeningView

_HIGHEST = 420  # pixels of what scrolls: head and foot still fit on the lowest screen


def read_slip(desk: Desk, window: QWidget, text: str) -> None:
    """What a scanner has read of a slip; one that is unknown is refused as any act is."""

    def read(scanned: Scanned) -> None:
        if not weigh_next(desk, window, text, scanned.unweighed):
            ScannedSlip(desk, window, scanned).open()

    desk.ask(desk.till.scans.check_off(text, desk.by), read)


def weigh_next(desk: Desk, window: QWidget, text: str, lines: Sequence[str]) -> bool:
    """Ask what the first of these lines weighs; whether there is one that still waits for it."""
    found = [(one, line) for one in desk.view.openings.values() for line in one.lines if line.id in lines]
    found = [(opening, line) for opening, line in found if line.line.awaits_weight]
    if not found:
        return False
    opening, line = found[0]
    rest = [one.id for _opening, one in found[1:]]
    sheet = ScannedWeighing(desk, window, opening, line, len(rest))
    sheet.done.connect(lambda: weigh_next(desk, window, text, rest))
    sheet.later.connect(lambda: _tick_off(desk, window, text))
    sheet.open()
    return True


def _tick_off(desk: Desk, window: QWidget, text: str) -> None:
    """The dishes go out and are weighed at the table, or before the bill."""
    future = desk.till.scans.check_off(text, desk.by, weigh=False)
    desk.ask(future, lambda scanned: ScannedSlip(desk, window, scanned).open())


class ScannedWeighing(WeighLineSheet):
    """What a dish of the scanned slip weighs. `later()`: it goes out without."""

    later = Signal()

    def __init__(self, desk: Desk, window: QWidget, opening: OpeningView, line: LineView, more: int) -> None:
        """``more``: dishes of the slip that are to be weighed after it."""
        super().__init__(desk, window, opening, line)
        after = ngettext(
            "{n} more dish is to be weighed after it.", "{n} more dishes are to be weighed after it.", more
        )
        note = weighed_note(line.line, desk.wording)
        self.say(self.title.text(), f"{note} · {after.format(n=more)}" if more else note)
        later = Button(desk.theme, "secondary", "tick", "", 56)
        later.setText(_("Served, weigh later"))
        later.clicked.connect(self._later)
        self.foot.insertWidget(0, later)
        self.done.connect(self._told)

    def _later(self) -> None:
        self.finish()
        self.later.emit()

    def _told(self) -> None:
        """With the next slip in the other hand nobody looks for where the weight went."""
        self.desk.told.emit(f"{self.title.text()} · {self.words()}")


class ScannedSlip(Sheet):
    """When it was ordered and by whom, what became of each of its slips, and what is served now."""

    def __init__(self, desk: Desk, window: QWidget, scanned: Scanned) -> None:
        super().__init__(desk.theme, window, QSize(720, 0))
        self._desk, self._scanned = desk, scanned
        view, wording = desk.view, desk.wording
        here = view.openings.get(scanned.opening)
        place = view.place(here.opening) if here else scanned.table
        self.say(self._title(wording.name(place)), " · ".join(self._ordered()))
        scroll, column = scrolled()
        if scanned.lines:
            for names in scanned.names:
                column.addWidget(short(f"✓ {wording.name(names)}", bold=True))
        else:
            self._dishes(column)
        column.addWidget(rule())
        self._slips(column)
        self._scroll, self._column = scroll, column
        self.body.addWidget(scroll)
        close = Button(desk.theme, "primary", "tick", "", 56)
        close.setText(_("Close"))
        close.clicked.connect(self.finish)
        self._offer_undo()
        self.foot.addStretch(1)
        self._offer_next(here)
        self.foot.addWidget(close)

    def opened(self) -> None:
        self._scroll.setFixedHeight(min(_HIGHEST, self._column.sizeHint().height()))
        self._cover()  # once more: now it is known how large the letters are

    def _title(self, table: str) -> str:
        count = len(self._scanned.lines)
        if not count:
            return _("The order of {table}").format(table=table)
        words = ngettext("{n} dish of {table} is served.", "{n} dishes of {table} are served.", count)
        return words.format(n=count, table=table)

    def _ordered(self) -> list[str]:
        """When each round was ordered; why nothing was ticked off."""
        words = [
            _("Ordered {time}, round {round}").format(
                time=self._desk.wording.clock(order.at, seconds=True), round=order.round
            )
            for order in self._scanned.orders
        ]
        if self._scanned.left:
            words.append(_("The guests have left; nothing was ticked off."))
        elif not self._scanned.lines:
            words.append(_("With this slip no dish goes out; nothing was ticked off."))
        return words

    def _dishes(self, column: QVBoxLayout) -> None:
        """What became of each dish."""
        looks = {
            "served": ("good", "tick", _("Served")),
            "voided": ("calm", "close", _("Cancelled")),
            "held": ("info", "clock", hold_word()),
            "awaited": ("calm", "clock", _("To come")),
        }
        grid = _grid()
        for place, dish in enumerate(self._scanned.dishes):
            chip = Chip(self._desk.theme)
            chip.show_state(*looks[dish.state])
            count = label(self._desk.wording.times(dish.quantity), tone="ink2")
            for spot, widget in enumerate(
                (count, short(self._desk.wording.name(dish.names), bold=True), chip)
            ):
                grid.addWidget(widget, place, spot)
        column.addLayout(grid)

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

    def _slips(self, column: QVBoxLayout) -> None:
        desk, wording = self._desk, self._desk.wording
        grid = _grid()
        for place, job in enumerate(self._scanned.slips):
            tone, icon = LOOKS.get(job.state, ("calm", "clock"))
            chip = Chip(desk.theme)
            chip.show_state(tone, icon, job_word(job.state))
            printer = wording.name(desk.view.printer_names(job.at_printer))
            at = wording.clock(job.changed_at or job.queued_at, seconds=True)
            words = short(f"{kind_word(job.kind)} No.{job.number:04d} · {printer}")
            for spot, widget in enumerate((label(at, tone="ink2"), words, chip)):
                grid.addWidget(widget, place, spot)
        column.addLayout(grid)


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setColumnStretch(1, 1)
    grid.setAlignment(Qt.AlignmentFlag.AlignTop)
    return grid
