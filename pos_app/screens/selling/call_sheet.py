"""起菜, now or by itself later, and 催菜: which dishes; none chosen means all. 取消划菜: those chosen."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from domain.selling.courses import place_of
from pos_app.language import _
from pos_app.models.order_rows import line_title
from pos_app.models.serving_words import serving_note
from pos_app.screens.desk import Desk
from pos_app.widgets.buttons import Button
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import ground, label
from pos_app.widgets.scrolling import Scroll
from pos_app.widgets.sheet import Sheet
from pos_app.workflows.views import LineView, OpeningView

MOST_HIGH = 330
NOW, WORD, LATER = "now", "word", (5, 10, 15, 20, 30, 60)  # minutes; eight tiles are two rows


class CallSheet(Sheet):
    """Base of all. `wanted(lines, course)`: ids, none for all; a course's number if it is just that one."""

    wanted = Signal(object, int)
    beside = 430  # pixels of the window that the dishes leave to all else

    def __init__(
        self, desk: Desk, window: QWidget, title: str, detail: str, lines: tuple[LineView, ...]
    ) -> None:
        super().__init__(desk.theme, window, QSize(720, 0))
        self._desk, self._lines = desk, lines
        self.say(title, detail)
        self.courses = ChoiceGrid(desk.theme, 4, 0, 1)
        self.courses.changed.connect(self._choose_course)
        self._add_courses()
        self.dishes = ChoiceGrid(desk.theme, 2, 0, len(lines))
        for line in lines:
            name = f"{line_title(line.line, desk.wording)} ×{desk.wording.times(line.line.quantity)}"
            self.dishes.add(line.id, name, self.note(line))
        self.dishes.changed.connect(self._choose_dish)
        area = Scroll()
        area.setWidget(ground(self.dishes, "surface"))
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        most = min(MOST_HIGH, window.height() - self.beside)
        area.setMinimumHeight(min(most, self.dishes.sizeHint().height()))
        self.body.addWidget(area)
        cancel = Button(desk.theme, "secondary", "", "Esc", 56)
        cancel.setText(_("Cancel"))
        cancel.clicked.connect(self.cancel)
        self.go = Button(desk.theme, "primary", "flame", "Enter", 56)
        self.go.setMinimumWidth(300)
        self.go.clicked.connect(self._go)
        self.foot.addWidget(cancel)
        self.foot.addStretch(1)
        self.foot.addWidget(self.go)
        self._tell()

    def note(self, line: LineView) -> str:
        """What stands beside a dish."""
        return serving_note(line.line, self._desk.wording)

    def words(self, dishes: str) -> str:
        """What the button says of so many dishes."""
        raise NotImplementedError

    def _add_courses(self) -> None:
        courses = {line.line.course: line.line.course_names for line in self._lines if line.line.course}
        rules = self._desk.view.rules
        for number, names in sorted(courses.items(), key=lambda one: place_of(one[0], rules.courses)):
            count = sum(1 for line in self._lines if line.line.course == number)
            self.courses.add(str(number), self._desk.wording.name(names), f"×{count}")
        if courses:
            self.body.addWidget(label(_("A whole course"), 18, True))
            self.body.addWidget(self.courses)
            self.body.addWidget(label(_("Or single dishes"), 18, True))
        self.courses.setVisible(bool(courses))

    def _choose_course(self) -> None:
        course = next(iter(self.courses.chosen()), "")
        self._choose(lambda line: bool(course) and str(line.line.course) == course)

    def _choose_dish(self) -> None:
        for course in self.courses.chosen():
            self.courses.clear(course)
        self._tell()

    def _choose(self, wanted: Callable[[LineView], bool]) -> None:
        for line in self._lines:
            (self.dishes.choose if wanted(line) else self.dishes.clear)(line.id)
        self._tell()

    def _tell(self) -> None:
        chosen = self.dishes.chosen() or tuple(line.id for line in self._lines)
        portions = sum(line.line.quantity for line in self._lines if line.id in chosen)
        self.go.setText(self.words(self._desk.wording.dishes(max(1, portions // 1_000))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _go(self) -> None:
        if not self.go.isEnabled():
            return
        course = int(next(iter(self.courses.chosen()), "0"))
        lines = () if course else self.dishes.chosen()
        self.finish()
        self.tell_wanted(lines, course)

    def tell_wanted(self, lines: tuple[str, ...], course: int) -> None:
        """What was chosen."""
        self.wanted.emit(lines, course)


class StartSheet(CallSheet):
    """起菜, now or by itself later. `timed(lines, course, minutes)`, 0 minutes: at the word again."""

    timed = Signal(object, int, int)
    beside = 594

    def __init__(self, desk: Desk, window: QWidget, opening: OpeningView, table: str) -> None:
        title = _("Start dishes of {table}").format(table=table)
        detail = _("The kitchen gets a start slip. Choose none, and all are started.")
        self.when = ChoiceGrid(desk.theme, 4, 1, 1)
        super().__init__(desk, window, title, detail, opening.held)
        self.when.add(NOW, _("Now"))
        for minutes in LATER:
            self.when.add(str(minutes), _("in {n} min").format(n=minutes))
        if any(line.start_at for line in opening.held):
            self.when.add(WORD, _("At the word"))
        self.when.choose(NOW)
        self.when.changed.connect(self._tell)
        self.body.addWidget(label(_("Start when?"), 18, True))
        self.body.addWidget(self.when)
        self._tell()

    def note(self, line: LineView) -> str:
        clock = self._desk.wording.clock
        at = _("starts {time}").format(time=clock(line.start_at)) if line.start_at else ""
        return " · ".join(filter(None, (super().note(line), at)))

    def words(self, dishes: str) -> str:
        when = self._when()
        self.go.set_icon("hourglass" if when.isdecimal() else "flame")
        if when == NOW:
            return _("Start {dishes}").format(dishes=dishes)
        if when == WORD:
            return _("Hold {dishes}").format(dishes=dishes)
        clock = self._desk.wording.clock(self._desk.now + int(when) * 60_000)
        return _("Start {dishes} at {time}").format(dishes=dishes, time=clock)

    def tell_wanted(self, lines: tuple[str, ...], course: int) -> None:
        when = self._when()
        if when == NOW:
            super().tell_wanted(lines, course)
        else:
            self.timed.emit(lines, course, 0 if when == WORD else int(when))

    def _when(self) -> str:
        return next(iter(self.when.chosen()), NOW)


class HurrySheet(CallSheet):
    """催菜."""

    def __init__(self, desk: Desk, window: QWidget, opening: OpeningView, table: str) -> None:
        self._sent = {
            line.id: line.started_at or order.at for order in opening.orders for line in order.lines
        }
        title = _("Hurry dishes of {table}").format(table=table)
        lines = tuple(line for line in opening.lines if line.awaited)
        super().__init__(
            desk, window, title, _("The kitchen gets a hurry slip. Choose none, and all are hurried."), lines
        )

    def note(self, line: LineView) -> str:
        waits = self._desk.wording.minutes(self._sent[line.id], self._desk.now)
        times = _("hurried ×{n}").format(n=line.hurried) if line.hurried else ""
        return " · ".join(filter(None, (waits, times)))

    def words(self, dishes: str) -> str:
        return _("Hurry {dishes}").format(dishes=dishes)


class BackSheet(CallSheet):
    """取消划菜: only what is chosen, for most of what is served is so rightly."""

    def __init__(self, desk: Desk, window: QWidget, opening: OpeningView, table: str) -> None:
        title = _("Not served after all: {table}").format(table=table)
        detail = _("Choose what is still to come. The kitchen is told nothing: it has its slip.")
        super().__init__(desk, window, title, detail, opening.brought)
        self.go.set_icon("undo")

    def words(self, dishes: str) -> str:
        chosen = bool(self.dishes.chosen())
        self.go.setEnabled(chosen)
        return _("{dishes} still to come").format(dishes=dishes) if chosen else _("Choose a dish")
