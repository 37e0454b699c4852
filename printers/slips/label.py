"""杯贴: what is in this cup or box, on a label that a hand covers half of; one ticket a label, no cut.

Where a label is too small for it all, the second name and the foot are spared, then the size of letters, but
never what is in the cup: rather that goes on to a second label.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.errors import name_in
from printers.labels import LEADING, MARGIN, LabelSize
from printers.layout import bar, paragraph, row
from printers.slips.sheet import BANNERS, turned
from printers.slips.words import Names, SlipForm, _m, listed, said, second_name, with_spec
from printers.ticket import BOLD, DOTS_PER_LINE, DOTS_PER_MM, DOUBLE, TALL, Line, Span, Style, Ticket

_USUAL = LabelSize()
_SMALL = _MOST_SPARED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSlip:
    """Facts of one cup or box, the `piece`-th of `pieces` of its order.

    `number`: what is called out, or the table. `choices`: sugar, ice, extras, in the order of making.
    `again` and `meant_for` as in `Sheet`.
    """

    number: str
    names: Names
    piece: int
    pieces: int
    spec: Names | None = None
    choices: Sequence[Names] = ()
    remarks: Sequence[Names] = ()
    store: Names | None = None
    at: str = ""
    price: str = ""
    again: str = ""
    meant_for: Names | None = None


def label_ticket(slip: LabelSlip, form: SlipForm, size: LabelSize = _USUAL) -> Ticket:
    """A ticket as wide as the form says (``size.cells``), as large as one label bears."""
    tries = [tuple(_lines(slip, form, spare)) for spare in range(_MOST_SPARED + 1)]
    room = size.height * DOTS_PER_MM - MARGIN
    fits = (lines for lines in tries if sum(map(_dots, lines)) <= room)
    return Ticket(form.width, turned(next(fits, tries[-1]), form))


def _dots(line: Line) -> int:
    return line.height * DOTS_PER_LINE + LEADING


def _lines(slip: LabelSlip, form: SlipForm, spare: int) -> Iterator[Line]:
    """`spare`: 0 all of it; 1 without the second name, 2 without the foot, 3 in small letters, too."""
    language, width = form.language, form.width
    if form.practice:
        yield from bar([Span("练习 PRACTICE", BOLD)], width, center=True)
    if slip.again:
        yield from bar([Span(BANNERS.get(slip.again, BANNERS["duplicate"])[0], BOLD)], width, center=True)
    yield from row([Span(slip.number, DOUBLE)], [Span(f"{slip.piece}/{slip.pieces}", DOUBLE)], width)
    name = with_spec(name_in(slip.names, language), name_in(slip.spec or {}, language))
    large = form.style("dish", DOUBLE)
    size = large if Span(name, large).cells <= width else TALL  # one tall line says more than two double ones
    yield from paragraph(name, width, size if spare < _SMALL else BOLD)
    remark = Style(1, 2 if spare < _SMALL else 1, bold=True, inverted=True)
    for text in slip.remarks:
        yield from paragraph(said(text, language), width, remark)
    choices = listed(name_in(choice, language) for choice in slip.choices)
    if choices:
        yield from paragraph(choices, width, BOLD)
    second = second_name(slip.names, form) if form.shows("second") and spare < 1 else ""
    if second:
        yield from paragraph(second, width)
    if slip.meant_for:
        yield from paragraph(f"→ {name_in(slip.meant_for, language)}", width, BOLD)
    if spare < 2:
        yield from _foot(slip, form)


def _foot(slip: LabelSlip, form: SlipForm) -> Iterator[Line]:
    store = name_in(slip.store, form.language) if slip.store and form.shows("store") else ""
    left = slip.price or store
    at = form.say(_m("Made {time}"), time=slip.at) if slip.at and form.shows("time") else ""
    if left or at:
        yield from row([Span(left)] if left else [], [Span(at)] if at else [], form.width)
