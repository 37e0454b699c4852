"""When a dish comes and for whom, in words: 叫起, course, seat; how often it was hurried."""

from collections.abc import Sequence

from domain.selling.courses import STANDARD, Course
from domain.selling.order import Line
from domain.selling.price import Rules
from pos_app.language import _
from pos_app.models.wording import Wording
from pos_app.workflows.views import LineView


def courses_of(rules: Rules) -> Sequence[Course]:
    """The house's courses."""
    return rules.courses or STANDARD


def seat_word(seat: int) -> str:
    """A seat, 0: nobody's own."""
    return _("Seat {seat}").format(seat=seat) if seat else _("For all")


def hold_word() -> str:
    """That a dish waits for the word."""
    return _("Hold")


def serving_note(line: Line, wording: Wording) -> str:
    """Course and seat: "Staples · Seat 2"."""
    seat = seat_word(line.seat) if line.seat else ""
    return " · ".join(filter(None, (wording.name(line.course_names), seat)))


def called_note(line: LineView, wording: Wording) -> str:
    """When the word came, and how often somebody was impatient."""
    words = []
    if line.started_at:
        words.append(_("started {time}").format(time=wording.clock(line.started_at)))
    if line.hurried:
        words.append(_("hurried ×{n}").format(n=line.hurried))
    return " · ".join(words)
