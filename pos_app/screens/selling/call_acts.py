"""起菜, 催菜, 取消划菜 and a dish's seat at an open table: which are possible, and what each asks with."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtWidgets import QWidget

from pos_app.language import _, ngettext
from pos_app.models.order_rows import line_title
from pos_app.models.serving_words import seat_word
from pos_app.screens.acts_sheet import ActLine
from pos_app.screens.desk import Desk
from pos_app.screens.selling.call_sheet import BackSheet, HurrySheet, StartSheet
from pos_app.screens.selling.serving_choice import SeatGrid
from pos_app.widgets.sheet import Sheet
from pos_app.workflows.views import LineView, OpeningView

BACK = "unserve"
KEYS = {"start": "F6", "hurry": "F7", "hold": "F8"}
"""The keys of acts on an order."""


class CallActs(QObject):
    """Offers acts and does them."""

    def __init__(self, desk: Desk, screen: QWidget) -> None:
        super().__init__(screen)
        self._desk, self._screen = desk, screen

    def offered(self, opening: OpeningView) -> list[ActLine]:
        """The acts that make sense now."""
        acts: list[ActLine] = []
        if opening.held:
            acts.append(("start", "flame", _("Start held dishes")))
        if any(line.awaited for line in opening.lines):
            acts.append(("hurry", "bell", _("Hurry the kitchen")))
        return acts

    def taking_back(self, opening: OpeningView) -> list[ActLine]:
        """Where something was ticked off: that it was a mistake."""
        return [(BACK, "undo", _("Served by mistake"))] if opening.brought else []

    def do(self, act: str, opening: OpeningView) -> bool:
        """Whether the act was one of these and is possible."""
        if act == BACK and opening.brought:
            self._ask_what_is_to_come(opening)
            return True
        if act not in [key for key, _icon, _words in self.offered(opening)]:
            return False
        kind = StartSheet if act == "start" else HurrySheet
        name = self._desk.place(opening.opening)
        sheet = kind(self._desk, self._screen.window(), opening, name)
        act_id, key = self._desk.till.new_id(), opening.opening.id
        sheet.wanted.connect(lambda lines, course: self._call(act, key, act_id, lines, course))
        if isinstance(sheet, StartSheet):
            sheet.timed.connect(lambda lines, course, minutes: self._time(key, minutes, lines, course))
        sheet.closed.connect(self._screen.setFocus)
        sheet.open()
        return True

    def start(self, opening: str, line: str) -> None:
        """One dish."""
        self._call("start", opening, self._desk.till.new_id(), [line], 0)

    def _ask_what_is_to_come(self, opening: OpeningView) -> None:
        sheet = BackSheet(self._desk, self._screen.window(), opening, self._desk.place(opening.opening))
        sheet.wanted.connect(lambda lines, _course: self.unserve(lines))
        sheet.closed.connect(self._screen.setFocus)
        sheet.open()

    def unserve(self, lines: Sequence[str]) -> None:
        """They are still to come."""
        self._desk.ask(self._desk.till.courses.unserve(lines, self._desk.by))

    def tell_served(self, lines: Sequence[str]) -> None:
        """What was ticked off just now, and the way back."""
        named = {line.id: line for opening in self._desk.view.openings.values() for line in opening.lines}
        names = [line_title(named[id].line, self._desk.wording) for id in lines if id in named]
        if names:
            words = _("{dish} is served.").format(dish=names[0])
            if len(names) > 1:
                words = ngettext("{n} dish is served.", "{n} dishes are served.", len(names))
            self._desk.undoable.emit(words.format(n=len(names)), lambda: self.unserve(lines))

    def hurry(self, opening: str, line: str) -> None:
        """One dish."""
        self._call("hurry", opening, self._desk.till.new_id(), [line], 0)

    def seat(self, opening: OpeningView, line: LineView) -> None:
        """Whose dish it is."""
        sheet = SeatSheet(self._desk, self._screen.window(), opening, line)
        key, desk = opening.opening.id, self._desk
        sheet.picked.connect(lambda seat: desk.ask(desk.till.courses.seat(key, [line.id], seat, desk.by)))
        sheet.closed.connect(self._screen.setFocus)
        sheet.open()

    def _time(self, opening: str, minutes: int, lines: Sequence[str], course: int) -> None:
        desk = self._desk
        desk.ask(desk.till.courses.time(opening, desk.by, minutes, lines, course))

    def _call(self, act: str, opening: str, id: str, lines: Sequence[str], course: int) -> None:
        desk, verbs = self._desk, self._desk.till.courses
        if act == "start":
            desk.ask(verbs.start(opening, desk.by, id, lines, course))
        elif course:
            view = desk.opening(opening)
            of_course = [line.id for line in view.lines if line.line.course == course] if view else []
            desk.ask(verbs.hurry(opening, desk.by, id, of_course))
        else:
            desk.ask(verbs.hurry(opening, desk.by, id, lines))


class SeatSheet(Sheet):
    """`picked(seat)` at the first tap; the seat that it has takes it away."""

    picked = Signal(int)

    def __init__(self, desk: Desk, window: QWidget, opening: OpeningView, line: LineView) -> None:
        super().__init__(desk.theme, window, QSize(720, 0))
        self._seat = line.line.seat
        self.say(_("Who has {dish}?").format(dish=line_title(line.line, desk.wording)), seat_word(self._seat))
        self.seats = SeatGrid(desk, opening.opening.guests)
        self.seats.choose(str(self._seat))
        self.seats.changed.connect(self._pick)
        self.body.addWidget(self.seats)
        self.foot_line.hide()
        self.foot.setContentsMargins(0, 0, 0, 0)

    def _pick(self) -> None:
        seat = int(next(iter(self.seats.chosen()), "0"))
        self.finish()
        self.picked.emit(seat)
