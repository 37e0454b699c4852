"""When a dish comes and for whom, in words: 叫起, course, seat; how often it was hurried."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.selling.courses import STANDARD, Course
from domain.selling.order import Line
from domain.selling.price import Rules
from pos_app.language import _, pgettext
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


def guest_word(guest: int) -> str:
    """A guest's phone by its number at the table, 0: one that nobody knows."""
    return _("Guest {n}").format(n=guest or "?")


def guests_word(guests: Sequence[int]) -> str:
    """Whose phones wanted a dish: "Guest 1, Guest 2"."""
    return pgettext("list", ", ").join(map(guest_word, guests))


@dataclass(frozen=True, slots=True)
class Eaters:
    """By dish (a line's id) the numbers of who eats it, and what such a number is called."""

    by_line: Mapping[str, tuple[int, ...]]
    word: Callable[[int], str]

    @property
    def all(self) -> list[int]:
        return sorted({one for numbers in self.by_line.values() for one in numbers})


def eaters(lines: Iterable[LineView]) -> Eaters:
    """By the seats that staff gave; without any by the phones that wanted a dish, if they are several."""
    lines = tuple(lines)
    seats = {line.id: (line.line.seat,) for line in lines if line.line.seat}
    if seats:
        return Eaters(seats, seat_word)
    found = Eaters({line.id: line.guests for line in lines if line.guests and all(line.guests)}, guest_word)
    return found if len(found.all) > 1 else Eaters({}, guest_word)


def serving_note(line: Line, wording: Wording) -> str:
    """Course and seat: "Staples · Seat 2"."""
    seat = seat_word(line.seat) if line.seat else ""
    return " · ".join(filter(None, (wording.name(line.course_names), seat)))


def called_note(line: LineView, wording: Wording) -> str:
    """When the word came or comes by itself, and how often somebody was impatient."""
    words = []
    if line.start_at:
        words.append(_("starts {time}").format(time=wording.clock(line.start_at)))
    if line.started_at:
        words.append(_("started {time}").format(time=wording.clock(line.started_at)))
    if line.hurried:
        words.append(_("hurried ×{n}").format(n=line.hurried))
    return " · ".join(words)
