"""When a dish comes and for whom: at once or held 叫起, its course, its seat."""

from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from domain.selling.order import CartLine
from pos_app.language import _
from pos_app.models.serving_words import courses_of, hold_word, seat_word
from pos_app.screens.desk import Desk
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import label

HOLD = "hold"
SEATS_ACROSS = 6


class ServingChoice(QWidget):
    """Of one line; `seats`: guests at the table, of whom one may have it."""

    def __init__(self, desk: Desk, line: CartLine | None, seats: int) -> None:
        super().__init__()
        wording, column, row = desk.wording, QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(_("When it comes, and for whom"), 18, True))
        self.hold = ChoiceGrid(desk.theme, 1)
        self.hold.add(HOLD, hold_word())
        courses = courses_of(desk.view.rules)
        across = min(len(courses), 4)
        self.courses = ChoiceGrid(desk.theme, across)
        for course in courses:
            self.courses.add(str(course.number), wording.name(course.names))
        row.setSpacing(10)
        row.addWidget(self.hold, 1)
        row.addWidget(self.courses, across)
        column.addLayout(row)
        self.seats = SeatGrid(desk, seats if seats > 1 else 0)
        column.addWidget(self.seats)
        if line is not None:
            self.hold.choose(HOLD if line.held else "")
            self.courses.choose(str(line.course))
            self.seats.choose(str(line.seat))

    def put_on(self, line: CartLine) -> CartLine:
        """The line as it is chosen here."""
        course, seat = (next(iter(grid.chosen()), "0") for grid in (self.courses, self.seats))
        return replace(line, held=bool(self.hold.chosen()), course=int(course), seat=int(seat))


class SeatGrid(ChoiceGrid):
    """A tile for each guest; none chosen: nobody's own."""

    def __init__(self, desk: Desk, seats: int) -> None:
        super().__init__(desk.theme, SEATS_ACROSS)
        for seat in range(1, seats + 1):
            self.add(str(seat), seat_word(seat))
